//! Makes the calls, raw. It decides nothing.

use std::fs;

use super::calls::{Address, Call, OFFSETS, PLACES, Seen, Which};
use crate::engine::forms::Mode;
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Op, ids};
use crate::families::sysv::told::{Listed, Users, key, time, whose};
use crate::families::sysv::{Bits, KEYS, Key};
use crate::sys::{self, PAGE_BYTES, ShmStatus};

/// Its objects, in the table of ids and in the journal.
const KIND: Made = Made::Segment;
/// In a new IPC namespace, by the pages.
const NEW_LIMITS: [u64; 3] = [u64::MAX - (1 << 24), 4096, u64::MAX - (1 << 24)];
const FILES: [&str; 3] = ["shmmax", "shmmni", "shmall"];
/// Room for every segment of which memory is used.
const FREE_BYTES: usize = 16 * PAGE_BYTES;
const NINE_BITS: u32 = 0o777;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Get { key, size, mode: Mode(mode), flags } => {
            get(key, size, flags.bits() | mode.cast_signed(), hands)
        }
        Call::Attach { segment, place, read_only, at } => {
            attach(segment.id(hands), slot(place), read_only, at)
        }
        Call::Detach { place, unaligned } => done(sys::shmdt(slot(place), unaligned.into())),
        Call::Store { place, at, tag } => {
            sys::store_attached(slot(place), offset(at), tag.0 as u8)?;
            Seen::Stored.answer()
        }
        Call::Load { place, at } => {
            Seen::Loaded { value: sys::load_attached(slot(place), offset(at))? }.answer()
        }
        Call::Stat { segment, bad } => {
            let (returned, told) = sys::shmctl_stat(segment.id(hands), libc::IPC_STAT, bad)?;
            status(returned as u64, &told, hands)
        }
        Call::Times { segment } => {
            let (_, told) = sys::shmctl_stat(segment.id(hands), libc::IPC_STAT, false)?;
            let now = sys::seconds_now();
            let [attached, detached, changed] =
                [told.attached_at, told.detached_at, told.changed_at].map(|told| time(told, now));
            let [last, creator] = [told.last, told.creator].map(|pid| whose(pid, hands));
            Seen::Times { attached, detached, changed, last, creator }.answer()
        }
        Call::Index { segment, any } => index(segment, any, hands),
        Call::Set { segment, owner, group, mode: Mode(mode), bad } => {
            let [uid, gid] = Users::of(hands)?.numbers(owner, group);
            // What is not looked at is something else.
            let rest = ShmStatus { key: 77, creator_uid: 77, size: 77, ..ShmStatus::default() };
            let status = ShmStatus { uid, gid, mode, attached: 77, ..rest };
            done(sys::shmctl_set(segment.id(hands), (!bad).then_some(&status)))
        }
        Call::Remove { segment } => remove(segment.id(hands), hands),
        Call::Unknown { segment, command } => done(sys::shmctl(segment.id(hands), command)),
        Call::Info => {
            let (_, told) = sys::shmctl_limits()?;
            let sys::ShmLimits { shmmax, shmmin, shmmni, shmall, .. } = told;
            Seen::Limits { shmmax, shmmin, shmmni, shmall }.answer()
        }
        Call::Used => {
            let used = sys::shmctl_used()?;
            Seen::Used { segments: used.segments as u64, pages: used.pages }.answer()
        }
        Call::Highest => highest(),
        Call::LimitsFiles => {
            let [shmmax, shmmni, shmall] = limits_files()?;
            Seen::Files { shmmax, shmmni, shmall }.answer()
        }
        Call::List => {
            let text = fs::read_to_string("/proc/sysvipc/shm")?;
            let Listed { headings, shown, others } = Listed::of(&text, "shmid", KIND, hands);
            Seen::List { headings, shown, others }.answer()
        }
        Call::Namespace { segment } => elsewhere(segment, hands),
    }
}

/// Detaches what this process has attached, and removes every segment of a case.
pub fn clean(hands: &mut Hands) {
    sys::detach_all();
    ids::clear(KIND, hands, |id| {
        let _ = sys::remove_segment(id);
    });
}

fn slot(place: u8) -> usize {
    usize::from(place % PLACES)
}

fn offset(at: u8) -> usize {
    OFFSETS[usize::from(at) % OFFSETS.len()] as usize
}

fn done(answer: Result<usize, Errno>) -> Answer {
    Seen::Done { returned: answer? as u64 }.answer()
}

fn get(key: Key, size: u64, flags: i32, hands: &Hands) -> Answer {
    let key = key.number(hands);
    let (id, segment) = ids::get(KIND, hands, || sys::shmget(key, size, flags))?;
    hands.note(KIND, &id.to_string());
    Seen::Id { segment }.answer()
}

fn attach(id: i32, place: usize, read_only: bool, at: Address) -> Answer {
    let free = sys::free_address(FREE_BYTES)?;
    let (address, flags, asked) = match at {
        Address::Null => (0, 0, None),
        Address::Free => (free, 0, Some(free)),
        Address::Rounded => (free + 100, sys::SHM_RND, Some(free)),
        Address::Unaligned => (free + 100, 0, None),
        Address::Occupied => (sys::occupied_address(), 0, None),
        Address::RemapNull => (0, sys::SHM_REMAP, None),
    };
    let flags = flags | if read_only { sys::SHM_RDONLY } else { 0 };
    // Who may attach a segment may also ask for its size.
    let size = sys::shmctl_stat(id, libc::IPC_STAT, false).map_or(1, |(_, told)| told.size);
    let bytes = (size as usize).next_multiple_of(PAGE_BYTES);
    let got = sys::shmat(place, id, (address, flags), bytes)?;
    Seen::Attached { as_asked: asked.is_none_or(|asked| asked == got) }.answer()
}

/// Once nobody has it attached, its id may come again: then it is another's.
fn remove(id: i32, hands: &Hands) -> Answer {
    let removed = sys::shmctl(id, libc::IPC_RMID)?;
    if sys::shmctl_stat(id, libc::IPC_STAT, false) == Err(Errno::EINVAL) {
        ids::removed(KIND, id, hands);
    }
    done(Ok(removed))
}

/// The pages do not say what is told of the key of a segment that is marked to be destroyed.
fn status(returned: u64, told: &ShmStatus, hands: &Hands) -> Answer {
    let users = Users::of(hands)?;
    let [owner, group] = users.named(told.uid, told.gid);
    let [creator, creator_group] = users.named(told.creator_uid, told.creator_gid);
    let marked = told.mode & sys::SHM_DEST != 0;
    Seen::Status {
        returned,
        key: if marked { 0 } else { key(told.key, hands) },
        owner,
        group,
        mode: Bits(told.mode & NINE_BITS),
        size: told.size,
        attached: told.attached,
        marked,
        creator,
        creator_group,
    }
    .answer()
}

/// SHM_STAT at the index of a segment, which SHM_STAT_ANY finds.
fn index(segment: Which, any: bool, hands: &Hands) -> Answer {
    let id = segment.id(hands);
    let (highest, _) = sys::shmctl_limits()?;
    let is_it = |index: &i32| {
        sys::shmctl_stat(*index, sys::SHM_STAT_ANY, false)
            .is_ok_and(|(found, _)| found as i32 == id)
    };
    let index = (0..=highest as i32).find(is_it).ok_or(Errno::ESRCH)?;
    let command = if any { sys::SHM_STAT_ANY } else { sys::SHM_STAT };
    let (found, told) = sys::shmctl_stat(index, command, false)?;
    status(ids::number(KIND, found as i32, hands)?.into(), &told, hands)
}

fn highest() -> Answer {
    let highest = sys::shmctl_limits()?.0 as i32;
    let at = |index| sys::shmctl_stat(index, sys::SHM_STAT_ANY, false).map(drop);
    let next_unused = at(highest + 1) == Err(Errno::EINVAL);
    Seen::Highest { used: at(highest).is_ok(), next_unused }.answer()
}

fn limits_files() -> Result<[u64; 3], Errno> {
    let mut limits = [0; 3];
    for (limit, name) in limits.iter_mut().zip(FILES) {
        let text = fs::read_to_string(format!("/proc/sys/kernel/{name}"))?;
        *limit = text.trim().parse().map_err(|_| Errno::EIO)?;
    }
    Ok(limits)
}

fn elsewhere(segment: Which, hands: &Hands) -> Answer {
    let id = segment.id(hands);
    let keys: Vec<i32> = (0..KEYS).map(|key| Key::Nth(key).number(hands)).collect();
    let said = sys::in_another_ipc_namespace(|| {
        let id_hidden =
            sys::shmctl_stat(id, libc::IPC_STAT, false).is_err_and(|e| e == Errno::EINVAL);
        let missing = |key: &i32| sys::shmget(*key, 0, 0) == Err(Errno::ENOENT);
        let limits = limits_files().unwrap_or_default();
        let as_new = |place: usize| limits[place] == NEW_LIMITS[place];
        let bits = [id_hidden, keys.iter().all(missing), as_new(0), as_new(1), as_new(2)];
        (0..).zip(bits).fold(0, |said, (bit, holds)| said | u8::from(holds) << bit)
    })?;
    let bit = |bit: u8| said >> bit & 1 == 1;
    Seen::Elsewhere {
        id_hidden: bit(0),
        key_hidden: bit(1),
        shmmax: bit(2),
        shmmni: bit(3),
        shmall: bit(4),
    }
    .answer()
}
