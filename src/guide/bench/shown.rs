//! Service times as tables: microseconds by size, each with its group.

use std::fmt::Write as _;

use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, Table};

use super::{Benchmark, Place, SIZES, Timed};

/// The tables, for a terminal or in Markdown.
pub fn text(of: &Benchmark, markdown: bool) -> String {
    let mut text = String::new();
    for reason in &of.untrustworthy {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "untrustworthy: {reason}");
    }
    for place in Place::ALL {
        let head = if markdown { "## " } else { "" };
        let facilities = facilities(of, place);
        if facilities.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{head}{}\n\n", place.title());
        let _ = writeln!(text, "Round trip in microseconds (median, and its group):\n");
        let _ = writeln!(text, "{}\n", by_size(of, place, &facilities, markdown));
        let _ = writeln!(text, "Of one byte:\n");
        let _ = writeln!(text, "{}", details(of, place, markdown));
    }
    let percent = |value: Option<f64>| value.map_or("?".into(), |value| format!("{value:.1}"));
    let _ = writeln!(
        text,
        "\n{} rounds, {:.1} s; others took {} % of the processors, the hypervisor {} %.\n\
         Those of one group are not told apart: their intervals overlap, or they differ by less\n\
         than a fifth.",
        of.rounds,
        of.seconds,
        percent(of.others_percent),
        percent(of.steal_percent)
    );
    text
}

/// Those that were measured there, the fastest with one byte first.
fn facilities(of: &Benchmark, place: Place) -> Vec<&str> {
    of.of(place, SIZES[0]).iter().map(|cell| cell.facility.as_str()).collect()
}

fn table(markdown: bool) -> Table {
    let mut table = Table::new();
    table.load_style(if markdown { ASCII_MARKDOWN } else { NOTHING });
    table
}

fn drawn(mut table: Table) -> String {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn by_size(of: &Benchmark, place: Place, facilities: &[&str], markdown: bool) -> String {
    let mut table = table(markdown);
    let sizes = SIZES.map(size);
    table.set_header(std::iter::once("bytes".to_owned()).chain(sizes));
    for facility in facilities {
        let cells = SIZES.map(|bytes| {
            let all = of.of(place, bytes);
            let cell = all.iter().find(|cell| cell.facility == **facility);
            cell.map_or("-".into(), |cell| format!("{} {}", micro(cell.p50_ns), letter(cell)))
        });
        table.add_row(std::iter::once((*facility).to_owned()).chain(cells));
    }
    drawn(table)
}

fn details(of: &Benchmark, place: Place, markdown: bool) -> String {
    let mut table = table(markdown);
    table.set_header(["", "p50", "interval", "p99", "p99.9", "switches", "calls"]);
    for cell in of.of(place, SIZES[0]) {
        let (low, high) = cell.interval_ns;
        table.add_row([
            cell.facility.clone(),
            micro(cell.p50_ns),
            format!("{}-{}", micro(low), micro(high)),
            micro(cell.p99_ns),
            micro(cell.p999_ns),
            format!("{:.1}", cell.switches_per_trip),
            format!("{:.1}", cell.syscalls_per_trip),
        ]);
    }
    drawn(table)
}

/// `A` for the fastest group.
pub fn letter(cell: &Timed) -> char {
    char::from(b'A' + (cell.group.saturating_sub(1) as u8).min(25))
}

pub fn micro(nanoseconds: u64) -> String {
    format!("{:.1}", nanoseconds as f64 / 1000.0)
}

pub fn size(bytes: usize) -> String {
    if bytes < 1024 { bytes.to_string() } else { format!("{} Ki", bytes / 1024) }
}
