//! Steering around what is confirmed, so that one deviation does not hide the next.

use super::script::{Script, Step};

/// The shape of a minimal script: kinds of operations and classes of their arguments, in order.
pub type Pattern = Vec<(&'static str, u32)>;

/// The patterns of confirmed deviations.
#[derive(Debug, Default)]
pub struct Steering {
    patterns: Vec<Pattern>,
}

impl Steering {
    /// Remembers the shape of a minimal script; false if it was known.
    pub fn avoid(&mut self, script: &Script) -> bool {
        let pattern = pattern(&script.steps);
        if pattern.is_empty() || self.patterns.contains(&pattern) {
            return false;
        }
        self.patterns.push(pattern);
        true
    }

    /// Whether this step after those would have the shape of a confirmed deviation.
    pub fn would_complete(&self, before: &[Step], step: &Step) -> bool {
        self.patterns.iter().any(|pattern| {
            let (last, rest) = pattern.split_last().expect("a pattern is not empty");
            if *last != (step.kind(), step.class()) {
                return false;
            }
            let mut rest = rest.iter();
            let mut wanted = rest.next();
            for step in before {
                if wanted.is_some_and(|wanted| *wanted == (step.kind(), step.class())) {
                    wanted = rest.next();
                }
            }
            wanted.is_none()
        })
    }
}

fn pattern(steps: &[Step]) -> Pattern {
    steps.iter().map(|step| (step.kind(), step.class())).collect()
}
