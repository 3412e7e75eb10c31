//! Service times as charts: a row for each facility, its median as a bar with its interval, a mark
//! for the 99th percentile, the number beside it. No colour says anything alone.

use maud::{Markup, html};

use crate::guide::bench::{Benchmark, Place, SIZES, Timed, letter, micro, size, text};

/// Of a chart, in its own units.
const WIDTH: f64 = 830.0;
const NAMES: f64 = 130.0;
const NUMBERS: f64 = 170.0;
const ROW: f64 = 22.0;
const TOP: f64 = 30.0;

pub fn charts(of: &Benchmark) -> Markup {
    html! {
        h2 #bench { "Service times" }
        @for reason in &of.untrustworthy {
            p.untrusted { "These figures are not to be trusted: " (reason) "." }
        }
        p {
            "A message to another process and its answer. Bars are medians on a logarithmic scale, "
            "whiskers their 95 % intervals, and the tick right of them is what 99 of 100 trips "
            "stay below. Those with the same letter are not told apart."
        }
        @for place in Place::ALL {
            @for bytes in [SIZES[0], SIZES[3], SIZES[5]] {
                @let cells = of.of(place, bytes);
                @if !cells.is_empty() {
                    h3 { (place.title()) ", " (size(bytes)) " bytes" }
                    (chart(&cells))
                }
            }
        }
        details { summary { "as tables" } pre tabindex="0" { (text(of, false)) } }
    }
}

/// Where a time lies, between those that the chart has room for.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(cells: &[&Timed]) -> Self {
        let low = cells.iter().map(|cell| cell.interval_ns.0).min().unwrap_or(1).max(1);
        let high = cells.iter().map(|cell| cell.p99_ns).max().unwrap_or(10).max(low * 2);
        let decade = |value: u64, round: fn(f64) -> f64| 10f64.powf(round((value as f64).log10()));
        Self { low: decade(low, f64::floor), high: decade(high, f64::ceil) }
    }

    fn at(&self, nanoseconds: f64) -> f64 {
        let part = (nanoseconds / self.low).log10() / (self.high / self.low).log10();
        NAMES + part.clamp(0.0, 1.0) * (WIDTH - NAMES - NUMBERS)
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        let count = (self.high / self.low).log10().round() as i32;
        let low = self.low;
        (0..=count).map(move |decade| low * 10f64.powi(decade))
    }
}

fn chart(cells: &[&Timed]) -> Markup {
    let scale = Scale::of(cells);
    let height = TOP + ROW * cells.len() as f64;
    let view = format!("0 0 {WIDTH} {height}");
    html! {
        svg.chart viewBox=(view) role="img" aria-label="service times" {
            @for decade in scale.decades() {
                @let x = scale.at(decade);
                line.axis x1=(x) x2=(x) y1=(TOP - 8.0) y2=(height) {}
                text x=(x) y=(TOP - 14.0) text-anchor="middle" { (unit(decade)) }
            }
            @for (row, cell) in cells.iter().enumerate() {
                (bar(&scale, TOP + ROW * row as f64, cell))
            }
        }
    }
}

fn bar(scale: &Scale, top: f64, cell: &Timed) -> Markup {
    let at = |value: u64| scale.at(value as f64);
    let (low, high) = cell.interval_ns;
    let middle = top + ROW / 2.0;
    html! {
        text x=(NAMES - 8.0) y=(middle + 4.0) text-anchor="end" { (cell.facility) }
        rect.bar x=(NAMES) y=(top + 5.0) width=(at(cell.p50_ns) - NAMES) height=(ROW - 10.0) {}
        line.interval x1=(at(low)) x2=(at(high)) y1=(middle) y2=(middle) {}
        @for x in [at(low), at(high)] {
            line.interval x1=(x) x2=(x) y1=(middle - 4.0) y2=(middle + 4.0) {}
        }
        line.tail x1=(at(cell.p99_ns)) x2=(at(cell.p99_ns)) y1=(top + 5.0) y2=(top + ROW - 5.0) {}
        text x=(WIDTH - NUMBERS + 8.0) y=(middle + 4.0) {
            (letter(cell)) "  " (micro(cell.p50_ns)) " µs, p99 " (micro(cell.p99_ns))
        }
    }
}

/// Nanoseconds in the unit that they have no zeros in.
fn unit(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds} ns"),
        ..1e6 => format!("{} µs", nanoseconds / 1e3),
        _ => format!("{} ms", nanoseconds / 1e6),
    }
}
