//! Where models and outcomes meet: follows every state in which the kernel may be, and says whether
//! what was seen is allowed.
//!
//! It keeps the world (one, as observed) and a bounded set of model states. It does not perform,
//! and it does not wait.

mod apply;
mod blame;
mod predict;
mod single;
mod sleepers;

use smallvec::SmallVec;

use super::config::{Changes, Config};
use super::deed::{self, Deed, Told};
use super::history::Fate;
use super::ruling::Ruling;
use super::search::{ClaimSet, Open, STATES_MAX, explain};
use super::tally::Tally;
use super::world::World;
use super::{Actor, Answer, Effect, Errno, Event, Op, Script, States, View};
use crate::claim::Claim;
use crate::kernel::Facts;
use blame::matching;
pub use blame::{Blame, blame, show};
pub use predict::{Checkpoint, Claims, Credit, Predicted, PredictedDeed};

/// What the judge says of a window.
#[derive(Debug, Clone)]
pub enum Verdict {
    Allowed,
    /// The manual does not say; the script ends.
    Silent,
    Deviation(Blame),
    /// A call that should have returned has not: go on waiting before calling it a deviation.
    Unquiet(Blame),
    /// A bound was reached; the script ends, and this is never a pass.
    Inconclusive,
}

/// A call that begins in a window.
#[derive(Debug, Clone)]
pub struct Begun {
    pub by: Actor,
    pub op: Op,
    pub start: u64,
    pub end: u64,
    pub fate: Fate,
}

/// The judge of one script.
pub struct Judge<'f> {
    facts: &'f Facts,
    pub world: World,
    configs: Vec<Config>,
    /// Calls seen waiting.
    open: Vec<Open>,
    waiting: Vec<Actor>,
    step: u16,
    /// See [`Self::may_have_woken`].
    may_wake: bool,
    /// Everybody who waits was found to have to, in the only state as it is now.
    asleep: bool,
}

impl<'f> Judge<'f> {
    pub fn new(facts: &'f Facts, script: &Script) -> Self {
        let mut world = World::new(script.rooms.clone(), script.actors, facts.capabilities);
        if let Some(room) = script.limits.get(super::Limit::NofileRoom) {
            for process in &mut world.processes {
                process.nofile_room = Some(room as u32);
            }
        }
        let models = script.rooms.iter().map(|room| (room.model)(facts, &script.limits));
        let config = Config { states: models.collect(), done: SmallVec::new() };
        let (open, waiting) = (vec![], vec![]);
        Self {
            facts,
            world,
            configs: vec![config],
            open,
            waiting,
            step: 0,
            may_wake: false,
            asleep: false,
        }
    }

    /// What a proposal of the room in that place may look at.
    pub fn view(&self, place: usize) -> View<'_> {
        View {
            rooms: &self.world.rooms,
            place,
            world: &self.world,
            states: &self.configs[0].states,
            waiting: &self.waiting,
            facts: self.facts,
            step: self.step,
            racing: false,
        }
    }

    /// What is allowed of a call now, in the first of the states: to choose a lane, never to judge.
    pub fn outlook(&self, by: Actor, op: &Op) -> Ruling {
        let call = super::Call::new(by, op, 0, false);
        self.configs[0].rule(&call, &self.world).for_kernel(self.facts.version)
    }

    /// What is allowed of a call that waits, in the first of the states.
    pub fn outlook_waiting(&self, actor: Actor) -> Option<Ruling> {
        let index = self.open.iter().position(|open| open.by == actor)?;
        let open = &self.open[index];
        let done = self.configs[0].done[index];
        let call = super::Call::new(actor, &open.op, done, true);
        let ruling = self.configs[0].rule(&call, &self.world);
        Some(super::search::interrupt(ruling, open.interrupted).for_kernel(self.facts.version))
    }

    /// The ruling on a call in that state, as the judge takes it.
    pub fn ruled(&self, config: &Config, call: &super::Call<'_>) -> Ruling {
        let open = self.open.iter().find(|open| open.by == call.by);
        let ruling = config.rule(call, &self.world);
        super::search::interrupt(ruling, open.and_then(|open| open.interrupted))
            .for_kernel(self.facts.version)
    }

    /// Only that state is left, if it is among the survivors: a fake kernel knows which it is in.
    pub fn assume(&mut self, states: &States) {
        self.asleep = false;
        if self.configs.iter().any(|config| config.states == *states) {
            self.configs.retain(|config| config.states == *states);
            self.configs.truncate(1);
        }
    }

    /// What is allowed of a call that waits, once another has done what it did; none if that leads
    /// to more than one state.
    pub fn outlook_woken(
        &self,
        (by, op, answer): (Actor, &Op, &Answer),
        waiting: Actor,
    ) -> Option<Ruling> {
        let [config] = &self.configs[..] else { return None };
        let call = super::Call::new(by, op, 0, false);
        let ruling = config.rule(&call, &self.world).for_kernel(self.facts.version);
        let mark = matching(&ruling, answer)?.mark;
        let took = super::Taken { mark, how: super::How::Returned(answer) };
        let mut after = config.clone();
        if !after.follow(&call, &took, &self.world).others.is_empty() {
            return None;
        }
        let index = self.open.iter().position(|open| open.by == waiting)?;
        let call = super::Call::new(waiting, &self.open[index].op, config.done[index], true);
        Some(after.rule(&call, &self.world).for_kernel(self.facts.version))
    }

    /// Whether more than one state survives.
    pub fn is_branched(&self) -> bool {
        self.configs.len() > 1
    }

    pub fn is_waiting(&self, actor: Actor) -> bool {
        self.waiting.contains(&actor)
    }

    pub fn waiting(&self) -> &[Actor] {
        &self.waiting
    }

    /// The calls that were seen waiting, each with its caller.
    pub fn sleepers(&self) -> impl Iterator<Item = (Actor, &Op)> {
        self.open.iter().map(|open| (open.by, &open.op))
    }

    /// Whether a signal to this actor is spoken of: its waiting call says what would happen.
    pub fn speaks_of_signal(&self, actor: Actor) -> bool {
        let Some(index) = self.open.iter().position(|open| open.by == actor) else { return false };
        let open = &self.open[index];
        self.configs.iter().all(|config| {
            let call = super::Call::new(open.by, &open.op, config.done[index], true);
            let ruling = config.rule(&call, &self.world);
            ruling.waits().is_some_and(|(_, class)| *class != super::Interrupted::Unruled)
        })
    }

    /// Whether a call waits that looks at several descriptors.
    pub fn waits_for_several(&self) -> bool {
        self.open.iter().any(|open| open.op.looks_at_several())
    }

    /// Whether a process has ended.
    pub fn has_lost_somebody(&self) -> bool {
        self.world.actors().count() < self.world.processes.len()
    }

    /// The step has been counted: makes tags unique.
    pub fn next_step(&mut self) {
        self.step += 1;
    }

    /// Judges calls that began, and what became of those that waited: `news` has the fates of
    /// waiting calls that are no longer waiting.
    pub fn window(
        &mut self,
        begun: Vec<Begun>,
        news: &[(Actor, Fate)],
        tally: &mut Tally,
    ) -> Verdict {
        self.asleep = false;
        // Only with a process that died of its call do its descriptors go, and that may wake
        // others.
        let died = begun.iter().any(|call| matches!(call.fate, Fate::Died(_)));
        if died && !news.is_empty() {
            return match self.window(begun, &[], tally) {
                Verdict::Allowed => self.window(Vec::new(), news, tally),
                other => other,
            };
        }
        if let ([one], true, [_]) = (&begun[..], self.open.is_empty(), &self.configs[..])
            && one.fate != Fate::Waits
        {
            return self.single(one, tally);
        }
        let calls = self.open_calls(begun, news);
        let mut starts = self.configs.clone();
        for config in &mut starts {
            config.done.resize(calls.len(), 0);
        }
        let found = explain(&starts, &calls, &self.world, self.facts.version);
        if found.bounded {
            tally.inconclusive += 1;
            return Verdict::Inconclusive;
        }
        if let Some((call, situation)) = found.silent {
            if found.survivors.is_empty() {
                tally.silence(situation, show(&calls[call].fate));
            }
            return Verdict::Silent;
        }
        if found.survivors.is_empty() {
            let failure = found.failure.expect("a search without survivors failed somewhere");
            let open = &calls[failure.call];
            let blame = blame(open.by, &failure.ruling, &open.fate);
            return match (blame, failure.unquiet) {
                (Some(blame), true) => Verdict::Unquiet(blame),
                (Some(blame), false) => {
                    tally.break_claim(blame.claim.index());
                    Verdict::Deviation(blame)
                }
                (None, _) => Verdict::Silent,
            };
        }
        tally.credit(&found.ruled, &found.kept, &found.perhaps);
        self.adopt(found.survivors, calls, tally)
    }

    /// Judges a deed of the engine, and tells the models of it.
    pub fn deed(
        &mut self,
        by: Actor,
        deed: &Deed,
        answer: &Answer<Told>,
        tally: &mut Tally,
    ) -> Verdict {
        self.asleep = false;
        // What the harness itself lacks there is no claim's deviation.
        if *answer == Err(Errno::ENOSYS) {
            tally.absent.insert(deed.call().to_owned());
            return Verdict::Inconclusive;
        }
        let rulings: Vec<_> = self
            .configs
            .iter()
            .map(|config| deed::rule(deed, by, &self.world, &config.states))
            .collect();
        if let Some(situation) = rulings.iter().flatten().find_map(|ruling| ruling.silent) {
            tally.silence(situation, show(&Fate::Returned(answer.clone())));
            return Verdict::Silent;
        }
        if rulings.iter().any(Option::is_some) {
            let allows = |ruling: &Option<Ruling<Told>>| {
                ruling.as_ref().is_none_or(|ruling| matching(ruling, answer).is_some())
            };
            let Some(first) = rulings.iter().position(allows) else {
                let ruling = rulings.into_iter().flatten().next().expect("one is ruled");
                let fate = Fate::Returned(answer.clone());
                let blame = blame(by, &ruling, &fate).expect("a deed's ruling has a clause");
                tally.break_claim(blame.claim.index());
                return Verdict::Deviation(blame);
            };
            if let Some(ruling) = &rulings[first] {
                let clause = matching(ruling, answer).expect("it was just matched");
                let claims = || clause.credited().map(Claim::index);
                tally.credit_each(claims(), claims());
            }
            let keep: Vec<_> = rulings.iter().map(allows).collect();
            let mut keep = keep.iter();
            self.configs.retain(|_| *keep.next().expect("one ruling a state"));
        } else if let Err(errno) = answer {
            tally.failure(&format!("{}: {errno}", deed.kind().name()));
            return Verdict::Inconclusive;
        }
        if answer.is_ok() {
            self.apply(by, deed);
        }
        if self.configs.len() > STATES_MAX {
            tally.inconclusive += 1;
            return Verdict::Inconclusive;
        }
        Verdict::Allowed
    }

    /// What calls did to the world, each by its caller.
    fn change(&mut self, changes: Changes) {
        for (by, effect) in changes {
            match effect {
                Effect::Opens(file) => drop(self.world.open(by, file)),
                Effect::Changes(id, file) => *self.world.description_mut(id) = file,
            }
        }
    }

    /// Whether a model of the script remembers which calls wait.
    fn waiting_shows(&self) -> bool {
        self.world.rooms.iter().any(|room| room.waiting_shows)
    }

    fn open_calls(&self, begun: Vec<Begun>, news: &[(Actor, Fate)]) -> Vec<Open> {
        let mut calls = self.open.clone();
        for call in &mut calls {
            if let Some((_, fate)) = news.iter().find(|(actor, _)| *actor == call.by) {
                call.fate = fate.clone();
            }
        }
        calls.extend(begun.into_iter().map(open));
        calls
    }

    /// The window is over: what still waits is open, what opened is in the world.
    fn adopt(
        &mut self,
        survivors: Vec<(Config, Changes)>,
        calls: Vec<Open>,
        tally: &mut Tally,
    ) -> Verdict {
        let changes = survivors[0].1.clone();
        // The world is one: what the explanations do to it must be the same.
        if survivors.iter().any(|(_, others)| !are_alike(&changes, others)) {
            tally.inconclusive += 1;
            return Verdict::Inconclusive;
        }
        let mut configs: Vec<Config> = Vec::with_capacity(survivors.len());
        for (mut config, _) in survivors {
            let mut index = 0;
            config.done.retain(|_| {
                index += 1;
                calls[index - 1].fate == Fate::Waits
            });
            if !configs.contains(&config) {
                configs.push(config);
            }
        }
        self.change(changes);
        self.configs = configs;
        let died: Vec<_> = calls
            .iter()
            .filter(|call| matches!(call.fate, Fate::Died(_)))
            .map(|call| call.by)
            .collect();
        self.stays_open(calls, tally);
        for actor in died {
            self.end(actor);
        }
        if self.waiting_shows() && !self.open.is_empty() {
            self.tell(&Event::Settled);
        }
        self.look();
        Verdict::Allowed
    }
}

/// Whether two explanations do the same to the world: for each caller, the same in the same order.
fn are_alike(one: &Changes, other: &Changes) -> bool {
    let of = |changes: &Changes| {
        let mut changes = changes.clone();
        changes.sort_by_key(|(by, _)| *by);
        changes
    };
    one == other || of(one) == of(other)
}

fn open(begun: Begun) -> Open {
    let Begun { by, op, start, end, fate } = begun;
    Open { by, op, start, end, fate, waited: false, interrupted: None, waits_by: ClaimSet::new() }
}
