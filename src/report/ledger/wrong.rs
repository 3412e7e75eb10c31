//! Whose fault a known deviation is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What would have to change, for the claim to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// The page says what is not so, and what is done is as it should be.
    Page,
    /// The page says too little: read as it stands, it says what is not so.
    Loose,
    /// The kernel does not do what the page rightly says.
    Kernel,
    /// The C library does not do what the page rightly says.
    Libc,
}

impl Wrong {
    pub const ALL: [Self; 4] = [Self::Page, Self::Loose, Self::Kernel, Self::Libc];
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Page => "the page is wrong",
            Self::Loose => "the page is loose",
            Self::Kernel => "the kernel is wrong",
            Self::Libc => "the C library is wrong",
        })
    }
}
