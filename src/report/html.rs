//! One self-contained page: claims against runs, with what stands behind each cell.
//!
//! No script and nothing from outside: filters and folds are the style sheet's.

mod claim;
mod more;
mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::record::{Record, Verdict};
use super::{matrix, text};

const STYLE: &str = include_str!("html/style.css");

/// The page.
pub fn render(records: &[Record]) -> String {
    page(records).into_string()
}

fn page(records: &[Record]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "bythebook: " (title(records)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "bythebook" }
                p { (title(records)) ". " (legend()) }
                p.filters {
                    label { input #differs type="checkbox"; " only what differs" }
                    label { input #unexpected type="checkbox"; " only unexpected" }
                    label { input #unfold type="checkbox"; " unfold all" }
                }
                main { (table::table(records)) }
                (more::limits(records))
                (more::silences(records))
                (more::runs(records))
            }
        }
    }
}

fn title(records: &[Record]) -> String {
    let claims: usize = matrix::facilities(records)
        .iter()
        .map(|facility| matrix::claims(records, facility).len())
        .sum();
    let claims = text::counted(claims as u64, "claim");
    match records {
        [one] => format!("{claims} on {}", text::kernel(&one.run)),
        many => format!("{claims} on {}", text::counted(many.len() as u64, "run")),
    }
}

fn legend() -> Markup {
    html! {
        @for verdict in Verdict::ALL {
            span class=(verdict.word()) { (matrix::glyph(verdict)) " " (verdict.word()) } " "
        }
    }
}

/// The heads of the columns: a kernel and a target.
fn heads(records: &[Record]) -> Markup {
    html! {
        @for record in records {
            th scope="col" { (record.run.kernel.version) br; small { (record.run.target) } }
        }
    }
}
