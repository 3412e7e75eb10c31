//! Runs one script on a stage, under the judge, to its end or its first deviation.
//!
//! For each step: the source gives it; `executable` resolves its operands, or leaves it out; then
//! one of these performs it:
//!
//! | lane | when | who performs | where |
//! |---|---|---|---|
//! | solo | one process, nothing may wait | the worker itself, compared at once | `alone` |
//! | relay | the answer is predicted | actors, one handing on to the next | `ahead` |
//! | general | anything else in lock-step | one actor; then everything settles | `perform` |
//! | race | calls that overlap | several actors at once | `race` |
//!
//! Steps of a relay are kept until one comes that is not predicted; then all are performed. One
//! that comes out otherwise is judged from the checkpoint before the relay. What settled is judged
//! by `conclude`, which waits for a call that must return before it reports a lost wake-up.

mod ahead;
mod alone;
mod end;
mod wakes;

use std::time::{Duration, Instant};

use super::deed::{self, Deed, Told};
use super::history::Fate;
use super::judge::{Begun, Judge, Verdict};
use super::liar::Liar;
use super::ruling::Ruling;
use super::script::{Lane, Script, Step};
use super::stage::{Settled, Stage, Trouble};
use super::tally::Tally;
use super::{Actor, Answer, Op, Pick, flight};
use crate::kernel::Facts;
pub use ahead::Prediction;
use ahead::{Ahead, Follows};
pub use end::{End, Ran};
use wakes::Sleepers;

/// How long a call that must return may take before its wake-up counts as lost.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// The same when a script is run again, to confirm and to shrink: above the tenth of a second by
/// which terminals count.
pub const PATIENCE_AGAIN: Duration = Duration::from_millis(250);
/// How long each look in that time lasts at most.
const LOOK: Duration = Duration::from_millis(50);

/// What a run needs besides its stage.
pub struct Under<'a> {
    pub facts: &'a Facts,
    pub tally: &'a mut Tally,
    pub liar: Option<&'a mut Liar>,
    pub patience: Duration,
}

/// Gives the steps of a script: drawn from the live state, or read from a script.
pub trait Source {
    fn next(&mut self, judge: &Judge<'_>) -> Option<Step>;
    /// The step was done; how many calls waited before it or since, and whether one of those that
    /// waited before it returned.
    fn done(&mut self, _waiting: usize, _woke: bool) {}
    /// How many steps have been drawn.
    fn drawn(&self) -> usize {
        0
    }
    /// Of the steps drawn, those after the first so many are not wanted: the script ended before.
    fn take_back(&mut self, _drawn: usize) {}
}

/// The steps of a script that exists.
pub struct Fixed<'s> {
    pub steps: std::slice::Iter<'s, Step>,
}

impl Source for Fixed<'_> {
    fn next(&mut self, _judge: &Judge<'_>) -> Option<Step> {
        self.steps.next().cloned()
    }
}

/// Performs and judges. `header` is a script whose steps are not looked at.
pub fn run(
    stage: &mut dyn Stage,
    header: &Script,
    source: &mut dyn Source,
    under: &mut Under<'_>,
) -> Result<Ran, Trouble> {
    let mut script = Script { steps: vec![], ..header.clone() };
    stage.begin(&script)?;
    flight::begin(&script);
    let mut judge = Judge::new(under.facts, &script);
    let mut ahead = Ahead::new(stage, under);
    let mut verdict = Verdict::Allowed;
    let mut waited = vec![];
    while matches!(verdict, Verdict::Allowed)
        && let Some(step) = source.next(&judge)
    {
        under.tally.operations += step.operations();
        judge.next_step();
        let Some(ruling) = add(step, &mut script, &judge) else { continue };
        let step = script.steps.last().expect("just added");
        flight::step(step);
        let drawn = (source.drawn(), under.tally.operations);
        let sleepers = Sleepers::of(&judge);
        if ahead.takes(step, &mut judge, drawn) {
            source.done(judge.waiting().len(), false);
            if judge.may_have_woken() {
                let nothing = Follows::Nothing;
                verdict = ahead.perform(&mut script, nothing, source, stage, &mut judge, under)?;
                sleepers.woken_by(&script, &judge, under.tally);
            }
            continue;
        }
        let within = ahead.ends_with(step, &judge);
        let follows = if within { Follows::Within } else { Follows::Step };
        verdict = ahead.perform(&mut script, follows, source, stage, &mut judge, under)?;
        if !matches!(verdict, Verdict::Allowed) {
            break;
        }
        let step = script.steps.last().expect("just pushed");
        if script.solo
            && let Some(judged) = alone::perform(step, ruling, stage, &mut judge, under)?
        {
            source.done(judge.waiting().len(), false);
            verdict = judged;
            continue;
        }
        if !within {
            verdict = perform(step, stage, &mut judge, under)?;
        }
        let began = judge.waiting().iter().filter(|actor| !sleepers.include(**actor)).count();
        if began > 0 {
            waited.push(script.steps.len() - 1);
        }
        let woke = sleepers.woken_by(&script, &judge, under.tally);
        source.done(sleepers.count() + began, woke);
    }
    if matches!(verdict, Verdict::Allowed) {
        let nothing = Follows::Nothing;
        verdict = ahead.perform(&mut script, nothing, source, stage, &mut judge, under)?;
    }
    let end = End::of(verdict, script.steps.len());
    stage.end()?;
    flight::end();
    under.tally.scripts += 1;
    let died = judge.has_lost_somebody();
    Ok(Ran { script, end, waited, died })
}

/// Adds a step to the script; none, and it is not added, if it cannot be done now.
#[expect(clippy::option_option, reason = "whether it can be done, and what is ruled of it then")]
fn add(step: Step, script: &mut Script, judge: &Judge<'_>) -> Option<Option<Ruling>> {
    script.steps.push(step);
    let added = script.steps.last_mut().and_then(|step| executable(step, judge, script.solo));
    if added.is_none() {
        script.steps.pop();
    }
    added
}

/// Resolves the operands of a step; none if it cannot be done now. In a script of a single process,
/// gives the ruling on it if it is a call.
#[expect(clippy::option_option, reason = "whether it can be done, and what is ruled of it then")]
fn executable(step: &mut Step, judge: &Judge<'_>, solo: bool) -> Option<Option<Ruling>> {
    let absent = &judge.view(0).facts.absent;
    let is_absent = |op: &Op| absent.iter().any(|call| call == op.call());
    let free = |actor: Actor| judge.world.exists(actor) && !judge.is_waiting(actor);
    // What becomes of a call that sleeps while another thread changes the descriptors that it is
    // made with, close(2) leaves open.
    let is_in_use = |actor| judge.world.threads(actor).any(|thread| judge.is_waiting(thread));
    match step {
        Step::Call { by, op } => {
            let by = *by;
            if !free(by) || is_absent(op) || op.opens() > judge.world.free_slots(by) {
                return None;
            }
            if op.opens() > 0 && is_in_use(by) {
                return None;
            }
            if !resolve(op, by, judge) || judge.refuses(by, op, false) {
                return None;
            }
            // In the worker itself nothing may sleep or kill.
            if solo {
                let ruling = judge.outlook(by, op);
                return (!ruling.may_wait_or_die()).then_some(Some(ruling));
            }
        }
        Step::Deed { by, deed } => {
            let by = *by;
            if !free(by) || !deed::possible(deed, by, &judge.world, judge.view(0).facts) {
                return None;
            }
            let target_waits = deed.target().is_some_and(|target| judge.is_waiting(target));
            match deed {
                Deed::Pass { to, .. } if target_waits || is_in_use(*to) => return None,
                Deed::Close { .. } | Deed::Dup { .. } if is_in_use(by) => return None,
                // Of a call that already sleeps when the flag of its description changes, the
                // manual does not speak.
                Deed::SetNonblock { .. } if !judge.waiting().is_empty() => return None,
                Deed::Signal { target } if target_waits && !judge.speaks_of_signal(*target) => {
                    return None;
                }
                _ => {}
            }
            if let Some(pick) = deed.pick_mut() {
                let slot = judge.world.resolve(by, *pick)?;
                *pick = judge.world.pick_of(by, slot);
            }
        }
        Step::Race { windows } => {
            keep_what_may_race(windows, judge);
            // What is looked at one after the other may be found so as it was at no one time.
            if solo || windows.is_empty() || judge.waits_for_several() {
                return None;
            }
        }
    }
    Some(None)
}

/// Takes out of the lanes of a race what cannot be done now, or not beside others.
fn keep_what_may_race(windows: &mut Vec<Lane>, judge: &Judge<'_>) {
    let world = &judge.world;
    let absent = &judge.view(0).facts.absent;
    // The death of one in the middle of a race would change the world of the others.
    let may =
        |by: Actor| world.exists(by) && !judge.is_waiting(by) && world.process(by).ignores_sigpipe;
    windows.retain(|lane| may(lane.by));
    for lane in windows.iter_mut() {
        let by = lane.by;
        lane.calls.retain_mut(|op| {
            let is_absent = absent.iter().any(|call| call == op.call());
            let may = op.may_race() && !op.looks_at_several() && !is_absent;
            let holds =
                op.opens() == 0 || op.opens() <= world.free_slots(by) && !world.is_threaded(by);
            may && holds && resolve(op, by, judge) && !judge.refuses(by, op, true)
        });
        // What opens a descriptor changes what later calls of its lane mean.
        if let Some(opens) = lane.calls.iter().position(|op| op.opens() > 0) {
            lane.calls.truncate(opens + 1);
        }
    }
    windows.retain(|lane| !lane.calls.is_empty());
}

/// Replaces the operands by what they mean now; false if one of them means nothing, or the machine
/// lacks what the call needs.
fn resolve(op: &mut Op, by: Actor, judge: &Judge<'_>) -> bool {
    let facts = judge.view(0).facts;
    if op.needs().iter().any(|need| facts.lacks(need).is_some()) {
        return false;
    }
    let world = &judge.world;
    let (place, alone) = (world.place_of(op) as u8, world.rooms.len() == 1);
    let watches = op.room().watches;
    op.resolve(|pick| {
        if pick == Pick::NONE {
            return Some(pick);
        }
        if alone || watches {
            return world.resolve(by, pick).map(|slot| world.pick_of(by, slot));
        }
        // In a script of several rooms, one of the descriptors of the call's own.
        let own = world.picks(by, |file| file.object.room == place);
        own.nth(usize::from(pick.0) % own.len().max(1))
    })
}

fn perform(
    step: &Step,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    match step {
        Step::Call { by, op } => call(*by, op, stage, judge, under),
        Step::Deed { by, deed } => {
            let mut answer = stage.deed(*by, deed)?;
            if let Some(liar) = &mut under.liar {
                liar.twist_deed(*by, deed, judge, &mut answer);
            }
            after_deed(*by, deed, &answer, stage, judge, under)
        }
        Step::Race { windows } => race(windows, stage, judge, under),
    }
}

/// Judges what a deed gave back, and what it did to those who wait.
fn after_deed(
    by: Actor,
    deed: &Deed,
    answer: &Answer<Told>,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    let verdict = judge.deed(by, deed, answer, under.tally);
    if !matches!(verdict, Verdict::Allowed) || judge.waiting().is_empty() {
        return Ok(verdict);
    }
    let mut settled = stage.settle()?;
    if let Some(liar) = &mut under.liar {
        liar.twist_waiting(judge, &mut settled);
    }
    conclude(vec![], settled, stage, judge, under)
}

fn call(
    by: Actor,
    op: &Op,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    let mut settled = stage.call(by, op)?;
    // A lie about a call that woke others would have several explanations.
    let alone = settled.iter().all(|(actor, fate)| *actor == by || *fate == Fate::Waits);
    let Some(mine) = settled.iter_mut().find(|(actor, _)| *actor == by) else {
        return Err(Trouble(format!("the call of {by} was lost")));
    };
    if let Some(liar) = under.liar.as_mut().filter(|_| alone) {
        liar.twist(by, op, judge, &mut mine.1);
    }
    let fate = mine.1.clone();
    if let Some(liar) = under.liar.as_mut().filter(|_| !alone) {
        liar.twist_woken(by, op, judge, &mut settled);
    }
    let begun = Begun { by, op: *op, start: 0, end: u64::MAX, fate };
    conclude(vec![begun], settled, stage, judge, under)
}

/// Judges; while a call that must return has not, goes on waiting, up to a bound.
fn conclude(
    mut begun: Vec<Begun>,
    mut settled: Settled,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    let mut deadline = None;
    loop {
        let verdict = judge.window(begun.clone(), &settled, under.tally);
        let Verdict::Unquiet(blame) = verdict else { return Ok(verdict) };
        // A lie about quiet is told to be caught at once.
        let lying = under.liar.as_ref().is_some_and(|liar| liar.has_lied());
        let deadline = *deadline.get_or_insert_with(|| Instant::now() + under.patience);
        if lying || Instant::now() >= deadline {
            under.tally.break_claim(blame.claim.index());
            return Ok(Verdict::Deviation(blame));
        }
        take_news(stage.outlast(LOOK)?, &mut begun, &mut settled);
    }
}

/// Calls that waited and no longer do: those that began in this window, and those from before.
fn take_news(news: Settled, begun: &mut [Begun], settled: &mut Settled) {
    for (actor, fate) in news {
        if fate == Fate::Waits {
            continue;
        }
        let waited = |call: &&mut Begun| call.by == actor && call.fate == Fate::Waits;
        if let Some(call) = begun.iter_mut().find(waited) {
            call.fate = fate;
        } else {
            settled.retain(|(other, _)| *other != actor);
            settled.push((actor, fate));
        }
    }
}

fn race(
    lanes: &[Lane],
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    let raced = stage.race(lanes)?;
    under.tally.races += 1;
    under.tally.races_overlapped += u64::from(raced.overlapped);
    let mut begun = Vec::with_capacity(raced.calls.len());
    for call in raced.calls {
        let lane = lanes.iter().find(|lane| lane.by == call.by);
        let op = lane.and_then(|lane| lane.calls.get(usize::from(call.nth)));
        let op = op.ok_or_else(|| Trouble("a race made a call that it was not given".into()))?;
        begun.push(Begun {
            by: call.by,
            op: *op,
            start: call.start,
            end: call.end,
            fate: call.fate,
        });
    }
    let mut settled = vec![];
    take_news(stage.settle()?, &mut begun, &mut settled);
    conclude(begun, settled, stage, judge, under)
}
