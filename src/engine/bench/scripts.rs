//! Which scripts a bench performs: drawn as `check` draws them, without what would drown the rest.

use crate::engine::draw::{Draw, NEUTRAL};
use crate::engine::propose::Generator;
use crate::engine::run::{End, PATIENCE, Ran, Under, run};
use crate::engine::script::{Script, Step, fingerprint};
use crate::engine::stage::{Stage, Trouble};
use crate::engine::steer::Steering;
use crate::engine::tally::Tally;
use crate::engine::{Deed, Room};
use crate::kernel::Facts;

/// Actors of the scripts in lock-step.
pub const LOCKSTEP_ACTORS: u8 = 3;
/// Steps of every script.
const STEPS: u16 = 30;
/// Scripts of one round.
pub const SCRIPTS: usize = 60;
/// Scripts that are looked at for them, at the most.
const LOOKED_AT_MAX: u64 = 4_000;
/// Of a thousand operations in lock-step, how many wait: at least, at most.
const WAITING_PER_MILLE: (u64, u64) = (50, 100);

/// A script, and the number by which it is drawn again.
pub struct Chosen {
    pub number: u64,
    pub script: Script,
    /// Steps whose call waited.
    pub waited: Vec<usize>,
}

/// Chooses scripts of one process, or of three of whose operations 5 to 10 % wait.
pub fn choose(
    room: &'static Room,
    seed: u64,
    actors: u8,
    stage: &mut dyn Stage,
    facts: &Facts,
) -> Result<Vec<Chosen>, Trouble> {
    let mut chosen: Vec<Chosen> = Vec::new();
    let (mut operations, mut waited) = (0, 0);
    let mut tally = Tally::default();
    for number in 0..LOOKED_AT_MAX {
        if chosen.len() == SCRIPTS {
            break;
        }
        let under = &mut Under { facts, tally: &mut tally, liar: None, patience: PATIENCE };
        let ran = draw(room, seed, number, actors, stage, under)?;
        let (more, waits) = (ran.script.steps.len() as u64, ran.waited.len() as u64);
        let per_mille = (waited + waits) * 1000 / (operations + more).max(1);
        let fits = actors == 1
            || (WAITING_PER_MILLE.0..=WAITING_PER_MILLE.1).contains(&per_mille)
            || (per_mille < WAITING_PER_MILLE.0 && waits > 0);
        if !fits || !is_plain(&ran) {
            continue;
        }
        operations += more;
        waited += waits;
        chosen.push(Chosen { number, script: ran.script, waited: ran.waited });
    }
    Ok(chosen)
}

/// Draws and performs a script, as `check` does.
pub fn draw(
    room: &'static Room,
    seed: u64,
    number: u64,
    actors: u8,
    stage: &mut dyn Stage,
    under: &mut Under<'_>,
) -> Result<Ran, Trouble> {
    let weights = |_: &'static str| NEUTRAL;
    let steering = Steering::default();
    let draw = Draw::new(seed, room.facility.name, number, &weights);
    let (header, mut source) = Generator::of_length(draw, room, &steering, actors, STEPS);
    let ran = run(stage, &header, &mut source, under)?;
    std::hint::black_box(fingerprint(room, number, source.drawn()));
    Ok(ran)
}

/// It ran to its end, and nobody was forked, started, ended, or became another: one of those costs
/// as much as hundreds of operations, on either side.
fn is_plain(ran: &Ran) -> bool {
    let drowns = |step: &Step| match step {
        Step::Deed { deed, .. } => matches!(
            deed,
            Deed::Fork
                | Deed::Thread
                | Deed::Exec
                | Deed::Exit
                | Deed::Kill { .. }
                | Deed::BecomeOther
        ),
        Step::Call { .. } => false,
        Step::Race { .. } => true,
    };
    matches!(ran.end, End::Finished) && !ran.died && !ran.script.steps.iter().any(drowns)
}
