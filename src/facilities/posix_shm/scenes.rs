//! Situations of shared memory that chance reaches too rarely.

use super::calls::{CREATE, Call, EXCLUSIVE, HUGE, Name, TRUNCATE};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Access, Actor, Deed, Lane, Pick, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const NAME: Name = Name::Plain(0);
const FD: Pick = Pick(0);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(1, names()),
        Scene::of(1, more_than_the_file_system_has()),
        Scene::of(2, what_one_stores_the_other_loads()),
        Scene::of(1, a_mapping_outlives_its_descriptor_and_name()),
        Scene::of(1, a_child_has_its_parents_mapping()),
        Scene::of(1, what_is_cut_off_comes_back_as_zero()),
        Scene::of(2, an_object_outlives_its_maker()),
        Scene::of(2, one_of_two_creators_makes_it()),
        Scene::of(1, more_bits_than_nine()),
    ];
    for mode in [0o600, 0o604, 0o606] {
        scenes.push(Scene::of(2, the_other_user_comes(mode)));
    }
    scenes
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn open_call(access: Access, flags: i32, mode: u32) -> Call {
    Call::Open { name: NAME, access, flags: Flags::of(flags), mode: Mode(mode) }
}

fn make(by: Actor) -> [Step; 3] {
    [
        call(by, open_call(Access::Both, CREATE, 0o600)),
        call(by, Call::Truncate { fd: FD, bytes: 8192 }),
        call(by, Call::Map { place: 0, fd: FD, write: true }),
    ]
}

fn store(by: Actor, at: u8) -> Step {
    call(by, Call::Store { place: 0, at, tag: Tag(5) })
}

fn load(by: Actor, at: u8) -> Step {
    call(by, Call::Load { place: 0, at })
}

fn steps<const N: usize>(first: [Step; N], rest: Vec<Step>) -> Vec<Step> {
    first.into_iter().chain(rest).collect()
}

fn names() -> Vec<Step> {
    let open = |name| {
        let flags = Flags::of(CREATE);
        call(ONE, Call::Open { name, access: Access::Both, flags, mode: Mode(0o600) })
    };
    vec![
        open(Name::Longest),
        open(Name::Slash),
        open(Name::TwoSlashes),
        open(NAME),
        call(ONE, Call::Look { name: NAME }),
        call(ONE, Call::OpenEndless),
    ]
}

fn more_than_the_file_system_has() -> Vec<Step> {
    let rest = vec![
        call(ONE, Call::Truncate { fd: FD, bytes: HUGE }),
        call(ONE, Call::Status { fd: FD }),
        load(ONE, 3),
    ];
    steps(make(ONE), rest)
}

fn what_one_stores_the_other_loads() -> Vec<Step> {
    let rest = vec![
        call(TWO, open_call(Access::Read, 0, 0)),
        call(TWO, Call::Map { place: 0, fd: FD, write: true }),
        call(TWO, Call::Map { place: 0, fd: FD, write: false }),
        store(ONE, 0),
        load(TWO, 0),
        store(ONE, 3),
        load(TWO, 3),
        load(TWO, 1),
    ];
    steps(make(ONE), rest)
}

fn a_mapping_outlives_its_descriptor_and_name() -> Vec<Step> {
    let rest = vec![
        store(ONE, 0),
        deed(ONE, Deed::Close { fd: FD }),
        load(ONE, 0),
        call(ONE, Call::Unlink { name: NAME }),
        load(ONE, 0),
        call(ONE, open_call(Access::Both, CREATE, 0o600)),
        call(ONE, Call::Status { fd: FD }),
        load(ONE, 0),
    ];
    steps(make(ONE), rest)
}

fn a_child_has_its_parents_mapping() -> Vec<Step> {
    let rest = vec![deed(ONE, Deed::Fork), store(TWO, 0), load(ONE, 0), load(TWO, 2)];
    steps(make(ONE), rest)
}

fn what_is_cut_off_comes_back_as_zero() -> Vec<Step> {
    let truncate = |bytes| call(ONE, Call::Truncate { fd: FD, bytes });
    let rest = vec![
        store(ONE, 1),
        store(ONE, 2),
        truncate(100),
        truncate(8192),
        load(ONE, 1),
        load(ONE, 2),
        call(ONE, open_call(Access::Read, TRUNCATE, 0)),
        call(ONE, Call::Status { fd: FD }),
    ];
    steps(make(ONE), rest)
}

fn an_object_outlives_its_maker() -> Vec<Step> {
    let rest = vec![
        store(TWO, 0),
        deed(ONE, Deed::Kill { target: TWO }),
        call(ONE, open_call(Access::Both, 0, 0)),
        call(ONE, Call::Map { place: 0, fd: FD, write: false }),
        load(ONE, 0),
    ];
    steps(make(TWO), rest)
}

fn one_of_two_creators_makes_it() -> Vec<Step> {
    let open = open_call(Access::Both, CREATE | EXCLUSIVE, 0o600);
    let lane = |by| Lane { by, calls: vec![open.into()] };
    vec![Step::Race { windows: vec![lane(ONE), lane(TWO)] }]
}

fn more_bits_than_nine() -> Vec<Step> {
    vec![call(ONE, open_call(Access::Both, CREATE, 0o6755)), call(ONE, Call::Status { fd: FD })]
}

fn the_other_user_comes(mode: u32) -> Vec<Step> {
    vec![
        deed(ONE, Deed::Umask { mask: 0 }),
        call(ONE, open_call(Access::Both, CREATE, mode)),
        deed(TWO, Deed::BecomeOther),
        call(TWO, open_call(Access::Both, 0, 0)),
        call(TWO, open_call(Access::Read, TRUNCATE, 0)),
        call(TWO, open_call(Access::Read, 0, 0)),
        call(TWO, Call::Unlink { name: NAME }),
        call(ONE, Call::Unlink { name: NAME }),
        call(TWO, open_call(Access::Both, CREATE, mode)),
        call(TWO, Call::Status { fd: FD }),
        call(TWO, open_call(Access::Both, 0, 0)),
    ]
}
