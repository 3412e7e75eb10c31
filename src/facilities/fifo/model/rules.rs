//! fifo(7) and pipe(7), executable: what each call may do in each state.

use super::object::{Ahead, Fifo};
use super::open::rule_odd;
use super::{Fifos, NOTE_HAD_WRITER, PIPE_BUF};
use crate::engine::{self, Access, Allow, Errno, File, Readiness, Ready, Ruling, World};
use crate::facilities::fifo::calls::{Call, Seen};
use crate::facilities::fifo::claims::*;
use crate::families::stream::{Atomic, Blocked, Broken, Parts, Reads, Space};

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

pub fn rule(fifos: &Fifos, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    let on = |fd, rule: &dyn Fn(&Fifo, &File) -> Ruling| match world.file(by, fd) {
        Some(file) => match fifos.fifo(file.object) {
            fifo if fifo.doubtful => {
                Ruling::silent("a FIFO of which every end was closed before all was read")
            }
            fifo => rule(fifo, file),
        },
        None => Ruling::silent("a call without a descriptor"),
    };
    match Call::of(call.op) {
        Call::Make { name, raw, .. } => fifos.rule_make(name, raw, by, world),
        Call::MakeOdd { how } => rule_odd(how, by, world),
        Call::Open { name, access, flags } => fifos.rule_open((name, access, flags), by, world),
        Call::Unlink { name } => fifos.rule_unlink(name, by, world),
        Call::Look { name } => fifos.rule_look(name, by, world),
        Call::Read { fd, bytes } => on(fd, &|fifo, file| read(fifo, file, bytes)),
        Call::Write { fd, bytes, .. } => {
            on(fd, &|fifo, file| write(fifo, file, bytes, call, world))
        }
        Call::Fionread { fd } => on(fd, &|fifo, _| {
            FIONREAD_COUNTS.returns(Seen::Number { number: fifo.held.bytes().into() })
        }),
        Call::Lseek { fd } => on(fd, &|_, _| LSEEK_ESPIPE.fails(Errno::ESPIPE)),
    }
}

fn read(fifo: &Fifo, file: &File, bytes: u32) -> Ruling {
    if file.access == Access::Write {
        return READ_OF_WRITE_END.fails(Errno::EBADF);
    }
    let has_writer = || fifo.writers() > 0;
    let front = || read_of(fifo, fifo.peek(bytes));
    READS.rule(&fifo.held, bytes, file.nonblocking, has_writer, front)
}

/// A read of what is ahead.
fn read_of(fifo: &Fifo, ahead: Ahead) -> Ruling {
    let seen = Seen::Read { content: ahead.content };
    let order = if fifo.readers() > 1 { &ONE_PIPE } else { &READ_IN_ORDER };
    if ahead.interleaved {
        return [order, &READ_TAKES_AVAILABLE, &WRITE_LARGE_INTERLEAVES].returns(seen);
    }
    if ahead.several_small {
        return [order, &READ_TAKES_AVAILABLE, &WRITE_SMALL_ATOMIC].returns(seen);
    }
    [order, &READ_TAKES_AVAILABLE].returns(seen)
}

fn write(fifo: &Fifo, file: &File, bytes: u32, call: &engine::Call<'_>, world: &World) -> Ruling {
    if file.access == Access::Read {
        return WRITE_TO_READ_END.fails(Errno::EBADF);
    }
    if bytes == 0 {
        return Ruling::silent("a write of no bytes to a FIFO");
    }
    if fifo.readers() == 0 {
        return BROKEN.rule(call.done, world.process(call.by).ignores_sigpipe);
    }
    if bytes <= PIPE_BUF {
        let whole = if fifo.linked { SMALL.whole } else { &UNLINK_LEAVES_OPEN };
        return Atomic { whole, ..SMALL }.rule(bytes, file.nonblocking, fifo.space());
    }
    if file.nonblocking {
        return LARGE.nonblocking(bytes, fifo.space());
    }
    let (done, first) = (call.done as u32, fifo.first_part(bytes));
    LARGE.blocking((bytes, done), fifo.space(), fifo.page_bytes(), first)
}

pub fn ready(fifo: &Fifo, file: &File) -> Readiness {
    if fifo.doubtful {
        return Readiness::UNRULED;
    }
    let mut ready = Readiness::UNRULED;
    if file.access.reads() {
        ready.input = Ready::iff(&POLL_INPUT, !fifo.held.is_empty());
        // Of a read end that nobody has written to yet, poll(2) does not speak.
        let had_writer = file.note == NOTE_HAD_WRITER || file.note != fifo.write_opens;
        ready.hangup = match fifo.writers() {
            0 if had_writer => Ready::Yes(&POLL_HANGUP),
            0 => Ready::Unruled,
            _ => Ready::No(&POLL_HANGUP),
        };
    }
    if file.access.writes() {
        ready.output = match fifo.space() {
            Space { may_be_full: None, .. } => Ready::Yes(&POLL_OUTPUT),
            Space { bytes_max: 0, .. } => Ready::No(&POLL_OUTPUT),
            _ => Ready::Unruled,
        };
        ready.error = Ready::iff(&POLL_ERROR, fifo.readers() == 0);
    }
    ready
}
