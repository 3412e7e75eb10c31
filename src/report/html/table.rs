//! The table: a body for each facility, folded under its counts, and a row for each claim. Runs
//! beside each other that say the same share a cell.

use maud::{Markup, html};

use super::{claim, heads, short};
use crate::report::matrix;
use crate::report::record::{Record, Verdict, Verdicts};

pub fn table(records: &[Record]) -> Markup {
    html! {
        table.claims {
            thead {
                tr {
                    th scope="col" { "claim" }
                    (heads(records))
                    @if records.len() > 1 { th scope="col" { "holds on" } }
                }
            }
            @for facility in matrix::facilities(records) { (body(records, facility)) }
        }
    }
}

fn body(records: &[Record], facility: &str) -> Markup {
    html! {
        tbody {
            tr.facility id=(facility) {
                th scope="rowgroup" {
                    label { input.fold type="checkbox"; " " (facility) }
                }
                @for record in records {
                    td data-of=(short(record)) { (counts(record, facility)) }
                }
                @if records.len() > 1 { td {} }
            }
            @for id in matrix::claims(records, facility) { (row(records, id)) }
        }
    }
}

/// Only what there is of: a row of zeros tells nothing.
fn counts(record: &Record, facility: &str) -> Markup {
    let counts = Verdicts::of(record.claims_of(facility));
    html! {
        @for verdict in Verdict::ALL.into_iter().filter(|verdict| counts.get(*verdict) > 0) {
            span class=(verdict.word()) title=(verdict.word()) {
                (matrix::glyph(verdict)) (counts.get(verdict))
            } " "
        }
        @if counts.sum() == 0 { "absent" }
    }
}

fn row(records: &[Record], id: &str) -> Markup {
    let verdicts = matrix::verdicts(records, id);
    let mut class = "claim".to_owned();
    if matrix::differs(&verdicts) {
        class.push_str(" differs");
    }
    if matrix::is_unexpected(&verdicts) {
        class.push_str(" unexpected-row");
    }
    html! {
        tr class=(class) data-claim=(id) {
            th scope="row" { (claim::detail(records, id)) }
            @for (verdict, runs) in spans(records, &verdicts) { (cell(verdict, &runs)) }
            @if records.len() > 1 {
                td.holds data-of="holds on" { (matrix::holds(records, id).unwrap_or_default()) }
            }
        }
    }
}

/// Verdicts, each with the runs beside each other that say it.
fn spans<'r>(
    records: &'r [Record],
    verdicts: &[Option<Verdict>],
) -> Vec<(Option<Verdict>, Vec<&'r Record>)> {
    let mut spans: Vec<(Option<Verdict>, Vec<&Record>)> = vec![];
    for (record, verdict) in records.iter().zip(verdicts) {
        match spans.last_mut() {
            Some((last, runs)) if last == verdict => runs.push(record),
            _ => spans.push((*verdict, vec![record])),
        }
    }
    spans
}

fn cell(verdict: Option<Verdict>, runs: &[&Record]) -> Markup {
    let span = runs.len();
    let of = match runs {
        [one] => short(one),
        [first, .., last] => format!("{} to {}", short(first), short(last)),
        [] => String::new(),
    };
    html! {
        @match verdict {
            Some(verdict) => td.verdict.(verdict.word()) colspan=(span) data-of=(of) {
                (matrix::glyph(verdict)) " " (verdict.word())
            },
            None => td colspan=(span) data-of=(of) { "" },
        }
    }
}
