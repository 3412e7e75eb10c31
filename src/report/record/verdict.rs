//! The seven verdicts, and a count for each.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ClaimLine;

/// Exactly one for each claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Kept,
    Broken,
    /// Its situation never arose.
    #[default]
    Idle,
    Skipped,
    /// Broken, as the ledger says.
    Known,
    /// The ledger says broken, and it was kept.
    Unexpected,
    /// A set-up call failed: the harness's or the machine's fault.
    Failed,
}

/// A count for each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Verdicts {
    pub kept: u64,
    pub broken: u64,
    pub idle: u64,
    pub skipped: u64,
    pub known: u64,
    pub unexpected: u64,
    pub failed: u64,
}

impl Verdict {
    pub const ALL: [Self; 7] = [
        Self::Kept,
        Self::Broken,
        Self::Idle,
        Self::Skipped,
        Self::Known,
        Self::Unexpected,
        Self::Failed,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Idle => "idle",
            Self::Skipped => "skipped",
            Self::Known => "known",
            Self::Unexpected => "unexpected",
            Self::Failed => "failed",
        }
    }

    /// Whether the kernel does what the claim says; none where the run says nothing of that.
    pub fn holds(self) -> Option<bool> {
        match self {
            Self::Kept | Self::Unexpected => Some(true),
            Self::Broken | Self::Known => Some(false),
            Self::Idle | Self::Skipped | Self::Failed => None,
        }
    }

    /// Whether it makes a run end other than as expected.
    pub fn fails(self) -> bool {
        matches!(self, Self::Broken | Self::Unexpected | Self::Failed)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Verdicts {
    pub fn of<'a>(claims: impl IntoIterator<Item = &'a ClaimLine>) -> Self {
        let mut counts = Self::default();
        for claim in claims {
            *counts.slot(claim.verdict) += 1;
        }
        counts
    }

    pub fn get(mut self, verdict: Verdict) -> u64 {
        *self.slot(verdict)
    }

    pub fn sum(self) -> u64 {
        Verdict::ALL.iter().map(|verdict| self.get(*verdict)).sum()
    }

    fn slot(&mut self, verdict: Verdict) -> &mut u64 {
        match verdict {
            Verdict::Kept => &mut self.kept,
            Verdict::Broken => &mut self.broken,
            Verdict::Idle => &mut self.idle,
            Verdict::Skipped => &mut self.skipped,
            Verdict::Known => &mut self.known,
            Verdict::Unexpected => &mut self.unexpected,
            Verdict::Failed => &mut self.failed,
        }
    }
}
