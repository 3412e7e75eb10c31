//! The verdict on each run in a line, with when, where and by what it was found.

use maud::{Markup, html};

use crate::report::cause::causes;
use crate::report::passage;
use crate::report::record::Record;
use crate::report::text::{self, counted};

pub fn headline(records: &[Record]) -> Markup {
    html! {
        ul.headline {
            @for record in records {
                li class=(if is_well(record) { "well" } else { "ill" }) {
                    strong { (verdict(record)) }
                    " on " (text::kernel(&record.run))
                    small { (found(record)) }
                }
            }
        }
    }
}

fn is_well(record: &Record) -> bool {
    let verdicts = record.end.verdicts;
    verdicts.broken + verdicts.unexpected + verdicts.failed == 0
}

fn verdict(record: &Record) -> String {
    let verdicts = record.end.verdicts;
    let mut parts = vec![];
    if verdicts.broken > 0 {
        let causes = counted(causes(record).len() as u64, "cause");
        parts.push(format!("{} broken, by {causes}", counted(verdicts.broken, "claim")));
    }
    for (number, word) in [(verdicts.unexpected, "unexpectedly kept"), (verdicts.failed, "failed")]
    {
        if number > 0 {
            parts.push(format!("{} {word}", text::grouped(number)));
        }
    }
    if parts.is_empty() {
        let known = match verdicts.known {
            0 => String::new(),
            known => format!(", {} known", text::grouped(known)),
        };
        parts.push(format!("As expected: {} kept{known}", counted(verdicts.kept, "claim")));
    }
    if record.end.interrupted {
        parts.push("interrupted before its time".into());
    }
    parts.join("; ")
}

fn found(record: &Record) -> String {
    let run = &record.run;
    let mut facts = vec![];
    if !run.started.is_empty() {
        facts.push(run.started.replace('T', " ").replace('Z', " UTC"));
    }
    facts.push(format!("bythebook {}", run.version));
    // The claims are those of this release of the pages.
    facts.extend(passage::newest().ok().map(|edition| edition.source));
    facts.push(format!("seed {}", run.seed));
    facts.push(format!("{:.1} s", record.end.seconds));
    format!(" {}", facts.join(" · "))
}
