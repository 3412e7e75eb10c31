//! What may come of a step, as the C program compares it.

use std::fmt;

use crate::engine::content::Piece;
use crate::engine::deed::Told;
use crate::engine::history::Fate;
use crate::engine::{self, Access, Answer, Errno, Expect, Outcome};

/// Most pieces of one content, and most words, that the program can hold.
const PIECES_MAX: usize = 8;
const WORDS_MAX: usize = 16;

/// One thing that may happen.
#[derive(Debug, Clone)]
pub enum Happens {
    Returns {
        form: Option<&'static str>,
        words: Vec<Word>,
        pieces: Vec<Piece>,
    },
    Between {
        words: Vec<(u64, u64)>,
    },
    /// With numbers that say more.
    Fails(Errno, Vec<Word>),
    Waits,
    Dies(i32),
}

/// A number that a step tells, and which of its bits are compared.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    number: u64,
    mask: u64,
}

impl Word {
    fn whole(number: impl Into<u64>) -> Self {
        Self { number: number.into(), mask: u64::MAX }
    }

    fn of(number: u8, mask: u8) -> Self {
        Self { number: (number & mask).into(), mask: mask.into() }
    }
}

impl Happens {
    pub fn of_call(happens: &engine::Happens) -> Vec<Self> {
        vec![match happens {
            engine::Happens::Returns(Expect::Is(outcome)) => Self::of_outcome(outcome),
            engine::Happens::Returns(Expect::Between(ends)) => {
                let (low, high) = &**ends;
                let words = low.numbers().iter().copied().zip(high.numbers().iter().copied());
                Self::Between { words: words.take(WORDS_MAX).collect() }
            }
            engine::Happens::Returns(Expect::Fails(errno)) => Self::Fails(*errno, vec![]),
            engine::Happens::Returns(Expect::FailsOneOf(errnos)) => {
                return errnos.iter().map(|errno| Self::Fails(*errno, vec![])).collect();
            }
            engine::Happens::Waits(_) | engine::Happens::Advances(_) => Self::Waits,
            engine::Happens::Dies(signal) => Self::Dies(*signal),
        }]
    }

    pub fn of_deed(happens: &engine::Happens<Told>) -> Self {
        match happens {
            engine::Happens::Returns(Expect::Is(told)) => Self::of_told(&Ok(told.clone())),
            engine::Happens::Returns(Expect::Fails(errno)) => Self::Fails(*errno, vec![]),
            _ => Self::of_told(&Ok(Told::Done)),
        }
    }

    pub fn of_fate(fate: &Fate) -> Self {
        match fate {
            Fate::Returned(Ok(outcome)) => Self::of_outcome(outcome),
            Fate::Returned(Err(errno)) => Self::Fails(*errno, vec![]),
            Fate::Waits => Self::Waits,
            Fate::Died(signal) => Self::Dies(*signal),
        }
    }

    fn of_outcome(outcome: &Outcome) -> Self {
        let form = outcome.form();
        if let Some(errno) = outcome.errno() {
            let is_first = form.parts.first().is_some_and(|part| part.name == "errno");
            let words = outcome.numbers().iter().skip(usize::from(is_first));
            return Self::Fails(errno, words.map(|word| Word::whole(*word)).collect());
        }
        let words = outcome.numbers().iter().take(WORDS_MAX).map(|word| Word::whole(*word));
        let pieces = outcome.pieces().filter(|pieces| pieces.len() <= PIECES_MAX);
        Self::Returns {
            form: Some(form.variant),
            words: words.collect(),
            pieces: pieces.unwrap_or_default(),
        }
    }

    /// What a deed tells.
    pub fn of_told(answer: &Answer<Told>) -> Self {
        let access = |access: &Access| match access {
            Access::Read => 0u8,
            Access::Write => 1,
            Access::Both => 2,
        };
        let words = match answer {
            Err(errno) => return Self::Fails(*errno, vec![]),
            // Who has gone is seen to be: that is all that the program looks at.
            Ok(Told::Gone { .. }) => return Self::Dies(-1),
            Ok(Told::Done) => vec![],
            Ok(Told::Reported { rounds, spoken }) => {
                rounds.iter().map(|bits| Word::of(*bits, *spoken)).collect()
            }
            Ok(Told::Flag(on)) => vec![Word::whole(*on)],
            Ok(Told::Mode(mode)) => vec![Word::whole(access(mode))],
            Ok(Told::Shown { access: mode, nonblocking }) => {
                vec![Word::whole(access(mode)), Word::whole(*nonblocking)]
            }
            Ok(Told::Ready { bits, spoken }) => vec![Word::of(*bits, *spoken)],
            Ok(Told::Open(mask)) => vec![Word::whole(*mask)],
            Ok(Told::Alone { open, others }) => vec![Word::whole(*open), Word::whole(*others)],
        };
        Self::Returns { form: None, words, pieces: vec![] }
    }
}

/// Numbers with their masks, as parts of an initializer.
fn numbers(words: &[Word]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let list = |of: fn(&Word) -> u64| {
        words.iter().map(|word| format!("{}u", of(word))).collect::<Vec<_>>().join(", ")
    };
    let (numbers, masks) = (list(|word| word.number), list(|word| word.mask));
    format!(", .words = {}, .word = {{ {numbers} }}, .mask = {{ {masks} }}", words.len())
}

/// As an initializer in C.
impl fmt::Display for Happens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |numbers: &mut dyn Iterator<Item = u64>| {
            numbers.map(|number| format!("{number}u")).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Waits => f.write_str("{ .how = WAITS }"),
            Self::Dies(signal) => write!(f, "{{ .how = DIES, .number = {signal} }}"),
            Self::Fails(errno, words) => {
                write!(f, "{{ .how = FAILS, .number = {}{} }}", errno.0, numbers(words))
            }
            Self::Between { words } => {
                let low = list(&mut words.iter().map(|(low, _)| *low));
                let most = list(&mut words.iter().map(|(_, most)| *most));
                write!(
                    f,
                    "{{ .how = BETWEEN, .words = {}, .word = {{ {low} }}, .most = {{ {most} }}, \
                     .mask = {{ {} }} }}",
                    words.len(),
                    list(&mut words.iter().map(|_| u64::MAX))
                )
            }
            Self::Returns { form, words, pieces } => {
                f.write_str("{ .how = RETURNS")?;
                if let Some(form) = form {
                    write!(f, ", .form = \"{form}\"")?;
                }
                f.write_str(&numbers(words))?;
                if !pieces.is_empty() {
                    let cuts: Vec<_> = pieces
                        .iter()
                        .map(|piece| format!("{{ {}, {} }}", piece.place, piece.bytes))
                        .collect();
                    write!(f, ", .pieces = {}, .piece = {{ {} }}", pieces.len(), cuts.join(", "))?;
                }
                f.write_str(" }")
            }
        }
    }
}
