//! Situations of pipes that chance reaches too rarely.

use super::model::PIPE_BUF;
use super::notice::Notice;
use super::operations::{Array, Flags, Op};
use super::settings::Setting;
use super::splicing::{Splicing, Wrong};
use crate::engine::deed::Watching;
use crate::engine::{Actor, Deed, Limit, Limits, Pick, SceneWithin, Step};

const READER: Actor = Actor(0);
const WRITER: Actor = Actor(1);
const OTHER: Actor = Actor(2);
/// The reader's, in a script of two actors.
const THREAD: Actor = Actor(2);
/// The read end of the first actor; the only descriptor of each writer.
const FIRST: Pick = Pick(0);
const WRITE_END: Pick = Pick(1);
/// Bytes of a pipe as it is made.
const CAPACITY: u32 = 1 << 16;

pub fn all() -> Vec<(u8, Vec<Step<Op>>)> {
    vec![
        (3, two_large_writes_take_turns()),
        (2, a_small_write_is_interrupted()),
        (2, a_read_is_interrupted()),
        (2, a_writer_is_killed()),
        (2, of_an_empty_pipe(splice)),
        (2, to_a_full_pipe(splice)),
        (2, of_an_empty_pipe(tee)),
        (2, to_a_full_pipe(tee)),
        (2, vmsplice_waits()),
        (1, signals_come_and_splices_are_refused()),
        (1, packet_mode_is_switched_on()),
        (1, the_reader_goes()),
        (1, epoll_is_asked_again()),
        (1, what_proc_shows()),
        (2, the_process_of_a_reader_exits(READER, THREAD)),
        (2, the_process_of_a_reader_exits(THREAD, READER)),
    ]
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step<Op>> {
    let call = |op| Step::Call { by: READER, op };
    let deed = |deed| Step::Deed { by: READER, deed };
    let write = |tag| call(Op::Write { fd: WRITE_END, bytes: 10, tag });
    let ask = || deed(Deed::EpollAgain);
    vec![
        call(Op::Create { flags: Flags::default(), array: Array::Ours }),
        deed(Deed::Epoll { fd: FIRST, how: Watching::Kept }),
        write(1),
        ask(),
        read(100),
        write(2),
        read(100),
        write(3),
        ask(),
        deed(Deed::Close { fd: WRITE_END }),
        ask(),
        deed(Deed::Close { fd: FIRST }),
        ask(),
    ]
}

/// The links and the flags of both ends, and how each was opened.
fn what_proc_shows() -> Vec<Step<Op>> {
    let call = |op| Step::Call { by: READER, op };
    let create = call(Op::Create { flags: Flags::default(), array: Array::Ours });
    let of = |fd| {
        let deed = |deed| Step::Deed { by: READER, deed };
        [call(Op::Link { fd }), deed(Deed::Fdinfo { fd }), deed(Deed::FdinfoCloexec { fd })]
    };
    std::iter::once(create).chain([FIRST, WRITE_END].into_iter().flat_map(of)).collect()
}

/// Situations of users who come to the limits on their pipes, in a machine of our own.
pub fn within() -> Vec<SceneWithin<Op>> {
    use Limit::{PipeMaxSizeBytes, PipeUserPagesHard, PipeUserPagesSoft};
    const NEW: u64 = CAPACITY as u64 / 4096;
    const LARGER: u32 = 2 * CAPACITY;
    const SMALLER: u32 = CAPACITY / 4;
    let call = |op| Step::Call { by: READER, op };
    let create = || call(Op::Create { flags: Flags::default(), array: Array::Ours });
    let capacity = |fd| call(Op::GetCapacity { fd: Pick(fd) });
    let set = |bytes| call(Op::SetCapacity { fd: FIRST, bytes });
    let only = |limit, value| Limits([(limit, value)].into_iter().collect());
    let within = |limit, value, steps: Vec<Step<Op>>| {
        let other = Step::Deed { by: READER, deed: Deed::BecomeOther };
        (1, only(limit, value), std::iter::once(other).chain(steps).collect())
    };
    let to_the_limit = || vec![create(), create(), set(LARGER), set(SMALLER)];
    let two = || vec![create(), create(), capacity(0), capacity(2)];
    vec![
        within(PipeUserPagesHard, NEW, to_the_limit()),
        within(PipeUserPagesHard, NEW + 4, to_the_limit()),
        within(PipeUserPagesSoft, NEW, to_the_limit()),
        within(PipeUserPagesSoft, NEW, two()),
        within(PipeUserPagesHard, 0, two()),
        within(PipeUserPagesSoft, 0, two()),
        within(PipeMaxSizeBytes, 8192, vec![create(), capacity(0), set(SMALLER)]),
        (1, only(PipeUserPagesHard, NEW), two()),
        (1, only(PipeUserPagesSoft, NEW), two()),
        (1, only(PipeMaxSizeBytes, 8192), two()),
        (1, Limits::default(), Setting::ALL.map(|setting| call(Op::Setting(setting))).into()),
    ]
}

/// A pipe whose write end the writers have too.
fn shared(writers: &[Actor]) -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let mut steps = vec![Step::Call { by: READER, op }];
    let pass = |to| Step::Deed { by: READER, deed: Deed::Pass { fd: WRITE_END, to } };
    steps.extend(writers.iter().copied().map(pass));
    steps
}

fn write(by: Actor, bytes: u32, tag: u16) -> Step<Op> {
    Step::Call { by, op: Op::Write { fd: FIRST, bytes, tag } }
}

fn read(bytes: u32) -> Step<Op> {
    Step::Call { by: READER, op: Op::Read { fd: FIRST, bytes } }
}

/// Two writes after packet mode was switched on are two packets.
fn packet_mode_is_switched_on() -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let call = |op| Step::Call { by: READER, op };
    let write = |tag| call(Op::Write { fd: WRITE_END, bytes: 10, tag });
    let on = call(Op::SetPacket { fd: WRITE_END, on: true });
    vec![call(op), on, write(1), write(2), read(100), read(4)]
}

/// A write to a pipe that nobody reads ends a process that does not ignore SIGPIPE.
fn the_reader_goes() -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let deed = |deed| Step::Deed { by: READER, deed };
    let closed = deed(Deed::Close { fd: FIRST });
    let ignore = deed(Deed::IgnorePipe { on: false });
    vec![Step::Call { by: READER, op }, ignore, closed, write(READER, 1, 1)]
}

/// Each page that is read lets one of two sleeping writers put in another.
fn two_large_writes_take_turns() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER, OTHER]);
    steps.extend([write(WRITER, CAPACITY + 3 * PIPE_BUF, 1), write(OTHER, 2 * PIPE_BUF, 2)]);
    steps.extend([PIPE_BUF, PIPE_BUF, PIPE_BUF, 2 * CAPACITY, 2 * CAPACITY].map(read));
    steps
}

/// A write that sleeps without having written anything is interrupted.
fn a_small_write_is_interrupted() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER]);
    let deed = |by, deed| Step::Deed { by, deed };
    steps.extend([
        write(WRITER, CAPACITY, 1),
        deed(WRITER, Deed::Handle { restart: false }),
        write(WRITER, 100, 2),
        deed(READER, Deed::Signal { target: WRITER }),
        write(WRITER, PIPE_BUF + 1, 3),
        deed(READER, Deed::Signal { target: WRITER }),
        deed(WRITER, Deed::Handle { restart: true }),
        write(WRITER, 100, 4),
        deed(READER, Deed::Signal { target: WRITER }),
        read(2 * CAPACITY),
    ]);
    steps
}

/// A read that sleeps is interrupted, and goes on where its handler lets it.
fn a_read_is_interrupted() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER]);
    let signal = || Step::Deed { by: WRITER, deed: Deed::Signal { target: READER } };
    let handle = |restart| Step::Deed { by: READER, deed: Deed::Handle { restart } };
    steps.extend([handle(false), read(100), signal(), handle(true), read(100), signal()]);
    steps.push(write(WRITER, 100, 1));
    steps
}

/// One thread sleeps in a read while the other exits: nobody reads any more.
fn the_process_of_a_reader_exits(by: Actor, reads: Actor) -> Vec<Step<Op>> {
    let deed = |by, deed| Step::Deed { by, deed };
    let mut steps = shared(&[WRITER]);
    steps.extend([
        deed(READER, Deed::Thread),
        Step::Call { by: reads, op: Op::Read { fd: FIRST, bytes: 100 } },
        deed(by, Deed::Exit),
        write(WRITER, 100, 1),
    ]);
    steps
}

/// A writer that leaves SIGPIPE at its default writes to nobody.
fn a_writer_is_killed() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER]);
    steps.extend([
        Step::Deed { by: WRITER, deed: Deed::IgnorePipe { on: false } },
        Step::Deed { by: READER, deed: Deed::Close { fd: FIRST } },
        write(WRITER, 100, 1),
    ]);
    steps
}

fn splicing(by: Actor, splicing: Splicing) -> Step<Op> {
    Step::Call { by, op: Op::Splicing(splicing) }
}

fn splice(from: Pick, to: Pick, nonblock: bool) -> Splicing {
    Splicing::Splice { from, to, bytes: CAPACITY, nonblock }
}

fn tee(from: Pick, to: Pick, nonblock: bool) -> Splicing {
    Splicing::Tee { from, to, bytes: CAPACITY, nonblock }
}

/// Two pipes of the first actor; the second has the write end of the one and the read end of the
/// other.
fn two_pipes() -> Vec<Step<Op>> {
    let create = || {
        let op = Op::Create { flags: Flags::default(), array: Array::Ours };
        Step::Call { by: READER, op }
    };
    let pass = |fd| Step::Deed { by: READER, deed: Deed::Pass { fd, to: WRITER } };
    vec![create(), create(), pass(WRITE_END), pass(Pick(2))]
}

/// From a pipe while that is empty, and at the end of its input.
fn of_an_empty_pipe(call: fn(Pick, Pick, bool) -> Splicing) -> Vec<Step<Op>> {
    let mut steps = two_pipes();
    let close = |by, fd| Step::Deed { by, deed: Deed::Close { fd } };
    steps.extend([
        splicing(READER, call(FIRST, Pick(3), true)),
        splicing(READER, call(FIRST, Pick(3), false)),
        write(WRITER, 100, 1),
        read(2 * CAPACITY),
        close(READER, WRITE_END),
        close(WRITER, FIRST),
        splicing(READER, call(FIRST, Pick(2), false)),
    ]);
    steps
}

/// To a pipe while that is full.
fn to_a_full_pipe(call: fn(Pick, Pick, bool) -> Splicing) -> Vec<Step<Op>> {
    let mut steps = two_pipes();
    let fill = Op::Write { fd: Pick(3), bytes: CAPACITY, tag: 1 };
    let drain = || Op::Read { fd: WRITE_END, bytes: 2 * CAPACITY };
    steps.extend([
        write(WRITER, CAPACITY / 2, 2),
        Step::Call { by: READER, op: fill },
        splicing(READER, call(FIRST, Pick(3), true)),
        splicing(READER, call(FIRST, Pick(3), false)),
        Step::Call { by: WRITER, op: drain() },
        Step::Call { by: WRITER, op: drain() },
    ]);
    steps
}

/// Of a pipe while that is empty, and to it while it is full.
fn vmsplice_waits() -> Vec<Step<Op>> {
    let vmsplice = |by, fd, nonblock| {
        splicing(by, Splicing::Vmsplice { fd, bytes: PIPE_BUF, tag: 9, nonblock })
    };
    let mut steps = shared(&[WRITER]);
    steps.extend([
        vmsplice(READER, FIRST, true),
        vmsplice(READER, FIRST, false),
        write(WRITER, 100, 1),
        write(WRITER, CAPACITY, 2),
        vmsplice(WRITER, FIRST, true),
        vmsplice(WRITER, FIRST, false),
        read(2 * PIPE_BUF),
        read(2 * CAPACITY),
        read(2 * CAPACITY),
    ]);
    steps
}

/// Signals of new input; then what no pipe, no file and no memory lends itself to.
fn signals_come_and_splices_are_refused() -> Vec<Step<Op>> {
    let mut steps = shared(&[]);
    let notices = [Notice::Usual, Notice::Chosen, Notice::None];
    steps.extend(notices.map(|how| Step::Call { by: READER, op: Op::Notice(how) }));
    steps.extend(
        [
            Splicing::SpliceFiles,
            Splicing::VmspliceOfOther,
            Splicing::Wrong { fd: FIRST, how: Wrong::Offset },
            Splicing::Wrong { fd: FIRST, how: Wrong::Appending },
            Splicing::Wrong { fd: FIRST, how: Wrong::TeeOfFile },
            Splicing::Wrong { fd: WRITE_END, how: Wrong::Segments },
            Splicing::Splice { from: FIRST, to: WRITE_END, bytes: 1, nonblock: true },
            Splicing::Tee { from: FIRST, to: WRITE_END, bytes: 1, nonblock: true },
            Splicing::Wrong { fd: WRITE_END, how: Wrong::UnalignedGift },
        ]
        .map(|wrong| splicing(READER, wrong)),
    );
    steps
}
