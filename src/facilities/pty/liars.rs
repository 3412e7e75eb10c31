//! Stand-ins for kernels whose pseudoterminals are not by the book, each with the claims that it
//! breaks.

use super::SHARED;
use super::calls::{Call, Seen};
use super::claims::*;
use super::operands::{CLOEXEC, NONBLOCK, Setting};
use super::perform::perform;
use crate::claim::READY;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{CloexecAsSet, ExecCloses, FdinfoCloexec, FlagsShared};
use crate::engine::{Answer, Hands, Op};
use crate::families::stream::acts;
use crate::sys::{self, TerminalInt};

/// All that opens a descriptor.
const OPENS: &[&str] = &["open(/dev/ptmx)", "posix_openpt", "open(/dev/pts)", "ioctl(TIOCGPTPEER)"];
const MASTERS: &[&str] = &["open(/dev/ptmx)", "posix_openpt"];

pub static LIARS: &[DeedLiar] = &[
    skipped("lock_skipped", &["ioctl(TIOCSPTLCK)"], "TIOCSPTLCK tells success and does nothing")
        .breaks(&[&LOCK_SETS, &LOCK_TOLD])
        .disturbs(LOCK),
    DeedLiar::of_calls(
        "unlock_skipped",
        &["unlockpt"],
        "unlockpt of a master tells success and does nothing",
        unlock_skipped,
    )
    .breaks(&[&UNLOCKS, &SLAVE_BY_NAME, &SLAVE_AS_PEER])
    .disturbs(LOCK),
    DeedLiar::of_calls("new_unlocked", MASTERS, "a new pair is not locked", new_unlocked)
        .breaks(&[&NEW_IS_LOCKED])
        .disturbs(LOCK),
    DeedLiar::of_calls(
        "opens_the_same",
        MASTERS,
        "an open of a master gives one again that is open",
        opens_the_same,
    )
    .breaks(&[&OPENS_INDEPENDENT])
    .disturbs(PAIR | LOCK),
    DeedLiar::of_calls("write_loses_last", &["write"], "the last byte is lost", write_loses_last)
        .breaks(&[&MASTER_TO_SLAVE, &SLAVE_TO_MASTER, &EOF_SENDS, &LINE_HAS_NEWLINE])
        .disturbs(BYTES),
    DeedLiar::of_calls(
        "read_loses_next",
        &["read"],
        "a read also takes the byte that follows, and drops it",
        read_loses_next,
    )
    .breaks(&[&MASTER_TO_SLAVE, &SLAVE_TO_MASTER, &LINE_IN_PARTS])
    .disturbs(BYTES),
    skipped("set_skipped", &["tcsetattr"], "tcsetattr tells success and does nothing")
        .breaks(&[&SETTINGS_TOLD, &RAW_INPUT, &RAW_OUTPUT])
        .disturbs(SETTING | BYTES),
    DeedLiar::of_other_calls("no_echo", &["tcsetattr"], "ECHO is not looked at", no_echo)
        .breaks(&[&ECHOES])
        .disturbs(BYTES),
    lie("min_is_one", &["tcsetattr"], "MIN is always 1", Stock::Is("min", 1))
        .breaks(&[&MIN_WAITS, &POLLING_EMPTY])
        .disturbs(BYTES),
    lie("no_timer", &["tcsetattr"], "TIME is not looked at", Stock::Is("time", 0))
        .breaks(&[&TIMER_EXPIRES, &INTERBYTE_EXPIRES])
        .disturbs(BYTES),
    skipped("flush_skipped", &["ioctl(TCFLSH)"], "TCFLSH tells success and does nothing")
        .breaks(&[&FLUSH_INPUT, &PACKET_FLUSHREAD, &PACKET_FLUSHWRITE])
        .disturbs(BYTES | PACKET),
    skipped("flow_skipped", &["ioctl(TCXONC)"], "TCXONC tells success and does nothing")
        .breaks(&[&PACKET_STOP_START])
        .disturbs(FLOW),
    skipped("packet_skipped", &["ioctl(TIOCPKT)"], "TIOCPKT tells success and does nothing")
        .breaks(&[&PACKET_DATA, &PACKET_TOLD, &PACKET_OF_SLAVE])
        .disturbs(PACKET | READY),
    lie("window_one_higher", &["ioctl(TIOCSWINSZ)"], "one row more", Stock::Adds("rows", 1))
        .breaks(&[&SIZE_KEPT])
        .disturbs(SIZE),
    skipped("exclusive_skipped", &["ioctl(TIOCEXCL)"], "TIOCEXCL tells success and does nothing")
        .breaks(&[&EXCLUSIVE_TOLD, &EXCLUSIVE_EBUSY])
        .disturbs(EXCLUSIVE),
    lie("nonblock_dropped", OPENS, "O_NONBLOCK is not looked at", Stock::Drops("flags", NONBLOCK))
        .breaks(&[&READ_EAGAIN, &RAW_EMPTY_NONBLOCK])
        .breaks_shared(&SHARED, &[FlagsShared])
        .disturbs(BLOCKING),
    lie("cloexec_dropped", OPENS, "O_CLOEXEC is not looked at", Stock::Drops("flags", CLOEXEC))
        .breaks(&[&OPENS_CLOEXEC])
        .breaks_shared(&SHARED, &[CloexecAsSet, FdinfoCloexec, ExecCloses]),
];

const ANEW: &str = "a master cannot be opened again: another pair takes its place";
const FEW: &str = "most calls open something, and fail where descriptors are few";

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped").breaks(&[&POLL_HANGUP, &NAME_LIFETIME]).disturbs(ENDS),
    Here::without("close_leaks", FEW),
    Here::of("nonblock_skipped")
        .breaks(&[&READ_EAGAIN, &READ_WAITS, &RAW_EMPTY_NONBLOCK])
        .disturbs(BLOCKING),
    Here::without("dup_opens_anew", ANEW),
    Here::without("pass_opens_anew", ANEW),
    Here::of("fork_loses_last").disturbs(ENDS),
    Here::of("exec_closes_none").disturbs(ENDS),
    Here::of("exec_closes_all").disturbs(ENDS),
    Here::of("cloexec_skipped").disturbs(ENDS),
    Here::of("dup_copies_cloexec").disturbs(ENDS),
];

/// Calls that tell success and do nothing.
const fn skipped(name: &'static str, of: &'static [&'static str], does: &'static str) -> DeedLiar {
    DeedLiar::of_calls(name, of, does, |_, _| Some(Seen::Done.answer()))
}

fn unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let fd = op.picks().first().map(|fd| hands.fd(*fd))?;
    sys::terminal_int(fd, TerminalInt::Number, 0).ok().map(|_| Seen::Done.answer())
}

fn new_unlocked(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { .. } = Call::of(op) else { return None };
    let before = *hands.slots();
    let answer = perform(op, hands);
    let new = hands.slots().iter().find(|fd| !before.contains(fd));
    let _ = new.map(|fd| sys::terminal_int(*fd, TerminalInt::Lock, 0));
    Some(answer)
}

fn opens_the_same(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { flags, .. } = Call::of(op) else { return None };
    let is_master = |fd: &&i32| sys::terminal_int(**fd, TerminalInt::Number, 0).is_ok();
    let known = *hands.slots().iter().filter(|fd| **fd >= 0).find(is_master)?;
    let fd = sys::dup(known).ok()?;
    hands.keep(fd);
    let cloexec = flags.has(CLOEXEC);
    let _ = sys::fcntl(fd, libc::F_SETFD, cloexec.into());
    Some(Seen::Opened { lowest: true, fresh: false, cloexec }.answer())
}

fn write_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { fd, letters, tag, ending } = Call::of(op) else { return None };
    let text = ending.text(tag, letters);
    let (_, kept) = text.split_last()?;
    let wrote = if kept.is_empty() { Ok(0) } else { sys::write(hands.fd(fd), kept.into()) };
    Some(wrote.map(|bytes| Seen::Wrote { bytes: bytes as u64 + 1 }.into()))
}

fn read_loses_next(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Read { fd, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        acts::lose_next(hands.fd(fd));
    }
    Some(answer)
}

fn no_echo(op: &Op) -> Option<Op> {
    let Call::Set { fd, setting: Setting::Cooked, when, min, time } = Call::of(op) else {
        return None;
    };
    Some(Call::Set { fd, setting: Setting::Quiet, when, min, time }.into())
}
