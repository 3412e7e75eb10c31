//! Situations of memfds that chance reaches too rarely.

use super::calls::{
    CLOEXEC, Call, EXEC, FUTURE, GROW, Kind, Name, SEAL, SEALING, SHRINK, Space, WRITE,
};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};

type Steps = Vec<Step>;

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const FD: Pick = Pick(0);
const OTHER: Pick = Pick(1);

pub fn all() -> Vec<Scene> {
    let scenes = [
        (1, names()),
        (1, what_grow_refuses()),
        (1, what_shrink_refuses()),
        (1, what_write_refuses()),
        (1, what_future_write_refuses()),
        (1, what_exec_refuses()),
        (1, exec_while_mapped()),
        (2, a_consumer_trusts_seals()),
        (2, the_maker_ends(Deed::Exit)),
        (2, the_maker_ends(Deed::Kill { target: ONE })),
        (1, a_mapping_outlives_its_descriptor()),
        (1, a_private_mapping_is_apart()),
        // Of these the pages and the kernel differ.
        (1, exec_of_what_cannot_be_executed()),
        (1, write_while_mapped_to_be_read()),
        (1, room_past_the_end_of_what_may_not_grow()),
        (1, a_private_mapping_under_future_write()),
        (1, a_write_across_the_end_of_a_page()),
    ];
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn calls(calls: impl IntoIterator<Item = Call>) -> Steps {
    calls.into_iter().map(|one| call(ONE, one)).collect()
}

fn create(flags: i32) -> Call {
    Call::Create { name: Name::First, flags: Flags::of(flags) }
}

fn add(seals: i32) -> Call {
    Call::Add { fd: FD, seals: Flags::of(seals) }
}

fn truncate(bytes: i64) -> Call {
    Call::Truncate { fd: FD, bytes }
}

fn map(place: u8, kind: Kind) -> Call {
    Call::Map { place, fd: FD, kind }
}

fn write(at: u8, bytes: u8) -> Call {
    Call::Write { fd: FD, at, bytes, tag: Tag(9) }
}

fn allocate(space: Space, at: i64, bytes: i64) -> Call {
    Call::Allocate { fd: FD, space, at, bytes }
}

fn store(at: u8) -> Call {
    Call::Store { place: 0, at, tag: Tag(7) }
}

fn mode(mode: u32) -> Call {
    Call::ChangeMode { fd: FD, mode: Mode(mode) }
}

const GET: Call = Call::Get { fd: FD };
const STATUS: Call = Call::Status { fd: FD };
const UNMAP: Call = Call::Unmap { place: 0 };

fn read(at: u8) -> Call {
    Call::Read { fd: FD, at }
}

fn load(at: u8) -> Call {
    Call::Load { place: 0, at }
}

fn names() -> Steps {
    let named = |name| Call::Create { name, flags: Flags::of(CLOEXEC) };
    calls([
        named(Name::Longest),
        named(Name::TooLong),
        named(Name::BadAddress),
        Call::Link { fd: FD },
        create(0),
        GET,
        Call::Get { fd: OTHER },
        Call::Link { fd: OTHER },
        create(0),
        Call::Foreign { adds: true },
        Call::Foreign { adds: false },
    ])
}

fn what_grow_refuses() -> Steps {
    calls([
        create(SEALING),
        truncate(100),
        add(GROW),
        GET,
        truncate(101),
        write(1, 1),
        write(0, 8),
        allocate(Space::Allocated, 0, 4096),
        allocate(Space::Allocated, 0, 100),
        truncate(100),
        truncate(1),
        write(0, 8),
        STATUS,
        add(GROW),
    ])
}

fn what_shrink_refuses() -> Steps {
    let open = |truncate| Call::Reopen { fd: FD, access: Access::Both, truncate };
    calls([
        create(SEALING),
        open(true),
        truncate(101),
        add(SHRINK),
        add(SEAL),
        GET,
        truncate(100),
        open(true),
        open(false),
        Call::Get { fd: OTHER },
        truncate(4096),
        STATUS,
        add(GROW),
    ])
}

fn what_write_refuses() -> Steps {
    calls([
        create(SEALING),
        truncate(8192),
        map(0, Kind::Written),
        store(0),
        add(WRITE),
        GET,
        UNMAP,
        add(WRITE),
        write(0, 1),
        allocate(Space::Punched, 0, 4096),
        allocate(Space::Allocated, 4096, 8192),
        map(0, Kind::Written),
        map(0, Kind::Read),
        map(1, Kind::Private),
        load(0),
        truncate(100),
        truncate(4096),
        read(0),
        STATUS,
    ])
}

fn what_future_write_refuses() -> Steps {
    calls([
        create(SEALING),
        truncate(8192),
        map(0, Kind::Written),
        add(FUTURE),
        store(3),
        read(3),
        load(3),
        write(0, 1),
        allocate(Space::Punched, 0, 100),
        map(1, Kind::Written),
        map(1, Kind::Read),
        add(GROW | SHRINK),
        GET,
    ])
}

fn what_exec_refuses() -> Steps {
    calls([
        create(SEALING),
        mode(0o700),
        truncate(100),
        add(EXEC),
        GET,
        mode(0o600),
        mode(0o755),
        mode(0o744),
        Call::GetMode { fd: FD },
        write(0, 1),
        truncate(1),
        truncate(4096),
        map(0, Kind::Written),
    ])
}

fn exec_while_mapped() -> Steps {
    calls([create(SEALING), mode(0o700), truncate(100), map(0, Kind::Written), add(EXEC), GET])
}

/// The producer cannot take back what the consumer has checked.
fn a_consumer_trusts_seals() -> Steps {
    let two = |one| call(TWO, one);
    let mut steps =
        calls([create(SEALING), truncate(8192), map(0, Kind::Written), store(0), UNMAP]);
    steps.push(Step::Deed { by: ONE, deed: Deed::Pass { fd: FD, to: TWO } });
    steps.extend(calls([add(SEAL | SHRINK | GROW | WRITE)]));
    steps.extend([GET, map(0, Kind::Read), load(0)].map(two));
    steps.extend(calls([write(0, 1), truncate(0)]));
    steps.extend([load(0), write(0, 1), add(GROW)].map(two));
    steps
}

fn the_maker_ends(ends: Deed) -> Steps {
    let mut steps = calls([create(SEALING), write(0, 8), add(GROW)]);
    steps.push(Step::Deed { by: ONE, deed: Deed::Pass { fd: FD, to: TWO } });
    let by = if matches!(ends, Deed::Kill { .. }) { TWO } else { ONE };
    steps.push(Step::Deed { by, deed: ends });
    steps.extend([read(0), STATUS, GET].map(|one| call(TWO, one)));
    steps
}

fn a_mapping_outlives_its_descriptor() -> Steps {
    let mut steps = calls([create(SEALING), truncate(8192), map(0, Kind::Written), store(2)]);
    steps.push(Step::Deed { by: ONE, deed: Deed::Close { fd: FD } });
    steps.extend(calls([load(2)]));
    steps
}

fn a_private_mapping_is_apart() -> Steps {
    calls([
        create(SEALING),
        truncate(8192),
        write(0, 1),
        map(0, Kind::Private),
        store(0),
        load(0),
        read(0),
        add(WRITE),
        read(0),
    ])
}

fn exec_of_what_cannot_be_executed() -> Steps {
    calls([create(SEALING), mode(0o600), add(EXEC), GET])
}

fn write_while_mapped_to_be_read() -> Steps {
    calls([create(SEALING), truncate(100), map(0, Kind::Read), add(WRITE)])
}

fn room_past_the_end_of_what_may_not_grow() -> Steps {
    calls([create(SEALING), truncate(100), add(GROW), allocate(Space::KeepingSize, 0, 4096)])
}

fn a_private_mapping_under_future_write() -> Steps {
    calls([create(SEALING), truncate(100), add(FUTURE), map(0, Kind::Private)])
}

fn a_write_across_the_end_of_a_page() -> Steps {
    calls([create(SEALING), truncate(8192), add(GROW), write(3, 8)])
}
