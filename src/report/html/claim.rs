//! What stands behind a row: statement, citation, reasons, the minimal scripts, how to replay them.

use maud::{Markup, html};

use super::cited;
use crate::report::record::{ClaimLine, Deviation, Record};
use crate::report::{matrix, text};

/// The claim's id, which unfolds to the rest. An address that names the claim leads inside: a
/// browser then unfolds it.
pub fn detail(records: &[Record], id: &str) -> Markup {
    let line = matrix::line(records, id);
    html! {
        details {
            summary { (id) (range(line)) }
            div.behind id=(id) {
                @if let Some(line) = line {
                    p { (line.statement) }
                    p.cited {
                        (cited(&line.page, &line.heading)) " · " (line.aspect) " · " (line.layer)
                        @if let Some(holds) = matrix::holds(records, id) { " · holds on " (holds) }
                        " · " a href={ "#" (id) } { "link" }
                    }
                }
                @for record in records { (of_run(record, id, records.len() > 1)) }
            }
        }
    }
}

/// Of which kernels the statement is made.
fn range(line: Option<&ClaimLine>) -> Markup {
    let since = line.and_then(|line| line.since.as_deref());
    let until = line.and_then(|line| line.until.as_deref());
    html! {
        @if let Some(since) = since { small.range { " since " (since) } }
        @if let Some(until) = until { small.range { " until " (until) } }
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

/// Allowed above observed, the script, the command to type.
pub fn shown(deviation: &Deviation) -> Markup {
    html! {
        dl {
            dt { "allowed" } dd { (deviation.allowed.join(", or ")) }
            dt { "observed" } dd.broken { (deviation.observed) }
        }
        pre tabindex="0" { (deviation.picture) }
        pre.replay tabindex="0" { (deviation.replay) }
    }
}
