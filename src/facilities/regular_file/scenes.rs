//! Situations of regular files that chance reaches too rarely.

use super::calls::{APPEND, CREATE, Call, EXCLUSIVE, TRUNCATE, Whence};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::script::Lane;
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};

type Steps = Vec<Step>;

const A: Actor = Actor(0);
const B: Actor = Actor(1);
/// The first child in a script of two actors.
const CHILD: Actor = Actor(2);
const FD: Pick = Pick(0);

pub fn all() -> Vec<Scene> {
    let scenes = [
        (2, several_append()),
        (2, one_of_two_creates()),
        (2, an_offset_is_shared()),
        (2, offsets_are_apart()),
        (1, a_limit_is_met()),
        (1, what_is_told()),
        (2, names_go()),
        (2, the_maker_ends()),
        (2, another_user()),
    ];
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn opening(name: u8, access: Access, flags: i32) -> Call {
    Call::Open { name, access, flags: Flags::of(flags), mode: Mode(0o644) }
}

fn create(by: Actor, flags: i32) -> Step {
    call(by, opening(0, Access::Both, CREATE | flags))
}

fn write(by: Actor, bytes: u8, tag: u16) -> Step {
    call(by, Call::Write { fd: FD, bytes, tag: Tag(tag), vector: false })
}

fn read(by: Actor) -> Step {
    call(by, Call::Read { fd: FD, bytes: 60, vector: false })
}

fn seek(by: Actor, whence: Whence, offset: i16) -> Step {
    call(by, Call::Seek { fd: FD, whence, offset })
}

fn look(by: Actor, name: u8) -> Step {
    call(by, Call::Look { name })
}

/// Two append at once, and nothing is lost.
fn several_append() -> Steps {
    let lane = |by, tag| {
        let write = |tag| Call::Write { fd: FD, bytes: 5, tag: Tag(tag), vector: false }.into();
        Lane { by, calls: vec![write(tag), write(tag + 1)] }
    };
    let race = Step::Race { windows: vec![lane(A, 1), lane(B, 3)] };
    vec![create(A, APPEND), create(B, APPEND), race, seek(A, Whence::Set, 0), read(A)]
}

/// Of two that create with O_EXCL at once, one succeeds.
fn one_of_two_creates() -> Steps {
    let lane = |by| {
        let create = opening(0, Access::Both, CREATE | EXCLUSIVE).into();
        Lane { by, calls: vec![create] }
    };
    vec![Step::Race { windows: vec![lane(A), lane(B)] }, look(A, 0)]
}

/// A child reads on where its parent has read, or written.
fn an_offset_is_shared() -> Steps {
    vec![
        create(A, 0),
        write(A, 8, 1),
        deed(A, Deed::Fork),
        write(CHILD, 4, 2),
        seek(A, Whence::Current, 0),
        seek(A, Whence::Set, 2),
        read(CHILD),
        seek(A, Whence::Set, 1),
        call(CHILD, Call::Pread { fd: FD, bytes: 8, at: 0 }),
        seek(A, Whence::Current, 0),
    ]
}

/// Each open reads from its own offset.
fn offsets_are_apart() -> Steps {
    let mut steps = vec![create(A, 0), create(A, 0), write(A, 8, 1), create(B, 0), read(B)];
    let other = |fd, vector| call(A, Call::Read { fd: Pick(fd), bytes: 3, vector });
    steps.extend([other(1, false), other(1, true), seek(A, Whence::End, 5), write(A, 2, 2)]);
    steps.extend([seek(A, Whence::Set, 0), read(A), seek(A, Whence::Current, -100)]);
    steps
}

/// A write that begins at the limit, before it, and in a child.
fn a_limit_is_met() -> Steps {
    let limited =
        |limit, caught| call(A, Call::Limited { fd: FD, bytes: 8, tag: Tag(7), limit, caught });
    let mut steps = vec![create(A, 0), write(A, 5, 1)];
    steps.extend([limited(5, true), limited(9, true), limited(3, false), limited(3, true)]);
    steps.extend([seek(A, Whence::Current, 0), look(A, 0)]);
    steps
}

/// What needs no other actor.
fn what_is_told() -> Steps {
    vec![
        create(A, 0),
        write(A, 8, 1),
        call(A, Call::TooMany { fd: FD, writes: true }),
        call(A, Call::TooMany { fd: FD, writes: false }),
        call(A, Call::Replaced),
        call(A, Call::Mkstemp { wrong: true }),
        call(A, Call::Mkstemp { wrong: false }),
        deed(A, Deed::SetCloexec { fd: FD, on: true }),
        deed(A, Deed::GetCloexec { fd: FD }),
        deed(A, Deed::FdinfoCloexec { fd: FD }),
        call(A, opening(0, Access::Both, TRUNCATE)),
        look(A, 0),
        read(A),
        call(A, Call::OpenUnnamed),
        call(A, Call::Write { fd: Pick(2), bytes: 4, tag: Tag(2), vector: true }),
        call(A, Call::Seek { fd: Pick(2), whence: Whence::Set, offset: 0 }),
        call(A, Call::Read { fd: Pick(2), bytes: 8, vector: false }),
        deed(A, Deed::Dup { fd: FD }),
        deed(A, Deed::GetCloexec { fd: Pick(3) }),
        deed(A, Deed::FdinfoCloexec { fd: Pick(3) }),
    ]
}

/// Names are given, taken and exchanged while the file is open.
fn names_go() -> Steps {
    let rename = |name, to, keeps| call(A, Call::Rename { name, to, keeps });
    vec![
        create(A, 0),
        write(A, 8, 1),
        call(A, Call::Link { name: 0, to: 1 }),
        call(A, Call::Link { name: 0, to: 1 }),
        look(B, 1),
        rename(0, 1, false),
        rename(0, 1, true),
        rename(0, 2, true),
        look(B, 2),
        look(B, 0),
        rename(0, 1, false),
        call(B, opening(1, Access::Both, 0)),
        call(A, Call::Unlink { name: 1 }),
        call(A, Call::Unlink { name: 2 }),
        call(A, Call::Unlink { name: 2 }),
        read(B),
        write(A, 2, 2),
        read(B),
    ]
}

/// The file stays when its maker was killed.
fn the_maker_ends() -> Steps {
    let kill = deed(B, Deed::Kill { target: A });
    let mut steps = vec![create(A, 0), write(A, 8, 1), kill, look(B, 0)];
    steps.extend([call(B, opening(0, Access::Both, 0)), read(B)]);
    steps
}

/// Another user may do what the permissions admit; a umask takes bits from its own file.
fn another_user() -> Steps {
    let mut steps = vec![create(A, 0), deed(B, Deed::BecomeOther)];
    steps.extend([
        call(B, opening(0, Access::Write, 0)),
        call(B, opening(0, Access::Read, 0)),
        deed(B, Deed::Umask { mask: 0o777 }),
        call(B, opening(1, Access::Both, CREATE)),
        look(B, 1),
        look(B, 0),
    ]);
    steps
}
