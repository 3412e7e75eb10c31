//! pipe(2) and pipe(7), executable: what each call may do in each state.

use super::bounds::{may_exceed_size, rule_made};
use super::held::{Ahead, Made, Pipe};
use super::{DEFAULT_PAGES, PIPE_BUF, Pipes, splicing};
use crate::engine::forms::Flags;
use crate::engine::{self, Access, Actor, Allow, Errno, File, Readiness, Ready, Ruling, World};
use crate::facilities::pipe::calls::{Array, CLOEXEC, Call, Ends, NONBLOCK, Notice, Seen, UNKNOWN};
use crate::facilities::pipe::claims::*;
use crate::families::stream::{
    Atomic, Blocked, Broken, Parts, Reads, Space, has_reader, has_writer,
};

/// The largest capacity that can be asked for at all: beyond it the manual is silent.
const ASKED_MAX: u32 = 1 << 31;

static READS: Reads = Reads {
    of_nothing: &READ_OF_NOTHING,
    end_of_file: &READ_END_OF_FILE,
    of_empty: Blocked {
        waits: &READ_OF_EMPTY_WAITS,
        eagain: &READ_OF_EMPTY_EAGAIN,
        interrupted: Some((&READ_EINTR, &READ_RESTARTS)),
    },
    gives: |content| Seen::Read { content }.into(),
};
static SMALL: Atomic = Atomic {
    whole: &WRITE_SMALL_WHOLE,
    blocked: Blocked {
        waits: &WRITE_SMALL_WAITS,
        eagain: &WRITE_SMALL_EAGAIN,
        interrupted: Some((&WRITE_EINTR, &WRITE_RESTARTS)),
    },
    wrote: |bytes| Seen::Wrote { bytes }.into(),
};
static LARGE: Parts = Parts {
    completes: &WRITE_LARGE_COMPLETES,
    partial: &WRITE_LARGE_PARTIAL,
    blocked: Blocked {
        waits: &WRITE_LARGE_WAITS,
        eagain: &WRITE_LARGE_EAGAIN,
        interrupted: Some((&WRITE_EINTR, &WRITE_RESTARTS)),
    },
    cut_short: &WRITE_CUT_SHORT,
    wrote: |bytes| Seen::Wrote { bytes }.into(),
};
/// By its bytes there may be room, and by the layout of its pages none.
pub static FULL: Blocked = Blocked {
    waits: &FULL_BEFORE_CAPACITY,
    eagain: &FULL_BEFORE_CAPACITY,
    interrupted: Some((&WRITE_EINTR, &WRITE_RESTARTS)),
};
static BROKEN: Broken = Broken { epipe: &WRITE_EPIPE, sigpipe: &WRITE_SIGPIPE };

pub fn rule(pipes: &Pipes, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    let look = |fd, rule: &dyn Fn(&Pipe, &File) -> Ruling| match world.file(by, fd) {
        Some(file) => rule(pipes.pipe(file.object), file),
        None => Ruling::silent("a call without a descriptor"),
    };
    let on = |fd, rule: &dyn Fn(&Pipe, &File) -> Ruling| {
        look(fd, &|pipe, file| match pipe.made {
            Made::Small => Ruling::silent("a pipe of one page or two: which, was not asked"),
            _ => rule(pipe, file),
        })
    };
    match Call::of(call.op) {
        Call::Create { flags, array } => create(pipes, flags, array, by, world),
        Call::Read { fd, bytes } => on(fd, &|pipe, file| read(pipe, file, bytes, by, world)),
        Call::Write { fd, bytes, .. } => {
            on(fd, &|pipe, file| write(pipe, file, bytes, call, world))
        }
        Call::GetCapacity { fd } => look(fd, &|pipe, _| capacity(pipe)),
        Call::SetCapacity { fd, bytes } => {
            look(fd, &|pipe, _| set_capacity(pipes, pipe, bytes, by, world))
        }
        Call::CapacityOfOther if world.is_full(by) => {
            Ruling::silent("no descriptor is left to ask about")
        }
        Call::CapacityOfOther => CAPACITY_OF_OTHER.fails(Errno::EBADF),
        Call::Fionread { fd } => {
            on(fd, &|pipe, _| FIONREAD_COUNTS.returns(number(pipe.held.bytes())))
        }
        Call::Lseek { fd } => look(fd, &|_, _| LSEEK_ESPIPE.fails(Errno::ESPIPE)),
        Call::SetPacket { fd, .. } => on(fd, &|_, file| match file.access {
            Access::Read => Ruling::silent("O_DIRECT on a read end"),
            _ => PACKET_SWITCHES.returns(Seen::Done),
        }),
        Call::PipeBuf { fd } => on(fd, &|_, _| PIPE_BUF_4096.returns(number(PIPE_BUF))),
        Call::Link { fd } => look(fd, &|_, _| FD_LINK.returns(Seen::Named { so: true })),
        Call::Notice { how } => notice(how, by, world),
        Call::TryMaxSize { bytes } => pipes.rule_try_max_size(bytes, by, world),
        Call::Setting { which } => pipes.rule_setting(which, by, world),
        call => splicing::rule(pipes, call, by, world),
    }
}

pub fn number(value: u32) -> Seen {
    Seen::Number { number: u64::from(value) }
}

fn has_room_for_two(by: Actor, world: &World) -> bool {
    world.process(by).nofile_room.is_none_or(|room| room >= 2)
}

fn notice(how: Notice, by: Actor, world: &World) -> Ruling {
    if !has_room_for_two(by, world) {
        return Ruling::silent("no descriptors are left for a pipe");
    }
    if world.is_threaded(by) {
        return Ruling::silent("a signal to a process whose other threads may take it");
    }
    let (claim, came, names_it) = match how {
        Notice::Usual => (&ASYNC_SIGNAL, true, false),
        Notice::Chosen => (&ASYNC_SIGNAL_CHOSEN, true, true),
        Notice::None => (&ASYNC_OFF, false, false),
    };
    claim.returns(Seen::Noticed { came, names_it })
}

fn create(pipes: &Pipes, flags: Flags<Ends>, array: Array, by: Actor, world: &World) -> Ruling {
    let refused = |errno| Seen::Refused { errno, array_untouched: true };
    let fails_if = |holds, claim, errno| {
        let both = [claim, &FAILURE_LEAVES_ARRAY];
        if holds { both.returns(refused(errno)) } else { Ruling::none() }
    };
    let invalid = match array {
        Array::Invalid => CREATE_EFAULT.returns(refused(Errno::EFAULT)),
        Array::Ours => Ruling::none(),
    };
    let both = |flag| [flags.has(flag); 2];
    let created =
        Seen::Created { read_end_first: true, cloexec: both(CLOEXEC), nonblock: both(NONBLOCK) };
    // The manual does not rank the errors.
    let refusals = fails_if(flags.has(UNKNOWN), &CREATE_UNKNOWN_FLAG, Errno::EINVAL)
        | fails_if(!has_room_for_two(by, world), &CREATE_EMFILE, Errno::EMFILE)
        | invalid;
    (refusals | pipes.rule_making(by, world, created.clone())).or_else(|| {
        if flags == Flags::NONE {
            [&READ_END_FIRST, &CREATE_FLAGS_0].returns(created)
        } else {
            [&READ_END_FIRST, &CREATE_CLOEXEC, &CREATE_NONBLOCK].returns(created)
        }
    })
}

fn read(pipe: &Pipe, file: &File, bytes: u32, by: Actor, world: &World) -> Ruling {
    if file.access == Access::Write {
        return READ_OF_WRITE_END.fails(Errno::EBADF);
    }
    let mut reads = READS;
    if file.nonblocking && pipe.held.is_empty() && !has_write_end(by, file, world) {
        reads.of_empty.eagain = &READ_END_NEEDS_ALL;
    }
    let has_writer = || has_writer(world, file.object);
    reads.rule(&pipe.held, bytes, file.nonblocking, has_writer, || read_of(pipe.peek(bytes)))
}

/// Whether this process itself has a write end of the pipe.
fn has_write_end(by: Actor, file: &File, world: &World) -> bool {
    world
        .slots(by)
        .map(|(_, slot)| world.description(slot.file))
        .any(|other| other.object == file.object && other.access == Access::Write)
}

/// A read of what is ahead.
fn read_of(ahead: Ahead) -> Ruling {
    let seen = Seen::Read { content: ahead.content };
    if ahead.packet && ahead.switched {
        return PACKET_SWITCHES.returns(seen);
    }
    if ahead.excess {
        return PACKET_EXCESS_DISCARDED.returns(seen);
    }
    if ahead.packet {
        return PACKET_IS_ONE_READ.returns(seen);
    }
    if ahead.interleaved {
        return [&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &WRITE_LARGE_INTERLEAVES].returns(seen);
    }
    if ahead.several_small {
        return [&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &WRITE_SMALL_ATOMIC].returns(seen);
    }
    [&READ_IN_ORDER, &READ_TAKES_AVAILABLE].returns(seen)
}

fn write(pipe: &Pipe, file: &File, bytes: u32, call: &engine::Call<'_>, world: &World) -> Ruling {
    if file.access == Access::Read {
        return WRITE_TO_READ_END.fails(Errno::EBADF);
    }
    if bytes == 0 {
        return Ruling::silent("a write of no bytes to a pipe");
    }
    if !has_reader(world, file.object) {
        return BROKEN.rule(call.done, world.process(call.by).ignores_sigpipe);
    }
    if pipe.is_mixed() {
        return Ruling::silent("packets and plain bytes in one pipe");
    }
    if bytes <= PIPE_BUF {
        return SMALL.rule(bytes, file.nonblocking, pipe.space());
    }
    let mut large = LARGE;
    if pipe.packet {
        (large.completes, large.partial) = (&PACKET_SPLIT, &PACKET_SPLIT);
    }
    if file.nonblocking {
        return large.nonblocking(bytes, pipe.space());
    }
    let (done, first) = (call.done as u32, pipe.first_part(bytes));
    large.blocking((bytes, done), pipe.space(), pipe.page_bytes, first)
}

fn capacity(pipe: &Pipe) -> Ruling {
    rule_made(pipe).or_else(|| {
        let is_default = pipe.pages() == DEFAULT_PAGES;
        let claim = if is_default { &CAPACITY_DEFAULT } else { &CAPACITY_REPORTED };
        claim.returns(number(pipe.capacity_bytes))
    })
}

fn set_capacity(pipes: &Pipes, pipe: &Pipe, bytes: u32, by: Actor, world: &World) -> Ruling {
    if bytes > ASKED_MAX {
        return Ruling::silent("a capacity of more than 2^31 bytes");
    }
    let page = pipes.page_bytes;
    let pages = bytes.div_ceil(page).max(1).next_power_of_two();
    let target = pages * page;
    let above = target > pipes.maximum_bytes && target > pipe.capacity_bytes;
    if above && !may_exceed_size(world.process(by)) {
        return CAPACITY_ABOVE_MAXIMUM.fails(Errno::EPERM);
    }
    let claim = match (above, bytes < page) {
        (true, _) => &CAPACITY_PRIVILEGED,
        (_, true) => &CAPACITY_AT_LEAST_A_PAGE,
        _ => &CAPACITY_SET,
    };
    pipes.rule_resizing(pipe, pages, by, world).or_else(|| {
        if pipe.held.bytes() > target {
            return CAPACITY_BUSY.fails(Errno::EBUSY);
        }
        let cramped = pipe.pages_at_most() > pages;
        claim.returns(number(target)) | FULL_BEFORE_CAPACITY.fails_if(cramped, Errno::EBUSY)
    })
}

pub fn ready(pipes: &Pipes, file: &File, world: &World) -> Readiness {
    let pipe = pipes.pipe(file.object);
    if file.access == Access::Read {
        return Readiness {
            input: Ready::iff(&POLL_INPUT, !pipe.held.is_empty()),
            hangup: Ready::iff(&POLL_HANGUP, !has_writer(world, file.object)),
            ..Readiness::UNRULED
        };
    }
    let output = match pipe.space() {
        _ if pipe.is_mixed() => Ready::Unruled,
        Space { may_be_full: None, .. } => Ready::Yes(&POLL_OUTPUT),
        Space { bytes_max: 0, .. } => Ready::No(&POLL_OUTPUT),
        _ => Ready::Unruled,
    };
    let error = Ready::iff(&POLL_ERROR, !has_reader(world, file.object));
    Readiness { output, error, ..Readiness::UNRULED }
}
