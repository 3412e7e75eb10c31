//! Below the table: limits by kernel, what was done where the book is silent, and the runs.

use maud::{Markup, html};

use super::{heads, short};
use crate::report::alike;
use crate::report::matrix::union;
use crate::report::record::{LimitLine, Record, Run, Silence};
use crate::report::text;

pub fn limits(records: &[Record]) -> Markup {
    let names = union(records.iter().flat_map(|record| &record.limits).map(|limit| &*limit.name));
    let find = |record: &Record, name: &str| {
        record.limits.iter().find(|limit| limit.name == name).map(LimitLine::shown)
    };
    let head = |name: &str| html! { (name) };
    rows("limits", "Limits", records, &names, &head, &|record, name| find(record, name))
}

pub fn silences(records: &[Record]) -> Markup {
    let all = records.iter().flat_map(|record| &record.silences);
    let names = union(all.clone().map(|silence| &*silence.id));
    let find = |record: &Record, id: &str| {
        record.silences.iter().find(|silence| silence.id == id).map(outcomes)
    };
    let head = |id: &str| {
        let silence = all.clone().find(|silence| silence.id == id);
        let (facility, situation) =
            silence.map_or(("", id), |silence| (&*silence.facility, &*silence.situation));
        html! { small { (facility) } " " (situation) }
    };
    rows("silences", "Where the book is silent", records, &names, &head, &|record, id| {
        find(record, id)
    })
}

pub fn runs(records: &[Record]) -> Markup {
    html! {
        h2 #runs { "Runs" }
        table.rows.runs {
            thead { tr { th scope="col" { "fact" } (heads(records)) } }
            tbody {
                @for (name, fact) in FACTS {
                    tr {
                        th scope="row" { (name) }
                        @for record in records {
                            td data-of=(short(record)) { (fact(&record.run)) }
                        }
                    }
                }
                tr {
                    th scope="row" { "work" }
                    @for record in records {
                        td data-of=(short(record)) {
                             (text::counted(record.end.scripts, "script")) ", "
                             (text::counted(record.end.operations, "operation")) }
                    }
                }
            }
        }
    }
}

type Fact = fn(&Run) -> String;

const FACTS: [(&str, Fact); 9] = [
    ("started", |run| run.started.clone()),
    ("release", |run| run.kernel.release.clone()),
    ("assumed", |run| run.assumed_kernel.clone().unwrap_or_else(|| "no".into())),
    ("machine", |run| run.kernel.machine.clone()),
    ("libc", |run| run.libc.clone()),
    ("detector", |run| run.detector.clone()),
    (
        "isolation",
        |run| if run.isolation.is_empty() { "none".into() } else { run.isolation.join(", ") },
    ),
    ("seed", |run| run.seed.clone()),
    ("warnings", |run| run.warnings.join("; ")),
];

fn rows(
    id: &str,
    title: &str,
    records: &[Record],
    names: &[&str],
    head: &dyn Fn(&str) -> Markup,
    find: &dyn Fn(&Record, &str) -> Option<String>,
) -> Markup {
    html! {
        @if !names.is_empty() {
            h2 id=(id) { (title) }
            table.rows {
                thead { tr { th scope="col" { "name" } (heads(records)) } }
                tbody {
                    @for name in names {
                        tr class=(class(id, records, name, find)) {
                            th scope="row" { (head(name)) }
                            @for record in records {
                                td data-of=(short(record)) {
                                    (find(record, name).unwrap_or_default())
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the row stays under the filters. Of silences, how often each thing was done makes no
/// difference; nothing here is unexpected.
fn class(
    id: &str,
    records: &[Record],
    name: &str,
    find: &dyn Fn(&Record, &str) -> Option<String>,
) -> &'static str {
    let differs = if id == "silences" {
        let all = records.iter().flat_map(|record| &record.silences);
        let all: Vec<&Silence> = all.filter(|silence| silence.id == name).collect();
        let contradict =
            |pair: &[&Silence]| alike::likeness(pair[0], pair[1]) == alike::Likeness::Contradict;
        all.windows(2).any(contradict)
    } else {
        let mut said = records.iter().filter_map(|record| find(record, name));
        let first = said.next();
        said.any(|other| Some(other) != first)
    };
    if differs { "row differs" } else { "row" }
}

fn outcomes(silence: &Silence) -> String {
    let shown = alike::shown(silence)
        .into_iter()
        .map(|(kind, times)| format!("{kind} ({})", text::grouped(times)));
    shown.collect::<Vec<_>>().join(", ")
}
