//! How far a run is: one line on standard error, only on a terminal.
//!
//! It is drawn when there is news and never by a thread of its own: this process forks, so it has
//! one thread.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::plan::Progress;

/// The line.
pub struct Line(Option<ProgressBar>);

impl Line {
    pub fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} jobs  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(Some(bar))
    }

    pub fn show(&mut self, now: &Progress) {
        let Some(bar) = &self.0 else { return };
        bar.set_length(now.jobs as u64);
        bar.set_position(now.jobs_done as u64);
        let at = now.at.join(", ");
        let deviations = match now.deviations {
            0 => String::new(),
            1 => ", 1 deviation".into(),
            many => format!(", {many} deviations"),
        };
        let (scripts, operations) = (now.scripts, now.operations);
        bar.set_message(format!("{at}: {scripts} scripts, {operations} operations{deviations}"));
    }

    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Default for Line {
    fn default() -> Self {
        Self::new()
    }
}
