//! Which calls of FIFOs are tried: opens that meet, boundary values from the live state.

use super::calls::{CALLS, Call, NAMES, NONBLOCK, Odd, OpenFlags};
use super::model::{Fifos, PIPE_BUF};
use crate::engine::forms::{Flags, Mode, PRIVATE, Tag};
use crate::engine::world::Picks;
use crate::engine::{Access, Actor, Draw, File, Op, Pick, View};

/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 4;
/// Longest write of a case.
const WRITE_BYTES_MAX: u64 = 1 << 17;

/// The table says which call; its names, descriptors and counts of bytes follow the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fifos = view.model::<Fifos>();
    let fds = view.picks(by, |_| true);
    let linked = (0..NAMES).filter(|name| fifos.named(*name).is_some()).count();
    if view.racing && linked > 0 && (fds.is_empty() || draw.percent(20)) {
        return open(view, draw).into();
    }
    if linked == 0 && !view.racing && draw.percent(if fds.is_empty() { 85 } else { 20 }) {
        return make(draw.below(NAMES.into()) as u8, draw).into();
    }
    let roomy = view.world.free_slots(by) > 3 && fds.len() < OPEN_MAX;
    let eager = roomy
        && !view.racing
        && linked > 0
        && (fds.is_empty() || draw.percent(15))
        && draw.percent(70);
    if eager {
        return open(view, draw).into();
    }
    let table = if view.racing { &CALLS[RACING] } else { &CALLS[..] };
    let op = draw.call(table, fds, roomy && !view.racing);
    fit(view, by, Call::of(&op), draw).into()
}

/// Calls that may race, by their places in the table.
const RACING: std::ops::RangeFrom<usize> = 5..;

/// The same call with operands that fit the live state.
fn fit(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    let fifos = view.model::<Fifos>();
    let reads = view.picks(by, |file| file.access.reads());
    let writes = view.picks(by, |file| file.access.writes());
    match call {
        Call::Make { name, .. } => make(name, draw),
        Call::MakeOdd { .. } => {
            let how = *draw.one_of(&[
                Odd::OverDanglingLink,
                Odd::MissingDirectory,
                Odd::UnderFile,
                Odd::TooLong,
                Odd::BadDirectory,
            ]);
            let unprivileged = view.world.process(by).capabilities == 0;
            let how = if unprivileged && draw.percent(50) { Odd::Unsearchable } else { how };
            Call::MakeOdd { how }
        }
        Call::Open { .. } => open(view, draw),
        Call::Unlink { name } if draw.percent(50) => Call::Unlink { name },
        Call::Unlink { .. } | Call::Look { .. } => Call::Look { name: known(fifos, draw) },
        Call::Read { fd, .. } => {
            let fd = mostly(reads, fd, draw);
            let in_turns = !view.waiting.is_empty() && draw.percent(60);
            let bytes = if in_turns && draw.percent(75) {
                PIPE_BUF
            } else {
                read_bytes(fifos, view.file(by, fd), draw)
            };
            Call::Read { fd, bytes }
        }
        Call::Write { fd, .. } => {
            let fd = mostly(writes, fd, draw);
            // Two large writes that sleep at once are what may interleave.
            let in_turns = !view.waiting.is_empty() && draw.percent(30);
            let bytes =
                if in_turns { 2 * PIPE_BUF } else { write_bytes(fifos, view.file(by, fd), draw) };
            Call::Write { fd, bytes, tag: Tag(view.step) }
        }
        call => call,
    }
}

fn make(name: u8, draw: &mut Draw<'_>) -> Call {
    let mode = *draw.one_of(&[PRIVATE, Mode(0o666), Mode(0o666), Mode(0o622), Mode(0o644)]);
    Call::Make { name, mode, raw: draw.percent(30) }
}

/// A name that there is, mostly.
fn known(fifos: &Fifos, draw: &mut Draw<'_>) -> u8 {
    let name = draw.below(NAMES.into()) as u8;
    let other = (name + 1) % NAMES;
    if fifos.named(name).is_none() && fifos.named(other).is_some() && !draw.percent(4) {
        other
    } else {
        name
    }
}

/// An open, mostly of the end that another waits for.
fn open(view: &View<'_>, draw: &mut Draw<'_>) -> Call {
    let fifos = view.model::<Fifos>();
    let name = known(fifos, draw);
    let any =
        *draw.one_of(&[Access::Read, Access::Read, Access::Write, Access::Write, Access::Both]);
    let awaited = fifos.named(name).and_then(|fifo| {
        [Access::Write, Access::Read].into_iter().find(|access| fifo.is_awaited(*access))
    });
    let access = awaited.filter(|_| draw.percent(60)).unwrap_or(any);
    let mut flags = Flags::<OpenFlags>::of(0);
    // Alone, an open that sleeps is never woken.
    let nonblock = if view.world.actors().nth(1).is_none() { 75 } else { 35 };
    for (percent, flag) in [(nonblock, NONBLOCK), (25, libc::O_CLOEXEC), (8, libc::O_TRUNC)] {
        if draw.percent(percent) {
            flags = flags.with(flag);
        }
    }
    Call::Open { name, access, flags }
}

/// One of the likely ones, now and then any.
fn mostly(likely: Picks, any: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(4) { any } else { draw.pick(likely).unwrap_or(any) }
}

fn read_bytes(fifos: &Fifos, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let held = file.map_or(0, |file| fifos.fifo(file.object).held.bytes().into());
    let bytes = match draw.below(8) {
        0 => draw.near(&[1, 100]),
        1 => draw.near(&[u64::from(PIPE_BUF)]),
        2 | 3 => draw.near(&[held, held / 2]),
        4 => draw.below(20_000) as u64,
        _ => WRITE_BYTES_MAX,
    };
    bytes.min(WRITE_BYTES_MAX) as u32
}

fn write_bytes(fifos: &Fifos, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let buf = u64::from(PIPE_BUF);
    let room = file.map_or(0, |file| fifos.fifo(file.object).space().bytes_max.into());
    let bytes = match draw.below(12) {
        // Nearly full: what comes next must wait.
        _ if room < 100 => *draw.one_of(&[1, 100, buf, buf + 1]),
        0..3 => 1 + draw.below(300) as u64,
        3..6 => draw.near(&[buf]),
        6 | 7 => draw.near(&[room]),
        8 => draw.near(&[room + buf, 2 * buf]),
        9 => 1 + draw.below(PIPE_BUF as usize) as u64,
        10 => 1 + draw.below(70_000) as u64,
        _ => room / 2 + 1,
    };
    bytes.clamp(u64::from(!draw.percent(1)), WRITE_BYTES_MAX) as u32
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (fd, name) = (Pick(0), 0);
    let open = |access, flags| Call::Open { name, access, flags: Flags::of(flags) };
    let put = |bytes, tag| Call::Write { fd, bytes, tag: Tag(tag) };
    let calls = [
        Call::Make { name, mode: PRIVATE, raw: false },
        open(Access::Both, NONBLOCK),
        open(Access::Read, NONBLOCK),
        open(Access::Write, NONBLOCK),
        put(1, 1),
        put(PIPE_BUF, 2),
        put(PIPE_BUF + 1, 3),
        put(1 << 16, 4),
        Call::Read { fd, bytes: 1 },
        Call::Read { fd, bytes: 100_000 },
        Call::Unlink { name },
        Call::Look { name },
        Call::Fionread { fd },
    ];
    (calls.map(Op::from).into(), 2)
}
