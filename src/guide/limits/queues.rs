//! The edges of message queues, semaphore sets and segments.

use std::ffi::CString;

use super::edges::{at, counted, sem_set_value, sem_value};
use super::{Edge, Probe};
use crate::engine::isolate::{Made, Part};
use crate::guide::probe::site::Site;
use crate::sys::apart::{msgget, msgrcv, msgsnd, shmget};
use crate::sys::{self, Errno, MqAttr, Timeout, Until, sembuf};

pub const PROBES: &[Probe] = &[
    Probe {
        name: "fs.mqueue.msg_max",
        exhausts: None,
        edge: |site, value| at(value, |n| opens(site, n, 1)),
    },
    Probe {
        name: "fs.mqueue.msgsize_max",
        exhausts: None,
        edge: |site, value| at(value, |n| opens(site, 1, n)),
    },
    Probe { name: "fs.mqueue.queues_max", exhausts: Some(Part::Ipc), edge: queues },
    Probe { name: "MQ_PRIO_MAX", exhausts: None, edge: priorities },
    Probe {
        name: "kernel.msgmax",
        exhausts: None,
        edge: |site, value| at(value, |bytes| sends(site, bytes)),
    },
    Probe { name: "kernel.msgmnb", exhausts: None, edge: holds },
    Probe {
        name: "kernel.msgmni",
        exhausts: Some(Part::Ipc),
        edge: |_, _| ids(|| msgget(libc::IPC_PRIVATE, 0o600), sys::remove_message_queue),
    },
    Probe {
        name: "kernel.shmmni",
        exhausts: Some(Part::Ipc),
        edge: |_, _| ids(|| shmget(libc::IPC_PRIVATE, 1, 0o600), sys::remove_segment),
    },
    Probe { name: "kernel.sem[0]", exhausts: None, edge: |_, value| at(value, makes_a_set) },
    Probe {
        name: "kernel.sem[2]",
        exhausts: None,
        edge: |site, value| at(value, |count| operates(site, count)),
    },
    Probe {
        name: "kernel.sem[3]",
        exhausts: Some(Part::Ipc),
        edge: |_, _| ids(|| makes_one(1), sys::remove_semaphores),
    },
    Probe { name: "SEMVMX", exhausts: None, edge: sem_set_value },
    Probe { name: "SEM_VALUE_MAX", exhausts: None, edge: |_, _| sem_value() },
];

fn queue_name(site: &Site<'_>, suffix: u64) -> CString {
    let name = format!("{}.{suffix}", &site.name().to_string_lossy()[1..]);
    CString::new(name).expect("there is no null byte in it")
}

fn open(site: &Site<'_>, suffix: u64, messages: u64, bytes: u64) -> Result<i32, Errno> {
    let name = queue_name(site, suffix);
    site.note(Made::Queue, &name.to_string_lossy());
    let attributes = MqAttr {
        messages_max: messages as i64,
        message_bytes_max: bytes as i64,
        ..MqAttr::default()
    };
    let flags = libc::O_CREAT | libc::O_RDWR | libc::O_NONBLOCK;
    sys::mq_open(name.as_c_str().into(), flags, 0o600, Some(&attributes))
}

fn opens(site: &Site<'_>, messages: u64, bytes: u64) -> Result<(), Errno> {
    let queue = open(site, 0, messages, bytes)?;
    let _ = sys::close(queue);
    sys::mq_unlink(queue_name(site, 0).as_c_str().into()).map(drop)
}

/// As many queues as there may be, with those that others have in this namespace.
fn queues(site: &Site<'_>, _: Option<u64>) -> Edge {
    let mut made = 0;
    let found = counted(|count| {
        let queue = open(site, count, 1, 1)?;
        made = count + 1;
        sys::close(queue).map(drop)
    });
    for suffix in 0..made {
        let _ = sys::mq_unlink(queue_name(site, suffix).as_c_str().into());
    }
    found
}

/// The highest priority is one less than the number of them.
fn priorities(site: &Site<'_>, value: Option<u64>) -> Edge {
    let queue = open(site, 0, 2, 1)?;
    let found = at(value, |count| {
        let priority = count.saturating_sub(1) as u32;
        sys::mq_timedsend(queue, b"x"[..].into(), priority, Until::Forever)?;
        sys::mq_timedreceive(queue, (&mut [0][..]).into(), Until::Forever).map(drop)
    });
    let _ = sys::mq_unlink(queue_name(site, 0).as_c_str().into());
    found
}

/// A queue that is removed at once again.
fn with_queue<T>(site: &Site<'_>, deed: impl FnOnce(i32) -> Result<T, Errno>) -> Result<T, Errno> {
    let id = msgget(libc::IPC_PRIVATE, 0o600)?;
    site.note(Made::MessageQueue, &id.to_string());
    let done = deed(id);
    let _ = sys::remove_message_queue(id);
    done
}

fn sends(site: &Site<'_>, bytes: u64) -> Result<(), Errno> {
    with_queue(site, |id| msgsnd(id, 1, &vec![b'x'; bytes as usize]))
}

fn holds(site: &Site<'_>, _: Option<u64>) -> Edge {
    with_queue(site, |id| {
        let (bytes, errno) = counted(|_| msgsnd(id, 1, b"x"))?;
        let _ = msgrcv(id, 0, 1);
        Ok((bytes, errno))
    })
}

/// How many objects there can be; all are removed again.
fn ids(
    mut another: impl FnMut() -> Result<i32, Errno>,
    remove: impl Fn(i32) -> Result<usize, Errno>,
) -> Edge {
    let mut made = vec![];
    let found = counted(|_| {
        made.push(another()?);
        Ok(())
    });
    for id in made {
        let _ = remove(id);
    }
    found
}

fn makes_one(semaphores: u64) -> Result<i32, Errno> {
    sys::semget(libc::IPC_PRIVATE, i32::try_from(semaphores).unwrap_or(i32::MAX), 0o600)
}

fn makes_a_set(semaphores: u64) -> Result<(), Errno> {
    sys::remove_semaphores(makes_one(semaphores)?).map(drop)
}

fn operates(site: &Site<'_>, count: u64) -> Result<(), Errno> {
    let id = makes_one(1)?;
    site.note(Made::Semaphores, &id.to_string());
    let elements = sembuf(0, 1, libc::IPC_NOWAIT as i16).repeat(count as usize);
    let done = sys::semop(id, elements[..].into(), count as usize, Timeout::Semop).0;
    let _ = sys::remove_semaphores(id);
    done.map(drop)
}
