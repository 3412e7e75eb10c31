//! Trials: random scripts against a fake kernel, and what the judge finds.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Breaks, Fake, Wakes};
use crate::claim::Claim;
use crate::engine::draw::NEUTRAL;
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::liar::deed::DeedLiar;
use crate::engine::run::{End, Fixed, Ran, Under, run};
use crate::engine::script::Script;
use crate::engine::tally::Tally;
use crate::engine::world::Rooms;
use crate::engine::{Actor, Answer, Draw, Op, Room, job, propose, scope, steer};
use crate::kernel::Facts;

/// What the judge says, in the end, of these calls of one process with these answers.
pub fn judged(room: &'static Room, facts: &Facts, calls: Vec<(Op, Answer)>) -> Verdict {
    judged_beside(&[room], facts, calls)
}

/// The same where several rooms take part.
pub fn judged_beside(rooms: &[&'static Room], facts: &Facts, calls: Vec<(Op, Answer)>) -> Verdict {
    let script = Script { rooms: Rooms::from_slice(rooms), ..scope::empty(rooms[0]) };
    let mut judge = Judge::new(facts, &script);
    let mut tally = Tally::default();
    let mut verdict = Verdict::Allowed;
    for (op, answer) in calls {
        let fate = Fate::Returned(answer);
        let begun = Begun { by: Actor(0), op, start: 0, end: u64::MAX, fate };
        verdict = judge.window(vec![begun], &[], &mut tally);
    }
    verdict
}

/// Runs random scripts against a fake kernel; says which claim was found broken first, if one was.
pub fn trial(
    room: &'static Room,
    facts: &Facts,
    scripts: u64,
    breaks: Option<Breaks>,
) -> (Tally, Option<&'static str>) {
    mixed_trial(&[room], facts, scripts, breaks)
}

/// The same with scripts of several rooms.
pub fn mixed_trial(
    rooms: &[&'static Room],
    facts: &Facts,
    scripts: u64,
    breaks: Option<Breaks>,
) -> (Tally, Option<&'static str>) {
    let mut tally = Tally::default();
    let broken =
        (0..scripts).find_map(|index| drawn(rooms, facts, index, breaks, false, &mut tally).1);
    (tally, broken)
}

/// Runs random scripts against a kernel that answers or wakes wrongly; says which claim was
/// found broken first, and in how many scripts.
pub fn faulty_trial(
    rooms: &[&'static Room],
    facts: &Facts,
    scripts: u64,
    (breaks, wakes): (Option<Breaks>, Option<Wakes>),
) -> Option<(&'static str, u64)> {
    let mut tally = Tally::default();
    (0..scripts).find_map(|index| {
        let kernel = |answers| Fake { wakes, ..Fake::new(facts, answers, breaks) };
        let (_, broken) = drawn_by(rooms, facts, index, kernel, &mut tally);
        Some((broken?, index + 1))
    })
}

/// Runs so many operations against a fake kernel, and more to the end of a script; says how often
/// which claim was found broken.
pub fn long_trial(
    room: &'static Room,
    facts: &Facts,
    operations: u64,
    breaks: Option<Breaks>,
) -> (Tally, BTreeMap<&'static str, u32>) {
    let mut tally = Tally::default();
    let mut broken = BTreeMap::new();
    let mut index = 0;
    while tally.operations < operations {
        if let Some(claim) = script(room, facts, index, breaks, &mut tally) {
            *broken.entry(claim).or_default() += 1;
        }
        index += 1;
    }
    (tally, broken)
}

/// Performs a script on a fake kernel to which what a liar makes of it is told, if one does; says
/// which claim was found broken. Which of several allowed answers it gives, `index` says.
pub fn under_liar(
    facts: &Facts,
    script: &Script,
    liar: Option<DeedLiar>,
    index: u64,
) -> Option<&'static Claim> {
    let weights = |_: &'static str| NEUTRAL;
    let answers = Draw::new(TRIAL_SEED, script.room().facility.name, index, &weights);
    let mut stage = Fake { liar, ..Fake::new(facts, answers, None) };
    let mut tally = Tally::default();
    let source = &mut Fixed { steps: script.steps.iter() };
    let patience = Duration::ZERO;
    let under = &mut Under { facts, tally: &mut tally, liar: None, patience };
    match run(&mut stage, script, source, under) {
        Err(trouble) => panic!("{trouble}: {script:?}"),
        Ok(Ran { end: End::Deviated { blame, .. }, .. }) => {
            // What such a kernel does where the manual is silent, nobody knows.
            (!stage.silent).then_some(blame.claim)
        }
        Ok(_) => None,
    }
}

/// Runs one random script; says which claim was found broken.
fn script(
    room: &'static Room,
    facts: &Facts,
    index: u64,
    breaks: Option<Breaks>,
    tally: &mut Tally,
) -> Option<&'static str> {
    performed(room, facts, index, breaks, false, tally).1
}

/// Runs one random script, with relays or step by step; gives it as it was performed, and which
/// claim was found broken.
pub fn performed(
    room: &'static Room,
    facts: &Facts,
    index: u64,
    breaks: Option<Breaks>,
    relays: bool,
    tally: &mut Tally,
) -> (Script, Option<&'static str>) {
    drawn(&[room], facts, index, breaks, relays, tally)
}

fn drawn(
    rooms: &[&'static Room],
    facts: &Facts,
    index: u64,
    breaks: Option<Breaks>,
    relays: bool,
    tally: &mut Tally,
) -> (Script, Option<&'static str>) {
    let kernel = |answers| Fake { relays, ..Fake::new(facts, answers, breaks) };
    drawn_by(rooms, facts, index, kernel, tally)
}

/// Draws a script, and has that kernel perform it.
fn drawn_by<'f>(
    rooms: &[&'static Room],
    facts: &'f Facts,
    index: u64,
    kernel: impl FnOnce(Draw<'f>) -> Fake<'f>,
    tally: &mut Tally,
) -> (Script, Option<&'static str>) {
    let name = rooms[0].facility.name;
    let weights = &|_: &'static str| NEUTRAL;
    let steering = steer::Steering::default();
    let draw = Draw::new(TRIAL_SEED, name, index, weights);
    let answers = Draw::new(!TRIAL_SEED, name, index, weights);
    let (header, mut source) =
        propose::Generator::new(draw, &Rooms::from_slice(rooms), &steering, facts, job::STEPS_MAX);
    let mut stage = kernel(answers);
    let under = &mut Under { facts, tally, liar: None, patience: Duration::ZERO };
    match run(&mut stage, &header, &mut source, under) {
        Err(trouble) => panic!("script {index}: {trouble}"),
        Ok(Ran { script, end: End::Deviated { blame, .. }, .. }) => {
            (script, Some(blame.claim.name()))
        }
        Ok(ran) => (ran.script, None),
    }
}

/// The seed of all trials.
const TRIAL_SEED: u64 = 0x51f3;
