//! `replay`: performs a script again, from its file or from a record.

mod emit;
mod told;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::args::Format;
use super::elsewhere::Elsewhere;
use super::trouble::Trouble;
use super::{Status, assemble, elsewhere, lines, output, pattern, script, value};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, RunResult, Selected, carry_out};
use crate::engine::tally::Counts;
use crate::facilities::ALL;
use crate::kernel::{Facts, is_linux};
use crate::report::record::{Begin, ClaimLine, Record, Verdict};
use crate::report::write;
use crate::targets::named::Target;
use crate::targets::via;
pub use told::{status, told};

/// Perform a script again and judge it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook replay deviations/eventfd.write_past_maximum-51f3.json
  bythebook replay run.jsonl --claim eventfd.write_past_maximum
  bythebook replay run.jsonl --times 100
  bythebook replay run.jsonl --via 'runsc --network=none do'
  bythebook replay SCRIPT.json --emit c >script.c; cc -static -pthread -o script script.c

Exit status: 0 nothing deviated; 1 it deviated again; 2 the file cannot be replayed; 3 the harness
failed; 4 nothing was ruled.")]
pub struct Arguments {
    #[command(flatten)]
    pub scripts: Scripts,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
    /// Perform nothing: print the script as a program in this language, which ends with 1 where it
    /// deviates.
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    emit: Option<Language>,
    #[command(flatten)]
    elsewhere: Elsewhere,
    /// Text for people, a record as JSON lines for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT", hide_env = true)]
    format: Format,
}

/// What a script can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    C,
}

/// What is to be performed, and how often.
#[derive(Debug, clap::Args)]
pub struct Scripts {
    /// A script (JSON), or the record of a run (JSON lines) with deviations in it.
    #[arg(value_name = "SCRIPT.json|RECORD.jsonl", required_unless_present = "script")]
    file: Option<PathBuf>,
    /// The script itself, as a host gives it to its target.
    #[arg(long, value_name = "JSON", hide = true, conflicts_with = "file")]
    script: Option<String>,
    /// From a record, only the deviations of this claim.
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// How often each script is performed.
    #[arg(long, value_name = "N", default_value = "1", value_parser = value::positive::<u32>)]
    pub times: u32,
}

/// Replays, and shows what deviated.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let scripts = arguments.scripts.read(facilities)?;
    if let Some(Language::C) = arguments.emit {
        return emit::emit(&scripts, &arguments.scripts.typed("replay", ""));
    }
    let target = arguments.elsewhere.target()?;
    let typed = arguments.scripts.typed("replay", &arguments.elsewhere.as_typed());
    let mut statuses = vec![];
    for script in scripts {
        let mut record = match &target {
            Some(target) => arguments.replay_there(target, &script)?,
            None => arguments.replay_here(script, facilities)?,
        };
        statuses.push(deliver(&mut record, &typed, arguments.format)?);
    }
    Ok(Status::worst(statuses))
}

/// Shows what came of one script, and says how it went. `typed` shows it again.
pub fn deliver(record: &mut Record, typed: &str, format: Format) -> Result<Status, Trouble> {
    for deviation in &mut record.deviations {
        typed.clone_into(&mut deviation.replay);
    }
    output::print(&match format {
        Format::Text => told(record),
        Format::Json => write::render(&record.lines()),
    })?;
    Ok(status(record))
}

impl Scripts {
    /// The scripts that were named.
    pub fn read(&self, facilities: &[Facility]) -> Result<Vec<Value>, Trouble> {
        if let Some(id) = &self.claim
            && pattern::claim(facilities, id).is_none()
        {
            let near = pattern::nearest(facilities, id).join(" or ");
            let mend = if near.is_empty() {
                "see `bythebook list claims`".into()
            } else {
                format!("did you mean {near}?")
            };
            return Err(Trouble::usage(format!("no claim `{id}`; {mend}")));
        }
        let scripts = match &self.script {
            None => {
                let path = self.file.as_deref().unwrap_or(Path::new("-"));
                scripts(path, self.claim.as_deref())?
            }
            Some(script) => {
                let read = serde_json::from_str(script);
                vec![read.map_err(|error| Trouble::usage(format!("read --script: {error}")))?]
            }
        };
        for script in &scripts {
            script::facility(script, facilities)
                .map_err(|why| Trouble::Usage(format!("read {}: {why}", self.shown())))?;
        }
        Ok(scripts)
    }

    /// The command that shows this again: the verb, what it performs, and where.
    pub fn typed(&self, verb: &str, there: &str) -> String {
        let claim = self.claim.as_ref().map(|claim| format!(" --claim {claim}"));
        let claim = claim.unwrap_or_default();
        format!("bythebook {verb} {}{claim}{there}", lines::quoted(&self.shown()))
    }

    /// The words by which a target performs one of the scripts, and says a record.
    pub fn forwarded(&self, script: &Value, target: &str) -> Vec<String> {
        vec![
            "replay".to_owned(),
            format!("--script={script}"),
            format!("--times={}", self.times),
            format!("--speak-for={target}"),
            "--format=json".into(),
        ]
    }

    /// The file, or that there is none.
    fn shown(&self) -> String {
        self.file.as_ref().map_or_else(|| "--script".into(), |path| path.display().to_string())
    }
}

impl Arguments {
    /// Has the target replay a script, and say a record of it.
    fn replay_there(&self, target: &Target, script: &Value) -> Result<Record, Trouble> {
        let mut words = self.scripts.forwarded(script, &target.name);
        if self.no_isolation {
            words.push("--no-isolation".into());
        }
        let came = via::run(target, &words, REPLAY_MAX)?;
        match (came.record, came.lost) {
            (Some(record), None) => Ok(record),
            (_, Some(lost)) => Err(elsewhere::trouble(&lost, &target.name)),
            (None, None) => {
                let name = &target.name;
                Err(Trouble::Failed(format!("failed to get a record from {name}")))
            }
        }
    }

    /// Performs a script here: a record of its claims, as far as it ruled on them.
    fn replay_here(&self, script: Value, facilities: &[Facility]) -> Result<Record, Trouble> {
        let facility = script::facility(&script, facilities).map_err(Trouble::Usage)?;
        let facts = Facts::gather(None);
        let plan = plan(facility, self.no_isolation);
        let task = Task::Replay { script, times: self.scripts.times };
        let result = carry_out(ALL, &plan, &task, &facts, &mut |_| {})
            .map_err(|error| Trouble::Failed(format!("failed to {error}")))?;
        if let Some(trouble) = result.troubles.first() {
            return Err(Trouble::Failed(trouble.clone()));
        }
        let mut run = lines::run(&plan, &facts, &[facility.name.to_owned()]);
        self.elsewhere.spoken_for().unwrap_or("host").clone_into(&mut run.target);
        run.kernel.linux = is_linux();
        if let Some(setting) = &result.setting {
            assemble::describe(&mut run, setting);
        }
        let mut record = Record::begun(run);
        record.begun.push(Begin { facility: facility.name.into() });
        add(&mut record, facility, &result, facilities);
        record.count();
        record.end.status = status(&record) as u8;
        Ok(record)
    }
}

/// Adds what came of a replay to its record.
fn add(record: &mut Record, facility: Facility, result: &RunResult, facilities: &[Facility]) {
    let claims: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let room = &result.rooms[0];
    for claim in claims.iter().filter(|claim| claim.facility == facility.name) {
        let found = room.found.iter().find(|found| found.claim == claim.index());
        let again = found.map_or(0, |found| u64::from(found.again));
        let counts = Counts { broken: again, ..room.tally.claims[claim.index()] };
        if counts.ruled > 0 || again > 0 {
            record.claims.push(line(claim, counts));
        }
    }
    record.silences = lines::silences(facility.name, &room.tally.silences);
    let told = |found| lines::deviation(found, &claims, String::new());
    record.deviations = room.found.iter().map(told).collect();
    record.end.scripts = room.replays.0.into();
    record.end.operations = room.tally.operations;
    record.end.inconclusive = room.tally.inconclusive;
    record.end.seconds = result.seconds;
    record.end.digest = format!("{:032x}", result.digest);
}

fn line(claim: &Claim, counts: Counts) -> ClaimLine {
    let verdict = match counts {
        Counts { broken: 1.., .. } => Verdict::Broken,
        Counts { kept: 1.., .. } => Verdict::Kept,
        _ => Verdict::Idle,
    };
    let seen = "its situation arose, and another claim's outcome was seen".to_owned();
    let reason = (verdict == Verdict::Idle).then_some(seen);
    lines::claim_line(claim, counts, verdict, reason)
}

/// How long a target may take to replay one script.
pub const REPLAY_MAX: Duration = Duration::from_mins(5);

fn plan(facility: Facility, no_isolation: bool) -> CheckPlan {
    CheckPlan {
        rooms: vec![Selected { facility, claims: None }],
        mixtures: vec![],
        seed: 0,
        cases: None,
        steps: None,
        time: None,
        jobs: 1,
        max_fail: None,
        partition: None,
        assume_kernel: None,
        no_isolation,
        artefacts: None,
        strict: false,
        expectations: vec![],
    }
}

/// The scripts in a file: one, or those of a record's deviations.
fn scripts(path: &Path, claim: Option<&str>) -> Result<Vec<Value>, Trouble> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Trouble::usage(format!("read {shown}: {error}; name a script or a record"))
    })?;
    if let Ok(value) = serde_json::from_str::<Value>(&text)
        && value.get("record").is_none()
    {
        return Ok(vec![value]);
    }
    let record = crate::report::read::record(path)?;
    let scripts: Vec<Value> = record
        .deviations
        .iter()
        .filter(|deviation| claim.is_none_or(|claim| deviation.claim == claim))
        .map(|deviation| deviation.script.clone())
        .collect();
    if scripts.is_empty() {
        let what = claim.map_or_else(String::new, |claim| format!(" of {claim}"));
        return Err(Trouble::usage(format!("{shown} has no deviation{what} to replay")));
    }
    Ok(scripts)
}
