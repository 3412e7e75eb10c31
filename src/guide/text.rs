//! Tables for a terminal and for Markdown.

use std::fmt::Write as _;

use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle, Width};

use super::compare::{Cell, Compared, Comparison, Source};
use super::rows::Group;
use crate::report::record::{LimitLine, Record};
use crate::report::text::{grouped, kernel};

/// Width of tables: of the narrowest terminal that is common.
const WIDTH: u16 = 80;
/// Width of the column with the measures.
const HEAD_WIDTH: u16 = 13;

const LEGEND: &str = "\
* measured here   otherwise from the page   - does not apply
`bythebook compare FACILITY` has the sources, and --format json has them all.
";

/// Facilities in groups of alternatives, each a table.
pub fn comparison(of: &Comparison) -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let facilities = of.of_group(group);
        if facilities.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\n", group.title());
        let _ = writeln!(text, "{}\n", trimmed(&table(&facilities).to_string()));
    }
    text + LEGEND + &counts(of)
}

fn counts(of: &Comparison) -> String {
    let count = |source| grouped(of.count(source) as u64);
    let deviating: Vec<String> = of
        .facilities
        .iter()
        .flat_map(|one| {
            let cells = one.cells.iter().filter(|(_, cell)| cell.deviates);
            cells.map(|(measure, cell)| {
                let says = cell.documented.as_deref().unwrap_or(&cell.value);
                let (facility, title) = (one.row.facility, measure.title);
                format!("! {facility}, {title}: {}; the page says {says}\n", cell.value)
            })
        })
        .collect();
    format!(
        "{} cells measured, {} from the pages, {} do not apply\n{}",
        count(Source::Measured),
        count(Source::Page),
        count(Source::NotApplicable),
        deviating.concat()
    )
}

fn table(facilities: &[&Compared]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    let names = facilities.iter().map(|one| broken(one.row.facility));
    table.set_header(std::iter::once(String::new()).chain(names));
    let measures = facilities[0].cells.iter().map(|(measure, _)| measure);
    for measure in measures {
        let values =
            facilities.iter().map(|one| one.cell(measure.key).map_or_else(String::new, shown));
        table.add_row(std::iter::once(measure.title.to_owned()).chain(values));
    }
    let each = (WIDTH - HEAD_WIDTH) / facilities.len() as u16;
    for (index, column) in table.column_iter_mut().enumerate() {
        let width = if index == 0 { HEAD_WIDTH } else { each };
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        column.set_padding((0, 1));
    }
    table
}

/// A long name in two lines.
fn broken(name: &str) -> String {
    const LONG: usize = 12;
    if name.len() > LONG { name.replacen('_', "_\n", 1) } else { name.to_owned() }
}

fn shown(cell: &Cell) -> String {
    match cell.source {
        Source::Measured => format!("{}{}*", if cell.deviates { "!" } else { "" }, cell.value),
        Source::Page => cell.value.clone(),
        Source::NotApplicable => "-".into(),
    }
}

fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// One facility: each cell with where it is from.
pub fn facility(of: &Compared) -> String {
    let mut text = format!("{}: {}\n\n", of.row.facility, of.row.summary);
    for (measure, cell) in &of.cells {
        let from = match cell.source {
            Source::Measured => match &cell.documented {
                Some(said) => format!("measured; {} says {said}", page(cell)),
                None if cell.page.is_some() => format!("measured, as {} says", page(cell)),
                None => "measured".into(),
            },
            Source::Page => page(cell),
            Source::NotApplicable => "does not apply".into(),
        };
        let claim = cell.claim.as_ref().map(|claim| format!(" [{claim}]"));
        let line =
            format!("  {:20} {:24} {from}{}", measure.title, cell.value, claim.unwrap_or_default());
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn page(cell: &Cell) -> String {
    cell.page.clone().unwrap_or_default()
}

/// Limits, a line for each.
pub fn limits(lines: &[LimitLine]) -> String {
    let mut table = limits_table(NOTHING);
    for line in lines {
        table.add_row(limit(line));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for index in [1, 2] {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let measured = lines.iter().filter(|line| line.measured.is_some()).count();
    let count = lines.len();
    trimmed(&table.to_string()) + &format!("\n\n{count} limits, {measured} measured at the edge\n")
}

/// The same in Markdown.
pub fn limits_markdown(lines: &[LimitLine]) -> String {
    let mut table = limits_table(ASCII_MARKDOWN);
    for line in lines {
        table.add_row(limit(line));
    }
    table.to_string() + "\n"
}

fn limits_table(preset: TableStyle) -> Table {
    let mut table = Table::new();
    table.load_style(preset);
    table.set_header(["limit", "value", "measured", "past it", "binds", "read from"]);
    table
}

fn limit(line: &LimitLine) -> [String; 6] {
    let number = |value: Option<u64>, none: &str| value.map_or_else(|| none.to_owned(), grouped);
    [
        line.name.clone(),
        number(line.value, "none"),
        number(line.measured, ""),
        line.errno.clone().unwrap_or_default(),
        line.binds.clone(),
        line.source.clone(),
    ]
}

/// Limits here, and in records by kernel.
pub fn limits_by_kernel(here: &[LimitLine], records: &[Record], markdown: bool) -> String {
    let mut table = Table::new();
    table.load_style(if markdown { ASCII_MARKDOWN } else { NOTHING });
    let kernels = records.iter().map(|record| kernel(&record.run));
    table.set_header(["limit".to_owned(), "here".to_owned()].into_iter().chain(kernels));
    for name in names(here, records) {
        let find = |lines: &[LimitLine]| {
            let line = lines.iter().find(|line| line.name == name);
            line.map_or_else(String::new, LimitLine::shown)
        };
        let cells = records.iter().map(|record| find(&record.limits));
        table.add_row([name.to_owned(), find(here)].into_iter().chain(cells));
    }
    trimmed(&table.to_string()) + "\n"
}

/// Each name once, in the order in which they come.
pub fn names<'r>(here: &'r [LimitLine], records: &'r [Record]) -> Vec<&'r str> {
    let all = here.iter().chain(records.iter().flat_map(|record| &record.limits));
    let mut names: Vec<&str> = vec![];
    for line in all {
        if !names.contains(&&*line.name) {
            names.push(&line.name);
        }
    }
    names
}
