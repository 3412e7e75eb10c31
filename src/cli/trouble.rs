//! Why a command could not be done: one lower-case line that names the input and the mend.

use std::fmt;

use super::Status;
use crate::report::read::ReadError;
use crate::report::write::WriteError;

/// What went wrong, and whose fault it is.
#[derive(Debug)]
pub enum Trouble {
    /// What was asked for cannot be done: the caller can mend it.
    Usage(String),
    /// The harness, the machine or the target failed.
    Failed(String),
    /// The kernel under test crashed or complained, or its machine was lost.
    Crashed(String),
}

impl Trouble {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    pub fn status(&self) -> Status {
        match self {
            Self::Usage(_) => Status::Usage,
            Self::Failed(_) => Status::Failed,
            Self::Crashed(_) => Status::Crashed,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Failed(message) | Self::Crashed(message) => {
                f.write_str(message)
            }
        }
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Why something outside of this process could not be used: whoever asked for it can mend it.
impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("failed to {error:#}"))
    }
}
