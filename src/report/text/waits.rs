//! Claims of calls that wait: whether each was seen waiting, and seen woken.

use super::{Look, MARGIN, counted, hung, style};
use crate::report::record::{ClaimLine, Record, Verdict};

/// One sentence; nothing where no claim that was asked for lets a call wait.
pub fn told(record: &Record, look: Look) -> String {
    let folded = |sentence: &str| hung(sentence, MARGIN, look.width);
    // What is known not to be as the page says need not wait as the page says.
    let is_out = |verdict| matches!(verdict, Verdict::Skipped | Verdict::Failed | Verdict::Known);
    let claims = record.claims.iter().filter(|claim| !is_out(claim.verdict));
    let waiting: Vec<&ClaimLine> = claims.filter(|claim| claim.waited.is_some()).collect();
    // What an interrupted run did not see is no finding.
    if waiting.is_empty() || record.end.interrupted {
        return String::new();
    }
    let named = |is: fn(&ClaimLine) -> bool, how: &str| {
        let ids = waiting.iter().filter(|claim| is(claim)).map(|claim| claim.id.as_str());
        let ids: Vec<&str> = ids.collect();
        (!ids.is_empty()).then(|| format!("{how}: {}", ids.join(", ")))
    };
    let left = [
        named(|claim| claim.waited == Some(0), "not seen waiting"),
        named(|claim| claim.waited != Some(0) && claim.woken == Some(0), "not seen woken"),
    ];
    let left: Vec<String> = left.into_iter().flatten().collect();
    let count = counted(waiting.len() as u64, "claim");
    let sentence = if left.is_empty() {
        style::paint(style::FAINT, &folded(&format!("{count} of calls that wait: {ALL}")))
    } else {
        folded(&format!("{count} of calls that wait; {}", left.join("; ")))
    };
    sentence + "\n"
}

const ALL: &str = "all were seen waiting and woken";
