//! Which transfers are proposed: mostly between processes that have an area.

use super::calls::{CALLS, CELLS, Call, Odd, Span, Split};
use super::model::Areas;
use crate::engine::forms::{Choice, Tag};
use crate::engine::{Actor, Draw, Op, View};

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let areas = view.model::<Areas>();
    let has_area = areas.of(by, view.world).is_some();
    if !has_area && draw.percent(60) {
        return prepare(view).into();
    }
    let form = draw.form(&CALLS, |form| match form.variant {
        "Prepare" if has_area => 0,
        "Discard" | "Load" if !has_area => 0,
        _ => form.weight(),
    });
    let drawn = form.draw(view.picks(by, |_| false), draw);
    match Call::of(&drawn) {
        Call::Prepare { .. } => prepare(view),
        Call::Load { .. } => load(areas, view, by, draw),
        Call::Read { .. } => {
            let target = target(areas, view, by, draw);
            let Ranges { first, second, third, split } = Ranges::draw(draw);
            Call::Read { target, first, second, third, split }
        }
        Call::Write { .. } => {
            let target = target(areas, view, by, draw);
            let Ranges { first, second, third, split } = Ranges::draw(draw);
            Call::Write { target, first, second, third, split, tag: Tag(view.step) }
        }
        Call::Oddly { .. } => {
            // Of the others the page and the kernel differ: scenes see to those.
            let odd = *draw.one_of(&[
                Odd::Flags,
                Odd::LocalMost,
                Odd::LocalTooMany,
                Odd::RemoteMost,
                Odd::RemoteTooMany,
                Odd::LocalTooLong,
                Odd::RemoteTooLong,
                Odd::LocalBad,
                Odd::NoProcess,
            ]);
            let writes = draw.percent(50) && !matches!(odd, Odd::LocalMost | Odd::RemoteMost);
            Call::Oddly { target: target(areas, view, by, draw), odd, writes }
        }
        call @ Call::Discard => call,
    }
    .into()
}

fn prepare(view: &View<'_>) -> Call {
    Call::Prepare { tag: Tag(view.step) }
}

/// A cell that another call has written, if there is one.
fn load(areas: &Areas, view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Call {
    let Some(area) = areas.of(by, view.world) else { return prepare(view) };
    let written: Vec<u8> =
        (0..CELLS.len() as u8).filter(|cell| area[usize::from(*cell)].by.is_some()).collect();
    match draw.maybe(&written) {
        Some(cell) => Call::Load { cell: *cell },
        None => Call::Read {
            target: target(areas, view, by, draw),
            first: Span::Both,
            second: None,
            third: None,
            split: Split::Whole,
        },
    }
}

/// Mostly another process, and one that has an area.
fn target(areas: &Areas, view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Actor {
    let all: Vec<Actor> = view.world.actors().collect();
    let others: Vec<Actor> = all
        .iter()
        .copied()
        .filter(|other| *other != by && areas.of(*other, view.world).is_some())
        .collect();
    match draw.maybe(&others) {
        Some(other) if draw.percent(80) => *other,
        _ => *draw.one_of(&all),
    }
}

/// From where or to where bytes are moved, and how they are split.
struct Ranges {
    first: Span,
    second: Option<Span>,
    third: Option<Span>,
    split: Split,
}

impl Ranges {
    fn draw(draw: &mut Draw<'_>) -> Self {
        let count = 1 + draw.below(3);
        let first = span(draw);
        let second = (count > 1).then(|| span(draw));
        let third = (count > 2).then(|| span(draw));
        let split = draw.one_of(Split::TABLE).0;
        Self { first, second, third, split }
    }
}

fn span(draw: &mut Draw<'_>) -> Span {
    draw.one_of(Span::TABLE).0
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let target = Actor(0);
    let read = |first, split| Call::Read { target, first, second: None, third: None, split };
    let write = |first, second| {
        let (third, split) = (None, Split::Uneven);
        Call::Write { target, first, second, third, split, tag: Tag(9) }
    };
    let odd = |odd| Call::Oddly { target, odd, writes: false };
    let calls = vec![
        Call::Prepare { tag: Tag(3) },
        Call::Discard,
        Call::Load { cell: 0 },
        read(Span::Both, Split::Whole),
        read(Span::PastEnd, Split::Cells),
        write(Span::First, Some(Span::Behind)),
        write(Span::Across, Some(Span::First)),
        odd(Odd::Flags),
        odd(Odd::LocalBad),
        odd(Odd::RemoteTooMany),
    ];
    (calls.into_iter().map(Op::from).collect(), 1)
}
