//! msgget: which queue a key names, whether one is made, and who may have its id.

use super::super::calls::{CREATE, EXCLUSIVE, Get, Seen};
use super::super::claims::*;
use super::{Queue, Queues, UNCLEAR};
use crate::claim::Claim;
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Actor, Allow, Answer, Errno, Limit, Ruling, World};
use crate::families::sysv::{ALTER, Grant, Key, Owned, READ};

const EXECUTE: u32 = 1;

impl Queues {
    fn of_key(&self, key: Key) -> Option<(u8, &Queue)> {
        let named = |(_, queue): &(u8, &Queue)| queue.exists && queue.key == key;
        (0..).zip(&self.queues).find(named).filter(|_| key != Key::Private)
    }

    pub(super) fn rule_get(
        &self,
        key: Key,
        mode: Mode,
        flags: Flags<Get>,
        by: Actor,
        world: &World,
    ) -> Ruling {
        if self.bounds.values.is_none() {
            return Ruling::silent("msgget where the limits cannot be read");
        }
        match self.of_key(key) {
            Some((number, queue)) => {
                let exclusive = flags.has(CREATE) && flags.has(EXCLUSIVE);
                let errors = CREATE_EXCLUSIVE.fails_if(exclusive, Errno::EEXIST);
                let found = if flags.has(CREATE) { &CREATE_FINDS } else { &GET_FINDS };
                let id = Seen::Id { queue: number, negative: false };
                match access(queue, mode, by, world) {
                    Ok(by) => {
                        errors.or_else(|| [by.unwrap_or(found), &ID_NOT_NEGATIVE].returns(id))
                    }
                    Err(denied) => errors | denied,
                }
            }
            None if key != Key::Private && !flags.has(CREATE) => {
                let freed = key.place().is_some_and(|place| self.freed[usize::from(place)]);
                let missing = if freed { &REMOVE_AT_ONCE } else { &GET_MISSING };
                missing.fails(Errno::ENOENT)
            }
            None => {
                let (queues, most) =
                    (self.alive().count() as u64 + 1, self.bounds.most(Limit::Msgmni));
                let met = self.bounds.is_drawn(Limit::Msgmni) && queues == most;
                let makes = match key {
                    _ if met => &MSGMNI_MET,
                    Key::Nth(_) => &CREATE_MAKES,
                    Key::Private if flags == Flags::NONE => &PRIVATE_MAKES,
                    Key::Private => &PRIVATE_IGNORES_FLAGS,
                };
                let id = Seen::Id { queue: self.queues.len() as u8, negative: false };
                MSGMNI_EXCEEDED
                    .fails_if(queues > most, Errno::ENOSPC)
                    .or_else(|| [makes, &ID_NOT_NEGATIVE].returns(id))
            }
        }
    }

    pub(super) fn follow_get(
        &mut self,
        key: Key,
        mode: Mode,
        answer: &Answer,
        by: Actor,
        world: &World,
    ) {
        if let (Some(place), Err(Errno::ENOENT)) = (key.place(), answer) {
            self.freed[usize::from(place)] = false;
        }
        if answer.is_err() || self.of_key(key).is_some() {
            return;
        }
        if let Some(place) = key.place() {
            self.freed[usize::from(place)] = false;
        }
        let key = key.place().map_or(Key::Private, Key::Nth);
        let most = self.bounds.most(Limit::MsgmnbBytes);
        self.queues.push(Queue::new(key, Owned::by(by, mode.0 & 0o777, world), most));
    }
}

/// Whether the caller may have the id of a queue that exists, and by which claim of its own.
#[expect(clippy::result_large_err, reason = "a ruling is what this is about")]
fn access(
    queue: &Queue,
    mode: Mode,
    by: Actor,
    world: &World,
) -> Result<Option<&'static Claim>, Ruling> {
    const BOTH: u32 = READ | ALTER;
    let asked = (mode.0 >> 6 | mode.0 >> 3 | mode.0) & 7;
    if queue.owned.grant(by, BOTH | EXECUTE, world) == Grant::Privileged {
        return Ok(None);
    }
    let Some(granted) = queue.owned.granted(by, world) else {
        return Err(Ruling::silent(UNCLEAR));
    };
    let (is_other, executes) = (world.process(by).other_uid, asked & EXECUTE != 0);
    match (granted & BOTH, asked & BOTH) {
        (0, _) if asked == 0 => {
            Err(Ruling::silent("msgget of a queue that gives no access, asking for none"))
        }
        (0, _) => Err(GET_DENIED.fails(Errno::EACCES)),
        (granted, asked) if asked & !granted != 0 => {
            Err(Ruling::silent("msgget that asks for more than it is granted"))
        }
        _ if executes => Ok(Some(&EXECUTE_UNUSED)),
        _ => Ok(is_other.then_some(&GET_GRANTED)),
    }
}
