//! Stand-ins for kernels whose shared memory is not by the book, each with the claims that it
//! breaks.

use super::calls::{Address, CREATE, Call, EXCLUSIVE, Seen, Which};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Hands, Op};
use crate::families::sysv::Key;
use crate::sys;

const GET: &[&str] = &["shmget"];
const ATTACH: &[&str] = &["shmat"];
const DETACH: &[&str] = &["shmdt"];
const SET: &[&str] = &["shmctl(IPC_SET)"];
const EVERYTHING: u32 = SEGMENTS | ACCESS | ATTACHED | TOLD | CONTENT;

pub static LIARS: &[DeedLiar] = &[
    lie("mode_for_all", GET, "a new segment is for all to use", Stock::Is("mode", 0o666))
        .breaks(&[&NEW_MODE])
        .disturbs(EVERYTHING),
    lie("exclusive_dropped", GET, "IPC_EXCL is not looked at", Stock::Drops("flags", EXCLUSIVE))
        .breaks(&[&CREATE_EXCLUSIVE])
        .disturbs(SEGMENTS),
    DeedLiar::of_other_calls("private_has_key", GET, "IPC_PRIVATE is a key", private_has_key)
        .breaks(&[&PRIVATE_MAKES])
        .disturbs(EVERYTHING),
    DeedLiar::of_other_calls("whole_pages", GET, "a size is one of whole pages", whole_pages)
        .breaks(&[&NEW_SIZE, &GET_TOO_LARGE])
        .disturbs(SEGMENTS),
    DeedLiar::of_other_calls("always_read_only", ATTACH, "shmat is to read", always_read_only)
        .breaks(&[&STORED, &READ_ONLY_STORE])
        .disturbs(EVERYTHING),
    DeedLiar::of_other_calls("never_read_only", ATTACH, "shmat is to write", never_read_only)
        .breaks(&[&READ_ONLY_STORE, &ATTACH_READ_ONLY])
        .disturbs(EVERYTHING),
    DeedLiar::of_other_calls("address_ignored", ATTACH, "shmat chooses the address", elsewhere)
        .breaks(&[&ATTACH_UNALIGNED, &ATTACH_OCCUPIED, &ATTACH_REMAP_NULL]),
    DeedLiar::of_other_calls("unaligned_rounds", ATTACH, "shmat rounds addresses", rounds)
        .breaks(&[&ATTACH_UNALIGNED]),
    DeedLiar::of_calls("detach_skipped", DETACH, "shmdt does nothing", detach_skipped)
        .breaks(&[&DETACH_COUNTS])
        .disturbs(EVERYTHING),
    DeedLiar::of_calls("store_lost", &["store"], "what is stored is lost", store_lost)
        .breaks(&[&STORED, &PROCESSES_SHARE])
        .disturbs(CONTENT),
    lie("set_mode", SET, "IPC_SET takes no mode", Stock::Is("mode", 0o600))
        .breaks(&[&SET_MODE])
        .disturbs(EVERYTHING),
    lie("set_owner", SET, "IPC_SET takes no owner", Stock::Is("owner", 0))
        .breaks(&[&SET_OWNER])
        .disturbs(EVERYTHING),
    lie("set_group", SET, "IPC_SET takes no group", Stock::Is("group", 0))
        .breaks(&[&SET_GROUP])
        .disturbs(EVERYTHING),
    DeedLiar::of_calls(
        "remove_skipped",
        &["shmctl(IPC_RMID)"],
        "IPC_RMID tells success and removes nothing",
        remove_skipped,
    )
    .breaks(&[&REMOVE_DESTROYS, &REMOVE_MARKS])
    .shows(&[&[&CONTROL_RETURNS_ZERO]])
    .disturbs(EVERYTHING),
];

fn private_has_key(op: &Op) -> Option<Op> {
    let Call::Get { key: Key::Private, size, mode, flags } = Call::of(op) else { return None };
    let flags = flags.with(CREATE).without(EXCLUSIVE);
    Some(Call::Get { key: Key::Nth(2), size, mode, flags }.into())
}

fn whole_pages(op: &Op) -> Option<Op> {
    let Call::Get { key, size: size @ 1..=8192, mode, flags } = Call::of(op) else { return None };
    let whole = size.next_multiple_of(sys::PAGE_BYTES as u64);
    let makes = flags.has(CREATE) || key == Key::Private;
    (whole != size && makes).then(|| Call::Get { key, size: whole, mode, flags }.into())
}

/// The call with another of these.
fn attach(op: &Op, to: impl Fn(bool, Address) -> Option<(bool, Address)>) -> Option<Op> {
    let Call::Attach { segment, place, read_only, at } = Call::of(op) else { return None };
    let (read_only, at) = to(read_only, at)?;
    Some(Call::Attach { segment, place, read_only, at }.into())
}

fn always_read_only(op: &Op) -> Option<Op> {
    attach(op, |read_only, at| (!read_only).then_some((true, at)))
}

fn never_read_only(op: &Op) -> Option<Op> {
    attach(op, |read_only, at| read_only.then_some((false, at)))
}

fn elsewhere(op: &Op) -> Option<Op> {
    let wrong = [Address::Unaligned, Address::Occupied, Address::RemapNull];
    attach(op, |read_only, at| wrong.contains(&at).then_some((read_only, Address::Null)))
}

fn rounds(op: &Op) -> Option<Op> {
    attach(op, |read_only, at| (at == Address::Unaligned).then_some((read_only, Address::Rounded)))
}

fn detach_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    let Call::Detach { place, unaligned: false } = Call::of(op) else { return None };
    let place = usize::from(place % super::calls::PLACES);
    sys::load_attached(place, 0).is_ok().then(|| Seen::Done { returned: 0 }.answer())
}

/// The byte is put back as it was.
fn store_lost(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Store { place, at, .. } = Call::of(op) else { return None };
    let before = perform(&Call::Load { place, at }.into(), hands).ok()?;
    let Seen::Loaded { value } = Seen::of(&before) else { return None };
    let stored = perform(op, hands);
    let tag = crate::engine::forms::Tag(value.into());
    let _ = perform(&Call::Store { place, at, tag }.into(), hands);
    Some(stored)
}

/// Where the caller owns the segment, so that it may remove it.
fn remove_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Remove { segment: segment @ Which::Nth(_) } = Call::of(op) else { return None };
    let (_, told) = sys::shmctl_stat(segment.id(hands), libc::IPC_STAT, false).ok()?;
    let owned = told.uid == nix::unistd::geteuid().as_raw();
    owned.then(|| Seen::Done { returned: 0 }.answer())
}
