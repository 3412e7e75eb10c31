//! shmat and shmdt, and what is in memory.

use super::super::calls::{Address, OFFSETS, PLACES, Seen, Which};
use super::super::claims::*;
use super::{Attached, Byte, Named, Segments, UNCLEAR, granted};
use crate::engine::forms::Tag;
use crate::engine::{Actor, Allow, Errno, Ruling, World};
use crate::families::sysv::{ALTER, Grant, READ};

const PAGE_BYTES: u64 = 4096;
const NOTHING: &str = "there is nothing attached in that place";

impl Segments {
    pub(super) fn rule_attach(
        &self,
        which: Which,
        place: u8,
        read_only: bool,
        at: Address,
        by: Actor,
        world: &World,
    ) -> Ruling {
        if self.attached(place, by, world).is_some() {
            return Ruling::silent("the address of what was attached is lost");
        }
        let address = match at {
            Address::Unaligned => ATTACH_UNALIGNED.fails(Errno::EINVAL),
            Address::Occupied => ATTACH_OCCUPIED.fails(Errno::EINVAL),
            Address::RemapNull => ATTACH_REMAP_NULL.fails(Errno::EINVAL),
            Address::Null | Address::Free | Address::Rounded => Ruling::none(),
        };
        let (number, segment) = match self.named(which) {
            Named::Segment(number, segment) => (number, segment),
            Named::Removed => {
                return address
                    | ATTACH_NO_SEGMENT.fails(Errno::EINVAL)
                    | ATTACH_REMOVED.fails(Errno::EIDRM);
            }
            Named::Never => return address | ATTACH_NO_SEGMENT.fails(Errno::EINVAL),
        };
        let asked = if read_only { READ } else { READ | ALTER };
        let grant = segment.owned.grant(by, asked, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        let errors = address | ATTACH_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES);
        errors.or_else(|| {
            let reads_alone = segment.owned.granted(by, world) == Some(READ);
            let again = self.places(by, world).iter().flatten().any(|one| one.number == number);
            let how = match at {
                Address::Free => &ATTACH_GIVEN,
                Address::Rounded => &ATTACH_ROUNDS,
                _ if segment.marked => &ATTACH_MARKED,
                _ if read_only && reads_alone && world.process(by).other_uid => &ATTACH_READ_ONLY,
                _ if again => &ATTACH_AGAIN,
                _ => granted(grant, by, world, &ATTACH_CHOOSES),
            };
            [how, how].returns(Seen::Attached { as_asked: true })
        })
    }

    pub(super) fn follow_attach(
        &mut self,
        which: Which,
        place: u8,
        read_only: bool,
        by: Actor,
        world: &World,
    ) {
        let Which::Nth(number) = which else { return };
        let process = world.process_of(by);
        self.attached[usize::from(process.0)][usize::from(place % PLACES)] =
            Some(Attached { number, read_only });
        let segment = &mut self.segments[usize::from(number)];
        segment.was_attached = true;
        segment.count_by = &ATTACH_COUNTS;
        segment.last = Some((process, &ATTACH_LPID));
    }

    pub(super) fn rule_detach(
        &self,
        place: u8,
        unaligned: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        match self.attached(place, by, world) {
            _ if unaligned => DETACH_UNALIGNED.fails(Errno::EINVAL),
            None => DETACH_MISSING.fails(Errno::EINVAL),
            Some(_) => [&DETACH_RETURNS_ZERO; 2].returns(Seen::Done { returned: 0 }),
        }
    }

    pub(super) fn follow_detach(&mut self, place: u8, by: Actor, world: &World) {
        let process = world.process_of(by);
        let place = &mut self.attached[usize::from(process.0)][usize::from(place % PLACES)];
        let Some(Attached { number, .. }) = place.take() else { return };
        let segment = &mut self.segments[usize::from(number)];
        segment.was_detached = true;
        segment.count_by = &DETACH_COUNTS;
        segment.last = Some((process, &DETACH_LPID));
        self.detached(number);
    }

    /// What is attached, if the byte is in memory of the segment; else the situation.
    pub fn reached(
        &self,
        place: u8,
        at: u8,
        by: Actor,
        world: &World,
    ) -> Result<Attached, &'static str> {
        let attached = self.attached(place, by, world).ok_or(NOTHING)?;
        let size = self.segments[usize::from(attached.number)].size;
        if OFFSETS[usize::from(at) % OFFSETS.len()] >= size.next_multiple_of(PAGE_BYTES) {
            return Err("a byte past the last page of a segment");
        }
        Ok(attached)
    }

    pub(super) fn rule_store(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        match self.reached(place, at, by, world) {
            Err(situation) => Ruling::silent(situation),
            Ok(Attached { read_only: true, .. }) => READ_ONLY_STORE.fails(Errno::EFAULT),
            Ok(_) => STORED.returns(Seen::Stored),
        }
    }

    pub(super) fn follow_store(
        &mut self,
        place: u8,
        at: u8,
        Tag(tag): Tag,
        by: Actor,
        world: &World,
    ) {
        let Some(Attached { number, .. }) = self.attached(place, by, world) else { return };
        let segment = &mut self.segments[usize::from(number)];
        segment.rested = false;
        segment.bytes[usize::from(at) % OFFSETS.len()] =
            Byte { value: tag as u8, by: Some(world.process_of(by)) };
    }

    pub(super) fn rule_load(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        let number = match self.reached(place, at, by, world) {
            Err(situation) => return Ruling::silent(situation),
            Ok(attached) => attached.number,
        };
        let segment = &self.segments[usize::from(number)];
        let at = usize::from(at) % OFFSETS.len();
        let byte = segment.bytes[at];
        let claim = match byte.by {
            _ if OFFSETS[at] >= segment.size => &NEW_WHOLE_PAGES,
            None => &NEW_BYTES_ZERO,
            Some(_) if segment.marked => &REMOVE_KEEPS_MEMORY,
            Some(_) if segment.rested => &PERSISTS,
            Some(other) if other != world.process_of(by) => &PROCESSES_SHARE,
            Some(_) => &STORED,
        };
        claim.returns(Seen::Loaded { value: byte.value })
    }
}
