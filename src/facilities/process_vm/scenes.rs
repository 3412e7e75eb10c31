//! Situations of transfers that chance reaches too rarely.

use super::calls::{Call, Odd, Span, Split};
use crate::engine::forms::Tag;
use crate::engine::{Actor, Deed, Scene, Step};

type Steps = Vec<Step>;

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
/// The first child in a script of two actors.
const CHILD: Actor = Actor(2);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        what_one_writes_the_other_finds(),
        a_transfer_stops(),
        a_child_has_a_copy(),
        a_new_program_has_no_area(),
        a_process_has_ended(),
        another_user(),
    ];
    let odd = [
        Odd::LocalMost,
        Odd::LocalTooMany,
        Odd::RemoteMost,
        Odd::RemoteTooMany,
        Odd::LocalTooLong,
        Odd::RemoteTooLong,
        Odd::NoProcess,
        // Of these the page and the kernel differ.
        Odd::LocalTooLongTogether,
        Odd::RemoteTooLongTogether,
        Odd::LocalBadLater,
    ];
    scenes.extend(odd.map(one_is_odd));
    scenes.into_iter().map(|steps| Scene::of(2, steps)).collect()
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn prepare(by: Actor) -> Step {
    call(by, Call::Prepare { tag: Tag(5) })
}

fn load(cell: u8) -> Step {
    call(TWO, Call::Load { cell })
}

fn read(target: Actor, spans: [Option<Span>; 2], split: Split) -> Step {
    let (first, second) = (spans[0].unwrap_or(Span::First), spans[1]);
    call(ONE, Call::Read { target, first, second, third: None, split })
}

fn write(target: Actor, spans: [Option<Span>; 2], split: Split) -> Step {
    let (first, second) = (spans[0].unwrap_or(Span::First), spans[1]);
    call(ONE, Call::Write { target, first, second, third: None, split, tag: Tag(9) })
}

fn what_one_writes_the_other_finds() -> Steps {
    let mut steps = vec![prepare(TWO)];
    for split in [Split::Whole, Split::Uneven, Split::Cells] {
        for second in [None, Some(Span::Second)] {
            steps.push(write(TWO, [Some(Span::Across), second], split));
            steps.extend((2..8).map(load));
            steps.push(read(TWO, [second, Some(Span::Across)], split));
        }
    }
    steps
}

fn a_transfer_stops() -> Steps {
    let (behind, third) = (Some(Span::Behind), Some(Span::Second));
    let (target, first, split, tag) = (TWO, Span::First, Split::Whole, Tag(9));
    vec![
        prepare(TWO),
        call(ONE, Call::Write { target, first, second: behind, third, split, tag }),
        load(0),
        load(2),
        call(ONE, Call::Read { target, first, second: behind, third, split }),
        write(TWO, [Some(Span::PastEnd), None], Split::Cells),
        load(9),
        read(TWO, [Some(Span::PastEnd), Some(Span::First)], Split::Cells),
        write(TWO, [behind, None], Split::Whole),
        read(TWO, [behind, None], Split::Whole),
    ]
}

fn a_child_has_a_copy() -> Steps {
    vec![
        prepare(TWO),
        Step::Deed { by: TWO, deed: Deed::Fork },
        write(CHILD, [Some(Span::First), None], Split::Whole),
        read(TWO, [Some(Span::First), None], Split::Whole),
        read(CHILD, [Some(Span::First), None], Split::Whole),
        call(CHILD, Call::Load { cell: 0 }),
    ]
}

fn a_new_program_has_no_area() -> Steps {
    vec![
        prepare(TWO),
        read(TWO, [Some(Span::First), None], Split::Whole),
        Step::Deed { by: TWO, deed: Deed::Exec },
        read(TWO, [Some(Span::First), None], Split::Whole),
        write(TWO, [Some(Span::First), None], Split::Whole),
    ]
}

fn a_process_has_ended() -> Steps {
    vec![
        prepare(TWO),
        Step::Deed { by: ONE, deed: Deed::Kill { target: TWO } },
        read(TWO, [Some(Span::First), None], Split::Whole),
        write(TWO, [Some(Span::First), None], Split::Whole),
    ]
}

fn another_user() -> Steps {
    let (target, first, split) = (ONE, Span::First, Split::Whole);
    let (second, third) = (None, None);
    vec![
        prepare(ONE),
        prepare(TWO),
        Step::Deed { by: TWO, deed: Deed::BecomeOther },
        read(TWO, [Some(Span::First), None], Split::Whole),
        write(TWO, [Some(Span::First), None], Split::Whole),
        call(TWO, Call::Read { target, first, second, third, split }),
        call(TWO, Call::Write { target, first, second, third, split, tag: Tag(9) }),
        call(TWO, Call::Read { target: TWO, first, second, third, split }),
    ]
}

fn one_is_odd(odd: Odd) -> Steps {
    vec![prepare(TWO), call(ONE, Call::Oddly { target: TWO, odd, writes: false })]
}
