//! Situations of futexes that chance reaches too rarely.

mod ops;
mod wakes;

use super::calls::{ALL, ANY, CALLS, Call, Fault, Operation, Span, Word};
use crate::engine::forms::Choice;
use crate::engine::{Actor, Deed, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const THREE: Actor = Actor(2);
const FOUR: Actor = Actor(3);
const WORD: Word = Word::Shared(0);
const OTHER: Word = Word::Shared(1);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        Scene::of(1, what_is_wrong(false)),
        Scene::of(1, what_is_wrong(true)),
        Scene::of(1, timeouts()),
        Scene::of(2, words_are_shared()),
        Scene::of(3, one_times_out_beside_another()),
        Scene::of(3, one_is_interrupted_beside_another()),
        Scene::of(2, one_ends_beside_another()),
    ];
    for operation in Operation::TABLE.iter().map(|(operation, ..)| *operation) {
        let private = operation == Operation::WakeOp;
        let refused = |fault, private| call(ONE, Call::Refused { operation, fault, private });
        scenes.push(Scene::of(1, vec![refused(Fault::Forbidden, private)]));
        scenes.push(Scene::of(1, vec![refused(Fault::Unmapped, true)]));
    }
    for waits in waits() {
        for restart in [true, false] {
            scenes.push(Scene::of(2, a_handler_interrupts(restart, waits)));
        }
    }
    scenes.extend(wakes::all());
    scenes.extend(ops::all());
    scenes
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn wait(by: Actor, word: Word) -> Step {
    call(by, Call::Wait { word, expected: 0, private: false })
}

fn wake(by: Actor, word: Word, most: u32) -> Step {
    call(by, Call::Wake { word, most, private: false })
}

/// Each call that sleeps.
fn waits() -> [Call; 4] {
    let (word, expected, private, bits) = (WORD, 0, false, ANY);
    let (realtime, until) = (false, Span::Far);
    [
        Call::Wait { word, expected, private },
        Call::WaitFor { word, expected, private, within: Span::Far },
        Call::WaitBits { word, expected, bits, private },
        Call::WaitBitsUntil { word, expected, bits, realtime, until },
    ]
}

/// Every fault that is refused by the book and by Linux.
fn what_is_wrong(private: bool) -> Vec<Step> {
    let unknown = CALLS.iter().filter(|form| form.variant == "Unknown");
    let values = unknown.flat_map(|form| form.operands).flat_map(|operand| operand.values);
    let mut steps: Vec<Step> =
        values.map(|value| call(ONE, Call::Unknown { operation: *value as u8 })).collect();
    for (operation, ..) in Operation::TABLE.iter().copied() {
        let refused = |fault| call(ONE, Call::Refused { operation, fault, private });
        steps.push(refused(Fault::Misaligned));
        let looked_at = operation.waits() || operation == Operation::CompareRequeue;
        if !private || looked_at {
            steps.push(refused(Fault::Unmapped));
        }
        if operation.has_second() {
            steps.push(refused(Fault::MisalignedSecond));
        }
        if operation.has_second() && (!private || operation == Operation::WakeOp) {
            steps.push(refused(Fault::UnmappedSecond));
        }
        if !operation.waits() {
            steps.push(refused(Fault::Realtime));
        }
    }
    steps
}

fn timeouts() -> Vec<Step> {
    let (word, private, bits) = (WORD, false, 1);
    let mut steps = vec![];
    for (span, ..) in Span::TABLE.iter().copied().filter(|(span, ..)| *span != Span::Far) {
        steps.push(call(ONE, Call::WaitFor { word, expected: 0, private, within: span }));
        for realtime in [false, true] {
            let until = span;
            let wait = Call::WaitBitsUntil { word, expected: 0, bits, realtime, until };
            steps.push(call(ONE, wait));
        }
    }
    steps.push(call(ONE, Call::WaitBits { word, expected: 1, bits, private }));
    steps.push(call(ONE, Call::WaitBits { word, expected: 0, bits: 0, private }));
    steps.push(call(ONE, Call::WakeBits { word, most: 1, bits: 0, private }));
    steps.push(call(ONE, Call::WaitRealtime { word }));
    steps
}

fn words_are_shared() -> Vec<Step> {
    vec![
        call(ONE, Call::Store { word: WORD, value: 7 }),
        call(TWO, Call::Load { word: Word::Again(0) }),
        call(TWO, Call::Store { word: Word::Again(0), value: u32::MAX }),
        call(ONE, Call::Load { word: WORD }),
        call(ONE, Call::Wait { word: WORD, expected: 7, private: false }),
    ]
}

fn one_times_out_beside_another() -> Vec<Step> {
    let within = Span::Soon;
    vec![
        wait(TWO, WORD),
        call(THREE, Call::WaitFor { word: WORD, expected: 0, private: false, within }),
        wake(ONE, WORD, ALL),
    ]
}

fn one_is_interrupted_beside_another() -> Vec<Step> {
    vec![
        deed(TWO, Deed::Handle { restart: false }),
        wait(TWO, WORD),
        wait(THREE, WORD),
        deed(ONE, Deed::Signal { target: TWO }),
        wake(ONE, WORD, ALL),
    ]
}

fn one_ends_beside_another() -> Vec<Step> {
    vec![
        deed(ONE, Deed::Fork),
        wait(THREE, WORD),
        wait(TWO, WORD),
        deed(ONE, Deed::Kill { target: THREE }),
        wake(ONE, WORD, ALL),
    ]
}

fn a_handler_interrupts(restart: bool, waits: Call) -> Vec<Step> {
    vec![
        deed(TWO, Deed::Handle { restart }),
        call(TWO, waits),
        deed(ONE, Deed::Signal { target: TWO }),
        wake(ONE, WORD, 1),
    ]
}
