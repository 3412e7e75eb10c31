//! What differs between two records: verdicts, limits, and what was done where the book is silent.

use super::alike;
use super::record::{ClaimLine, LimitLine, Record, Silence};

/// One difference, with both sides' evidence.
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

/// Every difference, claims first, each kind in the order of the left record.
pub fn diff(left: &Record, right: &Record) -> Vec<Difference> {
    let mut differences = verdicts(left, right);
    differences.extend(limits(left, right));
    differences.extend(silences(left, right));
    differences
}

fn verdicts(left: &Record, right: &Record) -> Vec<Difference> {
    let pairs = pair(&left.claims, &right.claims, |claim: &ClaimLine| claim.id.as_str());
    pairs
        .into_iter()
        .filter(|(_, one, other)| one.map(|c| c.verdict) != other.map(|c| c.verdict))
        .map(|(id, one, other)| Difference {
            of: Kind::Verdict,
            name: id.into(),
            left: verdict(left, one),
            right: verdict(right, other),
            notes: notes(left, right, one.or(other)),
        })
        .collect()
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

fn limits(left: &Record, right: &Record) -> Vec<Difference> {
    pair(&left.limits, &right.limits, |limit: &LimitLine| limit.name.as_str())
        .into_iter()
        .filter(|(_, one, other)| one.map(LimitLine::shown) != other.map(LimitLine::shown))
        .map(|(name, one, other)| Difference {
            of: Kind::Limit,
            name: name.into(),
            left: one.map_or_else(absent, LimitLine::shown),
            right: other.map_or_else(absent, LimitLine::shown),
            notes: Vec::new(),
        })
        .collect()
}

/// Only situations that both were in: one that a run did not reach says nothing of its kernel.
fn silences(left: &Record, right: &Record) -> Vec<Difference> {
    pair(&left.silences, &right.silences, |silence: &Silence| silence.id.as_str())
        .into_iter()
        .filter_map(|(_, one, other)| Some((one?, other?)))
        .filter(|(one, other)| alike::differ(one, other))
        .map(|(one, other)| Difference {
            of: Kind::Silence,
            name: one.id.clone(),
            left: done(one),
            right: done(other),
            notes: vec![one.situation.clone()],
        })
        .collect()
}

fn done(silence: &Silence) -> String {
    let shown = alike::shown(silence).into_iter().map(|(kind, times)| format!("{kind} ({times}x)"));
    shown.collect::<Vec<_>>().join(", ")
}

fn absent() -> String {
    "not in this record".into()
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
