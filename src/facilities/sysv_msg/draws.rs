//! Which calls are proposed: mostly of queues that exist, and near what they have room for.

use smallvec::SmallVec;

use super::calls::{CALLS, COPY, CREATE, Call, EXCLUSIVE, NOERROR, NOWAIT, Which};
use super::model::{Queue, Queues};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Actor, Draw, Limit, Op, View};
use crate::families::sysv::Key;

/// Most queues that a case makes.
const QUEUES_MAX: usize = 6;
/// Most messages that a queue without a low limit is given.
const MESSAGES_MAX: usize = 6;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let queues = view.model::<Queues>();
    let alive = queues.queues().iter().filter(|queue| queue.exists).count();
    if alive == 0 && draw.percent(80) {
        return make(draw);
    }
    let op = draw.call(&CALLS, view.picks(by, |_| false), true);
    match Call::of(&op) {
        Call::Get { .. } if queues.queues().len() >= QUEUES_MAX => {
            Call::Stat { queue: Which::Nth(0), bad: false }.into()
        }
        Call::Send { bytes, kind, nowait, bad, .. } => {
            let which = which(queues, draw);
            let (mut bytes, mut nowait) = (bytes, nowait);
            if let Some(queue) = queues.queue(which) {
                let room = queue.most.saturating_sub(queue.bytes());
                let longest = queues.bounds.most(Limit::MsgmaxBytes);
                let near = [room, room + 1, longest, longest + 1];
                if room < 64 && draw.percent(35) {
                    bytes = near[draw.below(2)] as i32;
                } else if longest < 64 && draw.percent(30) {
                    bytes = near[2 + draw.below(2)] as i32;
                }
                nowait |= queue.messages.len() >= MESSAGES_MAX;
            }
            Call::Send { queue: which, tag: Tag(view.step), bytes, kind, nowait, bad }.into()
        }
        Call::Receive { bytes, wanted, flags, bad, .. } => {
            let which = which(queues, draw);
            let mut flags = flags;
            if flags.has(COPY) && draw.percent(80) || bad {
                flags = flags.with(NOWAIT);
            }
            let bytes = match queues.queue(which).and_then(|queue| queue.chosen(wanted, flags)) {
                Some((_, message)) if message.piece.bytes > 0 && draw.percent(25) => {
                    message.piece.bytes as i32 - draw.below(2) as i32
                }
                _ => bytes,
            };
            let wanted = if flags.has(COPY) { draw.below(3) as i64 } else { wanted };
            Call::Receive { queue: which, bytes, wanted, flags, bad }.into()
        }
        Call::Set { owner, group, mode, most, bad, .. } => {
            let [owner, group] = [owner, group].map(|is| is && view.facts.other_uid.is_some());
            let msgmnb = queues.bounds.most(Limit::MsgmnbBytes);
            let most = if draw.percent(20) { msgmnb as u32 + draw.below(2) as u32 } else { most };
            Call::Set { queue: which(queues, draw), owner, group, mode, most, bad }.into()
        }
        _ => {
            let queue = which(queues, draw);
            op.with_operand("queue", |_| queue.word()).unwrap_or(op)
        }
    }
}

/// A queue is made, mostly one with a key.
fn make(draw: &mut Draw<'_>) -> Op {
    let private = draw.percent(25);
    let key = if private { Key::Private } else { Key::Nth(draw.below(3) as u8) };
    let mode = Mode(*draw.one_of(&[0o600, 0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602]));
    Call::Get { key, mode, flags: Flags::of(CREATE) }.into()
}

/// Mostly a queue that exists, and rather the newest.
fn which(queues: &Queues, draw: &mut Draw<'_>) -> Which {
    let odd = draw.below(100);
    match odd {
        0 => return Which::Never,
        1 => return Which::Negative,
        _ => {}
    }
    let gone = odd < 7;
    let is_fit = |(_, queue): &(u8, &Queue)| queue.exists != gone;
    let fitting = (0..).zip(queues.queues()).filter(is_fit).map(|(place, _)| place);
    let fitting: SmallVec<[u8; 8]> = fitting.collect();
    match fitting.last() {
        Some(newest) if draw.percent(40) => Which::Nth(*newest),
        Some(_) => Which::Nth(*draw.one_of(&fitting)),
        None => Which::Nth(0),
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let queue = Which::Nth(0);
    let get = |key, mode, flags| Call::Get { key, mode: Mode(mode), flags: Flags::of(flags) };
    let send = |tag, bytes, kind| Call::Send {
        queue,
        tag: Tag(tag),
        bytes,
        kind,
        nowait: true,
        bad: false,
    };
    let receive = |bytes, wanted, flags| {
        let flags = Flags::of(flags | NOWAIT);
        Call::Receive { queue, bytes, wanted, flags, bad: false }
    };
    let set =
        |most| Call::Set { queue, owner: false, group: false, mode: Mode(0o600), most, bad: false };
    let calls = vec![
        get(Key::Nth(0), 0o600, CREATE),
        get(Key::Private, 0o600, 0),
        get(Key::Nth(0), 0, 0),
        get(Key::Nth(0), 0o600, CREATE | EXCLUSIVE),
        send(1, 8, 1),
        send(2, 16, 2),
        send(3, 0, 1),
        receive(64, 0, 0),
        receive(64, 2, 0),
        receive(64, -2, 0),
        receive(8, 0, 0),
        receive(7, 0, NOERROR),
        receive(64, 0, COPY),
        Call::Stat { queue, bad: false },
        set(16),
        Call::Remove { queue },
        Call::Used,
        Call::List,
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
