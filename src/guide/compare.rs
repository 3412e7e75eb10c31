//! The comparison: what was measured here beside what the pages say, a cell for each facility and
//! measure.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::examples;
use super::measure::{self, Measure};
use super::probe::Answer;
use super::rows::{self, Group, Row, Written};
use crate::claim::Claim;
use crate::report::record::{Record, Verdict};

/// Facilities beside each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub facilities: Vec<Compared>,
}

/// One facility, its cells in the order of the measures.
#[derive(Debug, Clone)]
pub struct Compared {
    pub row: &'static Row,
    pub cells: Vec<(&'static Measure, Cell)>,
}

/// An answer, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub value: String,
    pub source: Source,
    /// The claim that says the same, if the house has it.
    pub claim: Option<String>,
    /// What a record says of that claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What the page says, and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Whether what was measured and what the page says cannot both be true.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deviates: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Measured,
    Page,
    NotApplicable,
}

/// The claims that every room with descriptors has of the engine's templates, by measure.
const TEMPLATES: [(&str, &str); 5] = [
    ("passable", "pass_refers"),
    ("fork", "fork_copies"),
    ("exec", "exec_keeps"),
    ("pollable", "epoll_level"),
    ("close_on_exec", "create_cloexec"),
];

/// Puts together what the kernel answered, what the pages say, and what records say of claims.
pub fn comparison(answers: &[Answer], claims: &[&'static Claim], records: &[Record]) -> Comparison {
    let facilities = rows::all().iter().map(|row| Compared {
        row,
        cells: measure::ALL
            .iter()
            .map(|measure| (measure, cell(row, measure, answers, claims, records)))
            .collect(),
    });
    Comparison { facilities: facilities.collect() }
}

fn cell(
    row: &Row,
    measure: &Measure,
    answers: &[Answer],
    claims: &[&'static Claim],
    records: &[Record],
) -> Cell {
    if *measure == measure::EASE {
        return ease(row.facility);
    }
    let answer = answers
        .iter()
        .find(|answer| answer.facility == row.facility && answer.measure == measure.key);
    let written = row.cells.get(measure.key);
    let (documented, page, named) = match written {
        Some(Written::Page { is, page, claim }) => (Some(is), Some(page.clone()), claim.clone()),
        _ => (None, None, None),
    };
    let claim = claim(row, measure, named, claims);
    let verdict = claim.as_ref().and_then(|id| {
        let line = records.iter().find_map(|record| record.claim(id))?;
        (line.kept + line.broken > 0).then_some(line.verdict)
    });
    let measured = answer.map(|answer| answer.value.clone());
    let deviates = match (&measured, documented) {
        (Some(measured), Some(documented)) => measure.excludes(measured, documented),
        (None, Some(_)) => matches!(verdict, Some(Verdict::Broken | Verdict::Known)),
        _ => false,
    };
    let source = match (&measured, verdict, documented) {
        (Some(_), ..) | (None, Some(_), _) => Source::Measured,
        (None, None, Some(_)) => Source::Page,
        (None, None, None) => Source::NotApplicable,
    };
    let value = measured.or_else(|| documented.cloned()).or_else(|| match written {
        Some(Written::Not { not }) => Some(not.clone()),
        _ => None,
    });
    let value = value.unwrap_or_default();
    let documented = documented.filter(|said| **said != value).cloned();
    Cell { value, source, claim, verdict, documented, page, deviates }
}

/// The claim that the row names, or that the template of the measure is in this room; only one that
/// the house has.
fn claim(
    row: &Row,
    measure: &Measure,
    named: Option<String>,
    claims: &[&'static Claim],
) -> Option<String> {
    let template = TEMPLATES.iter().find(|(key, _)| *key == measure.key);
    let template = template.map(|(_, name)| format!("{}.{name}", row.facility));
    let is_there = |id: &String| claims.iter().any(|claim| claim.id() == *id);
    named.into_iter().chain(template).find(is_there)
}

/// The example is counted; where there is none yet the question does not arise.
fn ease(facility: &str) -> Cell {
    let example = examples::of(facility);
    let (value, source) = match example.map(examples::size) {
        Some((lines, calls)) => (format!("{lines} lines, {calls} functions"), Source::Measured),
        None => ("no example yet".into(), Source::NotApplicable),
    };
    let plain = (None, None, None, None);
    let (claim, verdict, documented, page) = plain;
    Cell { value, source, claim, verdict, documented, page, deviates: false }
}

impl Comparison {
    /// Those whose names are asked for; all if none are. A name that there is none of comes back.
    pub fn only(mut self, names: &[String]) -> Result<Self, String> {
        if let Some(unknown) = names.iter().find(|name| rows::of(name).is_none()) {
            return Err(unknown.clone());
        }
        if !names.is_empty() {
            self.facilities.retain(|one| names.iter().any(|name| name == one.row.facility));
        }
        Ok(self)
    }

    pub fn of_group(&self, group: Group) -> Vec<&Compared> {
        self.facilities.iter().filter(|one| one.row.group == group).collect()
    }

    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.facilities.iter().flat_map(|one| one.cells.iter().map(|(_, cell)| cell))
    }

    /// How many cells are from there.
    pub fn count(&self, source: Source) -> usize {
        self.cells().filter(|cell| cell.source == source).count()
    }

    /// As programs read it.
    pub fn json(&self) -> Value {
        let facilities: Vec<Value> = self.facilities.iter().map(Compared::json).collect();
        json!({
            "measures": measure::ALL.iter().map(|measure| (measure.key.to_owned(),
                Value::from(measure.title))).collect::<Map<_, _>>(),
            "facilities": facilities,
        })
    }
}

impl Compared {
    pub fn cell(&self, key: &str) -> Option<&Cell> {
        self.cells.iter().find(|(measure, _)| measure.key == key).map(|(_, cell)| cell)
    }

    fn json(&self) -> Value {
        let cells: Map<String, Value> = self
            .cells
            .iter()
            .map(|(measure, cell)| (measure.key.to_owned(), json!(cell)))
            .collect();
        json!({
            "facility": self.row.facility,
            "group": self.row.group.title(),
            "summary": self.row.summary,
            "cells": cells,
        })
    }
}
