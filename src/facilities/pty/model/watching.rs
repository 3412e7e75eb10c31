//! When a master or a terminal is ready.

use super::{Pair, Set, Setting, is_master};
use crate::engine::{Allow, File, Interrupted, Readiness, Ready, Ruling};
use crate::facilities::pty::calls::Seen;
use crate::facilities::pty::claims::*;

/// More than this nobody says that there is room for.
pub const ROOM: usize = 1000;

/// Whether there is something to read; none where the manual does not say.
fn has_input(pair: &Pair, file: &File) -> Option<bool> {
    let (queue, _) = pair.queues(file);
    if pair.is_parted(file, None) {
        return None;
    }
    if is_master(file) {
        let has_status = pair.packet && pair.status != 0;
        return (!queue.is_empty() || !has_status).then_some(!queue.is_empty());
    }
    let Set { setting, min, time } = pair.set?;
    if setting != Setting::Raw {
        return Some(queue.line().is_some());
    }
    match queue.len() {
        0 => Some(false),
        held => (held >= min.into() && (time == 0 || min <= 1)).then_some(true),
    }
}

/// What poll says.
pub fn ready(pair: &Pair, file: &File) -> Readiness {
    let gone = if is_master(file) { pair.slave_gone } else { pair.master_gone };
    let hangup = Ready::iff(&POLL_HANGUP, gone);
    let (queue, other) = pair.queues(file);
    if gone || pair.spoiled {
        return Readiness { hangup, ..Readiness::UNRULED };
    }
    // What is on its way may arrive between two looks, and be told again.
    let line_is_open = !is_master(file) && pair.is_canonical() && queue.line().is_none();
    if queue.has_unseen() {
        let input = if line_is_open { Ready::No(&POLL_INPUT) } else { Ready::Unruled };
        return Readiness { input, hangup, ..Readiness::UNRULED };
    }
    let input =
        has_input(pair, file).map_or(Ready::Unruled, |input| Ready::iff(&POLL_INPUT, input));
    let roomy = pair.opened && !pair.stopped && pair.set.is_some() && other.len() < ROOM;
    let output = if roomy { Ready::Yes(&POLL_OUTPUT) } else { Ready::Unruled };
    Readiness { input, output, hangup, error: Ready::Unruled }
}

/// poll for input, without limit.
pub fn rule_await(pair: &Pair, file: &File) -> Ruling {
    match has_input(pair, file) {
        Some(true) => POLL_RETURNS.returns(Seen::Done),
        Some(false) if is_master(file) && pair.slave_gone => {
            Ruling::silent("poll of a master whose slave is closed")
        }
        Some(false) => POLL_WAITS.waits(Interrupted::Unruled),
        None => Ruling::silent("poll of a terminal that a read may find either way"),
    }
}
