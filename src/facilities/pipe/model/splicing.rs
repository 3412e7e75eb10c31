//! splice(2), tee(2) and vmsplice(2) as far as they speak of pipes, executable.

use super::held::Pipe;
use super::rules::number;
use super::{Object, Pick, Pipes};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::{Access, Actor, Allow, Errno, File, Ruling, World};
use crate::facilities::pipe::calls::{Call, Seen, Wrong};
use crate::facilities::pipe::claims::*;
use crate::families::stream::{Blocked, has_reader, has_writer};

/// What is said of a call that moves or copies from pipe to pipe.
struct Said {
    does: &'static Claim,
    end: &'static Claim,
    of_empty: Blocked,
    to_full: Blocked,
    /// What is said of two ends that do not fit.
    refuses: fn(same_pipe: bool, wrong_mode: bool) -> Ruling,
}

static SPLICE: Said = Said {
    does: &SPLICE_MOVES,
    end: &SPLICE_END_OF_INPUT,
    of_empty: blocked(&SPLICE_OF_EMPTY_WAITS, &SPLICE_OF_EMPTY_EAGAIN),
    to_full: blocked(&SPLICE_TO_FULL_WAITS, &SPLICE_TO_FULL_EAGAIN),
    // The manual does not rank the errors.
    refuses: |same, wrong| {
        SPLICE_SAME_PIPE.fails_if(same, Errno::EINVAL)
            | SPLICE_WRONG_MODE.fails_if(wrong, Errno::EBADF)
    },
};
static TEE: Said = Said {
    does: &TEE_COPIES,
    end: &TEE_END_OF_INPUT,
    of_empty: blocked(&TEE_OF_EMPTY_WAITS, &TEE_OF_EMPTY_EAGAIN),
    to_full: blocked(&TEE_TO_FULL_WAITS, &TEE_TO_FULL_EAGAIN),
    refuses: |same, wrong| {
        if wrong {
            return Ruling::silent("tee of a descriptor opened the other way");
        }
        TEE_SAME_PIPE.fails_if(same, Errno::EINVAL)
    },
};
static MAPPING: Blocked = blocked(&VMSPLICE_TO_FULL_WAITS, &VMSPLICE_TO_FULL_EAGAIN);
static COPYING: Blocked = blocked(&VMSPLICE_OF_EMPTY_WAITS, &VMSPLICE_OF_EMPTY_EAGAIN);
static FULL: Blocked = blocked(&FULL_BEFORE_CAPACITY, &FULL_BEFORE_CAPACITY);

/// signal(7) does not say what a handler does to these calls.
const fn blocked(waits: &'static Claim, eagain: &'static Claim) -> Blocked {
    Blocked { waits, eagain, interrupted: None }
}

pub fn rule(pipes: &Pipes, call: Call, by: Actor, world: &World) -> Ruling {
    let room = world.process(by).nofile_room;
    let cramped = |needed: u32| room.is_some_and(|room| room < needed);
    let end = |fd: Pick| {
        world.file(by, fd).map(|file| End { file, pipe: pipes.pipe(file.object), world })
    };
    let on = |fd: Pick, rule: &dyn Fn(End<'_>) -> Ruling| {
        end(fd).map_or_else(|| Ruling::silent(NONE), rule)
    };
    let between = |said, (from, to): (Pick, Pick), bytes, nonblock| match (end(from), end(to)) {
        (Some(from), Some(to)) => rule_between(said, from, to, bytes, nonblock),
        _ => Ruling::silent(NONE),
    };
    match call {
        Call::SpliceFiles if cramped(2) => Ruling::silent("no descriptors are left for files"),
        Call::VmspliceOfOther | Call::File { .. } | Call::Wrong { .. } if cramped(1) => {
            Ruling::silent("no descriptor is left for a file")
        }
        Call::SpliceFiles => SPLICE_WITHOUT_PIPE.fails(Errno::EINVAL),
        Call::VmspliceOfOther => VMSPLICE_OF_OTHER.fails(Errno::EBADF),
        Call::Splice { from, to, bytes, nonblock } => between(&SPLICE, (from, to), bytes, nonblock),
        Call::Tee { from, to, bytes, nonblock } => between(&TEE, (from, to), bytes, nonblock),
        Call::File { fd, bytes, pointed, .. } => on(fd, &|end| end.with_file(bytes, pointed)),
        Call::Vmsplice { fd, bytes, nonblock, .. } => on(fd, &|end| end.vmsplice(bytes, nonblock)),
        Call::Wrong { fd, how } => on(fd, &|end| end.wrong(how)),
        _ => unreachable!("ruled elsewhere"),
    }
}

const NONE: &str = "a call without a descriptor";

/// One end of a pipe, and all that decides about a call on it.
#[derive(Clone, Copy)]
struct End<'a> {
    file: &'a File,
    pipe: &'a Pipe,
    world: &'a World,
}

fn rule_between(
    said: &'static Said,
    from: End<'_>,
    to: End<'_>,
    bytes: u32,
    nonblock: bool,
) -> Ruling {
    let nonblock = nonblock || from.file.nonblocking || to.file.nonblocking;
    let same = from.file.object == to.file.object;
    let wrong = from.file.access == Access::Write || to.file.access == Access::Read;
    (said.refuses)(same, wrong).or_else(|| {
        if !to.has_reader() {
            return Ruling::silent("splice or tee into a pipe that nobody can read");
        }
        if from.pipe.has_packets() || to.pipe.has_packets() {
            return Ruling::silent("splice or tee of packets");
        }
        let space = to.pipe.space_or(&FULL);
        if from.is_at_end() && space.may_be_full.is_some() {
            return Ruling::silent(
                "splice or tee at the end of input into a pipe that may be full",
            );
        }
        if from.is_at_end() {
            return said.end.returns(number(0));
        }
        let (of_empty, to_full) = (&said.of_empty, &said.to_full);
        match (from.pipe.held.bytes(), space.bytes_max) {
            (0, 0) => of_empty.rule(nonblock) | to_full.rule(nonblock),
            (0, _) => of_empty.rule(nonblock),
            (_, 0) => to_full.rule(nonblock),
            (held, room) => {
                let most = number(bytes.min(held).min(room));
                space.or_full(said.does.returns_between(number(1), most), nonblock)
            }
        }
    })
}

impl End<'_> {
    fn has_reader(self) -> bool {
        has_reader(self.world, self.file.object)
    }

    fn has_writer(self) -> bool {
        has_writer(self.world, self.file.object)
    }

    /// Nothing is left to read, and nothing more comes.
    fn is_at_end(self) -> bool {
        self.pipe.held.is_empty() && !self.has_writer()
    }

    /// The content of one byte to that many, as outcomes of a call that reads.
    fn ahead(self, bytes: u32, seen: impl Fn(Content) -> Seen) -> (Seen, Seen) {
        let of = |bytes| seen(self.pipe.peek(bytes).content);
        (of(1), of(bytes))
    }

    /// splice between a pipe and a file, without waiting.
    fn with_file(self, bytes: u32, pointed: bool) -> Ruling {
        if self.pipe.has_packets() {
            return Ruling::silent("splice or tee of packets");
        }
        let claim = if pointed { &SPLICE_OFFSET_POINTED } else { &SPLICE_OFFSET_OWN };
        let filed = |content| Seen::Filed { as_said: true, content };
        if self.file.access == Access::Read {
            if !self.pipe.held.is_empty() {
                let (one, all) = self.ahead(bytes, filed);
                return claim.returns_between(one, all);
            }
            if self.has_writer() {
                return SPLICE_OF_EMPTY_EAGAIN.fails(Errno::EAGAIN);
            }
            return SPLICE_END_OF_INPUT.returns(filed(Content::default()));
        }
        if !self.has_reader() {
            return Ruling::silent("splice or tee into a pipe that nobody can read");
        }
        let space = self.pipe.space_or(&FULL);
        if space.bytes_max == 0 {
            return SPLICE_TO_FULL_EAGAIN.fails(Errno::EAGAIN);
        }
        let moved = |bytes: u32| Seen::Moved { as_said: true, bytes: bytes.into() };
        let some = claim.returns_between(moved(1), moved(bytes.min(space.bytes_max)));
        space.or_full(some, true)
    }

    /// Only its own flag keeps vmsplice from waiting: of a descriptor that does, its page is
    /// silent.
    fn vmsplice(self, bytes: u32, nonblock: bool) -> Ruling {
        if self.pipe.has_packets() {
            return Ruling::silent("vmsplice in packet mode");
        }
        let waiting = |blocked: &Blocked| {
            if self.file.nonblocking && !nonblock {
                return Ruling::silent(
                    "vmsplice that would wait, through a descriptor with O_NONBLOCK",
                );
            }
            blocked.rule(nonblock)
        };
        if self.file.access == Access::Read {
            if !self.pipe.held.is_empty() {
                let (one, all) = self.ahead(bytes, |content| Seen::Read { content });
                return VMSPLICE_COPIES.returns_between(one, all);
            }
            if !self.has_writer() {
                return Ruling::silent("vmsplice of a read end at the end of input");
            }
            return waiting(&COPYING);
        }
        if !self.has_reader() {
            return Ruling::silent("vmsplice into a pipe that nobody can read");
        }
        let space = self.pipe.space_or(&FULL);
        if space.bytes_max == 0 {
            return waiting(&MAPPING);
        }
        let maps = VMSPLICE_MAPS.returns_between(number(1), number(bytes.min(space.bytes_max)));
        match space.may_be_full {
            Some(full) => maps | waiting(full),
            None => maps,
        }
    }

    fn wrong(self, how: Wrong) -> Ruling {
        let reads = self.file.access == Access::Read;
        match how {
            Wrong::Offset => SPLICE_PIPE_OFFSET.fails(Errno::ESPIPE),
            Wrong::Appending if reads => {
                let refused = SPLICE_TO_APPENDING.fails(Errno::EINVAL);
                match (self.pipe.held.is_empty(), self.has_writer()) {
                    (false, _) => refused,
                    // Nothing can be moved, and the manual does not say which comes first.
                    (true, true) => refused | SPLICE_OF_EMPTY_EAGAIN.fails(Errno::EAGAIN),
                    (true, false) => refused | SPLICE_END_OF_INPUT.returns(number(0)),
                }
            }
            Wrong::Appending => Ruling::silent("splice from a file that appends"),
            Wrong::TeeOfFile => TEE_OF_OTHER.fails(Errno::EINVAL),
            Wrong::Segments => VMSPLICE_SEGMENTS.fails(Errno::EINVAL),
            Wrong::UnalignedGift if reads || self.pipe.has_packets() || !self.has_reader() => {
                Ruling::silent("a gift that is not whole pages, to what takes none")
            }
            Wrong::UnalignedGift => VMSPLICE_GIFT_UNALIGNED.fails(Errno::EINVAL),
        }
    }
}

/// What a call that returned did to the pipes.
pub fn follow(pipes: &mut Pipes, call: Call, seen: Seen, object: impl Fn(Pick) -> Object) {
    match (call, seen) {
        (Call::Splice { from, to, .. }, Seen::Number { number }) => {
            let pieces = pipes.pipe(object(from)).front(number as u32);
            pipes.pipe_mut(object(from)).take(number as u32);
            pipes.pipe_mut(object(to)).put_spliced(&pieces);
        }
        (Call::Tee { from, to, .. }, Seen::Number { number }) => {
            let pieces = pipes.pipe(object(from)).front(number as u32);
            pipes.pipe_mut(object(to)).put_spliced(&pieces);
        }
        (Call::File { fd, .. }, Seen::Filed { content, .. })
        | (Call::Vmsplice { fd, .. }, Seen::Read { content }) => {
            pipes.pipe_mut(object(fd)).take(content.len() as u32);
        }
        (
            Call::File { fd, tag, .. } | Call::Vmsplice { fd, tag, .. },
            Seen::Moved { bytes, .. } | Seen::Number { number: bytes },
        ) => {
            pipes.pipe_mut(object(fd)).put_spliced(&[tag.piece(bytes as u32)]);
        }
        _ => {}
    }
}
