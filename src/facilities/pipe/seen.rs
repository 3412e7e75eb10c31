//! What comes out of the calls of a pipe.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::engine::Seen;
use crate::engine::content::Content;

/// What came back.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Saw {
    /// A new pipe: which end is the first descriptor, and the flags of both.
    Created {
        read_end_first: bool,
        cloexec: [bool; 2],
        nonblock: [bool; 2],
    },
    /// The creation failed with this error number; whether the array was written to.
    Refused {
        errno: i32,
        array_untouched: bool,
    },
    Read(Content),
    Wrote(u64),
    /// A number: a capacity, a count of bytes, a limit.
    Number(u64),
    Done,
    /// Whether the link names the type and the inode.
    Named(bool),
    /// Whether a signal came, and whether it named the descriptor.
    Noticed {
        came: bool,
        names_it: bool,
    },
    /// A file after a splice into it: whether the offset that was to move did and the other stayed,
    /// and what it holds.
    Filed {
        as_said: bool,
        content: Content,
    },
    /// A splice from a file: the same, and how many bytes.
    Moved {
        as_said: bool,
        bytes: u64,
    },
}

/// The parts of a read's clause, in the order of its claims.
const IN_ORDER: usize = 0;
const AVAILABLE: usize = 1;
const ATOMIC: usize = 2;

impl Seen for Saw {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (
                Self::Created { read_end_first, cloexec, .. },
                Self::Created { read_end_first: first, cloexec: seen, .. },
            ) => {
                if read_end_first != first {
                    0
                } else if cloexec != seen {
                    1
                } else {
                    2
                }
            }
            (Self::Refused { errno, .. }, Self::Refused { errno: seen, .. }) => {
                usize::from(errno == seen)
            }
            (Self::Read(expected), Self::Read(seen)) if seen < expected => AVAILABLE,
            (Self::Read(_), Self::Read(seen)) if seen.is_torn() => ATOMIC,
            _ => IN_ORDER,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        Some(match (self, part) {
            (Self::Created { read_end_first, cloexec, nonblock }, _) => Self::Created {
                read_end_first: *read_end_first != (part == 0),
                cloexec: [cloexec[0], cloexec[1] != (part == 1)],
                nonblock: [nonblock[0], nonblock[1] != (part == 2)],
            },
            (Self::Refused { errno, .. }, 1) => {
                Self::Refused { errno: *errno, array_untouched: false }
            }
            (Self::Refused { array_untouched, .. }, _) => {
                Self::Refused { errno: libc::EIO, array_untouched: *array_untouched }
            }
            (Self::Read(content), IN_ORDER) => Self::Read(content.reversed()?),
            (Self::Read(content), AVAILABLE) => Self::Read(content.shortened()?),
            (Self::Read(content), ATOMIC) => Self::Read(content.torn()?),
            (Self::Wrote(bytes), _) => Self::Wrote(bytes.checked_sub(1)?),
            (Self::Named(so), _) => Self::Named(!so),
            (Self::Number(number), _) => Self::Number(number + 1),
            (Self::Noticed { came, names_it }, _) => {
                Self::Noticed { came: !came, names_it: *names_it }
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Saw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created { read_end_first, cloexec, nonblock } => {
                f.write_str("a new pipe")?;
                if !read_end_first {
                    f.write_str(", write end first")?;
                }
                match cloexec {
                    [true, true] => f.write_str(", close-on-exec")?,
                    [false, false] => {}
                    _ => f.write_str(", close-on-exec on one end")?,
                }
                match nonblock {
                    [true, true] => f.write_str(", non-blocking"),
                    [false, false] => Ok(()),
                    _ => f.write_str(", non-blocking on one end"),
                }
            }
            Self::Refused { errno, array_untouched } => {
                write!(f, "{}", crate::engine::Errno(*errno))?;
                f.write_str(if *array_untouched { "" } else { ", the array written to" })
            }
            Self::Read(content) if content.is_empty() => f.write_str("end of file"),
            Self::Read(content) => write!(f, "read {content}"),
            Self::Wrote(bytes) => write!(f, "wrote {bytes}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Done => f.write_str("done"),
            Self::Named(true) => f.write_str("a link to the pipe by its inode"),
            Self::Named(false) => f.write_str("a link to something else"),
            Self::Noticed { came: false, .. } => f.write_str("no signal"),
            Self::Noticed { names_it: true, .. } => f.write_str("a signal for the descriptor"),
            Self::Noticed { .. } => f.write_str("a signal"),
            Self::Filed { as_said, content } => {
                write!(f, "the file holds {content}")?;
                f.write_str(if *as_said { "" } else { ", the wrong offset moved" })
            }
            Self::Moved { as_said, bytes } => {
                write!(f, "spliced {bytes}")?;
                f.write_str(if *as_said { "" } else { ", the wrong offset moved" })
            }
        }
    }
}
