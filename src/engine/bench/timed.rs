//! A stage that notes how long it performs: what is left of a script's time is the judge's.

use std::time::{Duration, Instant};

use crate::engine::deed::Told;
use crate::engine::history::Fate;
use crate::engine::run::Prediction;
use crate::engine::script::{Lane, Step};
use crate::engine::stage::{Raced, Relayed, Settled, Stage, Trouble};
use crate::engine::{Actor, Answer, Deed, Op, Script};

/// Looks at the clock in a row, to see what one costs.
const LOOKS: u32 = 10_000;

/// Performs as the stage does that it stands before.
pub struct Timed<'s, S> {
    pub stage: &'s mut S,
    /// Wall nanoseconds in which the stage performed.
    pub performing_ns: u64,
    /// How often the clock was looked at, twice each time.
    pub spans: u64,
}

impl<'s, S> Timed<'s, S> {
    pub fn new(stage: &'s mut S) -> Self {
        Self { stage, performing_ns: 0, spans: 0 }
    }

    fn span<T>(&mut self, what: impl FnOnce(&mut S) -> T) -> T {
        let begun = Instant::now();
        let came = what(self.stage);
        self.performing_ns += begun.elapsed().as_nanos() as u64;
        self.spans += 1;
        came
    }
}

/// Nanoseconds of one look at the clock.
pub fn look_ns() -> f64 {
    let begun = Instant::now();
    for _ in 0..LOOKS {
        std::hint::black_box(Instant::now());
    }
    begun.elapsed().as_nanos() as f64 / f64::from(LOOKS)
}

impl<S: Stage> Stage for Timed<'_, S> {
    fn begin(&mut self, script: &Script) -> Result<(), Trouble> {
        self.span(|stage| stage.begin(script))
    }

    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble> {
        self.span(|stage| stage.call(by, op))
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        self.span(|stage| stage.deed(by, deed))
    }

    fn settle(&mut self) -> Result<Settled, Trouble> {
        self.span(Stage::settle)
    }

    fn outlast(&mut self, patience: Duration) -> Result<Settled, Trouble> {
        self.span(|stage| stage.outlast(patience))
    }

    fn race(&mut self, lanes: &[Lane]) -> Result<Raced, Trouble> {
        self.span(|stage| stage.race(lanes))
    }

    fn call_here(&mut self, op: &Op) -> Option<Fate> {
        self.span(|stage| stage.call_here(op))
    }

    fn relay_max(&self) -> usize {
        self.stage.relay_max()
    }

    fn relay(&mut self, steps: &[Step], predictions: &[Prediction]) -> Result<Relayed, Trouble> {
        self.span(|stage| stage.relay(steps, predictions))
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.span(Stage::end)
    }
}
