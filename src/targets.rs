//! Where a run happens when it is not here: our arguments go out, a record comes in.
//!
//! A target needs nothing but our one static binary. Nothing here knows a facility or decides a
//! verdict; what a target says is checked to be a whole record, and then reported like any other.

pub mod deadline;
pub mod named;
pub mod received;
pub mod via;
pub mod vm;

use crate::report::record::Record;

/// Why this binary runs only where its C library is, unless it was built as it should be.
pub const NEEDS_A_LIBRARY: Option<&str> = if cfg!(target_feature = "crt-static") {
    None
} else {
    Some("this binary is not static; build it in its own directory, by .cargo/config.toml")
};

/// What came of a run elsewhere: a record, or a loss, or both where the kernel complained and went
/// on.
#[derive(Debug)]
pub struct Came {
    pub record: Option<Record>,
    pub lost: Option<Lost>,
}

/// Why a run elsewhere cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What happened, as a fragment that fits after "failed to".
    pub how: String,
    /// The facilities at work by then.
    pub in_flight: Option<String>,
    /// The kernel crashed or complained, or the guest was lost; else the target only failed.
    pub crashed: bool,
    /// The exit status with which the target refused, if it did: the caller's fault.
    pub usage: bool,
}

impl Came {
    pub fn whole(record: Record) -> Self {
        Self { record: Some(record), lost: None }
    }
}

impl Lost {
    /// The target failed, and not its kernel.
    pub fn failed(how: impl Into<String>) -> Self {
        Self { how: how.into(), in_flight: None, crashed: false, usage: false }
    }

    /// The kernel crashed, complained, or took the guest with it.
    pub fn crashed(how: impl Into<String>) -> Self {
        Self { crashed: true, ..Self::failed(how) }
    }

    #[must_use]
    pub fn during(mut self, in_flight: Option<&str>) -> Self {
        self.in_flight = in_flight.map(str::to_owned);
        self
    }
}

impl From<Lost> for Came {
    fn from(lost: Lost) -> Self {
        Self { record: None, lost: Some(lost) }
    }
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.how)?;
        match &self.in_flight {
            Some(what) => write!(f, "; in flight: {what}"),
            None => Ok(()),
        }
    }
}
