//! What the calls of terminals are given.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{Choice, FlagSet, FlagSpec, Tag, flag};

/// The flags of open that mean something here; none of our terminals ever controls a process.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const NONBLOCK: i32 = libc::O_NONBLOCK;
pub const CLOEXEC: i32 = libc::O_CLOEXEC;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("nonblock", "O_NONBLOCK", NONBLOCK).percent(35).tells(),
        flag("cloexec", "O_CLOEXEC", CLOEXEC).percent(25),
    ];
}

/// States a choice among named values: a variant, as a person reads it, as C.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])+ $name:ident:
        $($(#[doc = $own:literal])* $variant:ident, $shown:literal, $c:literal;)+
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[doc = $own])* $variant),+ }

        impl Choice for $name {
            const TABLE: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$variant, $shown, $c)),+];
        }
    };
}

choice! {
    /// How the slave of a master is opened.
    How:
    Peer, "as its peer", "TIOCGPTPEER";
    Name, "by its name", "ptsname";
}

choice! {
    /// What a terminal is set to do with its input and output.
    Setting:
    /// No processing at all.
    Raw, "raw", "RAW";
    /// Lines, without echo.
    Quiet, "lines, no echo", "QUIET";
    /// Lines, with echo.
    Cooked, "lines, echo", "COOKED";
}

choice! {
    /// When a setting comes into force.
    When:
    Now, "now", "TCSANOW";
    Drained, "after output", "TCSADRAIN";
    Flushed, "after output, without input", "TCSAFLUSH";
}

impl When {
    pub fn bits(self) -> i32 {
        match self {
            Self::Now => libc::TCSANOW,
            Self::Drained => libc::TCSADRAIN,
            Self::Flushed => libc::TCSAFLUSH,
        }
    }
}

choice! {
    /// What is written after some letters.
    Ending:
    Nothing, "", "";
    Newline, " and a newline", "\\n";
    Return, " and a carriage return", "\\r";
    /// The character that ends a file.
    Eof, " and an EOF", "\\004";
}

/// The EOF character.
pub const EOF: u8 = 4;

impl Ending {
    fn byte(self) -> Option<u8> {
        match self {
            Self::Nothing => None,
            Self::Newline => Some(b'\n'),
            Self::Return => Some(b'\r'),
            Self::Eof => Some(EOF),
        }
    }

    /// So many letters of this tag, and the ending.
    pub fn text(self, tag: Tag, letters: u32) -> Vec<u8> {
        let mut state = u32::from(tag.0).wrapping_mul(0x9e37_79b9) | 1;
        let letters = (0..letters.min(LETTERS_MAX)).map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            b'a' + (state >> 7) as u8 % 26
        });
        letters.chain(self.byte()).collect()
    }
}

/// Most letters of one write.
pub const LETTERS_MAX: u32 = 8000;

choice! {
    /// What is thrown away of what a terminal holds.
    Which:
    Input, "its input", "TCIFLUSH";
    Output, "its output", "TCOFLUSH";
    Both, "its input and output", "TCIOFLUSH";
}

impl Which {
    pub fn bits(self) -> i32 {
        match self {
            Self::Input => libc::TCIFLUSH,
            Self::Output => libc::TCOFLUSH,
            Self::Both => libc::TCIOFLUSH,
        }
    }

    pub fn is_of_input(self) -> bool {
        self != Self::Output
    }

    pub fn is_of_output(self) -> bool {
        self != Self::Input
    }
}
