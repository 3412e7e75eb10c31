//! How far a run is: one line on standard error, only on a terminal.
//!
//! It is drawn when there is news and never by a thread of its own: this process forks, so it has
//! one thread.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use super::value::show_seed;
use crate::engine::plan::Progress;

/// The line.
pub struct Line {
    bar: Option<ProgressBar>,
    begun: Instant,
    /// What the run takes; none where a number of scripts was asked for.
    time: Option<Duration>,
}

impl Line {
    /// The line of a run from this seed, that takes so long.
    pub fn new(seed: u64, time: Option<Duration>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { bar: None, begun: Instant::now(), time };
        }
        // Whoever must end a run that hangs has its seed.
        output::note(&format!("seed {}", show_seed(seed)));
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:16} {prefix}  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar: Some(bar), begun: Instant::now(), time }
    }

    pub fn show(&mut self, now: &Progress) {
        let Some(bar) = &self.bar else { return };
        let elapsed = self.begun.elapsed();
        if let Some(time) = self.time {
            bar.set_length(time.as_millis() as u64);
            bar.set_position(elapsed.min(time).as_millis() as u64);
            bar.set_prefix(format!("{} of {} s", elapsed.as_secs(), time.as_secs_f64().ceil()));
        } else {
            bar.set_length(now.jobs as u64);
            bar.set_position(now.jobs_done as u64);
            bar.set_prefix(format!("{} s, {}/{} jobs", elapsed.as_secs(), now.jobs_done, now.jobs));
        }
        let mut at = now.at.clone();
        at.dedup();
        let at = at.join(", ");
        let deviations = match now.deviations {
            0 => String::new(),
            1 => ", 1 deviation".into(),
            many => format!(", {many} deviations"),
        };
        let (reached, claims) = (now.claims_reached, now.claims);
        let (scripts, operations) = (now.scripts, now.operations);
        let work = format!("{scripts} scripts, {operations} operations{deviations}");
        bar.set_message(format!("{reached} of {claims} claims; {at}: {work}"));
    }

    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
