//! Permissions that a new object is given.

use serde::{Deserialize, Serialize};

use super::operand::{Operand, Put, Take};

/// The mode argument of a call that creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mode(pub u32);

/// The owner may read and write.
pub const PRIVATE: Mode = Mode(0o600);

impl Operand for Mode {
    fn put(self, words: &mut Put) {
        words.word(self.0.into());
    }

    fn take(words: &mut Take<'_>) -> Self {
        Self(words.word() as u32)
    }

    fn show(self) -> String {
        format!("{:03o}", self.0)
    }

    fn c(self) -> String {
        format!("0{:o}", self.0)
    }

    fn simpler(self) -> Vec<Self> {
        if self == PRIVATE { vec![] } else { vec![PRIVATE] }
    }
}
