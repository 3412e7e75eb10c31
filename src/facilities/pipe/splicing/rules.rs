//! splice(2), tee(2) and vmsplice(2) as far as they speak of pipes, executable.

use super::super::PipeRoom;
use super::super::claims::*;
use super::super::held::Pipe;
use super::super::model::Pipes;
use super::super::rules::{ends, number};
use super::super::seen::Saw;
use super::{Splicing, Wrong};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::{Access, Actor, Allow, Errno, File, Interrupted, Next, Pick, Ruling, World};

/// What is said of a call that moves or copies from pipe to pipe.
struct Said {
    does: &'static Claim,
    end: &'static Claim,
    of_empty: Blocked,
    to_full: Blocked,
}

/// What is said of a call that can do nothing now: that it sleeps, or fails if it may not.
struct Blocked {
    waits: &'static Claim,
    eagain: &'static Claim,
}

static SPLICE: Said = Said {
    does: &SPLICE_MOVES,
    end: &SPLICE_END_OF_INPUT,
    of_empty: Blocked { waits: &SPLICE_OF_EMPTY_WAITS, eagain: &SPLICE_OF_EMPTY_EAGAIN },
    to_full: Blocked { waits: &SPLICE_TO_FULL_WAITS, eagain: &SPLICE_TO_FULL_EAGAIN },
};
static TEE: Said = Said {
    does: &TEE_COPIES,
    end: &TEE_END_OF_INPUT,
    of_empty: Blocked { waits: &TEE_OF_EMPTY_WAITS, eagain: &TEE_OF_EMPTY_EAGAIN },
    to_full: Blocked { waits: &TEE_TO_FULL_WAITS, eagain: &TEE_TO_FULL_EAGAIN },
};
static MAPPING: Blocked =
    Blocked { waits: &VMSPLICE_TO_FULL_WAITS, eagain: &VMSPLICE_TO_FULL_EAGAIN };
static COPYING: Blocked =
    Blocked { waits: &VMSPLICE_OF_EMPTY_WAITS, eagain: &VMSPLICE_OF_EMPTY_EAGAIN };
static FULL: Blocked = Blocked { waits: &FULL_BEFORE_CAPACITY, eagain: &FULL_BEFORE_CAPACITY };

const NONE: &str = "a call without a descriptor";

impl Blocked {
    /// signal(7) does not say what a handler does to these calls.
    fn ruling(&self, nonblock: bool) -> Ruling<Saw> {
        if nonblock {
            self.eagain.fails(Errno::EAGAIN)
        } else {
            self.waits.waits(Interrupted::Unruled)
        }
    }
}

pub fn rule(pipes: &Pipes, splicing: &Splicing, by: Actor, world: &World<u8>) -> Ruling<Saw> {
    let room = world.process(by).nofile_room;
    let cramped = |needed: u32| room.is_some_and(|room| room < needed);
    let on = |fd: Pick| world.file(by, fd).map(|file| (file, pipes.pipe(file.object)));
    match *splicing {
        Splicing::SpliceFiles if cramped(2) => Ruling::silent("no descriptors are left for files"),
        Splicing::SpliceFiles => SPLICE_WITHOUT_PIPE.fails(Errno::EINVAL),
        Splicing::VmspliceOfOther | Splicing::File { .. } | Splicing::Wrong { .. }
            if cramped(1) =>
        {
            Ruling::silent("no descriptor is left for a file")
        }
        Splicing::VmspliceOfOther => VMSPLICE_OF_OTHER.fails(Errno::EBADF),
        Splicing::Splice { from, to, bytes, nonblock }
        | Splicing::Tee { from, to, bytes, nonblock } => {
            let (Some((input, source)), Some((output, target))) = (on(from), on(to)) else {
                return Ruling::silent(NONE);
            };
            let said = if matches!(splicing, Splicing::Tee { .. }) { &TEE } else { &SPLICE };
            let nonblock = nonblock || input.nonblocking || output.nonblocking;
            let page_bytes = pipes.page_bytes;
            Between { said, input, source, output, target, world, page_bytes }.rule(bytes, nonblock)
        }
        Splicing::File { fd, bytes, pointed, .. } => match on(fd) {
            Some((file, pipe)) => with_file(pipes, pipe, file, (bytes, pointed), world),
            None => Ruling::silent(NONE),
        },
        Splicing::Vmsplice { fd, bytes, nonblock, .. } => match on(fd) {
            Some((file, pipe)) => vmsplice(pipes, pipe, file, (bytes, nonblock), world),
            None => Ruling::silent(NONE),
        },
        Splicing::Wrong { fd, how } => match on(fd) {
            Some((file, pipe)) => wrong(pipe, file, how, world),
            None => Ruling::silent(NONE),
        },
    }
}

/// A call from one pipe to another, and all that decides about it.
struct Between<'a> {
    said: &'static Said,
    input: &'a File<u8>,
    source: &'a Pipe,
    output: &'a File<u8>,
    target: &'a Pipe,
    world: &'a World<u8>,
    page_bytes: u32,
}

impl Between<'_> {
    fn rule(&self, bytes: u32, nonblock: bool) -> Ruling<Saw> {
        if let Some(refused) = self.refused() {
            return refused;
        }
        if !ends(self.world, self.output.object, Access::Read) {
            return Ruling::silent("splice or tee into a pipe that nobody can read");
        }
        if self.source.has_packets() || self.target.has_packets() {
            return Ruling::silent("splice or tee of packets");
        }
        let Said { does, end, of_empty, to_full } = self.said;
        let free = self.target.pages_free(self.page_bytes) > 0;
        if self.source.is_empty() && !ends(self.world, self.input.object, Access::Write) {
            return if free {
                end.returns(number(0))
            } else {
                Ruling::silent("splice or tee at the end of input into a pipe that may be full")
            };
        }
        let room = self.target.room_bytes(self.page_bytes);
        match (self.source.held_bytes(), room) {
            (0, 0) => of_empty.ruling(nonblock) | to_full.ruling(nonblock),
            (0, _) => of_empty.ruling(nonblock),
            (_, 0) => to_full.ruling(nonblock),
            (held, room) => {
                let most = bytes.min(held).min(room);
                let does = does.returns_between(number(1), number(most));
                if free { does } else { does | FULL.ruling(nonblock) }
            }
        }
    }

    /// The manual does not rank the errors, and names no other for tee.
    fn refused(&self) -> Option<Ruling<Saw>> {
        let same = self.input.object == self.output.object;
        let mode = self.input.access == Access::Write || self.output.access == Access::Read;
        let is_tee = std::ptr::eq(self.said, &raw const TEE);
        match (is_tee, same, mode) {
            (_, false, false) => None,
            (true, _, true) => Some(Ruling::silent("tee of a descriptor opened the other way")),
            (true, ..) => Some(TEE_SAME_PIPE.fails(Errno::EINVAL)),
            (false, true, true) => {
                Some(SPLICE_SAME_PIPE.fails(Errno::EINVAL) | SPLICE_WRONG_MODE.fails(Errno::EBADF))
            }
            (false, true, false) => Some(SPLICE_SAME_PIPE.fails(Errno::EINVAL)),
            (false, false, true) => Some(SPLICE_WRONG_MODE.fails(Errno::EBADF)),
        }
    }
}

/// splice between a pipe and a file, without waiting.
fn with_file(
    pipes: &Pipes,
    pipe: &Pipe,
    file: &File<u8>,
    (bytes, pointed): (u32, bool),
    world: &World<u8>,
) -> Ruling<Saw> {
    if pipe.has_packets() {
        return Ruling::silent("splice or tee of packets");
    }
    let claim = if pointed { &SPLICE_OFFSET_POINTED } else { &SPLICE_OFFSET_OWN };
    let filed = |content| Saw::Filed { as_said: true, content };
    if file.access == Access::Read {
        if !pipe.is_empty() {
            let all = pipe.peek(bytes).content;
            return claim.returns_between(filed(pipe.peek(1).content), filed(all));
        }
        if ends(world, file.object, Access::Write) {
            return SPLICE_OF_EMPTY_EAGAIN.fails(Errno::EAGAIN);
        }
        return SPLICE_END_OF_INPUT.returns(filed(Content::default()));
    }
    if !ends(world, file.object, Access::Read) {
        return Ruling::silent("splice or tee into a pipe that nobody can read");
    }
    let room = pipe.room_bytes(pipes.page_bytes);
    if room == 0 {
        return SPLICE_TO_FULL_EAGAIN.fails(Errno::EAGAIN);
    }
    let moved = |bytes| Saw::Moved { as_said: true, bytes: u64::from(bytes) };
    let some = claim.returns_between(moved(1), moved(bytes.min(room)));
    if pipe.pages_free(pipes.page_bytes) > 0 { some } else { some | FULL.ruling(true) }
}

/// Only its own flag keeps vmsplice from waiting: of a descriptor that does, its page is silent.
fn vmsplice(
    pipes: &Pipes,
    pipe: &Pipe,
    file: &File<u8>,
    (bytes, nonblock): (u32, bool),
    world: &World<u8>,
) -> Ruling<Saw> {
    const NONBLOCKING: &str = "vmsplice that would wait, through a descriptor with O_NONBLOCK";
    if pipe.has_packets() {
        return Ruling::silent("vmsplice in packet mode");
    }
    let waiting = |blocked: &Blocked| {
        if file.nonblocking && !nonblock {
            return Ruling::silent(NONBLOCKING);
        }
        blocked.ruling(nonblock)
    };
    if file.access == Access::Read {
        if !pipe.is_empty() {
            let (one, all) = (pipe.peek(1).content, pipe.peek(bytes).content);
            return VMSPLICE_COPIES.returns_between(Saw::Read(one), Saw::Read(all));
        }
        if !ends(world, file.object, Access::Write) {
            return Ruling::silent("vmsplice of a read end at the end of input");
        }
        return waiting(&COPYING);
    }
    if !ends(world, file.object, Access::Read) {
        return Ruling::silent("vmsplice into a pipe that nobody can read");
    }
    let room = pipe.room_bytes(pipes.page_bytes);
    if room == 0 {
        return waiting(&MAPPING);
    }
    let maps = VMSPLICE_MAPS.returns_between(number(1), number(bytes.min(room)));
    if pipe.pages_free(pipes.page_bytes) > 0 { maps } else { maps | waiting(&FULL) }
}

fn wrong(pipe: &Pipe, file: &File<u8>, how: Wrong, world: &World<u8>) -> Ruling<Saw> {
    match how {
        Wrong::Offset => SPLICE_PIPE_OFFSET.fails(Errno::ESPIPE),
        Wrong::Appending if file.access == Access::Read => {
            let refused = SPLICE_TO_APPENDING.fails(Errno::EINVAL);
            match (pipe.is_empty(), ends(world, file.object, Access::Write)) {
                (false, _) => refused,
                // Nothing can be moved, and the manual does not say which of the two comes first.
                (true, true) => refused | SPLICE_OF_EMPTY_EAGAIN.fails(Errno::EAGAIN),
                (true, false) => refused | SPLICE_END_OF_INPUT.returns(number(0)),
            }
        }
        Wrong::Appending => Ruling::silent("splice from a file that appends"),
        Wrong::TeeOfFile => TEE_OF_OTHER.fails(Errno::EINVAL),
        Wrong::Segments => VMSPLICE_SEGMENTS.fails(Errno::EINVAL),
        Wrong::UnalignedGift
            if file.access == Access::Read
                || pipe.has_packets()
                || !ends(world, file.object, Access::Read) =>
        {
            Ruling::silent("a gift that is not whole pages, to what takes none")
        }
        Wrong::UnalignedGift => VMSPLICE_GIFT_UNALIGNED.fails(Errno::EINVAL),
    }
}

/// What a call that returned did to the pipes.
pub fn follow(
    pipes: &mut Pipes,
    splicing: &Splicing,
    saw: &Saw,
    object: impl Fn(Pick) -> u8,
) -> Next<PipeRoom> {
    match (splicing, saw) {
        (Splicing::Splice { from, to, .. }, Saw::Number(bytes)) => {
            let pieces = pipes.pipe(object(*from)).front(*bytes as u32);
            pipes.pipe_mut(object(*from)).take(*bytes as u32);
            pipes.pipe_mut(object(*to)).put_spliced(&pieces);
        }
        (Splicing::Tee { from, to, .. }, Saw::Number(bytes)) => {
            let pieces = pipes.pipe(object(*from)).front(*bytes as u32);
            pipes.pipe_mut(object(*to)).put_spliced(&pieces);
        }
        (Splicing::File { fd, .. }, Saw::Filed { content, .. })
        | (Splicing::Vmsplice { fd, .. }, Saw::Read(content)) => {
            pipes.pipe_mut(object(*fd)).take(content.len() as u32);
        }
        (
            Splicing::File { fd, tag, .. } | Splicing::Vmsplice { fd, tag, .. },
            Saw::Moved { bytes, .. } | Saw::Number(bytes),
        ) => {
            let piece = crate::engine::content::Piece::of(*tag, *bytes as u32);
            pipes.pipe_mut(object(*fd)).put_spliced(&[piece]);
        }
        _ => {}
    }
    Next::here()
}
