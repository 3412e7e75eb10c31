//! `--expect`: the ledgers that are in force, each entry naming a claim that there is.

use std::path::Path;

use super::trouble::Trouble;
use super::{pattern, script};
use crate::engine::Facility;
use crate::engine::plan::Expectation;
use crate::report::ledger::{self, Entry, LedgerError};
use crate::report::record::Run;

/// The word that drops the shipped ledger.
const NONE: &str = "none";

/// The shipped ledger, unless dropped, and those in the files.
pub fn load(facilities: &[Facility], named: &[String]) -> Result<Vec<Entry>, Trouble> {
    let mut entries = Vec::new();
    if !named.iter().any(|name| name == NONE) {
        entries.extend(ledger::shipped()?);
    }
    for path in named.iter().filter(|name| *name != NONE) {
        entries.extend(ledger::read(Path::new(path))?);
    }
    entries.iter().try_for_each(|entry| sound(facilities, entry))?;
    Ok(entries)
}

/// Whether an entry is of a claim that there is, and its script one that can be run.
fn sound(facilities: &[Facility], entry: &Entry) -> Result<(), Trouble> {
    let claim =
        pattern::claim(facilities, &entry.claim).ok_or_else(|| unknown(facilities, entry))?;
    let Some(script) = &entry.script else { return Ok(()) };
    let wrong = |why: String| Trouble::Usage(format!("{}, its script: {why}", entry.position));
    let facility = script::facility(script, facilities).map_err(wrong)?;
    if facility.name == claim.facility {
        return Ok(());
    }
    let (name, id) = (facility.name, &entry.claim);
    Err(wrong(format!(
        "it is of {name}, and the claim is `{id}`; give it one of the same facility"
    )))
}

/// What the engine must know of the entries that bind this run.
pub fn bind(facilities: &[Facility], entries: &[Entry], run: &Run) -> Vec<Expectation> {
    let expect = |entry: &Entry| {
        let claim = pattern::claim(facilities, &entry.claim)?;
        Some(Expectation { claim, script: entry.script.clone() })
    };
    entries.iter().filter(|entry| entry.binds(run)).filter_map(expect).collect()
}

fn unknown(facilities: &[Facility], entry: &Entry) -> Trouble {
    let mend = match pattern::nearest(facilities, &entry.claim)[..] {
        [] => "see `bythebook list claims`".to_owned(),
        ref names => format!("did you mean {}?", names.join(" or ")),
    };
    let Entry { position, claim, .. } = entry;
    Trouble::Usage(format!("{position} names no claim that there is, `{claim}`; {mend}"))
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Self::Usage(error.to_string())
    }
}
