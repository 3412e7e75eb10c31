//! FUTEX_WAKE_OP: what becomes of the second word, and which waiters are woken.

use super::super::calls::{Call, Change, OPERAND_MOST, Seen, Test, Word};
use super::super::claims::*;
use super::{By, Futexes, Key, Meets, Value, Waking};
use crate::engine::{Actor, Allow, Ruling, World};

/// What is asked of FUTEX_WAKE_OP.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    first: Waking,
    second: Waking,
    target: Word,
    change: Change,
    operand: u16,
    shift: bool,
    test: Test,
    compared: u16,
}

/// The largest operand that can be shifted by.
const SHIFT_MOST: u16 = 31;

impl Written {
    pub fn of(call: Call, by: Actor, world: &World) -> Option<Self> {
        let Call::WakeOp {
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
        } = call
        else {
            return None;
        };
        let key = |word| Key::new(word, private, by, world);
        let (wakes, spares): (By, By) = (&OP_WAKES, &OP_AT_MOST);
        let plain = Waking::plain(key(word), most);
        let first = Waking { wakes: Some(wakes), spares: Some(spares), ..plain };
        let second = Waking::plain(key(target), also);
        Some(Self { first, second, target, change, operand, shift, test, compared })
    }

    /// What the second word is then, and by what.
    fn made(&self, before: u32) -> Value {
        let by: By = match self.change {
            _ if self.shift => &OP_SHIFTS,
            _ if self.operand > OPERAND_MOST => &OP_LITERAL,
            Change::Set => &OP_SETS,
            Change::Add => &OP_ADDS,
            Change::Or => &OP_SETS_BITS,
            Change::AndNot => &OP_CLEARS_BITS,
            Change::Xor => &OP_FLIPS_BITS,
        };
        let operand = u32::from(self.operand);
        let operand = if self.shift { 1 << (operand & 31) } else { operand };
        Value { number: self.change.made(before, operand), by }
    }

    /// Whether the test holds of what the second word was, and the claim of it.
    fn tested(&self, before: u32) -> (bool, By) {
        let compared = u32::from(self.compared);
        let holds = self.test.holds(before, compared);
        let signed = self.test.holds(before.cast_signed(), compared.cast_signed());
        let by: By = match self.test {
            _ if signed != holds => &OP_UNSIGNED,
            _ if self.test.holds(self.made(before).number, compared) != holds => &OP_TESTS_BEFORE,
            Test::Equal => &OP_EQUAL,
            Test::Unequal => &OP_UNEQUAL,
            Test::Less => &OP_LESS,
            Test::NotMore => &OP_NOT_MORE,
            Test::More => &OP_MORE,
            Test::NotLess => &OP_NOT_LESS,
        };
        (holds, by)
    }

    /// What wakes on the second word.
    fn second(&self, before: u32) -> Waking {
        let (holds, by) = self.tested(before);
        let spares: By = if holds { &OP_SECOND_AT_MOST } else { by };
        let most = if holds { self.second.most } else { 0 };
        Waking { most, wakes: Some(by), spares: Some(spares), ..self.second }
    }
}

impl Futexes {
    pub(super) fn rule_write(&self, written: &Written, by: Actor, world: &World) -> Ruling {
        let Written { first, second, .. } = written;
        if written.operand > 0xfff || written.compared > OPERAND_MOST {
            return Ruling::silent("an operand of FUTEX_WAKE_OP that its bits do not hold");
        }
        if written.shift && written.operand > SHIFT_MOST {
            return Ruling::silent("an operand of FUTEX_WAKE_OP that is shifted out of the word");
        }
        if first.key.meets(second.key) != Meets::Apart {
            return Ruling::silent("FUTEX_WAKE_OP with one word as its first and its second");
        }
        if let Some(situation) = self.unruled(first).or_else(|| self.unruled(second)) {
            return Ruling::silent(situation);
        }
        let before = self.value(written.target, by, world);
        let (holds, tested) = written.tested(before);
        let (ones, others) = (self.about(first).len(), self.about(second).len());
        let none = (first.most == 0 && ones > 0) || (holds && second.most == 0 && others > 0);
        let second = written.second(before);
        let count = ones.min(first.most as usize) + others.min(second.most as usize);
        let by: By = match tested {
            by if *by == OP_UNSIGNED && others > 0 => by,
            _ if none => &WAKE_OF_NONE,
            _ => &OP_RETURNS,
        };
        by.returns(Seen::Woken { count: count as i64 })
    }

    pub(super) fn after_write(&self, written: &Written, by: Actor, world: &World) -> Vec<Self> {
        let before = self.value(written.target, by, world);
        let second = written.second(before);
        let mut after = self.clone();
        after.set(written.target, written.made(before), by, world);
        let states = after.after_wake(&written.first).into_iter();
        states.flat_map(|state| state.after_wake(&second)).collect()
    }
}
