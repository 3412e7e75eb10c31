//! Calls that fail where they should succeed, or of which the kernel remembers too much.

use std::sync::atomic::{AtomicU64, Ordering};

use super::acts::attributes;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::facilities::posix_mq::calls::{Call, Request};
use crate::facilities::posix_mq::perform::perform;
use crate::sys;

/// When a queue was last used, if somebody has registered there and no message came since: long
/// before any test.
const REGISTERED_SECONDS: i64 = 77;
/// The inode of the queue where this process registered last.
static REGISTERED_AT: AtomicU64 = AtomicU64::new(0);

pub fn owner_alone_opens(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let before = *hands.slots();
    let answer = perform(op, hands);
    let opened = (0..before.len()).find(|slot| hands.slots()[*slot] != before[*slot]);
    let Some(slot) = opened.filter(|_| answer.is_ok()) else { return Some(answer) };
    let queue = sys::fstat(hands.slots()[slot]).ok()?;
    if queue.st_uid == nix::unistd::geteuid().as_raw() {
        return Some(answer);
    }
    let _ = sys::close(hands.take(slot));
    Some(Err(Errno::EACCES))
}

pub fn limit_is_past(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (soft, _) = sys::rlimit(libc::RLIMIT_MSGQUEUE).ok()?;
    sys::set_soft_limit(libc::RLIMIT_MSGQUEUE, soft.checked_sub(1)?).ok()?;
    let answer = perform(op, hands);
    let _ = sys::set_soft_limit(libc::RLIMIT_MSGQUEUE, soft);
    Some(answer)
}

pub fn woken_sender_fails(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Send { fd, .. } = Call::of(op) else { return None };
    let told = attributes(fd, hands)?;
    let full = told.messages >= told.messages_max;
    let answer = perform(op, hands);
    Some(if full && answer.is_ok() { Err(Errno::ETIMEDOUT) } else { answer })
}

pub fn registration_stays(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Notify { fd, request: Request::Signal(_) | Request::Nothing, .. } = Call::of(op)
    else {
        return None;
    };
    let queue = hands.fd(fd);
    let file = sys::fstat(queue).ok()?;
    let registered =
        file.st_mtime == REGISTERED_SECONDS || file.st_ino == REGISTERED_AT.load(Ordering::Relaxed);
    let answer = perform(op, hands);
    if registered && answer.is_ok() {
        let _ = sys::mq_notify(queue, sys::Notify::GiveUp);
        return Some(Err(Errno::EBUSY));
    }
    if answer.is_ok() {
        let _ = sys::set_times(queue, REGISTERED_SECONDS);
        REGISTERED_AT.store(file.st_ino, Ordering::Relaxed);
    }
    Some(answer)
}
