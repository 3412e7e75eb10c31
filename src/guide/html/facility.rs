//! One facility: what it is, its row with sources, its claims by aspect, what surprises, its limits
//! and its example.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Guide, class, value};
use crate::claim::Claim;
use crate::guide::compare::{Cell, Compared, Source};
use crate::guide::examples;
use crate::report::html::cited;
use crate::report::ledger::{self, Entry};
use crate::report::matrix;
use crate::report::record::{LimitLine, Silence, Verdict};
use crate::report::text::{counted, grouped};

pub fn part(guide: &Guide<'_>, one: &Compared) -> Markup {
    let row = one.row;
    html! {
        section.one {
            h2 id=(row.facility) { (row.facility) }
            p { (row.summary) "." }
            p.about { (row.about) }
            details { summary { "every measure, with its source" } (sources(one)) }
            (claims(guide, row.facility))
            (surprises(guide, row.facility))
            (limits(guide.limits, &row.limits))
            @if let Some(program) = examples::of(row.facility) {
                details {
                    summary { "example: examples/" (row.facility) ".rs" }
                    pre tabindex="0" { (program) }
                }
            }
        }
    }
}

fn sources(one: &Compared) -> Markup {
    html! {
        table.rows {
            thead { tr { th scope="col" { "measure" } th { "value" } th { "source" } } }
            tbody {
                @for (measure, cell) in &one.cells {
                    tr.row {
                        th scope="row" { (measure.title) }
                        td class=(class(cell)) data-of="value" { (value(cell)) }
                        td data-of="source" { (source(cell)) }
                    }
                }
            }
        }
    }
}

fn source(cell: &Cell) -> Markup {
    let page = cell.page.as_deref().and_then(|page| page.split_once(", "));
    html! {
        @match cell.source {
            Source::Measured => "measured",
            Source::Page => "page",
            Source::NotApplicable => "does not apply",
        }
        @if let Some((page, heading)) = page { ": " (cited(page, heading)) }
        @if let Some(said) = &cell.documented { " says " (said) }
        @if let Some(claim) = &cell.claim { " · " (claim) }
        @if let Some(verdict) = cell.verdict { " " (verdict) }
    }
}

/// The claims of its room, with the verdicts of the records.
fn claims(guide: &Guide<'_>, name: &str) -> Markup {
    let facility = guide.facilities.iter().find(|facility| facility.name == name);
    let mut aspects: BTreeMap<String, Vec<&Claim>> = BTreeMap::new();
    for claim in facility.iter().flat_map(|facility| facility.all_claims()) {
        aspects.entry(claim.aspect.to_string()).or_default().push(claim);
    }
    let count: usize = aspects.values().map(Vec::len).sum();
    html! {
        @if count > 0 {
            details {
                summary { (counted(count as u64, "claim")) ", by aspect" }
                @for (aspect, claims) in &aspects {
                    h3 { (aspect) }
                    ul.hang { @for claim in claims { li { (said(guide, claim)) } } }
                }
            }
        } @else {
            p.cited { "The house checks no claim of it yet." }
        }
    }
}

fn said(guide: &Guide<'_>, claim: &Claim) -> Markup {
    let id = claim.id();
    let verdicts = guide.records.iter().filter_map(|record| record.claim(&id));
    html! {
        @for line in verdicts {
            span class=(line.verdict.word()) {
                (matrix::glyph(line.verdict)) " " (line.verdict) " "
            }
        }
        (claim.statement()) " "
        small { (cited(claim.citation.page.name, claim.citation.heading)) " · " (id) }
    }
}

/// Where Linux is known to differ from its pages, and what was done where they are silent.
fn surprises(guide: &Guide<'_>, name: &str) -> Markup {
    let entries = ledger::shipped().unwrap_or_default();
    let own = |entry: &&Entry| entry.claim.split('.').next() == Some(name);
    let entries: Vec<&Entry> = entries.iter().filter(own).collect();
    let silences: Vec<&Silence> = guide
        .records
        .iter()
        .flat_map(|record| &record.silences)
        .filter(|silence| silence.facility == name)
        .collect();
    html! {
        @if !entries.is_empty() || !silences.is_empty() {
            details {
                summary { "what surprises" }
                ul.hang {
                    @for entry in entries {
                        li {
                            span.known { (matrix::glyph(Verdict::Known)) " the page is not so: " }
                            (entry.does) " " small { (entry.claim) }
                        }
                    }
                    @for silence in silences {
                        li {
                            "No page says: " (silence.situation) ". What was done: "
                            (silence.outcomes.iter().map(|done| done.outcome.as_str())
                                .collect::<Vec<_>>().join(", "))
                        }
                    }
                }
            }
        }
    }
}

fn limits(all: &[LimitLine], own: &[String]) -> Markup {
    let lines: Vec<&LimitLine> =
        own.iter().filter_map(|name| all.iter().find(|line| line.name == *name)).collect();
    let number = |value: Option<u64>| value.map(grouped).unwrap_or_default();
    html! {
        @if !lines.is_empty() {
            details {
                summary { (counted(lines.len() as u64, "limit")) }
                table.rows {
                    thead {
                        tr {
                            @for head in ["limit", "value", "measured", "past it", "binds"] {
                                th scope="col" { (head) }
                            }
                        }
                    }
                    tbody {
                        @for line in lines {
                            tr.row {
                                th scope="row" { (line.name) }
                                td data-of="value" {
                                    (line.value.map_or("none".into(), grouped))
                                }
                                td data-of="measured" { (number(line.measured)) }
                                td data-of="past it" {
                                    (line.errno.as_deref().unwrap_or_default())
                                }
                                td data-of="binds" { (line.binds) }
                            }
                        }
                    }
                }
            }
        }
    }
}
