//! Stand-ins for kernels whose message queues are not by the book, each with the claims that it
//! breaks.

mod acts;
mod refusals;

use super::SHARED;
use super::calls::{Call, Request};
use super::claims::*;
use super::perform::perform;
use crate::engine::Errno;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared;
use crate::sys;
use acts::{
    file_removal_skipped, give_up_skipped, longest_is_long, maxmsg_one_less, msgsize_one_less,
    names_are_one, newest_first, notify_skipped, open_makes_anew, receive_leaves, replaces,
    send_skipped, setattr_skipped, small_receive_takes, soon_is_never, timeout_heeded,
    unlink_skipped,
};
use refusals::{limit_is_past, owner_alone_opens, registration_stays, woken_sender_fails};

/// What another queue than the one that is meant disturbs.
const ALL: u32 = MESSAGES | NOTICES | QUEUES | ATTRIBUTES | BLOCKING;
const SEND: &str = "mq_timedsend";
const RECEIVE: &str = "mq_timedreceive";
const OPEN: &str = "mq_open";

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls(
        "send_skipped",
        &[SEND],
        "a message for which there is room is dropped",
        send_skipped,
    )
    .breaks(&[&SEND_ADDS, &SEND_OF_NOTHING, &PRIORITY_HIGHEST])
    .disturbs(MESSAGES | NOTICES),
    lie(
        "send_loses_last",
        &[SEND],
        "a message is sent without its last byte",
        Stock::Adds("bytes", -1),
    )
    .breaks(&[&RECEIVE_WHOLE, &SEND_LONGEST, &SEND_TOO_LONG])
    .disturbs(MESSAGES),
    lie(
        "priority_other",
        &[SEND],
        "the lowest bit of a priority is lost",
        Stock::Drops("priority", 1),
    )
    .breaks(&[&RECEIVE_PRIORITY, &RECEIVE_HIGHEST_FIRST])
    .disturbs(MESSAGES),
    DeedLiar::of_calls(
        "newest_first",
        &[RECEIVE],
        "of the messages of the highest priority, the oldest is put to the end first",
        newest_first,
    )
    .breaks(&[&RECEIVE_OLDEST_FIRST])
    .disturbs(MESSAGES),
    DeedLiar::of_calls(
        "receive_leaves",
        &[RECEIVE],
        "a message that was received is still in the queue",
        receive_leaves,
    )
    .breaks(&[&RECEIVE_REMOVES, &RECEIVE_TAKES])
    .disturbs(MESSAGES | NOTICES),
    DeedLiar::of_calls(
        "small_receive_takes",
        &[RECEIVE],
        "a receive that fails for its small buffer drops the message",
        small_receive_takes,
    )
    .breaks(&[&RECEIVE_FAILURE_LEAVES])
    .disturbs(MESSAGES | NOTICES),
    DeedLiar::of_calls(
        "timeout_heeded",
        &[SEND, RECEIVE],
        "a timeout in the past ends a call that need not sleep",
        timeout_heeded,
    )
    .breaks(&[&SEND_TIMEOUT_UNHEEDED, &RECEIVE_TIMEOUT_UNHEEDED]),
    DeedLiar::of_other_calls(
        "soon_is_never",
        &[SEND, RECEIVE],
        "a timeout that comes soon is as none",
        soon_is_never,
    )
    .breaks(&[&SEND_TIMES_OUT, &RECEIVE_TIMES_OUT]),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["mq_unlink"],
        "mq_unlink of a name that is there tells success and leaves it",
        unlink_skipped,
    )
    .breaks(&[&UNLINK_SUCCEEDS, &UNLINK_NAME_GONE])
    .disturbs(ALL),
    DeedLiar::of_calls(
        "file_removal_skipped",
        &["unlink of a queue's file"],
        "removing a queue's file tells success and leaves it",
        file_removal_skipped,
    )
    .breaks(&[&MOUNT_REMOVE])
    .disturbs(ALL),
    DeedLiar::of_calls(
        "open_makes_anew",
        &[OPEN],
        "mq_open of a name that a queue has makes a new queue of that name",
        open_makes_anew,
    )
    .breaks(&[&CREATE_OPENS_EXISTING, &OPEN_SAME_NAME, &PERSISTS, &PERSISTS_WITH_MESSAGES])
    .disturbs(ALL),
    DeedLiar::of_other_calls(
        "names_are_one",
        &[OPEN, "mq_unlink"],
        "all plain names are one",
        names_are_one,
    )
    .breaks(&[&CREATE_MAKES])
    .disturbs(ALL),
    DeedLiar::of_calls(
        "umask_ignored",
        &[OPEN],
        "a new queue has the mode given, whatever the umask",
        |op, hands| {
            let before = sys::umask(0);
            let answer = perform(op, hands);
            sys::umask(before);
            Some(answer)
        },
    )
    .breaks(&[&MODE_MASKED])
    .disturbs(QUEUES),
    DeedLiar::of_other_calls(
        "longest_refused",
        &[OPEN],
        "a name of 255 characters is taken as one that is too long",
        longest_is_long,
    )
    .breaks(&[&NAME_LONGEST])
    .disturbs(QUEUES | ATTRIBUTES),
    DeedLiar::of_calls(
        "mounted_once",
        &["mount"],
        "an mqueue file system cannot be mounted besides the one that is",
        |_, _| Some(Err(Errno::EBUSY)),
    )
    .breaks(&[&MOUNT_SUCCEEDS]),
    DeedLiar::of_calls(
        "owner_alone_opens",
        &[OPEN],
        "a queue of another user cannot be opened, whatever its mode",
        owner_alone_opens,
    )
    .breaks(&[&OPEN_GRANTED])
    .disturbs(QUEUES),
    DeedLiar::of_calls(
        "limit_is_past",
        &[OPEN],
        "a queue with which the user's come to RLIMIT_MSGQUEUE exactly is refused",
        limit_is_past,
    )
    .breaks(&[&RLIMIT_MET])
    .disturbs(QUEUES),
    DeedLiar::of_calls(
        "woken_sender_fails",
        &[SEND],
        "a send that slept fails when it is woken, as if its time had come",
        woken_sender_fails,
    )
    .breaks(&[&SEND_RESUMES])
    .disturbs(MESSAGES),
    DeedLiar::of_calls(
        "registration_stays",
        &["mq_notify"],
        "a registration that has ended stands in the way of the next",
        registration_stays,
    )
    .breaks(&[
        &END_DROPS_NOTIFY,
        &EXEC_DROPS_NOTIFY,
        &NOTIFY_ONCE,
        &CLOSE_DROPS_NOTIFY,
        &NOTIFY_GIVEN_UP,
    ])
    .disturbs(NOTICES),
    DeedLiar::of_other_calls(
        "maxmsg_one_less",
        &[OPEN],
        "a new queue holds one message less than was asked for",
        maxmsg_one_less,
    )
    .breaks(&[&MAXMSG_AS_GIVEN, &MAXMSG_AT_LIMIT])
    .disturbs(MESSAGES | ATTRIBUTES | QUEUES),
    DeedLiar::of_other_calls(
        "msgsize_one_less",
        &[OPEN],
        "a new queue takes messages of one byte less than was asked for",
        msgsize_one_less,
    )
    .breaks(&[&MSGSIZE_AS_GIVEN, &MSGSIZE_AT_LIMIT])
    .disturbs(MESSAGES | ATTRIBUTES | QUEUES),
    DeedLiar::of_calls(
        "setattr_skipped",
        &["mq_setattr"],
        "mq_setattr gives the old attributes, and changes nothing",
        setattr_skipped,
    )
    .breaks(&[&SETATTR_SWITCHES])
    .disturbs(BLOCKING),
    DeedLiar::of_calls(
        "notify_skipped",
        &["mq_notify"],
        "mq_notify tells success where nobody is registered, and registers nobody",
        notify_skipped,
    )
    .breaks(&[&NOTIFY_REGISTERS, &NOTICE_SIGNAL, &NOTIFY_ONE_PROCESS])
    .disturbs(NOTICES),
    DeedLiar::of_calls(
        "give_up_skipped",
        &["mq_notify"],
        "mq_notify with a null pointer leaves the registration",
        give_up_skipped,
    )
    .breaks(&[&NOTIFY_GIVEN_UP])
    .disturbs(NOTICES),
    DeedLiar::of_other_calls(
        "nothing_is_signal",
        &["mq_notify"],
        "a registration with SIGEV_NONE brings a signal",
        |op| match Call::of(op) {
            Call::Notify { fd, request: Request::Nothing, tag } => {
                Some(Call::Notify { fd, request: Request::Signal(0), tag }.into())
            }
            _ => None,
        },
    )
    .breaks(&[&NOTICE_NONE])
    .disturbs(NOTICES),
    DeedLiar::of_calls(
        "notice_reregisters",
        &["mq_notify"],
        "a new registration replaces the one in force",
        replaces,
    )
    .breaks(&[&NOTIFY_ONE_PROCESS])
    .disturbs(NOTICES),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[
            &CLOSE_DROPS_NOTIFY,
            &UNLINKED_DESTROYED,
            &RLIMIT_UNTIL_REMOVED,
            SHARED.claim(Shared::EpollForgets),
        ])
        .disturbs(NOTICES | QUEUES | ATTRIBUTES),
    Here::of("exec_closes_none").disturbs(NOTICES | QUEUES | ATTRIBUTES),
    Here::without("close_leaks", "most calls open something, and fail where descriptors are few"),
    Here::of("nonblock_skipped").disturbs(BLOCKING),
    Here::of("dup_opens_anew").disturbs(BLOCKING | NOTICES),
    Here::of("pass_opens_anew").disturbs(BLOCKING | NOTICES),
];
