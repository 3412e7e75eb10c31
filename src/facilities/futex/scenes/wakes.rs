//! Who is woken, who is left asleep, and who is requeued.

use super::super::calls::{ALL, ANY, Call, Word};
use super::{FOUR, ONE, OTHER, THREE, TWO, WORD, call, deed, wait, wake};
use crate::engine::{Actor, Deed, Scene, Step};

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(2, vec![wait(TWO, WORD), wake(ONE, WORD, 1)]),
        Scene::of(2, vec![wait(TWO, WORD), wake(ONE, Word::Again(0), 1)]),
        Scene::of(2, vec![wait(TWO, WORD), wake(ONE, WORD, 0)]),
        Scene::of(2, vec![wait(TWO, WORD), wake(ONE, OTHER, 1), wake(ONE, WORD, 1)]),
        Scene::of(3, vec![wait(TWO, WORD), wait(THREE, WORD), wake(ONE, WORD, ALL)]),
        Scene::of(3, some_of_several()),
        Scene::of(1, vec![deed(ONE, Deed::Thread), wait(TWO, WORD), wake(ONE, WORD, 1)]),
        Scene::of(1, threads_share()),
        Scene::of(1, a_child_has_a_word_of_its_own()),
        Scene::of(1, private_to_threads()),
        Scene::of(2, private_to_another()),
        Scene::of(2, a_requeued_one()),
    ];
    for (waits, wakes) in [(Some(1), Some(3)), (Some(1), None), (None, Some(2))] {
        scenes.push(Scene::of(2, vec![slept(TWO, waits), woken(ONE, wakes)]));
    }
    scenes.push(Scene::of(2, vec![slept(TWO, Some(1)), woken(ONE, Some(2)), woken(ONE, Some(1))]));
    scenes.push(Scene::of(
        3,
        vec![
            slept(TWO, Some(1)),
            slept(THREE, Some(3)),
            woken(ONE, Some(1)),
            woken(ONE, Some(ANY)),
        ],
    ));
    for (most, moved) in [(0, 1), (1, 1), (1, 2), (2, 0), (1, 0), (0, ALL)] {
        scenes.push(Scene::of(4, requeued(most, moved)));
    }
    let (word, target, private) = (WORD, OTHER, false);
    for (most, moved) in [(1, 0), (1, 1), (2, 0)] {
        let requeue = Call::Requeue { word, most, target, moved, private };
        let sleepers = [wait(TWO, WORD), wait(THREE, WORD)];
        let steps = sleepers.into_iter().chain([call(ONE, requeue), wake(ONE, WORD, ALL)]);
        scenes.push(Scene::of(3, steps.collect()));
    }
    scenes
}

fn slept(by: Actor, bits: Option<u32>) -> Step {
    let (word, expected, private) = (WORD, 0, false);
    match bits {
        Some(bits) => call(by, Call::WaitBits { word, expected, bits, private }),
        None => wait(by, WORD),
    }
}

/// Wakes one.
fn woken(by: Actor, bits: Option<u32>) -> Step {
    let (word, most, private) = (WORD, 1, false);
    match bits {
        Some(bits) => call(by, Call::WakeBits { word, most, bits, private }),
        None => wake(by, WORD, most),
    }
}

fn some_of_several() -> Vec<Step> {
    vec![
        wait(TWO, WORD),
        wait(THREE, WORD),
        wake(ONE, WORD, 1),
        call(ONE, Call::Load { word: WORD }),
        wake(ONE, WORD, 1),
    ]
}

fn threads_share() -> Vec<Step> {
    let (word, private) = (Word::Own, false);
    vec![
        deed(ONE, Deed::Thread),
        call(ONE, Call::Store { word, value: 3 }),
        call(TWO, Call::Wait { word, expected: 3, private }),
        wake(ONE, word, 1),
    ]
}

fn a_child_has_a_word_of_its_own() -> Vec<Step> {
    let (word, private) = (Word::Own, false);
    vec![
        call(ONE, Call::Store { word, value: 3 }),
        deed(ONE, Deed::Fork),
        deed(ONE, Deed::Thread),
        call(ONE, Call::Store { word, value: 4 }),
        call(THREE, Call::Wait { word, expected: 4, private }),
        call(TWO, Call::Wait { word, expected: 4, private }),
        wake(TWO, word, 1),
        wake(ONE, word, 1),
    ]
}

fn private_to_threads() -> Vec<Step> {
    let (word, private) = (WORD, true);
    vec![
        deed(ONE, Deed::Thread),
        call(TWO, Call::Wait { word, expected: 0, private }),
        call(ONE, Call::Wake { word, most: 1, private }),
    ]
}

fn private_to_another() -> Vec<Step> {
    let (word, most) = (WORD, 1);
    let wake = |by, private| call(by, Call::Wake { word, most, private });
    vec![
        deed(TWO, Deed::Thread),
        call(THREE, Call::Wait { word, expected: 0, private: true }),
        wake(ONE, true),
        wake(ONE, false),
        wake(TWO, true),
    ]
}

fn a_requeued_one() -> Vec<Step> {
    let (word, target, private) = (WORD, OTHER, false);
    let (expected, most, moved) = (0, 0, 1);
    vec![
        wait(TWO, WORD),
        call(ONE, Call::CompareRequeue { word, expected: 1, most, target, moved, private }),
        call(ONE, Call::CompareRequeue { word, expected, most, target, moved, private }),
        wake(ONE, WORD, ALL),
        wake(ONE, OTHER, ALL),
    ]
}

fn requeued(most: u32, moved: u32) -> Vec<Step> {
    let (word, target, expected, private) = (WORD, OTHER, 0, false);
    vec![
        wait(TWO, WORD),
        wait(THREE, WORD),
        wait(FOUR, WORD),
        call(ONE, Call::CompareRequeue { word, expected, most, target, moved, private }),
        wake(ONE, OTHER, 1),
        wake(ONE, WORD, 1),
        wake(ONE, OTHER, ALL),
        wake(ONE, WORD, ALL),
    ]
}
