//! `selfcheck`: lies about each claim, and sees that the lie is caught and the blame falls on it.

use std::time::Duration;

use super::trouble::Trouble;
use super::{Status, output, pattern, progress, value};
use crate::claim::{Claim, Force};
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, RoomResult, Selected, carry_out};
use crate::facilities::ALL;
use crate::kernel::Facts;

/// How long it takes.
const TIME: Duration = Duration::from_secs(20);

/// Prove for each claim that a kernel which broke it would be caught.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each lie changes one outcome where the model rules by that claim alone. It is caught when the judge
calls it a deviation and blames that claim and no other.

Exit status: 0 every claim was caught or is excused; 1 some survived; 3 the harness failed.")]
pub struct Arguments {
    /// Facilities, or globs of claim ids; none is everything.
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Where all randomness comes from.
    #[arg(long, value_parser = value::seed, default_value = "0x51f3")]
    seed: u64,
    /// Wall time for all rooms together [default: 20s]
    #[arg(long, value_name = "DUR", value_parser = value::duration)]
    time: Option<Duration>,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
}

/// What became of the lies about a claim.
enum Fate {
    Caught,
    Survived(String),
    Excused(String),
}

/// Lies, and reports.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let facts = Facts::gather(None);
    let plan = CheckPlan {
        rooms: pattern::select(facilities, &arguments.patterns)?,
        seed: arguments.seed,
        cases: None,
        steps: None,
        time: Some(arguments.time.unwrap_or(TIME)),
        jobs: facts.cpus.len().max(1),
        max_fail: None,
        partition: None,
        assume_kernel: None,
        no_isolation: arguments.no_isolation,
        artefacts: None,
        strict: false,
        expectations: vec![],
    };
    let mut line = progress::Line::new();
    let result = carry_out(ALL, &plan, &Task::Selfcheck, &facts, &mut |now| line.show(now))
        .map_err(|error| Trouble::Failed(format!("failed to {error}")))?;
    line.clear();
    if let Some(trouble) = result.troubles.first() {
        return Err(Trouble::Failed(trouble.clone()));
    }
    let facts = result.setting.map_or(facts, |setting| setting.facts);
    let all: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let mut counts = [0u32; 3];
    let mut text = String::new();
    for (room, came) in plan.rooms.iter().zip(&result.rooms) {
        for claim in asked(room) {
            let (place, said) = match fate(claim, came, &facts, &all) {
                Fate::Caught => (0, None),
                Fate::Survived(why) => {
                    (1, Some(format!("{:>12}  {}: {why}\n", "survived", claim.id())))
                }
                Fate::Excused(why) => {
                    (2, Some(format!("{:>12}  {}: {why}\n", "excused", claim.id())))
                }
            };
            counts[place] += 1;
            text.extend(said);
        }
    }
    let [caught, survived, excused] = counts;
    let claims = caught + survived + excused;
    let counted = format!("{caught} caught, {survived} survived, {excused} excused");
    output::print(&format!("{text}{claims} claims: {counted}\n"))?;
    Ok(if survived > 0 { Status::Differs } else { Status::AsExpected })
}

fn asked(room: &Selected) -> impl Iterator<Item = &'static Claim> {
    room.facility.all_claims().filter(|claim| room.selects(claim))
}

fn fate(claim: &Claim, came: &RoomResult, facts: &Facts, all: &[&'static Claim]) -> Fate {
    if let Some(lies) = came.lies.iter().find(|lies| lies.claim == claim.index()) {
        if let Some(innocent) = lies.misblamed.first() {
            let innocent = all[*innocent].id();
            return Fate::Survived(format!("the blame fell on {innocent}"));
        }
        if lies.escaped > 0 {
            return Fate::Survived(format!("{} lies went unnoticed", lies.escaped));
        }
        return Fate::Caught;
    }
    if came.found.iter().any(|found| found.claim == claim.index()) {
        // The kernel itself breaks it, and was caught.
        return Fate::Caught;
    }
    if claim.force == Force::Permits {
        return Fate::Excused("it permits, and what is permitted cannot be broken".into());
    }
    if let Some(excuse) = claim.excuse {
        return Fate::Excused(excuse.into());
    }
    if let Some(why) = &came.absent {
        return Fate::Excused(why.clone());
    }
    if !claim.speaks_of(facts.version) {
        return Fate::Excused("it does not speak of this kernel".into());
    }
    if let Some(need) = claim.needs.iter().find_map(|need| facts.lacks(need)) {
        return Fate::Excused(need);
    }
    Fate::Survived("no lie was told: no outcome was ruled by it alone".into())
}
