//! The calls, and what comes back.

mod operands;
mod report;

use super::POLL;
use crate::engine::forms::{Flags, Operand, Row};
use crate::engine::{Op, Outcome, Pick};
use crate::{calls, outcomes};

pub use crate::families::watching::{Mask, Timeout};
pub use operands::{Array, Asked, Entry, Events, Numbers, Sets, Watch, Which, for_poll};
pub use report::{Aspect, Left, Report, Told};

/// Most descriptors of one call.
pub const ENTRIES: usize = 3;

calls! { Call of POLL:
    Poll {
        one: Pick, first: Entry, two: Pick, second: Entry, three: Pick, third: Entry,
        count: u8, array: Array, timeout: Timeout,
    },
        Row::of("poll").weight(10).shown(shown).written(written).class(class);
    Ppoll {
        one: Pick, first: Entry, two: Pick, second: Entry, three: Pick, third: Entry,
        count: u8, array: Array, timeout: Timeout, mask: Mask,
    },
        Row::of("ppoll").weight(7).shown(shown).written(written).class(class);
    Select {
        one: Pick, first: Watch, two: Pick, second: Watch, three: Pick, third: Watch,
        count: u8, numbers: Numbers, timeout: Timeout,
    },
        Row::of("select").weight(8).shown(shown).written(written).class(class);
    /// As the kernel has it: pselect6.
    Pselect {
        one: Pick, first: Watch, two: Pick, second: Watch, three: Pick, third: Watch,
        count: u8, numbers: Numbers, timeout: Timeout, mask: Mask,
    },
        Row::of("pselect").call("pselect6").weight(6).shown(shown).written(written).class(class);
}

outcomes! { Seen of POLL:
    Polled { report: Report },
        crate::engine::forms::OutcomeRow::shown(told).differs(differs).lie(lie).equals(equals);
    Selected { report: Report },
        crate::engine::forms::OutcomeRow::shown(told).differs(differs).lie(lie).equals(equals);
}

/// A call as the rules read it: one for all four.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// The descriptors that are looked at, and what for.
    pub entries: [(Pick, Asked); ENTRIES],
    pub count: usize,
    pub how: How,
    pub timeout: Timeout,
    /// None where the call takes none.
    pub mask: Option<Mask>,
}

/// What the descriptors stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Array(Array),
    Sets(Numbers),
}

impl Looks {
    pub fn of(op: &Op) -> Self {
        let (entries, count, how, timeout, mask) = match Call::of(op) {
            Call::Poll { one, first, two, second, three, third, count, array, timeout } => {
                let all = [(one, first.asked()), (two, second.asked()), (three, third.asked())];
                (all, count, How::Array(array), timeout, None)
            }
            Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask } => {
                let all = [(one, first.asked()), (two, second.asked()), (three, third.asked())];
                (all, count, How::Array(array), timeout, Some(mask))
            }
            Call::Select { one, first, two, second, three, third, count, numbers, timeout } => {
                let all = [(one, first.asked()), (two, second.asked()), (three, third.asked())];
                (all, count, How::Sets(numbers), timeout, None)
            }
            Call::Pselect {
                one,
                first,
                two,
                second,
                three,
                third,
                count,
                numbers,
                timeout,
                mask,
            } => {
                let all = [(one, first.asked()), (two, second.asked()), (three, third.asked())];
                (all, count, How::Sets(numbers), timeout, Some(mask))
            }
        };
        Self { entries, count: usize::from(count).min(ENTRIES), how, timeout, mask }
    }

    pub fn entries(&self) -> &[(Pick, Asked)] {
        &self.entries[..self.count]
    }
}

fn name(op: &Op) -> &'static str {
    op.form().kind
}

/// `poll fd0 POLLIN, ~fd1 0, for ever`.
fn shown(op: &Op) -> String {
    let looks = Looks::of(op);
    let entry = |(pick, asked): &(Pick, Asked)| asked.shown(*pick, looks.is_select());
    let mut text = format!("{} ", name(op));
    text += &looks.entries().iter().map(entry).collect::<Vec<_>>().join(", ");
    if looks.count == 0 {
        text += "nothing";
    }
    text += &match looks.how {
        How::Array(array) => array.show(),
        How::Sets(numbers) => numbers.show(),
    };
    text += &looks.timeout.show();
    text + &looks.mask.map(Operand::show).unwrap_or_default()
}

fn written(op: &Op) -> String {
    let looks = Looks::of(op);
    let mask = looks.mask.map(|mask| format!(", {}", mask.c())).unwrap_or_default();
    let timeout = looks.timeout.written(name(op));
    match looks.how {
        How::Array(array) => {
            let entry = |(pick, asked): &(Pick, Asked)| asked.written(*pick);
            let all = looks.entries().iter().map(entry).collect::<Vec<_>>().join(", ");
            let (address, count) = match array {
                Array::Plain => ("p", looks.count.to_string()),
                Array::Bad => ("(void *)8", looks.count.to_string()),
                Array::PastLimit => ("p", "past_limit()".into()),
            };
            let name = name(op);
            format!(
                "{{ struct pollfd p[4096] = {{{all}}}; \
                 {name}({address}, {count}, {timeout}{mask}); }}"
            )
        }
        How::Sets(numbers) => {
            let entry = |(pick, asked): &(Pick, Asked)| asked.set(*pick);
            let all: String = looks.entries().iter().map(entry).collect();
            let name = name(op);
            format!(
                "{{ fd_set r = {{0}}, w = {{0}}, e = {{0}}; int n = 0; {all}\
                 {name}({}, &r, &w, &e, {timeout}{mask}); }}",
                numbers.c()
            )
        }
    }
}

/// How the descriptors are given, the timeout, the mask, and what the first asks for.
fn class(op: &Op) -> u32 {
    let looks = Looks::of(op);
    let how = match looks.how {
        How::Array(array) => array.class(),
        How::Sets(numbers) => numbers.class(),
    };
    let mask = looks.mask.map_or(0, Operand::class);
    let asked = looks.entries().first().map_or(0, |(_, asked)| u32::from(asked.bits));
    how << 24 | looks.timeout.class() << 20 | mask << 16 | asked
}

impl Looks {
    pub fn is_select(&self) -> bool {
        matches!(self.how, How::Sets(_))
    }
}

fn report(outcome: &Outcome) -> Report {
    match Seen::of(outcome) {
        Seen::Polled { report } | Seen::Selected { report } => report,
    }
}

fn told(outcome: &Outcome) -> String {
    report(outcome).shown()
}

fn differs(expected: &Outcome, seen: &Outcome) -> usize {
    report(expected).differs(&report(seen))
}

fn equals(one: &Outcome, other: &Outcome) -> bool {
    report(one).equals(&report(other))
}

fn lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let lie = report(truth).lie(part)?;
    Some(
        if lie.select { Seen::Selected { report: lie } } else { Seen::Polled { report: lie } }
            .into(),
    )
}

/// The bits of poll that any number of flags stand for.
pub const fn flags(bits: i16) -> Flags<Events> {
    Flags::of(bits as i32)
}
