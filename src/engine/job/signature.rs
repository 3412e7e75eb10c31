//! When two deviations are the same: a known one that shows again is not reported again.

use crate::engine::Step;
use crate::engine::found::gist;
use crate::engine::run::{End, Ran};

/// What makes two deviations the same: the claim, the kind of the step that shows it, and what was
/// seen, whatever its numbers and whoever it is of.
pub type Signature = (usize, &'static str, String);

pub fn signature(ran: &Ran) -> Option<Signature> {
    let End::Deviated { step, blame } = &ran.end else { return None };
    let step = ran.script.steps.get(*step)?;
    Some(alike(blame.claim.index(), step, &blame.observed))
}

pub fn alike(claim: usize, step: &Step, observed: &str) -> Signature {
    (claim, step.kind(), gist(observed))
}

/// Whether a known deviation is what was shown. Which of the calls of a race showed it is not told.
pub fn explain(known: &[Signature], shown: Option<Signature>) -> bool {
    shown.is_some_and(|(claim, kind, observed)| {
        known.iter().any(|(about, shown_by, saw)| {
            *about == claim && *saw == observed && (*shown_by == kind || kind == RACE)
        })
    })
}

/// The kind of a step in which calls overlap.
const RACE: &str = "race";
