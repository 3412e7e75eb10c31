//! The figures for people.

use std::fmt::Write;

use super::figures::{Figures, Ratios};

/// What a figure should be.
enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

/// All figures, each with its aim, and where the time goes.
pub fn show(figures: &Figures) -> String {
    let mut text = String::new();
    let [solo, lockstep] = figures.all;
    let soak = &figures.soak;
    let ratio = |ratios: Option<Ratios>| ratios.map(|ratios| ratios.ratio);
    let generation = solo.or(lockstep).map(|ratios| ratios.generation);
    let scaling = figures.scaling_2().map(|scaling| scaling.0);
    let waits = (soak.trials > 0).then_some(soak.waits_p50_us);
    let wrong = (soak.trials > 0).then_some(soak.wrong as f64);
    for (name, value, aim) in [
        ("solo_ratio", ratio(solo), Aim::AtMost(1.15)),
        ("lockstep_ratio", ratio(lockstep), Aim::AtMost(1.15)),
        ("generation_ratio", generation, Aim::AtMost(0.05)),
        ("scaling_2", scaling, Aim::AtLeast(1.95)),
        ("blocked_p50_us", waits, Aim::AtMost(15.0)),
        ("blocked_wrong", wrong, Aim::AtMost(0.0)),
    ] {
        line(&mut text, name, value, &aim, !figures.reasons.is_empty());
    }
    let _ =
        writeln!(text, "{:>18}  {:>9}  in {:.0} s", "blocked_trials", soak.trials, soak.seconds);
    let _ = writeln!(
        text,
        "{:>18}  {} under hogs (p50 {:.0} us), {} with a page to fetch ({} fetched)",
        "of which", soak.under_hogs, soak.waits_p50_hogs_us, soak.faulting, soak.pages_fetched
    );
    lanes(&mut text, figures);
    for reason in &figures.reasons {
        let _ = writeln!(text, "{:>18}  {reason}", "untrustworthy");
    }
    text
}

fn line(text: &mut String, name: &str, value: Option<f64>, aim: &Aim, disturbed: bool) {
    let Some(value) = value else {
        let _ = writeln!(text, "{name:>18}  {:>9}", "none");
        return;
    };
    let (reached, aim) = match aim {
        Aim::AtMost(aim) => (value <= *aim, format!("aim {aim} at the most")),
        Aim::AtLeast(aim) => (value >= *aim, format!("aim {aim} at least")),
    };
    let verdict = match (disturbed, reached) {
        (true, _) => "untrustworthy",
        (false, true) => "reached",
        (false, false) => "not reached",
    };
    let _ = writeln!(text, "{name:>18}  {value:>9.3}  {aim:<20}  {verdict}");
}

/// By facility: ratios, and where what is beyond the bare replay goes. The first column is 1 and
/// the three after it.
fn lanes(text: &mut String, figures: &Figures) {
    let parts = ["ratio", "drawing", "judging", "perform."];
    let others = ["on wall", "settling", "reset", "bare ns", "op/s", "waiting"];
    let _ = write!(text, "\n{:>18}  {:<9}", "", "");
    for name in parts.iter().chain(&others) {
        let _ = write!(text, "{name:>9}");
    }
    text.push('\n');
    let rooms = figures.rooms.iter().map(|room| (room.name, room.lanes));
    for (name, lanes) in rooms.chain([("all", figures.all)]) {
        for (kind, ratios) in ["solo", "lock-step"].iter().zip(lanes) {
            let Some(ratios) = ratios else { continue };
            let _ = write!(text, "{name:>18}  {kind:<9}");
            for value in [ratios.ratio, ratios.generation, ratios.judging, ratios.performing] {
                let _ = write!(text, "{value:>9.3}");
            }
            for value in [ratios.wall_ratio, ratios.settling, ratios.reset] {
                let _ = write!(text, "{value:>9.3}");
            }
            let (bare, pace) = (ratios.bare_ns, ratios.operations_per_second);
            let _ = writeln!(text, "{bare:>9.0}{pace:>9.0}{:>8.1}%", ratios.waited_percent);
        }
    }
}
