//! One self-contained page: what is broken by cause, claims against runs, what stands behind each.
//!
//! Nothing comes from outside. Reading it needs no script: filters and folds are the style sheet's.
//! Where scripts run, a search by claim, page and word is added.

mod causes;
mod claim;
mod headline;
mod known;
mod more;
mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::record::{Record, Verdict};
use super::{matrix, text};

const STYLE: &str = include_str!("html/style.css");
const SEARCH: &str = include_str!("html/search.js");

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
                header {
                    h1 { "bythebook" }
                    (headline::headline(records))
                }
                (contents(records))
                (causes::causes(records))
                h2 #claims { "Claims" }
                (filters())
                main { (table::table(records)) }
                (known::known(records))
                (more::limits(records))
                (more::silences(records))
                (more::runs(records))
                script { (PreEscaped(SEARCH)) }
            }
        }
    }
}

/// A page in the look of the report, with more to its style sheet, and no script.
pub fn document(title: &str, more_style: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(more_style)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// Each filter acts on every table. The search shows itself where it can work.
fn filters() -> Markup {
    html! {
        form.filters {
            label hidden {
                "search " input #search type="search" placeholder="claim, page or word";
            }
            label { input #differs type="checkbox"; " only what differs" }
            label { input #unexpected type="checkbox"; " only unexpected" }
            label { input #unfold type="checkbox"; " unfold all" }
        }
        p.legend { (legend()) }
    }
}

fn contents(records: &[Record]) -> Markup {
    let there = |any: bool, id: &'static str, name: &'static str| any.then_some((id, name));
    let parts = [
        there(causes::any(records), "broken", "What is broken"),
        there(true, "claims", "Claims"),
        there(known::any(records), "known", "Known"),
        there(records.iter().any(|record| !record.limits.is_empty()), "limits", "Limits"),
        there(records.iter().any(|record| !record.silences.is_empty()), "silences", "Silences"),
        there(true, "runs", "Runs"),
    ];
    html! {
        nav aria-label="contents" {
            @for (id, name) in parts.into_iter().flatten() {
                a href={ "#" (id) } { (name) } " "
                @if id == "claims" {
                    @for facility in matrix::facilities(records) {
                        a.facility href={ "#" (facility) } { (facility) } " "
                    }
                }
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

/// How a run is called where its column has no head: by its kernel, and by what else it ran in.
fn short(record: &Record) -> String {
    let (version, target) = (&record.run.kernel.version, &record.run.target);
    if target.starts_with("vm ") { version.clone() } else { format!("{version} {target}") }
}

/// A citation, with the page as it is online.
pub fn cited(page: &str, heading: &str) -> Markup {
    html! {
        @match online(page) {
            Some(address) => a href=(address) { (page) },
            None => (page),
        }
        ", " (heading)
    }
}

/// Where the newest manual pages are online: `eventfd(2)`, `F_GETLK(2const)`.
fn online(page: &str) -> Option<String> {
    let (name, section) = page.strip_suffix(')')?.split_once('(')?;
    let digit = section.chars().next().filter(char::is_ascii_digit)?;
    Some(format!("https://man7.org/linux/man-pages/man{digit}/{name}.{section}.html"))
}

#[cfg(test)]
mod tests {
    use super::online;

    #[test]
    fn a_citation_leads_to_the_page_online() {
        let address = online("eventfd(2)").unwrap();
        assert_eq!(address, "https://man7.org/linux/man-pages/man2/eventfd.2.html");
        let address = online("F_GETLK(2const)").unwrap();
        assert_eq!(address, "https://man7.org/linux/man-pages/man2/F_GETLK.2const.html");
        assert_eq!(online("a page"), None);
    }
}
