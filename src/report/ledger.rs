//! The ledger: claims that are known to be broken, where, and what the kernel does instead.
//!
//! An entry explains a deviation; it never hides one. The claim is checked all the same, and an
//! entry that no longer holds is a fault of its own.

mod apply;
mod form;
mod update;
mod wrong;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::Run;
use super::version;
use crate::claim::Version;
pub use apply::{Stands, apply};
pub use update::update;
pub use wrong::Wrong;

/// The ledger that is shipped: what the manual pages get wrong about Linux.
const LINUX: &str = include_str!("../../fixtures/known/linux.toml");
const LINUX_PATH: &str = "fixtures/known/linux.toml";

/// One claim that is known to be broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub claim: String,
    /// First kernel of which this is so.
    #[serde(default, with = "form::kernel", skip_serializing_if = "Option::is_none")]
    pub since: Option<Version>,
    /// First kernel of which this is no longer so.
    #[serde(default, with = "form::kernel", skip_serializing_if = "Option::is_none")]
    pub until: Option<Version>,
    /// A glob of the target's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileges: Option<Privileges>,
    /// It shows in some runs only: that it did not is no surprise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sometimes: bool,
    /// What the kernel does instead.
    pub does: String,
    /// Whose fault that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong: Option<Wrong>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// A minimal C program that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What that program printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// What it prints where the kernel does as the manual says, of a stand-in for Linux.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_the_book: Option<String>,
    /// The script that alone decides whether the entry still holds.
    #[serde(default, with = "form::script", skip_serializing_if = "Option::is_none")]
    pub script: Option<Value>,
    #[serde(skip)]
    pub position: Position,
}

/// Where an entry stands, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Position {
    pub path: PathBuf,
    /// Counted from 1.
    pub nth: usize,
    /// It binds only where the kernel is Linux.
    pub of_linux: bool,
}

/// Who runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privileges {
    Root,
    Unprivileged,
}

/// A ledger that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("read {}: {source}; name a ledger, or `none` for no ledger at all", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("read {}: {why}; the form is described in {LINUX_PATH}", path.display())]
    Malformed { path: PathBuf, why: String },
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    known: Vec<Entry>,
}

/// What is known of Linux.
pub fn shipped() -> Result<Vec<Entry>, LedgerError> {
    parse(Path::new(LINUX_PATH), LINUX, true)
}

/// The ledger in a file.
pub fn read(path: &Path) -> Result<Vec<Entry>, LedgerError> {
    let text = fs::read_to_string(path)
        .map_err(|source| LedgerError::Unreadable { path: path.into(), source })?;
    parse(path, &text, false)
}

/// A ledger as text, as [`read`] reads it.
pub fn render(entries: &[Entry]) -> String {
    let document = Document { known: entries.to_vec() };
    toml::to_string_pretty(&document).expect("an entry has only keys that TOML has")
}

fn parse(path: &Path, text: &str, of_linux: bool) -> Result<Vec<Entry>, LedgerError> {
    let mut document: Document = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        let why = format!("line {line}: {}", error.message().replace('\n', ", "));
        LedgerError::Malformed { path: path.into(), why }
    })?;
    for (index, entry) in document.known.iter_mut().enumerate() {
        entry.position = Position { path: path.into(), nth: index + 1, of_linux };
    }
    Ok(document.known)
}

impl Entry {
    /// Whether the entry speaks of this run.
    pub fn binds(&self, run: &Run) -> bool {
        let version = version::parse(&run.kernel.version);
        let privileges = if run.uid == 0 { Privileges::Root } else { Privileges::Unprivileged };
        self.since.is_none_or(|since| version.is_some_and(|version| version >= since))
            && self.until.is_none_or(|until| version.is_some_and(|version| version < until))
            && self.target.as_ref().is_none_or(|target| super::glob::matches(target, &run.target))
            && self.privileges.is_none_or(|needed| needed == privileges)
            && !(self.position.of_linux && run.kernel.linux == Some(false))
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: entry {}", self.path.display(), self.nth)
    }
}
