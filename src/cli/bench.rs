//! `bench`: what the harness costs, as ratios to the bare replay of the same scripts in this run.

mod figures;
pub mod quiet;
mod table;

use std::time::Duration;

use figures::Figures;
use quiet::Machine;

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, offer, output, pattern, value};
use crate::engine::Facility;
use crate::engine::bench::{Measured, Part};
use crate::engine::plan::{Measuring, measure};
use crate::facilities::ALL;
use crate::kernel::Facts;

/// How long it takes.
const TIME: Duration = Duration::from_secs(24);
/// Known calls, as many as there is time for.
const TRIALS: u64 = 50_000;
/// Known calls of a soak.
const TRIALS_SOAK: u64 = 1_000_000;
/// Parts of the time, of a hundred: solo, lock-step, one worker and two, known calls.
const SHARES: [u32; 4] = [25, 30, 20, 25];
/// Rounds of one worker and two.
const PACES: u32 = 3;
/// Longest that a soak may go on when no time was given.
const SOAK: Duration = Duration::from_hours(1);

/// Measure what the harness costs.
///
/// The same scripts are performed in three ways, in turn, by the same processes: bare (nothing is
/// drawn or judged; in lock-step the actors hand on among themselves), judged, and drawn and
/// judged as `check` does. Ratios are of processor time, over the middle half of the rounds: only
/// ratios within one run mean anything.
///
/// The profile says where it goes: the ratio is 1, for the bare replay, and what drawing adds, what
/// judging adds, and what it adds that the calls are performed so that they can be judged.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Figures:
  solo_ratio        drawn and judged to bare, scripts of one process       aim 1.15 at the most
  lockstep_ratio    the same, three processes, 5 to 10 % waiting           aim 1.15 at the most
  generation_ratio  what drawing adds, to bare, scripts of one process     aim 0.05 at the most
  scaling_2         operations of two workers to those of one              aim 1.95 at least
  blocked_p50_us    from an order to the verdict that its call waits       aim 15 at the most
  blocked_wrong     known calls, under load and missing pages, told wrong  aim 0
  blocked_trials    how many known calls that is of; --soak: a million

Where others load the machine the figures are called untrustworthy, with the reason.

Examples:
  bythebook bench                          every facility, about 25 s
  bythebook bench pipe --format json
  bythebook bench eventfd --soak           the detector of waiting, a million times

Exit status: 0 measured; 2 wrong usage; 3 the harness failed.")]
pub struct Arguments {
    /// Facilities, or globs of claim ids, whose facilities are meant; none is everything.
    #[arg(value_name = "PATTERN", add = offer::claims())]
    patterns: Vec<String>,
    /// Wall time for all of it: 5s, 2m [default: 24s]
    #[arg(long, value_name = "DUR", value_parser = value::duration)]
    time: Option<Duration>,
    /// Where all randomness comes from.
    #[arg(long, value_parser = value::seed, default_value = "0x51f3")]
    seed: u64,
    /// Known calls for the detector of waiting, as far as the time goes [default: 50000]
    #[arg(long, value_name = "N", value_parser = value::positive::<u64>)]
    trials: Option<u64>,
    /// A million known calls, however long that takes.
    #[arg(long)]
    soak: bool,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Measures, and prints the figures.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let facts = Facts::gather(None);
    let selected = pattern::select(facilities, &arguments.patterns)?;
    let names: Vec<&'static str> = selected.iter().map(|room| room.facility.name).collect();
    let bench = Bench { arguments, facts: &facts, names };
    let machine = Machine::now();
    let mut figures = Figures::default();
    for (place, name) in bench.names.iter().enumerate() {
        let of = |part, share| bench.one(place, &part, bench.share(share) / bench.rooms());
        figures.room(name, &of(Part::Solo, 0)?, &of(Part::Lockstep, 1)?);
    }
    bench.scaling(&mut figures)?;
    let trials = arguments.trials.unwrap_or(if arguments.soak { TRIALS_SOAK } else { TRIALS });
    let time = if arguments.soak { arguments.time.unwrap_or(SOAK) } else { bench.share(3) };
    figures.blocked(bench.one(0, &Part::Blocked { trials }, time)?.soak.unwrap_or_default());
    figures.finish(machine.since());
    let text = match arguments.format {
        Format::Text => table::show(&figures),
        Format::Json => {
            let json = serde_json::to_string_pretty(&figures.json());
            json.map_err(|error| Trouble::Failed(error.to_string()))? + "\n"
        }
    };
    output::print(&text)?;
    Ok(Status::AsExpected)
}

struct Bench<'a> {
    arguments: &'a Arguments,
    facts: &'a Facts,
    names: Vec<&'static str>,
}

impl Bench<'_> {
    fn rooms(&self) -> u32 {
        self.names.len() as u32
    }

    fn share(&self, place: usize) -> Duration {
        self.arguments.time.unwrap_or(TIME) * SHARES[place] / 100
    }

    /// One worker, on the first processor.
    fn one(&self, room: usize, part: &Part, time: Duration) -> Result<Measured, Trouble> {
        let cpu = self.facts.cpus.first().copied();
        let mut measured = self.on(room, part, time, &[cpu])?;
        Ok(measured.remove(0))
    }

    fn on(
        &self,
        room: usize,
        part: &Part,
        time: Duration,
        cpus: &[Option<usize>],
    ) -> Result<Vec<Measured>, Trouble> {
        let failed = |what: String| Trouble::Failed(format!("failed to measure: {what}"));
        let room = ALL.iter().find(|any| any.facility.name == self.names[room]);
        let measuring = Measuring {
            room: room.expect("it was selected from these"),
            part,
            seed: self.arguments.seed,
            time,
            namespaces: !self.arguments.no_isolation,
        };
        let all =
            measure(&measuring, self.facts, cpus).map_err(|error| failed(error.to_string()))?;
        all.into_iter().map(|one| one.map_err(failed)).collect()
    }

    /// One worker on each of two processors, then both; where there is one processor, nothing.
    fn scaling(&self, figures: &mut Figures) -> Result<(), Trouble> {
        let [first, second, ..] = self.facts.cpus[..] else { return Ok(()) };
        let time = self.share(2) / (3 * PACES * self.rooms());
        for _ in 0..PACES {
            let (mut alone, mut both) = (vec![], vec![]);
            for room in 0..self.names.len() {
                for cpu in [first, second] {
                    alone.extend(self.on(room, &Part::Pace, time, &[Some(cpu)])?);
                }
                both.extend(self.on(room, &Part::Pace, time, &[Some(first), Some(second)])?);
            }
            figures.pace(&alone, &both);
        }
        Ok(())
    }
}
