//! What is broken, by cause, open: the headline, the claims that hang on it, the smallest script.

use maud::{Markup, html};

use super::{claim, short};
use crate::report::cause::{Cause, causes as of};
use crate::report::record::{Record, Verdict};
use crate::report::text::counted;

/// Whether anything is broken.
pub fn any(records: &[Record]) -> bool {
    let broken = |record: &Record| record.end.verdicts.broken > 0;
    records.iter().any(broken)
}

pub fn causes(records: &[Record]) -> Markup {
    html! {
        @if any(records) {
            h2 #broken { "What is broken" }
            @for record in records.iter().filter(|record| record.end.verdicts.broken > 0) {
                @if records.len() > 1 { h3 { (short(record)) } }
                ol.causes { @for cause in of(record) { (one(record, &cause)) } }
            }
        }
    }
}

fn one(record: &Record, cause: &Cause) -> Markup {
    let smallest = cause.deviations.first().and_then(|place| record.deviations.get(*place));
    html! {
        li.cause {
            details open {
                summary {
                    (cause.headline) " "
                    small { (counted(cause.claims.len() as u64, "claim")) }
                }
                @if let Some(deviation) = smallest { (claim::shown(deviation)) }
                ul.hang {
                    @for id in &cause.claims {
                        @if let Some(line) = record.claim(id) {
                            li {
                                a href={ "#" (id) } { (id) } " "
                                (line.statement)
                                @if line.verdict != Verdict::Broken { " (" (line.verdict) ")" }
                            }
                        }
                    }
                }
            }
        }
    }
}
