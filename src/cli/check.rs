//! `check`: from the arguments as typed to a plan in which nothing is left to guess.

mod forward;

use std::hash::{BuildHasher, RandomState};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use clap::builder::FalseyValueParser;

use super::elsewhere::{self, Elsewhere};
use super::forms::Forms;
use super::trouble::Trouble;
use super::{
    Status, assemble, early, expectations, lines, offer, output, pattern, progress, value,
};
use crate::claim::Version;
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, Partition, carry_out};
use crate::facilities::ALL;
use crate::kernel::{Facts, is_linux};
use crate::report::ledger::Entry;
use crate::report::record::Record;
use crate::report::write;
use crate::sys;

/// What a check takes when neither cases nor a time were asked for.
const TIME: Duration = Duration::from_secs(20);
/// Most workers.
const JOBS_MAX: usize = 256;

/// Check the running kernel.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook check                                  every facility, about 20 s
  bythebook check pipe 'posix_mq.*priority*'       a facility, and claims by a glob of their ids
  bythebook check --seed 0x51f3 --cases 2000       the same scripts every time
  bythebook check --record run.jsonl               for `report`, `diff`, `merge`, `replay`

Each long option can be set by a variable: BYTHEBOOK_SEED for --seed, and so on. PROPTEST_CASES and
PROPTEST_RNG_SEED stand in for --cases and --seed.

Exit status: 0 as expected; 1 a claim is broken or unexpectedly kept; 2 wrong usage; 3 the harness
failed; 4 nothing was ruled; 5 the kernel crashed. Of several, the first of 5, 3, 1, 4 counts.")]
pub struct Arguments {
    /// Facilities, or globs of claim ids; none is everything.
    #[arg(value_name = "PATTERN", add = offer::claims())]
    patterns: Vec<String>,
    #[command(flatten)]
    budget: Budget,
    /// Draw the scripts of one part of several: slice:K/N in turn, hash:K/N by a hash.
    #[arg(long, value_parser = value::partition, env = "BYTHEBOOK_PARTITION")]
    #[arg(hide_env = true)]
    partition: Option<Partition>,
    /// Take the kernel for this version, whatever it says itself.
    #[arg(long, value_name = "X.Y", value_parser = value::kernel)]
    #[arg(env = "BYTHEBOOK_ASSUME_KERNEL", hide_env = true)]
    assume_kernel: Option<Version>,
    /// A ledger of what is known to be broken, beside the shipped one; `none` drops that one.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_EXPECT", hide_env = true)]
    expect: Vec<String>,
    /// Put each deviation's script into this directory.
    #[arg(long, value_name = "DIR", env = "BYTHEBOOK_ARTEFACTS", hide_env = true)]
    artefacts: Option<PathBuf>,
    /// Make no namespaces: what is made is given unique names and removed afterwards.
    #[arg(long, env = "BYTHEBOOK_NO_ISOLATION", value_parser = FalseyValueParser::new())]
    #[arg(hide_env = true)]
    no_isolation: bool,
    /// Count also a deviation that was seen once and not again.
    #[arg(long, env = "BYTHEBOOK_STRICT", value_parser = FalseyValueParser::new())]
    #[arg(hide_env = true)]
    strict: bool,
    #[command(flatten)]
    elsewhere: Elsewhere,
    /// Write the record here, as JSON lines; it appears whole, or not at all.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_RECORD", hide_env = true)]
    #[arg(help_heading = "Reports")]
    record: Option<PathBuf>,
    #[command(flatten)]
    forms: Forms,
}

/// How much is to be done.
#[derive(Debug, clap::Args)]
struct Budget {
    /// Where all randomness comes from: 0x and hexadecimal digits, or decimal.
    #[arg(long, value_parser = value::seed, env = "BYTHEBOOK_SEED", hide_env = true)]
    seed: Option<u64>,
    /// Scripts per room.
    #[arg(long, value_name = "N", value_parser = value::positive::<u64>, env = "BYTHEBOOK_CASES")]
    #[arg(hide_env = true)]
    cases: Option<u64>,
    /// Steps per script, at most.
    #[arg(long, value_name = "N", value_parser = value::positive::<u32>)]
    #[arg(env = "BYTHEBOOK_STEPS", hide_env = true)]
    steps: Option<u32>,
    /// Wall time for all rooms together: 500ms, 20s, 2m [default: 20s, unless cases are given]
    #[arg(long, value_name = "DUR", value_parser = value::duration, env = "BYTHEBOOK_TIME")]
    #[arg(hide_env = true)]
    time: Option<Duration>,
    /// Workers [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = value::positive::<usize>)]
    #[arg(env = "BYTHEBOOK_JOBS", hide_env = true)]
    jobs: Option<usize>,
    /// Stop after this many broken claims.
    #[arg(long, value_name = "N", value_parser = value::positive::<u32>)]
    #[arg(env = "BYTHEBOOK_MAX_FAIL", hide_env = true)]
    max_fail: Option<u32>,
}

/// Checks, and reports.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    arguments.check_paths()?;
    let entries = arguments.ledger(facilities)?;
    let mut plan = arguments.plan(facilities)?;
    let target = arguments.elsewhere.target()?;
    // Where it cannot be noted, a signal ends us as it ends any program.
    let _ = sys::note_interrupts();
    if let Some(target) = target {
        return elsewhere::run(arguments, &target, &plan);
    }
    let facts = Facts::gather(plan.assume_kernel);
    let mut run = lines::run(&plan, &facts, arguments.patterns());
    let host = arguments.elsewhere.spoken_for();
    host.unwrap_or("host").clone_into(&mut run.target);
    run.kernel.linux = is_linux();
    let mut early = early::Lines::begun(host.is_some(), &run);
    plan.expectations = expectations::bind(facilities, &entries, &run);
    let mut progress = progress::Line::new(plan.seed, plan.time);
    let result = carry_out(ALL, &plan, &Task::Check, &facts, &mut |now| {
        progress.show(now);
        early.show(now);
    })
    .map_err(|error| Trouble::Failed(format!("failed to {error}")))?;
    progress.clear();
    for trouble in &result.troubles {
        output::complain(&Trouble::Failed(trouble.clone()));
    }
    let failed = !result.troubles.is_empty();
    let path = arguments.record();
    let mut record = assemble::record(&plan, facilities, &entries, run, &result, path);
    arguments.put_scripts(&mut record, "replay", "")?;
    arguments.deliver(record, failed)
}

impl Arguments {
    /// Resolves patterns, variables and defaults. What the ledger expects is added once the kernel
    /// is known: see [`expectations::bind`].
    pub fn plan(&self, facilities: &[Facility]) -> Result<CheckPlan, Trouble> {
        let budget = &self.budget;
        let cases = budget.cases.or(variable("PROPTEST_CASES", value::positive)?);
        let seed = budget.seed.or(variable("PROPTEST_RNG_SEED", value::seed)?);
        Ok(CheckPlan {
            rooms: pattern::select(facilities, &self.patterns)?,
            mixtures: pattern::mixtures(facilities, &self.patterns)?,
            seed: seed.unwrap_or_else(any_seed),
            cases,
            steps: budget.steps,
            time: budget.time.or(cases.is_none().then_some(TIME)),
            jobs: budget
                .jobs
                .or_else(|| available_parallelism().ok().map(NonZero::get))
                .unwrap_or(1)
                .min(JOBS_MAX),
            max_fail: budget.max_fail,
            partition: self.partition,
            assume_kernel: self.assume_kernel,
            no_isolation: self.no_isolation,
            artefacts: self.artefacts.clone(),
            strict: self.strict,
            expectations: Vec::new(),
        })
    }
}

impl Arguments {
    /// The ledgers in force; an entry that names no claim is an error.
    pub fn ledger(&self, facilities: &[Facility]) -> Result<Vec<Entry>, Trouble> {
        expectations::load(facilities, &self.expect)
    }

    /// Refuses a path that could not be written, before anything is run.
    pub fn check_paths(&self) -> Result<(), Trouble> {
        if let Some(path) = &self.artefacts {
            write::check_directory(path)?;
        }
        self.forms.check(self.record())
    }

    /// What was asked for, as typed.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    pub fn record(&self) -> Option<&Path> {
        self.record.as_deref()
    }

    /// Writes the record and the forms that were asked for, and says how the run went.
    pub fn deliver(&self, mut record: Record, failed: bool) -> Result<Status, Trouble> {
        if failed {
            record.end.status = Status::Failed as u8;
        }
        self.deliver_all(vec![record])
    }

    /// The same of several runs, each of which may say of itself that it failed. The record that is
    /// written is that of the first.
    pub fn deliver_all(&self, mut records: Vec<Record>) -> Result<Status, Trouble> {
        let mut statuses = vec![];
        for record in &mut records {
            let failed = record.end.status == Status::Failed as u8;
            let failed = failed.then_some(Status::Failed);
            let found = Status::of_record(record, self.strict);
            let ended = record.end.interrupted.then(|| {
                let there = i32::from(record.end.status) - 128;
                Status::of_signal(sys::interrupted().unwrap_or(there))
            });
            let status = Status::worst(failed.into_iter().chain([found]).chain(ended));
            record.end.status = status as u8;
            statuses.push(status);
        }
        self.forms.write(&records, self.record())?;
        Ok(Status::worst(statuses))
    }
}

/// A variable that another tool made known, read as we read our own arguments.
fn variable(name: &str, parse: fn(&str) -> Result<u64, String>) -> Result<Option<u64>, Trouble> {
    let Some(text) = std::env::var_os(name) else { return Ok(None) };
    let text = text.to_string_lossy();
    let wrong = |mend| Trouble::Usage(format!("invalid value `{text}` in {name}: {mend}"));
    parse(&text).map(Some).map_err(wrong)
}

/// The standard library seeds its hash maps from the kernel's randomness.
fn any_seed() -> u64 {
    RandomState::new().hash_one(0)
}
