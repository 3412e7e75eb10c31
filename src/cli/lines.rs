//! From what the engine counted and found to the lines of a record. It touches no file, and the
//! clock only to say when the run began.

use std::path::Path;

use super::value::show_seed;
use super::{list, pattern};
use crate::claim::{Claim, Force, LeftOut};
use crate::engine::Facility;
use crate::engine::found::Found;
use crate::engine::plan::{CheckPlan, Selected};
use crate::engine::tally::{Counts, Silences, Tally};
use crate::kernel::{Facts, Limit};
use crate::report::record::{
    ClaimLine, Deviation, Done, Kernel, LimitLine, Run, SCHEMA, Silence, Verdict,
};
use crate::report::{limited, picture, version};

/// The first line, as far as the plan and the facts say it; the caller knows target and isolation.
pub fn run(plan: &CheckPlan, facts: &Facts, patterns: &[String]) -> Run {
    Run {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").into(),
        kernel: Kernel {
            release: facts.release.clone(),
            version: version::show(facts.version),
            machine: facts.machine.clone(),
            linux: None,
        },
        libc: facts.libc.clone(),
        uid: facts.uid,
        cpus: facts.cpus.len() as u32,
        seed: show_seed(plan.seed),
        started: now(),
        assumed_kernel: facts.assumed.map(version::show),
        patterns: patterns.to_vec(),
        cases: plan.cases,
        steps: plan.steps,
        time_seconds: plan.time.map(|time| time.as_secs_f64()),
        partition: plan.partition.map(|partition| partition.to_string()),
        ..Run::default()
    }
}

/// This moment in UTC, to the second. A clock that stands before 1970 says nothing.
fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(String::new, |moment| moment.to_string())
}

/// A line for every claim of the room that was asked for, then for what was left out of it.
///
/// `absent` is why the facility could not be had here at all, and which of its calls could not.
pub fn claims(
    room: &Selected,
    tally: &Tally,
    found: &[Found],
    facts: &Facts,
    absent: (Option<&str>, &[String]),
    strict: bool,
) -> Vec<ClaimLine> {
    let (absent, absent_calls) = absent;
    let asked = room.facility.all_claims().filter(|claim| room.selects(claim));
    let mut lines: Vec<ClaimLine> = asked
        .map(|claim| {
            let counts = tally.claims[claim.index()];
            let confirmed = |found: &Found| found.is_confirmed() || strict;
            let broken = found.iter().any(|found| found.claim == claim.index() && confirmed(found));
            let (verdict, reason) = match absent {
                Some(why) => (Verdict::Skipped, Some(why.to_owned())),
                None => judged(claim, counts, broken, facts, tally),
            };
            let (verdict, reason) = match verdict {
                // Each absent call is a finding of its own; what it leaves unreached is none.
                Verdict::Idle
                    if !absent_calls.is_empty()
                        && (counts.ruled == 0 || counts.broken > 0 || facts.filtered) =>
                {
                    let calls = absent_calls.join(", ");
                    (Verdict::Skipped, Some(format!("not to be had here: {calls}")))
                }
                _ => (verdict, reason),
            };
            claim_line(claim, counts, verdict, reason)
        })
        .collect();
    if room.claims.is_none() {
        let left_out = room.facility.left_out.iter();
        lines.extend(left_out.map(|left_out| left_out_line(&room.facility, left_out)));
    }
    lines
}

/// The verdict, before the ledger has its say.
fn judged(
    claim: &Claim,
    counts: Counts,
    broken: bool,
    facts: &Facts,
    tally: &Tally,
) -> (Verdict, Option<String>) {
    if broken {
        return (Verdict::Broken, None);
    }
    let awaits = claim.waits && claim.force == Force::Requires && counts.woken == 0;
    if counts.kept > 0 && !awaits {
        return (Verdict::Kept, None);
    }
    if !claim.speaks_of(facts.version) {
        return (Verdict::Skipped, Some(range(claim)));
    }
    if let Some(need) = claim.needs.iter().find_map(|need| facts.lacks(need)) {
        return (Verdict::Skipped, Some(need));
    }
    if counts.kept > 0 {
        let waited = counts.waited;
        return (Verdict::Idle, Some(format!("seen waiting {waited} times, and never woken")));
    }
    if counts.ruled > 0 {
        let why = match claim.force {
            Force::Permits => "permitted, and not witnessed",
            Force::Requires => "its situation arose, and another claim's outcome was seen",
        };
        return (Verdict::Idle, Some(format!("{why} ({} times)", counts.ruled)));
    }
    match tally.failures.iter().next() {
        Some((failure, _)) => (Verdict::Failed, Some(failure.clone())),
        None => (Verdict::Idle, Some("no script reached its situation".into())),
    }
}

fn range(claim: &Claim) -> String {
    let since = claim.since.map(|since| format!(" since {}", version::show(since)));
    let until = claim.until.map(|until| format!(" before {}", version::show(until)));
    format!("speaks of kernels{}{}", since.unwrap_or_default(), until.unwrap_or_default())
}

/// One claim with its counts and its verdict.
pub fn claim_line(
    claim: &Claim,
    counts: Counts,
    verdict: Verdict,
    reason: Option<String>,
) -> ClaimLine {
    let can_wait = claim.waits || counts.waited > 0;
    ClaimLine {
        id: claim.id(),
        facility: claim.facility.into(),
        aspect: claim.aspect.to_string(),
        verdict,
        reason,
        wrong: None,
        ruled: counts.ruled,
        kept: counts.kept,
        broken: counts.broken,
        ambiguous: counts.ambiguous,
        waited: can_wait.then_some(counts.waited),
        woken: can_wait.then_some(counts.woken),
        page: claim.citation.page.name.into(),
        heading: claim.citation.heading.into(),
        layer: list::layer(claim).into(),
        statement: claim.statement().into(),
        since: claim.since.map(version::show),
        until: claim.until.map(version::show),
    }
}

fn left_out_line(facility: &Facility, left_out: &LeftOut) -> ClaimLine {
    ClaimLine {
        id: pattern::left_out_id(facility, left_out),
        facility: facility.name.into(),
        aspect: left_out.aspect.to_string(),
        verdict: Verdict::Skipped,
        reason: Some(format!("left out: {}", left_out.why)),
        page: left_out.citation.page.name.into(),
        heading: left_out.citation.heading.into(),
        layer: "kernel".into(),
        ..ClaimLine::default()
    }
}

/// A deviation; `claims` are all claims by their place in the tally.
pub fn deviation(found: &Found, claims: &[&'static Claim], replay: String) -> Deviation {
    let claim = claims[found.claim];
    Deviation {
        claim: claim.id(),
        also: found.also.iter().map(|&also| claims[also].id()).collect(),
        allowed: found.allowed.clone(),
        observed: found.observed.clone(),
        rate: rate(found),
        tries: found.reruns,
        statement: claim.statement().into(),
        script: found.script.clone(),
        picture: drawn(found),
        replay,
        known: false,
    }
}

/// The script in columns, under the limits that were in force.
fn drawn(found: &Found) -> String {
    let limits = found.script.get("limits").cloned().unwrap_or_default();
    let limits: Vec<(Limit, u64)> = serde_json::from_value(limits).unwrap_or_default();
    let shown = |(limit, value): &(Limit, u64)| match limit {
        // It is counted from what the actor has open.
        Limit::NofileRoom => format!("{} of {value} more", limit.name()),
        _ => format!("{} {value}", limit.name()),
    };
    let limits: Vec<String> = limits.iter().map(shown).collect();
    limited(&limits, &picture(found.actors, &found.picture, Some(found.step)))
}

/// The command that shows a deviation again: from the record, else anew.
pub fn replay(claim: &str, record: Option<&Path>, seed: u64) -> String {
    match record.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            format!("bythebook replay {} --claim {claim}", quoted(&path.display().to_string()))
        }
        None => format!("bythebook check {claim} --seed {} --artefacts DIR", show_seed(seed)),
    }
}

/// As a shell takes it for one word.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Of all tries the part that deviated again; 0 of what does not count.
fn rate(found: &Found) -> f64 {
    let again = if found.is_confirmed() { found.again + found.elsewhere } else { 0 };
    f64::from(again) / f64::from(found.reruns.max(1))
}

/// The silences of a room, each under an id made of its words.
pub fn silences(facility: &str, silences: &Silences) -> Vec<Silence> {
    let line = |(situation, outcomes): (&String, &std::collections::BTreeMap<String, u64>)| {
        let done =
            |(outcome, times): (&String, &u64)| Done { outcome: outcome.clone(), times: *times };
        Silence {
            id: format!("{facility}.{}", words(situation)),
            facility: facility.into(),
            situation: situation.clone(),
            outcomes: outcomes.iter().map(done).collect(),
        }
    };
    silences.iter().map(line).collect()
}

/// The limits in force where the scripts ran, as far as they could be read; 0 of the limits on a
/// user's pipes is no limit (pipe(7), /proc files).
pub fn limits(facts: &Facts) -> Vec<LimitLine> {
    let line = |&(limit, value): &(Limit, u64)| {
        let zero_lifts = matches!(limit, Limit::PipeUserPagesSoft | Limit::PipeUserPagesHard);
        LimitLine {
            name: limit.name(),
            value: (value != libc::RLIM_INFINITY && !(zero_lifts && value == 0)).then_some(value),
            source: limit.source(),
            binds: limit.binds().word().into(),
            measured: None,
            errno: limit.errno().map(str::to_owned),
        }
    };
    facts.limits.iter().map(line).collect()
}

fn words(situation: &str) -> String {
    let parts = situation.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> =
        parts.filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
    words.join("_")
}
