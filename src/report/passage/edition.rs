//! What is kept of the pages of one release: for each claim, where its passage stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::print::{Fingerprint, Sketch};

/// Those that claims are read against.
const NEWEST: &str = include_str!("../../../fixtures/pages/newest.toml");
const NEWEST_PATH: &str = "fixtures/pages/newest.toml";
/// Those of the oldest distribution that is supported.
const OLDEST: &str = include_str!("../../../fixtures/pages/oldest.toml");
const OLDEST_PATH: &str = "fixtures/pages/oldest.toml";

/// The passages of one release of the manual pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// As the pages call it: `Linux man-pages 6.03`.
    pub source: String,
    /// By the id of the claim. Oldest pages need not have them all.
    #[serde(default)]
    pub passages: BTreeMap<String, Place>,
}

/// Where the sentence stands that a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub page: String,
    /// The nearest heading above.
    pub heading: String,
    pub sentence: Fingerprint,
    /// The sentence before it under that heading, and the one behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Fingerprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Fingerprint>,
    pub sketch: Sketch,
    /// Other sentences of the page that are like it: they are not this one reworded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<Fingerprint>,
    /// How often the page has the sentence.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: usize,
}

/// An edition that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    #[error("read {}: {source}; `man --fingerprint` writes such a file", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("read {}: {why}; `ci/passages` makes it anew", path.display())]
    Malformed { path: PathBuf, why: String },
}

/// The newest pages, as shipped.
pub fn newest() -> Result<Edition, EditionError> {
    Edition::parse(Path::new(NEWEST_PATH), NEWEST)
}

/// The pages of the oldest supported distribution, as shipped.
pub fn oldest() -> Result<Edition, EditionError> {
    Edition::parse(Path::new(OLDEST_PATH), OLDEST)
}

impl Edition {
    /// The edition in a file.
    pub fn read(path: &Path) -> Result<Self, EditionError> {
        let text = fs::read_to_string(path)
            .map_err(|source| EditionError::Unreadable { path: path.into(), source })?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, EditionError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            let why = format!("line {line}: {}", error.message().replace('\n', ", "));
            EditionError::Malformed { path: path.into(), why }
        })
    }

    /// As [`Edition::read`] reads it, a line for each claim.
    pub fn render(&self) -> String {
        let source = toml::Value::from(self.source.as_str());
        let mut text = format!("{HEAD}source = {source}\n\n[passages]\n");
        for (claim, place) in &self.passages {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\"{claim}\" = {}", place.render());
        }
        text
    }
}

impl Place {
    fn render(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let alike: Vec<String> =
            self.alike.iter().map(|print| quoted(&print.to_string())).collect();
        let print = |print: Option<Fingerprint>| print.map(|print| quoted(&print.to_string()));
        let fields = [
            ("page", Some(quoted(&self.page))),
            ("heading", Some(quoted(&self.heading))),
            ("sentence", print(Some(self.sentence))),
            ("before", print(self.before)),
            ("after", print(self.after)),
            ("sketch", Some(quoted(&self.sketch.to_string()))),
            ("alike", (!alike.is_empty()).then(|| format!("[{}]", alike.join(", ")))),
            ("times", (!is_once(&self.times)).then(|| self.times.to_string())),
        ];
        let fields: Vec<String> = fields
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name} = {}", value?)))
            .collect();
        format!("{{ {} }}", fields.join(", "))
    }
}

fn once() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_once(times: &usize) -> bool {
    *times == 1
}

const HEAD: &str = "\
# Which sentence of the manual pages each claim rests on: made by ci/passages, no text of the pages.
#
# To have a claim rest on another sentence, see `bythebook man CLAIM --sentences`, write that one's
# fingerprint here for `sentence`, and run ci/passages, which fills in the rest.
";
