//! Draws the steps of a script from the live state.
//!
//! A script is a function of its seed and of the outcomes of its own earlier steps. Where an
//! outcome may depend on timing (several calls waited and one of them returned, or calls raced),
//! the steps that follow are drawn from the state as it was before: the same seed gives the same
//! script.

mod deeds;

use smallvec::SmallVec;

use super::judge::Judge;
use super::run::Source;
use super::script::{Lane, Script, Step};
use super::steer::Steering;
use super::world::Rooms;
use super::{Actor, Draw, Limits, Room, States, View, World};
use crate::kernel::Facts;
use deeds::{draw_deed, share};

/// Of a hundred steps, how many are the engine's own deeds.
const DEEDS_PERCENT: u32 = 28;
/// Of a hundred scripts with several actors, how many end in a race.
const RACES_PERCENT: u32 = 25;
/// Steps after the first outcome that timing may have decided.
const TAIL: u16 = 12;
/// Most calls of one actor in a race.
const RACE_CALLS_MAX: usize = 4;
/// Of a hundred steps that have the shape of a confirmed deviation, so many are made all the same:
/// the shape is coarse, and what else has it would never be seen.
const STEERED_PERCENT: u32 = 12;
/// Most draws to find a step that steering lets pass.
const REDRAWS_MAX: usize = 8;

/// Draws a script.
pub struct Generator<'d> {
    draw: Draw<'d>,
    steering: &'d Steering,
    solo: bool,
    left: u16,
    races: bool,
    /// Unique in the script, for tags.
    tag: u16,
    frozen: Option<Frozen>,
    /// The state before the step under way, if `keeps`; else an older one, whose memory is used
    /// again.
    snapshot: Option<Frozen>,
    keeps: bool,
    drawn: Vec<Step>,
    /// How many steps were drawn before timing may have decided an outcome.
    certain: Option<usize>,
}

/// The actors of a script of these rooms, fewest and most.
fn actors(rooms: &Rooms) -> (u8, u8) {
    let fewest = rooms.iter().map(|room| room.facility.actors.0).max().unwrap_or(1);
    let most = rooms.iter().map(|room| room.facility.actors.1).max().unwrap_or(1);
    (fewest, most)
}

/// A state to draw from, kept.
struct Frozen {
    world: World,
    states: States,
    waiting: Vec<Actor>,
}

impl<'d> Generator<'d> {
    /// Draws the header of a script, and makes the generator of its steps.
    pub fn new(
        mut draw: Draw<'d>,
        rooms: &Rooms,
        steering: &'d Steering,
        facts: &Facts,
        steps_max: u16,
    ) -> (Script, Self) {
        let (fewest, most) = actors(rooms);
        let solo = fewest == 1 && (most == 1 || draw.percent(60));
        let actors = if solo {
            1
        } else {
            fewest.max(2) + draw.below(usize::from(most - fewest.max(2)) + 1) as u8
        };
        let limits =
            if solo { Limits::default() } else { Limits::draw_of(rooms, facts, &mut draw) };
        let left = 4 + draw.below(usize::from(steps_max.saturating_sub(4).max(1))) as u16;
        let races = !solo && draw.percent(RACES_PERCENT);
        let script =
            Script { rooms: rooms.clone(), actors, solo, limits, ..super::scope::empty(rooms[0]) };
        (script, Self::of(draw, steering, solo, left, races))
    }

    /// The same without a race, and with this many actors and steps.
    pub fn of_length(
        draw: Draw<'d>,
        room: &'static Room,
        steering: &'d Steering,
        actors: u8,
        steps: u16,
    ) -> (Script, Self) {
        let solo = actors == 1;
        let script = Script { actors, solo, ..super::scope::empty(room) };
        (script, Self::of(draw, steering, solo, steps, false))
    }

    fn of(draw: Draw<'d>, steering: &'d Steering, solo: bool, left: u16, races: bool) -> Self {
        Self {
            draw,
            steering,
            solo,
            left,
            races,
            tag: 0,
            frozen: None,
            snapshot: None,
            keeps: false,
            drawn: Vec::with_capacity(usize::from(left)),
            certain: None,
        }
    }

    /// The steps as drawn: what the digest covers. What follows the first outcome that timing may
    /// have decided is drawn alike, but how far it goes is not: the script may end there.
    pub fn drawn(&self) -> &[Step] {
        &self.drawn[..self.certain.unwrap_or(self.drawn.len())]
    }

    /// The kinds of calls that were drawn, if no timing may have decided an outcome.
    pub fn certain_kinds(&self) -> Option<&[&'static str]> {
        self.certain.is_none().then(|| self.draw.chosen())
    }

    fn freeze(&mut self, frozen: Frozen) {
        if self.frozen.is_none() {
            self.frozen = Some(frozen);
            self.left = self.left.min(TAIL);
            self.certain = Some(self.drawn.len());
        }
    }

    fn draw_step(&mut self, state: &View<'_>) -> Option<Step> {
        let free: SmallVec<[Actor; 6]> =
            state.world.actors().filter(|actor| !state.waiting.contains(actor)).collect();
        let by = *self.draw.maybe(&free)?;
        if !self.solo
            && self.draw.percent(state.room().passes_percent)
            && let Some(step) = share(state, by, &mut self.draw)
        {
            return Some(step);
        }
        if self.draw.percent(DEEDS_PERCENT)
            && let Some(deed) = draw_deed(state, by, self.solo, &mut self.draw)
        {
            return Some(Step::Deed { by, deed });
        }
        Some(Step::Call { by, op: (state.room().propose)(state, by, &mut self.draw) })
    }

    /// The room of the next step, by its place among those of the script.
    fn place(&mut self, rooms: &[&'static Room]) -> usize {
        if rooms.len() == 1 { 0 } else { self.draw.below(rooms.len()) }
    }

    /// The next step that steering lets pass.
    fn draw_from(&mut self, state: &View<'_>) -> Option<Step> {
        for _ in 0..REDRAWS_MAX {
            self.tag += 1;
            let place = self.place(state.rooms);
            let step = self.draw_step(&View { place, step: self.tag, ..*state })?;
            if !self.steering.would_complete(&self.drawn, &step)
                || self.draw.percent(STEERED_PERCENT)
            {
                self.drawn.push(step.clone());
                return Some(step);
            }
        }
        None
    }

    /// The next step from the state that was kept.
    fn draw_kept(&mut self, frozen: Frozen, facts: &Facts) -> Option<Step> {
        let Frozen { world, states, waiting } = &frozen;
        let rooms = &world.rooms;
        let (place, step, racing) = (0, self.tag, false);
        let state = View { rooms, place, world, states, waiting, facts, step, racing };
        let step = self.draw_from(&state);
        self.frozen = Some(frozen);
        step
    }

    /// Draws the steps that the script ended before, if what ended it may have been timing: they
    /// belong to what the seed gives.
    pub fn finish(&mut self, facts: &Facts) {
        while self.left > 0
            && let Some(frozen) = self.frozen.take()
            && self.draw_kept(frozen, facts).is_some()
        {
            self.left -= 1;
        }
    }

    fn draw_race(&mut self, judge: &Judge<'_>) -> Step {
        let base = judge.view(0);
        let mut free: SmallVec<[Actor; 6]> =
            base.world.actors().filter(|actor| !base.waiting.contains(actor)).collect();
        // Where descriptors are few, a thread that looks at something takes one that another needs.
        let limited = |actor: Actor| base.world.process(actor).nofile_room.is_some();
        let process = |actor: Actor| base.world.process_of(actor);
        let mut racing = SmallVec::<[Actor; 6]>::new();
        free.retain(|actor| {
            let crowded = racing.iter().any(|other| process(*other) == process(*actor));
            racing.push(*actor);
            !(limited(*actor) && crowded)
        });
        let mut windows = Vec::new();
        for by in free.into_iter().take(super::world::RACERS_MAX) {
            let mut calls = Vec::new();
            for _ in 0..=self.draw.below(RACE_CALLS_MAX) {
                self.tag += 1;
                let view = judge.view(self.place(base.rooms));
                let view = View { step: self.tag, racing: true, ..view };
                calls.push((view.room().propose)(&view, by, &mut self.draw));
            }
            windows.push(Lane { by, calls });
        }
        Step::Race { windows }
    }
}

impl Source for Generator<'_> {
    fn next(&mut self, judge: &Judge<'_>) -> Option<Step> {
        if self.left == 0 {
            if !self.races {
                return None;
            }
            // The race comes last, and a few steps that look at what it left.
            self.races = false;
            let step = self.draw_race(judge);
            self.drawn.push(step.clone());
            let frozen = Frozen::of(judge);
            self.freeze(frozen);
            self.left = TAIL;
            return Some(step);
        }
        self.left -= 1;
        self.keeps = self.frozen.is_none() && !judge.waiting().is_empty();
        if self.keeps {
            match &mut self.snapshot {
                Some(snapshot) => snapshot.keep(judge),
                none => *none = Some(Frozen::of(judge)),
            }
        }
        let live = judge.view(0);
        match self.frozen.take() {
            Some(frozen) => self.draw_kept(frozen, live.facts),
            None => self.draw_from(&live),
        }
    }

    fn drawn(&self) -> usize {
        self.drawn.len()
    }

    fn take_back(&mut self, drawn: usize) {
        self.drawn.truncate(drawn);
        if self.certain.is_some_and(|certain| certain > drawn) {
            self.certain = None;
            self.frozen = None;
        }
    }

    fn done(&mut self, waiting: usize, woke: bool) {
        if waiting > 1
            && woke
            && self.keeps
            && let Some(snapshot) = self.snapshot.take()
        {
            self.races = false;
            self.freeze(snapshot);
        }
    }
}

impl Frozen {
    fn of(judge: &Judge<'_>) -> Self {
        let state = judge.view(0);
        Self {
            world: state.world.clone(),
            states: state.states.clone(),
            waiting: state.waiting.to_vec(),
        }
    }

    fn keep(&mut self, judge: &Judge<'_>) {
        let state = judge.view(0);
        self.world.clone_from(state.world);
        self.states.clone_from(state.states);
        self.waiting.clear();
        self.waiting.extend_from_slice(state.waiting);
    }
}
