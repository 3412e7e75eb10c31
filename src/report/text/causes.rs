//! What is broken, by cause: first a list of the causes, then each with its smallest script and the
//! claims that hang on it.

use super::{Detail, Look, MARGIN, claims, counted, deviation, hung, legend, style};
use crate::report::cause::{Cause, causes};
use crate::report::record::{Deviation, Record, Verdict};

/// Causes that need no list before them: a reader sees them at once.
const UNLISTED_MAX: usize = 2;

/// Every broken claim, under what it is broken by.
pub fn broken(record: &Record, look: Look) -> String {
    let causes = causes(record);
    let mut text = String::new();
    if causes.len() > UNLISTED_MAX {
        text.push_str(&list(record, &causes, look));
    }
    let several = record.end.verdicts.broken > 1;
    for (nth, cause) in causes.iter().enumerate() {
        if several {
            text.push_str(&headline(nth, cause, look));
        }
        text.push_str(&one(record, cause, look));
    }
    text.push_str(&unexplained(record, &causes, look));
    let shown = causes.iter().flat_map(|cause| shown(record, cause, look));
    text.push_str(&legend::of(shown.map(|deviation| deviation.picture.as_str()), look));
    text
}

fn list(record: &Record, causes: &[Cause], look: Look) -> String {
    let broken = counted(record.end.verdicts.broken, "broken claim");
    let many = counted(causes.len() as u64, "cause");
    let head = format!("{broken}, by {many}. Mend the first cause first.");
    let mut text = super::headed("broken", style::BAD, &head, look);
    for (nth, cause) in causes.iter().enumerate() {
        let claims = counted(cause.claims.len() as u64, "claim");
        let room = look.width.saturating_sub(MARGIN + 2 + claims.len());
        let headline = cut(&cause.headline, room);
        text.extend([format!("{:>12}  {headline:room$}  {claims}\n", nth + 1)]);
    }
    text.push('\n');
    text
}

/// As much of it as there is room for.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn headline(nth: usize, cause: &Cause, look: Look) -> String {
    let word = format!("cause {}", nth + 1);
    super::headed(&word, style::STRONG, &cause.headline, look)
}

/// The claim with the smallest script as it is always shown, then the others by name.
fn one(record: &Record, cause: &Cause, look: Look) -> String {
    let mut text = String::new();
    for (nth, id) in cause.claims.iter().enumerate() {
        let Some(claim) = record.claim(id) else { continue };
        let wanted = nth == 0 || look.detail == Detail::All;
        if wanted {
            let of_claim = shown(record, cause, look).filter(|deviation| deviation.claim == *id);
            text += deviation::shown(claim, of_claim, look).trim_end();
            text.push('\n');
        } else {
            text += &claims::head(claim, look);
            text.push('\n');
        }
    }
    text.push('\n');
    text
}

/// The deviations of a cause of which the scripts are shown: the first, or all.
fn shown<'r>(
    record: &'r Record,
    cause: &Cause,
    look: Look,
) -> impl Iterator<Item = &'r Deviation> + use<'r> {
    let most = if look.detail == Detail::All { usize::MAX } else { 1 };
    let places: Vec<usize> = cause.deviations.iter().copied().take(most).collect();
    places.into_iter().filter_map(|place| record.deviations.get(place))
}

/// Broken claims of which the record has no deviation.
fn unexplained(record: &Record, causes: &[Cause], look: Look) -> String {
    let told = |id: &String| causes.iter().any(|cause| cause.claims.contains(id));
    let left = record
        .claims
        .iter()
        .filter(|claim| claim.verdict == Verdict::Broken && !told(&claim.id))
        .map(|claim| {
            let statement = hung(&claim.statement, MARGIN, look.width);
            format!("{}\n{statement}\n\n", claims::head(claim, look))
        });
    left.collect()
}
