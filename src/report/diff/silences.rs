//! What two kernels did where the book is silent, as far as both were often enough there.

use super::{Comparison, Difference, Kind, pair};
use crate::report::alike::{self, Likeness};
use crate::report::record::{Record, Silence};

pub fn compare(left: &Record, right: &Record, comparison: &mut Comparison) {
    for (_, one, other) in
        pair(&left.silences, &right.silences, |silence: &Silence| silence.id.as_str())
    {
        let (Some(one), Some(other)) = (one, other) else {
            comparison.not_compared.silences += 1;
            continue;
        };
        comparison.compared += 1;
        let found = || Difference {
            of: Kind::Silence,
            name: one.id.clone(),
            left: done(one),
            right: done(other),
            notes: vec![one.situation.clone()],
        };
        match alike::likeness(one, other) {
            Likeness::Alike => {}
            Likeness::Perhaps => comparison.perhaps.push(found()),
            Likeness::Contradict => comparison.differences.push(found()),
        }
    }
}

fn done(silence: &Silence) -> String {
    let shown = alike::shown(silence).into_iter().map(|(kind, times)| format!("{kind} ({times}x)"));
    shown.collect::<Vec<_>>().join(", ")
}
