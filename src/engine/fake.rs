//! A fake kernel: answers every call with a random outcome that the model allows.
//!
//! Against it the judge must find nothing, however long; and with one law broken, it must find
//! that. It is a stage like any other, for tests; it makes no system call.

use std::collections::BTreeMap;
use std::time::Duration;

use smallvec::SmallVec;

use super::deed::{self, Deed, Told};
use super::history::Fate;
use super::judge::{Begun, Judge, Verdict};
use super::liar::deed::{self as lies, DeedLiar};
use super::run::{End, Fixed, Foresight, Ran, Under, run};
use super::script::{Lane, Script, Step};
use super::stage::{Raced, Relayed, Settled, Stage, Then, Trouble};
use super::tally::Tally;
use super::{Actor, Answer, Call, Draw, Expect, Happens, How, Model, Room, Taken};
use crate::claim::Claim;
use crate::kernel::Facts;

/// Changes an answer: a law that this kernel breaks.
pub type Breaks<R> = fn(&<R as Room>::Op, &mut Fate<<R as Room>::Seen>);

/// A kernel that does as the book says, unless told to break a law.
pub struct Fake<'f, R: Room> {
    facts: &'f Facts,
    judge: Option<Judge<'f, R>>,
    pending: Vec<Pending<R>>,
    draw: Draw<'f>,
    breaks: Option<Breaks<R>>,
    /// Who has another call made, or other limits set, than this kernel is asked for.
    liar: Option<DeedLiar<R>>,
    /// It was asked for something of which the manual is silent.
    silent: bool,
    /// It performs relays, as a crew does.
    relays: bool,
    tally: Tally,
}

/// A call that has not returned.
#[derive(Clone)]
struct Pending<R: Room> {
    by: Actor,
    op: R::Op,
    done: u64,
    waited: bool,
}

/// Most steps of a relay.
const RELAY_MAX: usize = 8;
/// Most steps of all calls after one step of the script.
const MOVES_MAX: usize = 256;

impl<'f, R: Room> Fake<'f, R> {
    pub fn new(facts: &'f Facts, draw: Draw<'f>, breaks: Option<Breaks<R>>) -> Self {
        let tally = Tally::new(crate::claim::count());
        let (judge, pending, liar) = (None, vec![], None);
        Self { facts, judge, pending, draw, breaks, liar, silent: false, relays: false, tally }
    }

    fn judge(&self) -> &Judge<'f, R> {
        self.judge.as_ref().expect("a script has begun")
    }

    /// Goes on with a call as far as it can go now; none where the manual is silent.
    fn go_on(&mut self, model: &mut R::Model, call: &mut Pending<R>) -> Option<Fate<R::Seen>> {
        for _ in 0..MOVES_MAX {
            let judge = self.judge.as_ref().expect("a script has begun");
            let seen = Call { by: call.by, op: &call.op, done: call.done, waited: call.waited };
            let ruling = judge.ruled(model, &seen);
            let clause = self.draw.maybe(&ruling.clauses)?.clone();
            let fate = self.outcome(&clause.happens);
            let how = match (&clause.happens, &fate) {
                (Happens::Advances(bytes), _) => How::Advanced(*bytes),
                (_, Fate::Returned(answer)) => How::Returned(answer),
                (_, Fate::Died(_)) => How::Died,
                (_, Fate::Waits) if call.waited => return Some(fate),
                (_, Fate::Waits) => How::Waited,
            };
            let next = model.follow(&seen, &Taken { mark: clause.mark, how }, &self.judge().world);
            let states: Vec<R::Model> =
                next.states(model.clone()).map(|(state, _)| state).collect();
            *model = self.draw.one_of(&states).clone();
            match clause.happens {
                Happens::Advances(bytes) => call.done += bytes,
                _ => return Some(fate),
            }
        }
        None
    }

    fn outcome(&mut self, happens: &Happens<R::Seen>) -> Fate<R::Seen> {
        match happens {
            Happens::Returns(Expect::Is(seen)) => Fate::Returned(Ok(seen.clone())),
            Happens::Returns(Expect::Between(ends)) => {
                let (low, high) = &**ends;
                Fate::Returned(Ok((*self.draw.one_of(&[low, high])).clone()))
            }
            Happens::Returns(Expect::Fails(errno)) => Fate::Returned(Err(*errno)),
            Happens::Returns(Expect::FailsOneOf(errnos)) => {
                Fate::Returned(Err(*self.draw.one_of(errnos)))
            }
            Happens::Dies(signal) => Fate::Died(*signal),
            Happens::Waits(_) | Happens::Advances(_) => Fate::Waits,
        }
    }

    /// Lets calls that wait go on until all of them may wait; says what returned.
    fn let_return(&mut self, model: &mut R::Model) -> Option<Vec<(Actor, Fate<R::Seen>)>> {
        let mut news = vec![];
        for _ in 0..MOVES_MAX {
            let judge = self.judge.as_ref().expect("a script has begun");
            let must = self.pending.iter().position(|call| {
                let seen = Call { by: call.by, op: &call.op, done: call.done, waited: call.waited };
                judge.ruled(model, &seen).waits().is_none()
            });
            let Some(place) = must else { return Some(news) };
            let mut call = self.pending.remove(place);
            let by = call.by;
            match self.go_on(model, &mut call)? {
                Fate::Waits => self.pending.insert(place, call),
                fate => news.push((by, fate)),
            }
        }
        None
    }

    /// Has the fake's own judge follow: it must agree with what was chosen.
    fn follow(
        &mut self,
        begun: Vec<Begun<R>>,
        news: &[(Actor, Fate<R::Seen>)],
        model: &R::Model,
    ) -> Result<(), Trouble> {
        let judge = self.judge.as_mut().expect("a script has begun");
        let verdict = judge.window(begun, news, &mut self.tally);
        judge.assume(model);
        match verdict {
            Verdict::Allowed | Verdict::Silent | Verdict::Inconclusive => Ok(()),
            Verdict::Deviation(blame) | Verdict::Unquiet(blame) => {
                let claim = blame.claim.id();
                Err(Trouble(format!("the judge does not follow the model: {claim}")))
            }
        }
    }

    fn settled(&self, news: Vec<(Actor, Fate<R::Seen>)>) -> Settled<R::Seen> {
        let waiting = self.pending.iter().map(|call| (call.by, Fate::Waits));
        news.into_iter().chain(waiting).collect()
    }
}

impl<R: Room> Stage<R> for Fake<'_, R> {
    fn begin(&mut self, script: &Script<R::Op>) -> Result<(), Trouble> {
        let mut asked = Script { steps: vec![], ..script.clone() };
        if let Some(liar) = &self.liar {
            asked.limits = lies::limits(liar, &asked.limits);
        }
        self.judge = Some(Judge::new(self.facts, &asked));
        self.pending.clear();
        Ok(())
    }

    fn call(&mut self, by: Actor, op: &R::Op) -> Result<Settled<R::Seen>, Trouble> {
        let other = self.liar.as_ref().and_then(|liar| lies::other_call(liar, op));
        let op = other.as_ref().unwrap_or(op);
        // Where the manual is silent anything will do; the script ends there.
        let silent = Ok(vec![(by, Fate::Returned(Err(super::Errno::EIO)))]);
        let mut model = self.judge().state().model.clone();
        let mut call = Pending { by, op: op.clone(), done: 0, waited: false };
        let Some(fate) = self.go_on(&mut model, &mut call) else {
            self.silent = true;
            return silent;
        };
        if fate == Fate::Waits {
            self.pending.push(call);
        }
        // Of somebody who waits the manual is silent now: the judge will find that too.
        let Some(news) = self.let_return(&mut model) else {
            let mine = (fate != Fate::Waits).then_some((by, fate));
            return Ok(self.settled(mine.into_iter().collect()));
        };
        // It may have waited for what it let others do.
        let mine =
            news.iter().find(|(actor, _)| *actor == by).map_or(fate, |(_, fate)| fate.clone());
        let begun = Begun { by, op: op.clone(), start: 0, end: u64::MAX, fate: mine.clone() };
        self.follow(vec![begun], &news, &model)?;
        for call in &mut self.pending {
            call.waited = true;
        }
        let mut told: Vec<_> = news.into_iter().filter(|(actor, _)| *actor != by).collect();
        if mine != Fate::Waits {
            let mut mine = mine;
            if let Some(breaks) = self.breaks {
                breaks(op, &mut mine);
            }
            told.push((by, mine));
        }
        Ok(self.settled(told))
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        let judge = self.judge.as_mut().expect("a script has begun");
        let ruling = deed::rule::<R>(deed, by, &judge.world, judge.state().model);
        let answer = match ruling.and_then(|ruling| ruling.clauses.into_iter().next()) {
            Some(clause) => match clause.happens {
                Happens::Returns(Expect::Is(told)) => Ok(told),
                Happens::Returns(Expect::Fails(errno)) => Err(errno),
                _ => Ok(Told::Done),
            },
            None => Ok(Told::Done),
        };
        judge.deed(by, deed, &answer, &mut self.tally);
        let model = judge.state().model.clone();
        judge.assume(&model);
        // Who is killed, ends or runs a new program takes its threads with it.
        let world = &judge.world;
        self.pending.retain(|call| world.exists(call.by));
        Ok(answer)
    }

    fn settle(&mut self) -> Result<Settled<R::Seen>, Trouble> {
        let mut model = self.judge().state().model.clone();
        let Some(news) = self.let_return(&mut model) else { return Ok(self.settled(vec![])) };
        self.follow(vec![], &news, &model)?;
        Ok(self.settled(news))
    }

    fn outlast(&mut self, _patience: Duration) -> Result<Settled<R::Seen>, Trouble> {
        Ok(self.settled(vec![]))
    }

    fn relay_max(&self) -> usize {
        if self.relays { RELAY_MAX } else { 0 }
    }

    fn relay(
        &mut self,
        steps: &[Step<R::Op>],
        foresight: &[Foresight<R::Seen>],
    ) -> Result<Relayed<R::Seen>, Trouble> {
        let mut relayed = Relayed { came: SmallVec::new(), then: Then::Settled(vec![]) };
        // Who returned though he was to wait.
        let mut news = vec![];
        for (step, foreseen) in steps.iter().zip(foresight) {
            let came = match (step, foreseen) {
                (Step::Deed { by, deed }, Foresight::Deed(answer)) => {
                    let told = self.deed(*by, deed)?;
                    if told != *answer {
                        relayed.then = Then::Answered(told);
                        return Ok(relayed);
                    }
                    Some(0)
                }
                (Step::Call { by, op }, foreseen) => {
                    let settled = self.call(*by, op)?;
                    let mine = settled.iter().find(|(actor, _)| actor == by);
                    let came = mine.and_then(|(_, fate)| foreseen.place_of(fate));
                    let told = |(actor, fate): &(Actor, Fate<R::Seen>)| {
                        (actor != by || came.is_none()) && *fate != Fate::Waits
                    };
                    news.extend(settled.into_iter().filter(told));
                    came
                }
                _ => return Err(Trouble(format!("{} cannot be foreseen", step.kind()))),
            };
            let Some(came) = came else { break };
            relayed.came.push(came as u8);
        }
        news.extend(self.settle()?);
        relayed.then = Then::Settled(news);
        Ok(relayed)
    }

    fn race(&mut self, _lanes: &[Lane<R::Op>]) -> Result<Raced<R::Seen>, Trouble> {
        Ok(Raced { calls: vec![], overlapped: false })
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.judge = None;
        Ok(())
    }
}

/// Runs random scripts against a fake kernel; says which claim was found broken first, if one was.
pub fn trial<R: Room>(
    facts: &Facts,
    scripts: u64,
    breaks: Option<Breaks<R>>,
) -> (Tally, Option<&'static str>) {
    let mut tally = Tally::new(crate::claim::count());
    let broken = (0..scripts).find_map(|index| script::<R>(facts, index, breaks, &mut tally));
    (tally, broken)
}

/// Runs so many operations against a fake kernel, and more to the end of a script; says how often
/// which claim was found broken.
pub fn long_trial<R: Room>(
    facts: &Facts,
    operations: u64,
    breaks: Option<Breaks<R>>,
) -> (Tally, BTreeMap<&'static str, u32>) {
    let mut tally = Tally::new(crate::claim::count());
    let mut broken = BTreeMap::new();
    let mut index = 0;
    while tally.operations < operations {
        if let Some(claim) = script::<R>(facts, index, breaks, &mut tally) {
            *broken.entry(claim).or_default() += 1;
        }
        index += 1;
    }
    (tally, broken)
}

/// Performs a script on a fake kernel to which what a liar makes of it is told, if one does; says
/// which claim was found broken. Which of several allowed answers it gives, `index` says.
pub fn under_liar<R: Room>(
    facts: &Facts,
    script: &Script<R::Op>,
    liar: Option<DeedLiar<R>>,
    index: u64,
) -> Option<&'static Claim> {
    let weights = |_: &'static str| super::draw::NEUTRAL;
    let answers = Draw::new(TRIAL_SEED, R::FACILITY.name, index, &weights);
    let mut stage = Fake { liar, ..Fake::<R>::new(facts, answers, None) };
    let mut tally = Tally::new(crate::claim::count());
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
fn script<R: Room>(
    facts: &Facts,
    index: u64,
    breaks: Option<Breaks<R>>,
    tally: &mut Tally,
) -> Option<&'static str> {
    performed::<R>(facts, index, breaks, false, tally).1
}

/// Runs one random script, with relays or step by step; gives it as it was performed, and which
/// claim was found broken.
pub fn performed<R: Room>(
    facts: &Facts,
    index: u64,
    breaks: Option<Breaks<R>>,
    relays: bool,
    tally: &mut Tally,
) -> (Script<R::Op>, Option<&'static str>) {
    let weights = |_: &'static str| super::draw::NEUTRAL;
    let steering = super::steer::Steering::default();
    let draw = Draw::new(TRIAL_SEED, R::FACILITY.name, index, &weights);
    let answers = Draw::new(!TRIAL_SEED, R::FACILITY.name, index, &weights);
    let (header, mut source) =
        super::propose::Generator::<R>::new(draw, &steering, facts, super::job::STEPS_MAX);
    let mut stage = Fake { relays, ..Fake::<R>::new(facts, answers, breaks) };
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
