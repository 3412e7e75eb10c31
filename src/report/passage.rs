//! Passages: which sentence of a manual page a claim rests on, kept as fingerprints, without text.
//!
//! `fixtures/pages/` has an [`Edition`] of the newest manual pages and one of those of the oldest
//! supported distribution. [`find()`] looks for a passage in the pages of an installation: it finds
//! the sentence, or one that is like it, or nothing. Pages are handed in; nothing here reads one.

mod bless;
mod edition;
mod find;
mod page;
mod print;
mod rank;

pub use bless::{bless, follow};
pub use edition::{Edition, EditionError, Place, newest, oldest};
pub use find::{Found, Word, find};
pub use page::{Page, Paragraph, Sentence};
pub use print::{Fingerprint, Sketch};
pub use rank::{Ranked, ranked};

/// What finds a page by the name that claims cite it by: `pipe(7)`.
pub type Pages<'p> = dyn Fn(&str) -> Option<&'p Page> + 'p;
