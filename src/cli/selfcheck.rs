//! `selfcheck`: lies about each claim, and sees that the lie is caught and the blame falls on it.

mod fate;

use std::fmt::Write as _;
use std::time::Duration;

use super::trouble::Trouble;
use super::{Status, offer, output, pattern, progress, value};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, RoomResult, RunResult, Selected, carry_out};
use crate::facilities::{ALL, liars};
use crate::kernel::Facts;
use fate::{Fate, Trial};

/// How long it takes.
const TIME: Duration = Duration::from_secs(30);
/// How often it goes on, each time with other scripts, for claims of which nothing was seen yet.
const ROUNDS_MAX: u64 = 6;
/// How much more of a round's time each room has in the next.
const AGAIN_FACTOR: u32 = 2;

/// Prove for each claim that a kernel which broke it would be caught.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A lie about an answer changes one outcome where the model rules by that claim alone. A lie of deed
has the kernel asked for something else than the script says: `explain CLAIM` tells which there
are. Either is caught when the judge calls it a deviation and blames a claim that it breaks, or by
which that shows, and no other.

Where the blame fell on another claim, the smallest script that deviates decides. Rooms with claims
of which no lie was seen yet are given other scripts, up to five times more.

Exit status: 0 every claim was caught or is excused; 1 some survived; 3 the harness failed.")]
pub struct Arguments {
    /// Facilities, or globs of claim ids; none is everything.
    #[arg(value_name = "PATTERN", add = offer::claims())]
    patterns: Vec<String>,
    /// Where all randomness comes from.
    #[arg(long, value_parser = value::seed, default_value = "0x51f3")]
    seed: u64,
    /// Wall time for all rooms together; each time that some need more, they have up to twice that
    /// [default: 30s]
    #[arg(long, value_name = "DUR", value_parser = value::duration)]
    time: Option<Duration>,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
}

/// Lies, and reports.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let facts = Facts::gather(None);
    let time = arguments.time.unwrap_or(TIME);
    let mut plan = CheckPlan {
        rooms: pattern::select(facilities, &arguments.patterns)?,
        mixtures: vec![],
        seed: arguments.seed,
        cases: None,
        steps: None,
        time: Some(time),
        jobs: facts.cpus.len().max(1),
        max_fail: None,
        partition: None,
        assume_kernel: None,
        no_isolation: arguments.no_isolation,
        artefacts: None,
        strict: false,
        expectations: vec![],
    };
    let all: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let asked_for = plan.rooms.clone();
    let mut rooms: Vec<RoomResult> = vec![];
    let mut facts = facts;
    let rooms_count = u32::try_from(asked_for.len()).expect("few rooms").max(1);
    let mut time_of_room = time / rooms_count;
    for round in 0..ROUNDS_MAX {
        let result = lie(&plan, &facts)?;
        facts = result.setting.map_or(facts, |setting| setting.facts);
        if round == 0 {
            rooms = result.rooms;
        } else {
            for (selected, came) in plan.rooms.iter().zip(result.rooms) {
                let place = asked_for.iter().position(|room| is_same(room, selected));
                let place = place.expect("only rooms that were asked for");
                rooms[place].add_lies(came.lies, came.exposures);
                rooms[place].found.extend(came.found);
            }
        }
        let missed = |(room, came): &(&Selected, &RoomResult)| {
            let trial = Trial { came, liars: liars(room.facility.name), facts: &facts, all: &all };
            asked(room).any(|claim| matches!(trial.fate(claim), Fate::Missed(_)))
        };
        let again = asked_for.iter().zip(&rooms).filter(missed);
        plan.rooms = again.map(|(room, _)| room.clone()).collect();
        plan.seed = plan.seed.wrapping_add(1);
        if plan.rooms.is_empty() {
            break;
        }
        // A room on a slow or busy machine reaches little: few are left, and each has more.
        time_of_room *= AGAIN_FACTOR;
        let left = u32::try_from(plan.rooms.len()).expect("few rooms");
        plan.time = Some((time_of_room * left).min(time * AGAIN_FACTOR));
    }
    report(&asked_for, &rooms, &facts, &all)
}

/// Lies about every claim of the plan's rooms, as far as its time allows.
fn lie(plan: &CheckPlan, facts: &Facts) -> Result<RunResult, Trouble> {
    let mut line = progress::Line::new(plan.seed, plan.time);
    let result = carry_out(ALL, plan, &Task::Selfcheck, facts, &mut |now| line.show(now))
        .map_err(|error| Trouble::Failed(format!("failed to {error}")))?;
    line.clear();
    match result.troubles.first() {
        Some(trouble) => Err(Trouble::Failed(trouble.clone())),
        None => Ok(result),
    }
}

fn is_same(one: &Selected, other: &Selected) -> bool {
    one.facility.name == other.facility.name
}

/// Tells what became of each claim.
fn report(
    rooms: &[Selected],
    came: &[RoomResult],
    facts: &Facts,
    all: &[&'static Claim],
) -> Result<Status, Trouble> {
    let mut counts = [0u32; 3];
    let mut ways = [0u32; 4];
    let mut text = String::new();
    for (room, came) in rooms.iter().zip(came) {
        let trial = Trial { came, liars: liars(room.facility.name), facts, all };
        for claim in asked(room) {
            let (place, word, said) = match trial.fate(claim) {
                Fate::Caught(by) => {
                    ways[by.way()] += 1;
                    (0, "caught", by.to_string())
                }
                Fate::Survived(why) | Fate::Missed(why) => (1, "survived", why),
                Fate::Excused(why) => (2, "excused", why),
            };
            counts[place] += 1;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word:>12}  {}: {said}", claim.id());
        }
        for liar in trial.liars().chain(trial.unrun()) {
            let _ = writeln!(text, "{:>12}  {}.{liar}", "liar", room.facility.name);
        }
    }
    let [both, answers, deeds, errors] = ways;
    let _ = writeln!(
        text,
        "caught by answers and deeds {both}, by answers alone {answers}, by deeds alone {deeds}, \
         by an error in place of success alone {errors}"
    );
    let [caught, survived, excused] = counts;
    let claims = caught + survived + excused;
    let counted = format!("{caught} caught, {survived} survived, {excused} excused");
    output::print(&format!("{text}{claims} claims: {counted}\n"))?;
    Ok(if survived > 0 { Status::Differs } else { Status::AsExpected })
}

fn asked(room: &Selected) -> impl Iterator<Item = &'static Claim> {
    room.facility.all_claims().filter(|claim| room.selects(claim))
}
