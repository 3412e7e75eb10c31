//! Which calls of pipes are tried: boundary values from the live state.

use super::calls::{Array, CALLS, Call, NONBLOCK, PACKET};
use super::model::{PIPE_BUF, Pipes};
use crate::engine::forms::{Flags, Tag};
use crate::engine::world::Picks;
use crate::engine::{Access, Actor, Draw, File, Op, Pick, View};

const PIPES_MAX: usize = 2;
/// Longest write of a case.
const WRITE_BYTES_MAX: u64 = 1 << 17;
/// Bytes of a pipe as it is made.
const CAPACITY: u32 = 1 << 16;

/// The table says which call; its descriptors and counts of bytes follow the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let world = view.world;
    let pipes = view.model::<Pipes>();
    let all = view.picks(by, |_| true);
    let reads = view.picks(by, |file| file.access == Access::Read);
    let writes = view.picks(by, |file| file.access == Access::Write);
    let is_roomy = world.free_slots(by) > 3 && pipes.live().count() < PIPES_MAX;
    let roomy = is_roomy || draw.percent(33);
    let op = if all.is_empty() { CALLS[0].draw(all, draw) } else { draw.call(&CALLS, all, roomy) };
    let file = |fd| view.file(by, fd);
    let tag = Tag(view.step);
    let call = match Call::of(&op) {
        // Half of the table's draws are of the address that is not the caller's memory.
        Call::Create { flags, .. } if !draw.percent(6) => {
            Call::Create { flags, array: Array::Ours }
        }
        Call::Read { fd, .. } => {
            let fd = mostly(reads, fd, draw);
            // A page at a time lets writers that sleep take turns.
            let in_turns = !view.waiting.is_empty() && draw.percent(70);
            let bytes = match in_turns {
                true if draw.percent(75) => pipes.page_bytes,
                true => 2 * CAPACITY,
                false => read_bytes(pipes, file(fd), draw),
            };
            Call::Read { fd, bytes }
        }
        Call::Write { fd, .. } => {
            let fd = mostly(writes, fd, draw);
            // Two large writes that sleep at once are what may interleave.
            let in_turns = !view.waiting.is_empty() && draw.percent(40);
            let bytes = if in_turns { 2 * PIPE_BUF } else { write_bytes(pipes, file(fd), draw) };
            Call::Write { fd, bytes, tag }
        }
        Call::SetCapacity { fd, .. } => {
            Call::SetCapacity { fd, bytes: capacity(pipes, file(fd), draw) }
        }
        Call::SetPacket { fd, on } => Call::SetPacket { fd: mostly(writes, fd, draw), on },
        Call::Splice { from, to, nonblock, .. } => {
            let (from, to) = (mostly(reads, from, draw), mostly(writes, to, draw));
            Call::Splice { from, to, bytes: moved_bytes(pipes, draw), nonblock }
        }
        Call::Tee { from, to, nonblock, .. } => {
            let (from, to) = (mostly(reads, from, draw), mostly(writes, to, draw));
            Call::Tee { from, to, bytes: moved_bytes(pipes, draw), nonblock }
        }
        Call::File { fd, pointed, .. } => {
            Call::File { fd, bytes: moved_bytes(pipes, draw), tag, pointed }
        }
        Call::Vmsplice { fd, nonblock, .. } => {
            Call::Vmsplice { fd, bytes: moved_bytes(pipes, draw), tag, nonblock }
        }
        // The manual does not say which of the threads takes the signal.
        Call::Notice { .. } if world.is_threaded(by) => Call::CapacityOfOther,
        call => call,
    };
    call.into()
}

/// One of the likely ones, now and then any.
fn mostly(likely: Picks, any: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(4) { any } else { draw.pick(likely).unwrap_or(any) }
}

fn held_bytes(pipes: &Pipes, file: Option<&File>) -> u64 {
    file.map_or(0, |file| pipes.pipe(file.object).held.bytes().into())
}

fn read_bytes(pipes: &Pipes, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let held = held_bytes(pipes, file);
    let bytes = match draw.below(8) {
        0 => draw.near(&[1, 100]),
        1 => draw.near(&[u64::from(PIPE_BUF)]),
        2 | 3 => draw.near(&[held, held / 2]),
        4 => draw.below(20_000) as u64,
        _ => WRITE_BYTES_MAX,
    };
    bytes.min(WRITE_BYTES_MAX) as u32
}

fn write_bytes(pipes: &Pipes, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let buf = u64::from(PIPE_BUF);
    let room = file.map_or(0, |file| pipes.pipe(file.object).space().bytes_max.into());
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

fn capacity(pipes: &Pipes, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let page = u64::from(pipes.page_bytes);
    let bytes = match draw.below(6) {
        0 => draw.near(&[1, page]),
        1 | 2 => page << draw.below(4),
        3 => draw.near(&[held_bytes(pipes, file)]),
        4 => draw.near(&[2 * page, 4 * page]),
        _ => draw.near(&[u64::from(pipes.maximum_bytes), 3 * page]),
    };
    bytes as u32
}

/// What splice and its kin are asked to move.
fn moved_bytes(pipes: &Pipes, draw: &mut Draw<'_>) -> u32 {
    let page = u64::from(pipes.page_bytes);
    match draw.below(4) {
        0 => 1 + draw.below(300) as u32,
        1 => draw.near(&[page, 2 * page]) as u32,
        2 => 1 + draw.below(3 * page as usize) as u32,
        _ => CAPACITY,
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let plain = Flags::of(NONBLOCK);
    let (read, write) = (Pick(0), Pick(1));
    let create = |flags| Call::Create { flags, array: Array::Ours };
    let put = |bytes, tag| Call::Write { fd: write, bytes, tag: Tag(tag) };
    let take = |bytes| Call::Read { fd: read, bytes };
    let calls = [
        create(plain),
        create(plain.with(PACKET)),
        put(1, 1),
        put(PIPE_BUF - 1, 2),
        put(PIPE_BUF, 3),
        put(PIPE_BUF + 1, 4),
        put(CAPACITY, 5),
        take(1),
        take(PIPE_BUF),
        take(PIPE_BUF + 1),
        take(100_000),
        take(0),
        Call::SetCapacity { fd: write, bytes: 4096 },
        Call::GetCapacity { fd: read },
        Call::Fionread { fd: write },
    ];
    (calls.map(Op::from).into(), 2)
}
