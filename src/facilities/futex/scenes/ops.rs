//! FUTEX_WAKE_OP: each change of the second word, and each test of what it was.

use super::super::calls::{Call, Change, Test};
use super::{ONE, OTHER, THREE, TWO, WORD, call, wait, wake};
use crate::engine::forms::Choice;
use crate::engine::{Scene, Step};

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(1, changes()),
        Scene::of(3, two_on_one_word(true)),
        Scene::of(3, two_on_one_word(false)),
        Scene::of(2, a_test_of_what_was_before()),
    ];
    for (test, ..) in Test::TABLE.iter().copied() {
        scenes.extend([4, 5, 6].map(|compared| Scene::of(3, tested(test, compared))));
    }
    scenes.push(Scene::of(2, a_word_with_its_highest_bit()));
    scenes.push(Scene::of(1, vec![op(Change::Set, 0xfff, false), loaded()]));
    scenes
}

fn op(change: Change, operand: u16, shift: bool) -> Step {
    let (word, target, most, also, private) = (OTHER, WORD, 1, 1, false);
    let (test, compared) = (Test::Equal, 0);
    let op =
        Call::WakeOp { word, most, target, also, change, operand, shift, test, compared, private };
    call(ONE, op)
}

/// Tests the first word, and wakes on both.
fn testing(test: Test, compared: u16) -> Call {
    let (word, target, most, also, private) = (OTHER, WORD, 1, 1, false);
    let (change, operand, shift) = (Change::Or, 0, false);
    Call::WakeOp { word, most, target, also, change, operand, shift, test, compared, private }
}

fn loaded() -> Step {
    call(ONE, Call::Load { word: WORD })
}

fn changes() -> Vec<Step> {
    let each = [
        (Change::Set, 6, false),
        (Change::Add, 3, false),
        (Change::Or, 6, false),
        (Change::AndNot, 3, false),
        (Change::Xor, 5, false),
        (Change::Or, 4, true),
        (Change::Set, 31, true),
    ];
    each.into_iter()
        .flat_map(|(change, operand, shift)| [op(change, operand, shift), loaded()])
        .collect()
}

fn tested(test: Test, compared: u16) -> Vec<Step> {
    vec![
        call(ONE, Call::Store { word: WORD, value: 5 }),
        call(TWO, Call::Wait { word: WORD, expected: 5, private: false }),
        wait(THREE, OTHER),
        call(ONE, testing(test, compared)),
        wake(ONE, WORD, 1),
        wake(ONE, OTHER, 1),
    ]
}

fn two_on_one_word(second: bool) -> Vec<Step> {
    let slept = if second { WORD } else { OTHER };
    vec![
        wait(TWO, slept),
        wait(THREE, slept),
        call(ONE, testing(Test::Equal, 0)),
        loaded(),
        wake(ONE, slept, 1),
    ]
}

/// It is 0, and 1 afterwards.
fn a_test_of_what_was_before() -> Vec<Step> {
    let asleep = || wait(TWO, WORD);
    vec![
        asleep(),
        op(Change::Add, 1, false),
        call(ONE, Call::Store { word: WORD, value: 0 }),
        asleep(),
        call(ONE, {
            let (word, target, most, also, private) = (OTHER, WORD, 1, 1, false);
            let (change, operand, shift, test, compared) = (Change::Add, 1, false, Test::Equal, 1);
            Call::WakeOp {
                word,
                most,
                target,
                also,
                change,
                operand,
                shift,
                test,
                compared,
                private,
            }
        }),
        wake(ONE, WORD, 1),
    ]
}

fn a_word_with_its_highest_bit() -> Vec<Step> {
    vec![
        call(ONE, Call::Store { word: WORD, value: u32::MAX }),
        call(TWO, Call::Wait { word: WORD, expected: u32::MAX, private: false }),
        call(ONE, testing(Test::Less, 1)),
    ]
}
