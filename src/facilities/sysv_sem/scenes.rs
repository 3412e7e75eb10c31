//! Situations of semaphores that chance reaches too rarely.

use super::calls::{CREATE, Call};
use super::operands::{Array, Asked, Element, Until};
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Actor, Deed, Scene, Step};
use crate::families::sysv::{Key, Which};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const THREE: Actor = Actor(2);
const SET: Which = Which::Nth(0);

pub fn all() -> Vec<Scene> {
    vec![
        Scene::of(2, the_end_of_a_process_undoes()),
        Scene::of(2, an_exec_keeps_what_is_to_be_undone()),
        Scene::of(1, a_child_has_nothing_to_undo()),
        Scene::of(2, an_undoing_stops_at_zero()),
        Scene::of(1, a_list_that_is_left()),
        Scene::of(1, more_to_undo_than_is_recorded()),
        Scene::of(3, a_removal_wakes_all()),
        Scene::of(2, no_timeout_and_what_wakes_it()),
        Scene::of(2, the_other_user_comes(get(0))),
        Scene::of(2, the_other_user_comes(Call::List)),
        Scene::of(2, a_bit_for_execution_is_asked_for()),
        Scene::of(2, nothing_is_asked_for()),
        Scene::of(2, the_creator_gives_the_set_away()),
        Scene::of(2, the_group_is_let_in()),
        Scene::of(2, the_set_of_another_is_removed()),
        Scene::of(2, a_value_that_is_set_wakes(ONE_IS_SET)),
        Scene::of(2, a_value_that_is_set_wakes(ALL_ARE_SET)),
        Scene::of(2, counts_of_sleepers(true)),
        Scene::of(2, counts_of_sleepers(false)),
        Scene::of(2, a_value_that_is_set_is_not_undone(ONE_IS_SET)),
        Scene::of(2, a_value_that_is_set_is_not_undone(ALL_ARE_SET)),
    ]
}

const ONE_IS_SET: Call = Call::SetValue { set: SET, number: 0, value: 3 };
const ALL_ARE_SET: Call =
    Call::SetAll { set: SET, number: 0, first: 3, second: 1, third: 0, bad: false };

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn make(by: Actor, mode: u32) -> Step {
    let flags = Flags::of(CREATE);
    call(by, Call::Get { key: Key::Nth(0), size: 2, mode: Mode(mode), flags })
}

fn operate(by: Actor, elements: &[Element]) -> Step {
    call(
        by,
        Call::Operate { set: SET, array: Array::of(elements), until: Until::Semop, bad: false },
    )
}

fn on(number: u16, change: i16) -> Element {
    Element::of(number, change)
}

fn ask(by: Actor, number: i32, asked: Asked) -> Step {
    call(by, Call::Ask { set: SET, number, asked })
}

fn values(by: Actor) -> [Step; 2] {
    [ask(by, 0, Asked::Value), ask(by, 1, Asked::Value)]
}

fn steps(parts: impl IntoIterator<Item = Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

fn the_end_of_a_process_undoes() -> Vec<Step> {
    steps([
        vec![
            make(ONE, 0o600),
            operate(ONE, &[on(1, 3)]),
            operate(TWO, &[on(0, 2).undo()]),
            operate(TWO, &[on(1, -2).undo()]),
            deed(TWO, Deed::Exit),
        ],
        values(ONE).into(),
        vec![ask(ONE, 0, Asked::Pid), ask(ONE, 1, Asked::Pid)],
    ])
}

fn an_exec_keeps_what_is_to_be_undone() -> Vec<Step> {
    steps([
        vec![
            make(ONE, 0o600),
            operate(TWO, &[on(0, 2).undo()]),
            operate(TWO, &[on(1, 1)]),
            deed(TWO, Deed::Exec),
        ],
        values(ONE).into(),
        vec![deed(TWO, Deed::Exit)],
        values(ONE).into(),
    ])
}

fn a_child_has_nothing_to_undo() -> Vec<Step> {
    steps([
        vec![make(ONE, 0o600), operate(ONE, &[on(0, 2).undo()]), deed(ONE, Deed::Fork)],
        vec![deed(TWO, Deed::Exit)],
        values(ONE).into(),
    ])
}

fn an_undoing_stops_at_zero() -> Vec<Step> {
    steps([
        vec![
            make(ONE, 0o600),
            operate(TWO, &[on(0, 3).undo()]),
            operate(ONE, &[on(0, -2)]),
            deed(TWO, Deed::Exit),
        ],
        values(ONE).into(),
    ])
}

fn a_list_that_is_left() -> Vec<Step> {
    steps([
        vec![make(ONE, 0o600), operate(ONE, &[on(0, 3).undo()]), deed(ONE, Deed::Fork)],
        vec![operate(TWO, &[on(1, 2).undo()]), call(TWO, Call::Unshare)],
        values(ONE).into(),
        vec![deed(TWO, Deed::Exit)],
        values(ONE).into(),
    ])
}

fn more_to_undo_than_is_recorded() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        operate(ONE, &[on(0, i16::MAX).undo()]),
        operate(ONE, &[on(0, -i16::MAX)]),
        operate(ONE, &[on(0, 1).undo()]),
        operate(ONE, &[on(0, 1).undo()]),
    ]
}

/// semtimedop without a timeout sleeps until another adds what it takes.
fn no_timeout_and_what_wakes_it() -> Vec<Step> {
    let (set, array) = (SET, Array::of(&[on(0, -1)]));
    let sleeps = Call::Operate { set, array, until: Until::Null, bad: false };
    vec![make(ONE, 0o600), call(ONE, sleeps), operate(TWO, &[on(0, 1)])]
}

fn a_removal_wakes_all() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        operate(ONE, &[on(1, 1)]),
        operate(TWO, &[on(0, -1)]),
        operate(THREE, &[on(1, 0)]),
        call(ONE, Call::Remove { set: SET, number: 0 }),
    ]
}

fn the_other_user_comes(last: Call) -> Vec<Step> {
    let stat = call(TWO, Call::Stat { set: SET, number: 0, bad: false });
    vec![
        make(ONE, 0o604),
        deed(TWO, Deed::BecomeOther),
        stat,
        call(TWO, get(0o400)),
        call(TWO, Call::List),
        operate(TWO, &[on(0, 0)]),
        operate(TWO, &[on(0, 1)]),
        operate(TWO, &[on(0, -1)]),
        call(TWO, Call::Remove { set: SET, number: 0 }),
        call(
            ONE,
            Call::Set { set: SET, number: 0, owner: false, group: false, mode: OWN, bad: false },
        ),
        call(TWO, get(0o600)),
        call(TWO, last),
    ]
}

const OWN: Mode = Mode(0o600);

fn get(mode: u32) -> Call {
    Call::Get { key: Key::Nth(0), size: 0, mode: Mode(mode), flags: Flags::NONE }
}

fn nothing_is_asked_for() -> Vec<Step> {
    vec![make(ONE, 0o600), deed(TWO, Deed::BecomeOther), call(TWO, get(0))]
}

fn a_bit_for_execution_is_asked_for() -> Vec<Step> {
    vec![make(ONE, 0o604), deed(TWO, Deed::BecomeOther), call(TWO, get(0o500))]
}

fn the_creator_gives_the_set_away() -> Vec<Step> {
    let set = |by, owner, group, mode| {
        call(by, Call::Set { set: SET, number: 0, owner, group, mode: Mode(mode), bad: false })
    };
    let stat = |by| call(by, Call::Stat { set: SET, number: 0, bad: false });
    vec![
        deed(TWO, Deed::BecomeOther),
        make(TWO, 0o600),
        set(TWO, false, true, 0o060),
        stat(ONE),
        set(TWO, true, true, 0o1600),
        stat(TWO),
        set(ONE, false, true, 0o600),
        call(TWO, Call::Remove { set: SET, number: 0 }),
    ]
}

fn the_group_is_let_in() -> Vec<Step> {
    let mode = Mode(0o060);
    vec![
        make(ONE, 0o600),
        call(ONE, Call::Set { set: SET, number: 0, owner: false, group: true, mode, bad: false }),
        deed(TWO, Deed::BecomeOther),
        operate(TWO, &[on(0, 1)]),
    ]
}

fn the_set_of_another_is_removed() -> Vec<Step> {
    let remove = call(ONE, Call::Remove { set: SET, number: 0 });
    vec![deed(TWO, Deed::BecomeOther), make(TWO, 0o600), remove]
}

fn a_value_that_is_set_wakes(sets: Call) -> Vec<Step> {
    vec![make(ONE, 0o600), operate(TWO, &[on(0, -1)]), call(ONE, sets)]
}

fn a_value_that_is_set_is_not_undone(sets: Call) -> Vec<Step> {
    steps([
        vec![make(ONE, 0o600), operate(TWO, &[on(0, 2).undo()]), call(ONE, sets)],
        vec![deed(TWO, Deed::Exit)],
        values(ONE).into(),
    ])
}

fn counts_of_sleepers(restart: bool) -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        deed(TWO, Deed::Handle { restart }),
        operate(ONE, &[on(1, 1)]),
        operate(TWO, &[on(1, 0)]),
        ask(ONE, 1, Asked::Zero),
        deed(ONE, Deed::Signal { target: TWO }),
        ask(ONE, 1, Asked::Zero),
        operate(TWO, &[on(1, 0)]),
        operate(ONE, &[on(1, -1)]),
        ask(ONE, 1, Asked::Zero),
        operate(TWO, &[on(0, -1)]),
        ask(ONE, 0, Asked::Increase),
        deed(ONE, Deed::Signal { target: TWO }),
        ask(ONE, 0, Asked::Increase),
    ]
}
