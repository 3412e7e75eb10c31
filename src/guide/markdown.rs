//! The comparison in Markdown: a table for each group of alternatives.

use std::fmt::Write as _;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;

use super::compare::{Cell, Comparison, Source};
use super::rows::Group;

pub fn comparison(of: &Comparison) -> String {
    let mut text = "# Interprocess communication, facility by facility\n\n\
                    ✓ was measured here, – does not apply; the rest is from the pages.\n"
        .to_owned();
    for group in Group::ALL {
        let facilities = of.of_group(group);
        let Some(first) = facilities.first() else { continue };
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN);
        let names = facilities.iter().map(|one| format!("`{}`", one.row.facility));
        table.set_header(std::iter::once(String::new()).chain(names));
        for (measure, _) in &first.cells {
            let cells = facilities.iter().map(|one| one.cell(measure.key).map(cell));
            let cells = cells.map(Option::unwrap_or_default);
            table.add_row(std::iter::once(measure.title.to_owned()).chain(cells));
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {}\n\n{table}\n", group.title());
    }
    text
}

fn cell(cell: &Cell) -> String {
    let value = cell.value.replace('|', "\\|").replace('*', "\\*").replace('_', "\\_");
    match cell.source {
        Source::Measured if cell.deviates => format!("✗ {value}"),
        Source::Measured => format!("✓ {value}"),
        Source::Page => value,
        Source::NotApplicable => "–".into(),
    }
}
