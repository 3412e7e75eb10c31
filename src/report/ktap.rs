//! KTAP version 1: a subtest for each facility of each run, a result for each claim.

use super::record::{ClaimLine, Record, Verdict};
use super::text;

/// The report as KTAP.
pub fn render(records: &[Record]) -> String {
    let suites: Vec<(&Record, &str)> = records
        .iter()
        .flat_map(|record| record.facilities().into_iter().map(move |name| (record, name)))
        .collect();
    let mut lines = vec!["KTAP version 1".to_owned(), format!("1..{}", suites.len())];
    for (index, (record, facility)) in suites.iter().enumerate() {
        suite(&mut lines, index + 1, record, facility);
    }
    lines.join("\n") + "\n"
}

fn suite(lines: &mut Vec<String>, number: usize, record: &Record, facility: &str) {
    let name = if facility.is_empty() { "bythebook" } else { facility };
    let name = format!("{name} on {}", text::kernel(&record.run));
    let claims: Vec<&ClaimLine> = record.claims_of(facility).collect();
    lines.push("  KTAP version 1".into());
    lines.push(format!("  # Subtest: {}", plain(&name)));
    lines.push(format!("  1..{}", claims.len()));
    for (index, claim) in claims.iter().enumerate() {
        diagnose(lines, record, claim);
        lines.push(format!("  {}", result(index + 1, claim)));
    }
    let fails = claims.iter().any(|claim| claim.verdict.fails());
    let all_skipped =
        claims.iter().all(|claim| matches!(claim.verdict, Verdict::Skipped | Verdict::Idle));
    let word = if fails { "not ok" } else { "ok" };
    let directive = if all_skipped { " # SKIP nothing was ruled" } else { "" };
    lines.push(format!("{word} {number} {}{directive}", plain(&name)));
}

fn result(number: usize, claim: &ClaimLine) -> String {
    let reason = plain(claim.reason.as_deref().unwrap_or_default());
    let (word, directive) = match claim.verdict {
        Verdict::Kept => ("ok", String::new()),
        Verdict::Broken | Verdict::Unexpected => ("not ok", String::new()),
        Verdict::Idle => ("ok", format!(" # SKIP idle: {reason}")),
        Verdict::Skipped => ("ok", format!(" # SKIP {reason}")),
        Verdict::Known => ("ok", format!(" # XFAIL {reason}")),
        Verdict::Failed => ("not ok", format!(" # ERROR {reason}")),
    };
    format!("{word} {number} {}{directive}", plain(&claim.id))
}

/// Diagnostic lines go before the result that they speak of.
fn diagnose(lines: &mut Vec<String>, record: &Record, claim: &ClaimLine) {
    if !claim.verdict.fails() {
        return;
    }
    let mut said = vec![format!("{} ({})", claim.statement, claim.citation())];
    if claim.verdict == Verdict::Unexpected {
        said.extend(claim.reason.clone());
    }
    for deviation in record.deviations_of(&claim.id) {
        said.push(format!("allowed {}", deviation.allowed.join(", or ")));
        said.push(format!("observed {}", deviation.observed));
        said.extend(deviation.picture.lines().map(str::to_owned));
        said.push(format!("replay {}", deviation.replay));
    }
    lines.extend(said.iter().map(|line| format!("  # {}", line.replace(['\n', '\r'], " "))));
}

/// In a result line, `#` begins a directive and a line end ends it.
fn plain(text: &str) -> String {
    text.replace('#', "No.").replace(['\n', '\r'], " ")
}
