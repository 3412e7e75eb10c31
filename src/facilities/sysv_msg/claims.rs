//! What the manual pages say of System V message queues.

mod left_out;
pub mod needs;

use crate::claims;
pub use left_out::LEFT_OUT;
use needs::{
    ADMIN, IPC_OWNER, NEW_SPACE, NO_RESOURCE, OTHER_ADMIN, OTHER_PROC, OTHER_UID, OWN_IPC,
    OWN_LIMITS, PROC, RESOURCE,
};

/// What claims speak of: messages and what sleeps for them; who may do what; which queues there
/// are; times and processes that are told; the room of a queue.
pub const MESSAGES: u32 = 1;
pub const ACCESS: u32 = 1 << 1;
pub const QUEUES: u32 = 1 << 2;
pub const TOLD: u32 = 1 << 3;
pub const ROOM: u32 = 1 << 4;

claims! { "sysv_msg":
    /// With IPC_PRIVATE for its key, msgget makes a new queue at every call.
    PRIVATE_MAKES: Semantics, MSGGET_2, "DESCRIPTION", of(QUEUES);
    /// With IPC_PRIVATE for its key, msgget looks at nothing of msgflg but the nine lowest bits.
    PRIVATE_IGNORES_FLAGS: Semantics, MSGGET_2, "NOTES", of(QUEUES);
    /// With IPC_CREAT, msgget of a key that no queue has makes a queue.
    CREATE_MAKES: Semantics, MSGGET_2, "DESCRIPTION", of(QUEUES);
    /// With IPC_CREAT but not IPC_EXCL, msgget of a key that a queue has gives the id of that
    /// queue.
    CREATE_FINDS: Semantics, MSGGET_2, "DESCRIPTION", of(QUEUES);
    /// With a msgflg that creates nothing, msgget of a key that a queue has gives its id.
    GET_FINDS: Semantics, MSGGET_2, "DESCRIPTION", of(QUEUES);
    /// With IPC_CREAT and IPC_EXCL, msgget of a key that a queue has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, MSGGET_2, "ERRORS", of(QUEUES);
    /// Without IPC_CREAT, msgget of a key other than IPC_PRIVATE that no queue has fails with
    /// ENOENT.
    GET_MISSING: Error, MSGGET_2, "ERRORS", of(QUEUES);
    /// The id of a queue is not negative.
    ID_NOT_NEGATIVE: Semantics, MSGGET_2, "RETURN VALUE";
    /// The queue with which there are MSGMNI can be made.
    MSGMNI_MET: Limit, MSGGET_2, "ERRORS", needs(OWN_IPC), of(QUEUES);
    /// A queue with which there would be more than MSGMNI is refused with ENOSPC.
    MSGMNI_EXCEEDED: Limit, MSGGET_2, "ERRORS", needs(OWN_IPC), of(QUEUES);

    /// The permissions of a new queue are the nine lowest bits of msgflg.
    NEW_MODE: Access, MSGGET_2, "DESCRIPTION", of(ACCESS);
    /// The owner of a new queue is its creator's effective user.
    NEW_OWNER: Access, MSGGET_2, "DESCRIPTION", of(ACCESS);
    /// The owning group of a new queue is its creator's effective group.
    NEW_GROUP: Access, MSGGET_2, "DESCRIPTION", of(ACCESS);
    /// The creating user told of a queue is its creator's effective user.
    NEW_CREATOR: Access, MSGGET_2, "DESCRIPTION";
    /// The creating group told of a queue is its creator's effective group.
    NEW_CREATOR_GROUP: Access, MSGGET_2, "DESCRIPTION";
    /// The msg_qnum of a new queue is 0.
    NEW_QNUM_ZERO: Semantics, MSGGET_2, "DESCRIPTION", of(MESSAGES);
    /// The msg_lspid of a new queue is 0.
    NEW_LSPID_ZERO: Semantics, MSGGET_2, "DESCRIPTION", of(TOLD);
    /// The msg_lrpid of a new queue is 0.
    NEW_LRPID_ZERO: Semantics, MSGGET_2, "DESCRIPTION", of(TOLD);
    /// The msg_stime of a new queue is 0.
    NEW_STIME_ZERO: Semantics, MSGGET_2, "DESCRIPTION", of(TOLD);
    /// The msg_rtime of a new queue is 0.
    NEW_RTIME_ZERO: Semantics, MSGGET_2, "DESCRIPTION", of(TOLD);
    /// The msg_ctime of a new queue is the time at which it was made.
    NEW_CTIME: Semantics, MSGGET_2, "DESCRIPTION", of(TOLD);
    /// The msg_qbytes of a new queue is MSGMNB.
    NEW_QBYTES: Limit, MSGGET_2, "DESCRIPTION", of(ROOM);
    /// The key told of a queue is the one that msgget was given for it.
    KEY_TOLD: Semantics, MSGCTL_2, "DESCRIPTION", of(QUEUES);

    /// msgget of a queue that gives no access to the caller, which lacks CAP_IPC_OWNER, fails with
    /// EACCES when msgflg asks for access.
    GET_DENIED: Access, MSGGET_2, "ERRORS", needs(OTHER_UID), of(ACCESS | QUEUES);
    /// msgget of an existing queue gives its id to a caller whom its permissions allow the access
    /// that msgflg names.
    GET_GRANTED: Access, MSGGET_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS | QUEUES);
    /// The permission bits for execution have no effect.
    EXECUTE_UNUSED: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// The bits for the user say what the owner of the queue may do.
    ACCESS_OWNER: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(MESSAGES | ACCESS);
    /// The bits for the group say what a user of the group may do that does not own the queue.
    ACCESS_GROUP: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(MESSAGES | ACCESS);
    /// The bits for others say what a user may do that neither owns the queue nor is of its group.
    ACCESS_OTHERS: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(MESSAGES | ACCESS);
    /// With CAP_IPC_OWNER a caller may do what the permissions of a queue deny.
    ACCESS_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(IPC_OWNER),
        of(MESSAGES | ACCESS);

    /// msgsnd that succeeds returns 0.
    SEND_RETURNS_ZERO: Semantics, MSGOP_2, "RETURN VALUE";
    /// msgsnd to a queue with room enough succeeds at once.
    SEND_AT_ONCE: Semantics, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// A message of no bytes can be sent.
    SEND_EMPTY: Semantics, MSGOP_2, "DESCRIPTION", of(MESSAGES);
    /// A message that takes the bytes in the queue to msg_qbytes fits.
    FITS_BYTES: Limit, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// A message that takes the number of messages in the queue to msg_qbytes fits.
    FITS_COUNT: Limit, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// A queue is full for a message that would take its bytes one past msg_qbytes or more.
    FULL_BYTES: Limit, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// A queue that holds as many messages as msg_qbytes says is full for every message.
    FULL_COUNT: Limit, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// With IPC_NOWAIT, msgsnd to a full queue fails with EAGAIN.
    SEND_NOWAIT: Error, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// Without IPC_NOWAIT, msgsnd to a full queue sleeps.
    SEND_WAITS: Semantics, MSGOP_2, "msgsnd()", can_wait(), of(MESSAGES | ROOM);
    /// msgsnd that sleeps goes on when the queue has room for its message.
    SEND_RESUMES: Semantics, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// msgsnd that sleeps fails with EIDRM when the queue is removed.
    SEND_REMOVED: Error, MSGOP_2, "msgsnd()", of(MESSAGES | QUEUES);
    /// msgsnd that sleeps fails with EINTR when it catches a signal.
    SEND_INTERRUPTED: Error, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// msgsnd is not restarted after a handler, even if that has SA_RESTART.
    SEND_NEVER_RESTARTED: Error, MSGOP_2, "msgsnd()", of(MESSAGES | ROOM);
    /// msgsnd with an mtype below 1 fails with EINVAL.
    SEND_TYPE_NOT_POSITIVE: Error, MSGOP_2, "ERRORS";
    /// msgsnd with a msgsz below 0 fails with EINVAL.
    SEND_SIZE_NEGATIVE: Error, MSGOP_2, "ERRORS";
    /// A message of MSGMAX bytes can be sent.
    SEND_LONGEST: Limit, MSGOP_2, "NOTES", of(MESSAGES | ROOM);
    /// msgsnd with a msgsz above MSGMAX fails with EINVAL.
    SEND_TOO_LONG: Limit, MSGOP_2, "ERRORS";
    /// msgsnd with an id that no queue has fails with EINVAL.
    SEND_NO_QUEUE: Error, MSGOP_2, "ERRORS", of(QUEUES);
    /// msgsnd to a queue that was removed may fail with EIDRM.
    SEND_TO_REMOVED: Error, MSGOP_2, "ERRORS", permits();
    /// msgsnd of a message at an address that is not accessible fails with EFAULT.
    SEND_BAD_ADDRESS: Error, MSGOP_2, "ERRORS";
    /// msgsnd fails with EACCES for a caller that may not write to the queue and lacks
    /// CAP_IPC_OWNER.
    SEND_DENIED: Access, MSGOP_2, "ERRORS", needs(OTHER_UID), of(ACCESS);

    /// msgrcv returns at once where the queue has a message that it asks for.
    RECEIVE_AT_ONCE: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With a msgtyp of 0, msgrcv takes the first message of the queue.
    TYPE_ANY: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With a msgtyp above 0, msgrcv takes a message of that type.
    TYPE_EXACT: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With MSG_EXCEPT and a msgtyp above 0, msgrcv takes the first message of another type.
    TYPE_EXCEPT: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With a msgtyp below 0, msgrcv takes a message of the lowest type that is no greater than the
    /// absolute value of msgtyp.
    TYPE_LOWEST: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// Of the messages of one type msgrcv takes the first.
    TYPE_FIRST: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// The text of a message comes back whole where msgsz has room for it.
    RECEIVE_WHOLE: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With MSG_NOERROR, msgrcv cuts a text that is longer than msgsz.
    NOERROR_TRUNCATES: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// What MSG_NOERROR cuts from a text is lost.
    NOERROR_LOSES: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// Without MSG_NOERROR, msgrcv of a text that is longer than msgsz fails with E2BIG.
    RECEIVE_TOO_BIG: Error, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// msgrcv that fails with E2BIG leaves the message in the queue.
    TOO_BIG_STAYS: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With IPC_NOWAIT, msgrcv fails with ENOMSG where no message is of the type that it asks for.
    RECEIVE_NOWAIT: Error, MSGOP_2, "ERRORS", of(MESSAGES);
    /// Without IPC_NOWAIT, msgrcv sleeps where no message is of the type that it asks for.
    RECEIVE_WAITS: Semantics, MSGOP_2, "msgrcv()", can_wait(), of(MESSAGES);
    /// msgrcv that sleeps goes on when a message that it asks for comes to the queue.
    RECEIVE_RESUMES: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// msgrcv that sleeps fails with EIDRM when the queue is removed.
    RECEIVE_REMOVED: Error, MSGOP_2, "msgrcv()", of(MESSAGES | QUEUES);
    /// msgrcv that sleeps fails with EINTR when it catches a signal.
    RECEIVE_INTERRUPTED: Error, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// msgrcv is not restarted after a handler, even if that has SA_RESTART.
    RECEIVE_NEVER_RESTARTED: Error, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// With MSG_COPY and IPC_NOWAIT, msgrcv gives a copy of the message at position msgtyp, counted
    /// from 0.
    COPY_GIVES: Semantics, MSGOP_2, "msgrcv()", since(3, 8, 0), of(MESSAGES);
    /// With MSG_COPY and IPC_NOWAIT, msgrcv fails with ENOMSG where no message is at position
    /// msgtyp.
    COPY_PAST_END: Error, MSGOP_2, "msgrcv()", since(3, 8, 0), of(MESSAGES);
    /// A message of which MSG_COPY gave a copy stays in the queue.
    COPY_LEAVES: Semantics, MSGOP_2, "msgrcv()", since(3, 8, 0), of(MESSAGES);
    /// With MSG_COPY, IPC_NOWAIT and MSG_NOERROR, msgrcv gives a cut copy of a text that is longer
    /// than msgsz.
    COPY_TRUNCATES: Semantics, MSGOP_2, "msgrcv()", since(3, 8, 0), of(MESSAGES);
    /// msgrcv with MSG_COPY but without IPC_NOWAIT fails with EINVAL.
    COPY_WITHOUT_NOWAIT: Error, MSGOP_2, "ERRORS", since(3, 14, 0);
    /// msgrcv with MSG_COPY and MSG_EXCEPT fails with EINVAL.
    COPY_WITH_EXCEPT: Error, MSGOP_2, "ERRORS", since(3, 14, 0);
    /// msgrcv with MSG_COPY and IPC_NOWAIT may fail with ENOSYS, where the kernel was built without
    /// CONFIG_CHECKPOINT_RESTORE.
    COPY_MISSING: Configuration, MSGOP_2, "ERRORS", since(3, 8, 0), permits();
    /// msgrcv with a msgsz below 0 fails with EINVAL.
    RECEIVE_SIZE_NEGATIVE: Error, MSGOP_2, "ERRORS";
    /// msgrcv with an id that no queue has fails with EINVAL.
    RECEIVE_NO_QUEUE: Error, MSGOP_2, "ERRORS", of(QUEUES);
    /// msgrcv from a queue that was removed may fail with EIDRM.
    RECEIVE_FROM_REMOVED: Error, MSGOP_2, "ERRORS", permits();
    /// msgrcv of a message to an address that is not accessible fails with EFAULT.
    RECEIVE_BAD_ADDRESS: Error, MSGOP_2, "ERRORS", of(MESSAGES);
    /// msgrcv fails with EACCES for a caller that may not read the queue and lacks CAP_IPC_OWNER.
    RECEIVE_DENIED: Access, MSGOP_2, "ERRORS", needs(OTHER_UID), of(ACCESS);

    /// msgsnd that succeeds sets msg_lspid to the caller's pid.
    LSPID: Semantics, MSGOP_2, "msgsnd()", of(TOLD | MESSAGES);
    /// msgsnd that succeeds adds 1 to msg_qnum.
    QNUM_SEND: Semantics, MSGOP_2, "msgsnd()", of(MESSAGES);
    /// msgsnd that succeeds sets msg_stime to the time of day.
    STIME: Semantics, MSGOP_2, "msgsnd()", of(TOLD | MESSAGES);
    /// msgrcv that succeeds sets msg_lrpid to the caller's pid.
    LRPID: Semantics, MSGOP_2, "msgrcv()", of(TOLD | MESSAGES);
    /// msgrcv that succeeds takes 1 from msg_qnum.
    QNUM_RECEIVE: Semantics, MSGOP_2, "msgrcv()", of(MESSAGES);
    /// msgrcv that succeeds sets msg_rtime to the time of day.
    RTIME: Semantics, MSGOP_2, "msgrcv()", of(TOLD | MESSAGES);
    /// msg_cbytes is the sum of the bytes of all messages in the queue.
    CBYTES: Semantics, MSGCTL_2, "DESCRIPTION", of(MESSAGES);

    /// IPC_STAT, IPC_SET and IPC_RMID return 0 where they succeed.
    CONTROL_RETURNS_ZERO: Semantics, MSGCTL_2, "RETURN VALUE";
    /// IPC_STAT fails with EACCES for a caller that may not read the queue and lacks CAP_IPC_OWNER.
    STAT_DENIED: Access, MSGCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// MSG_STAT fails with EACCES for a caller that may not read the queue and lacks CAP_IPC_OWNER.
    INDEX_DENIED: Access, MSGCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// MSG_STAT_ANY is granted to every user, whatever the permissions of the queue.
    INDEX_ANY_GRANTED: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), since(4, 17, 0),
        of(ACCESS);
    /// IPC_SET gives the queue the owner given.
    SET_OWNER: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the queue the owning group given.
    SET_GROUP: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the queue the permissions given.
    SET_MODE: Access, MSGCTL_2, "DESCRIPTION", of(ACCESS);
    /// Of the mode given to IPC_SET, the nine lowest bits alone count.
    SET_MODE_NINE_BITS: Access, MSGCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET gives the queue the msg_qbytes given.
    SET_QBYTES: Limit, MSGCTL_2, "DESCRIPTION", of(ROOM);
    /// IPC_SET sets msg_ctime to the time of day.
    CTIME_SET: Semantics, MSGCTL_2, "DESCRIPTION", of(TOLD);
    /// IPC_SET with a msg_qbytes above MSGMNB fails with EPERM for a caller without
    /// CAP_SYS_RESOURCE.
    QBYTES_PAST_MOST: Access, MSGCTL_2, "ERRORS", needs(NO_RESOURCE);
    /// With CAP_SYS_RESOURCE, IPC_SET takes a msg_qbytes above MSGMNB.
    QBYTES_PRIVILEGED: Access, MSGCTL_2, "DESCRIPTION", needs(RESOURCE), of(ROOM);
    /// IPC_SET is granted to the owner of the queue.
    SET_BY_OWNER: Access, MSGCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET is granted to the creator of the queue, also where another user owns it.
    SET_BY_CREATOR: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET is granted to a caller with CAP_SYS_ADMIN that neither owns nor made the queue.
    SET_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_SET by a caller that has no CAP_SYS_ADMIN and neither owns nor made the queue fails with
    /// EPERM.
    SET_DENIED: Access, MSGCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to the owner of the queue.
    REMOVE_BY_OWNER: Access, MSGCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_RMID is granted to the creator of the queue, also where another user owns it.
    REMOVE_BY_CREATOR: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to a caller with CAP_SYS_ADMIN that neither owns nor made the queue.
    REMOVE_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_RMID by a caller that has no CAP_SYS_ADMIN and neither owns nor made the queue fails
    /// with EPERM.
    REMOVE_DENIED: Access, MSGCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID removes the queue at once.
    REMOVE_AT_ONCE: Persistence, MSGCTL_2, "DESCRIPTION", of(QUEUES);
    /// IPC_RMID wakes all callers that sleep at the queue.
    REMOVE_WAKES_ALL: Persistence, MSGCTL_2, "DESCRIPTION", of(MESSAGES | QUEUES);
    /// msgctl of an unknown command fails with EINVAL.
    CONTROL_UNKNOWN: Error, MSGCTL_2, "ERRORS";
    /// msgctl with an id that no queue has fails with EINVAL.
    CONTROL_NO_QUEUE: Error, MSGCTL_2, "ERRORS", of(QUEUES);
    /// msgctl of a queue that was removed may fail with EIDRM.
    CONTROL_REMOVED: Error, MSGCTL_2, "ERRORS", permits();
    /// IPC_STAT and IPC_SET with a buffer at an address that is not accessible fail with EFAULT.
    BUFFER_BAD_ADDRESS: Error, MSGCTL_2, "ERRORS";

    /// IPC_INFO gives in msgmax the most bytes that a message may have.
    INFO_MSGMAX: Configuration, MSGCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in msgmnb the msg_qbytes of new queues.
    INFO_MSGMNB: Configuration, MSGCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in msgmni the most queues that there may be.
    INFO_MSGMNI: Configuration, MSGCTL_2, "DESCRIPTION";
    /// IPC_INFO and MSG_INFO return the highest index at which there is a queue.
    INFO_HIGHEST: Semantics, MSGCTL_2, "RETURN VALUE", needs(OWN_IPC), of(QUEUES);
    /// MSG_INFO gives in msgpool how many queues there are.
    USED_QUEUES: Semantics, MSGCTL_2, "DESCRIPTION", needs(OWN_IPC), of(QUEUES);
    /// MSG_INFO gives in msgmap how many messages there are in all queues.
    USED_MESSAGES: Semantics, MSGCTL_2, "DESCRIPTION", needs(OWN_IPC), of(QUEUES | MESSAGES);
    /// MSG_INFO gives in msgtql how many bytes there are in all messages.
    USED_BYTES: Semantics, MSGCTL_2, "DESCRIPTION", needs(OWN_IPC), of(QUEUES | MESSAGES);
    /// MSG_INFO gives the same msgmax, msgmnb and msgmni as IPC_INFO.
    USED_BESIDE_LIMITS: Configuration, MSGCTL_2, "DESCRIPTION", needs(OWN_IPC);
    /// MSG_STAT returns the id of the queue that has the index given.
    INDEX_GIVES_ID: Semantics, MSGCTL_2, "RETURN VALUE";
    /// MSG_STAT_ANY finds every queue at some index no higher than the one that IPC_INFO returns.
    INDEX_FINDS_ALL: Semantics, MSGCTL_2, "RETURN VALUE";
    /// MSG_STAT of an index at which there is no queue fails with EINVAL.
    INDEX_UNUSED: Error, MSGCTL_2, "ERRORS", needs(OWN_IPC), of(QUEUES);

    /// /proc/sys/kernel/msgmax gives MSGMAX.
    FILE_MSGMAX: Configuration, PROC_SYS_KERNEL_5, "DESCRIPTION", needs(PROC);
    /// /proc/sys/kernel/msgmnb gives the msg_qbytes of new queues.
    FILE_MSGMNB: Configuration, PROC_SYS_KERNEL_5, "DESCRIPTION", needs(PROC);
    /// /proc/sys/kernel/msgmni gives MSGMNI.
    FILE_MSGMNI: Configuration, PROC_SYS_KERNEL_5, "DESCRIPTION", needs(PROC);
    /// The default of MSGMAX, with which a new IPC namespace begins, is 8192.
    MSGMAX_IS_8192: Configuration, MSGOP_2, "NOTES", needs(NEW_SPACE);
    /// The default of MSGMNB, with which a new IPC namespace begins, is 16,384.
    MSGMNB_IS_16384: Configuration, MSGOP_2, "NOTES", needs(NEW_SPACE);
    /// The default of MSGMNI, with which a new IPC namespace begins, is 32,000.
    MSGMNI_IS_32000: Configuration, MSGGET_2, "NOTES", needs(NEW_SPACE), since(3, 19, 0);
    /// /proc/sysvipc/msg has one line for each queue in its IPC namespace.
    LIST_SHOWS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC), of(QUEUES);
    /// /proc/sysvipc/msg begins with a line of headings.
    LIST_HEADINGS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC);
    /// /proc/sysvipc/msg shows every user also the queues that their permissions keep from it.
    LIST_FOR_ALL: Access, MSGCTL_2, "DESCRIPTION", needs(OTHER_PROC), of(ACCESS | QUEUES);
    /// The id of a queue does not name it in another IPC namespace.
    NAMESPACE_HIDES_ID: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// The key of a queue does not name it in another IPC namespace.
    NAMESPACE_HIDES_KEY: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// /proc/sys/kernel/msgmnb gives the limit of the caller's own IPC namespace.
    NAMESPACE_OWN_LIMITS: Configuration, IPC_NAMESPACES_7, "DESCRIPTION", needs(OWN_LIMITS);
}
