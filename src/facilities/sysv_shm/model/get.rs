//! shmget: which segment a key names, whether one is made, and who may have its id.

use super::super::calls::{CREATE, EXCLUSIVE, Get, OFFSETS, Seen};
use super::super::claims::*;
use super::{By, Byte, Segment, Segments, UNCLEAR};
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};
use crate::families::sysv::{ALTER, Grant, Key, Owned, READ};

const PAGE_BYTES: u64 = 4096;

impl Segments {
    fn of_key(&self, key: Key) -> Option<(u8, &Segment)> {
        let named = |(_, segment): &(u8, &Segment)| segment.exists && segment.key == key;
        (0..).zip(&self.segments).find(named).filter(|_| key != Key::Private)
    }

    /// Pages of all segments.
    pub(super) fn pages(&self) -> u64 {
        self.alive().map(|segment| segment.size.div_ceil(PAGE_BYTES)).sum()
    }

    pub(super) fn rule_get(
        &self,
        key: Key,
        size: u64,
        mode: Mode,
        flags: Flags<Get>,
        by: Actor,
        world: &World,
    ) -> Ruling {
        if self.bounds.values.is_none() {
            return Ruling::silent("shmget where the limits cannot be read");
        }
        match self.of_key(key) {
            Some((_, segment)) if segment.marked => {
                Ruling::silent("shmget of the key of a segment that is marked to be destroyed")
            }
            Some((number, segment)) => {
                let exclusive = flags.has(CREATE) && flags.has(EXCLUSIVE);
                let errors = CREATE_EXCLUSIVE.fails_if(exclusive, Errno::EEXIST)
                    | GET_TOO_LARGE.fails_if(size > segment.size, Errno::EINVAL);
                let found = if flags.has(CREATE) { &CREATE_FINDS } else { &GET_FINDS };
                let id = Seen::Id { segment: number };
                match access(segment, mode, by, world) {
                    Ok(by) => errors.or_else(|| by.unwrap_or(found).returns(id)),
                    Err(denied) => errors | denied,
                }
            }
            None if key != Key::Private && !flags.has(CREATE) => {
                let was = |segment: &Segment| segment.marked && segment.key == key;
                let gone = self.segments.iter().rfind(|segment| segment.key == key);
                let claim = if gone.is_some_and(was) { &REMOVE_DESTROYS } else { &GET_MISSING };
                claim.fails(Errno::ENOENT)
            }
            None => self.rule_make(key, size),
        }
    }

    fn rule_make(&self, key: Key, size: u64) -> Ruling {
        let bounds = &self.bounds;
        let at = |limit, value| {
            let most = bounds.most(limit);
            (value > most, value == most && bounds.is_drawn(limit))
        };
        let (large, largest) = at(Limit::ShmmaxBytes, size);
        let (many, most) = at(Limit::Shmmni, self.alive().count() as u64 + 1);
        let pages = self.pages() + size.div_ceil(PAGE_BYTES);
        let (full, fills) = at(Limit::ShmallPages, pages);
        let makes = match key {
            _ if largest => &SHMMAX_MET,
            _ if most => &SHMMNI_MET,
            _ if fills => &SHMALL_MET,
            Key::Nth(_) => &CREATE_MAKES,
            Key::Private => &PRIVATE_MAKES,
        };
        let id = Seen::Id { segment: self.segments.len() as u8 };
        (NEW_TOO_SMALL.fails_if(size == 0, Errno::EINVAL)
            | SHMMAX_EXCEEDED.fails_if(large, Errno::EINVAL)
            | SHMMNI_EXCEEDED.fails_if(many, Errno::ENOSPC)
            | SHMALL_EXCEEDED.fails_if(full, Errno::ENOSPC))
        .or_else(|| makes.returns(id))
    }

    pub(super) fn follow_get(&mut self, key: Key, size: u64, mode: Mode, by: Actor, world: &World) {
        if self.of_key(key).is_some() {
            return;
        }
        self.segments.push(Segment {
            exists: true,
            marked: false,
            key: key.place().map_or(Key::Private, Key::Nth),
            owned: Owned::by(by, mode.0 & 0o777, world),
            size,
            bytes: [Byte::default(); OFFSETS.len()],
            count_by: &NEW_NATTCH_ZERO,
            creator: world.process_of(by),
            last: None,
            was_attached: false,
            was_detached: false,
            unclear: false,
            changed: &NEW_CTIME,
            set: None,
            rested: false,
        });
    }
}

/// Whether the caller may have the id of a segment that exists, and by which claim of its own.
#[expect(clippy::result_large_err, reason = "a ruling is what this is about")]
fn access(segment: &Segment, mode: Mode, by: Actor, world: &World) -> Result<Option<By>, Ruling> {
    const BOTH: u32 = READ | ALTER;
    let asked = (mode.0 >> 6 | mode.0 >> 3 | mode.0) & 7;
    if segment.owned.grant(by, 7, world) == Grant::Privileged {
        return Ok(None);
    }
    let Some(granted) = segment.owned.granted(by, world) else {
        return Err(Ruling::silent(UNCLEAR));
    };
    match (granted & BOTH, asked & BOTH) {
        _ if asked & !BOTH != 0 => {
            Err(Ruling::silent("shmget that asks for a bit of execution, which is not used"))
        }
        (0, _) if asked == 0 => {
            Err(Ruling::silent("shmget of a segment that gives no access, asking for none"))
        }
        (0, _) => Err(GET_DENIED.fails(Errno::EACCES)),
        (granted, asked) if asked & !granted != 0 => {
            Err(Ruling::silent("shmget that asks for more than it is granted"))
        }
        _ => Ok(world.process(by).other_uid.then_some(&GET_GRANTED)),
    }
}
