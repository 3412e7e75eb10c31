//! Situations of shared memory that chance reaches too rarely.

use super::calls::{Address, CREATE, Call, EXCLUSIVE, Which};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Actor, Deed, Limit, Limits, Scene, Step};
use crate::families::sysv::Key;

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const SEGMENT: Which = Which::Nth(0);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(1, sizes()),
        Scene::of(1, addresses()),
        Scene::of(2, what_one_stores_the_other_loads()),
        Scene::of(1, a_marked_segment_lives_while_it_is_attached()),
        Scene::of(1, a_segment_outlives_those_that_attached_it()),
        Scene::of(1, a_child_has_what_its_parent_has()),
        Scene::of(1, a_program_has_nothing_attached()),
        Scene::of(2, an_end_detaches(Deed::Exit, TWO)),
        Scene::of(2, an_end_detaches(Deed::Kill { target: TWO }, ONE)),
        Scene::of(1, memory_to_read()),
        Scene::of(2, the_creator_gives_the_segment_away()),
        Scene::of(2, a_user_of_the_group_comes()),
        Scene::of(2, the_first_user_takes_what_is_not_its_own()),
    ];
    scenes.extend([0o600, 0o604, 0o606].map(|mode| Scene::of(2, the_other_user_comes(mode))));
    let limits = [(Limit::ShmmaxBytes, 100), (Limit::Shmmni, 1), (Limit::ShmallPages, 1)];
    scenes.extend(limits.map(|limit| Scene {
        actors: 1,
        limits: Limits([limit].into_iter().collect()),
        steps: one_fits_and_the_next_does_not(),
    }));
    scenes
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn get(key: Key, size: u64, mode: u32, flags: i32) -> Call {
    Call::Get { key, size, mode: Mode(mode), flags: Flags::of(flags) }
}

fn make(by: Actor, mode: u32) -> Step {
    call(by, get(Key::Nth(0), 4097, mode, CREATE))
}

fn attach(by: Actor, place: u8, read_only: bool) -> Step {
    call(by, Call::Attach { segment: SEGMENT, place, read_only, at: Address::Null })
}

fn detach(by: Actor, place: u8) -> Step {
    call(by, Call::Detach { place, unaligned: false })
}

fn store(by: Actor, at: u8) -> Step {
    call(by, Call::Store { place: 0, at, tag: Tag(5) })
}

fn load(by: Actor, at: u8) -> Step {
    call(by, Call::Load { place: 0, at })
}

fn stat(by: Actor) -> Step {
    call(by, Call::Stat { segment: SEGMENT, bad: false })
}

fn times(by: Actor) -> Step {
    call(by, Call::Times { segment: SEGMENT })
}

fn remove(by: Actor) -> Step {
    call(by, Call::Remove { segment: SEGMENT })
}

fn set(by: Actor, owner: bool, group: bool, mode: u32) -> Step {
    call(by, Call::Set { segment: SEGMENT, owner, group, mode: Mode(mode), bad: false })
}

fn sizes() -> Vec<Step> {
    let key = Key::Nth(0);
    [
        get(key, 0, 0o600, CREATE),
        get(key, 100, 0o600, CREATE),
        get(key, 100, 0, 0),
        get(key, 101, 0, 0),
        get(key, 1, 0o600, CREATE),
        get(key, 1, 0o600, CREATE | EXCLUSIVE),
        get(Key::Nth(1), 1, 0, 0),
        Call::Info,
        Call::LimitsFiles,
        Call::Used,
        Call::Highest,
        Call::Namespace { segment: SEGMENT },
    ]
    .map(|one| call(ONE, one))
    .into()
}

fn addresses() -> Vec<Step> {
    let at = |place, at| call(ONE, Call::Attach { segment: SEGMENT, place, read_only: false, at });
    vec![
        make(ONE, 0o600),
        at(0, Address::Unaligned),
        at(0, Address::Occupied),
        at(0, Address::RemapNull),
        at(0, Address::Free),
        at(1, Address::Rounded),
        at(2, Address::Null),
        stat(ONE),
        call(ONE, Call::Detach { place: 0, unaligned: true }),
        detach(ONE, 0),
        detach(ONE, 0),
        stat(ONE),
        times(ONE),
    ]
}

fn what_one_stores_the_other_loads() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        times(ONE),
        attach(ONE, 0, false),
        times(TWO),
        attach(TWO, 0, true),
        load(TWO, 0),
        store(ONE, 0),
        load(ONE, 0),
        load(TWO, 0),
        store(ONE, 3),
        load(TWO, 3),
        call(ONE, Call::Load { place: 0, at: 2 }),
        detach(ONE, 0),
        stat(TWO),
        times(TWO),
    ]
}

fn a_marked_segment_lives_while_it_is_attached() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        attach(ONE, 0, false),
        store(ONE, 0),
        remove(ONE),
        stat(ONE),
        attach(ONE, 1, false),
        load(ONE, 0),
        detach(ONE, 1),
        detach(ONE, 0),
        call(ONE, get(Key::Nth(0), 1, 0, 0)),
        stat(ONE),
    ]
}

fn a_segment_outlives_those_that_attached_it() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        attach(ONE, 0, false),
        store(ONE, 0),
        detach(ONE, 0),
        stat(ONE),
        attach(ONE, 0, true),
        load(ONE, 0),
    ]
}

fn a_child_has_what_its_parent_has() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        attach(ONE, 0, false),
        deed(ONE, Deed::Fork),
        stat(ONE),
        store(TWO, 0),
        load(ONE, 0),
        detach(TWO, 0),
        stat(ONE),
    ]
}

fn a_program_has_nothing_attached() -> Vec<Step> {
    vec![make(ONE, 0o600), attach(ONE, 0, false), deed(ONE, Deed::Exec), stat(ONE), detach(ONE, 0)]
}

fn an_end_detaches(end: Deed, by: Actor) -> Vec<Step> {
    vec![make(TWO, 0o600), attach(TWO, 0, false), store(TWO, 0), deed(by, end), stat(ONE)]
}

fn memory_to_read() -> Vec<Step> {
    vec![make(ONE, 0o600), attach(ONE, 0, true), store(ONE, 0), load(ONE, 0)]
}

fn one_fits_and_the_next_does_not() -> Vec<Step> {
    let key = Key::Nth(1);
    vec![
        call(ONE, get(Key::Nth(0), 100, 0o600, CREATE)),
        call(ONE, get(key, 101, 0o600, CREATE)),
        call(ONE, get(key, 100, 0o600, CREATE)),
    ]
}

fn the_other_user_comes(mode: u32) -> Vec<Step> {
    let index = |any| call(TWO, Call::Index { segment: SEGMENT, any });
    vec![
        make(ONE, mode),
        deed(TWO, Deed::BecomeOther),
        attach(TWO, 0, true),
        attach(TWO, 1, false),
        stat(TWO),
        times(TWO),
        index(false),
        index(true),
        call(TWO, Call::List),
        remove(TWO),
        set(TWO, true, true, 0o666),
        call(TWO, get(Key::Nth(0), 1, 0o400, 0)),
    ]
}

fn the_creator_gives_the_segment_away() -> Vec<Step> {
    vec![
        deed(TWO, Deed::BecomeOther),
        make(TWO, 0o600),
        attach(TWO, 0, false),
        set(TWO, false, true, 0o060),
        stat(ONE),
        set(TWO, true, true, 0o10_600),
        stat(TWO),
        times(TWO),
        set(ONE, false, true, 0o600),
        remove(TWO),
    ]
}

fn a_user_of_the_group_comes() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        set(ONE, false, true, 0o640),
        deed(TWO, Deed::BecomeOther),
        stat(TWO),
        attach(TWO, 0, true),
        attach(TWO, 1, false),
    ]
}

fn the_first_user_takes_what_is_not_its_own() -> Vec<Step> {
    vec![deed(TWO, Deed::BecomeOther), make(TWO, 0o600), attach(ONE, 0, false), remove(ONE)]
}
