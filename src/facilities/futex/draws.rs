//! Which calls are proposed: mostly waits that sleep, and wake-ups of what sleeps.

use smallvec::SmallVec;

use super::calls::{ALL, ANY, CALLS, Call, Change, OPERAND_MOST, Span, Test, WORDS, Word};
use super::model::{Futexes, Key};
use crate::engine::{Actor, Draw, Op, View};

/// Among the words, the one that is mostly private.
const PRIVATE_NTH: u8 = WORDS - 1;

struct Drawing<'a, 'd> {
    view: &'a View<'a>,
    model: &'a Futexes,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { view, model: view.model(), by, draw }.call().into()
}

impl Drawing<'_, '_> {
    fn call(&mut self) -> Call {
        let racing = self.view.racing;
        let sleeps = self.model.waiters().iter().any(super::model::Waiter::is_asleep);
        let form = self.draw.form(&CALLS, |form| match form.variant {
            "WaitFor" | "WaitRealtime" | "WaitBitsUntil" | "Refused" | "Unknown" if racing => 0,
            "Wake" | "WakeBits" | "CompareRequeue" | "WakeOp" if sleeps => 2 * form.weight(),
            _ => form.weight(),
        });
        let drawn = Call::of(&form.draw(self.view.picks(self.by, |_| false), self.draw));
        match drawn {
            Call::Load { .. } => Call::Load { word: self.shared() },
            Call::Store { value, .. } => {
                // That Linux compares a word with its sign is known, and in a race would show as
                // another's fault.
                let value = if racing { value.min(2) } else { value };
                Call::Store { word: self.any(), value }
            }
            Call::WaitRealtime { .. } => Call::WaitRealtime { word: self.shared() },
            Call::Wait { .. }
            | Call::WaitFor { .. }
            | Call::WaitBits { .. }
            | Call::WaitBitsUntil { .. } => self.wait(drawn),
            Call::Wake { .. } | Call::WakeBits { .. } => self.wake(drawn),
            Call::Requeue { .. } | Call::CompareRequeue { .. } => self.requeue(drawn),
            Call::WakeOp { .. } => self.wake_op(drawn),
            other => other,
        }
    }

    fn shared(&mut self) -> Word {
        let nth = *self.draw.one_of(&[0, 0, 0, 1, 1, PRIVATE_NTH]);
        if self.draw.percent(20) { Word::Again(nth) } else { Word::Shared(nth) }
    }

    /// The process's own too, where threads share it.
    fn any(&mut self) -> Word {
        let own = if self.view.world.is_threaded(self.by) { 35 } else { 3 };
        if self.draw.percent(own) { Word::Own } else { self.shared() }
    }

    /// Rather a word on which something sleeps, perhaps at its other address.
    fn slept(&mut self, percent: u32) -> Word {
        let asleep = self.model.waiters().iter().filter(|waiter| waiter.is_asleep());
        let words: SmallVec<[Word; 4]> = asleep.map(|waiter| waiter.key.word).collect();
        let word = self.draw.maybe(&words).copied();
        match word.filter(|_| self.draw.percent(percent)) {
            Some(Word::Shared(nth)) if nth != PRIVATE_NTH && self.draw.percent(25) => {
                Word::Again(nth)
            }
            Some(word) => word,
            None => self.any(),
        }
    }

    /// Whether a call of that word is private: so that it is clear which waiters it is about.
    fn private(&mut self, word: Word) -> bool {
        let private = word == Word::Shared(PRIVATE_NTH) && self.draw.percent(75);
        let clear =
            |private| self.model.is_clear(Key::new(word, private, self.by, self.view.world));
        if clear(private) { private } else { !private }
    }

    fn value(&self, word: Word) -> u32 {
        self.model.value(word, self.by, self.view.world)
    }

    /// Mostly what the word is.
    fn expected(&mut self, word: Word, other: u32) -> u32 {
        if self.draw.percent(82) { self.value(word) } else { other }
    }

    fn wait(&mut self, drawn: Call) -> Call {
        let word = self.slept(45);
        let private = self.private(word);
        let value = self.value(word);
        let odd = !self.draw.percent(82);
        let expect = |other: u32| if odd { other } else { value };
        match drawn {
            Call::Wait { expected, .. } => Call::Wait { word, expected: expect(expected), private },
            Call::WaitFor { expected, within, .. } => {
                Call::WaitFor { word, expected: expect(expected), private, within }
            }
            Call::WaitBits { expected, bits, .. } => {
                Call::WaitBits { word, expected: expect(expected), bits, private }
            }
            Call::WaitBitsUntil { expected, bits, realtime, until, .. } => {
                let word = if private { Word::Shared(0) } else { word };
                let expected = self.expected(word, expected);
                Call::WaitBitsUntil { word, expected, bits, realtime, until }
            }
            other => other,
        }
    }

    fn wake(&mut self, drawn: Call) -> Call {
        let word = self.slept(80);
        let private = self.private(word);
        let waits = self.model.count(Key::new(word, private, self.by, self.view.world)) > 0;
        match drawn {
            Call::Wake { most, .. } => {
                // That Linux wakes one all the same is known.
                let spared = self.view.racing || (waits && self.draw.percent(85));
                Call::Wake { word, most: if spared { most.max(1) } else { most }, private }
            }
            Call::WakeBits { most, bits, .. } => Call::WakeBits { word, most, bits, private },
            other => other,
        }
    }

    /// Another word than the one given, of the same kind.
    fn other(&mut self, word: Word) -> Word {
        let nth = match word {
            Word::Shared(nth) | Word::Again(nth) => nth,
            Word::Own => return Word::Shared(*self.draw.one_of(&[0, 1])),
        };
        Word::Shared((nth + 1 + self.draw.below(2) as u8) % WORDS)
    }

    fn requeue(&mut self, drawn: Call) -> Call {
        let word = self.slept(80);
        let target = self.other(word);
        let private = self.private(word);
        let clear = self.model.is_clear(Key::new(target, private, self.by, self.view.world));
        let target = if clear { target } else { word };
        match drawn {
            Call::Requeue { most, moved, .. } => {
                // What Linux returns of those that it requeued is known.
                let moved = if self.view.racing { 0 } else { moved };
                Call::Requeue { word, most, target, moved, private }
            }
            Call::CompareRequeue { expected, most, moved, .. } => {
                let expected = self.expected(word, expected);
                Call::CompareRequeue { word, expected, most, target, moved, private }
            }
            other => other,
        }
    }

    fn wake_op(&mut self, drawn: Call) -> Call {
        let Call::WakeOp { most, also, change, operand, shift, test, compared, .. } = drawn else {
            return drawn;
        };
        let target = self.slept(75);
        let word = self.other(target);
        let private = self.private(target);
        let operand = if shift { operand.min(5) } else { operand };
        let value = u16::try_from(self.value(target)).unwrap_or_default().min(OPERAND_MOST);
        let compared = if self.draw.percent(60) { value } else { compared };
        let signed = self.value(target) > ALL;
        let test = if self.view.racing && signed { Test::Equal } else { test };
        Call::WakeOp { word, most, target, also, change, operand, shift, test, compared, private }
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (word, private) = (Word::Shared(0), false);
    let (again, target) = (Word::Again(0), Word::Shared(1));
    let timed = |expected, within| Call::WaitFor { word, expected, private, within };
    let until = |bits, until| {
        let (expected, realtime) = (0, false);
        Call::WaitBitsUntil { word, expected, bits, realtime, until }
    };
    let calls = vec![
        Call::Store { word, value: 1 },
        Call::Store { word: again, value: 0 },
        Call::Load { word },
        Call::Load { word: again },
        Call::Wait { word, expected: 2, private },
        timed(0, Span::Zero),
        timed(1, Span::Zero),
        timed(0, Span::Negative),
        until(1, Span::Zero),
        until(0, Span::Zero),
        Call::Wake { word, most: ALL, private },
        Call::WakeBits { word, most: ALL, bits: ANY, private },
        Call::WakeBits { word, most: ALL, bits: 0, private },
        Call::CompareRequeue { word, expected: 1, most: 1, target, moved: 1, private },
        Call::Requeue { word, most: 1, target, moved: 1, private },
        Call::WakeOp {
            word: target,
            most: 1,
            target: word,
            also: 1,
            change: Change::Add,
            operand: 1,
            shift: false,
            test: Test::Equal,
            compared: 1,
            private,
        },
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
