//! Situations of pipes that chance reaches too rarely.

use super::calls::{Array, Call, Notice, Setting, Wrong};
use super::model::PIPE_BUF;
use crate::engine::deed::Watching;
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Actor, Deed, Limit, Limits, Pick, Scene, Step, Subject};

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
const CREATE: Call = Call::Create { flags: Flags::NONE, array: Array::Ours };

/// What a few bytes make ready, and what takes them out again.
pub const SUBJECT: Subject = Subject {
    create: |_| CREATE.into(),
    reads: FIRST,
    writes: WRITE_END,
    fill: |fd, tag| Call::Write { fd, bytes: 10, tag: Tag(tag) }.into(),
    drain: |fd| Call::Read { fd, bytes: 100 }.into(),
    again: "whether what happens to a pipe that is ready all along is an edge",
};

pub fn all() -> Vec<Scene> {
    let scenes = [
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
    ];
    let scenes = scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps));
    scenes.chain(within_limits()).collect()
}

/// A user reaches the limits on its pipes, in a machine of our own.
pub fn within_limits() -> Vec<Scene> {
    use Limit::{PipeMaxSizeBytes, PipeUserPagesHard, PipeUserPagesSoft};
    const NEW: u64 = CAPACITY as u64 / 4096;
    const LARGER: u32 = 2 * CAPACITY;
    const SMALLER: u32 = CAPACITY / 4;
    let capacity = |fd| call(Call::GetCapacity { fd: Pick(fd) });
    let set = |bytes| call(Call::SetCapacity { fd: FIRST, bytes });
    let alone = |limit, value, steps| Scene {
        actors: 1,
        limits: Limits([(limit, value)].into_iter().collect()),
        steps,
    };
    let other = |limit, value, steps: Vec<Step>| {
        let become_other = deed(READER, Deed::BecomeOther);
        alone(limit, value, std::iter::once(become_other).chain(steps).collect())
    };
    let to_the_limit = || vec![call(CREATE), call(CREATE), set(LARGER), set(SMALLER)];
    let two = || vec![call(CREATE), call(CREATE), capacity(0), capacity(2)];
    let try_max_size = |bytes| call(Call::TryMaxSize { bytes });
    let settings = [Setting::MaxSize, Setting::Soft, Setting::Hard]
        .map(|which| call(Call::Setting { which }))
        .into_iter()
        .chain([5000, 4096, 4095].map(try_max_size));
    vec![
        other(PipeUserPagesHard, NEW, to_the_limit()),
        other(PipeUserPagesHard, NEW + 4, to_the_limit()),
        other(PipeUserPagesSoft, NEW, to_the_limit()),
        other(PipeUserPagesSoft, NEW, two()),
        other(PipeUserPagesHard, 0, two()),
        other(PipeUserPagesSoft, 0, two()),
        other(PipeMaxSizeBytes, 8192, vec![call(CREATE), capacity(0), set(SMALLER)]),
        alone(PipeUserPagesHard, NEW, two()),
        alone(PipeUserPagesSoft, NEW, two()),
        alone(PipeMaxSizeBytes, 8192, two()),
        Scene::of(1, settings.collect()),
    ]
}

fn call(call: Call) -> Step {
    Step::call(READER, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn close(by: Actor, fd: Pick) -> Step {
    deed(by, Deed::Close { fd })
}

fn write(by: Actor, bytes: u32, tag: u16) -> Step {
    write_to(by, FIRST, bytes, tag)
}

fn write_to(by: Actor, fd: Pick, bytes: u32, tag: u16) -> Step {
    Step::call(by, Call::Write { fd, bytes, tag: Tag(tag) })
}

fn read(bytes: u32) -> Step {
    call(Call::Read { fd: FIRST, bytes })
}

/// A pipe whose write end the writers have too.
fn shared(writers: &[Actor]) -> Vec<Step> {
    let pass = |to| deed(READER, Deed::Pass { fd: WRITE_END, to });
    std::iter::once(call(CREATE)).chain(writers.iter().copied().map(pass)).collect()
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step> {
    let write = |tag| write_to(READER, WRITE_END, 10, tag);
    let ask = || deed(READER, Deed::EpollAgain);
    vec![
        call(CREATE),
        deed(READER, Deed::Epoll { fd: FIRST, how: Watching::Kept }),
        write(1),
        ask(),
        read(100),
        write(2),
        read(100),
        write(3),
        ask(),
        close(READER, WRITE_END),
        ask(),
        close(READER, FIRST),
        ask(),
    ]
}

/// The links and the flags of both ends, and how each was opened.
fn what_proc_shows() -> Vec<Step> {
    let of = |fd| {
        let deed = |what| deed(READER, what);
        [call(Call::Link { fd }), deed(Deed::Fdinfo { fd }), deed(Deed::FdinfoCloexec { fd })]
    };
    std::iter::once(call(CREATE)).chain([FIRST, WRITE_END].into_iter().flat_map(of)).collect()
}

/// Two writes after packet mode was switched on are two packets.
fn packet_mode_is_switched_on() -> Vec<Step> {
    let write = |tag| write_to(READER, WRITE_END, 10, tag);
    let on = call(Call::SetPacket { fd: WRITE_END, on: true });
    vec![call(CREATE), on, write(1), write(2), read(100), read(4)]
}

/// A write to a pipe that nobody reads ends a process that does not ignore SIGPIPE.
fn the_reader_goes() -> Vec<Step> {
    let ignore = deed(READER, Deed::IgnorePipe { on: false });
    vec![call(CREATE), ignore, close(READER, FIRST), write(READER, 1, 1)]
}

/// Each page that is read lets one of two sleeping writers put in another.
fn two_large_writes_take_turns() -> Vec<Step> {
    let mut steps = shared(&[WRITER, OTHER]);
    steps.extend([write(WRITER, CAPACITY + 3 * PIPE_BUF, 1), write(OTHER, 2 * PIPE_BUF, 2)]);
    steps.extend([PIPE_BUF, PIPE_BUF, PIPE_BUF, 2 * CAPACITY, 2 * CAPACITY].map(read));
    steps
}

/// A write that sleeps without having written anything is interrupted.
fn a_small_write_is_interrupted() -> Vec<Step> {
    let mut steps = shared(&[WRITER]);
    let handle = |restart| deed(WRITER, Deed::Handle { restart });
    let signal = || deed(READER, Deed::Signal { target: WRITER });
    steps.extend([write(WRITER, CAPACITY, 1), handle(false), write(WRITER, 100, 2), signal()]);
    steps.extend([write(WRITER, PIPE_BUF + 1, 3), signal()]);
    steps.extend([handle(true), write(WRITER, 100, 4), signal(), read(2 * CAPACITY)]);
    steps
}

/// A read that sleeps is interrupted, and goes on where its handler lets it.
fn a_read_is_interrupted() -> Vec<Step> {
    let mut steps = shared(&[WRITER]);
    let signal = || deed(WRITER, Deed::Signal { target: READER });
    let handle = |restart| deed(READER, Deed::Handle { restart });
    steps.extend([handle(false), read(100), signal(), handle(true), read(100), signal()]);
    steps.push(write(WRITER, 100, 1));
    steps
}

/// One thread sleeps in a read while the other exits: nobody reads any more.
fn the_process_of_a_reader_exits(by: Actor, reads: Actor) -> Vec<Step> {
    let mut steps = shared(&[WRITER]);
    steps.extend([
        deed(READER, Deed::Thread),
        Step::call(reads, Call::Read { fd: FIRST, bytes: 100 }),
        deed(by, Deed::Exit),
        write(WRITER, 100, 1),
    ]);
    steps
}

/// A writer that leaves SIGPIPE at its default writes to nobody.
fn a_writer_is_killed() -> Vec<Step> {
    let mut steps = shared(&[WRITER]);
    let ignore = deed(WRITER, Deed::IgnorePipe { on: false });
    steps.extend([ignore, close(READER, FIRST), write(WRITER, 100, 1)]);
    steps
}

fn splice(from: Pick, to: Pick, nonblock: bool) -> Call {
    Call::Splice { from, to, bytes: CAPACITY, nonblock }
}

fn tee(from: Pick, to: Pick, nonblock: bool) -> Call {
    Call::Tee { from, to, bytes: CAPACITY, nonblock }
}

/// Two pipes of the first actor; the second has the write end of the one and the read end of the
/// other.
fn two_pipes() -> Vec<Step> {
    let pass = |fd| deed(READER, Deed::Pass { fd, to: WRITER });
    vec![call(CREATE), call(CREATE), pass(WRITE_END), pass(Pick(2))]
}

/// From a pipe while that is empty, and at the end of its input.
fn of_an_empty_pipe(moves: fn(Pick, Pick, bool) -> Call) -> Vec<Step> {
    let mut steps = two_pipes();
    steps.extend([
        call(moves(FIRST, Pick(3), true)),
        call(moves(FIRST, Pick(3), false)),
        write(WRITER, 100, 1),
        read(2 * CAPACITY),
        close(READER, WRITE_END),
        close(WRITER, FIRST),
        call(moves(FIRST, Pick(2), false)),
    ]);
    steps
}

/// To a pipe while that is full.
fn to_a_full_pipe(moves: fn(Pick, Pick, bool) -> Call) -> Vec<Step> {
    let mut steps = two_pipes();
    let drain = || Step::call(WRITER, Call::Read { fd: WRITE_END, bytes: 2 * CAPACITY });
    steps.extend([
        write(WRITER, CAPACITY / 2, 2),
        write_to(READER, Pick(3), CAPACITY, 1),
        call(moves(FIRST, Pick(3), true)),
        call(moves(FIRST, Pick(3), false)),
        drain(),
        drain(),
    ]);
    steps
}

/// Of a pipe while that is empty, and to it while it is full.
fn vmsplice_waits() -> Vec<Step> {
    let vmsplice = |by, nonblock| {
        Step::call(by, Call::Vmsplice { fd: FIRST, bytes: PIPE_BUF, tag: Tag(9), nonblock })
    };
    let mut steps = shared(&[WRITER]);
    steps.extend([vmsplice(READER, true), vmsplice(READER, false)]);
    steps.extend([write(WRITER, 100, 1), write(WRITER, CAPACITY, 2)]);
    steps.extend([vmsplice(WRITER, true), vmsplice(WRITER, false)]);
    steps.extend([2 * PIPE_BUF, 2 * CAPACITY, 2 * CAPACITY].map(read));
    steps
}

/// Signals of new input; then what no pipe, no file and no memory lends itself to.
fn signals_come_and_splices_are_refused() -> Vec<Step> {
    let notice = |how| call(Call::Notice { how });
    let wrong = |fd, how| call(Call::Wrong { fd, how });
    vec![
        call(CREATE),
        notice(Notice::Usual),
        notice(Notice::Chosen),
        notice(Notice::None),
        call(Call::SpliceFiles),
        call(Call::VmspliceOfOther),
        wrong(FIRST, Wrong::Offset),
        wrong(FIRST, Wrong::Appending),
        wrong(FIRST, Wrong::TeeOfFile),
        wrong(WRITE_END, Wrong::Segments),
        call(Call::Splice { from: FIRST, to: WRITE_END, bytes: 1, nonblock: true }),
        call(Call::Tee { from: FIRST, to: WRITE_END, bytes: 1, nonblock: true }),
        wrong(WRITE_END, Wrong::UnalignedGift),
    ]
}
