//! `selfcheck`: lies about each claim, and sees that the lie is caught and the blame falls on it.

mod fate;

use std::fmt::Write as _;
use std::time::Duration;

use super::trouble::Trouble;
use super::{Status, output, pattern, progress, value};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, Selected, carry_out};
use crate::facilities::{ALL, liars};
use crate::kernel::Facts;
use fate::{Fate, Trial};

/// How long it takes.
const TIME: Duration = Duration::from_secs(30);

/// Prove for each claim that a kernel which broke it would be caught.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A lie about an answer changes one outcome where the model rules by that claim alone. A lie of deed
has the kernel asked for something else than the script says: `explain CLAIM` tells which there
are. Either is caught when the judge calls it a deviation and blames a claim that it breaks, and no
other.

Exit status: 0 every claim was caught or is excused; 1 some survived; 3 the harness failed.")]
pub struct Arguments {
    /// Facilities, or globs of claim ids; none is everything.
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// Where all randomness comes from.
    #[arg(long, value_parser = value::seed, default_value = "0x51f3")]
    seed: u64,
    /// Wall time for all rooms together [default: 30s]
    #[arg(long, value_name = "DUR", value_parser = value::duration)]
    time: Option<Duration>,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
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
    let mut ways = [0u32; 4];
    let mut text = String::new();
    for (room, came) in plan.rooms.iter().zip(&result.rooms) {
        let trial = Trial { came, liars: liars(room.facility.name), facts: &facts, all: &all };
        for claim in asked(room) {
            let (place, word, said) = match trial.fate(claim) {
                Fate::Caught(by) => {
                    ways[by.way()] += 1;
                    (0, "caught", by.to_string())
                }
                Fate::Survived(why) => (1, "survived", why),
                Fate::Excused(why) => (2, "excused", why),
            };
            counts[place] += 1;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word:>12}  {}: {said}", claim.id());
        }
        for liar in trial.liars() {
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
