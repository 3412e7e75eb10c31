//! Every order in which the calls of a history may have taken effect, tried one by one: no memory,
//! no cleverness, nothing in common with the judge's search.

use std::collections::BTreeSet;

use bythebook::engine::history::Fate;

use crate::history::{Move, Timed, moves};

/// What the box holds, how many parts each call has done, and which calls are over.
type State = (Vec<u8>, Vec<u8>, Vec<bool>);

/// Whether some order explains the history, window by window.
pub fn explains(history: &[Timed], windows: usize) -> bool {
    let mut states = BTreeSet::from([(vec![], vec![0; history.len()], vec![false; history.len()])]);
    for window in 0..windows {
        let mut after = BTreeSet::new();
        for state in states {
            go_on(history, window, state, &mut after);
        }
        states = after;
    }
    !states.is_empty()
}

fn go_on(history: &[Timed], window: usize, state: State, after: &mut BTreeSet<State>) {
    let (held, parts, over) = &state;
    let here = |place: usize| history[place].fates[window].is_some() && !over[place];
    let waits = |place: usize| history[place].fates[window] == Some(Fate::Waits);
    let quiet = (0..history.len())
        .filter(|place| here(*place))
        .all(|place| waits(place) && moves(held, history[place].call, parts[place]).is_empty());
    if quiet {
        after.insert(state);
        return;
    }
    for place in (0..history.len()).filter(|place| here(*place)) {
        let start = history[place].start;
        let earlier = |other: usize| ended(&history[other], window) < start;
        if (0..history.len()).any(|other| here(other) && earlier(other)) {
            continue;
        }
        for step in moves(held, history[place].call, parts[place]) {
            let (mut parts, mut over) = (parts.clone(), over.clone());
            let held = match step {
                Move::Part(held) => {
                    parts[place] += 1;
                    held
                }
                Move::Ends(answer, held) => {
                    if history[place].fates[window] != Some(Fate::Returned(answer)) {
                        continue;
                    }
                    over[place] = true;
                    held
                }
            };
            go_on(history, window, (held, parts, over), after);
        }
    }
}

/// When it ended, as the judge is told: of a call that has waited, only that it did.
fn ended(timed: &Timed, window: usize) -> u64 {
    let waited = window > 0 && timed.fates[0] == Some(Fate::Waits);
    if waited || timed.fates[window] == Some(Fate::Waits) { u64::MAX } else { timed.end }
}
