//! The rounds: every script bare, judged, and drawn and judged, in turn.

use std::time::{Duration, Instant};

use super::clock::{Cost, Stopwatch};
use super::scripts::{Chosen, LOCKSTEP_ACTORS, choose, draw};
use super::timed::{Timed, look_ns};
use super::{Measured, Round};
use crate::engine::crew::{Crew, HandsOn};
use crate::engine::isolate::Environment;
use crate::engine::run::{End, Fixed, PATIENCE, Under, run};
use crate::engine::script::Step;
use crate::engine::stage::{Solo, Stage, Trouble, Troupe};
use crate::engine::tally::Tally;
use crate::engine::world::{ACTORS_MAX, Rooms};
use crate::engine::{Hands, Room, perform};
use crate::kernel::Facts;

/// Fewest rounds, whatever the time.
const ROUNDS_MIN: usize = 5;
/// Most rounds.
const ROUNDS_MAX: usize = 2_000;

/// A stage on which scripts are also replayed bare.
trait Bare: Stage {
    /// Has new processes where it has any: none may be replaced while it is measured, for its time
    /// on processors would be lost.
    fn renew(&mut self) -> Result<(), Trouble>;
    /// Performs the script; false if it took another course.
    fn replay(&mut self, chosen: &Chosen) -> Result<bool, Trouble>;
    /// Who works besides the worker.
    fn pids(&self) -> Vec<i32>;
    /// Nanoseconds so far of looking for who waits, and of resets.
    fn spent(&self) -> (u64, u64);
}

pub fn solo(
    room: &'static Room,
    seed: u64,
    time: Duration,
    facts: &Facts,
    environment: &Environment,
) -> Result<Measured, Trouble> {
    rounds(room, &mut alone(room, environment), 1, seed, time, facts)
}

pub fn lockstep(
    room: &'static Room,
    seed: u64,
    time: Duration,
    facts: &Facts,
    environment: &Environment,
) -> Result<Measured, Trouble> {
    rounds(room, &mut troupe(environment)?, LOCKSTEP_ACTORS, seed, time, facts)
}

/// Judged operations in that time: of one process where the room has such scripts.
pub fn pace(
    room: &'static Room,
    seed: u64,
    time: Duration,
    facts: &Facts,
    environment: &Environment,
) -> Result<Measured, Trouble> {
    let actors = room.facility.actors.0;
    if actors == 1 {
        return run_for(room, &mut alone(room, environment), 1, seed, time, facts);
    }
    run_for(room, &mut troupe(environment)?, actors, seed, time, facts)
}

fn run_for(
    room: &'static Room,
    stage: &mut impl Bare,
    actors: u8,
    seed: u64,
    time: Duration,
    facts: &Facts,
) -> Result<Measured, Trouble> {
    let pids = stage.pids();
    let mut tally = Tally::default();
    let begun = Instant::now();
    let watch = Stopwatch::start(&pids);
    let mut number = 0;
    while begun.elapsed() < time {
        let under = &mut Under { facts, tally: &mut tally, liar: None, patience: PATIENCE };
        draw(room, seed, number, actors, stage, under)?;
        number += 1;
    }
    let drawn = watch.read(&pids);
    let round = Round { operations: tally.operations, drawn, ..Round::default() };
    Ok(Measured { rounds: vec![round], ..Measured::default() })
}

fn alone<'e>(room: &'static Room, environment: &'e Environment) -> Solo<'e> {
    let hands = Hands::new(&environment.tag, &environment.scratch_directory);
    let journal = environment.journal.as_ref().and_then(|journal| journal.share().ok());
    Solo {
        hands: hands.with_journal(journal),
        pulse: &environment.pulse,
        rooms: Rooms::from_slice(&[room]),
    }
}

fn troupe(environment: &Environment) -> Result<Troupe, Trouble> {
    Ok(Troupe::new(Crew::start(ACTORS_MAX as u8, environment)?))
}

fn rounds(
    room: &'static Room,
    stage: &mut impl Bare,
    actors: u8,
    seed: u64,
    time: Duration,
    facts: &Facts,
) -> Result<Measured, Trouble> {
    let begun = Instant::now();
    let chosen = choose(room, seed, actors, stage, facts)?;
    let mut tally = Tally::default();
    let look_ns = look_ns();
    let mut rounds: Vec<Round> = Vec::new();
    // The first round warms up.
    let enough = |rounds: &[Round]| {
        rounds.len() > ROUNDS_MAX || (rounds.len() > ROUNDS_MIN && begun.elapsed() >= time)
    };
    while !enough(&rounds) {
        let mut round = Round::default();
        stage.renew()?;
        // What is new has its memory to fetch.
        bare(stage, &chosen, &mut 0)?;
        // Each way goes first, second, third and last in turn.
        for way in 0..4 {
            match (way + rounds.len()) % 4 {
                0 => round.bare = bare(stage, &chosen, &mut round.strayed)?,
                1 => round.judged = judged(stage, &chosen, facts, &mut round, &mut tally)?,
                2 => round.performing = timed(stage, &chosen, facts, look_ns, &mut tally)?,
                _ => {
                    round.drawn =
                        drawn(stage, &chosen, (room, seed, actors), facts, &mut round, &mut tally)?;
                }
            }
        }
        round.operations = chosen.iter().map(|chosen| chosen.script.steps.len() as u64).sum();
        round.waited = chosen.iter().map(|chosen| chosen.waited.len() as u64).sum();
        rounds.push(round);
    }
    rounds.remove(0);
    Ok(Measured { rounds, ..Measured::default() })
}

fn bare(stage: &mut impl Bare, chosen: &[Chosen], strayed: &mut u64) -> Result<Cost, Trouble> {
    let pids = stage.pids();
    let watch = Stopwatch::start(&pids);
    for chosen in chosen {
        *strayed += u64::from(!stage.replay(chosen)?);
    }
    Ok(watch.read(&pids))
}

fn judged(
    stage: &mut impl Bare,
    chosen: &[Chosen],
    facts: &Facts,
    round: &mut Round,
    tally: &mut Tally,
) -> Result<Cost, Trouble> {
    let pids = stage.pids();
    let before = stage.spent();
    let watch = Stopwatch::start(&pids);
    for chosen in chosen {
        let mut source = Fixed { steps: chosen.script.steps.iter() };
        let under = &mut Under { facts, tally, liar: None, patience: PATIENCE };
        let ran = run(stage, &chosen.script, &mut source, under)?;
        round.deviated += u64::from(matches!(ran.end, End::Deviated { .. }));
    }
    let cost = watch.read(&pids);
    let after = stage.spent();
    round.settling_wall_ns = after.0 - before.0;
    round.reset_wall_ns = after.1 - before.1;
    Ok(cost)
}

/// The part of judged scripts in which the stage performs.
fn timed(
    stage: &mut impl Bare,
    chosen: &[Chosen],
    facts: &Facts,
    look_ns: f64,
    tally: &mut Tally,
) -> Result<f64, Trouble> {
    let mut timed = Timed::new(stage);
    let begun = Instant::now();
    for chosen in chosen {
        let mut source = Fixed { steps: chosen.script.steps.iter() };
        let under = &mut Under { facts, tally, liar: None, patience: PATIENCE };
        run(&mut timed, &chosen.script, &mut source, under)?;
    }
    // Of the two looks at the clock, one falls within what is measured, as far as it goes.
    let clock_ns = timed.spans as f64 * look_ns;
    let all_ns = begun.elapsed().as_nanos() as f64 - 2.0 * clock_ns;
    let performing_ns = timed.performing_ns as f64 - clock_ns;
    Ok((performing_ns / all_ns.max(1.0)).clamp(0.0, 1.0))
}

fn drawn(
    stage: &mut impl Bare,
    chosen: &[Chosen],
    (room, seed, actors): (&'static Room, u64, u8),
    facts: &Facts,
    round: &mut Round,
    tally: &mut Tally,
) -> Result<Cost, Trouble> {
    let pids = stage.pids();
    let watch = Stopwatch::start(&pids);
    for chosen in chosen {
        let under = &mut Under { facts, tally, liar: None, patience: PATIENCE };
        let ran = draw(room, seed, chosen.number, actors, stage, under)?;
        round.deviated += u64::from(matches!(ran.end, End::Deviated { .. }));
    }
    Ok(watch.read(&pids))
}

impl Bare for Solo<'_> {
    fn renew(&mut self) -> Result<(), Trouble> {
        Ok(())
    }

    fn replay(&mut self, chosen: &Chosen) -> Result<bool, Trouble> {
        for step in &chosen.script.steps {
            match step {
                Step::Call { op, .. } => {
                    let _ = std::hint::black_box((op.room().perform)(op, &mut self.hands));
                }
                Step::Deed { deed, .. } => {
                    let _ = std::hint::black_box(perform::deed(deed, &mut self.hands));
                }
                Step::Race { .. } => return Err(Trouble("no race is replayed bare".into())),
            }
        }
        Stage::end(self)?;
        Ok(true)
    }

    fn pids(&self) -> Vec<i32> {
        vec![]
    }

    fn spent(&self) -> (u64, u64) {
        (0, 0)
    }
}

impl Bare for Troupe {
    fn renew(&mut self) -> Result<(), Trouble> {
        Ok(self.crew.renew()?)
    }

    fn replay(&mut self, chosen: &Chosen) -> Result<bool, Trouble> {
        let script = &chosen.script;
        self.crew.begin(&script.rooms, script.actors, &script.limits)?;
        self.crew.new_relay();
        for (place, step) in script.steps.iter().enumerate() {
            match step {
                Step::Call { by, op } => {
                    let waits = chosen.waited.contains(&place);
                    let hands_on = if waits { HandsOn::Before } else { HandsOn::Always };
                    self.crew.add_call(*by, op, &[], hands_on)?;
                }
                Step::Deed { by, deed } => self.crew.add_deed(*by, deed, &[], HandsOn::Always)?,
                Step::Race { .. } => return Err(Trouble("no race is replayed bare".into())),
            }
        }
        let done = self.crew.run_relay()?;
        let whole = done == self.crew.legs();
        if !whole {
            // It may have broken off between a sender and its receiver.
            self.crew.forget_passed();
        }
        self.crew.end()?;
        Ok(whole)
    }

    fn pids(&self) -> Vec<i32> {
        self.crew.pids()
    }

    fn spent(&self) -> (u64, u64) {
        self.spent
    }
}
