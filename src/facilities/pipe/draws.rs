//! Which calls of pipes are tried: boundary values from the live state.

use super::PipeRoom;
use super::model::{PIPE_BUF, Pipes};
use super::notice::Notice;
use super::operations::{Array, Flags, Op};
use super::settings::Setting;
use super::splicing::{Splicing, Wrong};
use crate::engine::world::Picks;
use crate::engine::{Access, Actor, Draw, Pick, State};

const PIPES_MAX: usize = 2;
/// Longest write of a case.
const WRITE_BYTES_MAX: u64 = 1 << 17;

pub fn propose(state: &State<'_, PipeRoom>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let world = state.world;
    let all = world.picks(by, |_| true);
    let Some(any) = draw.pick(all) else { return create(draw) };
    let reads = world.picks(by, |file| file.access == Access::Read);
    let writes = world.picks(by, |file| file.access == Access::Write);
    let roomy = world.free_slots(by) > 3 && state.model.live() < PIPES_MAX;
    let kinds = [
        ("pipe2", if roomy { 3 } else { 1 }),
        ("read", 30),
        ("write", 40),
        ("get", 4),
        ("set", 7),
        ("other", 1),
        ("fionread", 6),
        ("lseek", 1),
        ("packet", 1),
        ("pipe_buf", 1),
        ("link", 1),
        ("setting", u32::from(state.facts.own_machine && !state.racing)),
        ("notice", u32::from(!world.is_threaded(by))),
        ("splice", 8),
        ("tee", 4),
        ("vmsplice", 5),
        ("splice of a file", 3),
        ("splice, wrongly", 1),
    ];
    match draw.kind(&kinds) {
        "read" => {
            let fd = mostly(reads, any, draw);
            // A page at a time lets writers that sleep take turns.
            if !state.waiting.is_empty() && draw.percent(70) {
                let bytes = if draw.percent(75) { state.model.page_bytes } else { 1 << 17 };
                return Op::Read { fd, bytes };
            }
            Op::Read { fd, bytes: read_bytes(state.model, world.file(by, fd), draw) }
        }
        "write" => {
            let fd = mostly(writes, any, draw);
            let mut bytes = write_bytes(state.model, world.file(by, fd), draw);
            // Two large writes that sleep at once are what may interleave.
            if !state.waiting.is_empty() && draw.percent(40) {
                bytes = 2 * PIPE_BUF;
            }
            Op::Write { fd, bytes, tag: state.step }
        }
        "get" => Op::GetCapacity { fd: any },
        "set" => {
            Op::SetCapacity { fd: any, bytes: capacity(state.model, world.file(by, any), draw) }
        }
        "other" => Op::CapacityOfOther,
        "fionread" => Op::Fionread { fd: any },
        "lseek" => Op::Lseek { fd: any },
        "packet" => Op::SetPacket { fd: mostly(writes, any, draw), on: draw.percent(70) },
        "pipe_buf" => Op::PipeBuf { fd: any },
        "link" => Op::Link { fd: any },
        "setting" => Op::Setting(*draw.one_of(&Setting::ALL)),
        "notice" => Op::Notice(*draw.one_of(&[Notice::Usual, Notice::Chosen, Notice::None])),
        kind @ ("splice" | "tee" | "vmsplice" | "splice of a file" | "splice, wrongly") => {
            let from = mostly(reads, any, draw);
            let to = mostly(writes, any, draw);
            Op::Splicing(splicing(kind, (any, from, to), state, draw))
        }
        _ => create(draw),
    }
}

fn splicing(
    kind: &str,
    (any, from, to): (Pick, Pick, Pick),
    state: &State<'_, PipeRoom>,
    draw: &mut Draw<'_>,
) -> Splicing {
    const WRONG: [Wrong; 5] =
        [Wrong::Offset, Wrong::Appending, Wrong::TeeOfFile, Wrong::Segments, Wrong::UnalignedGift];
    let page = u64::from(state.model.page_bytes);
    let bytes = match draw.below(4) {
        0 => 1 + draw.below(300) as u64,
        1 => draw.near(&[page, 2 * page]),
        2 => 1 + draw.below(3 * page as usize) as u64,
        _ => 1 << 16,
    } as u32;
    let nonblock = draw.percent(60);
    match kind {
        "splice" => Splicing::Splice { from, to, bytes, nonblock },
        "tee" => Splicing::Tee { from, to, bytes, nonblock },
        "vmsplice" => Splicing::Vmsplice { fd: any, bytes, tag: state.step, nonblock },
        "splice of a file" => {
            Splicing::File { fd: any, bytes, tag: state.step, pointed: draw.percent(50) }
        }
        _ => match draw.below(4) {
            0 => Splicing::SpliceFiles,
            1 => Splicing::VmspliceOfOther,
            _ => Splicing::Wrong { fd: any, how: *draw.one_of(&WRONG) },
        },
    }
}

/// One of the likely ones, now and then any.
fn mostly(likely: Picks, any: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(4) { any } else { draw.pick(likely).unwrap_or(any) }
}

fn create(draw: &mut Draw<'_>) -> Op {
    let flags = Flags {
        cloexec: draw.percent(25),
        nonblock: draw.percent(45),
        packet: draw.percent(15),
        unknown: draw.percent(3),
    };
    let array = if draw.percent(3) { Array::Invalid } else { Array::Ours };
    Op::Create { flags, array }
}

type MaybeFile<'a> = Option<&'a crate::engine::File<u8>>;

fn read_bytes(model: &Pipes, file: MaybeFile<'_>, draw: &mut Draw<'_>) -> u32 {
    let held = file.map_or(0, |file| u64::from(model.pipe(file.object).held_bytes()));
    let bytes = match draw.below(8) {
        0 => draw.near(&[1, 100]),
        1 => draw.near(&[u64::from(PIPE_BUF)]),
        2 | 3 => draw.near(&[held, held / 2]),
        4 => draw.below(20_000) as u64,
        _ => WRITE_BYTES_MAX,
    };
    bytes.min(WRITE_BYTES_MAX) as u32
}

fn write_bytes(model: &Pipes, file: MaybeFile<'_>, draw: &mut Draw<'_>) -> u32 {
    let room =
        file.map_or(0, |file| u64::from(model.pipe(file.object).room_bytes(model.page_bytes)));
    let bytes = match draw.below(12) {
        // Nearly full: what comes next must wait.
        _ if room < 100 => *draw.one_of(&[1, 100, u64::from(PIPE_BUF), u64::from(PIPE_BUF) + 1]),
        0..3 => 1 + draw.below(300) as u64,
        3..6 => draw.near(&[u64::from(PIPE_BUF)]),
        6 | 7 => draw.near(&[room]),
        8 => draw.near(&[room + u64::from(PIPE_BUF), 2 * u64::from(PIPE_BUF)]),
        9 => 1 + draw.below(PIPE_BUF as usize) as u64,
        10 => 1 + draw.below(70_000) as u64,
        _ => room / 2 + 1,
    };
    bytes.clamp(u64::from(!draw.percent(1)), WRITE_BYTES_MAX) as u32
}

fn capacity(model: &Pipes, file: MaybeFile<'_>, draw: &mut Draw<'_>) -> u32 {
    let held = file.map_or(0, |file| u64::from(model.pipe(file.object).held_bytes()));
    let page = u64::from(model.page_bytes);
    let bytes = match draw.below(6) {
        0 => draw.near(&[1, page]),
        1 | 2 => page << draw.below(4),
        3 => draw.near(&[held]),
        4 => draw.near(&[2 * page, 4 * page]),
        _ => draw.near(&[u64::from(model.maximum_bytes), 3 * page]),
    };
    bytes as u32
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let plain = Flags { nonblock: true, ..Flags::default() };
    let packet = Flags { packet: true, ..plain };
    let (read, write) = (Pick(0), Pick(1));
    let create = |flags| Op::Create { flags, array: Array::Ours };
    let put = |bytes, tag| Op::Write { fd: write, bytes, tag };
    let take = |bytes| Op::Read { fd: read, bytes };
    let operations = vec![
        create(plain),
        create(packet),
        put(1, 1),
        put(PIPE_BUF - 1, 2),
        put(PIPE_BUF, 3),
        put(PIPE_BUF + 1, 4),
        put(65_536, 5),
        take(1),
        take(PIPE_BUF),
        take(PIPE_BUF + 1),
        take(100_000),
        take(0),
        Op::SetCapacity { fd: write, bytes: 4096 },
        Op::GetCapacity { fd: read },
        Op::Fionread { fd: write },
    ];
    (operations, 2)
}
