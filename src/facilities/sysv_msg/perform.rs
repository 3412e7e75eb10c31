//! Makes the calls, raw. It decides nothing.

use std::fs;

use super::calls::{Call, Seen, Which};
use crate::engine::content::{Content, Piece};
use crate::engine::forms::Mode;
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Op, ids};
use crate::families::sysv::told::{Listed, Users, key, time, whose};
use crate::families::sysv::{Bits, KEYS, Key};
use crate::sys::{self, MsgStatus};

/// Its objects, in the table of ids and in the journal.
const KIND: Made = Made::MessageQueue;
/// In a new IPC namespace, by the pages.
const NEW_LIMITS: [u64; 3] = [8192, 16_384, 32_000];
const FILES: [&str; 3] = ["msgmax", "msgmnb", "msgmni"];

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Get { key, mode: Mode(mode), flags } => {
            get(key, flags.bits() | mode.cast_signed(), hands)
        }
        Call::Send { queue, tag, bytes, kind, nowait, bad } => {
            let piece = Piece::of(tag.0, u32::try_from(bytes).unwrap_or_default());
            let text = (!bad).then(|| piece.as_slice());
            let flags = if nowait { libc::IPC_NOWAIT } else { 0 };
            done(sys::msgsnd(queue.id(hands), kind, text, bytes, flags))
        }
        Call::Receive { queue, bytes, wanted, flags, bad } => {
            let room = (!bad).then(|| usize::try_from(bytes).unwrap_or_default());
            let id = queue.id(hands);
            let (copied, kind, text) = sys::msgrcv(id, room, bytes, wanted, flags.bits())?;
            let content = Content::decode(text.get(..copied).ok_or(Errno::EIO)?);
            Seen::Received { kind, content }.answer()
        }
        Call::Stat { queue, bad } => {
            let (returned, told) = sys::msgctl_stat(queue.id(hands), libc::IPC_STAT, bad)?;
            status(returned as u64, &told, hands)
        }
        Call::Index { queue, any } => index(queue, any, hands),
        Call::Set { queue, owner, group, mode: Mode(mode), most, bad } => {
            let [uid, gid] = Users::of(hands)?.numbers(owner, group);
            // What is not looked at is something else.
            let (bytes_max, rest) = (most.into(), MsgStatus::default());
            let rest = MsgStatus { key: 77, creator_uid: 77, messages: 77, sender: 77, ..rest };
            let status = MsgStatus { uid, gid, mode, bytes_max, ..rest };
            done(sys::msgctl_set(queue.id(hands), (!bad).then_some(&status)))
        }
        Call::Remove { queue } => {
            let id = queue.id(hands);
            let removed = sys::msgctl(id, libc::IPC_RMID)?;
            ids::removed(KIND, id, hands);
            done(Ok(removed))
        }
        Call::Unknown { queue, command } => done(sys::msgctl(queue.id(hands), command)),
        Call::Info => {
            let told = sys::msgctl_info(false)?;
            Seen::limits(limits(&told).map(|limit| limit as u64)).answer()
        }
        Call::Used => used(),
        Call::Highest => highest(),
        Call::LimitsFiles => Seen::files(limits_files()?).answer(),
        Call::List => {
            let text = fs::read_to_string("/proc/sysvipc/msg")?;
            let Listed { headings, shown, others } = Listed::of(&text, "msqid", KIND, hands);
            Seen::List { headings, shown, others }.answer()
        }
        Call::Namespace { queue } => elsewhere(queue, hands),
    }
}

/// Removes every queue of a case.
pub fn clean(hands: &mut Hands) {
    ids::clear(KIND, hands, |id| {
        let _ = sys::remove_message_queue(id);
    });
}

fn done(answer: Result<usize, Errno>) -> Answer {
    Seen::Done { returned: answer? as u64 }.answer()
}

fn get(key: Key, flags: i32, hands: &Hands) -> Answer {
    let key = key.number(hands);
    let (id, queue) = ids::get(KIND, hands, || sys::msgget(key, flags))?;
    hands.note(KIND, &id.to_string());
    Seen::Id { queue, negative: id < 0 }.answer()
}

fn status(returned: u64, told: &MsgStatus, hands: &Hands) -> Answer {
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
        sent: time(told.sent_at, now),
        received: time(told.received_at, now),
        changed: time(told.changed_at, now),
        bytes: told.bytes,
        messages: told.messages,
        most: told.bytes_max,
        sender: whose(told.sender, hands),
        receiver: whose(told.receiver, hands),
        creator,
        creator_group,
    }
    .answer()
}

/// MSG_STAT at the index of a queue, which MSG_STAT_ANY finds.
fn index(queue: Which, any: bool, hands: &Hands) -> Answer {
    let id = queue.id(hands);
    let highest = sys::msgctl_info(false)?.highest as i32;
    let is_it = |index: &i32| {
        sys::msgctl_stat(*index, sys::MSG_STAT_ANY, false)
            .is_ok_and(|(found, _)| found as i32 == id)
    };
    let index = (0..=highest).find(is_it).ok_or(Errno::ESRCH)?;
    let command = if any { sys::MSG_STAT_ANY } else { libc::MSG_STAT };
    let (found, told) = sys::msgctl_stat(index, command, false)?;
    status(ids::number(KIND, found as i32, hands)?.into(), &told, hands)
}

fn limits(info: &sys::MsgInfo) -> [i32; 3] {
    [info.msgmax, info.msgmnb, info.msgmni]
}

fn used() -> Answer {
    let (told, used) = (sys::msgctl_info(false)?, sys::msgctl_info(true)?);
    Seen::Used {
        queues: used.msgpool as u64,
        messages: used.msgmap as u64,
        bytes: used.msgtql as u64,
        limits_as_told: limits(&told) == limits(&used),
    }
    .answer()
}

fn highest() -> Answer {
    let highest = sys::msgctl_info(false)?.highest as i32;
    let at = |index| sys::msgctl_stat(index, sys::MSG_STAT_ANY, false).map(drop);
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

fn elsewhere(queue: Which, hands: &Hands) -> Answer {
    let id = queue.id(hands);
    let keys: Vec<i32> = (0..KEYS).map(|key| Key::Nth(key).number(hands)).collect();
    let said = sys::in_another_ipc_namespace(|| {
        let id_hidden =
            sys::msgctl_stat(id, libc::IPC_STAT, false).is_err_and(|e| e == Errno::EINVAL);
        let missing = |key: &i32| sys::msgget(*key, 0) == Err(Errno::ENOENT);
        let limits = limits_files().unwrap_or_default();
        let as_new = |place: usize| limits[place] == NEW_LIMITS[place];
        let bits = [id_hidden, keys.iter().all(missing), as_new(0), as_new(1), as_new(2)];
        (0..).zip(bits).fold(0, |said, (bit, holds)| said | u8::from(holds) << bit)
    })?;
    let bit = |bit: u8| said >> bit & 1 == 1;
    Seen::Elsewhere {
        id_hidden: bit(0),
        key_hidden: bit(1),
        msgmax: bit(2),
        msgmnb: bit(3),
        msgmni: bit(4),
    }
    .answer()
}
