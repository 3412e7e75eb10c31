//! Message queues, of POSIX and of System V.

use crate::engine::isolate::Made;
use crate::sys::apart::{msgget, msgrcv, msgsnd};
use crate::sys::{self, Errno, MqAttr, Notify, Until};

use super::held::{End, Held, Special, Subject};
use super::site::Site;

/// The queues.
pub const SUBJECTS: &[Subject] = &[POSIX_MQ, SYSV_MSG];

const POSIX_MQ: Subject = Subject {
    facility: "posix_mq",
    make: |site| {
        let name = site.name();
        site.note(Made::Queue, &name.to_string_lossy()[1..]);
        open(site, libc::O_RDWR | libc::O_CREAT | libc::O_EXCL | libc::O_NONBLOCK)
    },
    find: Some(|site| open(site, libc::O_RDWR | libc::O_NONBLOCK)),
    named: Some(|site| open(site, libc::O_RDONLY).is_ok()),
    remove: |site| {
        let _ = sys::mq_unlink(name(site).as_c_str().into());
    },
    say: Some(|held, end, bytes| {
        sys::mq_timedsend(held.fd(end)?, bytes.into(), 0, Until::Forever).map(|_| bytes.len())
    }),
    hear: Some(receive),
    special: &[
        ("order", Some(takes_the_highest)),
        ("capacity", Some(|site| by_its_attributes(site).map(|of| of.messages_max.to_string()))),
        (
            "message_max",
            Some(|site| by_its_attributes(site).map(|of| of.message_bytes_max.to_string())),
        ),
        ("notification", Some(notifies)),
    ],
    ..Subject::PLAIN
};

/// The kernel takes names without the library's slash.
fn name(site: &Site<'_>) -> std::ffi::CString {
    std::ffi::CString::new(&site.name().to_bytes()[1..]).expect("there is no null byte in it")
}

fn open(site: &Site<'_>, flags: i32) -> Result<Held, Errno> {
    let queue = sys::mq_open(name(site).as_c_str().into(), flags, 0o600, None)?;
    Ok(Held::one(sys::owned(queue)))
}

fn receive(held: &Held, end: End, _: usize) -> Result<Vec<u8>, Errno> {
    let queue = held.fd(end)?;
    let mut bytes = vec![0; attributes(queue)?.message_bytes_max as usize];
    let (length, _) = sys::mq_timedreceive(queue, (&mut bytes[..]).into(), Until::Forever)?;
    bytes.truncate(length);
    Ok(bytes)
}

fn attributes(queue: i32) -> Result<MqAttr, Errno> {
    sys::mq_getsetattr(queue, None)
}

fn by_its_attributes(site: &Site<'_>) -> Result<MqAttr, Errno> {
    attributes((POSIX_MQ.make)(site)?.fd(End::Near)?)
}

fn takes_the_highest(site: &Site<'_>) -> Result<String, Errno> {
    let held = (POSIX_MQ.make)(site)?;
    let queue = held.fd(End::Near)?;
    for (priority, text) in [(1, b"l"), (5, b"h")] {
        sys::mq_timedsend(queue, text[..].into(), priority, Until::Forever)?;
    }
    let first = receive(&held, End::Near, 1)?;
    Ok(if first == b"h" { "priority" } else { "first in, first out" }.into())
}

/// A message that comes into the empty queue raises the signal that was asked for.
fn notifies(site: &Site<'_>) -> Result<String, Errno> {
    let held = (POSIX_MQ.make)(site)?;
    let queue = held.fd(End::Near)?;
    sys::block(libc::SIGUSR1);
    sys::mq_notify(queue, Notify::Signal { signal: libc::SIGUSR1, value: 0 })?;
    sys::mq_timedsend(queue, b"x"[..].into(), 0, Until::Forever)?;
    sys::apart::take_signal(&[libc::SIGUSR1], false).map(|_| "mq_notify".into())
}

const SYSV_MSG: Subject = Subject {
    facility: "sysv_msg",
    make: |site| {
        let id = msgget(site.key(), libc::IPC_CREAT | libc::IPC_EXCL | 0o600)?;
        site.note(Made::MessageQueue, &id.to_string());
        Ok(Held { id, ..Held::default() })
    },
    find: Some(|site| Ok(Held { id: msgget(site.key(), 0o600)?, ..Held::default() })),
    named: Some(|site| msgget(site.key(), 0).is_ok()),
    remove: |site| {
        if let Ok(id) = msgget(site.key(), 0) {
            let _ = sys::remove_message_queue(id);
        }
    },
    say: Some(|held, _, bytes| msgsnd(held.id, 1, bytes).map(|()| bytes.len())),
    hear: Some(|held, _, bytes_max| match msgrcv(held.id, 0, bytes_max) {
        // What is said for others to be without anything to hear.
        Err(Errno::ENOMSG) => Err(Errno::EAGAIN),
        received => received.map(|(_, text)| text),
    }),
    special: BY_TYPE,
    ..Subject::PLAIN
};

const BY_TYPE: &[Special] = &[("order", Some(takes_by_type))];

/// Of a message of type 5 and a later one of type 1, a receiver that asks for the lowest takes the
/// later.
fn takes_by_type(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SYSV_MSG.make)(site)?;
    msgsnd(held.id, 5, b"h")?;
    msgsnd(held.id, 1, b"l")?;
    let (kind, _) = msgrcv(held.id, -5, 8)?;
    Ok(if kind == 1 { "by type" } else { "first in, first out" }.into())
}
