//! What the manual pages say of POSIX message queues.
#![expect(clippy::doc_markdown, reason = "a claim is read in reports, where backticks would stand")]

mod left_out;

use crate::claim::{Capability, FLAGS, Need, READY};
use crate::claims;
pub use left_out::LEFT_OUT;

/// Which messages a queue holds, and what it has room for; which is also what it is ready for.
pub const MESSAGES: u32 = 1 | READY;
/// Which process is registered, and what an arrival brings.
pub const NOTICES: u32 = 1 << 1;
/// Which queues there are, and which has what name.
pub const QUEUES: u32 = 1 << 2;
/// The attributes of a queue.
pub const ATTRIBUTES: u32 = 1 << 3;
/// Whether a description blocks, which also shows in that a call slept that ought to have failed.
pub const BLOCKING: u32 = 1 << 4 | FLAGS;

const UNPRIVILEGED: &[Need] = &[Need::Lacks(Capability::SYS_RESOURCE)];
const PRIVILEGED: &[Need] = &[Need::Has(Capability::SYS_RESOURCE)];
const OWN_IPC: &[Need] = &[Need::OwnIpc];
const MQUEUE: &[Need] = &[Need::Mqueue];
const OTHER_UID: &[Need] = &[Need::OtherUid];
const OWN_USER: &[Need] = &[Need::OwnUser];

claims! { "posix_mq":
    /// A name of 255 characters, its slash counted, names a queue.
    NAME_LONGEST: Limit, MQ_OVERVIEW_7, "DESCRIPTION", of(QUEUES);
    /// A name of 256 characters, its slash counted, is longer than names may be: ENAMETOOLONG.
    NAME_PAST_LONGEST: Limit, MQ_OVERVIEW_7, "DESCRIPTION";
    /// mq_open of a name of 257 characters, its slash counted, fails with ENAMETOOLONG.
    NAME_TOO_LONG: Error, MQ_OPEN_3, "ERRORS";
    /// After its slash a name may have any characters but slashes, be they one or two dots alone.
    NAME_OF_DOTS: Semantics, MQ_OVERVIEW_7, "DESCRIPTION";
    /// mq_open of a name with a second slash fails with EACCES.
    NAME_SECOND_SLASH: Error, MQ_OPEN_3, "ERRORS";
    /// mq_open of a name without a slash at its beginning fails with EINVAL.
    NAME_WITHOUT_SLASH: Error, MQ_OPEN_3, "ERRORS", glibc();
    /// mq_open of a slash alone fails with ENOENT.
    NAME_SLASH_ALONE: Error, MQ_OPEN_3, "ERRORS";

    /// With O_CREAT, mq_open of a name that no queue has makes a queue.
    CREATE_MAKES: Semantics, MQ_OPEN_3, "DESCRIPTION", of(QUEUES);
    /// With O_CREAT but not O_EXCL, mq_open of a name that a queue has opens that queue.
    CREATE_OPENS_EXISTING: Semantics, MQ_OPEN_3, "DESCRIPTION", of(QUEUES);
    /// With O_CREAT and O_EXCL, mq_open of a name that a queue has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, MQ_OPEN_3, "ERRORS", of(QUEUES);
    /// mq_open of the same name opens the same queue, in whichever process.
    OPEN_SAME_NAME: Semantics, MQ_OVERVIEW_7, "DESCRIPTION", of(QUEUES);
    /// Without O_CREAT, mq_open of a name that no queue has fails with ENOENT.
    OPEN_MISSING: Error, MQ_OPEN_3, "ERRORS", of(QUEUES);
    /// mq_open of a queue whose permissions deny the caller the access asked for fails with EACCES.
    OPEN_DENIED: Access, MQ_OPEN_3, "ERRORS", needs(OTHER_UID), of(QUEUES);
    /// mq_open of another user's queue whose permissions grant the access asked for opens it.
    OPEN_GRANTED: Access, MQ_OPEN_3, "DESCRIPTION", needs(OTHER_UID), of(QUEUES);
    /// mq_open fails with EMFILE when the process has no descriptor left under RLIMIT_NOFILE.
    OPEN_EMFILE: Limit, MQ_OPEN_3, "ERRORS";
    /// The descriptor that mq_open returns has close-on-exec set, with or without O_CLOEXEC.
    OPEN_CLOEXEC: Descriptor, MQ_OVERVIEW_7, "Linux implementation of message queue descriptors";

    /// The permissions of a new queue are the mode given, without the bits of the umask.
    MODE_MASKED: Access, MQ_OPEN_3, "DESCRIPTION", of(QUEUES);
    /// The owner of a new queue is its creator's effective user.
    OWNER_IS_CREATOR: Access, MQ_OPEN_3, "DESCRIPTION", of(QUEUES);
    /// The group of a new queue is its creator's effective group.
    GROUP_IS_CREATORS: Access, MQ_OPEN_3, "DESCRIPTION", of(QUEUES);
    /// A new queue has the mq_maxmsg given, for as long as it exists.
    MAXMSG_AS_GIVEN: Configuration, MQ_OPEN_3, "DESCRIPTION", of(ATTRIBUTES);
    /// A new queue has the mq_msgsize given, for as long as it exists.
    MSGSIZE_AS_GIVEN: Configuration, MQ_OPEN_3, "DESCRIPTION", of(ATTRIBUTES);
    /// mq_flags in the attributes given to mq_open is not looked at.
    FLAGS_NOT_EMPLOYED: Semantics, MQ_OPEN_3, "DESCRIPTION", of(ATTRIBUTES | BLOCKING);
    /// mq_curmsgs in the attributes given to mq_open is not looked at.
    CURMSGS_NOT_EMPLOYED: Semantics, MQ_OPEN_3, "DESCRIPTION", of(MESSAGES);
    /// Creation with an mq_maxmsg that is not above zero fails with EINVAL.
    MAXMSG_NOT_POSITIVE: Error, MQ_OPEN_3, "ERRORS", of(ATTRIBUTES);
    /// Creation with an mq_msgsize that is not above zero fails with EINVAL.
    MSGSIZE_NOT_POSITIVE: Error, MQ_OPEN_3, "ERRORS", of(ATTRIBUTES);
    /// With O_CREAT, invalid attributes make mq_open fail with EINVAL also where the queue exists.
    ATTR_INVALID_EXISTING: Error, MQ_OPEN_3, "ERRORS", of(ATTRIBUTES);
    /// Without CAP_SYS_RESOURCE, creation with an mq_maxmsg above msg_max fails with EINVAL.
    MAXMSG_ABOVE_LIMIT: Limit, MQ_OPEN_3, "ERRORS", needs(UNPRIVILEGED), of(ATTRIBUTES);
    /// Without CAP_SYS_RESOURCE, creation with an mq_msgsize above msgsize_max fails with EINVAL.
    MSGSIZE_ABOVE_LIMIT: Limit, MQ_OPEN_3, "ERRORS", needs(UNPRIVILEGED), of(ATTRIBUTES);
    /// An mq_maxmsg equal to msg_max is granted.
    MAXMSG_AT_LIMIT: Limit, MQ_OPEN_3, "ERRORS", of(ATTRIBUTES);
    /// An mq_msgsize equal to msgsize_max is granted.
    MSGSIZE_AT_LIMIT: Limit, MQ_OPEN_3, "ERRORS", of(ATTRIBUTES);
    /// With CAP_SYS_RESOURCE, an mq_maxmsg above msg_max is granted.
    MAXMSG_PRIVILEGED: Access, MQ_OVERVIEW_7, "/proc interfaces", needs(PRIVILEGED);
    /// With CAP_SYS_RESOURCE, an mq_msgsize above msgsize_max is granted.
    MSGSIZE_PRIVILEGED: Access, MQ_OVERVIEW_7, "/proc interfaces", needs(PRIVILEGED);
    /// Creation with an mq_maxmsg above 65,536 fails with EINVAL, even with CAP_SYS_RESOURCE.
    MAXMSG_HARD: Limit, MQ_OPEN_3, "ERRORS", needs(PRIVILEGED), since(3, 5, 0);
    /// An mq_msgsize above 16,777,216 is refused, even with CAP_SYS_RESOURCE.
    MSGSIZE_HARD: Limit, MQ_OVERVIEW_7, "/proc interfaces", needs(PRIVILEGED), since(3, 5, 0);
    /// Without attributes, a new queue has the mq_maxmsg that msg_default says.
    MAXMSG_DEFAULT: Configuration, MQ_OVERVIEW_7, "/proc interfaces", since(3, 5, 0),
        of(ATTRIBUTES);
    /// Without attributes, mq_maxmsg is msg_max where msg_default is above that.
    MAXMSG_DEFAULT_CAPPED: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0), of(ATTRIBUTES);
    /// Without attributes, a new queue has the mq_msgsize that msgsize_default says.
    MSGSIZE_DEFAULT: Configuration, MQ_OVERVIEW_7, "/proc interfaces", since(3, 5, 0),
        of(ATTRIBUTES);
    /// Without attributes, mq_msgsize is msgsize_max where msgsize_default is above that.
    MSGSIZE_DEFAULT_CAPPED: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0), of(ATTRIBUTES);

    /// In a new IPC namespace msg_max is 10.
    MSG_MAX_IS_10: Configuration, MQ_OVERVIEW_7, "/proc interfaces", needs(OWN_IPC);
    /// In a new IPC namespace msg_default is 10.
    MSG_DEFAULT_IS_10: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// In a new IPC namespace msgsize_max is 8192.
    MSGSIZE_MAX_IS_8192: Configuration, MQ_OVERVIEW_7, "/proc interfaces", needs(OWN_IPC);
    /// In a new IPC namespace msgsize_default is 8192.
    MSGSIZE_DEFAULT_IS_8192: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// In a new IPC namespace queues_max is 256.
    QUEUES_MAX_IS_256: Configuration, MQ_OVERVIEW_7, "/proc interfaces", needs(OWN_IPC);
    /// A file under /proc/sys/fs/mqueue shows the value that was last written to it.
    SETTING_AS_WRITTEN: Configuration, MQ_OVERVIEW_7, "/proc interfaces", needs(OWN_IPC);
    /// msg_max takes 1, and nothing less.
    MSG_MAX_LEAST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(2, 6, 28);
    /// msg_max takes 65,536, and nothing more.
    MSG_MAX_MOST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// msg_default takes 1, and nothing less.
    MSG_DEFAULT_LEAST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// msg_default takes 65,536, and nothing more.
    MSG_DEFAULT_MOST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// msgsize_max takes 128, and nothing less.
    MSGSIZE_MAX_LEAST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(2, 6, 28);
    /// msgsize_max takes 16,777,216, and nothing more.
    MSGSIZE_MAX_MOST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// msgsize_default takes 128, and nothing less.
    MSGSIZE_DEFAULT_LEAST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// msgsize_default takes 16,777,216, and nothing more.
    MSGSIZE_DEFAULT_MOST: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 5, 0);
    /// queues_max takes any number up to the largest int: there is no ceiling.
    QUEUES_MAX_NO_CEILING: Configuration, MQ_OVERVIEW_7, "/proc interfaces",
        needs(OWN_IPC), since(3, 14, 0);
    /// Without CAP_SYS_RESOURCE, creation fails with ENOSPC where queues_max queues exist.
    QUEUES_MAX_REACHED: Limit, MQ_OPEN_3, "ERRORS", needs(&[
        Need::OwnIpc, Need::Lacks(Capability::SYS_RESOURCE)]), of(QUEUES);
    /// With CAP_SYS_RESOURCE, queues can be made beyond queues_max.
    QUEUES_MAX_PRIVILEGED: Access, MQ_OVERVIEW_7, "/proc interfaces", needs(&[
        Need::OwnIpc, Need::Has(Capability::SYS_RESOURCE)]);

    /// Creation is refused where the bytes of the user's queues would exceed RLIMIT_MSGQUEUE.
    RLIMIT_EXCEEDED: Limit, GETRLIMIT_2, "RLIMIT_MSGQUEUE", needs(OWN_USER), since(2, 6, 8),
        of(QUEUES);
    /// Creation succeeds where the bytes of the user's queues, counted by the formula, come to
    /// RLIMIT_MSGQUEUE exactly.
    RLIMIT_MET: Limit, GETRLIMIT_2, "RLIMIT_MSGQUEUE", needs(OWN_USER), since(3, 5, 0), of(QUEUES);
    /// Against RLIMIT_MSGQUEUE count the queues of the caller's real user, and no other's.
    RLIMIT_PER_USER: Limit, GETRLIMIT_2, "RLIMIT_MSGQUEUE",
        needs(&[Need::OwnUser, Need::OtherUid]), since(2, 6, 8), of(QUEUES);
    /// A queue that is removed no longer counts against RLIMIT_MSGQUEUE.
    RLIMIT_UNTIL_REMOVED: Limit, GETRLIMIT_2, "RLIMIT_MSGQUEUE", needs(OWN_USER), since(2, 6, 8),
        of(QUEUES);

    /// A send to a queue that is not full adds the message.
    SEND_ADDS: Semantics, MQ_SEND_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// A message of mq_msgsize bytes can be sent.
    SEND_LONGEST: Limit, MQ_SEND_3, "DESCRIPTION", of(MESSAGES);
    /// A message of no bytes can be sent.
    SEND_OF_NOTHING: Semantics, MQ_SEND_3, "DESCRIPTION", of(MESSAGES);
    /// A send of more than mq_msgsize bytes fails with EMSGSIZE.
    SEND_TOO_LONG: Limit, MQ_SEND_3, "ERRORS", of(ATTRIBUTES);
    /// A send to a full queue sleeps until there is room.
    SEND_WAITS: Semantics, MQ_SEND_3, "DESCRIPTION", can_wait(), of(MESSAGES | BLOCKING);
    /// A send that sleeps adds its message when there is room.
    SEND_RESUMES: Semantics, MQ_SEND_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// With O_NONBLOCK, a send to a queue of mq_maxmsg messages fails with EAGAIN.
    SEND_EAGAIN: Limit, MQ_SEND_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A send to a full queue with a timeout fails with ETIMEDOUT when its time has come.
    SEND_TIMES_OUT: Semantics, MQ_SEND_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// The timeout of a send is a moment of the real-time clock, before which it does not give up.
    SEND_TIMEOUT_ABSOLUTE: Semantics, MQ_SEND_3, "DESCRIPTION";
    /// A send to a full queue with a timeout in the past returns at once, with ETIMEDOUT.
    SEND_TIMEOUT_PAST: Semantics, MQ_SEND_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// A send to a queue that is not full does not heed a timeout in the past.
    SEND_TIMEOUT_UNHEEDED: Semantics, MQ_SEND_3, "DESCRIPTION", of(MESSAGES);
    /// A send that would sleep fails with EINVAL where its timeout has less than 0 seconds, or less
    /// than 0 or more than 1000 million nanoseconds.
    SEND_TIMEOUT_INVALID: Error, MQ_SEND_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A send that would not sleep does not mind an invalid timeout.
    SEND_TIMEOUT_INVALID_UNUSED: Error, MQ_SEND_3, "ERRORS", of(MESSAGES);
    /// 1000 million nanoseconds in the timeout of a send are not too many.
    SEND_TIMEOUT_1000_MILLION: Error, MQ_SEND_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A send to a descriptor that is none fails with EBADF.
    SEND_BAD_DESCRIPTOR: Error, MQ_SEND_3, "ERRORS";
    /// A send to a descriptor that was opened for receiving only fails with EBADF.
    SEND_READ_ONLY: Access, MQ_SEND_3, "ERRORS";
    /// A caught signal whose handler has no SA_RESTART makes a sleeping send fail with EINTR.
    SEND_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers";
    /// After a handler with SA_RESTART, a sleeping send goes on sleeping.
    SEND_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait();
    /// A message can have the priority 32,767.
    PRIORITY_HIGHEST: Limit, MQ_OVERVIEW_7, "DESCRIPTION", of(MESSAGES);
    /// A message cannot have the priority 32,768.
    PRIORITY_PAST_HIGHEST: Limit, MQ_OVERVIEW_7, "DESCRIPTION";
    /// sysconf(_SC_MQ_PRIO_MAX) gives 32,768.
    PRIORITY_MAX_TOLD: Limit, MQ_OVERVIEW_7, "DESCRIPTION", glibc();

    /// A receive from a queue that is not empty takes a message.
    RECEIVE_TAKES: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// A receive gives all bytes of its message, and how many they are.
    RECEIVE_WHOLE: Semantics, MQ_RECEIVE_3, "RETURN VALUE", of(MESSAGES);
    /// A receive of a message of no bytes returns 0.
    RECEIVE_OF_NOTHING: Semantics, MQ_RECEIVE_3, "RETURN VALUE", of(MESSAGES);
    /// A receive gives the priority with which its message was sent.
    RECEIVE_PRIORITY: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES);
    /// A receive takes a message of the highest priority in the queue.
    RECEIVE_HIGHEST_FIRST: Semantics, MQ_OVERVIEW_7, "DESCRIPTION", of(MESSAGES);
    /// Of several messages of the highest priority, a receive takes the oldest.
    RECEIVE_OLDEST_FIRST: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES);
    /// A message that was received is no longer in the queue.
    RECEIVE_REMOVES: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES);
    /// A receive into a buffer of fewer than mq_msgsize bytes fails with EMSGSIZE.
    RECEIVE_BUFFER_SMALL: Limit, MQ_RECEIVE_3, "ERRORS", of(ATTRIBUTES);
    /// A receive that fails for its small buffer leaves the message in the queue.
    RECEIVE_FAILURE_LEAVES: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES);
    /// A receive from an empty queue sleeps until there is a message.
    RECEIVE_WAITS: Semantics, MQ_RECEIVE_3, "DESCRIPTION", can_wait(), of(MESSAGES | BLOCKING);
    /// A receive that sleeps returns when a message becomes available.
    RECEIVE_RESUMES: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// With O_NONBLOCK, a receive from an empty queue fails with EAGAIN.
    RECEIVE_EAGAIN: Error, MQ_RECEIVE_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A receive from an empty queue with a timeout fails with ETIMEDOUT when its time has come.
    RECEIVE_TIMES_OUT: Semantics, MQ_RECEIVE_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// The timeout of a receive is a moment of the real-time clock, before which it does not give
    /// up.
    RECEIVE_TIMEOUT_ABSOLUTE: Semantics, MQ_RECEIVE_3, "DESCRIPTION";
    /// A receive from an empty queue with a timeout in the past returns at once, with ETIMEDOUT.
    RECEIVE_TIMEOUT_PAST: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES | BLOCKING);
    /// A receive from a queue that is not empty does not heed a timeout in the past.
    RECEIVE_TIMEOUT_UNHEEDED: Semantics, MQ_RECEIVE_3, "DESCRIPTION", of(MESSAGES);
    /// A receive that would sleep fails with EINVAL where its timeout has less than 0 seconds, or
    /// less than 0 or more than 1000 million nanoseconds.
    RECEIVE_TIMEOUT_INVALID: Error, MQ_RECEIVE_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A receive that would not sleep does not mind an invalid timeout.
    RECEIVE_TIMEOUT_INVALID_UNUSED: Error, MQ_RECEIVE_3, "ERRORS", of(MESSAGES);
    /// 1000 million nanoseconds in the timeout of a receive are not too many.
    RECEIVE_TIMEOUT_1000_MILLION: Error, MQ_RECEIVE_3, "ERRORS", of(MESSAGES | BLOCKING);
    /// A receive from a descriptor that is none fails with EBADF.
    RECEIVE_BAD_DESCRIPTOR: Error, MQ_RECEIVE_3, "ERRORS";
    /// A receive from a descriptor that was opened for sending only fails with EBADF.
    RECEIVE_WRITE_ONLY: Access, MQ_RECEIVE_3, "ERRORS";
    /// A caught signal whose handler has no SA_RESTART makes a sleeping receive fail with EINTR.
    RECEIVE_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers";
    /// After a handler with SA_RESTART, a sleeping receive goes on sleeping.
    RECEIVE_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait();

    /// A queue exists on when no process has it open, until its name is unlinked.
    PERSISTS: Persistence, MQ_OVERVIEW_7, "DESCRIPTION", of(QUEUES);
    /// The messages of a queue stay in it when no process has it open.
    PERSISTS_WITH_MESSAGES: Persistence, MQ_OVERVIEW_7, "DESCRIPTION", of(MESSAGES);
    /// mq_unlink of a queue's name succeeds.
    UNLINK_SUCCEEDS: Persistence, MQ_UNLINK_3, "DESCRIPTION", of(QUEUES);
    /// After mq_unlink the name is gone at once, also while the queue is open.
    UNLINK_NAME_GONE: Persistence, MQ_UNLINK_3, "DESCRIPTION", of(QUEUES);
    /// A queue whose name is gone goes on taking messages from those that have it open.
    UNLINKED_TAKES: Persistence, MQ_UNLINK_3, "DESCRIPTION", of(MESSAGES);
    /// A queue whose name is gone goes on giving messages to those that have it open.
    UNLINKED_GIVES: Persistence, MQ_UNLINK_3, "DESCRIPTION", of(MESSAGES);
    /// A queue whose name is gone, and that nobody has open any more, makes room under queues_max.
    UNLINKED_DESTROYED: Persistence, MQ_UNLINK_3, "DESCRIPTION", needs(&[
        Need::OwnIpc, Need::Lacks(Capability::SYS_RESOURCE)]), of(QUEUES);
    /// mq_unlink of a name that no queue has fails with ENOENT.
    UNLINK_MISSING: Error, MQ_UNLINK_3, "ERRORS", of(QUEUES);
    /// mq_unlink of a name of 257 characters, its slash counted, fails with ENAMETOOLONG.
    UNLINK_TOO_LONG: Error, MQ_UNLINK_3, "ERRORS";
    /// mq_unlink of a queue that the caller may not unlink fails with EACCES.
    UNLINK_DENIED: Access, MQ_UNLINK_3, "ERRORS", glibc(), needs(OTHER_UID), of(QUEUES);

    /// mq_notify registers the caller where nobody is registered.
    NOTIFY_REGISTERS: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// A registration for a signal, and an arrival on the empty queue, bring that signal.
    NOTICE_SIGNAL: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// The si_code of a notice is SI_MESGQ.
    NOTICE_CODE: Semantics, MQ_NOTIFY_3, "DESCRIPTION";
    /// The si_pid of a notice is the sender's pid.
    NOTICE_SENDER: Semantics, MQ_NOTIFY_3, "DESCRIPTION";
    /// The si_uid of a notice is the sender's real user.
    NOTICE_USER: Semantics, MQ_NOTIFY_3, "DESCRIPTION";
    /// A registration with SIGEV_NONE brings no notice.
    NOTICE_NONE: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// A registration with SIGEV_THREAD has the function run in a thread of its own.
    NOTICE_THREAD: Semantics, MQ_NOTIFY_3, "DESCRIPTION", glibc();
    /// Where a process is registered, mq_notify of another one fails with EBUSY.
    NOTIFY_ONE_PROCESS: Error, MQ_NOTIFY_3, "ERRORS", of(NOTICES);
    /// mq_notify with a null pointer removes the caller's registration: another may register.
    NOTIFY_GIVEN_UP: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// There is a notice of an arrival only, and only on a queue that was empty.
    NOTICE_ONLY_OF_EMPTY: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// A registration made while the queue holds messages brings its notice after they are gone.
    NOTICE_AFTER_EMPTYING: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// An arrival on an empty queue from which somebody waits to receive brings no notice.
    NOTICE_NOT_FOR_RECEIVER: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// After such an arrival the registration is still in force.
    NOTIFY_STAYS_FOR_RECEIVER: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// After a notice the registration is gone: another may register.
    NOTIFY_ONCE: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// A registration brings one notice, not more.
    NOTICE_ONCE: Semantics, MQ_NOTIFY_3, "DESCRIPTION", of(NOTICES);
    /// mq_notify with an unknown sigev_notify fails with EINVAL.
    NOTIFY_BAD_METHOD: Error, MQ_NOTIFY_3, "ERRORS";
    /// mq_notify for a number that no signal has fails with EINVAL.
    NOTIFY_BAD_SIGNAL: Error, MQ_NOTIFY_3, "ERRORS";
    /// mq_notify of a descriptor that is none fails with EBADF.
    NOTIFY_BAD_DESCRIPTOR: Error, MQ_NOTIFY_3, "ERRORS";
    /// Closing the descriptor by which a process registered removes its registration.
    CLOSE_DROPS_NOTIFY: Semantics, MQ_CLOSE_3, "DESCRIPTION", of(NOTICES);
    /// Closing another descriptor of the queue leaves the registration in force.
    CLOSE_OF_OTHER_KEEPS_NOTIFY: Semantics, MQ_CLOSE_3, "DESCRIPTION", of(NOTICES);
    /// The end of a process closes its queues, and so removes its registration.
    END_DROPS_NOTIFY: Inheritance, MQ_CLOSE_3, "NOTES", of(NOTICES);
    /// execve closes the queues of a process, and so removes its registration.
    EXEC_DROPS_NOTIFY: Inheritance, MQ_CLOSE_3, "NOTES", of(NOTICES);

    /// mq_getattr tells in mq_flags whether the description is non-blocking.
    GETATTR_FLAGS: Descriptor, MQ_GETATTR_3, "DESCRIPTION", of(BLOCKING);
    /// The descriptors of one description share its mq_flags, in whichever processes they are.
    GETATTR_FLAGS_AFTER_FORK: Inheritance, MQ_OVERVIEW_7, "DESCRIPTION", of(BLOCKING);
    /// mq_curmsgs is the number of messages in the queue.
    GETATTR_CURMSGS: Semantics, MQ_GETATTR_3, "DESCRIPTION", of(MESSAGES);
    /// mq_getattr of a descriptor that is none fails with EBADF.
    GETATTR_BAD_DESCRIPTOR: Error, MQ_GETATTR_3, "ERRORS";
    /// mq_setattr switches O_NONBLOCK of the description on and off.
    SETATTR_SWITCHES: Descriptor, MQ_GETATTR_3, "DESCRIPTION", of(BLOCKING);
    /// mq_setattr leaves mq_maxmsg, mq_msgsize and mq_curmsgs as they are, whatever it is given.
    SETATTR_LEAVES_REST: Semantics, MQ_GETATTR_3, "DESCRIPTION", of(MESSAGES);
    /// mq_setattr with another flag than O_NONBLOCK fails with EINVAL.
    SETATTR_OTHER_FLAG: Error, MQ_GETATTR_3, "ERRORS";
    /// mq_setattr gives the attributes as they were before.
    SETATTR_GIVES_OLD: Semantics, MQ_GETATTR_3, "DESCRIPTION", of(MESSAGES | BLOCKING);

    /// A file system of type mqueue can be mounted with CAP_SYS_ADMIN.
    MOUNT_SUCCEEDS: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(&[Need::Mqueue, Need::Has(Capability::SYS_ADMIN)]);
    /// The directory on which an mqueue file system is mounted has the sticky bit.
    MOUNT_STICKY: Access, MQ_OVERVIEW_7, "Mounting the message queue filesystem", needs(MQUEUE);
    /// The directory of an mqueue file system shows a file for each queue that has a name, and no
    /// other.
    MOUNT_SHOWS: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem", needs(MQUEUE),
        of(QUEUES);
    /// Removing the file unlinks the queue.
    MOUNT_REMOVE: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(MQUEUE), of(QUEUES);
    /// QSIZE in the file is the number of bytes in all messages of the queue.
    FILE_QSIZE: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(MQUEUE), since(4, 2, 0), of(MESSAGES);
    /// NOTIFY_PID in the file is the pid of the process that is registered, 0 if none is.
    FILE_NOTIFY_PID: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(MQUEUE), of(NOTICES);
    /// NOTIFY in the file is 0 for a registration with SIGEV_SIGNAL, 1 with SIGEV_NONE.
    FILE_NOTIFY: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(MQUEUE), of(NOTICES);
    /// SIGNO in the file is the signal of a registration with SIGEV_SIGNAL.
    FILE_SIGNO: Descriptor, MQ_OVERVIEW_7, "Mounting the message queue filesystem",
        needs(MQUEUE), of(NOTICES);
    /// poll reports input on a queue that holds messages, and not on one that is empty.
    POLL_INPUT: Descriptor, MQ_OVERVIEW_7, "Linux implementation of message queue descriptors",
        of(MESSAGES);
    /// poll reports output on a queue that has room, and not on one that is full.
    POLL_OUTPUT: Descriptor, MQ_OVERVIEW_7, "Linux implementation of message queue descriptors",
        of(MESSAGES);
}
