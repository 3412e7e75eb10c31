//! What two records contradict each other in: verdicts, limits, and what was done where the book is
//! silent.
//!
//! A run that did not reach a claim, did not measure a limit or was not in a situation says nothing
//! of its kernel: that is *not compared*, and counted.

mod silences;

use super::record::{ClaimLine, LimitLine, Record};

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Where the records contradict each other, claims first, in the order of the left record.
    pub differences: Vec<Difference>,
    /// What may be chance: silences that one side was too rarely in.
    pub perhaps: Vec<Difference>,
    pub not_compared: NotCompared,
    /// Claims, limits and silences of which both sides say something.
    pub compared: u64,
}

/// One contradiction, with both sides' evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub of: Kind,
    /// The claim, the limit, or the situation.
    pub name: String,
    pub left: String,
    pub right: String,
    /// What a reader needs to look further: a statement, a replay command.
    pub notes: Vec<String>,
}

/// How many there are of which only one side says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotCompared {
    pub claims: u64,
    pub limits: u64,
    pub silences: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Verdict,
    Limit,
    Silence,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Limit => "limit",
            Self::Silence => "silence",
        }
    }
}

/// Compares two records.
pub fn diff(left: &Record, right: &Record) -> Comparison {
    let mut comparison = Comparison::default();
    verdicts(left, right, &mut comparison);
    limits(left, right, &mut comparison);
    silences::compare(left, right, &mut comparison);
    comparison
}

fn verdicts(left: &Record, right: &Record, comparison: &mut Comparison) {
    let pairs = pair(&left.claims, &right.claims, |claim: &ClaimLine| claim.id.as_str());
    for (id, one, other) in pairs {
        let said = |claim: Option<&ClaimLine>| claim.and_then(|claim| claim.verdict.holds());
        let (here, there) = (said(one), said(other));
        let (Some(here), Some(there)) = (here, there) else {
            comparison.not_compared.claims += u64::from(here != there);
            continue;
        };
        comparison.compared += 1;
        if here != there {
            comparison.differences.push(Difference {
                of: Kind::Verdict,
                name: id.into(),
                left: verdict(left, one),
                right: verdict(right, other),
                notes: notes(left, right, one.or(other)),
            });
        }
    }
}

/// The verdict with what stands behind it.
fn verdict(record: &Record, claim: Option<&ClaimLine>) -> String {
    let Some(claim) = claim else { return "not in this record".into() };
    let observed = record.deviations_of(&claim.id).next();
    let why = observed
        .map(|deviation| {
            format!("{}, allowed {}", deviation.observed, deviation.allowed.join(", or "))
        })
        .or_else(|| claim.reason.clone());
    why.map_or_else(|| claim.verdict.to_string(), |why| format!("{}: {why}", claim.verdict))
}

fn notes(left: &Record, right: &Record, claim: Option<&ClaimLine>) -> Vec<String> {
    let Some(claim) = claim else { return Vec::new() };
    let mut notes = vec![format!("{} ({})", claim.statement, claim.citation())];
    let deviations = left.deviations_of(&claim.id).chain(right.deviations_of(&claim.id));
    notes.extend(deviations.map(|deviation| deviation.replay.clone()).take(1));
    notes
}

/// A value that was read tells how a machine is set up, not what its kernel does.
fn limits(left: &Record, right: &Record, comparison: &mut Comparison) {
    for (name, one, other) in
        pair(&left.limits, &right.limits, |limit: &LimitLine| limit.name.as_str())
    {
        let measured = |limit: Option<&LimitLine>| limit.and_then(|limit| limit.measured);
        let (here, there) = (measured(one), measured(other));
        let (Some(one), Some(other), Some(here), Some(there)) = (one, other, here, there) else {
            comparison.not_compared.limits += u64::from(here != there);
            continue;
        };
        comparison.compared += 1;
        if (here, &one.errno) != (there, &other.errno) {
            comparison.differences.push(Difference {
                of: Kind::Limit,
                name: name.into(),
                left: one.shown(),
                right: other.shown(),
                notes: Vec::new(),
            });
        }
    }
}

/// Elements of the same name, in the order of the left list, then what only the right one has.
fn pair<'a, T>(left: &'a [T], right: &'a [T], name: fn(&T) -> &str) -> Vec<Pair<'a, T>> {
    let find = |list: &'a [T], wanted: &str| list.iter().find(|element| name(element) == wanted);
    let in_left = left.iter().map(|one| (name(one), Some(one), find(right, name(one))));
    let only_right = right
        .iter()
        .filter(|other| find(left, name(other)).is_none())
        .map(|other| (name(other), None, Some(other)));
    in_left.chain(only_right).collect()
}

type Pair<'a, T> = (&'a str, Option<&'a T>, Option<&'a T>);
