//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use crate::engine::forms::Until;
use crate::engine::{Answer, Errno, Hands, Op, Pick};
use crate::facilities::posix_mq::calls::{CREATE, Call, Given, Name, Request, Seen};
use crate::facilities::posix_mq::perform::{perform, seen};
use crate::sys::{self, MqAttr};

pub fn attributes(fd: Pick, hands: &Hands) -> Option<MqAttr> {
    sys::mq_getsetattr(hands.fd(fd), None).ok()
}

/// Whether the descriptor is open for more than that.
fn may(fd: Pick, other: i32, hands: &Hands) -> bool {
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).map_or(other, |flags| flags as i32);
    flags & libc::O_ACCMODE != other
}

/// Whether a send need not sleep and has no error.
fn can_send(fd: Pick, bytes: u32, hands: &Hands) -> bool {
    attributes(fd, hands).is_some_and(|told| {
        told.messages < told.messages_max && i64::from(bytes) <= told.message_bytes_max
    }) && may(fd, libc::O_RDONLY, hands)
}

/// Whether a receive finds more than so many messages, and has no error.
fn can_receive(fd: Pick, bytes: u32, more_than: i64, hands: &Hands) -> bool {
    attributes(fd, hands)
        .is_some_and(|told| told.messages > more_than && i64::from(bytes) >= told.message_bytes_max)
        && may(fd, libc::O_WRONLY, hands)
}

pub fn send_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Send { fd, bytes, priority: ..=32_767, .. } = Call::of(op) else { return None };
    can_send(fd, bytes, hands).then(|| Seen::Sent.answer())
}

/// Puts a message back that was just received.
fn put_back(fd: i32, length: usize, priority: u32, hands: &Hands) {
    let message = &hands.scratch[..length];
    let _ = sys::mq_timedsend(fd, message.into(), priority, Until::Past.moment().at);
}

/// Takes the next message into the scratch memory, if there is one.
fn take(fd: i32, hands: &mut Hands) -> Option<(usize, u32)> {
    sys::mq_timedreceive(fd, hands.scratch.as_mut_slice().into(), Until::Past.moment().at).ok()
}

pub fn newest_first(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Receive { fd, bytes, .. } = Call::of(op) else { return None };
    if can_receive(fd, bytes, 1, hands) && may(fd, libc::O_RDONLY, hands) {
        let queue = hands.fd(fd);
        if let Some((length, priority)) = take(queue, hands) {
            put_back(queue, length, priority, hands);
        }
    }
    None
}

pub fn receive_leaves(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let call @ Call::Receive { fd, .. } = Call::of(op) else { return None };
    let answer = seen(call, hands);
    if let Ok(Seen::Received { content, priority }) = &answer {
        put_back(hands.fd(fd), content.len(), *priority, hands);
    }
    Some(answer.map(Into::into))
}

pub fn small_receive_takes(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Receive { fd, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer == Err(Errno::EMSGSIZE) {
        take(hands.fd(fd), hands);
    }
    Some(answer)
}

pub fn timeout_heeded(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let goes_on = match Call::of(op) {
        Call::Send { fd, until: Until::Past, bytes, priority: ..=32_767, .. } => {
            can_send(fd, bytes, hands)
        }
        Call::Receive { fd, until: Until::Past, bytes } => can_receive(fd, bytes, 0, hands),
        _ => return None,
    };
    goes_on.then_some(Err(Errno::ETIMEDOUT))
}

pub fn soon_is_never(op: &Op) -> Option<Op> {
    Some(match Call::of(op) {
        Call::Send { fd, tag, bytes, priority, until: Until::Soon } => {
            Call::Send { fd, tag, bytes, priority, until: Until::Forever }.into()
        }
        Call::Receive { fd, bytes, until: Until::Soon } => {
            Call::Receive { fd, bytes, until: Until::Forever }.into()
        }
        _ => return None,
    })
}

/// Whether a queue of the caller's has that name.
fn is_there(name: Name, hands: &mut Hands) -> bool {
    seen(Call::Look { name }, hands) == Ok(Seen::Shown { shown: true })
}

pub fn unlink_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Unlink { name, .. } = Call::of(op) else { return None };
    is_there(name, hands).then(|| Seen::Done.answer())
}

pub fn file_removal_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::RemoveFile { name } = Call::of(op) else { return None };
    is_there(name, hands).then(|| Seen::Done.answer())
}

/// The same opening with another name, and what else is given.
fn opened(op: &Op, alter: impl FnOnce(&mut Name, &mut Option<Given>)) -> Option<Op> {
    let Call::Open { mut name, access, flags, mode, mut attributes, library } = Call::of(op) else {
        return None;
    };
    alter(&mut name, &mut attributes);
    Some(Call::Open { name, access, flags, mode, attributes, library }.into())
}

pub fn open_makes_anew(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, access, flags, mode, attributes, library } = Call::of(op) else {
        return None;
    };
    if flags.has(libc::O_EXCL) || !is_there(name, hands) {
        return None;
    }
    seen(Call::Unlink { name, library: false }, hands).ok()?;
    let flags = flags.with(CREATE);
    let call = Call::Open { name, access, flags, mode, attributes, library };
    Some(seen(call, hands).map(Into::into))
}

pub fn names_are_one(op: &Op) -> Option<Op> {
    const ONE: Name = Name::Plain(0);
    match Call::of(op) {
        Call::Open { name: Name::Plain(_), .. } => opened(op, |name, _| *name = ONE),
        Call::Unlink { name: Name::Plain(_), library } => {
            Some(Call::Unlink { name: ONE, library }.into())
        }
        _ => None,
    }
}

pub fn longest_is_long(op: &Op) -> Option<Op> {
    opened(op, |name, _| {
        if *name == Name::Longest {
            *name = Name::TooLong;
        }
    })
}

/// One less, where a queue can have both.
fn less(number: &mut i64, most: i64) {
    *number -= i64::from((2..=most).contains(number));
}

pub fn maxmsg_one_less(op: &Op) -> Option<Op> {
    opened(op, |_, given| {
        if let Some(given) = given {
            less(&mut given.messages_max, 1_000);
        }
    })
}

pub fn msgsize_one_less(op: &Op) -> Option<Op> {
    opened(op, |_, given| {
        if let Some(given) = given {
            less(&mut given.message_bytes_max, 10_000);
        }
    })
}

pub fn setattr_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::SetAttributes { fd, other_flag: false, .. } = Call::of(op) else { return None };
    Some(seen(Call::GetAttributes { fd }, hands).map(Into::into))
}

pub fn notify_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Notify { fd, request, .. } = Call::of(op) else { return None };
    if request == Request::GiveUp {
        return None;
    }
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = sys::mq_notify(hands.fd(fd), sys::Notify::GiveUp);
    }
    Some(answer)
}

pub fn give_up_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    let Call::Notify { fd, request: Request::GiveUp, .. } = Call::of(op) else { return None };
    (fd != Pick::NONE).then(|| Seen::Done.answer())
}

pub fn replaces(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Notify { request: Request::Signal(_) | Request::Nothing, .. } = Call::of(op) else {
        return None;
    };
    let answer = perform(op, hands);
    Some(if answer == Err(Errno::EBUSY) { Seen::Registered.answer() } else { answer })
}
