//! Stand-ins for kernels whose signalfds are not by the book, each with the claims that it breaks.

use super::SHARED;
use super::calls::{CLOEXEC, Call, NONBLOCK, RECORD_BYTES, Seen};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{
    CloexecAsSet, DupRefers, ExecCloses, FdinfoCloexec, FlagsShared, PassRefers,
};
use crate::engine::{Answer, Deed, Hands, Op};
use crate::sys;

/// What is no longer as it was when signals do not come, or are read by another set.
const ALL: u32 = PENDING | SET | BLOCKING | TOLD;

pub static LIARS: &[DeedLiar] = &[
    lie(
        "nonblock_dropped",
        &["signalfd"],
        "SFD_NONBLOCK is not looked at",
        Stock::Drops("flags", NONBLOCK),
    )
    .breaks(&[&READ_EAGAIN])
    .breaks_shared(&SHARED, &[FlagsShared])
    .disturbs(BLOCKING | PENDING),
    lie(
        "cloexec_dropped",
        &["signalfd"],
        "SFD_CLOEXEC is not looked at",
        Stock::Drops("flags", CLOEXEC),
    )
    .breaks_shared(&SHARED, &[CloexecAsSet, FdinfoCloexec, ExecCloses]),
    lie("set_fuller", &["signalfd"], "every signal is in a new set", Stock::Is("set", 0x3f))
        .breaks(&[&FDINFO_SET, &READ_ONLY_SET])
        .disturbs(ALL),
    lie(
        "change_fuller",
        &["signalfd, changing"],
        "a set is replaced by every signal",
        Stock::Is("set", 0x3f),
    )
    .breaks(&[&CHANGE_REPLACES])
    .disturbs(ALL),
    lie("value_more", &["rt_sigqueueinfo"], "a queued value is one more", Stock::Adds("value", 1))
        .breaks(&[&READ_VALUE, &READ_ORDER])
        .disturbs(TOLD),
    DeedLiar::of_other_calls(
        "queue_kills",
        &["rt_sigqueueinfo"],
        "sigqueue sends as kill does",
        queue_kills,
    )
    .breaks(&[&QUEUE_CODE])
    .disturbs(TOLD),
    DeedLiar::of_other_calls("kill_queues", &["kill"], "kill sends as sigqueue does", kill_queues)
        .breaks(&[&KILL_CODE])
        .disturbs(TOLD),
    DeedLiar::of_other_calls("reads_one", &["read"], "a read gives one signal", reads_one)
        .breaks(&[&READ_MANY])
        .disturbs(PENDING),
    DeedLiar::of_calls(
        "read_leaves",
        &["read"],
        "a signal that was read is queued again",
        read_leaves,
    )
    .breaks(&[&READ_CONSUMES, &READ_ONCE])
    .disturbs(ALL),
    DeedLiar::of_deeds("dup_makes_another", &["dup"], "dup gives another signalfd", another)
        .breaks_shared(&SHARED, &[DupRefers])
        .disturbs(ALL),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another signalfd",
        another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .disturbs(ALL),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nothing tells how many descriptors a signalfd has"),
    // A new signalfd takes a descriptor, and so does the fdinfo file while it is read.
    Here::of("close_leaks").shows(&[&[&CREATE_NEW, &FDINFO_SET, &CHANGE_EINVAL]]),
    Here::of("nonblock_skipped").breaks(&[&READ_EAGAIN, &READ_WAITS]).disturbs(BLOCKING | PENDING),
    Here::without("dup_opens_anew", ANONYMOUS),
    Here::without("pass_opens_anew", ANONYMOUS),
];

const ANONYMOUS: &str = "a signalfd cannot be opened again: another one takes its place";

fn queue_kills(op: &Op) -> Option<Op> {
    let Call::Queue { to, signal, .. } = Call::of(op) else { return None };
    Some(Call::Kill { to, signal }.into())
}

fn kill_queues(op: &Op) -> Option<Op> {
    let Call::Kill { to, signal } = Call::of(op) else { return None };
    Some(Call::Queue { to, signal, value: 0 }.into())
}

fn reads_one(op: &Op) -> Option<Op> {
    let Call::Read { fd, bytes } = Call::of(op) else { return None };
    (bytes > RECORD_BYTES).then(|| Call::Read { fd, bytes: RECORD_BYTES }.into())
}

fn read_leaves(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Read { .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if let Ok(Seen::Read { all, .. }) = answer.as_ref().map(Seen::of) {
        let pid = std::process::id().cast_signed();
        for signal in all.0.iter().filter_map(|told| told.signal) {
            let _ = sys::queue_signal(pid, signal.number(), libc::SI_QUEUE, 0);
        }
    }
    Some(answer)
}

/// The deed is done to another signalfd, which has no signal in its set.
fn another(_deed: &Deed, _hands: &mut Hands) -> Altered {
    sys::signalfd4(-1, 0, libc::SFD_CLOEXEC).map_or(Altered::Done, Altered::To)
}
