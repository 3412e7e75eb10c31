//! What the manual pages say of System V semaphores.

mod left_out;
pub mod needs;

use crate::claims;
pub use left_out::LEFT_OUT;
use needs::{
    ADMIN, IPC_OWNER, NEW_SPACE, OTHER_ADMIN, OTHER_PROC, OTHER_UID, OWN_IPC, OWN_LIMITS, PROC,
};

/// What claims speak of: values and what sleeps for them; who may do what; which sets there are.
pub const VALUE: u32 = 1;
pub const ACCESS: u32 = 1 << 1;
pub const SETS: u32 = 1 << 2;
pub const TIME: u32 = 1 << 3;

claims! { "sysv_sem":
    /// With IPC_PRIVATE for its key, semget makes a new set at every call.
    PRIVATE_MAKES: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// With IPC_PRIVATE for its key, semget does not look at IPC_CREAT and IPC_EXCL.
    PRIVATE_IGNORES_FLAGS: Semantics, SEMGET_2, "NOTES", of(SETS);
    /// With IPC_CREAT, semget of a key that no set has makes a set.
    CREATE_MAKES: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// With IPC_CREAT but not IPC_EXCL, semget of a key that a set has gives the id of that set.
    CREATE_FINDS: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// With a semflg that creates nothing, semget of a key that a set has gives the id of that set.
    GET_FINDS: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// With IPC_CREAT and IPC_EXCL, semget of a key that a set has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, SEMGET_2, "ERRORS", of(SETS);
    /// Without IPC_CREAT, semget of a key other than IPC_PRIVATE that no set has fails with ENOENT.
    GET_MISSING: Error, SEMGET_2, "ERRORS", of(SETS);
    /// The id of a set is not negative.
    ID_NOT_NEGATIVE: Semantics, SEMGET_2, "RETURN VALUE";

    /// The permissions of a new set are the nine lowest bits of semflg.
    NEW_MODE: Access, SEMGET_2, "DESCRIPTION", of(ACCESS);
    /// The owner of a new set is its creator's effective user.
    NEW_OWNER: Access, SEMGET_2, "DESCRIPTION", of(ACCESS);
    /// The owning group of a new set is its creator's effective group.
    NEW_GROUP: Access, SEMGET_2, "DESCRIPTION", of(ACCESS);
    /// The creating user told of a new set is its creator's effective user.
    NEW_CREATOR: Access, SEMGET_2, "DESCRIPTION";
    /// The creating group told of a new set is its creator's effective group.
    NEW_CREATOR_GROUP: Access, SEMGET_2, "DESCRIPTION";
    /// A new set has as many semaphores as nsems says.
    NEW_SIZE: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// The sem_otime of a new set is 0.
    NEW_OTIME_ZERO: Semantics, SEMGET_2, "DESCRIPTION", of(TIME);
    /// The sem_ctime of a new set is the time at which it was made.
    NEW_CTIME: Semantics, SEMGET_2, "DESCRIPTION", of(TIME);
    /// Linux gives the semaphores of a new set the value 0.
    NEW_VALUES_ZERO: Semantics, SEMGET_2, "Semaphore initialization", of(VALUE | SETS);
    /// The key told of a set is the one that semget was given for it.
    KEY_TOLD: Semantics, SEMCTL_2, "DESCRIPTION", of(SETS);

    /// semget does not make a set of no semaphores.
    SIZE_ZERO_NEW: Limit, SEMGET_2, "DESCRIPTION", of(SETS);
    /// semget with an nsems below 0 fails with EINVAL.
    SIZE_NEGATIVE: Error, SEMGET_2, "ERRORS";
    /// A set of SEMMSL semaphores can be made.
    SIZE_MOST: Limit, SEMGET_2, "DESCRIPTION", needs(OWN_IPC), of(SETS);
    /// semget with an nsems above SEMMSL fails with EINVAL.
    SIZE_PAST_MOST: Limit, SEMGET_2, "ERRORS", of(SETS);
    /// semget of a set that exists takes an nsems of 0.
    SIZE_ZERO_EXISTING: Semantics, SEMGET_2, "DESCRIPTION", of(SETS);
    /// semget of a set that exists fails with EINVAL for an nsems above the size of that set.
    SIZE_ABOVE_EXISTING: Error, SEMGET_2, "ERRORS", of(SETS);
    /// As many sets as SEMMNI says can be made.
    SEMMNI_MET: Limit, SEMGET_2, "ERRORS", needs(OWN_IPC), of(SETS);
    /// A set with which there would be more than SEMMNI is refused with ENOSPC.
    SEMMNI_EXCEEDED: Limit, SEMGET_2, "ERRORS", needs(OWN_IPC), of(SETS);
    /// As many semaphores as SEMMNS says can be made, in all sets.
    SEMMNS_MET: Limit, SEMGET_2, "ERRORS", needs(OWN_IPC), of(SETS);
    /// A set with which there would be more than SEMMNS semaphores in all is refused with ENOSPC.
    SEMMNS_EXCEEDED: Limit, SEMGET_2, "ERRORS", needs(OWN_IPC), of(SETS);
    /// semget with permission bits in semflg fails with EACCES for a caller without CAP_IPC_OWNER
    /// to which the set gives no access.
    GET_DENIED: Access, SEMGET_2, "ERRORS", needs(OTHER_UID), of(ACCESS | SETS);
    /// semget with no permission bits in semflg fails with EACCES for a caller without
    /// CAP_IPC_OWNER to which the set gives no access.
    GET_DENIED_UNASKED: Access, SEMGET_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// The permissions of a set that exists are verified: semget gives its id to a caller to which
    /// they give all that semflg has bits for.
    GET_GRANTED: Access, SEMGET_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS | SETS);
    /// The permission bits for execution have no effect.
    EXECUTE_UNUSED: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// The bits for the owner say what the owner of the set may do.
    ACCESS_OWNER: Access, SEMGET_2, "DESCRIPTION", needs(OTHER_UID), of(VALUE | ACCESS);
    /// The bits for the group say what a user of the group may do that does not own the set.
    ACCESS_GROUP: Access, SEMGET_2, "DESCRIPTION", needs(OTHER_UID), of(VALUE | ACCESS);
    /// The bits for others say what a user may do that neither owns the set nor is of its group.
    ACCESS_OTHERS: Access, SEMGET_2, "DESCRIPTION", needs(OTHER_UID), of(VALUE | ACCESS);
    /// With CAP_IPC_OWNER a caller may do what the permissions of a set deny.
    ACCESS_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(IPC_OWNER),
        of(VALUE | ACCESS);

    /// semop and semtimedop that succeed return 0.
    OP_RETURNS_ZERO: Semantics, SEMOP_2, "RETURN VALUE";
    /// An operation above 0 adds its number to the value of its semaphore.
    ADD: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// An operation above 0 never waits.
    ADD_NEVER_WAITS: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// An operation below 0 takes its absolute value from a semaphore that has as much.
    TAKE: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// An operation below 0 on a semaphore that has as much proceeds without waiting.
    TAKE_AT_ONCE: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// Without IPC_NOWAIT, an operation below 0 on a semaphore that has less sleeps.
    TAKE_WAITS: Semantics, SEMOP_2, "DESCRIPTION", can_wait(), of(VALUE);
    /// An operation below 0 that sleeps proceeds when its semaphore has enough.
    TAKE_RESUMES: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// With IPC_NOWAIT, an operation below 0 on a semaphore that has less fails with EAGAIN.
    TAKE_NOWAIT: Error, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// An operation of 0 on a semaphore whose value is 0 proceeds without waiting.
    ZERO_AT_ONCE: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// Without IPC_NOWAIT, an operation of 0 on a semaphore whose value is not 0 sleeps.
    ZERO_WAITS: Semantics, SEMOP_2, "DESCRIPTION", can_wait(), of(VALUE);
    /// An operation of 0 that sleeps proceeds when the value of its semaphore becomes 0.
    ZERO_RESUMES: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// With IPC_NOWAIT, an operation of 0 on a semaphore whose value is not 0 fails with EAGAIN.
    ZERO_NOWAIT: Error, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// Where one operation of an array fails for IPC_NOWAIT, the others are not performed either.
    NOWAIT_PERFORMS_NONE: Atomicity, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// While one operation of an array waits, the others are not performed either.
    WAIT_PERFORMS_NONE: Atomicity, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// An array that succeeds performs each of its operations.
    ARRAY_WHOLE: Atomicity, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// The operations of an array are performed in its order, each on what the last one has left.
    ARRAY_ORDER: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// A call that sleeps in an operation below 0 fails with EIDRM when the set is removed.
    TAKE_REMOVED: Error, SEMOP_2, "DESCRIPTION", of(VALUE | SETS);
    /// A call that sleeps in an operation of 0 fails with EIDRM when the set is removed.
    ZERO_REMOVED: Error, SEMOP_2, "DESCRIPTION", of(VALUE | SETS);
    /// A call that sleeps in an operation below 0 fails with EINTR when it catches a signal.
    TAKE_INTERRUPTED: Error, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// A call that sleeps in an operation of 0 fails with EINTR when it catches a signal.
    ZERO_INTERRUPTED: Error, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// A sleeping semop that a handler interrupts is not restarted, even if that has SA_RESTART.
    NEVER_RESTARTED: Error, SEMOP_2, "NOTES", of(VALUE);

    /// A value of 32,767 can be reached.
    VALUE_MOST: Limit, SEMOP_2, "Semaphore limits", of(VALUE);
    /// An operation that would take a value past 32,767 fails with ERANGE.
    VALUE_PAST_MOST: Limit, SEMOP_2, "ERRORS", of(VALUE);
    /// semop takes as many operations as SEMOPM says.
    OPERATIONS_MOST: Limit, SEMOP_2, "Semaphore limits", needs(OWN_IPC), of(VALUE);
    /// semop of more operations than SEMOPM fails with E2BIG.
    OPERATIONS_PAST_MOST: Limit, SEMOP_2, "ERRORS", needs(OWN_IPC), of(SETS);
    /// semop of no operations fails with EINVAL.
    OPERATIONS_NONE: Error, SEMOP_2, "ERRORS";
    /// semop of a set that does not exist fails with EINVAL.
    OP_NO_SET: Error, SEMOP_2, "ERRORS", of(SETS);
    /// semop of a set that was removed may fail with EIDRM.
    OP_REMOVED: Error, SEMOP_2, "ERRORS", permits();
    /// semop of a negative id fails with EINVAL.
    OP_NEGATIVE_ID: Error, SEMOP_2, "ERRORS";
    /// semop with a sem_num that the set does not have fails with EFBIG.
    OP_PAST_LAST: Error, SEMOP_2, "ERRORS", of(SETS);
    /// semop of an array at an address that is not accessible fails with EFAULT.
    OP_BAD_ADDRESS: Error, SEMOP_2, "ERRORS";
    /// semtimedop with a timeout at an address that is not accessible fails with EFAULT.
    TIMEOUT_BAD_ADDRESS: Error, SEMOP_2, "ERRORS";
    /// An operation above 0 fails with EACCES for a caller that may not alter the set.
    ADD_DENIED: Access, SEMOP_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// An operation below 0 fails with EACCES for a caller that may not alter the set.
    TAKE_DENIED: Access, SEMOP_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// An operation of 0 fails with EACCES for a caller that may not read the set.
    ZERO_DENIED: Access, SEMOP_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// An operation of 0 beside others fails with EACCES for a caller that may only alter the set.
    ZERO_BESIDE_OTHERS_DENIED: Access, SEMOP_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);

    /// semtimedop that would sleep longer than its timeout fails with EAGAIN.
    TIMED_OUT: Semantics, SEMOP_2, "semtimedop()", of(VALUE);
    /// semtimedop that sleeps does not fail with EAGAIN before its timeout has passed.
    TIMED_NOT_EARLY: Semantics, SEMOP_2, "semtimedop()", of(VALUE);
    /// semtimedop that gives up performs none of its operations.
    TIMED_PERFORMS_NONE: Atomicity, SEMOP_2, "semtimedop()", of(VALUE);
    /// semtimedop without a timeout sleeps as semop does.
    TIMED_NULL: Semantics, SEMOP_2, "semtimedop()", can_wait(), of(VALUE);
    /// semtimedop that need not sleep does what semop does, however short its timeout.
    TIMED_UNUSED: Semantics, SEMOP_2, "semtimedop()", of(VALUE);
    /// semtimedop that fails with EINTR leaves the timeout as it was given.
    TIMED_UNCHANGED: Semantics, SEMOP_2, "semtimedop()", of(VALUE);

    /// GETNCNT counts a call once it sleeps in an operation below 0 on the semaphore of semnum.
    NCNT_RISES: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// GETZCNT counts a call once it sleeps in an operation of 0 on the semaphore of semnum.
    ZCNT_RISES: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// GETNCNT no longer counts a call that a signal has interrupted.
    NCNT_FALLS_INTERRUPTED: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// GETZCNT no longer counts a call that a signal has interrupted.
    ZCNT_FALLS_INTERRUPTED: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// GETZCNT no longer counts a call for which the value has become 0.
    ZCNT_FALLS_AT_ZERO: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// GETNCNT gives how many wait for the value of the semaphore that semnum names to increase.
    NCNT_NUMBER: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// GETZCNT gives how many wait for the value of the semaphore that semnum names to become 0.
    ZCNT_NUMBER: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);

    /// GETPID tells by its pid which process operated last on the semaphore that semnum names.
    GETPID: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// semop that succeeds sets the sempid of each semaphore in its array to the caller's pid.
    SEMPID_OP: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// SETVAL sets the sempid of its semaphore to the caller's pid.
    SEMPID_SETVAL: Semantics, SEMCTL_2, "The sempid value", of(VALUE);
    /// SETALL sets the sempid of each semaphore to the caller's pid.
    SEMPID_SETALL: Semantics, SEMCTL_2, "The sempid value", since(4, 6, 0), of(VALUE);
    /// The adjustment at the end of a process sets sempid to the pid of that process.
    SEMPID_UNDO: Semantics, SEMCTL_2, "The sempid value", of(VALUE);
    /// semop that succeeds sets sem_otime to the time of day.
    OTIME_OP: Semantics, SEMOP_2, "DESCRIPTION", of(TIME);

    /// sem_otime stays 0 until a call of semop has succeeded.
    OTIME_UNTIL_OP: Semantics, SEMCTL_2, "DESCRIPTION", of(TIME);
    /// SETVAL sets sem_ctime to the time of day.
    CTIME_SETVAL: Semantics, SEMCTL_2, "DESCRIPTION", of(TIME);
    /// SETALL sets sem_ctime to the time of day.
    CTIME_SETALL: Semantics, SEMCTL_2, "DESCRIPTION", of(TIME);
    /// IPC_SET sets sem_ctime to the time of day.
    CTIME_SET: Semantics, SEMCTL_2, "DESCRIPTION", of(TIME);

    /// What a process added with SEM_UNDO is taken away when the process ends.
    UNDO_ADD: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// What a process took with SEM_UNDO is given back when the process ends.
    UNDO_TAKE: Semantics, SEMOP_2, "DESCRIPTION", of(VALUE);
    /// What a process did without SEM_UNDO stays when the process ends.
    UNDO_ONLY_FLAGGED: Semantics, SEMOP_2, "NOTES", of(VALUE);
    /// An adjustment that would take a value below 0 at the end of a process takes it to 0.
    UNDO_STOPS_AT_ZERO: Semantics, SEMOP_2, "BUGS", of(VALUE);
    /// The system sets no limit of its own to the amount of an adjustment.
    UNDO_NO_LIMIT: Limit, SEMOP_2, "Semaphore limits", of(VALUE);
    /// SETVAL clears the adjustments of the semaphore that it sets in all processes.
    UNDO_CLEARED_BY_SETVAL: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETALL clears the adjustments of all semaphores of the set in all processes.
    UNDO_CLEARED_BY_SETALL: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// A child made by fork begins without the adjustments of its parent.
    UNDO_NOT_FORKED: Inheritance, FORK_2, "DESCRIPTION", of(VALUE);
    /// A process keeps its adjustments across execve.
    UNDO_KEPT_BY_EXEC: Inheritance, SEMOP_2, "NOTES", of(VALUE);
    /// unshare(CLONE_SYSVSEM) makes the adjustments of a process whose list nobody else shares.
    UNSHARE_ADJUSTS: Semantics, UNSHARE_2, "DESCRIPTION", since(2, 6, 26), of(VALUE);
    /// unshare(CLONE_SYSVSEM) leaves the process with an empty list of adjustments.
    UNSHARE_EMPTIES: Semantics, UNSHARE_2, "DESCRIPTION", since(2, 6, 26), of(VALUE);
    /// clone with both CLONE_NEWIPC and CLONE_SYSVSEM fails with EINVAL.
    CLONE_BOTH: Error, CLONE_2, "ERRORS", needs(ADMIN);

    /// GETVAL gives the value of the semaphore that semnum names.
    GETVAL: Semantics, SEMCTL_2, "RETURN VALUE", of(VALUE);
    /// GETALL gives the values of all semaphores of the set.
    GETALL: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE | SETS);
    /// SETVAL gives the semaphore that semnum names the value given.
    SETVAL: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETALL gives each semaphore of the set its value of the array.
    SETALL: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETVAL, SETALL, GETALL, IPC_STAT, IPC_SET and IPC_RMID return 0 where they succeed.
    CONTROL_RETURNS_ZERO: Semantics, SEMCTL_2, "RETURN VALUE";
    /// SETVAL wakes the callers whose operations can proceed with the new value.
    SETVAL_WAKES: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETALL wakes the callers whose operations can proceed with the new values.
    SETALL_WAKES: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETVAL of a value below 0 fails with ERANGE.
    SETVAL_NEGATIVE: Error, SEMCTL_2, "ERRORS";
    /// SETVAL of a value above 32,767 fails with ERANGE.
    SETVAL_PAST_MOST: Limit, SEMCTL_2, "ERRORS";
    /// SETALL with a value above 32,767 among the others fails with ERANGE.
    SETALL_PAST_MOST: Limit, SEMCTL_2, "ERRORS";
    /// SETVAL takes a value of 32,767.
    SETVAL_MOST: Limit, SEMCTL_2, "NOTES";
    /// GETALL does not look at semnum.
    GETALL_IGNORES_SEMNUM: Semantics, SEMCTL_2, "DESCRIPTION", of(VALUE);
    /// SETALL does not look at semnum.
    SETALL_IGNORES_SEMNUM: Semantics, SEMCTL_2, "DESCRIPTION";
    /// IPC_STAT does not look at semnum.
    STAT_IGNORES_SEMNUM: Semantics, SEMCTL_2, "DESCRIPTION";
    /// IPC_SET does not look at semnum.
    SET_IGNORES_SEMNUM: Semantics, SEMCTL_2, "DESCRIPTION";
    /// IPC_RMID does not look at semnum.
    REMOVE_IGNORES_SEMNUM: Semantics, SEMCTL_2, "DESCRIPTION";

    /// GETVAL fails with EACCES for a caller that may not read the set.
    GETVAL_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// GETPID fails with EACCES for a caller that may not read the set.
    GETPID_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// GETNCNT fails with EACCES for a caller that may not read the set.
    GETNCNT_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// GETZCNT fails with EACCES for a caller that may not read the set.
    GETZCNT_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// GETALL fails with EACCES for a caller that may not read the set.
    GETALL_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_STAT fails with EACCES for a caller that may not read the set.
    STAT_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SETVAL fails with EACCES for a caller that may not alter the set.
    SETVAL_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SETALL fails with EACCES for a caller that may not alter the set.
    SETALL_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SEM_STAT fails with EACCES for a caller that may not read the set.
    INDEX_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SEM_STAT_ANY is granted to every user, whatever the permissions of the set.
    INDEX_ANY_GRANTED: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), since(4, 17, 0),
        of(ACCESS);

    /// IPC_SET gives the set the owner given.
    SET_OWNER: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the set the owning group given.
    SET_GROUP: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the set the permissions given.
    SET_MODE: Access, SEMCTL_2, "DESCRIPTION", of(ACCESS);
    /// Of the mode given to IPC_SET, the nine lowest bits alone count.
    SET_MODE_NINE_BITS: Access, SEMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET changes nothing of a set but its owner, its owning group, its permissions and
    /// sem_ctime.
    SET_LEAVES_REST: Access, SEMCTL_2, "DESCRIPTION";
    /// IPC_SET is granted to the owner of the set.
    SET_BY_OWNER: Access, SEMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET is granted to the creator of the set, also where another user owns it.
    SET_BY_CREATOR: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET is granted to a caller with CAP_SYS_ADMIN that neither owns the set nor made it.
    SET_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_SET by a caller that has no CAP_SYS_ADMIN and neither owns nor made the set fails with
    /// EPERM.
    SET_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to the owner of the set.
    REMOVE_BY_OWNER: Access, SEMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_RMID is granted to the creator of the set, also where another user owns it.
    REMOVE_BY_CREATOR: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to a caller with CAP_SYS_ADMIN that neither owns the set nor made it.
    REMOVE_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_RMID by a caller that has no CAP_SYS_ADMIN and neither owns nor made the set fails with
    /// EPERM.
    REMOVE_DENIED: Access, SEMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID removes the set at once.
    REMOVE_AT_ONCE: Persistence, SEMCTL_2, "DESCRIPTION", of(SETS);
    /// IPC_RMID wakes all callers that sleep in semop calls on the set.
    REMOVE_WAKES_ALL: Persistence, SEMCTL_2, "DESCRIPTION", of(VALUE | SETS);

    /// semctl of an unknown command fails with EINVAL.
    CONTROL_UNKNOWN: Error, SEMCTL_2, "ERRORS";
    /// semctl of an id that no set has fails with EINVAL.
    CONTROL_NO_SET: Error, SEMCTL_2, "ERRORS", of(SETS);
    /// semctl of a set that was removed may fail with EIDRM.
    CONTROL_REMOVED: Error, SEMCTL_2, "ERRORS", permits();
    /// IPC_STAT and IPC_SET with a buffer at an address that is not accessible fail with EFAULT.
    BUFFER_BAD_ADDRESS: Error, SEMCTL_2, "ERRORS";
    /// GETALL and SETALL with an array at an address that is not accessible fail with EFAULT.
    ARRAY_BAD_ADDRESS: Error, SEMCTL_2, "ERRORS";

    /// IPC_INFO gives in semmsl the most semaphores that a set may have.
    INFO_SEMMSL: Configuration, SEMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in semmns the most semaphores that there may be in all sets.
    INFO_SEMMNS: Configuration, SEMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in semopm the most operations that semop takes.
    INFO_SEMOPM: Configuration, SEMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in semmni the most sets that there may be.
    INFO_SEMMNI: Configuration, SEMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives 32,767 in semvmx, as the largest value of a semaphore.
    INFO_SEMVMX: Configuration, SEMCTL_2, "DESCRIPTION";
    /// IPC_INFO and SEM_INFO return the highest index at which there is a set.
    INFO_HIGHEST: Semantics, SEMCTL_2, "RETURN VALUE", needs(OWN_IPC), of(SETS);
    /// SEM_INFO gives in semusz how many sets there are.
    USED_SETS: Semantics, SEMCTL_2, "DESCRIPTION", needs(OWN_IPC), of(SETS);
    /// SEM_INFO gives in semaem how many semaphores there are in all sets.
    USED_SEMAPHORES: Semantics, SEMCTL_2, "DESCRIPTION", needs(OWN_IPC), of(SETS);
    /// SEM_INFO gives the same semmsl, semmns, semopm and semmni as IPC_INFO.
    USED_BESIDE_LIMITS: Configuration, SEMCTL_2, "DESCRIPTION", needs(OWN_IPC);
    /// SEM_STAT returns the id of the set that has the index given.
    INDEX_GIVES_ID: Semantics, SEMCTL_2, "RETURN VALUE";
    /// SEM_STAT_ANY finds every set at some index no higher than the one that IPC_INFO returns.
    INDEX_FINDS_ALL: Semantics, SEMCTL_2, "RETURN VALUE";
    /// SEM_STAT of an index at which there is no set fails with EINVAL.
    INDEX_UNUSED: Error, SEMCTL_2, "ERRORS", needs(OWN_IPC), of(SETS);

    /// /proc/sys/kernel/sem gives SEMMSL, SEMMNS, SEMOPM and SEMMNI, in this order.
    LIMITS_FILE: Configuration, PROC_SYS_KERNEL_5, "DESCRIPTION", needs(PROC);
    /// SEMMSL is 32,000 where nobody has set it.
    SEMMSL_IS_32000: Configuration, SEMGET_2, "Semaphore limits", needs(NEW_SPACE), since(3, 19, 0);
    /// SEMOPM is 500 where nobody has set it.
    SEMOPM_IS_500: Configuration, SEMOP_2, "Semaphore limits", needs(NEW_SPACE), since(3, 19, 0);
    /// SEMMNI is 32,000 where nobody has set it.
    SEMMNI_IS_32000: Configuration, SEMGET_2, "Semaphore limits", needs(NEW_SPACE), since(3, 19, 0);
    /// /proc/sysvipc/sem has one line for each set that exists.
    LIST_SHOWS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC), of(SETS);
    /// /proc/sysvipc/sem begins with a line of headings.
    LIST_HEADINGS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC);
    /// /proc/sysvipc/sem shows every user also the sets that its permissions keep from that user.
    LIST_FOR_ALL: Access, SEMCTL_2, "DESCRIPTION", needs(OTHER_PROC), of(ACCESS | SETS);
    /// The id of a set does not name it in another IPC namespace.
    NAMESPACE_HIDES_ID: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// The key of a set does not name it in another IPC namespace.
    NAMESPACE_HIDES_KEY: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// /proc/sys/kernel/sem gives the limits of the caller's own IPC namespace.
    NAMESPACE_OWN_LIMITS: Configuration, IPC_NAMESPACES_7, "DESCRIPTION", needs(OWN_LIMITS);

    /// ftok gives the same key for all names of one file, with the same proj_id.
    FTOK_SAME_FILE: Semantics, FTOK_3, "DESCRIPTION", glibc();
    /// ftok looks at the eight lowest bits of proj_id alone.
    FTOK_LOW_BITS: Semantics, FTOK_3, "DESCRIPTION", glibc();
    /// ftok of a name that no file has fails with ENOENT, as stat does.
    FTOK_MISSING: Error, FTOK_3, "RETURN VALUE", glibc();
}
