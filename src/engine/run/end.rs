//! How a script ended, and what was performed of it.

use crate::engine::judge::{Blame, Verdict};
use crate::engine::script::Script;

/// How a script ended.
#[derive(Debug, Clone)]
pub enum End {
    Finished,
    /// The manual was silent, or a bound was reached.
    Undecided,
    Deviated {
        /// The step, in the script as performed.
        step: usize,
        blame: Blame,
    },
}

impl End {
    /// How a script of so many steps ended, by the verdict on the last.
    pub(super) fn of(verdict: Verdict, steps: usize) -> Self {
        match verdict {
            Verdict::Allowed => Self::Finished,
            Verdict::Silent | Verdict::Inconclusive => Self::Undecided,
            Verdict::Deviation(blame) | Verdict::Unquiet(blame) => {
                Self::Deviated { step: steps - 1, blame }
            }
        }
    }
}

/// A script as it was performed: what could not be done is not in it, operands are resolved.
#[derive(Debug, Clone)]
pub struct Ran {
    pub script: Script,
    pub end: End,
    /// The steps, by their place, whose call began to wait.
    pub waited: Vec<usize>,
    /// A process was killed by its call.
    pub died: bool,
}
