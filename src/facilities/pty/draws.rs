//! Which calls of terminals are tried: pairs are opened and set, and then written to and read.

use super::calls::{CALLS, Call};
use super::model::{MASTER, Pair, Pairs, SLAVE};
use super::operands::{Ending, How, OpenFlags, Setting, When};
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};

/// Most pairs of a case.
const PAIRS_MAX: usize = 2;
/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 5;

/// The table says which call; what it is made with follows the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let pairs = view.model::<Pairs>();
    let all = view.picks(by, |_| true);
    let writers = view.picks(by, |file| file.note == MASTER && file.access.writes());
    let slaves = view.picks(by, |file| file.note == SLAVE);
    let roomy = view.world.free_slots(by) > 3 && all.len() < OPEN_MAX;
    if roomy && !view.racing && all.is_empty() && pairs.count() < PAIRS_MAX {
        return open(draw).into();
    }
    let pair = |fd| view.object(by, fd).map(|object| pairs.pair(object));
    // What a pair needs before anything else says much.
    if !view.racing
        && let Some(master) = draw.pick(writers)
        && let Some(next) = pair(master).and_then(|pair| prepare(master, pair, roomy, draw))
    {
        return next.into();
    }
    if !view.racing
        && let Some(slave) = draw.pick(slaves)
        && pair(slave).is_some_and(|pair| pair.set.is_none() || draw.percent(4))
        && draw.percent(80)
    {
        return set(slave, pair(slave).is_some_and(|pair| !pair.output.is_empty()), draw).into();
    }
    let table = if view.racing { &CALLS[RACING] } else { &CALLS[..] };
    let op = draw.call(table, all, roomy && !view.racing && pairs.count() < PAIRS_MAX);
    fit(view, by, Call::of(&op), draw).into()
}

/// Calls that may race, by their places in the table.
const RACING: std::ops::Range<usize> = 14..19;

fn open(draw: &mut Draw<'_>) -> Call {
    let access = if draw.percent(2) { Access::Read } else { Access::Both };
    Call::Open { library: draw.percent(40), access, flags: flags(draw) }
}

fn flags(draw: &mut Draw<'_>) -> Flags<OpenFlags> {
    let mut flags = Flags::NONE;
    for (percent, flag) in [(35, libc::O_NONBLOCK), (25, libc::O_CLOEXEC)] {
        if draw.percent(percent) {
            flags = flags.with(flag);
        }
    }
    flags
}

fn slave(fd: Pick, draw: &mut Draw<'_>) -> Call {
    let how = if draw.percent(50) { How::Name } else { How::Peer };
    Call::Slave { fd, how, flags: flags(draw) }
}

/// The next step of a pair of which nobody has opened the slave.
fn prepare(fd: Pick, pair: &Pair, roomy: bool, draw: &mut Draw<'_>) -> Option<Call> {
    if pair.opened || !roomy || draw.percent(25) {
        return None;
    }
    Some(match pair.unlocked || draw.percent(15) {
        false if draw.percent(80) => Call::Unlock { fd },
        false => Call::Lock { fd, on: false },
        true => slave(fd, draw),
    })
}

fn set(fd: Pick, has_output: bool, draw: &mut Draw<'_>) -> Call {
    let setting = *draw.one_of(&[
        Setting::Raw,
        Setting::Raw,
        Setting::Quiet,
        Setting::Quiet,
        Setting::Cooked,
    ]);
    let when = if has_output || draw.percent(40) { When::Flushed } else { When::Now };
    let when = if draw.percent(20) { When::Drained } else { when };
    let min = *draw.one_of(&[1, 1, 1, 0, 0, 2, 3, 5]);
    // Each that expires takes a tenth of a second.
    let time = u8::from(draw.percent(2));
    Call::Set { fd, setting, when, min, time }
}

/// The same call with operands that fit the live state.
fn fit(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    let pairs = view.model::<Pairs>();
    let masters = view.picks(by, |file| file.note == MASTER);
    let writers = view.picks(by, |file| file.note == MASTER && file.access.writes());
    let slaves = view.picks(by, |file| file.note == SLAVE);
    let mut mostly = |likely, any| {
        if draw.percent(6) { any } else { draw.pick(likely).unwrap_or(any) }
    };
    let call = match call {
        Call::Slave { fd, how, flags } => Call::Slave { fd: mostly(masters, fd), how, flags },
        Call::Unlock { fd } => Call::Unlock { fd: mostly(writers, fd) },
        // Of a slave that is refused while others have it open, little is ruled.
        Call::Lock { fd, on } => {
            let fd = mostly(masters, fd);
            let opened = view.object(by, fd).is_some_and(|object| pairs.pair(object).opened);
            Call::Lock { fd, on: on && !opened }
        }
        Call::IsLocked { fd } => Call::IsLocked { fd: mostly(masters, fd) },
        Call::Owner { fd } => Call::Owner { fd: mostly(masters, fd) },
        Call::Mode { fd } => Call::Mode { fd: mostly(masters, fd) },
        Call::Name { fd, short } => Call::Name { fd: mostly(masters, fd), short },
        Call::Packet { fd, on } => Call::Packet { fd: mostly(masters, fd), on },
        Call::IsPacket { fd } => Call::IsPacket { fd: mostly(masters, fd) },
        Call::Priority { fd } => Call::Priority { fd: mostly(masters, fd) },
        Call::IsTerminal { fd } => Call::IsTerminal { fd: mostly(slaves, fd) },
        Call::Get { fd } => Call::Get { fd: mostly(slaves, fd) },
        Call::Flow { fd, on } => Call::Flow { fd: mostly(slaves, fd), on },
        Call::Exclusive { fd, on } => Call::Exclusive { fd: mostly(slaves, fd), on },
        Call::IsExclusive { fd } => Call::IsExclusive { fd: mostly(slaves, fd) },
        Call::Session { fd } => Call::Session { fd: mostly(slaves, fd) },
        Call::Group { fd } => Call::Group { fd: mostly(slaves, fd) },
        call => call,
    };
    let pair = |fd| view.object(by, fd).map(|object| pairs.pair(object));
    match call {
        Call::Open { .. } => open(draw),
        Call::Slave { fd, .. } => slave(fd, draw),
        Call::Grant { fd } if draw.percent(10) => Call::Grant { fd: drawn_none(fd, draw) },
        Call::Flow { fd, .. } => {
            // Stopped output keeps most else from being ruled.
            let stopped = pair(fd).is_some_and(|pair| pair.stopped);
            Call::Flow { fd, on: stopped || !draw.percent(40) }
        }
        Call::Set { fd, .. } => set(fd, pair(fd).is_some_and(|pair| !pair.output.is_empty()), draw),
        Call::Read { fd, .. } => {
            let fd = likely_reader(view, by, fd, draw);
            Call::Read { fd, bytes: read_bytes(view, by, fd, draw) }
        }
        Call::Write { fd, ending, .. } => {
            let is_master = view.file(by, fd).is_some_and(|file| file.note == MASTER);
            let cooked = pair(fd).is_some_and(|pair| !pair.echoes_plainly(Ending::Eof));
            let ending = match ending {
                Ending::Eof if is_master && cooked => Ending::Newline,
                Ending::Nothing if draw.percent(40) => Ending::Newline,
                ending => ending,
            };
            let letters = *draw.one_of(&[1, 2, 3, 5, 8, 20, 60]);
            let letters = if draw.percent(15) && ending != Ending::Nothing { 0 } else { letters };
            Call::Write { fd, letters, tag: Tag(view.step), ending }
        }
        call => call,
    }
}

fn drawn_none(fd: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(50) { Pick::NONE } else { fd }
}

/// A descriptor from which there is something to read, mostly.
fn likely_reader(view: &View<'_>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> Pick {
    let pairs = view.model::<Pairs>();
    let full = view.picks(by, |file| {
        let pair = pairs.pair(file.object);
        !if file.note == MASTER { &pair.output } else { &pair.input }.is_empty()
    });
    if draw.percent(65) { draw.pick(full).unwrap_or(fd) } else { fd }
}

fn read_bytes(view: &View<'_>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> u32 {
    let pairs = view.model::<Pairs>();
    let held = view.file(by, fd).map_or(0, |file| {
        let pair = pairs.pair(file.object);
        if file.note == MASTER { &pair.output } else { &pair.input }.len()
    });
    let bytes = match draw.below(6) {
        0 => draw.near(&[2, 3]),
        1 | 2 => draw.near(&[held as u64, held as u64 / 2]),
        _ => 10_000,
    };
    bytes.max(1) as u32
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let open = |flags| Call::Open { library: false, access: Access::Both, flags: Flags::of(flags) };
    let calls = [
        open(libc::O_NONBLOCK),
        Call::Unlock { fd },
        Call::Slave { fd, how: How::Peer, flags: Flags::NONE },
        Call::Slave { fd, how: How::Name, flags: Flags::NONE },
        Call::Lock { fd, on: true },
        Call::IsLocked { fd },
        Call::Grant { fd },
        Call::Owner { fd },
        Call::Mode { fd },
        Call::Name { fd, short: false },
        Call::Name { fd, short: true },
        Call::Exists { fd },
        Call::Packet { fd, on: true },
        Call::IsPacket { fd },
        Call::SetSize { fd, rows: 24, columns: 80 },
        Call::GetSize { fd },
        Call::Fionread { fd },
        Call::Node,
    ];
    (calls.map(Op::from).into(), 1)
}
