//! Stand-ins for kernels whose message queues are not by the book, each with the claims that it
//! breaks.

use super::claims::*;
use super::operations::{Flags, Given, Name, Op, Request};
use super::perform::perform;
use super::seen::{Attributes, Saw};
use super::{PosixMq, SHARED};
use crate::claim::Claim;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::liar::shared;
use crate::engine::shared_claims::Shared;
use crate::engine::{Answer, Errno, Hands, Pick};
use crate::sys;

const SEND: &str = "mq_timedsend";
const RECEIVE: &str = "mq_timedreceive";
const OPEN: &str = "mq_open";

/// The claims by which it shows which messages a queue holds, and what it has room for.
static MESSAGES: &[&Claim] = &[
    &SEND_ADDS,
    &SEND_LONGEST,
    &SEND_OF_NOTHING,
    &SEND_WAITS,
    &SEND_RESUMES,
    &SEND_EAGAIN,
    &SEND_TIMES_OUT,
    &SEND_TIMEOUT_PAST,
    &SEND_TIMEOUT_UNHEEDED,
    &SEND_TIMEOUT_INVALID,
    &SEND_TIMEOUT_INVALID_UNUSED,
    &SEND_TIMEOUT_1000_MILLION,
    &PRIORITY_HIGHEST,
    &RECEIVE_TAKES,
    &RECEIVE_WHOLE,
    &RECEIVE_OF_NOTHING,
    &RECEIVE_PRIORITY,
    &RECEIVE_HIGHEST_FIRST,
    &RECEIVE_OLDEST_FIRST,
    &RECEIVE_REMOVES,
    &RECEIVE_FAILURE_LEAVES,
    &RECEIVE_WAITS,
    &RECEIVE_RESUMES,
    &RECEIVE_EAGAIN,
    &RECEIVE_TIMES_OUT,
    &RECEIVE_TIMEOUT_PAST,
    &RECEIVE_TIMEOUT_UNHEEDED,
    &RECEIVE_TIMEOUT_INVALID,
    &RECEIVE_TIMEOUT_INVALID_UNUSED,
    &RECEIVE_TIMEOUT_1000_MILLION,
    &PERSISTS_WITH_MESSAGES,
    &UNLINKED_TAKES,
    &UNLINKED_GIVES,
    &GETATTR_CURMSGS,
    &CURMSGS_NOT_EMPLOYED,
    &SETATTR_LEAVES_REST,
    &SETATTR_GIVES_OLD,
    &FILE_QSIZE,
    &POLL_INPUT,
    &POLL_OUTPUT,
    &SELECT_MONITORS,
    &EPOLL_MONITORS,
];
/// The claims by which it shows who is registered, and what an arrival brings.
static NOTICES: &[&Claim] = &[
    &NOTIFY_REGISTERS,
    &NOTICE_SIGNAL,
    &NOTICE_NONE,
    &NOTIFY_ONE_PROCESS,
    &NOTIFY_GIVEN_UP,
    &NOTICE_ONLY_OF_EMPTY,
    &NOTICE_AFTER_EMPTYING,
    &NOTICE_NOT_FOR_RECEIVER,
    &NOTIFY_STAYS_FOR_RECEIVER,
    &NOTIFY_ONCE,
    &NOTICE_ONCE,
    &CLOSE_DROPS_NOTIFY,
    &CLOSE_OF_OTHER_KEEPS_NOTIFY,
    &END_DROPS_NOTIFY,
    &EXEC_DROPS_NOTIFY,
    &FILE_NOTIFY_PID,
    &FILE_NOTIFY,
    &FILE_SIGNO,
];
/// The claims by which it shows which queues there are, and which has what name.
static QUEUES: &[&Claim] = &[
    &NAME_LONGEST,
    &CREATE_MAKES,
    &CREATE_OPENS_EXISTING,
    &CREATE_EXCLUSIVE,
    &OPEN_SAME_NAME,
    &OPEN_MISSING,
    &OPEN_DENIED,
    &OPEN_GRANTED,
    &MODE_MASKED,
    &OWNER_IS_CREATOR,
    &GROUP_IS_CREATORS,
    &QUEUES_MAX_REACHED,
    &RLIMIT_EXCEEDED,
    &RLIMIT_MET,
    &RLIMIT_PER_USER,
    &RLIMIT_UNTIL_REMOVED,
    &PERSISTS,
    &UNLINK_SUCCEEDS,
    &UNLINK_NAME_GONE,
    &UNLINKED_DESTROYED,
    &UNLINK_MISSING,
    &UNLINK_DENIED,
    &MOUNT_SHOWS,
    &MOUNT_REMOVE,
];
/// The claims by which the attributes of a queue show.
static ATTRIBUTES: &[&Claim] = &[
    &MAXMSG_AS_GIVEN,
    &MSGSIZE_AS_GIVEN,
    &MAXMSG_NOT_POSITIVE,
    &MSGSIZE_NOT_POSITIVE,
    &MAXMSG_ABOVE_LIMIT,
    &MSGSIZE_ABOVE_LIMIT,
    &MAXMSG_AT_LIMIT,
    &MSGSIZE_AT_LIMIT,
    &MAXMSG_DEFAULT,
    &MAXMSG_DEFAULT_CAPPED,
    &MSGSIZE_DEFAULT,
    &MSGSIZE_DEFAULT_CAPPED,
    &FLAGS_NOT_EMPLOYED,
    &SEND_TOO_LONG,
    &RECEIVE_BUFFER_SMALL,
    &ATTR_INVALID_EXISTING,
];
/// The claims by which it shows whether a description is blocking.
static BLOCKING: &[&Claim] = &[
    &SEND_ADDS,
    &SEND_WAITS,
    &SEND_EAGAIN,
    &SEND_TIMES_OUT,
    &SEND_TIMEOUT_PAST,
    &SEND_TIMEOUT_INVALID,
    &SEND_TIMEOUT_1000_MILLION,
    &RECEIVE_WAITS,
    &RECEIVE_EAGAIN,
    &RECEIVE_TIMES_OUT,
    &RECEIVE_TIMEOUT_PAST,
    &RECEIVE_TIMEOUT_INVALID,
    &RECEIVE_TIMEOUT_1000_MILLION,
    &GETATTR_FLAGS,
    &GETATTR_FLAGS_AFTER_FORK,
    &FLAGS_NOT_EMPLOYED,
    &SETATTR_SWITCHES,
    &SETATTR_GIVES_OLD,
    SHARED.claim(Shared::FlagsShared),
];

pub static LIARS: &[DeedLiar<PosixMq>] = &[
    DeedLiar::of_calls(
        "send_skipped",
        &[SEND],
        "a message for which there is room is dropped",
        send_skipped,
    )
    .breaks(&[&SEND_ADDS, &SEND_OF_NOTHING, &PRIORITY_HIGHEST])
    .shows(&[MESSAGES, NOTICES]),
    DeedLiar::of_calls(
        "send_loses_last",
        &[SEND],
        "a message arrives without its last byte",
        send_loses_last,
    )
    .breaks(&[&RECEIVE_WHOLE, &SEND_LONGEST])
    .shows(&[MESSAGES]),
    DeedLiar::of_calls(
        "priority_other",
        &[SEND],
        "a message is sent with a priority that is one off",
        priority_other,
    )
    .breaks(&[&RECEIVE_PRIORITY, &RECEIVE_HIGHEST_FIRST])
    .shows(&[MESSAGES]),
    DeedLiar::of_calls(
        "newest_first",
        &[RECEIVE],
        "of the messages of the highest priority, the oldest is put to the end first",
        newest_first,
    )
    .breaks(&[&RECEIVE_OLDEST_FIRST])
    .shows(&[MESSAGES]),
    DeedLiar::of_calls(
        "receive_leaves",
        &[RECEIVE],
        "a message that was received is still in the queue",
        receive_leaves,
    )
    .breaks(&[&RECEIVE_REMOVES, &RECEIVE_TAKES])
    .shows(&[MESSAGES, NOTICES]),
    DeedLiar::of_calls(
        "small_receive_takes",
        &[RECEIVE],
        "a receive that fails for its small buffer drops the message",
        small_receive_takes,
    )
    .breaks(&[&RECEIVE_FAILURE_LEAVES])
    .shows(&[MESSAGES, NOTICES]),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["mq_unlink"],
        "mq_unlink of a name that is there tells success and leaves it",
        unlink_skipped,
    )
    .breaks(&[&UNLINK_SUCCEEDS, &UNLINK_NAME_GONE])
    .shows(&[MESSAGES, NOTICES, QUEUES, ATTRIBUTES, BLOCKING]),
    DeedLiar::of_calls(
        "file_removal_skipped",
        &["unlink of a queue's file"],
        "removing a queue's file tells success and leaves it",
        file_removal_skipped,
    )
    .breaks(&[&MOUNT_REMOVE])
    .shows(&[MESSAGES, NOTICES, QUEUES, ATTRIBUTES, BLOCKING]),
    DeedLiar::of_calls(
        "open_makes_anew",
        &[OPEN],
        "mq_open of a name that a queue has makes a new queue of that name",
        open_makes_anew,
    )
    .breaks(&[&CREATE_OPENS_EXISTING, &OPEN_SAME_NAME, &PERSISTS, &PERSISTS_WITH_MESSAGES])
    .shows(&[MESSAGES, NOTICES, QUEUES, ATTRIBUTES, BLOCKING]),
    DeedLiar::of_calls(
        "names_are_one",
        &[OPEN, "mq_unlink"],
        "all plain names are one",
        names_are_one,
    )
    .breaks(&[&CREATE_MAKES])
    .shows(&[MESSAGES, NOTICES, QUEUES, ATTRIBUTES, BLOCKING]),
    DeedLiar::of_calls(
        "umask_ignored",
        &[OPEN],
        "a new queue has the mode given, whatever the umask",
        umask_ignored,
    )
    .breaks(&[&MODE_MASKED])
    .shows(&[QUEUES]),
    DeedLiar::of_calls(
        "maxmsg_one_less",
        &[OPEN],
        "a new queue holds one message less than was asked for",
        maxmsg_one_less,
    )
    .breaks(&[&MAXMSG_AS_GIVEN, &MAXMSG_AT_LIMIT])
    .shows(&[MESSAGES, ATTRIBUTES, QUEUES]),
    DeedLiar::of_calls(
        "msgsize_one_less",
        &[OPEN],
        "a new queue takes messages of one byte less than was asked for",
        msgsize_one_less,
    )
    .breaks(&[&MSGSIZE_AS_GIVEN, &MSGSIZE_AT_LIMIT])
    .shows(&[MESSAGES, ATTRIBUTES, QUEUES]),
    DeedLiar::of_calls(
        "setattr_skipped",
        &["mq_setattr"],
        "mq_setattr gives the old attributes, and changes nothing",
        setattr_skipped,
    )
    .breaks(&[&SETATTR_SWITCHES])
    .shows(&[BLOCKING]),
    DeedLiar::of_calls(
        "notify_skipped",
        &["mq_notify"],
        "mq_notify tells success where nobody is registered, and registers nobody",
        notify_skipped,
    )
    .breaks(&[&NOTIFY_REGISTERS, &NOTICE_SIGNAL, &NOTIFY_ONE_PROCESS])
    .shows(&[NOTICES]),
    DeedLiar::of_calls(
        "give_up_skipped",
        &["mq_notify"],
        "mq_notify with a null pointer leaves the registration",
        give_up_skipped,
    )
    .breaks(&[&NOTIFY_GIVEN_UP])
    .shows(&[NOTICES]),
    DeedLiar::of_calls(
        "nothing_is_signal",
        &["mq_notify"],
        "a registration with SIGEV_NONE brings a signal",
        nothing_is_signal,
    )
    .breaks(&[&NOTICE_NONE])
    .shows(&[NOTICES]),
    DeedLiar::of_calls(
        "notice_reregisters",
        &["mq_notify"],
        "a new registration replaces the one in force",
        replaces,
    )
    .breaks(&[&NOTIFY_ONE_PROCESS])
    .shows(&[NOTICES]),
    DeedLiar::of_deeds(
        "close_skipped",
        &["close"],
        "close tells success and closes nothing",
        shared::close_skipped,
    )
    .breaks(&[
        &CLOSE_DROPS_NOTIFY,
        &UNLINKED_DESTROYED,
        &RLIMIT_UNTIL_REMOVED,
        SHARED.claim(Shared::CloseFrees),
    ])
    .shows(&[NOTICES, QUEUES]),
    DeedLiar::of_deeds(
        "nonblock_skipped",
        &["fcntl(F_SETFL)"],
        "F_SETFL tells that it switched O_NONBLOCK, and does not",
        shared::skipped,
    )
    .breaks(&[SHARED.claim(Shared::NonblockSwitches), SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING]),
    DeedLiar::of_deeds(
        "dup_opens_anew",
        &["dup"],
        "dup gives a descriptor of another description of the queue",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::DupRefers), SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING, NOTICES]),
    DeedLiar::of_deeds(
        "pass_opens_anew",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another description of the queue",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::PassRefers), SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING, NOTICES]),
    DeedLiar::of_deeds(
        "cloexec_skipped",
        &["fcntl(F_SETFD)"],
        "F_SETFD tells that it set close-on-exec, and does not",
        shared::skipped,
    )
    .breaks(&[SHARED.claim(Shared::CloexecAsSet)])
    .shows(&[&[SHARED.claim(Shared::ExecCloses)]]),
    DeedLiar::of_deeds(
        "fork_loses_last",
        &["fork"],
        "a child does not have its parent's last descriptor",
        shared::fork_loses_last,
    )
    .breaks(&[SHARED.claim(Shared::ForkCopies)]),
    DeedLiar::of_deeds(
        "exec_closes_none",
        &["execveat"],
        "execve closes no descriptor",
        shared::exec_closes_none,
    )
    .breaks(&[SHARED.claim(Shared::ExecCloses)]),
    DeedLiar::of_deeds(
        "exec_closes_all",
        &["execveat"],
        "execve closes every descriptor",
        shared::exec_closes_all,
    )
    .breaks(&[SHARED.claim(Shared::ExecKeeps)]),
];

fn attributes(fd: Pick, hands: &mut Hands) -> Option<Attributes> {
    match perform(&Op::GetAttributes { fd }, hands) {
        Ok(Saw::Attributes(told)) => Some(told),
        _ => None,
    }
}

fn send_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn send_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Send { fd, tag, bytes: bytes @ 1.., priority, until } = op else { return None };
    let told = attributes(fd, hands)?;
    let fits = i64::from(bytes) <= told.message_bytes_max;
    fits.then(|| perform(&Op::Send { fd, tag, bytes: bytes - 1, priority, until }, hands))
}

fn priority_other(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn past() -> sys::Until {
    sys::Until::At { seconds: 1, nanoseconds: 0 }
}

/// Takes the next message into the scratch memory, if there is one.
fn take(fd: i32, hands: &mut Hands) -> Option<(usize, u32)> {
    sys::mq_timedreceive(fd, hands.scratch.as_mut_slice().into(), past()).ok()
}

fn newest_first(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn receive_leaves(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Receive { fd, .. } = op else { return None };
    let answer = perform(op, hands);
    if let Ok(Saw::Received { content, priority }) = &answer {
        put_back(hands.fd(fd), content.len(), *priority, hands);
    }
    Some(answer)
}

fn small_receive_takes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Receive { fd, .. } = op else { return None };
    let answer = perform(op, hands);
    if answer == Err(Errno::EMSGSIZE) {
        take(hands.fd(fd), hands);
    }
    Some(answer)
}

fn unlink_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Unlink { name, .. } = op else { return None };
    is_there(name, hands).then_some(Ok(Saw::Done))
}

/// Whether a queue of the caller's has that name.
fn is_there(name: Name, hands: &mut Hands) -> bool {
    matches!(perform(&Op::Look { name }, hands), Ok(Saw::Shown(true)))
}

fn file_removal_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::RemoveFile { name } = op else { return None };
    is_there(name, hands).then_some(Ok(Saw::Done))
}

fn open_makes_anew(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Open { name, access, flags, mode, attributes, library } = op else { return None };
    if flags.exclusive || !is_there(name, hands) {
        return None;
    }
    perform(&Op::Unlink { name, library: false }, hands).ok()?;
    let flags = Flags { create: true, ..flags };
    Some(perform(&Op::Open { name, access, flags, mode, attributes, library }, hands))
}

fn names_are_one(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let mut other = op.clone();
    match &mut other {
        Op::Open { name, .. } | Op::Unlink { name, .. } if matches!(name, Name::Plain(1..)) => {
            *name = Name::Plain(0);
        }
        _ => return None,
    }
    Some(perform(&other, hands))
}

fn umask_ignored(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn maxmsg_one_less(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    opened_with(op, hands, |given| match given.messages_max {
        2..=1_000 => Given { messages_max: given.messages_max - 1, ..given },
        _ => given,
    })
}

fn msgsize_one_less(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    opened_with(op, hands, |given| match given.message_bytes_max {
        2..=10_000 => Given { message_bytes_max: given.message_bytes_max - 1, ..given },
        _ => given,
    })
}

fn setattr_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetAttributes { fd, other_flag: false, .. } = op else { return None };
    attributes(fd, hands).map(|told| Ok(Saw::Attributes(told)))
}

fn notify_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn give_up_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Notify { fd, request: Request::GiveUp, .. } = op else { return None };
    (*fd != Pick::NONE).then_some(Ok(Saw::Done))
}

fn nothing_is_signal(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Notify { fd, request: Request::Nothing, tag } = op else { return None };
    Some(perform(&Op::Notify { fd, request: Request::Signal(0), tag }, hands))
}

fn replaces(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Notify { fd, request: Request::Signal(_) | Request::Nothing, .. } = op else {
        return None;
    };
    let _ = fd;
    let answer = perform(op, hands);
    (answer == Err(Errno::EBUSY)).then_some(Ok(Saw::Registered))
}
