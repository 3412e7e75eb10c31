//! Forms: what calls and outcomes are made of.
//!
//! A room states its calls in one table (`calls!`) and its outcomes in another (`outcomes!`). The
//! engine handles both as data: a form, and a few words of 64 bits. A room matches on typed views
//! of them, which the macros make; nobody but this module reads a word by its place.

mod call;
mod choice;
mod code;
mod flags;
mod mode;
mod name;
mod operand;
mod outcome;
mod part;
mod row;
mod tables;
mod tag;
mod template;
mod until;

pub use call::{Form, Op, Spec};
pub use choice::Choice;
pub use flags::{FlagSet, FlagSpec, Flags, flag};
pub use mode::{Mode, PRIVATE};
pub use name::{NAMES, Name, PLAIN_NAMES};
pub use operand::{Draws, Is, Operand, OperandType, Put, Take, WORDS_MAX, Words};
pub use outcome::{Outcome, OutcomeForm, OutcomeRow};
pub use part::{Part, PartSpec, PartType, Parts, Rest, TakeParts};
pub use row::Row;
pub use tag::Tag;
pub use until::{Moment, Until};
