//! What a check says before its record, where a host listens: who runs, and what is in flight.

use super::output;
use crate::engine::plan::Progress;
use crate::report::record::{Begin, Line, Run};
use crate::report::write;

/// The early lines of a check; none unless it speaks for a host.
pub struct Lines {
    wanted: bool,
    said: Vec<&'static str>,
}

impl Lines {
    /// Says who runs.
    pub fn begun(wanted: bool, run: &Run) -> Self {
        let lines = Self { wanted, said: vec![] };
        lines.say(&Line::Run(Box::new(run.clone())));
        lines
    }

    /// Says which facilities are at work, whenever others are.
    pub fn show(&mut self, now: &Progress) {
        let mut at = now.at.clone();
        at.dedup();
        if !at.is_empty() && at != self.said {
            self.say(&Line::Begin(Begin { facility: at.join(", ") }));
            self.said = at;
        }
    }

    fn say(&self, line: &Line) {
        if self.wanted {
            // A host that is gone reads nothing; the record will fail as loudly.
            let _ = output::print(&write::render(std::slice::from_ref(line)));
        }
    }
}
