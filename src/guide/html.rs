//! The guide as one page for a browser, in the look of the report: the tables of alternatives, and
//! under them a part for each facility.

mod charts;
mod facility;

use maud::{Markup, PreEscaped, html};

use super::bench::Benchmark;
use super::compare::{Cell, Compared, Comparison, Source};
use super::rows::Group;
use crate::engine::Facility;
use crate::report::html::document;
use crate::report::record::{LimitLine, Record};
use crate::report::text::grouped;

const STYLE: &str = include_str!("html/guide.css");

/// What the page is made of.
pub struct Guide<'g> {
    pub comparison: &'g Comparison,
    pub limits: &'g [LimitLine],
    pub facilities: &'g [Facility],
    pub records: &'g [Record],
    /// The kernel that was asked.
    pub kernel: &'g str,
    pub benchmark: Option<&'g Benchmark>,
}

/// The page.
pub fn render(guide: &Guide<'_>) -> String {
    let title = format!("bythebook: the facilities on {}", guide.kernel);
    document(&title, STYLE, &body(guide))
}

fn body(guide: &Guide<'_>) -> Markup {
    let Guide { comparison, .. } = guide;
    let groups = Group::ALL.map(|group| (group, comparison.of_group(group)));
    html! {
        header { h1 { "Interprocess communication, facility by facility" } (counts(guide)) }
        nav aria-label="contents" {
            @for (group, facilities) in groups.iter().filter(|(_, there)| !there.is_empty()) {
                a href={ "#" (anchor(*group)) } { (group.title()) } " "
                @for one in facilities {
                    a.facility href={ "#" (one.row.facility) } { (one.row.facility) } " "
                }
            }
            @if guide.benchmark.is_some() { a href="#bench" { "Service times" } }
        }
        p.legend {
            span.measured { "✓ measured here" } span { "from the page" }
            span.absent { "– does not apply" }
        }
        main {
            @for (group, facilities) in groups.iter().filter(|(_, there)| !there.is_empty()) {
                h2 id=(anchor(*group)) { (group.title()) }
                (table(facilities))
            }
            @if let Some(benchmark) = guide.benchmark { (charts::charts(benchmark)) }
            @for one in &comparison.facilities { (facility::part(guide, one)) }
        }
    }
}

fn anchor(group: Group) -> String {
    group.title().to_lowercase().replace(' ', "-")
}

fn counts(guide: &Guide<'_>) -> Markup {
    let count = |source| grouped(guide.comparison.count(source) as u64);
    let deviating = guide.comparison.cells().filter(|cell| cell.deviates).count();
    html! {
        ul.headline {
            li class=(if deviating == 0 { "well" } else { "ill" }) {
                strong {
                    @if deviating == 0 { "Nothing that was measured contradicts its page" }
                    @else { (deviating) " cells contradict their page" }
                }
                " on " (guide.kernel)
                small {
                    (count(Source::Measured)) " cells measured, " (count(Source::Page))
                    " from the pages, " (count(Source::NotApplicable)) " do not apply"
                }
            }
        }
    }
}

/// Alternatives beside each other, a row for each measure.
fn table(facilities: &[&Compared]) -> Markup {
    html! {
        table.rows.compared {
            thead {
                tr {
                    th scope="col" { "measure" }
                    @for one in facilities {
                        th scope="col" {
                            a href={ "#" (one.row.facility) } { (one.row.facility) }
                        }
                    }
                }
            }
            tbody {
                @for (measure, _) in &facilities[0].cells {
                    tr.row {
                        th scope="row" { (measure.title) }
                        @for one in facilities {
                            @if let Some(cell) = one.cell(measure.key) {
                                td class=(class(cell)) data-of=(one.row.facility)
                                    title=[cell.page.as_ref()] { (value(cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn class(cell: &Cell) -> &'static str {
    match cell.source {
        _ if cell.deviates => "broken",
        Source::Measured => "measured",
        Source::Page => "page",
        Source::NotApplicable => "absent",
    }
}

/// Its source can be told without colour.
fn value(cell: &Cell) -> Markup {
    let soft = |text: &str| PreEscaped(soft_breaks(text));
    html! {
        @match cell.source {
            Source::Measured => { (if cell.deviates { "✗ " } else { "✓ " }) (soft(&cell.value)) },
            Source::Page => (soft(&cell.value)),
            Source::NotApplicable => { "–" span.why { " " (cell.value) } },
        }
    }
}

/// Long names may break at their dots and underscores. The text is ours, and escaped all the same.
fn soft_breaks(text: &str) -> String {
    let escaped = html! { (text) }.into_string();
    escaped.replace('.', ".<wbr>").replace('_', "_<wbr>")
}
