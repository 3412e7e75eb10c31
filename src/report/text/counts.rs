//! What was left open and what is as expected: by name where a reader may want to act, else counted
//! by reason.

use super::{Detail, Look, MARGIN, claims, counted, grouped, headed, hung, style};
use crate::report::record::{ClaimLine, Record, Verdict};

/// Reasons that are counted under one name, by how they begin.
const ALIKE: [(&str, &str); 2] = [
    ("left out: ", "left out by name, each with its reason"),
    ("speaks of kernels", "of other kernels"),
];

/// How the reason begins where the whole facility is not there.
const ABSENT: &str = "not in this kernel";

/// What was never ruled is always shown by name, unless the run was ended before its time.
pub fn idle(record: &Record, look: Look) -> String {
    if look.detail == Detail::All {
        return claims::listed(record, Verdict::Idle, look);
    }
    if !record.end.interrupted {
        return claims::named(record, Verdict::Idle, look);
    }
    let idle = record.end.verdicts.idle;
    if idle == 0 {
        return String::new();
    }
    let left = format!("{}: the run was interrupted before that", counted(idle, "claim"));
    headed("idle", style::FAINT, &left, look)
}

/// A facility that is not there is a finding, told once.
pub fn absent(record: &Record, look: Look) -> String {
    let tell = |name: &str| {
        let (reason, claims) = absence(record, name)?;
        let claims = counted(claims, "claim");
        let told = format!("{name} is {reason}; {claims} of it cannot be checked");
        Some(headed("absent", style::CAUTION, &told, look))
    };
    record.facilities().into_iter().filter_map(tell).collect()
}

/// Why a facility is not there, and how many claims speak of it.
fn absence<'r>(record: &'r Record, facility: &str) -> Option<(&'r str, u64)> {
    let why = |claim: &'r ClaimLine| {
        let reason = claim.reason.as_deref().filter(|_| claim.verdict == Verdict::Skipped)?;
        reason.starts_with(ABSENT).then_some(reason)
    };
    let mut reasons = record.claims_of(facility).filter_map(why);
    let first = reasons.next()?;
    Some((first, 1 + reasons.count() as u64))
}

/// What is skipped and what is known.
pub fn expected(record: &Record, look: Look) -> String {
    if look.detail == Detail::All {
        let listed = |verdict| claims::listed(record, verdict, look);
        return listed(Verdict::Skipped) + &listed(Verdict::Known);
    }
    skipped(record, look) + &known(record, look)
}

fn skipped(record: &Record, look: Look) -> String {
    let reasons = reasons(record);
    let all = record.end.verdicts.skipped;
    match &reasons[..] {
        [] => String::new(),
        [(reason, _)] => {
            let told = format!("{}: {reason} (-v lists them)", counted(all, "claim"));
            headed("skipped", style::FAINT, &told, look)
        }
        many => {
            let told = format!("{}, since they are (-v lists them)", counted(all, "claim"));
            let mut text = headed("skipped", style::FAINT, &told, look);
            let width = grouped(many[0].1).len();
            let column = MARGIN + width + 2;
            for (reason, number) in many {
                let reason = hung(reason, column, look.width);
                let number = grouped(*number);
                let margin = " ".repeat(MARGIN);
                text.extend([format!("{margin}{number:>width$}  {}\n", reason.trim_start())]);
            }
            text
        }
    }
}

fn known(record: &Record, look: Look) -> String {
    let known = record.end.verdicts.known;
    if known == 0 {
        return String::new();
    }
    let told = format!(
        "{}: broken as the ledger says, with evidence (-v lists them)",
        counted(known, "claim")
    );
    headed("known", style::CAUTION, &told, look)
}

/// Why claims are skipped, the most frequent reason first.
fn reasons(record: &Record) -> Vec<(String, u64)> {
    let mut reasons: Vec<(String, u64)> = vec![];
    for claim in record.claims.iter().filter(|claim| claim.verdict == Verdict::Skipped) {
        let reason = reason(claim);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, number)) => *number += 1,
            None => reasons.push((reason, 1)),
        }
    }
    reasons.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    reasons
}

fn reason(claim: &ClaimLine) -> String {
    let reason = claim.reason.as_deref().unwrap_or("skipped without a reason");
    let alike = ALIKE.iter().find(|(begin, _)| reason.starts_with(begin));
    if let Some((_, name)) = alike {
        return (*name).to_owned();
    }
    if reason.starts_with(ABSENT) {
        return format!("of {}, which is absent", claim.facility);
    }
    match reason.strip_prefix("needs ") {
        Some(need) => format!("in need of {need}"),
        None => reason.to_owned(),
    }
}
