//! A fake kernel: answers every call with a random outcome that the model allows.
//!
//! Against it the judge must find nothing, however long; and with one law broken, it must find
//! that. It is a stage like any other, for tests; it makes no system call.

pub mod course;
mod trial;

use std::time::Duration;

use smallvec::SmallVec;

use super::config::Config;
use super::deed::{self, Deed, Told};
use super::history::Fate;
use super::judge::{Begun, Judge, Verdict};
use super::liar::deed::{self as lies, DeedLiar};
use super::run::Prediction;
use super::script::{Lane, Script, Step};
use super::stage::{Raced, Relayed, Settled, Stage, Then, Trouble};
use super::tally::Tally;
use super::{Actor, Answer, Call, Draw, Expect, Happens, How, Op, Taken};
use crate::kernel::Facts;
pub use trial::{
    faulty_trial, judged, judged_beside, long_trial, mixed_trial, performed, trial, under_liar,
};

/// Changes an answer: a law that this kernel breaks.
pub type Breaks = fn(&Op, &mut Fate);

/// What was done last.
#[derive(Debug, Clone)]
pub enum Cause {
    Nothing,
    Call(Op),
    Deed(Deed),
}

/// Changes how the call of somebody who sleeps stands after another did that: a wake-up that
/// is lost, or one that nobody may expect.
pub type Wakes = fn(&Op, &Cause, &mut Fate);

/// A kernel that does as the book says, unless told to break a law.
pub struct Fake<'f> {
    facts: &'f Facts,
    judge: Option<Judge<'f>>,
    pending: Vec<Pending>,
    draw: Draw<'f>,
    breaks: Option<Breaks>,
    wakes: Option<Wakes>,
    cause: Cause,
    /// Who has another call made, or other limits set, than this kernel is asked for.
    liar: Option<DeedLiar>,
    /// It was asked for something of which the manual is silent.
    silent: bool,
    /// It performs relays, as a crew does.
    relays: bool,
    /// It does the likeliest of what is allowed, not anything.
    follows_first: bool,
    tally: Tally,
}

/// A call that has not returned.
#[derive(Clone)]
struct Pending {
    by: Actor,
    op: Op,
    done: u64,
    waited: bool,
}

/// Most steps of a relay.
const RELAY_MAX: usize = 8;
/// Most steps of all calls after one step of the script.
const MOVES_MAX: usize = 256;

impl<'f> Fake<'f> {
    pub fn new(facts: &'f Facts, draw: Draw<'f>, breaks: Option<Breaks>) -> Self {
        let tally = Tally::default();
        let (judge, pending, liar) = (None, vec![], None);
        Self {
            facts,
            judge,
            pending,
            draw,
            breaks,
            wakes: None,
            cause: Cause::Nothing,
            liar,
            silent: false,
            relays: false,
            follows_first: false,
            tally,
        }
    }

    fn judge(&self) -> &Judge<'f> {
        self.judge.as_ref().expect("a script has begun")
    }

    /// The state that it is in. What calls have done so far, it keeps by itself.
    fn config(&self) -> Config {
        Config { states: self.judge().view(0).states.clone(), done: SmallVec::new() }
    }

    /// Goes on with a call as far as it can go now; none where the manual is silent.
    fn go_on(&mut self, config: &mut Config, call: &mut Pending) -> Option<Fate> {
        for _ in 0..MOVES_MAX {
            let judge = self.judge.as_ref().expect("a script has begun");
            let seen = Call::new(call.by, &call.op, call.done, call.waited);
            let ruling = judge.ruled(config, &seen);
            let clause = if self.follows_first {
                ruling.clauses.iter().min_by_key(|clause| course::rank(&clause.happens))?.clone()
            } else {
                self.draw.maybe(&ruling.clauses)?.clone()
            };
            let fate = self.outcome(&clause.happens);
            let how = match (&clause.happens, &fate) {
                (Happens::Advances(bytes), _) => How::Advanced(*bytes),
                (_, Fate::Returned(answer)) => How::Returned(answer),
                (_, Fate::Died(_)) => How::Died,
                (_, Fate::Waits) if call.waited => return Some(fate),
                (_, Fate::Waits) => How::Waited,
            };
            let took = Taken { mark: clause.mark, how };
            let next = config.follow(&seen, &took, &self.judge().world);
            let states: Vec<Config> = next.states(config.clone()).map(|(state, _)| state).collect();
            *config = self.draw.one_of(&states).clone();
            match clause.happens {
                Happens::Advances(bytes) => call.done += bytes,
                _ => return Some(fate),
            }
        }
        None
    }

    fn outcome(&mut self, happens: &Happens) -> Fate {
        match happens {
            Happens::Returns(Expect::Is(seen)) => Fate::Returned(Ok(seen.clone())),
            Happens::Returns(Expect::Between(ends)) => {
                let (low, high) = &**ends;
                let end = if self.follows_first { high } else { *self.draw.one_of(&[low, high]) };
                Fate::Returned(Ok(end.clone()))
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
    fn let_return(&mut self, config: &mut Config) -> Option<Vec<(Actor, Fate)>> {
        let mut news = vec![];
        for _ in 0..MOVES_MAX {
            let judge = self.judge.as_ref().expect("a script has begun");
            let must = self.pending.iter().position(|call| {
                let seen = Call::new(call.by, &call.op, call.done, call.waited);
                judge.ruled(config, &seen).waits().is_none()
            });
            let Some(place) = must else { return Some(news) };
            let mut call = self.pending.remove(place);
            let by = call.by;
            match self.go_on(config, &mut call)? {
                Fate::Waits => self.pending.insert(place, call),
                fate => news.push((by, fate)),
            }
        }
        None
    }

    /// Has the fake's own judge follow: it must agree with what was chosen.
    fn follow(
        &mut self,
        begun: Vec<Begun>,
        news: &[(Actor, Fate)],
        config: &Config,
    ) -> Result<(), Trouble> {
        let judge = self.judge.as_mut().expect("a script has begun");
        let verdict = judge.window(begun, news, &mut self.tally);
        judge.assume(&config.states);
        match verdict {
            Verdict::Allowed | Verdict::Silent | Verdict::Inconclusive => Ok(()),
            Verdict::Deviation(blame) | Verdict::Unquiet(blame) => {
                let claim = blame.claim.id();
                Err(Trouble(format!("the judge does not follow the model: {claim}")))
            }
        }
    }

    fn settled(&self, news: Vec<(Actor, Fate)>) -> Settled {
        let waiting = self.pending.iter().map(|call| (call.by, Fate::Waits));
        news.into_iter().chain(waiting).collect()
    }

    /// Changes how those who slept stand.
    fn wake(&self, sleepers: &[(Actor, Op)], settled: &mut Settled) {
        let Some(wakes) = self.wakes else { return };
        for (actor, fate) in settled {
            if let Some((_, op)) = sleepers.iter().find(|(sleeper, _)| sleeper == actor) {
                wakes(op, &self.cause, fate);
            }
        }
    }

    fn sleepers(&self) -> Vec<(Actor, Op)> {
        self.pending.iter().filter(|call| call.waited).map(|call| (call.by, call.op)).collect()
    }
}

impl Stage for Fake<'_> {
    fn begin(&mut self, script: &Script) -> Result<(), Trouble> {
        let mut asked = Script { steps: vec![], ..script.clone() };
        if let Some(liar) = &self.liar {
            asked.limits = lies::limits(liar, &asked.limits);
        }
        self.judge = Some(Judge::new(self.facts, &asked));
        self.pending.clear();
        Ok(())
    }

    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble> {
        let other = self.liar.as_ref().and_then(|liar| lies::other_call(liar, op));
        let op = other.as_ref().unwrap_or(op);
        self.cause = Cause::Call(*op);
        let sleepers = self.sleepers();
        // Where the manual is silent anything will do; the script ends there.
        let silent = Ok(vec![(by, Fate::Returned(Err(super::Errno::EIO)))]);
        let mut config = self.config();
        let mut call = Pending { by, op: *op, done: 0, waited: false };
        let Some(fate) = self.go_on(&mut config, &mut call) else {
            self.silent = true;
            return silent;
        };
        if fate == Fate::Waits {
            self.pending.push(call);
        }
        // Of somebody who waits the manual is silent now: the judge will find that too.
        let Some(news) = self.let_return(&mut config) else {
            let mine = (fate != Fate::Waits).then_some((by, fate));
            return Ok(self.settled(mine.into_iter().collect()));
        };
        // It may have waited for what it let others do.
        let mine =
            news.iter().find(|(actor, _)| *actor == by).map_or(fate, |(_, fate)| fate.clone());
        let begun = Begun { by, op: *op, start: 0, end: u64::MAX, fate: mine.clone() };
        self.follow(vec![begun], &news, &config)?;
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
        let mut settled = self.settled(told);
        self.wake(&sleepers, &mut settled);
        Ok(settled)
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        self.cause = Cause::Deed(deed.clone());
        let judge = self.judge.as_mut().expect("a script has begun");
        let ruling = deed::rule(deed, by, &judge.world, judge.view(0).states);
        let answer = match ruling.and_then(|ruling| ruling.clauses.into_iter().next()) {
            Some(clause) => match clause.happens {
                Happens::Returns(Expect::Is(told)) => Ok(told),
                Happens::Returns(Expect::Fails(errno)) => Err(errno),
                _ => Ok(Told::Done),
            },
            None => Ok(Told::Done),
        };
        judge.deed(by, deed, &answer, &mut self.tally);
        let states = judge.view(0).states.clone();
        judge.assume(&states);
        // Who is killed, ends or runs a new program takes its threads with it.
        let world = &judge.world;
        self.pending.retain(|call| world.exists(call.by));
        Ok(answer)
    }

    fn settle(&mut self) -> Result<Settled, Trouble> {
        let mut config = self.config();
        let sleepers = self.sleepers();
        let Some(news) = self.let_return(&mut config) else { return Ok(self.settled(vec![])) };
        self.follow(vec![], &news, &config)?;
        let mut settled = self.settled(news);
        self.wake(&sleepers, &mut settled);
        Ok(settled)
    }

    fn outlast(&mut self, _patience: Duration) -> Result<Settled, Trouble> {
        Ok(self.settled(vec![]))
    }

    fn relay_max(&self) -> usize {
        if self.relays { RELAY_MAX } else { 0 }
    }

    fn relay(&mut self, steps: &[Step], predictions: &[Prediction]) -> Result<Relayed, Trouble> {
        let mut relayed = Relayed { came: SmallVec::new(), then: Then::Settled(vec![]) };
        // Who returned though he was to wait.
        let mut news = vec![];
        for (step, predicted) in steps.iter().zip(predictions) {
            let came = match (step, predicted) {
                (Step::Deed { by, deed }, Prediction::Deed(answer)) => {
                    let told = self.deed(*by, deed)?;
                    if told != *answer {
                        relayed.then = Then::Answered(told);
                        return Ok(relayed);
                    }
                    Some(0)
                }
                (Step::Call { by, op }, predicted) => {
                    let settled = self.call(*by, op)?;
                    let mine = settled.iter().find(|(actor, _)| actor == by);
                    let came = mine.and_then(|(_, fate)| predicted.place_of(fate));
                    let told = |(actor, fate): &(Actor, Fate)| {
                        (actor != by || came.is_none()) && *fate != Fate::Waits
                    };
                    news.extend(settled.into_iter().filter(told));
                    came
                }
                _ => return Err(Trouble(format!("{} cannot be predicted", step.kind()))),
            };
            let Some(came) = came else { break };
            relayed.came.push(came as u8);
        }
        news.extend(self.settle()?);
        relayed.then = Then::Settled(news);
        Ok(relayed)
    }

    fn race(&mut self, _lanes: &[Lane]) -> Result<Raced, Trouble> {
        Ok(Raced { calls: vec![], overlapped: false })
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.judge = None;
        Ok(())
    }
}
