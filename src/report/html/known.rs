//! What is known to be broken on Linux, each entry once, with its evidence.

use maud::{Markup, html};

use crate::report::ledger::{self, Entry};
use crate::report::matrix;
use crate::report::record::{Record, Verdict};

/// Whether anything is known, or unexpectedly kept.
pub fn any(records: &[Record]) -> bool {
    records.iter().flat_map(|record| &record.claims).any(|line| is_known(line.verdict))
}

pub fn known(records: &[Record]) -> Markup {
    let lines = records.iter().flat_map(|record| &record.claims);
    let ids = matrix::union(lines.filter(|line| is_known(line.verdict)).map(|line| &*line.id));
    let entries = ledger::shipped().unwrap_or_default();
    html! {
        @if !ids.is_empty() {
            h2 #known { "Known" }
            p {
                "Broken as the ledger says: the page and Linux differ there. Each has a minimal "
                "program and what it printed."
            }
            @for id in ids {
                details.entry {
                    summary { (id) }
                    p { a href={ "#" (id) } { "the claim" } }
                    @for entry in entries.iter().filter(|entry| entry.claim == id) {
                        (evidence(entry))
                    }
                }
            }
        }
    }
}

fn is_known(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Known | Verdict::Unexpected)
}

fn evidence(entry: &Entry) -> Markup {
    html! {
        p { (entry.does) }
        @if let Some(link) = &entry.link { p { a href=(link) { (link) } } }
        @if let Some(program) = &entry.evidence { pre { (program.trim()) } }
        @if let Some(output) = &entry.output { p { "It prints:" } pre { (output.trim()) } }
    }
}
