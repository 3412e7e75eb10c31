//! Situations of semaphores that chance reaches too rarely.

use super::calls::{CREATE, Call, MOST, Name, Sem};
use crate::engine::forms::{Flags, Mode, Until};
use crate::engine::{Actor, Deed, Lane, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const THREE: Actor = Actor(2);
const NAME: Name = Name::Plain(0);
const NAMED: Sem = Sem::Named(0);
const SHARED: Sem = Sem::Shared(0);
const PRIVATE: Sem = Sem::Private(0);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(1, names_that_are_too_long()),
        Scene::of(1, names_that_are_malformed()),
        Scene::of(2, an_exec_closes()),
        Scene::of(2, a_semaphore_outlives_its_maker()),
        Scene::of(2, an_unlinked_semaphore_goes_on()),
        Scene::of(1, threads_share(Call::Wait { sem: PRIVATE })),
        Scene::of(1, a_child_shares()),
        Scene::of(2, a_post_wakes_one_of_another_process()),
        Scene::of(3, two_are_blocked_and_one_goes_on()),
        Scene::of(1, values_at_the_most()),
        Scene::of(2, two_creators_at_once()),
        Scene::of(1, an_address_twice()),
        Scene::of(1, a_semaphore_that_was_destroyed()),
    ];
    for mode in [0o600, 0o604, 0o602, 0o606] {
        scenes.push(Scene::of(2, the_other_user_comes(mode)));
    }
    for restart in [true, false] {
        for until in [None, Some(Until::Far)] {
            scenes.push(Scene::of(2, a_handler_interrupts(restart, until)));
        }
    }
    scenes
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn open_call(place: u8, name: Name, mode: u32, value: u32) -> Call {
    Call::Open { place, name, flags: Flags::of(CREATE), mode: Mode(mode), value }
}

fn open(by: Actor, name: Name, value: u32) -> Step {
    call(by, open_call(0, name, 0o600, value))
}

fn find(by: Actor) -> Step {
    let (place, name, flags, mode) = (0, NAME, Flags::NONE, Mode(0));
    call(by, Call::Open { place, name, flags, mode, value: 0 })
}

fn value(by: Actor, sem: Sem) -> Step {
    call(by, Call::GetValue { sem })
}

fn names_that_are_too_long() -> Vec<Step> {
    vec![
        open(ONE, Name::TooLong, 0),
        call(ONE, Call::Unlink { name: Name::TooLong }),
        open(ONE, Name::Slash, 0),
        call(ONE, Call::OpenEndless { create: true }),
    ]
}

fn names_that_are_malformed() -> Vec<Step> {
    vec![open(ONE, Name::Longest, 0), open(ONE, Name::TwoSlashes, 0)]
}

fn an_exec_closes() -> Vec<Step> {
    vec![
        open(TWO, NAME, 2),
        call(TWO, Call::TryWait { sem: NAMED }),
        deed(TWO, Deed::Exec),
        call(TWO, Call::Mapped { name: NAME }),
        find(TWO),
        value(TWO, NAMED),
    ]
}

fn a_semaphore_outlives_its_maker() -> Vec<Step> {
    vec![
        open(TWO, NAME, 2),
        call(TWO, Call::TryWait { sem: NAMED }),
        deed(ONE, Deed::Kill { target: TWO }),
        find(ONE),
        value(ONE, NAMED),
    ]
}

fn an_unlinked_semaphore_goes_on() -> Vec<Step> {
    vec![
        open(ONE, NAME, 0),
        find(TWO),
        call(ONE, Call::Unlink { name: NAME }),
        call(ONE, Call::Status { name: NAME }),
        call(TWO, Call::Wait { sem: NAMED }),
        call(ONE, Call::Post { sem: NAMED }),
        call(ONE, open_call(1, NAME, 0o600, 3)),
        value(ONE, Sem::Named(1)),
        value(TWO, NAMED),
    ]
}

fn threads_share(waits: Call) -> Vec<Step> {
    vec![
        call(ONE, Call::Init { sem: PRIVATE, value: 0 }),
        deed(ONE, Deed::Thread),
        call(TWO, waits),
        call(ONE, Call::Post { sem: PRIVATE }),
        call(TWO, Call::Post { sem: PRIVATE }),
        value(ONE, PRIVATE),
    ]
}

fn a_child_shares() -> Vec<Step> {
    vec![
        call(ONE, Call::Init { sem: SHARED, value: 0 }),
        deed(ONE, Deed::Fork),
        call(ONE, Call::Wait { sem: SHARED }),
        call(TWO, Call::Post { sem: SHARED }),
        call(TWO, Call::Post { sem: SHARED }),
        value(ONE, SHARED),
    ]
}

fn a_post_wakes_one_of_another_process() -> Vec<Step> {
    vec![
        call(ONE, Call::Init { sem: SHARED, value: 0 }),
        call(TWO, Call::TimedWait { sem: SHARED, until: Until::Far }),
        value(ONE, SHARED),
        call(ONE, Call::PostInHandler { sem: SHARED }),
        value(TWO, SHARED),
        call(TWO, Call::Post { sem: SHARED }),
        value(ONE, SHARED),
    ]
}

fn two_are_blocked_and_one_goes_on() -> Vec<Step> {
    vec![
        open(ONE, NAME, 0),
        find(TWO),
        find(THREE),
        call(TWO, Call::Wait { sem: NAMED }),
        call(THREE, Call::Wait { sem: NAMED }),
        call(ONE, Call::Post { sem: NAMED }),
        value(ONE, NAMED),
        call(ONE, Call::Post { sem: NAMED }),
        value(ONE, NAMED),
    ]
}

fn values_at_the_most() -> Vec<Step> {
    let shared = |value| call(ONE, Call::Init { sem: SHARED, value });
    vec![
        open(ONE, NAME, MOST + 1),
        open(ONE, NAME, MOST),
        call(ONE, Call::Post { sem: NAMED }),
        value(ONE, NAMED),
        shared(MOST + 1),
        shared(MOST),
        call(ONE, Call::Post { sem: SHARED }),
        value(ONE, SHARED),
    ]
}

/// What one makes the other opens, whichever is first.
fn two_creators_at_once() -> Vec<Step> {
    let lane = |by: Actor, place| Lane {
        by,
        calls: vec![
            open_call(place, NAME, 0o600, 1).into(),
            Call::Post { sem: Sem::Named(place) }.into(),
        ],
    };
    vec![Step::Race { windows: vec![lane(ONE, 0), lane(TWO, 1)] }, value(ONE, NAMED)]
}

fn an_address_twice() -> Vec<Step> {
    vec![
        open(ONE, NAME, 1),
        call(ONE, open_call(1, NAME, 0o600, 2)),
        value(ONE, Sem::Named(1)),
        call(ONE, Call::Compare { left: 0, right: 1 }),
    ]
}

fn a_semaphore_that_was_destroyed() -> Vec<Step> {
    vec![
        call(ONE, Call::Init { sem: SHARED, value: 2 }),
        call(ONE, Call::Destroy { sem: SHARED }),
        call(ONE, Call::Init { sem: SHARED, value: 1 }),
        value(ONE, SHARED),
    ]
}

fn the_other_user_comes(mode: u32) -> Vec<Step> {
    vec![
        deed(ONE, Deed::Umask { mask: 0 }),
        call(ONE, open_call(0, NAME, mode, 1)),
        deed(TWO, Deed::BecomeOther),
        call(TWO, Call::Status { name: NAME }),
        find(TWO),
        call(TWO, Call::Unlink { name: NAME }),
        call(ONE, Call::Unlink { name: NAME }),
        call(TWO, open_call(1, NAME, 0o600, 1)),
        call(TWO, Call::Status { name: NAME }),
        call(ONE, Call::Status { name: NAME }),
    ]
}

fn a_handler_interrupts(restart: bool, until: Option<Until>) -> Vec<Step> {
    let sem = NAMED;
    let wait = until.map_or(Call::Wait { sem }, |until| Call::TimedWait { sem, until });
    vec![
        open(ONE, NAME, 0),
        find(TWO),
        deed(TWO, Deed::Handle { restart }),
        call(TWO, wait),
        deed(ONE, Deed::Signal { target: TWO }),
        value(ONE, NAMED),
        call(ONE, Call::Post { sem: NAMED }),
        value(ONE, NAMED),
    ]
}
