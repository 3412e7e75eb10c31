//! What stands behind a row: statement, citation, reasons, the minimal scripts, how to replay them.

use maud::{Markup, html};

use crate::report::record::{ClaimLine, Deviation, Record};
use crate::report::{matrix, text};

/// The claim's id, which unfolds to the rest.
pub fn detail(records: &[Record], id: &str) -> Markup {
    let line = matrix::line(records, id);
    html! {
        details {
            summary { (id) }
            @if let Some(line) = line {
                p { (line.statement) }
                p.cited {
                    (line.citation()) " · " (line.aspect) " · " (line.layer)
                    @if let Some(since) = &line.since { " · since " (since) }
                    @if let Some(until) = &line.until { " · until " (until) }
                    @if let Some(holds) = matrix::holds(records, id) { " · holds on " (holds) }
                    " · " a href={ "#" (id) } { "link" }
                }
            }
            @for record in records { (of_run(record, id, records.len() > 1)) }
        }
    }
}

fn of_run(record: &Record, id: &str, several: bool) -> Markup {
    let reason = record.claim(id).and_then(|line: &ClaimLine| line.reason.as_deref());
    let deviations: Vec<&Deviation> = record.deviations_of(id).collect();
    html! {
        @if reason.is_some() || !deviations.is_empty() {
            @if several { p.run { (text::kernel(&record.run)) } }
            @if let Some(reason) = reason { p { (reason) } }
            @for deviation in deviations { (shown(deviation)) }
        }
    }
}

fn shown(deviation: &Deviation) -> Markup {
    html! {
        dl {
            dt { "allowed" } dd { (deviation.allowed.join(", or ")) }
            dt { "observed" } dd.broken { (deviation.observed) }
        }
        pre { (deviation.picture) }
        pre.replay { (deviation.replay) }
    }
}
