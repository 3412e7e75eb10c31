//! Stand-ins for kernels whose queues are not by the book, each with the claims that it breaks.

use super::calls::{COPY, CREATE, Call, EXCEPT, NOERROR, NOWAIT, Seen, Which};
use super::claims::*;
use super::perform::perform;
use crate::engine::forms::Mode;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Hands, Op};
use crate::families::sysv::Key;
use crate::sys;

const SEND: &[&str] = &["msgsnd"];
const RECEIVE: &[&str] = &["msgrcv"];
const SET: &[&str] = &["msgctl(IPC_SET)"];

pub static LIARS: &[DeedLiar] = &[
    lie("mode_for_all", &["msgget"], "a new queue is for all to use", Stock::Is("mode", 0o666))
        .breaks(&[&NEW_MODE])
        .disturbs(ACCESS | MESSAGES | QUEUES | ROOM),
    DeedLiar::of_other_calls(
        "private_has_key",
        &["msgget"],
        "IPC_PRIVATE is a key like another",
        private_has_key,
    )
    .breaks(&[&PRIVATE_MAKES, &PRIVATE_IGNORES_FLAGS])
    .disturbs(QUEUES | ACCESS | MESSAGES | TOLD | ROOM),
    lie("types_ignored", RECEIVE, "msgrcv takes the first message", Stock::Is("wanted", 0))
        .breaks(&[&TYPE_EXACT, &TYPE_LOWEST, &TYPE_EXCEPT, &RECEIVE_NOWAIT, &RECEIVE_WAITS])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_other_calls("type_more", SEND, "a message has the next type", type_more)
        .breaks(&[&TYPE_EXACT, &TYPE_ANY])
        .disturbs(MESSAGES | ROOM | TOLD),
    lie("noerror_dropped", RECEIVE, "MSG_NOERROR is not looked at", Stock::Drops("flags", NOERROR))
        .breaks(&[&NOERROR_TRUNCATES])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_other_calls("noerror_always", RECEIVE, "every text is cut", noerror_always)
        .breaks(&[&RECEIVE_TOO_BIG, &TOO_BIG_STAYS])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_other_calls("copy_takes", RECEIVE, "MSG_COPY takes a message", copy_takes)
        .breaks(&[&COPY_GIVES, &COPY_LEAVES, &COPY_PAST_END])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_other_calls("copy_sleeps", RECEIVE, "MSG_COPY needs no IPC_NOWAIT", copy_alone)
        .breaks(&[&COPY_WITHOUT_NOWAIT]),
    DeedLiar::of_other_calls("copy_excepts", RECEIVE, "MSG_COPY bears MSG_EXCEPT", copy_excepts)
        .breaks(&[&COPY_WITH_EXCEPT]),
    DeedLiar::of_calls("receive_leaves", RECEIVE, "a message stays when it is taken", leaves)
        .breaks(&[&QNUM_RECEIVE])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_other_calls("nowait_always", RECEIVE, "msgrcv never sleeps", nowait_always)
        .breaks(&[&RECEIVE_WAITS])
        .disturbs(MESSAGES | ROOM | TOLD),
    lie("send_never_sleeps", SEND, "msgsnd never sleeps", Stock::Is("nowait", 1))
        .breaks(&[&SEND_WAITS])
        .disturbs(MESSAGES | ROOM | TOLD),
    lie("send_sleeps", SEND, "msgsnd does not look at IPC_NOWAIT", Stock::Is("nowait", 0))
        .breaks(&[&SEND_NOWAIT, &FULL_COUNT, &FULL_BYTES])
        .disturbs(MESSAGES | ROOM | TOLD),
    lie("set_mode", SET, "IPC_SET takes no mode", Stock::Is("mode", 0o600))
        .breaks(&[&SET_MODE])
        .disturbs(ACCESS | MESSAGES | QUEUES | ROOM),
    lie("set_owner", SET, "IPC_SET takes no owner", Stock::Is("owner", 0))
        .breaks(&[&SET_OWNER])
        .disturbs(ACCESS | MESSAGES | QUEUES | ROOM),
    lie("set_group", SET, "IPC_SET takes no group", Stock::Is("group", 0))
        .breaks(&[&SET_GROUP])
        .disturbs(ACCESS | MESSAGES | QUEUES | ROOM),
    lie("set_room", SET, "IPC_SET gives room for two bytes", Stock::Is("most", 2))
        .breaks(&[&SET_QBYTES])
        .disturbs(MESSAGES | ROOM | TOLD),
    DeedLiar::of_calls(
        "remove_skipped",
        &["msgctl(IPC_RMID)"],
        "IPC_RMID tells success and removes nothing",
        remove_skipped,
    )
    .breaks(&[&REMOVE_AT_ONCE, &SEND_REMOVED, &RECEIVE_REMOVED, &REMOVE_WAKES_ALL])
    .disturbs(QUEUES | MESSAGES | ACCESS | ROOM | TOLD),
];

fn private_has_key(op: &Op) -> Option<Op> {
    let Call::Get { key: Key::Private, mode: Mode(mode), flags } = Call::of(op) else {
        return None;
    };
    let flags = flags.with(CREATE);
    Some(Call::Get { key: Key::Nth(2), mode: Mode(mode), flags }.into())
}

fn type_more(op: &Op) -> Option<Op> {
    let Call::Send { queue, tag, bytes, kind: kind @ 1.., nowait, bad } = Call::of(op) else {
        return None;
    };
    Some(Call::Send { queue, tag, bytes, kind: kind.checked_add(1)?, nowait, bad }.into())
}

/// Without these flags where there are all of the first, and none of the others.
fn without(op: &Op, flags: i32, dropped: i32, absent: i32) -> Option<Op> {
    let Call::Receive { queue, bytes, wanted, flags: given, bad } = Call::of(op) else {
        return None;
    };
    let fits = given.bits() & (flags | absent) == flags;
    let flags = given.without(dropped);
    fits.then(|| Call::Receive { queue, bytes, wanted, flags, bad }.into())
}

fn copy_takes(op: &Op) -> Option<Op> {
    without(op, COPY | NOWAIT, COPY, EXCEPT)
}

fn copy_excepts(op: &Op) -> Option<Op> {
    without(op, COPY | EXCEPT | NOWAIT, EXCEPT, 0)
}

fn copy_alone(op: &Op) -> Option<Op> {
    without(op, COPY, 0, NOWAIT | EXCEPT).and_then(|op| with_flag(&op, NOWAIT))
}

fn with_flag(op: &Op, flag: i32) -> Option<Op> {
    let Call::Receive { queue, bytes, wanted, flags, bad } = Call::of(op) else { return None };
    let more = flags.with(flag);
    (more != flags).then(|| Call::Receive { queue, bytes, wanted, flags: more, bad }.into())
}

fn noerror_always(op: &Op) -> Option<Op> {
    with_flag(op, NOERROR)
}

fn nowait_always(op: &Op) -> Option<Op> {
    with_flag(op, NOWAIT)
}

/// The first message of a queue is copied, where that is the one which is to be taken.
fn leaves(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Receive { queue, bytes, wanted: 0, flags, bad: false } = Call::of(op) else {
        return None;
    };
    if flags.has(NOERROR) || flags.has(COPY) || bytes < 0 {
        return None;
    }
    let flags = flags.with(COPY | NOWAIT).without(EXCEPT);
    let copied =
        perform(&Call::Receive { queue, bytes, wanted: 0, flags, bad: false }.into(), hands);
    copied.is_ok().then_some(copied)
}

/// Where the caller owns the queue, so that it may remove it.
fn remove_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Remove { queue: queue @ Which::Nth(_) } = Call::of(op) else { return None };
    let (_, told) = sys::msgctl_stat(queue.id(hands), libc::IPC_STAT, false).ok()?;
    let owned = told.uid == nix::unistd::geteuid().as_raw();
    owned.then(|| Seen::Done { returned: 0 }.answer())
}
