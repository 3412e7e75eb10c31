//! Open file descriptions: what each refers to, and how it was opened.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a description was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Access {
    Read,
    Write,
    Both,
}

impl Access {
    pub fn reads(self) -> bool {
        self != Self::Write
    }

    pub fn writes(self) -> bool {
        self != Self::Read
    }
}

/// An object of a room: a queue, a pipe, an inode, by its number in the room's model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// The place of its room among those of the script; the engine sets it when the object is
    /// opened.
    pub room: u8,
    pub number: u8,
}

impl Object {
    /// The object of this number.
    pub const fn of(number: u8) -> Self {
        Self { room: 0, number }
    }

    /// Its number, as an index.
    pub fn index(self) -> usize {
        self.number.into()
    }
}

/// An open file description: what it refers to, and the flags that all its descriptors share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct File {
    pub object: Object,
    pub access: Access,
    pub nonblocking: bool,
    /// Close-on-exec of the descriptor that the opening call returned.
    pub cloexec: bool,
    /// What else the room keeps with a description.
    pub note: u32,
}

/// The identity of an open file description: in one case, none is used twice.
pub type FileId = u16;

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read only",
            Self::Write => "write only",
            Self::Both => "read and write",
        })
    }
}
