//! A deviation that was found: confirmed, shrunk, and told with the script that shows it.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::Op;
use super::judge::Blame;
use super::run::{End, Fixed, PATIENCE_AGAIN, Ran, Under, run};
use super::script::{Script, Step};
use super::shrink::shrink;
use super::stage::{Stage, Trouble};
use super::tally::Tally;
use crate::claim::Claim;
use crate::kernel::Facts;

/// Reruns that confirm a deviation.
pub const CONFIRMATIONS: u32 = 8;
/// As many other scripts must show what no rerun showed again, for it to count.
const ELSEWHERE_MIN: u32 = 2;
/// Most reruns of one candidate while shrinking a flaky deviation.
const TRIES_MAX: u32 = 12;

/// One deviation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Claims by their place in the tally.
    pub claim: usize,
    pub also: Vec<usize>,
    pub allowed: Vec<String>,
    pub observed: String,
    /// How often it was seen again, of how many tries.
    pub again: u32,
    pub reruns: u32,
    /// Other scripts that showed it, where no rerun of any did: what comes once in many calls.
    #[serde(default)]
    pub elsewhere: u32,
    /// The call that the kernel does not have, if that is all that this shows.
    #[serde(default)]
    pub absent: Option<String>,
    /// Nothing more can be taken away from the script.
    pub minimal: bool,
    pub script: serde_json::Value,
    /// For the picture: what each actor does in each step.
    pub picture: Vec<Vec<(u8, String)>>,
    pub step: usize,
    pub actors: u8,
}

impl Found {
    /// Whether it was seen again, and so counts.
    pub fn is_confirmed(&self) -> bool {
        self.again > 0 || self.elsewhere >= ELSEWHERE_MIN
    }

    /// Whether another is the same thing seen: claim and outcome, numbers and names aside.
    pub fn is_alike(&self, claim: usize, observed: &str) -> bool {
        self.claim == claim && gist(&self.observed) == gist(observed)
    }

    /// Another script showed the same thing, and perhaps further ones, and `reruns` of it did not.
    pub fn seen_elsewhere(&mut self, further: u32, reruns: u32) {
        self.elsewhere += 1 + further;
        self.reruns += reruns + 1;
    }
}

/// What was observed, as far as it is the same thing whatever its numbers, and whoever it is of.
pub fn gist(observed: &str) -> String {
    let is_actor = |word: &str| matches!(word.as_bytes(), [b'A'..=b'Z']);
    let words = observed.split(' ').map(|word| if is_actor(word) { "_" } else { word });
    let words: Vec<&str> = words.collect();
    words.join(" ").chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Runs a script once, for its verdict only.
pub fn rerun(stage: &mut dyn Stage, script: &Script, facts: &Facts) -> Result<Ran, Trouble> {
    let mut tally = Tally::default();
    let mut source = Fixed { steps: script.steps.iter() };
    run(
        stage,
        script,
        &mut source,
        &mut Under { facts, tally: &mut tally, liar: None, patience: PATIENCE_AGAIN },
    )
}

/// Confirms and shrinks what `ran` showed, with the same claim still broken.
pub fn examine(
    stage: &mut dyn Stage,
    ran: Ran,
    facts: &Facts,
    deadline: Instant,
) -> Result<(Found, Script), Trouble> {
    let ran = one_after_the_other(stage, ran, facts)?;
    let End::Deviated { blame, .. } = &ran.end else {
        unreachable!("only deviations are examined")
    };
    let claim = blame.claim;
    reduce(stage, ran, facts, deadline, &|seen| seen == claim)
}

/// Confirms what `ran` showed, and looks for the smallest script in it that deviates at all: what
/// breaks one claim may first show, in a long script, as a breach of another.
pub fn trace(
    stage: &mut dyn Stage,
    ran: Ran,
    facts: &Facts,
    deadline: Instant,
) -> Result<Found, Trouble> {
    let ran = one_after_the_other(stage, ran, facts)?;
    reduce(stage, ran, facts, deadline, &|_| true).map(|(found, _)| found)
}

/// Confirms and shrinks a deviation; `counts` says of which claims it may be.
fn reduce(
    stage: &mut dyn Stage,
    ran: Ran,
    facts: &Facts,
    deadline: Instant,
    counts: &dyn Fn(&'static Claim) -> bool,
) -> Result<(Found, Script), Trouble> {
    let End::Deviated { step, blame } = ran.end else {
        unreachable!("only deviations are reduced")
    };
    let mut again = 0;
    for _ in 0..CONFIRMATIONS {
        again += u32::from(deviates(&rerun(stage, &ran.script, facts)?, counts).is_some());
    }
    if again == 0 {
        return Ok((told(&ran.script, step, &blame, again, false), ran.script));
    }
    let tries = (3 * CONFIRMATIONS / again).clamp(1, TRIES_MAX);
    let tries = if again == CONFIRMATIONS { 1 } else { tries };
    let mut trouble = None;
    let mut shortest = (step, blame);
    let (script, minimal) = shrink(ran.script, deadline, &mut |candidate| {
        for _ in 0..tries {
            match rerun(stage, candidate, facts) {
                Ok(ran) => {
                    if let Some(seen) = deviates(&ran, counts) {
                        shortest = seen;
                        return Some(ran.script);
                    }
                }
                Err(error) => trouble = Some(error),
            }
        }
        None
    });
    if let Some(error) = trouble {
        return Err(error);
    }
    // The last candidate that failed need not be the one adopted last: see the result once more.
    for _ in 0..tries.max(3) {
        if let Some(seen) = deviates(&rerun(stage, &script, facts)?, counts) {
            shortest = seen;
            break;
        }
    }
    let (step, blame) = shortest;
    Ok((told(&script, step, &blame, again, minimal), script))
}

/// If the calls of a race deviate also one after the other, that is the better evidence: what
/// overlaps has several explanations, and the blame may fall on a call that came later.
fn one_after_the_other(stage: &mut dyn Stage, ran: Ran, facts: &Facts) -> Result<Ran, Trouble> {
    let is_race = |step: &Step| matches!(step, Step::Race { .. });
    let Some(place) = ran.script.steps.iter().position(is_race) else { return Ok(ran) };
    let (before, rest) = ran.script.steps.split_at(place);
    let [Step::Race { windows }, after @ ..] = rest else { return Ok(ran) };
    let call = |by, op: &Op| Step::Call { by, op: *op };
    let longest = windows.iter().map(|lane| lane.calls.len()).max().unwrap_or(0);
    let in_turn = (0..longest).flat_map(|nth| {
        windows.iter().filter_map(move |lane| Some(call(lane.by, lane.calls.get(nth)?)))
    });
    let mut orders: Vec<Vec<_>> = vec![in_turn.collect()];
    for first in 0..windows.len() {
        let lanes = windows[first..].iter().chain(&windows[..first]);
        let calls = lanes.flat_map(|lane| lane.calls.iter().map(|op| call(lane.by, op)));
        orders.push(calls.collect());
    }
    for calls in orders {
        let steps = before.iter().cloned().chain(calls).chain(after.iter().cloned()).collect();
        let again = rerun(stage, &Script { steps, ..ran.script.clone() }, facts)?;
        if matches!(again.end, End::Deviated { .. }) {
            return Ok(again);
        }
    }
    Ok(ran)
}

fn deviates(ran: &Ran, counts: &dyn Fn(&'static Claim) -> bool) -> Option<(usize, Blame)> {
    match &ran.end {
        End::Deviated { step, blame } if counts(blame.claim) => Some((*step, blame.clone())),
        _ => None,
    }
}

/// The record of a deviation.
pub fn told(script: &Script, step: usize, blame: &Blame, again: u32, minimal: bool) -> Found {
    let picture = script
        .steps
        .iter()
        .map(|step| step.show().into_iter().map(|(actor, text)| (actor.0, text)).collect());
    Found {
        claim: blame.claim.index(),
        also: blame.also.iter().map(|claim| claim.index()).collect(),
        allowed: blame.allowed.clone(),
        observed: blame.observed.clone(),
        again,
        reruns: CONFIRMATIONS,
        elsewhere: 0,
        absent: None,
        minimal,
        script: script.to_json(),
        picture: picture.collect(),
        step,
        actors: script.actors,
    }
}

#[cfg(test)]
mod tests {
    use super::gist;

    #[test]
    fn what_was_observed_is_the_same_whatever_its_numbers_and_whoever_it_is_of() {
        assert_eq!(gist("write lock of A on 10, 5"), gist("write lock of C on 7, 25"));
        assert_ne!(gist("write lock of A on 10, 5"), gist("read lock of A on 10, 5"));
        assert_ne!(gist("EAGAIN"), gist("EACCES"));
    }
}
