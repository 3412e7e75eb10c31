//! One job: the scripts of one stream of one room, in one worker.
//!
//! A room's scripts fall into a fixed number of streams, and everything a script depends on stays
//! within its stream: so the same seed and number of cases give the same scripts, whatever the
//! number of workers and however long each took.

mod absent;
mod deviations;
mod expose;
mod message;
pub mod mixed;
mod signature;
mod silences;
#[cfg(test)]
pub mod trial;

use std::rc::Rc;
use std::time::{Duration, Instant};

pub use message::{Exposure, HowFar, JobReport, Lies, Message, Setting};
use signature::Signature;

use super::bench::Part;
use super::draw::{Draw, NEUTRAL};
use super::found::told;
use super::hits::Hits;
use super::liar::Liar;
use super::plan::Partition;
use super::propose::Generator;
use super::run::{End, Fixed, PATIENCE, PATIENCE_AGAIN, Ran, Source, Under, run};
use super::scope::SmallScope;
use super::script::{Script, fingerprint};
use super::stage::{Stage, Trouble};
use super::steer::Steering;
use super::tally::Tally;
use super::world::Rooms;
use super::{Room, Scene};
use crate::claim::Claim;
use crate::kernel::Facts;

/// Streams of one room.
pub const STREAMS: u64 = 4;
/// Steps of a random script, unless told otherwise.
pub const STEPS_MAX: u16 = 32;
/// The small scope may use this part of a room's budget.
const SCOPE_SHARE: u64 = 5;
/// The part of a job's time that one lost wake-up may take, and what it has at least.
const PATIENCE_SHARE: u32 = 4;
const PATIENCE_MIN: Duration = Duration::from_millis(400);
/// Most scripts given up since the crew could not finish them; one more fails the job.
const GIVEN_UP_MAX: usize = 8;
/// The scenes may use this part of a job's time: where everything is slow, something is left for
/// chance.
const SCENES_SHARE: u32 = 2;
/// How often each scene is performed for lies, which are told one a script.
const SCENES_LYING: usize = 40;

/// What a job is to do.
#[derive(Debug, Clone)]
pub struct JobSpec {
    /// The rooms of its scripts; it is counted to the first.
    pub rooms: Rooms,
    pub stream: u64,
    pub seed: u64,
    /// Scripts of this stream.
    pub cases: Option<u64>,
    pub time: Option<Duration>,
    pub steps_max: u16,
    pub partition: Option<Partition>,
    /// Rooms that may take part in some of its scripts.
    pub partners: Rooms,
    /// Claims of theirs that are known to be broken, by their place in the tally.
    pub known_of_partners: Vec<usize>,
    /// Scripts of the room's known deviations, run first.
    pub known: Vec<(usize, serde_json::Value)>,
    pub task: Task,
}

/// Which of a job's uses.
#[derive(Debug, Clone)]
pub enum Task {
    Check,
    /// Lie about each claim, and see that it is caught.
    Selfcheck,
    /// Measure what a part of the harness costs.
    Bench(Part),
    /// Perform this script so many times.
    Replay {
        script: serde_json::Value,
        times: u32,
    },
}

/// The stages of a worker.
pub trait Stages {
    fn stage(&mut self, solo: bool) -> Result<&mut dyn Stage, Trouble>;

    /// Ends all actors; the next stage has new ones.
    fn dismiss(&mut self);
}

/// Does the job, whose time began with the making of its stages.
pub fn work(
    spec: &JobSpec,
    facts: &Facts,
    begun: Instant,
    stages: &mut dyn Stages,
    tell: &mut dyn FnMut(Message),
) -> Result<JobReport, Trouble> {
    let mut job = Job::new(spec, facts, begun);
    if let Task::Replay { script, times } = &spec.task {
        job.replay(script, *times, stages)?;
        return Ok(job.report);
    }
    if let Some(why) = job.absent(stages)? {
        job.report.absent = Some(why);
        return Ok(job.report);
    }
    job.known(stages)?;
    // What a room that watches can show alone, it shows beside any other as well.
    if spec.rooms.len() == 1 || job.room().watches {
        job.expose(stages, tell)?;
        job.scenes(stages, tell)?;
        job.small_scope(stages, tell)?;
    }
    job.random(stages, tell)?;
    job.report.absent_calls.clone_from(&job.facts.absent);
    Ok(job.report)
}

struct Job<'j> {
    spec: &'j JobSpec,
    /// What is known here; grows by the calls that turn out to be absent.
    facts: Rc<Facts>,
    report: JobReport,
    steering: Steering,
    liar: Option<Liar>,
    begun: Instant,
    told: Instant,
    scripts: u64,
    /// What the known deviations look like.
    known: Vec<Signature>,
    /// The rooms whose scripts show them, where these are mixed.
    known_beside: Vec<(usize, Rooms)>,
    /// A call that must return was confirmed not to: the next one need not be waited for so long.
    lost_wake_up: bool,
    /// What the deviations look like that were confirmed here.
    examined: Vec<Signature>,
    /// Spent on confirming and shrinking.
    examining: Duration,
}

impl<'j> Job<'j> {
    fn new(spec: &'j JobSpec, facts: &Facts, begun: Instant) -> Self {
        Self {
            spec,
            facts: Rc::new(facts.clone()),
            report: JobReport { tally: Tally::default(), ..JobReport::default() },
            steering: Steering::default(),
            liar: matches!(spec.task, Task::Selfcheck).then(|| Liar::new(crate::claim::count())),
            begun,
            told: Instant::now(),
            scripts: 0,
            known: vec![],
            known_beside: vec![],
            lost_wake_up: false,
            examined: vec![],
            examining: Duration::ZERO,
        }
    }

    fn room(&self) -> &'static Room {
        self.spec.rooms[0]
    }

    /// The room's own situations; lies are told of them until each claim had its share.
    fn scenes(
        &mut self,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        let times = if self.liar.is_some() { SCENES_LYING } else { 1 };
        let mut all = super::scope::scenes(self.room());
        all.retain(|scene| mixed::can_be(self.spec, scene, &self.facts));
        let begun = Instant::now();
        for (number, Scene { actors, limits, steps }) in all.into_iter().enumerate() {
            if number as u64 % STREAMS != self.spec.stream {
                continue;
            }
            if !self.is_ours(number as u64) {
                self.scripts += 1;
                continue;
            }
            let late = |time| begun.elapsed() > time / SCENES_SHARE;
            if self.liar.is_none() && self.spec.time.is_some_and(late) {
                break;
            }
            self.cover(number as u64, &steps);
            let script =
                Script { actors, solo: false, limits, ..super::scope::beside(self.room(), &steps) };
            let script = Script { steps, ..script };
            for nth in 0..times {
                // Each once at the least, and again while there is time.
                if nth > 0 && self.spec.time.is_some_and(|time| self.begun.elapsed() > time) {
                    break;
                }
                let silences = self.silences();
                let mut source = Fixed { steps: script.steps.iter() };
                let ran = self.perform(&script, &mut source, stages)?;
                self.meet_again(ran.as_ref(), silences, stages, tell)?;
                self.conclude(ran, stages, tell)?;
            }
        }
        Ok(())
    }

    fn small_scope(
        &mut self,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        let scope = SmallScope::of(self.room());
        let mine = (scope.len() + STREAMS - 1 - self.spec.stream) / STREAMS;
        let most = self.spec.cases.map_or(mine, |cases| mine.min(cases / SCOPE_SHARE));
        let time = self.spec.time.map(|time| time / SCOPE_SHARE as u32);
        let mut tried = 0;
        for nth in 0..most {
            if time.is_some_and(|time| self.begun.elapsed() > time) {
                break;
            }
            let number = nth * STREAMS + self.spec.stream;
            if !self.is_ours(number) {
                self.scripts += 1;
                continue;
            }
            let script = scope.script(number);
            self.cover(number, &script.steps);
            let mut source = Fixed { steps: script.steps.iter() };
            let ran = self.perform(&script, &mut source, stages)?;
            self.conclude(ran, stages, tell)?;
            tried += 1;
        }
        self.report.scope = (tried, mine);
        Ok(())
    }

    fn random(
        &mut self,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        let claims: Vec<usize> = self.room().facility.all_claims().map(Claim::index).collect();
        let mut hits = Hits::new(claims.len());
        let mut before = vec![0; claims.len()];
        let mut nth = 0;
        while self.goes_on() {
            let index = nth * STREAMS + self.spec.stream;
            nth += 1;
            if !self.is_ours(index) {
                self.scripts += 1;
                continue;
            }
            for (before, claim) in before.iter_mut().zip(&claims) {
                *before = self.report.tally.claims[*claim].ruled;
            }
            // Lies are told of what comes by itself. And of a number of scripts that was asked for,
            // each is a function of its own number: so do the parts of a run add up to the whole.
            let neutral = self.liar.is_some() || self.spec.cases.is_some();
            let weights = |name| if neutral { NEUTRAL } else { hits.weight(name) };
            let draw = Draw::new(self.spec.seed, self.room().facility.name, index, &weights);
            let steering = std::mem::take(&mut self.steering);
            let facts = Rc::clone(&self.facts);
            let rooms = mixed::rooms(self.spec, nth - 1, &facts);
            let (header, mut source) =
                Generator::new(draw, &rooms, &steering, &facts, self.spec.steps_max);
            let silences = self.silences();
            let ran = self.perform(&header, &mut source, stages);
            source.finish(&facts);
            let drawn = source.drawn().to_vec();
            let kinds = source.certain_kinds().map(<[_]>::to_vec);
            self.steering = steering;
            if let Some(kinds) = kinds.filter(|_| rooms.len() == 1) {
                let now = |place: usize| self.report.tally.claims[claims[place]].ruled;
                let ruled: Vec<_> =
                    (0..claims.len()).filter(|place| now(*place) > before[*place]).collect();
                hits.learn(&kinds, &ruled);
            }
            self.cover(index, &drawn);
            let ran = ran?;
            self.meet_again(ran.as_ref(), silences, stages, tell)?;
            self.conclude(ran, stages, tell)?;
        }
        Ok(())
    }

    /// Performs a script. One that the crew could not finish is given up, and the crew with it: a
    /// few of them are a machine's or a target's weakness, many are ours.
    fn perform(
        &mut self,
        script: &Script,
        source: &mut dyn Source,
        stages: &mut dyn Stages,
    ) -> Result<Option<Ran>, Trouble> {
        let patience = self.patience();
        let stage = stages.stage(script.solo)?;
        let under = &mut Under {
            facts: &self.facts,
            tally: &mut self.report.tally,
            liar: self.liar.as_mut(),
            patience,
        };
        let ran = run(stage, script, source, under);
        for call in self.report.tally.absent.clone() {
            self.is_absent(&call);
        }
        match ran {
            Ok(ran) => Ok(Some(ran)),
            Err(trouble) => self.give_up(trouble, stages).map(|()| None),
        }
    }

    /// How long a call is waited for that must return and does not. The first of a short job may
    /// not take all its time.
    fn patience(&self) -> Duration {
        if self.lost_wake_up {
            return PATIENCE_AGAIN;
        }
        let share = self.spec.time.map_or(PATIENCE, |time| time / PATIENCE_SHARE);
        share.clamp(PATIENCE_MIN, PATIENCE)
    }

    fn give_up(&mut self, trouble: Trouble, stages: &mut dyn Stages) -> Result<(), Trouble> {
        if self.report.given_up.len() >= GIVEN_UP_MAX {
            return Err(trouble);
        }
        self.report.given_up.push(trouble.0);
        self.report.tally.inconclusive += 1;
        stages.dismiss();
        Ok(())
    }

    fn goes_on(&self) -> bool {
        if crate::sys::interrupted().is_some() {
            return false;
        }
        let cases = self.spec.cases.is_none_or(|cases| self.scripts < cases);
        cases && self.spec.time.is_none_or(|time| self.begun.elapsed() < time)
    }

    fn is_ours(&self, number: u64) -> bool {
        // Whoever was asked to end draws no further script.
        crate::sys::interrupted().is_none()
            && self.spec.partition.is_none_or(|part| part.takes(self.room().facility.name, number))
    }

    /// Adds a script to the digest.
    fn cover(&mut self, number: u64, steps: &[super::Step]) {
        let digest = self.report.digest.wrapping_add(fingerprint(self.room(), number, steps));
        self.report.digest = digest;
    }

    fn replay(
        &mut self,
        script: &serde_json::Value,
        times: u32,
        stages: &mut dyn Stages,
    ) -> Result<(), Trouble> {
        let script = Script::of_json(script)
            .map_err(|why| Trouble(format!("the script cannot be read: {why}")))?;
        for _ in 0..times {
            let stage = stages.stage(script.solo)?;
            let mut source = Fixed { steps: script.steps.iter() };
            let under = &mut Under {
                facts: &self.facts,
                tally: &mut self.report.tally,
                liar: None,
                patience: PATIENCE,
            };
            let ran = run(stage, &script, &mut source, under)?;
            self.report.replays.0 += 1;
            if let End::Deviated { step, blame } = &ran.end {
                self.report.replays.1 += 1;
                let known =
                    self.report.found.iter_mut().find(|found| found.claim == blame.claim.index());
                match known {
                    Some(found) => found.again += 1,
                    None => self.report.found.push(told(&ran.script, *step, blame, 1, true)),
                }
            }
        }
        for found in &mut self.report.found {
            found.reruns = times;
        }
        Ok(())
    }
}
