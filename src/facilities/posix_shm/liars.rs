//! Stand-ins for kernels whose shared memory is not by the book, each with the claims that it
//! breaks.

use super::SHARED;
use super::calls::{CREATE, Call, EXCLUSIVE, Seen, TRUNCATE};
use super::claims::*;
use super::perform::{map, seen};
use crate::engine::forms::Mode;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{CloexecAsSet, DupRefers, ExecCloses, PassRefers};
use crate::engine::{Answer, Deed, Hands, Op};
use crate::sys;

const OPEN: &[&str] = &["shm_open"];

pub static LIARS: &[DeedLiar] = &[
    lie("mode_for_all", OPEN, "a new object is for all to use", Stock::Is("mode", 0o666))
        .breaks(&[&NEW_MODE])
        .disturbs(ACCESS),
    lie("exclusive_dropped", OPEN, "O_EXCL is not looked at", Stock::Drops("flags", EXCLUSIVE))
        .breaks(&[&CREATE_EXCLUSIVE])
        .disturbs(NAMES | SIZE),
    lie("truncate_dropped", OPEN, "O_TRUNC is not looked at", Stock::Drops("flags", TRUNCATE))
        .breaks(&[&TRUNC_SIZE_ZERO, &TRUNC_READ_ONLY])
        .disturbs(SIZE | CONTENT | ACCESS),
    DeedLiar::of_calls("made_anew", OPEN, "shm_open with O_CREAT makes an object anew", made_anew)
        .breaks(&[&CREATE_EXCLUSIVE])
        .disturbs(NAMES | SIZE | CONTENT | ACCESS),
    DeedLiar::of_calls("cloexec_clear", OPEN, "FD_CLOEXEC is not set", cloexec_clear)
        .breaks(&[&OPEN_CLOEXEC])
        .breaks_shared(&SHARED, &[CloexecAsSet, ExecCloses]),
    DeedLiar::of_calls("map_private", &["mmap"], "a mapping is private", map_private)
        .breaks(&[&PROCESSES_SHARE])
        .disturbs(CONTENT),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["shm_unlink"],
        "shm_unlink does nothing",
        unlink_skipped,
    )
    .breaks(&[&UNLINK_NAME_GONE, &UNLINK_NAME_FREE])
    .disturbs(NAMES | SIZE | ACCESS | CONTENT),
    DeedLiar::of_other_calls("truncate_less", &["ftruncate"], "ftruncate sets one less", one_less)
        .breaks(&[&TRUNCATE_SETS_SIZE])
        .disturbs(SIZE | CONTENT),
    DeedLiar::of_calls("huge_refused", &["ftruncate"], "a size needs room at once", huge_refused)
        .breaks(&[&TRUNCATE_RETURNS_ZERO])
        .disturbs(SIZE),
    lie("mode_change_skipped", &["fchmod"], "fchmod sets another mode", Stock::Is("mode", 0o640))
        .breaks(&[&MODE_CHANGED])
        .disturbs(ACCESS),
    DeedLiar::of_deeds("dup_makes_another", &["dup"], "dup gives another object", another)
        .breaks_shared(&SHARED, &[DupRefers])
        .disturbs(CONTENT | SIZE | NAMES | ACCESS),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another object",
        another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .disturbs(CONTENT | SIZE | NAMES | ACCESS),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nothing tells how many descriptors an object has"),
    // Whatever opens an object takes a descriptor.
    Here::of("close_leaks").disturbs(TABLE | NAMES | ACCESS),
    Here::without("dup_opens_anew", NO_STATE),
    Here::without("pass_opens_anew", NO_STATE),
];

const NO_STATE: &str = "nothing tells one open description of an object from another";

fn made_anew(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, flags, .. } = Call::of(op) else { return None };
    if flags.has(CREATE) {
        let _ = seen(Call::Unlink { name }, hands);
    }
    None
}

fn cloexec_clear(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let before = *hands.slots();
    let answer = super::perform::perform(op, hands);
    let opened = (0..before.len()).find(|slot| hands.slots()[*slot] != before[*slot])?;
    let _ = sys::fcntl(hands.slots()[opened], libc::F_SETFD, 0);
    match answer.as_ref().map(Seen::of) {
        Ok(Seen::Opened { lowest, .. }) => Some(Seen::Opened { cloexec: false, lowest }.answer()),
        _ => Some(answer),
    }
}

fn map_private(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Map { place, fd, write } = Call::of(op) else { return None };
    let read_only = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32 & libc::O_ACCMODE == 0;
    (!read_only).then(|| map(place, hands.fd(fd), write, false).map(Into::into))
}

fn unlink_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Unlink { name } = Call::of(op) else { return None };
    let there = seen(Call::Look { name }, hands).is_ok();
    let ours = nix::unistd::geteuid().is_root();
    (there && ours).then(|| Seen::Done { returned: 0 }.answer())
}

fn one_less(op: &Op) -> Option<Op> {
    let Call::Truncate { fd, bytes: bytes @ 1.. } = Call::of(op) else { return None };
    Some(Call::Truncate { fd, bytes: bytes - 1 }.into())
}

fn huge_refused(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Truncate { fd, bytes: super::calls::HUGE } = Call::of(op) else { return None };
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32;
    (flags & libc::O_ACCMODE != libc::O_RDONLY).then_some(Err(crate::engine::Errno::ENOSPC))
}

/// The deed is done to another object.
fn another(_deed: &Deed, hands: &mut Hands) -> Altered {
    let name = std::ffi::CString::new(format!("/{}.another", hands.tag())).unwrap_or_default();
    let Mode(mode) = Mode(0o777);
    let flags = libc::O_RDWR | CREATE | EXCLUSIVE;
    let Ok(fd) = sys::shm_open(&name, flags, mode) else { return Altered::Done };
    let _ = sys::shm_unlink(&name);
    let _ = sys::ftruncate(fd, 77);
    Altered::To(fd)
}
