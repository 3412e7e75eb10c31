//! The exit status, and which of several counts.

use std::process::ExitCode;

use crate::report::record::{Deviation, Record};

/// How a command went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    AsExpected = 0,
    /// A claim is broken or unexpectedly kept; `replay` deviated again; `diff` found a difference.
    Differs = 1,
    /// Wrong usage or configuration, or a pattern that matches nothing.
    Usage = 2,
    /// The harness or the target failed.
    Failed = 3,
    NothingRuled = 4,
    /// The kernel crashed or complained, or the guest was lost.
    Crashed = 5,
    /// SIGINT ended the run; what was found so far is reported.
    Interrupted = 130,
    /// SIGTERM did.
    Terminated = 143,
}

/// What `--help` says of them.
pub const HELP: &str = "\
Exit status:
  0  as expected
  1  a claim is broken or unexpectedly kept (replay: deviated again; diff: differs)
  2  wrong usage or configuration, or a pattern that matches nothing
  3  the harness or the target failed
  4  nothing was ruled
  5  the kernel crashed or printed a splat, or the guest was lost
  130, 143  SIGINT or SIGTERM ended the run; what was found so far is reported
Of several, the first of 5, 3, 1, 4 counts.";

/// The weightiest first.
const PRECEDENCE: [Status; 8] = [
    Status::Interrupted,
    Status::Terminated,
    Status::Crashed,
    Status::Failed,
    Status::Usage,
    Status::Differs,
    Status::NothingRuled,
    Status::AsExpected,
];

impl Status {
    /// The one that counts; as expected if there is none.
    pub fn worst(of: impl IntoIterator<Item = Self>) -> Self {
        let weight = |status: &Self| PRECEDENCE.iter().position(|listed| listed == status);
        of.into_iter().min_by_key(weight).unwrap_or(Self::AsExpected)
    }

    /// Of a command that this signal ended.
    pub fn of_signal(signal: i32) -> Self {
        if signal == libc::SIGTERM { Self::Terminated } else { Self::Interrupted }
    }

    /// What the verdicts of a run amount to.
    pub fn of_record(record: &Record, strict: bool) -> Self {
        let verdicts = record.end.verdicts;
        let once = strict && record.deviations.iter().any(Deviation::seen_once);
        let ruled = record.claims.iter().any(|claim| claim.ruled > 0);
        let found = [
            (verdicts.failed > 0, Self::Failed),
            (verdicts.broken + verdicts.unexpected > 0 || once, Self::Differs),
            (!ruled, Self::NothingRuled),
        ];
        Self::worst(found.into_iter().filter(|(is, _)| *is).map(|(_, status)| status))
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Status::{self, AsExpected, Crashed, Differs, Failed, NothingRuled};

    #[test]
    fn of_several_the_first_of_5_3_1_4_counts() {
        assert_eq!(Status::worst([NothingRuled, Differs, Failed, Crashed]), Crashed);
        assert_eq!(Status::worst([NothingRuled, Differs, Failed]), Failed);
        assert_eq!(Status::worst([NothingRuled, AsExpected, Differs]), Differs);
        assert_eq!(Status::worst([AsExpected, NothingRuled]), NothingRuled);
        assert_eq!(Status::worst([]), AsExpected);
    }
}
