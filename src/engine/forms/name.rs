//! Names of POSIX objects: a slash, then characters that are no slashes.

use serde::{Deserialize, Serialize};

use super::operand::{Operand, Put, Take};

/// A name, by the form that it has; the longest has so many characters, its slash counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name<const LONGEST: usize> {
    Plain(u8),
    Longest,
    /// One character more than the longest.
    PastLongest,
    /// Two more.
    TooLong,
    /// A slash and a dot.
    Dot,
    /// A slash and two dots.
    TwoDots,
    /// With a second slash.
    TwoSlashes,
    /// A slash alone.
    Slash,
    /// Without a slash; the kernel never sees that, only the library.
    WithoutSlash,
}

/// Plain names of a script.
pub const PLAIN_NAMES: u8 = 3;
/// Names that an object can have, by the book.
pub const NAMES: usize = PLAIN_NAMES as usize + 3;
/// The word of the first name that is not plain.
const ODD: u64 = 1 << 8;

impl<const LONGEST: usize> Name<LONGEST> {
    const ODD: [Self; 8] = [
        Self::Longest,
        Self::PastLongest,
        Self::TooLong,
        Self::Dot,
        Self::TwoDots,
        Self::TwoSlashes,
        Self::Slash,
        Self::WithoutSlash,
    ];

    /// The place of a name that an object can have, by the book.
    pub fn place(self) -> Option<usize> {
        let plain = usize::from(PLAIN_NAMES);
        match self {
            Self::Plain(nth) => Some(usize::from(nth % PLAIN_NAMES)),
            Self::Longest => Some(plain),
            Self::Dot => Some(plain + 1),
            Self::TwoDots => Some(plain + 2),
            _ => None,
        }
    }

    pub fn plain() -> impl Iterator<Item = Self> {
        (0..PLAIN_NAMES).map(Self::Plain)
    }

    /// The names that may outlive a script, by the book or not.
    pub fn lasting() -> impl Iterator<Item = Self> {
        Self::plain().chain([Self::Longest, Self::PastLongest, Self::TooLong])
    }

    /// The name itself, with a tag in it by which it is unique.
    pub fn text(self, tag: &str) -> String {
        let long = |length: usize| format!("/{tag:q<length$}");
        match self {
            Self::Plain(nth) => format!("/{tag}{}", nth % PLAIN_NAMES),
            Self::Longest => long(LONGEST - 1),
            Self::PastLongest => long(LONGEST),
            Self::TooLong => long(LONGEST + 1),
            Self::Dot => "/.".into(),
            Self::TwoDots => "/..".into(),
            Self::TwoSlashes => format!("/{tag}/q"),
            Self::Slash => "/".into(),
            Self::WithoutSlash => tag.to_owned(),
        }
    }

    /// How long it is, where that is what matters.
    fn length(self) -> Option<usize> {
        match self {
            Self::Longest => Some(LONGEST),
            Self::PastLongest => Some(LONGEST + 1),
            Self::TooLong => Some(LONGEST + 2),
            _ => None,
        }
    }

    fn odd(self) -> Option<usize> {
        Self::ODD.iter().position(|odd| *odd == self)
    }
}

impl<const LONGEST: usize> Operand for Name<LONGEST> {
    fn put(self, words: &mut Put) {
        words.word(match self {
            Self::Plain(nth) => nth.into(),
            odd => ODD + odd.odd().unwrap_or_default() as u64,
        });
    }

    fn take(words: &mut Take<'_>) -> Self {
        match words.word() {
            odd @ ODD.. => Self::ODD[(odd - ODD) as usize],
            plain => Self::Plain(plain as u8),
        }
    }

    fn show(self) -> String {
        self.length().map_or_else(|| self.text("q"), |length| format!("/q… ({length})"))
    }

    fn c(self) -> String {
        let short = || format!("\"{}\"", self.text("q"));
        self.length().map_or_else(short, |length| format!("name_of_length({length})"))
    }

    fn simpler(self) -> Vec<Self> {
        if self == Self::Plain(0) { vec![] } else { vec![Self::Plain(0)] }
    }

    fn class(self) -> u32 {
        self.odd().map_or(0, |odd| (odd as u32 + 1).min(7))
    }
}
