//! What a read of a signalfd gives: the reader's own signals.

use smallvec::SmallVec;

use super::super::calls::{RECORD_BYTES, Seen};
use super::super::claims::*;
use super::{ACCEPTED, DOUBTFUL, Descriptors, READ};
use crate::claim::Claim;
use crate::engine::forms::Rest;
use crate::engine::{Actor, Allow, Errno, File, Interrupted, Ruling};
use crate::families::signals::{By, Code, One, Order, Sent, Told};

/// The claims on the bytes, on each signal, and on there being no more.
struct Spoken(SmallVec<[&'static Claim; 2]>);

impl Allow for Spoken {
    fn named(self) -> SmallVec<[&'static Claim; 2]> {
        self.0
    }
}

impl Descriptors {
    pub(super) fn rule_read(&self, one: &One, file: &File, bytes: u16, by: Actor) -> Ruling {
        let set = self.set(file);
        let short = READ_SHORT.fails_if(bytes < RECORD_BYTES, Errno::EINVAL);
        if set & one.doubtful != 0 {
            return Ruling::silent(DOUBTFUL);
        }
        let next = one.next_of(set);
        if next.is_empty() {
            let several = self.fds.iter().filter(|of| of.set & set != 0).count() > 1;
            let eagain = match one.pending_by {
                READ if several => &READ_ONCE,
                READ => &READ_CONSUMES,
                ACCEPTED => &ACCEPTED_NOT_READ,
                _ => &READ_EAGAIN,
            };
            // The manual does not rank the two errors.
            let nothing = match file.nonblocking {
                true => eagain.fails(Errno::EAGAIN),
                false if bytes < RECORD_BYTES => Ruling::none(),
                // signal(7) does not say what a handler does to it.
                false => READ_WAITS.waits(Interrupted::Unruled),
            };
            return short | nothing;
        }
        short.or_else(|| match (next.len(), bytes / RECORD_BYTES) {
            (1, 2..) => self.many(one.clone(), file, bytes / RECORD_BYTES, by),
            (_, 1) => next.iter().fold(Ruling::none(), |either, (at, order)| {
                let list = [(one.pending[*at], *order)];
                either | self.gives(one, &list, file, by)
            }),
            _ => Ruling::silent(UNRANKED),
        })
    }

    /// As many as fit, as long as it is said which comes next.
    fn many(&self, mut one: One, file: &File, most: u16, by: Actor) -> Ruling {
        let set = self.set(file);
        let before = one.clone();
        let mut list = vec![];
        for _ in 0..most {
            let next = one.next_of(set);
            match &next[..] {
                [] => break,
                [(at, order)] => list.push((one.take(*at), *order)),
                _ => return Ruling::silent(UNRANKED),
            }
        }
        self.gives(&before, &list, file, by)
    }

    fn gives(&self, one: &One, list: &[(Sent, Order)], file: &File, by: Actor) -> Ruling {
        let maker = self.fds[file.object.index()].maker;
        let is = match one.pending_by {
            By::Exec => &EXEC_READABLE,
            _ if maker == by => &READ_TAKES,
            _ if self.descends(by, maker) => &FORK_OWN,
            _ => &PASS_OWN,
        };
        let mut spoken: SmallVec<[&'static Claim; 2]> = SmallVec::new();
        spoken.push(&READ_WHOLE);
        let mut all = vec![];
        for (place, (sent, order)) in list.iter().enumerate() {
            spoken.extend(claims(sent, *order, if place > 0 { &READ_MANY } else { is }));
            all.push(Told::of(sent, 0));
        }
        spoken.push(&READ_ONLY_SET);
        Spoken(spoken).returns(Seen::Read { whole: true, all: Rest(all) })
    }
}

const UNRANKED: &str = "several standard signals are read at once";

/// The claims on what is read of a signal: which it is, its code, its value, its sender, that one's
/// user.
fn claims(sent: &Sent, order: Order, is: &'static Claim) -> [&'static Claim; 5] {
    let is = match order {
        Order::StandardFirst => &READ_STANDARD_FIRST,
        Order::LowFirst => &READ_LOWEST_FIRST,
        _ => is,
    };
    let value = if order == Order::InTurn { &READ_ORDER } else { &READ_VALUE };
    match sent.code {
        Code::Queue => [is, &QUEUE_CODE, value, &READ_PID, &READ_UID],
        _ => [is, &KILL_CODE, &KILL_CODE, &READ_PID, &READ_UID],
    }
}
