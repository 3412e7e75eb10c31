//! Which calls are proposed: mostly of segments that exist, and of what is attached.

use smallvec::SmallVec;

use super::calls::{Address, CALLS, CREATE, Call, EXCLUSIVE, PLACES, Which};
use super::model::Segments;
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Actor, Draw, Limit, Op, View};
use crate::families::sysv::Key;

/// Most segments that a case makes.
const SEGMENTS_MAX: usize = 6;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let model = view.model::<Segments>();
    let alive = model.segments().iter().filter(|segment| segment.exists).count();
    if alive == 0 && draw.percent(80) {
        return make(model, draw);
    }
    let attached = model.places(by, view.world).iter().flatten().count();
    let form = draw.form(&CALLS, |form| match form.variant {
        "Store" | "Load" if attached == 0 => 0,
        "Detach" if attached == 0 => 1,
        "Attach" if attached == usize::from(PLACES) => 0,
        _ => form.weight(),
    });
    let op = form.draw(view.picks(by, |_| false), draw);
    match Call::of(&op) {
        Call::Get { .. } if model.segments().len() >= SEGMENTS_MAX => {
            Call::Stat { segment: Which::Nth(0), bad: false }.into()
        }
        Call::Get { .. } if draw.percent(30) => make(model, draw),
        Call::Attach { read_only, at, .. } => {
            let at = if draw.percent(60) { Address::Null } else { at };
            let place = place(model, view, by, draw, false);
            Call::Attach { segment: which(model, draw), place, read_only, at }.into()
        }
        Call::Detach { unaligned, .. } => {
            Call::Detach { place: place(model, view, by, draw, true), unaligned }.into()
        }
        Call::Store { .. } => {
            let (place, at) = byte(model, view, by, draw);
            Call::Store { place, at, tag: Tag(view.step) }.into()
        }
        Call::Load { .. } => {
            let (place, at) = byte(model, view, by, draw);
            Call::Load { place, at }.into()
        }
        Call::Set { owner, group, mode, bad, .. } => {
            let [owner, group] = [owner, group].map(|is| is && view.facts.other_uid.is_some());
            Call::Set { segment: which(model, draw), owner, group, mode, bad }.into()
        }
        _ => {
            let segment = which(model, draw);
            op.with_operand("segment", |_| segment.word()).unwrap_or(op)
        }
    }
}

/// A segment is made, mostly one with a key, and rather of a size at a limit.
fn make(model: &Segments, draw: &mut Draw<'_>) -> Op {
    let private = draw.percent(25);
    let key = if private { Key::Private } else { Key::Nth(draw.below(3) as u8) };
    let mode = Mode(*draw.one_of(&[0o600, 0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602]));
    let most = model.bounds.most(Limit::ShmmaxBytes);
    let size = match most {
        ..=12_288 if draw.percent(50) => most + draw.below(2) as u64,
        _ => *draw.one_of(&[4096, 100, 4097, 8192, 1]),
    };
    Call::Get { key, size, mode, flags: Flags::of(CREATE) }.into()
}

/// A place of the process, one in which something is attached or not.
fn place(model: &Segments, view: &View<'_>, by: Actor, draw: &mut Draw<'_>, taken: bool) -> u8 {
    let places = model.places(by, view.world);
    let fit = (0..).zip(places).filter(|(_, one)| one.is_some() == taken).map(|(place, _)| place);
    let fit: SmallVec<[u8; 4]> = fit.collect();
    if fit.is_empty() { draw.below(PLACES.into()) as u8 } else { *draw.one_of(&fit) }
}

/// A byte that can be reached, if there is one.
fn byte(model: &Segments, view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> (u8, u8) {
    let place = place(model, view, by, draw, true);
    let at = draw.below(4) as u8;
    let fits = model.reached(place, at, by, view.world).is_ok();
    (place, if fits { at } else { 0 })
}

/// Mostly a segment that exists, and rather the newest.
fn which(model: &Segments, draw: &mut Draw<'_>) -> Which {
    let odd = draw.below(100);
    match odd {
        0 => return Which::Never,
        1 => return Which::Negative,
        _ => {}
    }
    let gone = odd < 7;
    let is_fit = |(_, exists): &(u8, bool)| *exists != gone;
    let exist = model.segments().iter().map(|segment| segment.exists);
    let fitting: SmallVec<[u8; 8]> =
        (0..).zip(exist).filter(is_fit).map(|(place, _)| place).collect();
    match fitting.last() {
        Some(newest) if draw.percent(40) => Which::Nth(*newest),
        Some(_) => Which::Nth(*draw.one_of(&fitting)),
        None => Which::Nth(0),
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let segment = Which::Nth(0);
    let get =
        |key, size, mode, flags| Call::Get { key, size, mode: Mode(mode), flags: Flags::of(flags) };
    let calls = vec![
        get(Key::Nth(0), 4097, 0o600, CREATE),
        get(Key::Private, 100, 0o600, 0),
        get(Key::Nth(0), 0, 0, 0),
        get(Key::Nth(0), 8192, 0, 0),
        get(Key::Nth(0), 4096, 0o600, CREATE | EXCLUSIVE),
        Call::Attach { segment, place: 0, read_only: false, at: Address::Null },
        Call::Attach { segment, place: 1, read_only: true, at: Address::Free },
        Call::Detach { place: 0, unaligned: false },
        Call::Store { place: 0, at: 1, tag: Tag(3) },
        Call::Load { place: 1, at: 1 },
        Call::Stat { segment, bad: false },
        Call::Times { segment },
        Call::Remove { segment },
        Call::Used,
        Call::List,
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
