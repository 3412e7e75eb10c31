//! What the ledger makes of a record: broken as it says is `known`, kept against it `unexpected`.

use super::Entry;
use crate::report::record::{ClaimLine, Record, Verdict};

/// What the script of an entry did when it was run alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It deviated: the entry holds.
    Deviated,
    /// It did not: the entry is stale.
    Kept,
    /// There is none, or it could not be run: the random scripts must decide.
    Unrun,
}

/// Judges every claim of which an entry binds this run, and counts the verdicts anew.
pub fn apply(record: &mut Record, entries: &[Entry], stands: &dyn Fn(&Entry) -> Stands) {
    for entry in entries.iter().filter(|entry| entry.binds(&record.run)) {
        // A deviation that no entry explains is not excused by one that explains another.
        let other = record.deviations.iter().any(|deviation| {
            deviation.claim == entry.claim && !deviation.known && !deviation.seen_once()
        });
        if let Some(line) = record.claims.iter_mut().find(|line| line.id == entry.claim) {
            let stands = stands(entry);
            let hidden = other && stands != Stands::Unrun;
            judge(line, entry, stands, hidden);
        }
    }
    record.count();
}

/// Several entries may speak of one claim: broken beats unexpected, unexpected beats known.
fn judge(line: &mut ClaimLine, entry: &Entry, stands: Stands, other: bool) {
    let holds = match stands {
        Stands::Deviated => true,
        Stands::Kept if entry.sometimes => return,
        Stands::Kept => false,
        Stands::Unrun if matches!(line.verdict, Verdict::Broken | Verdict::Known) => true,
        Stands::Unrun if entry.sometimes => return,
        // Its script alone decides, and could not here.
        Stands::Unrun if entry.script.is_some() => return,
        Stands::Unrun if line.verdict == Verdict::Kept => false,
        // Nothing was seen of it either way.
        Stands::Unrun => return,
    };
    let settled = matches!(line.verdict, Verdict::Unexpected | Verdict::Failed);
    if settled || (other && line.verdict == Verdict::Broken) {
        return;
    }
    line.wrong = entry.wrong.filter(|_| holds);
    (line.verdict, line.reason) = if holds {
        (Verdict::Known, Some(entry.does.clone()))
    } else {
        let position = &entry.position;
        let stale = format!("kept, though {position} says: {}; take the entry out", entry.does);
        (Verdict::Unexpected, Some(stale))
    };
}
