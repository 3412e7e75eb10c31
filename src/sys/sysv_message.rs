//! System V message queues, without the C library.
#![allow(unsafe_code)] // The kernel reads and writes small structures that live for the call.

use std::mem;
use std::ptr;

use super::Errno;
use super::call::{BAD_ADDRESS, call_plain, call5};

/// `MSG_STAT_ANY`, which the library does not name.
pub const MSG_STAT_ANY: i32 = 13;

/// What msgctl(2) tells of a queue, and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MsgStatus {
    pub key: i32,
    pub uid: u32,
    pub gid: u32,
    pub creator_uid: u32,
    pub creator_gid: u32,
    pub mode: u32,
    pub sent_at: i64,
    pub received_at: i64,
    pub changed_at: i64,
    pub bytes: u64,
    pub messages: u64,
    pub bytes_max: u64,
    pub sender: i32,
    pub receiver: i32,
}

/// What `IPC_INFO` and `MSG_INFO` tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MsgInfo {
    /// What the call returned.
    pub highest: usize,
    pub msgmax: i32,
    pub msgmnb: i32,
    pub msgmni: i32,
    pub msgpool: i32,
    pub msgmap: i32,
    pub msgtql: i32,
}

const TYPE_BYTES: usize = mem::size_of::<i64>();

pub fn msgget(key: i32, flags: i32) -> Result<i32, Errno> {
    // SAFETY: plain numbers.
    let id = unsafe { call_plain(libc::SYS_msgget, [key.into(), flags.into()]) }?;
    Ok(id as i32)
}

/// msgsnd(2) of a text of this type. The size told may be another, below nothing; without a text,
/// the message is at an address at which nothing is mapped.
pub fn msgsnd(
    id: i32,
    kind: i64,
    text: Option<&[u8]>,
    size: i32,
    flags: i32,
) -> Result<usize, Errno> {
    let message: Option<Vec<u8>> = text.map(|text| [&kind.to_ne_bytes(), text].concat());
    let address = message.as_ref().map_or(BAD_ADDRESS, |message| message.as_ptr().addr());
    let size = i64::from(size) as usize;
    // SAFETY: the kernel only reads, as much as the text has, or nothing.
    unsafe { call5(libc::SYS_msgsnd, [id as usize, address, size, flags as usize, 0]) }
}

/// msgrcv(2): how many bytes it says it copied, the type, and the room for the text as it is then;
/// without room, at an address at which nothing is mapped.
pub fn msgrcv(
    id: i32,
    room: Option<usize>,
    size: i32,
    wanted: i64,
    flags: i32,
) -> Result<(usize, i64, Vec<u8>), Errno> {
    let mut message = vec![0u8; TYPE_BYTES + room.unwrap_or_default()];
    let good = message.as_mut_ptr().expose_provenance();
    let address = if room.is_some() { good } else { BAD_ADDRESS };
    let size = i64::from(size) as usize;
    let arguments = [id as usize, address, size, wanted as usize, flags as usize];
    // SAFETY: the caller's room is as large as the size that it tells.
    let copied = unsafe { call5(libc::SYS_msgrcv, arguments) }?;
    let text = message.split_off(TYPE_BYTES);
    let kind = message.try_into().map_or(0, i64::from_ne_bytes);
    Ok((copied, kind, text))
}

/// msgctl(2) of a command that takes no buffer, or ignores it.
pub fn msgctl(id: i32, command: i32) -> Result<usize, Errno> {
    let arguments = [id.into(), command.into(), BAD_ADDRESS as i64];
    // SAFETY: nothing is mapped at the address.
    unsafe { call_plain(libc::SYS_msgctl, arguments) }
}

/// `IPC_STAT`, `MSG_STAT` or `MSG_STAT_ANY`: what the call returned, and what it told.
pub fn msgctl_stat(id: i32, command: i32, bad: bool) -> Result<(usize, MsgStatus), Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::msqid_ds = unsafe { mem::zeroed() };
    let address = if bad { BAD_ADDRESS } else { ptr::from_mut(&mut raw).expose_provenance() };
    // SAFETY: the kernel writes the structure.
    let returned =
        unsafe { call5(libc::SYS_msgctl, [id as usize, command as usize, address, 0, 0]) }?;
    let permissions = raw.msg_perm;
    let status = MsgStatus {
        key: permissions.__key,
        uid: permissions.uid,
        gid: permissions.gid,
        creator_uid: permissions.cuid,
        creator_gid: permissions.cgid,
        mode: permissions.mode.into(),
        sent_at: raw.msg_stime,
        received_at: raw.msg_rtime,
        changed_at: raw.msg_ctime,
        bytes: raw.__msg_cbytes,
        messages: raw.msg_qnum,
        bytes_max: raw.msg_qbytes,
        sender: raw.msg_lspid,
        receiver: raw.msg_lrpid,
    };
    Ok((returned, status))
}

/// `IPC_SET`; without a status, of one at a bad address.
pub fn msgctl_set(id: i32, status: Option<&MsgStatus>) -> Result<usize, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::msqid_ds = unsafe { mem::zeroed() };
    if let Some(status) = status {
        raw.msg_perm.__key = status.key;
        raw.msg_perm.uid = status.uid;
        raw.msg_perm.gid = status.gid;
        raw.msg_perm.cuid = status.creator_uid;
        raw.msg_perm.cgid = status.creator_gid;
        raw.msg_perm.mode = status.mode as _;
        raw.msg_stime = status.sent_at;
        raw.msg_rtime = status.received_at;
        raw.msg_qnum = status.messages;
        raw.msg_qbytes = status.bytes_max;
        raw.msg_lspid = status.sender;
        raw.msg_lrpid = status.receiver;
    }
    let address = if status.is_some() { ptr::from_ref(&raw).addr() } else { BAD_ADDRESS };
    // SAFETY: the kernel reads the structure.
    unsafe { call5(libc::SYS_msgctl, [id as usize, libc::IPC_SET as usize, address, 0, 0]) }
}

/// `IPC_INFO`, or `MSG_INFO` for what is in use.
pub fn msgctl_info(used: bool) -> Result<MsgInfo, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::msginfo = unsafe { mem::zeroed() };
    let command = if used { libc::MSG_INFO } else { libc::IPC_INFO };
    let address = ptr::from_mut(&mut raw).expose_provenance();
    // SAFETY: the kernel writes the structure.
    let highest = unsafe { call5(libc::SYS_msgctl, [0, command as usize, address, 0, 0]) }?;
    Ok(MsgInfo {
        highest,
        msgmax: raw.msgmax,
        msgmnb: raw.msgmnb,
        msgmni: raw.msgmni,
        msgpool: raw.msgpool,
        msgmap: raw.msgmap,
        msgtql: raw.msgtql,
    })
}
