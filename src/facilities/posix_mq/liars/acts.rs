//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.
#![expect(clippy::unnecessary_wraps, reason = "as every liar is called")]

use crate::engine::{Answer, Errno, Hands, Pick};
use crate::facilities::posix_mq::operations::{Flags, Given, Name, Op, Request, Until};
use crate::facilities::posix_mq::perform::perform;
use crate::facilities::posix_mq::seen::{Attributes, Saw};
use crate::sys;

pub fn attributes(fd: Pick, hands: &mut Hands) -> Option<Attributes> {
    match perform(&Op::GetAttributes { fd }, hands) {
        Ok(Saw::Attributes(told)) => Some(told),
        _ => None,
    }
}

pub fn send_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Send { fd, bytes, priority: ..=32_767, .. } = op else { return None };
    let told = attributes(fd, hands)?;
    let fits = told.messages < told.messages_max && i64::from(bytes) <= told.message_bytes_max;
    (fits && may(fd, libc::O_RDONLY, hands)).then_some(Ok(Saw::Sent))
}

/// Whether the descriptor is open for more than that.
fn may(fd: Pick, other: i32, hands: &Hands) -> bool {
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).map_or(other, |flags| flags as i32);
    flags & libc::O_ACCMODE != other
}

pub fn send_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Send { fd, tag, bytes: bytes @ 1.., priority, until } = op else { return None };
    let told = attributes(fd, hands)?;
    let fits = i64::from(bytes) <= told.message_bytes_max;
    fits.then(|| perform(&Op::Send { fd, tag, bytes: bytes - 1, priority, until }, hands))
}

pub fn priority_other(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Send { fd, tag, bytes, priority: priority @ ..=32_767, until } = op else {
        return None;
    };
    Some(perform(&Op::Send { fd, tag, bytes, priority: priority ^ 1, until }, hands))
}

/// Puts a message back that was just received.
fn put_back(fd: i32, length: usize, priority: u32, hands: &Hands) {
    let message = &hands.scratch[..length];
    let _ = sys::mq_timedsend(fd, message.into(), priority, past());
}

pub fn past() -> sys::Until {
    sys::Until::At { seconds: 1, nanoseconds: 0 }
}

/// Takes the next message into the scratch memory, if there is one.
fn take(fd: i32, hands: &mut Hands) -> Option<(usize, u32)> {
    sys::mq_timedreceive(fd, hands.scratch.as_mut_slice().into(), past()).ok()
}

pub fn newest_first(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Receive { fd, bytes, .. } = op else { return None };
    let told = attributes(fd, hands)?;
    let usable = may(fd, libc::O_WRONLY, hands) && may(fd, libc::O_RDONLY, hands);
    if usable && told.messages > 1 && i64::from(bytes) >= told.message_bytes_max {
        let queue = hands.fd(fd);
        if let Some((length, priority)) = take(queue, hands) {
            put_back(queue, length, priority, hands);
        }
    }
    None
}

pub fn receive_leaves(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Receive { fd, .. } = op else { return None };
    let answer = perform(op, hands);
    if let Ok(Saw::Received { content, priority }) = &answer {
        put_back(hands.fd(fd), content.len(), *priority, hands);
    }
    Some(answer)
}

pub fn small_receive_takes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Receive { fd, .. } = op else { return None };
    let answer = perform(op, hands);
    if answer == Err(Errno::EMSGSIZE) {
        take(hands.fd(fd), hands);
    }
    Some(answer)
}

pub fn timeout_heeded(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let (fd, goes_on) = match *op {
        Op::Send { fd, until: Until::Past, bytes, priority: ..=32_767, .. } => {
            let told = attributes(fd, hands)?;
            let fits = i64::from(bytes) <= told.message_bytes_max;
            (fd, fits && told.messages < told.messages_max && may(fd, libc::O_RDONLY, hands))
        }
        Op::Receive { fd, until: Until::Past, bytes } => {
            let told = attributes(fd, hands)?;
            let fits = i64::from(bytes) >= told.message_bytes_max;
            (fd, fits && told.messages > 0 && may(fd, libc::O_WRONLY, hands))
        }
        _ => return None,
    };
    (goes_on && fd != Pick::NONE).then_some(Err(Errno::ETIMEDOUT))
}

pub fn soon_is_never(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let mut other = op.clone();
    match &mut other {
        Op::Send { until, .. } | Op::Receive { until, .. } if *until == Until::Soon => {
            *until = Until::Forever;
        }
        _ => return None,
    }
    Some(perform(&other, hands))
}

pub fn unlink_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Unlink { name, .. } = op else { return None };
    is_there(name, hands).then_some(Ok(Saw::Done))
}

/// Whether a queue of the caller's has that name.
fn is_there(name: Name, hands: &mut Hands) -> bool {
    matches!(perform(&Op::Look { name }, hands), Ok(Saw::Shown(true)))
}

pub fn file_removal_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::RemoveFile { name } = op else { return None };
    is_there(name, hands).then_some(Ok(Saw::Done))
}

pub fn open_makes_anew(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Open { name, access, flags, mode, attributes, library } = op else { return None };
    if flags.exclusive || !is_there(name, hands) {
        return None;
    }
    perform(&Op::Unlink { name, library: false }, hands).ok()?;
    let flags = Flags { create: true, ..flags };
    Some(perform(&Op::Open { name, access, flags, mode, attributes, library }, hands))
}

pub fn names_are_one(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let mut other = op.clone();
    match &mut other {
        Op::Open { name, .. } | Op::Unlink { name, .. } if matches!(name, Name::Plain(1..)) => {
            *name = Name::Plain(0);
        }
        _ => return None,
    }
    Some(perform(&other, hands))
}

pub fn umask_ignored(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let before = sys::umask(0);
    let answer = perform(op, hands);
    sys::umask(before);
    Some(answer)
}

fn opened_with(op: &Op, hands: &mut Hands, less: fn(Given) -> Given) -> Option<Answer<Saw>> {
    let mut other = op.clone();
    let Op::Open { attributes: Some(given), .. } = &mut other else { return None };
    *given = less(*given);
    Some(perform(&other, hands))
}

pub fn maxmsg_one_less(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    opened_with(op, hands, |given| match given.messages_max {
        2..=1_000 => Given { messages_max: given.messages_max - 1, ..given },
        _ => given,
    })
}

pub fn msgsize_one_less(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    opened_with(op, hands, |given| match given.message_bytes_max {
        2..=10_000 => Given { message_bytes_max: given.message_bytes_max - 1, ..given },
        _ => given,
    })
}

pub fn setattr_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetAttributes { fd, other_flag: false, .. } = op else { return None };
    attributes(fd, hands).map(|told| Ok(Saw::Attributes(told)))
}

pub fn notify_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Notify { fd, request, .. } = op else { return None };
    if request == Request::GiveUp {
        return None;
    }
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = sys::mq_notify(hands.fd(fd), sys::Notify::GiveUp);
    }
    Some(answer)
}

pub fn give_up_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Notify { fd, request: Request::GiveUp, .. } = op else { return None };
    (*fd != Pick::NONE).then_some(Ok(Saw::Done))
}

pub fn nothing_is_signal(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Notify { fd, request: Request::Nothing, tag } = op else { return None };
    Some(perform(&Op::Notify { fd, request: Request::Signal(0), tag }, hands))
}

pub fn replaces(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Notify { fd, request: Request::Signal(_) | Request::Nothing, .. } = op else {
        return None;
    };
    let _ = fd;
    let answer = perform(op, hands);
    (answer == Err(Errno::EBUSY)).then_some(Ok(Saw::Registered))
}
