//! How long a call may sleep: an absolute timeout, as `mq_timedsend` or `sem_timedwait` takes one.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::choice::Choice;
use crate::engine::Errno;
use crate::sys;

/// How far ahead a timeout is that must come.
const SOON: Duration = Duration::from_millis(1);

/// Until when a call may sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// No timeout.
    Forever,
    Past,
    /// In a moment.
    Soon,
    /// Later than any script.
    Far,
    NegativeSeconds,
    NegativeNanoseconds,
    ThousandMillion,
    PastThousandMillion,
}

impl Choice for Until {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Forever, "", "NULL"),
        (Self::Past, ", timeout in the past", "&(struct timespec){1, 0}"),
        (Self::Soon, ", timeout soon", "soon()"),
        (Self::Far, ", timeout far ahead", "&(struct timespec){1l << 40, 0}"),
        (Self::NegativeSeconds, ", timeout of -1 s", "&(struct timespec){-1, 0}"),
        (Self::NegativeNanoseconds, ", timeout of -1 ns", "&(struct timespec){1, -1}"),
        (Self::ThousandMillion, ", timeout of 1000000000 ns", "&(struct timespec){1, 1000000000}"),
        (
            Self::PastThousandMillion,
            ", timeout of 1000000001 ns",
            "&(struct timespec){1, 1000000001}",
        ),
    ];
}

/// A timeout as the kernel takes it, and when it ends, if the call can see that.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub at: sys::Until,
    ends: Option<SystemTime>,
}

impl Until {
    /// Whether it has less than 0 seconds, or less than 0 or more than 1000 million nanoseconds.
    pub fn is_invalid(self) -> bool {
        matches!(
            self,
            Self::NegativeSeconds | Self::NegativeNanoseconds | Self::PastThousandMillion
        )
    }

    /// The timeout of a call that is made now.
    pub fn moment(self) -> Moment {
        let (seconds, nanoseconds) = match self {
            Self::Forever => return Moment { at: sys::Until::Forever, ends: None },
            Self::Past => (1, 0),
            Self::Far => (1 << 40, 0),
            Self::NegativeSeconds => (-1, 0),
            Self::NegativeNanoseconds => (1, -1),
            Self::ThousandMillion => (1, 1_000_000_000),
            Self::PastThousandMillion => (1, 1_000_000_001),
            Self::Soon => {
                let ends = SystemTime::now() + SOON;
                let since = ends.duration_since(UNIX_EPOCH).unwrap_or_default();
                let (seconds, nanoseconds) = (since.as_secs() as i64, since.subsec_nanos().into());
                return Moment { at: sys::Until::At { seconds, nanoseconds }, ends: Some(ends) };
            }
        };
        Moment { at: sys::Until::At { seconds, nanoseconds }, ends: None }
    }
}

impl Moment {
    /// Whether a call that failed with this error gave up too early; none if its timeout did not
    /// end it, or the end could not be seen.
    pub fn is_early(self, errno: Errno) -> Option<bool> {
        self.ends.filter(|_| errno == Errno::ETIMEDOUT).map(|ends| SystemTime::now() < ends)
    }
}
