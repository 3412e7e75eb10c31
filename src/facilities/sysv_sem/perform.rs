//! Makes the calls, raw. It decides nothing.

use std::ffi::CString;
use std::fs;
use std::time::{Duration, Instant};

use nix::sched::{CloneFlags, unshare};

use super::calls::{Call, Seen};
use super::operands::{Array, Asked, Until, Which};
use crate::engine::forms::{Mode, Rest};
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Op, ids};
use crate::families::sysv::told::{Listed, Users, key, time, whose};
use crate::families::sysv::{Bits, KEYS, Key};
use crate::sys::{self, SemStatus, Source, Target, Timeout};

/// How long a call sleeps that is to sleep for a moment.
const SOON: Duration = Duration::from_millis(1);
/// Longer than any script.
const FAR_SECONDS: i64 = 3600;
/// Room for the values of a set.
const VALUES_MAX: usize = 64;
/// Its objects, in the table of ids and in the journal.
const KIND: Made = Made::Semaphores;
/// In a new IPC namespace, by the pages.
const NEW_LIMITS: [u64; 4] = [32_000, 0, 500, 32_000];

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Get { key, size, mode: Mode(mode), flags } => {
            get(key, size, flags.bits() | mode.cast_signed(), hands)
        }
        Call::Operate { set, array, until, bad } => operate(set.id(hands), array, until, bad),
        Call::Ask { set, number, asked } => ask(set, number, asked, hands),
        Call::SetValue { set, number, value } => {
            done(sys::semctl(set.id(hands), number, libc::SETVAL, value))
        }
        Call::GetAll { set, number, bad } => get_all(set.id(hands), number, bad),
        Call::SetAll { set, number, first, second, third, bad } => {
            let mut values = [0u16; VALUES_MAX];
            values[..3].copy_from_slice(&[first, second, third]);
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
            let values = if bad { Source::Bad { length: 0 } } else { bytes[..].into() };
            done(sys::semctl_setall(set.id(hands), number, values))
        }
        Call::Stat { set, number, bad } => {
            let (returned, told) = sys::semctl_stat(set.id(hands), number, libc::IPC_STAT, bad)?;
            status(returned as u64, &told, hands)
        }
        Call::Index { set, any } => index(set, any, hands),
        Call::Set { set, number, owner, group, mode: Mode(mode), bad } => {
            let [uid, gid] = Users::of(hands)?.numbers(owner, group);
            // What is not looked at is something else.
            let (key, size, rest) = (77, 77, SemStatus::default());
            let status = SemStatus { uid, gid, mode, key, size, creator_uid: 77, ..rest };
            done(sys::semctl_set(set.id(hands), number, (!bad).then_some(&status)))
        }
        Call::Remove { set, number } => {
            let id = set.id(hands);
            let removed = sys::semctl(id, number, libc::IPC_RMID, 0)?;
            ids::removed(KIND, id, hands);
            done(Ok(removed))
        }
        Call::Unknown { set, command } => done(sys::semctl(set.id(hands), 0, command, 0)),
        Call::Info => limits(),
        Call::Used => used(),
        Call::Highest => highest(),
        Call::LimitsFile => Seen::file(limits_file()?).answer(),
        Call::List => {
            let text = fs::read_to_string("/proc/sysvipc/sem")?;
            let Listed { headings, shown, others } = Listed::of(&text, "semid", KIND, hands);
            Seen::List { headings, shown, others }.answer()
        }
        Call::Namespace { set } => elsewhere(set, hands),
        Call::Unshare => {
            unshare(CloneFlags::CLONE_SYSVSEM)?;
            done(Ok(0))
        }
        Call::CloneBoth => done(sys::clone_with_both().map(|()| 0)),
        Call::Ftok { named, project } => {
            Seen::Key { same: ftok_agrees(named, project, hands)? }.answer()
        }
    }
}

/// Removes every set of a case.
pub fn clean(hands: &mut Hands) {
    ids::clear(KIND, hands, |id| {
        let _ = sys::remove_semaphores(id);
    });
}

fn done(answer: Result<usize, Errno>) -> Answer {
    Seen::Done { returned: answer? as u64 }.answer()
}

fn get(key: Key, size: i32, flags: i32, hands: &Hands) -> Answer {
    let key = key.number(hands);
    let (id, set) = ids::get(KIND, hands, || sys::semget(key, size, flags))?;
    hands.note(KIND, &id.to_string());
    Seen::Id { set, negative: id < 0 }.answer()
}

/// Whether ftok gives the key that it gives for a plain name and the low bits: of that name, of
/// another name of the same file, or of a name that no file has.
fn ftok_agrees(named: u8, project: i32, hands: &Hands) -> Result<bool, Errno> {
    let missing = CString::new(format!("/missing-{}", hands.tag())).map_err(|_| Errno::EINVAL)?;
    let name = match named {
        0 => c"/",
        1 => c"/./..",
        _ => missing.as_c_str(),
    };
    let plain = sys::ftok(c"/", project & 0xff)?;
    Ok(sys::ftok(name, project)? == plain)
}

fn operate(id: i32, array: Array, until: Until, bad: bool) -> Answer {
    let elements = array.elements();
    let bytes: Vec<u8> = elements
        .iter()
        .flat_map(|element| sys::sembuf(element.number, element.change, element.flags()))
        .collect();
    let source = if bad { Source::Bad { length: bytes.len() } } else { bytes[..].into() };
    let after = |seconds, nanoseconds| Timeout::After { seconds, nanoseconds };
    let timeout = match until {
        Until::Semop => Timeout::Semop,
        Until::Null => Timeout::Null,
        Until::Zero => after(0, 0),
        Until::Soon => after(0, SOON.subsec_nanos().into()),
        Until::Far => after(FAR_SECONDS, 7),
        Until::Below => after(-1, 0),
        Until::Bad => Timeout::Bad,
    };
    let begin = Instant::now();
    match sys::semop(id, source, elements.len(), timeout) {
        (Err(Errno::EINTR), unchanged) => Seen::Interrupted { unchanged }.answer(),
        (Err(Errno::EAGAIN), _) if array.may_time_out(until) => {
            Seen::TimedOut { early: until == Until::Soon && begin.elapsed() < SOON }.answer()
        }
        (answer, _) => done(answer),
    }
}

fn ask(set: Which, number: i32, asked: Asked, hands: &Hands) -> Answer {
    let command = match asked {
        Asked::Value => libc::GETVAL,
        Asked::Pid => libc::GETPID,
        Asked::Increase => libc::GETNCNT,
        Asked::Zero => libc::GETZCNT,
    };
    let told = sys::semctl(set.id(hands), number, command, 0)?;
    if asked != Asked::Pid {
        return Seen::Value { value: told as u64 }.answer();
    }
    Seen::Pid { of: whose(told as i32, hands) }.answer()
}

fn get_all(id: i32, number: i32, bad: bool) -> Answer {
    let mut bytes = [0xffu8; 2 * VALUES_MAX];
    let values = if bad { Target::Bad { length: bytes.len() } } else { (&mut bytes[..]).into() };
    sys::semctl_getall(id, number, values)?;
    let (pairs, _) = bytes.as_chunks();
    let values = pairs.iter().map(|pair| u16::from_ne_bytes(*pair));
    let written = values.take_while(|value| *value != u16::MAX).collect();
    Seen::Values { values: Rest(written) }.answer()
}

fn status(returned: u64, told: &SemStatus, hands: &Hands) -> Answer {
    let users = Users::of(hands)?;
    let [owner, group] = users.named(told.uid, told.gid);
    let [creator, creator_group] = users.named(told.creator_uid, told.creator_gid);
    let now = sys::seconds_now();
    Seen::Status {
        returned,
        key: key(told.key, hands),
        owner,
        group,
        mode: Bits(told.mode),
        operated: time(told.operated_at, now),
        changed: time(told.changed_at, now),
        size: told.size,
        creator,
        creator_group,
    }
    .answer()
}

/// SEM_STAT at the index of a set, which SEM_STAT_ANY finds.
fn index(set: Which, any: bool, hands: &Hands) -> Answer {
    let id = set.id(hands);
    let highest = sys::semctl_info(false)?.highest as i32;
    let is_it = |index: &i32| {
        sys::semctl_stat(*index, 0, libc::SEM_STAT_ANY, false)
            .is_ok_and(|(found, _)| found as i32 == id)
    };
    let index = (0..=highest).find(is_it).ok_or(Errno::ESRCH)?;
    let command = if any { libc::SEM_STAT_ANY } else { libc::SEM_STAT };
    let (found, told) = sys::semctl_stat(index, 0, command, false)?;
    status(ids::number(KIND, found as i32, hands)?.into(), &told, hands)
}

fn limits() -> Answer {
    let told = sys::semctl_info(false)?;
    let limits = [told.semmsl, told.semmns, told.semopm, told.semmni];
    Seen::limits(limits.map(|limit| limit as u64), told.semvmx as u64).answer()
}

fn used() -> Answer {
    let (limits, used) = (sys::semctl_info(false)?, sys::semctl_info(true)?);
    let told = |info: &sys::SemInfo| (info.semmsl, info.semmns, info.semopm, info.semmni);
    Seen::Used {
        sets: used.semusz as u64,
        semaphores: used.semaem as u64,
        limits_as_told: told(&limits) == told(&used),
    }
    .answer()
}

fn highest() -> Answer {
    let highest = sys::semctl_info(false)?.highest as i32;
    let at = |index| sys::semctl_stat(index, 0, libc::SEM_STAT_ANY, false).map(drop);
    let next_unused = at(highest + 1) == Err(Errno::EINVAL);
    Seen::Highest { used: at(highest).is_ok(), next_unused }.answer()
}

fn limits_file() -> Result<[u64; 4], Errno> {
    let text = fs::read_to_string("/proc/sys/kernel/sem")?;
    let numbers: Option<Vec<u64>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    numbers.and_then(|numbers| numbers.try_into().ok()).ok_or(Errno::EIO)
}

fn elsewhere(set: Which, hands: &Hands) -> Answer {
    let id = set.id(hands);
    let keys: Vec<i32> = (0..KEYS).map(|key| Key::Nth(key).number(hands)).collect();
    let said = sys::in_another_ipc_namespace(|| {
        let id_hidden = sys::semctl(id, 0, libc::GETVAL, 0) == Err(Errno::EINVAL);
        let missing = |key: &i32| sys::semget(*key, 0, 0) == Err(Errno::ENOENT);
        let limits = limits_file().unwrap_or_default();
        let as_new = |place: usize| limits[place] == NEW_LIMITS[place];
        let bits = [id_hidden, keys.iter().all(missing), as_new(0), as_new(2), as_new(3)];
        (0..).zip(bits).fold(0, |said, (bit, holds)| said | u8::from(holds) << bit)
    })?;
    let bit = |bit: u8| said >> bit & 1 == 1;
    Seen::Elsewhere {
        id_hidden: bit(0),
        key_hidden: bit(1),
        semmsl: bit(2),
        semopm: bit(3),
        semmni: bit(4),
    }
    .answer()
}
