//! `replay`: performs a script again, from its file or from a record.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::elsewhere::Elsewhere;
use super::trouble::Trouble;
use super::{Status, lines, output, pattern, script, value};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::engine::job::Task;
use crate::engine::plan::{CheckPlan, RunResult, Selected, carry_out};
use crate::engine::tally::Counts;
use crate::facilities::ALL;
use crate::kernel::Facts;
use crate::report::record::Verdict;
use crate::report::text::{self, Detail};
use crate::targets::named::Target;
use crate::targets::via;

/// Perform a script again and judge it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook replay deviations/eventfd.write_past_maximum-51f3.json
  bythebook replay run.jsonl --claim eventfd.write_past_maximum
  bythebook replay run.jsonl --times 100
  bythebook replay run.jsonl --via 'runsc --network=none do'

Exit status: 0 nothing deviated; 1 it deviated again; 2 the file cannot be replayed; 3 the harness
failed; 4 nothing was ruled.")]
pub struct Arguments {
    /// A script (JSON), or the record of a run (JSON lines) with deviations in it.
    #[arg(value_name = "SCRIPT.json|RECORD.jsonl", required_unless_present = "script")]
    file: Option<PathBuf>,
    /// The script itself, as a host gives it to its target.
    #[arg(long, value_name = "JSON", hide = true, conflicts_with = "file")]
    script: Option<String>,
    /// The command that the caller types to show this again, for the report.
    #[arg(long, value_name = "COMMAND", hide = true, requires = "script")]
    typed: Option<String>,
    /// From a record, only the deviations of this claim.
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// How often each script is performed.
    #[arg(long, value_name = "N", default_value = "1", value_parser = value::positive::<u32>)]
    times: u32,
    /// Make no namespaces.
    #[arg(long)]
    no_isolation: bool,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

/// Replays, and shows what deviated.
pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    if let Some(id) = &arguments.claim
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
    let scripts = arguments.scripts()?;
    if let Some(target) = arguments.elsewhere.target()? {
        return arguments.replay_there(&target, &scripts);
    }
    let claims: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let mut statuses = vec![];
    for script in scripts {
        let facility = script::facility(&script, facilities)
            .map_err(|why| Trouble::Usage(format!("read {}: {why}", arguments.shown())))?;
        let result = once(facility, script, arguments)?;
        if let Some(trouble) = result.troubles.first() {
            return Err(Trouble::Failed(trouble.clone()));
        }
        let room = &result.rooms[0];
        let (times, deviated) = room.replays;
        for found in &room.found {
            let replay = arguments.as_typed();
            let counts = Counts {
                ruled: u64::from(found.again),
                broken: u64::from(found.again),
                ..Counts::default()
            };
            let line = lines::claim_line(claims[found.claim], counts, Verdict::Broken, None);
            let deviation = lines::deviation(found, &claims, replay);
            output::print(&text::shown(
                &line,
                std::iter::once(&deviation),
                output::look(Detail::Short),
            ))?;
        }
        let kept = claims.iter().filter(|claim| room.tally.claims[claim.index()].kept > 0);
        let kept: Vec<_> = kept.map(|claim| claim.id()).collect();
        if !kept.is_empty() {
            output::print(&format!("{:>12}  {}\n", "kept", kept.join(", ")))?;
        }
        for situation in room.tally.silences.keys() {
            output::print(&format!("{:>12}  {situation}\n", "silent"))?;
        }
        if room.tally.inconclusive > 0 {
            let times = room.tally.inconclusive;
            output::print(&format!("{:>12}  cut short by a bound, {times} times\n", "undecided"))?;
        }
        let name = facility.name;
        output::print(&format!("{name}: deviated {deviated} of {times} times\n"))?;
        let ruled = room.tally.claims.iter().any(|counts| counts.ruled > 0)
            || !room.tally.silences.is_empty();
        statuses.push(match (deviated, ruled) {
            (0, false) => {
                let why = "no claim speaks of what could be performed of the script here";
                output::print(&format!("{:>12}  {why}\n", "undecided"))?;
                Status::NothingRuled
            }
            (0, true) => Status::AsExpected,
            _ => Status::Differs,
        });
    }
    Ok(Status::worst(statuses))
}

impl Arguments {
    /// The command that shows this again.
    fn as_typed(&self) -> String {
        if let Some(typed) = &self.typed {
            return typed.clone();
        }
        let claim = self.claim.as_ref().map(|claim| format!(" --claim {claim}"));
        let (claim, there) = (claim.unwrap_or_default(), self.elsewhere.as_typed());
        format!("bythebook replay {}{claim}{there}", lines::quoted(&self.shown()))
    }

    /// The file, or that there is none.
    fn shown(&self) -> String {
        self.file.as_ref().map_or_else(|| "--script".into(), |path| path.display().to_string())
    }

    fn scripts(&self) -> Result<Vec<Value>, Trouble> {
        let Some(script) = &self.script else {
            let path = self.file.as_deref().unwrap_or(Path::new("-"));
            return scripts(path, self.claim.as_deref());
        };
        let read = serde_json::from_str(script);
        read.map(|script| vec![script])
            .map_err(|error| Trouble::usage(format!("read --script: {error}")))
    }

    /// Has the target replay each script; what it says is said here.
    fn replay_there(&self, target: &Target, scripts: &[Value]) -> Result<Status, Trouble> {
        let mut statuses = vec![];
        for script in scripts {
            let mut words = vec!["replay".to_owned(), format!("--script={script}")];
            words.push(format!("--times={}", self.times));
            words.push(format!("--typed={}", self.as_typed()));
            if self.no_isolation {
                words.push("--no-isolation".into());
            }
            let (said, code) = via::say(target, &words, REPLAY_MAX)?;
            output::print(&String::from_utf8_lossy(&said))?;
            statuses.push(match code {
                0 => Status::AsExpected,
                1 => Status::Differs,
                4 => Status::NothingRuled,
                _ => Status::Failed,
            });
        }
        Ok(Status::worst(statuses))
    }
}

/// How long a target may take to replay one script.
const REPLAY_MAX: Duration = Duration::from_mins(5);

fn once(facility: Facility, script: Value, arguments: &Arguments) -> Result<RunResult, Trouble> {
    let plan = CheckPlan {
        rooms: vec![Selected { facility, claims: None }],
        seed: 0,
        cases: None,
        steps: None,
        time: None,
        jobs: 1,
        max_fail: None,
        partition: None,
        assume_kernel: None,
        no_isolation: arguments.no_isolation,
        artefacts: None,
        strict: false,
        expectations: vec![],
    };
    let task = Task::Replay { script, times: arguments.times };
    carry_out(ALL, &plan, &task, &Facts::gather(None), &mut |_| {})
        .map_err(|error| Trouble::Failed(format!("failed to {error}")))
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
