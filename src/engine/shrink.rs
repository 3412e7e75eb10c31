//! Makes a failing script 1-minimal: no step, actor, limit or simpler argument can be taken away
//! with the same claim still broken.

use std::time::Instant;

use super::script::{Script, Step};
use super::world::Actor;

/// Most executions of one shrinking.
const RUNS_MAX: usize = 2_000;

/// Shrinks `script`. `fails` runs a candidate and gives the script as performed (up to the
/// deviation) if the same claim was broken. The flag says whether the result is minimal, or the
/// deadline came first.
pub fn shrink(
    script: Script,
    deadline: Instant,
    fails: &mut dyn FnMut(&Script) -> Option<Script>,
) -> (Script, bool) {
    let mut shrinker = Shrinker { best: script, runs: 0, deadline, fails };
    loop {
        let before = shrinker.best.clone();
        shrinker.actors();
        shrinker.chunks();
        shrinker.pairs();
        shrinker.race_calls();
        shrinker.values();
        shrinker.limits();
        if shrinker.exhausted() {
            return (shrinker.best, false);
        }
        if shrinker.best == before {
            return (shrinker.best, true);
        }
    }
}

/// Values below this one, each halving the distance that is left: so that a bisection takes few
/// runs and its end is minimal.
pub fn smaller(value: u32) -> impl Iterator<Item = u32> {
    let steps = u32::BITS - value.leading_zeros();
    let near = (1..=steps).map(move |step| value - value.checked_shr(step).unwrap_or(0));
    std::iter::once(1).chain(near).filter(move |smaller| *smaller < value)
}

struct Shrinker<'f> {
    best: Script,
    runs: usize,
    deadline: Instant,
    fails: &'f mut dyn FnMut(&Script) -> Option<Script>,
}

impl Shrinker<'_> {
    fn exhausted(&self) -> bool {
        self.runs >= RUNS_MAX || Instant::now() >= self.deadline
    }

    /// Adopts the candidate if it still fails and is not the same.
    fn adopt(&mut self, candidate: &Script) -> bool {
        if self.exhausted() || *candidate == self.best {
            return false;
        }
        self.runs += 1;
        match (self.fails)(candidate) {
            Some(performed) if performed != self.best => {
                self.best = performed;
                true
            }
            _ => false,
        }
    }

    fn without(&self, remove: impl Fn(usize) -> bool) -> Script {
        let steps = self.best.steps.iter().enumerate();
        let steps = steps.filter(|(index, _)| !remove(*index)).map(|(_, step)| step.clone());
        Script { steps: steps.collect(), ..self.best.clone() }
    }

    /// Everything that one actor does.
    fn actors(&mut self) {
        for actor in (0..self.best.actors).rev().map(Actor) {
            let mut candidate = self.best.clone();
            candidate.steps.retain(|step| !step.involves(actor));
            if candidate.steps.len() < self.best.steps.len() {
                self.adopt(&candidate);
            }
        }
        self.fewer_names();
    }

    /// The actors that are left, by the first letters. A child's letter is not ours to give.
    fn fewer_names(&mut self) {
        let used: Vec<Actor> = (0..self.best.actors)
            .map(Actor)
            .filter(|actor| self.best.steps.iter().any(|step| step.involves(*actor)))
            .collect();
        let forks = self.best.steps.iter().any(|step| step.kind() == "fork");
        if forks || used.len() == usize::from(self.best.actors) {
            return;
        }
        let rename = |actor: Actor| {
            let place = used.iter().position(|used| *used == actor);
            Actor(place.map_or(actor.0, |place| place as u8))
        };
        let steps = self.best.steps.iter().cloned().map(|step| step.by_others(rename)).collect();
        let actors = used.len().max(1) as u8;
        self.adopt(&Script { actors, steps, ..self.best.clone() });
    }

    /// Runs of steps, from halves to single ones, from the end.
    fn chunks(&mut self) {
        let mut size = (self.best.steps.len() / 2).max(1);
        loop {
            let mut end = self.best.steps.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let candidate = self.without(|index| (start..end).contains(&index));
                if self.adopt(&candidate) {
                    end = end.min(self.best.steps.len());
                } else {
                    end = start;
                }
            }
            if size == 1 {
                return;
            }
            size /= 2;
        }
    }

    /// Two steps that only go together.
    fn pairs(&mut self) {
        let mut first = 0;
        while first + 1 < self.best.steps.len() {
            let mut second = first + 1;
            while second < self.best.steps.len() {
                let candidate = self.without(|index| index == first || index == second);
                if self.adopt(&candidate) {
                    second = first + 1;
                } else {
                    second += 1;
                }
            }
            first += 1;
        }
    }

    /// Single calls of a race.
    fn race_calls(&mut self) {
        for index in 0..self.best.steps.len() {
            let lanes = |script: &Script| match script.steps.get(index) {
                Some(Step::Race { windows }) => {
                    windows.iter().map(|lane| lane.calls.len()).collect()
                }
                _ => vec![],
            };
            for (lane, calls) in lanes(&self.best).into_iter().enumerate() {
                for call in (0..calls).rev() {
                    let mut candidate = self.best.clone();
                    if let Some(Step::Race { windows }) = candidate.steps.get_mut(index)
                        && let Some(lane) = windows.get_mut(lane)
                        && call < lane.calls.len()
                    {
                        lane.calls.remove(call);
                        self.adopt(&candidate);
                    }
                }
            }
        }
    }

    /// Simpler arguments, step by step, until none is left.
    fn values(&mut self) {
        let mut index = 0;
        while index < self.best.steps.len() {
            let simpler = simpler(&self.best.steps[index]);
            let adopted = simpler.into_iter().any(|step| {
                let mut candidate = self.best.clone();
                candidate.steps[index] = step;
                self.adopt(&candidate)
            });
            if !adopted || self.exhausted() {
                index += 1;
            }
        }
    }

    fn limits(&mut self) {
        for index in (0..self.best.limits.0.len()).rev() {
            let mut candidate = self.best.clone();
            candidate.limits.0.remove(index);
            self.adopt(&candidate);
        }
    }
}

fn simpler(step: &Step) -> Vec<Step> {
    match step {
        Step::Call { by, op } => op
            .simpler()
            .into_iter()
            .filter(|simpler| simpler != op)
            .map(|op| Step::Call { by: *by, op })
            .collect(),
        Step::Race { windows } => {
            let mut all = vec![];
            for (lane, window) in windows.iter().enumerate() {
                for (call, op) in window.calls.iter().enumerate() {
                    for simpler in op.simpler().into_iter().filter(|simpler| simpler != op) {
                        let mut windows = windows.clone();
                        windows[lane].calls[call] = simpler;
                        all.push(Step::Race { windows });
                    }
                }
            }
            all
        }
        Step::Deed { .. } => vec![],
    }
}
