//! What the manual pages say of POSIX semaphores.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

/// What claims speak of: values and what sleeps for them; which semaphore a name has; who may do
/// what; which semaphores a process has open.
pub const VALUE: u32 = 1;
pub const NAMES: u32 = 1 << 1;
pub const ACCESS: u32 = 1 << 2;
pub const MAPPED: u32 = 1 << 3;

const OTHER_UID: &[Need] = &[Need::OtherUid];
const PROC: &[Need] = &[Need::Proc];

claims! { "posix_sem":
    /// With O_CREAT, sem_open makes a semaphore of the name that no semaphore has.
    CREATE_MAKES: Semantics, SEM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// With O_CREAT but not O_EXCL, sem_open of a name that a semaphore has opens that semaphore.
    CREATE_FINDS: Semantics, SEM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES | ACCESS);
    /// Without O_CREAT, sem_open opens the semaphore that has the name.
    OPEN_FINDS: Semantics, SEM_OVERVIEW_7, "DESCRIPTION", glibc(), of(NAMES | ACCESS);
    /// With O_CREAT and O_EXCL, sem_open of a name that a semaphore has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, SEM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// Without O_CREAT, sem_open of a name that no semaphore has fails with ENOENT.
    OPEN_MISSING: Error, SEM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// A new named semaphore has the value that sem_open was given.
    OPEN_VALUE: Semantics, SEM_OPEN_3, "DESCRIPTION", glibc(), of(VALUE | NAMES);
    /// With O_CREAT, the value given to sem_open is ignored where a semaphore has the name.
    VALUE_IGNORED: Semantics, SEM_OPEN_3, "DESCRIPTION", glibc(), of(VALUE | NAMES);
    /// With O_CREAT, the mode given to sem_open is ignored where a semaphore has the name.
    MODE_IGNORED: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// sem_open that makes a semaphore fails with EINVAL if the value is above SEM_VALUE_MAX.
    OPEN_PAST_MOST: Limit, SEM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// A semaphore is made with a value of SEM_VALUE_MAX.
    OPEN_MOST: Limit, SEM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// sem_open fails with EMFILE when the process may open no more descriptors.
    OPEN_EMFILE: Limit, SEM_OPEN_3, "ERRORS", glibc();

    /// A name may have 251 characters, its slash counted.
    NAME_LONGEST: Limit, SEM_OVERVIEW_7, "DESCRIPTION", glibc(), of(NAMES);
    /// sem_open of a name of 252 characters, its slash counted, fails with ENAMETOOLONG.
    NAME_PAST_LONGEST: Limit, SEM_OVERVIEW_7, "DESCRIPTION", glibc();
    /// sem_open of a name of 253 characters, its slash counted, fails with ENAMETOOLONG.
    NAME_TOO_LONG: Error, SEM_OPEN_3, "ERRORS", glibc();
    /// sem_open of a name that is longer than any file's name fails with ENAMETOOLONG.
    NAME_ENDLESS: Error, SEM_OPEN_3, "ERRORS", glibc();
    /// sem_open of a slash alone fails with EINVAL.
    NAME_SLASH_ALONE: Error, SEM_OPEN_3, "ERRORS", glibc();
    /// With O_CREAT, sem_open of a name with a second slash fails with ENOENT.
    NAME_SECOND_SLASH: Error, SEM_OPEN_3, "ERRORS", glibc();
    /// With O_CREAT, sem_open of a name that does not begin with a slash fails with ENOENT.
    NAME_WITHOUT_SLASH: Error, SEM_OPEN_3, "ERRORS", glibc();

    /// A named semaphore is a file under /dev/shm, whose name has sem. where the slash was.
    FILE_SHOWN: Descriptor, SEM_OVERVIEW_7, "Accessing named semaphores via the filesystem",
        glibc(), of(NAMES);
    /// The permissions of a new semaphore are the mode that sem_open was given.
    NEW_MODE: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The bits of the creator's umask are cleared in the permissions of a new semaphore.
    NEW_MODE_MASKED: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The owner of a new semaphore is its creator's effective user.
    NEW_OWNER: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The group of a new semaphore is its creator's effective group.
    NEW_GROUP: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// sem_open of a semaphore that exists fails with EACCES for a caller who has no permission to
    /// open it.
    OPEN_DENIED: Access, SEM_OPEN_3, "ERRORS", glibc(), needs(OTHER_UID), of(ACCESS | NAMES);
    /// A caller to whom the mode grants reading only may not open a semaphore.
    OPEN_NEEDS_WRITING: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), needs(OTHER_UID),
        of(ACCESS | NAMES);
    /// A caller to whom the mode grants writing only may not open a semaphore.
    OPEN_NEEDS_READING: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), needs(OTHER_UID),
        of(ACCESS | NAMES);
    /// A user to whom the mode grants reading and writing may open a semaphore of another user.
    OPEN_GRANTED: Access, SEM_OPEN_3, "DESCRIPTION", glibc(), needs(OTHER_UID),
        of(ACCESS | NAMES);

    /// A named semaphore can be opened after every process that had it open has closed it.
    PERSISTS: Persistence, SEM_OVERVIEW_7, "Persistence", glibc(), of(NAMES);
    /// Processes that open the same name operate on the same semaphore.
    NAME_SHARED: Semantics, SEM_OVERVIEW_7, "DESCRIPTION", glibc(), of(VALUE | NAMES);
    /// sem_unlink takes the name off at once: sem_open without O_CREAT then fails with ENOENT.
    UNLINK_NAME_GONE: Persistence, SEM_UNLINK_3, "DESCRIPTION", glibc(), of(NAMES);
    /// Once its name is unlinked, a semaphore's file is no more under /dev/shm.
    UNLINK_FILE_GONE: Persistence, SEM_UNLINK_3, "DESCRIPTION", glibc(), of(NAMES);
    /// After sem_unlink, sem_open with O_CREAT makes another semaphore of that name.
    UNLINK_NAME_FREE: Persistence, SEM_UNLINK_3, "DESCRIPTION", glibc(), of(NAMES);
    /// A semaphore whose name was unlinked can be used by the processes that have it open.
    UNLINK_GOES_ON: Persistence, SEM_UNLINK_3, "DESCRIPTION", glibc(), of(VALUE | NAMES);
    /// sem_unlink returns 0 where it succeeds.
    UNLINK_RETURNS_ZERO: Semantics, SEM_UNLINK_3, "RETURN VALUE", glibc();
    /// sem_unlink takes its name off a semaphore.
    UNLINK_REMOVES: Semantics, SEM_UNLINK_3, "DESCRIPTION", glibc(), of(NAMES);
    /// sem_unlink of a name that no semaphore has fails with ENOENT.
    UNLINK_MISSING: Error, SEM_UNLINK_3, "ERRORS", glibc(), of(NAMES);
    /// sem_unlink fails with EACCES for a caller who has no permission to unlink the semaphore.
    UNLINK_DENIED: Access, SEM_UNLINK_3, "ERRORS", glibc(), needs(OTHER_UID),
        of(NAMES | ACCESS);
    /// sem_unlink of a name of 252 characters, its slash counted, fails with ENAMETOOLONG.
    UNLINK_NAME_PAST_LONGEST: Limit, SEM_OVERVIEW_7, "DESCRIPTION", glibc();
    /// sem_unlink of a name of 253 characters, its slash counted, fails with ENAMETOOLONG.
    UNLINK_NAME_TOO_LONG: Error, SEM_UNLINK_3, "ERRORS", glibc();
    /// sem_unlink of a name that is longer than any file's name fails with ENAMETOOLONG.
    UNLINK_NAME_ENDLESS: Error, SEM_UNLINK_3, "ERRORS", glibc();

    /// sem_close closes a named semaphore that the process has open, and returns 0.
    CLOSE_RETURNS_ZERO: Semantics, SEM_CLOSE_3, "RETURN VALUE", glibc();
    /// sem_close of an address at which there is no valid semaphore fails with EINVAL.
    CLOSE_NO_SEMAPHORE: Error, SEM_CLOSE_3, "ERRORS", glibc();
    /// execve closes the named semaphores that the process has open.
    EXEC_CLOSES: Persistence, SEM_CLOSE_3, "NOTES", needs(PROC), of(MAPPED | NAMES);

    /// A new unnamed semaphore has the value that sem_init was given.
    INIT_VALUE: Semantics, SEM_INIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_init returns 0 where it succeeds.
    INIT_RETURNS_ZERO: Semantics, SEM_INIT_3, "RETURN VALUE", glibc();
    /// sem_init with a value above SEM_VALUE_MAX fails with EINVAL.
    INIT_PAST_MOST: Limit, SEM_INIT_3, "ERRORS", glibc();
    /// sem_init takes a value of SEM_VALUE_MAX.
    INIT_MOST: Limit, SEM_INIT_3, "ERRORS", glibc();
    /// Every process that has the memory can operate on a semaphore made with a pshared other
    /// than 0.
    PROCESSES_SHARE: Semantics, SEM_INIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// A child has access to a process-shared semaphore, as it inherits its parent's mappings.
    CHILD_SHARES: Inheritance, SEM_INIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// A semaphore made with a pshared of 0 is shared by the threads of the process.
    THREADS_SHARE: Semantics, SEM_INIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_destroy of an unnamed semaphore returns 0.
    DESTROY_RETURNS_ZERO: Semantics, SEM_DESTROY_3, "RETURN VALUE", glibc();
    /// A semaphore that was destroyed can be initialized again.
    DESTROY_INIT_AGAIN: Semantics, SEM_DESTROY_3, "DESCRIPTION", glibc();

    /// sem_post adds 1 to the value.
    POST_ADDS: Semantics, SEM_POST_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_post returns 0 where it succeeds.
    POST_RETURNS_ZERO: Semantics, SEM_POST_3, "RETURN VALUE", glibc();
    /// sem_post at SEM_VALUE_MAX fails with EOVERFLOW.
    POST_PAST_MOST: Limit, SEM_POST_3, "ERRORS", glibc(), of(VALUE);
    /// A sem_post that fails leaves the value as it is.
    POST_UNCHANGED: Semantics, SEM_POST_3, "RETURN VALUE", glibc(), of(VALUE);
    /// sem_post may be called by a signal handler.
    POST_IN_HANDLER: Semantics, SEM_POST_3, "NOTES", glibc(), of(VALUE);

    /// sem_wait of a value above 0 returns at once.
    WAIT_AT_ONCE: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_wait takes 1 from the value.
    WAIT_TAKES: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_wait returns 0 where it succeeds.
    WAIT_RETURNS_ZERO: Semantics, SEM_WAIT_3, "RETURN VALUE", glibc();
    /// sem_wait of the value 0 blocks.
    WAIT_BLOCKS: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), can_wait(), of(VALUE);
    /// A sem_post that brings the value above 0 wakes a caller that is blocked, which then takes 1.
    POST_WAKES: Semantics, SEM_POST_3, "DESCRIPTION", glibc(), of(VALUE);
    /// A wait that fails leaves the value as it is.
    WAIT_UNCHANGED: Semantics, SEM_WAIT_3, "RETURN VALUE", glibc(), of(VALUE);
    /// sem_wait fails with EINTR when a signal handler interrupts it.
    WAIT_INTERRUPTED: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// A handler installed with SA_RESTART does not end sem_wait.
    WAIT_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        since(2, 6, 22), glibc(), can_wait(), of(VALUE);
    /// sem_trywait takes 1 from a value above 0.
    TRY_TAKES: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_trywait of the value 0 fails with EAGAIN.
    TRY_OF_ZERO: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);

    /// sem_timedwait takes 1 from a value above 0 at once.
    TIMED_AT_ONCE: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_timedwait of a value above 0 succeeds whatever time was given, even one in the past.
    TIMED_PAST_UNUSED: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_timedwait of a value above 0 does not check whether the time given is valid.
    TIMED_NOT_VALIDATED: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_timedwait of the value 0 blocks until the time given.
    TIMED_BLOCKS: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc(), can_wait(), of(VALUE);
    /// sem_timedwait of the value 0 fails with ETIMEDOUT if its time is in the past.
    TIMED_EXPIRED: Error, SEM_WAIT_3, "DESCRIPTION", glibc(), of(VALUE);
    /// sem_timedwait fails with ETIMEDOUT when its time has come.
    TIMED_OUT: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// sem_timedwait does not time out before its time has come.
    TIMED_NOT_EARLY: Semantics, SEM_WAIT_3, "DESCRIPTION", glibc();
    /// sem_timedwait that would block fails with EINVAL if tv_nsec is below 0.
    TIMED_BELOW_ZERO: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// sem_timedwait that would block fails with EINVAL if tv_nsec is 1000 million.
    TIMED_THOUSAND_MILLION: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// sem_timedwait that would block fails with EINVAL if tv_nsec is above 1000 million.
    TIMED_ABOVE: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// sem_timedwait fails with EINTR when a signal handler interrupts it.
    TIMED_INTERRUPTED: Error, SEM_WAIT_3, "ERRORS", glibc(), of(VALUE);
    /// A handler installed with SA_RESTART does not end sem_timedwait.
    TIMED_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        since(2, 6, 22), glibc(), of(VALUE);

    /// sem_getvalue returns 0 where it succeeds.
    GETVALUE_RETURNS_ZERO: Semantics, SEM_GETVALUE_3, "RETURN VALUE", glibc();
    /// sem_getvalue gives the value.
    GETVALUE: Semantics, SEM_GETVALUE_3, "DESCRIPTION", glibc(), of(VALUE);
    /// While callers are blocked on a semaphore, sem_getvalue gives 0.
    GETVALUE_BLOCKED: Semantics, SEM_GETVALUE_3, "DESCRIPTION", glibc(), of(VALUE);
}
