//! The table: a body for each facility, folded under its counts, and a row for each claim.

use maud::{Markup, html};

use super::{claim, heads};
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
                @for record in records { td { (counts(record, facility)) } }
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
        tr class=(class) id=(id) {
            th scope="row" { (claim::detail(records, id)) }
            @for verdict in verdicts { (cell(verdict)) }
            @if records.len() > 1 { td.holds { (matrix::holds(records, id).unwrap_or_default()) } }
        }
    }
}

fn cell(verdict: Option<Verdict>) -> Markup {
    html! {
        @match verdict {
            Some(verdict) => td class=(verdict.word()) {
                (matrix::glyph(verdict)) " " (verdict.word())
            },
            None => td { "" },
        }
    }
}
