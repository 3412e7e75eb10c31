//! What the manual pages say of System V shared memory.

mod left_out;
pub mod needs;

use crate::claims;
pub use left_out::LEFT_OUT;
use needs::{ADMIN, IPC_OWNER, NEW_SPACE, OTHER_ADMIN, OTHER_PROC, OTHER_UID, OWN_IPC, PROC};

/// What claims speak of: bytes in memory; who may do what; which segments there are, and of which
/// size; what is attached; times and processes that are told.
pub const CONTENT: u32 = 1;
pub const ACCESS: u32 = 1 << 1;
pub const SEGMENTS: u32 = 1 << 2;
pub const ATTACHED: u32 = 1 << 3;
pub const TOLD: u32 = 1 << 4;

claims! { "sysv_shm":
    /// With IPC_PRIVATE for its key, shmget makes a new segment at every call.
    PRIVATE_MAKES: Semantics, SHMGET_2, "DESCRIPTION", of(SEGMENTS);
    /// With IPC_CREAT, shmget of a key that no segment has makes a segment.
    CREATE_MAKES: Semantics, SHMGET_2, "DESCRIPTION", of(SEGMENTS);
    /// With IPC_CREAT but not IPC_EXCL, shmget of a key that a segment has gives the id of that
    /// segment.
    CREATE_FINDS: Semantics, SHMGET_2, "DESCRIPTION", of(SEGMENTS);
    /// With a shmflg that creates nothing, shmget of a key that a segment has gives its id.
    GET_FINDS: Semantics, SHMGET_2, "DESCRIPTION", of(SEGMENTS);
    /// With IPC_CREAT and IPC_EXCL, shmget of a key that a segment has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, SHMGET_2, "ERRORS", of(SEGMENTS);
    /// Without IPC_CREAT, shmget of a key other than IPC_PRIVATE that no segment has fails with
    /// ENOENT.
    GET_MISSING: Error, SHMGET_2, "ERRORS", of(SEGMENTS);
    /// shmget of an existing segment fails with EINVAL where the size asked for is above the
    /// segment's.
    GET_TOO_LARGE: Error, SHMGET_2, "ERRORS", of(SEGMENTS);
    /// A new segment of 0 bytes, which are fewer than SHMMIN, is refused with EINVAL.
    NEW_TOO_SMALL: Limit, SHMGET_2, "ERRORS", of(SEGMENTS);
    /// A new segment of SHMMAX bytes can be made.
    SHMMAX_MET: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// A new segment of more than SHMMAX bytes is refused with EINVAL.
    SHMMAX_EXCEEDED: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// The segment with which there are SHMMNI can be made.
    SHMMNI_MET: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// A segment with which there would be more than SHMMNI is refused with ENOSPC.
    SHMMNI_EXCEEDED: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// The segment with which the pages of all segments are SHMALL can be made.
    SHMALL_MET: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// A segment with which the pages of all segments would be more than SHMALL is refused with
    /// ENOSPC.
    SHMALL_EXCEEDED: Limit, SHMGET_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);

    /// The permissions of a new segment are the nine lowest bits of shmflg.
    NEW_MODE: Access, SHMGET_2, "DESCRIPTION", of(ACCESS);
    /// The owner of a new segment is its creator's effective user.
    NEW_OWNER: Access, SHMGET_2, "DESCRIPTION", of(ACCESS);
    /// The owning group of a new segment is its creator's effective group.
    NEW_GROUP: Access, SHMGET_2, "DESCRIPTION", of(ACCESS);
    /// The creating user told of a segment is its creator's effective user.
    NEW_CREATOR: Access, SHMGET_2, "DESCRIPTION";
    /// The creating group told of a segment is its creator's effective group.
    NEW_CREATOR_GROUP: Access, SHMGET_2, "DESCRIPTION";
    /// The shm_segsz of a segment is the size that was asked for, not a multiple of pages.
    NEW_SIZE: Semantics, SHMGET_2, "DESCRIPTION", of(SEGMENTS);
    /// The memory of a new segment reads as zeros.
    NEW_BYTES_ZERO: Semantics, SHMGET_2, "DESCRIPTION", of(CONTENT);
    /// A segment has memory up to the end of the page in which its size ends.
    NEW_WHOLE_PAGES: Semantics, SHMGET_2, "DESCRIPTION", of(CONTENT);
    /// The shm_nattch of a new segment is 0.
    NEW_NATTCH_ZERO: Semantics, SHMGET_2, "DESCRIPTION", of(ATTACHED);
    /// The shm_lpid of a new segment is 0.
    NEW_LPID_ZERO: Semantics, SHMGET_2, "DESCRIPTION", of(TOLD);
    /// The shm_atime of a new segment is 0.
    NEW_ATIME_ZERO: Semantics, SHMGET_2, "DESCRIPTION", of(TOLD);
    /// The shm_dtime of a new segment is 0.
    NEW_DTIME_ZERO: Semantics, SHMGET_2, "DESCRIPTION", of(TOLD);
    /// The shm_ctime of a new segment is the time at which it was made.
    NEW_CTIME: Semantics, SHMGET_2, "DESCRIPTION", of(TOLD);
    /// The key told of a segment is the one that shmget was given for it.
    KEY_TOLD: Semantics, SHMCTL_2, "DESCRIPTION", of(SEGMENTS);
    /// The shm_cpid of a segment is its creator's pid.
    CPID: Semantics, SHMCTL_2, "DESCRIPTION";

    /// shmget of a segment that gives no access to the caller, which lacks CAP_IPC_OWNER, fails
    /// with EACCES when shmflg asks for access.
    GET_DENIED: Access, SHMGET_2, "ERRORS", needs(OTHER_UID), of(ACCESS | SEGMENTS);
    /// shmget of an existing segment gives its id to a caller whom its permissions allow the access
    /// that shmflg names.
    GET_GRANTED: Access, SHMGET_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS | SEGMENTS);
    /// The bits for the user say what the owner of the segment may do.
    ACCESS_OWNER: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ATTACHED | ACCESS);
    /// The bits for the group say what a user of the group may do that does not own the segment.
    ACCESS_GROUP: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ATTACHED | ACCESS);
    /// The bits for others say what a user may do that neither owns the segment nor is of its
    /// group.
    ACCESS_OTHERS: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ATTACHED | ACCESS);
    /// With CAP_IPC_OWNER a caller may do what the permissions of a segment deny.
    ACCESS_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(IPC_OWNER),
        of(ATTACHED | ACCESS);

    /// shmat with a null address attaches the segment at an address that the kernel chooses.
    ATTACH_CHOOSES: Semantics, SHMOP_2, "shmat()", of(ATTACHED);
    /// shmat attaches the segment at the address given, where that is aligned on a page and nothing
    /// is mapped there.
    ATTACH_GIVEN: Semantics, SHMOP_2, "shmat()", of(ATTACHED);
    /// With SHM_RND, shmat attaches the segment at the address given, rounded down to a multiple of
    /// SHMLBA.
    ATTACH_ROUNDS: Semantics, SHMOP_2, "shmat()", of(ATTACHED);
    /// A process may attach one segment several times.
    ATTACH_AGAIN: Semantics, SHMOP_2, "shmat()", of(ATTACHED);
    /// Without SHM_RND, shmat at an address that is not aligned on a page fails with EINVAL.
    ATTACH_UNALIGNED: Error, SHMOP_2, "ERRORS";
    /// Without SHM_REMAP, shmat at an address at which something is mapped fails with EINVAL.
    ATTACH_OCCUPIED: Error, SHMOP_2, "shmat()";
    /// shmat with SHM_REMAP and a null address fails with EINVAL.
    ATTACH_REMAP_NULL: Error, SHMOP_2, "ERRORS";
    /// shmat of a segment that is marked to be destroyed succeeds.
    ATTACH_MARKED: Semantics, SHMOP_2, "NOTES", of(ATTACHED | SEGMENTS);
    /// shmat fails with EACCES for a caller that lacks CAP_IPC_OWNER and that the permissions deny
    /// what it asks for: with SHM_RDONLY reading, else reading and writing.
    ATTACH_DENIED: Access, SHMOP_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// shmat with SHM_RDONLY needs no permission to write.
    ATTACH_READ_ONLY: Access, SHMOP_2, "shmat()", needs(OTHER_UID), of(ACCESS | ATTACHED);
    /// shmat with an id that no segment has fails with EINVAL.
    ATTACH_NO_SEGMENT: Error, SHMOP_2, "ERRORS", of(SEGMENTS);
    /// shmat of a segment that was removed may fail with EIDRM.
    ATTACH_REMOVED: Error, SHMOP_2, "ERRORS", permits();
    /// shmat adds 1 to shm_nattch.
    ATTACH_COUNTS: Semantics, SHMOP_2, "shmat()", of(ATTACHED);
    /// shmat sets shm_atime to the time of day.
    ATIME: Semantics, SHMOP_2, "shmat()", of(TOLD | ATTACHED);
    /// shmat sets shm_lpid to the caller's pid.
    ATTACH_LPID: Semantics, SHMOP_2, "shmat()", of(TOLD | ATTACHED);
    /// shmdt that succeeds returns 0.
    DETACH_RETURNS_ZERO: Semantics, SHMOP_2, "RETURN VALUE", of(ATTACHED);
    /// shmdt of an address at which no segment is attached fails with EINVAL.
    DETACH_MISSING: Error, SHMOP_2, "ERRORS", of(ATTACHED);
    /// shmdt of an address that is not aligned on a page fails with EINVAL.
    DETACH_UNALIGNED: Error, SHMOP_2, "ERRORS", of(ATTACHED);
    /// shmdt takes 1 from shm_nattch.
    DETACH_COUNTS: Semantics, SHMOP_2, "shmdt()", of(ATTACHED);
    /// shmdt sets shm_dtime to the time of day.
    DTIME: Semantics, SHMOP_2, "shmdt()", of(TOLD | ATTACHED);
    /// shmdt sets shm_lpid to the caller's pid.
    DETACH_LPID: Semantics, SHMOP_2, "shmdt()", of(TOLD | ATTACHED);
    /// The child of fork has the segments attached that its parent has.
    FORK_ATTACHES: Persistence, SHMOP_2, "NOTES", of(ATTACHED);
    /// execve detaches every segment of the process.
    EXEC_DETACHES: Persistence, SHMOP_2, "NOTES", of(ATTACHED);
    /// The end of a process detaches every segment of it.
    EXIT_DETACHES: Persistence, SHMOP_2, "NOTES", of(ATTACHED);
    /// What was stored in attached memory is loaded from it by the process that stored it.
    STORED: Semantics, SYSVIPC_7, "Shared memory segments", of(CONTENT);
    /// What one process stores in a segment, the others that have it attached load from it.
    PROCESSES_SHARE: Semantics, SYSVIPC_7, "Shared memory segments", of(CONTENT);
    /// Memory attached with SHM_RDONLY cannot be stored to.
    READ_ONLY_STORE: Access, SHMOP_2, "shmat()", of(CONTENT | ATTACHED);

    /// IPC_STAT, IPC_SET and IPC_RMID return 0 where they succeed.
    CONTROL_RETURNS_ZERO: Semantics, SHMCTL_2, "RETURN VALUE";
    /// IPC_STAT fails with EACCES for a caller that may not read the segment and lacks
    /// CAP_IPC_OWNER.
    STAT_DENIED: Access, SHMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SHM_STAT fails with EACCES for a caller that may not read the segment and lacks
    /// CAP_IPC_OWNER.
    INDEX_DENIED: Access, SHMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// SHM_STAT_ANY is granted to every user, whatever the permissions of the segment.
    INDEX_ANY_GRANTED: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), since(4, 17, 0),
        of(ACCESS);
    /// IPC_SET gives the segment the owner given.
    SET_OWNER: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the segment the owning group given.
    SET_GROUP: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET gives the segment the permissions given.
    SET_MODE: Access, SHMCTL_2, "DESCRIPTION", of(ACCESS);
    /// Of the mode given to IPC_SET, the nine lowest bits alone count.
    SET_MODE_NINE_BITS: Access, SHMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET sets shm_ctime to the time of day.
    CTIME_SET: Semantics, SHMCTL_2, "DESCRIPTION", of(TOLD);
    /// IPC_SET is granted to the owner of the segment.
    SET_BY_OWNER: Access, SHMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_SET is granted to the creator of the segment, also where another user owns it.
    SET_BY_CREATOR: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_SET is granted to a caller with CAP_SYS_ADMIN that neither owns nor made the segment.
    SET_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_SET by a caller that has no CAP_SYS_ADMIN and neither owns nor made the segment fails
    /// with EPERM.
    SET_DENIED: Access, SHMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to the owner of the segment.
    REMOVE_BY_OWNER: Access, SHMCTL_2, "DESCRIPTION", of(ACCESS);
    /// IPC_RMID is granted to the creator of the segment, also where another user owns it.
    REMOVE_BY_CREATOR: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_UID), of(ACCESS);
    /// IPC_RMID is granted to a caller with CAP_SYS_ADMIN that neither owns nor made the segment.
    REMOVE_PRIVILEGED: Access, CAPABILITIES_7, "Capabilities list", needs(OTHER_ADMIN), of(ACCESS);
    /// IPC_RMID by a caller that has no CAP_SYS_ADMIN and neither owns nor made the segment fails
    /// with EPERM.
    REMOVE_DENIED: Access, SHMCTL_2, "ERRORS", needs(OTHER_UID), of(ACCESS);
    /// A segment that IPC_RMID marks is destroyed once no process has it attached.
    REMOVE_DESTROYS: Persistence, SHMCTL_2, "DESCRIPTION", of(SEGMENTS | ATTACHED);
    /// A segment that is marked to be destroyed keeps its memory while a process has it attached.
    REMOVE_KEEPS_MEMORY: Persistence, SHMCTL_2, "DESCRIPTION", of(CONTENT);
    /// IPC_STAT shows SHM_DEST in the mode of a segment that is marked to be destroyed.
    REMOVE_MARKS: Semantics, SHMCTL_2, "DESCRIPTION", of(SEGMENTS | ATTACHED);
    /// A segment stays, with what was stored in it, while no process has it attached, until it is
    /// removed.
    PERSISTS: Persistence, SHMCTL_2, "DESCRIPTION", of(CONTENT);
    /// shmctl of an unknown command fails with EINVAL.
    CONTROL_UNKNOWN: Error, SHMCTL_2, "ERRORS";
    /// shmctl with an id that no segment has fails with EINVAL.
    CONTROL_NO_SEGMENT: Error, SHMCTL_2, "ERRORS", of(SEGMENTS);
    /// shmctl of a segment that was removed may fail with EIDRM.
    CONTROL_REMOVED: Error, SHMCTL_2, "ERRORS", permits();
    /// IPC_STAT and IPC_SET with a buffer at an address that is not accessible fail with EFAULT.
    BUFFER_BAD_ADDRESS: Error, SHMCTL_2, "ERRORS";

    /// IPC_INFO gives in shmmax the most bytes that a segment may have.
    INFO_SHMMAX: Configuration, SHMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives 1 in shmmin.
    INFO_SHMMIN: Configuration, SHMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in shmmni the most segments that there may be.
    INFO_SHMMNI: Configuration, SHMCTL_2, "DESCRIPTION";
    /// IPC_INFO gives in shmall the most pages that all segments may have.
    INFO_SHMALL: Configuration, SHMCTL_2, "DESCRIPTION";
    /// IPC_INFO returns the highest index at which there is a segment.
    INFO_HIGHEST: Semantics, SHMCTL_2, "RETURN VALUE", needs(OWN_IPC), of(SEGMENTS);
    /// SHM_INFO gives in used_ids how many segments there are.
    USED_SEGMENTS: Semantics, SHMCTL_2, "DESCRIPTION", needs(OWN_IPC), of(SEGMENTS);
    /// SHM_INFO gives in shm_tot how many pages all segments have.
    USED_PAGES: Semantics, SHMCTL_2, "DESCRIPTION", needs(OWN_IPC), of(SEGMENTS);
    /// SHM_STAT returns the id of the segment that has the index given.
    INDEX_GIVES_ID: Semantics, SHMCTL_2, "RETURN VALUE";
    /// SHM_STAT_ANY finds every segment at some index no higher than the one that IPC_INFO returns.
    INDEX_FINDS_ALL: Semantics, SHMCTL_2, "RETURN VALUE";
    /// SHM_STAT of an index at which there is no segment fails with EINVAL.
    INDEX_UNUSED: Error, SHMCTL_2, "ERRORS", needs(OWN_IPC), of(SEGMENTS);
    /// /proc/sys/kernel/shmmax gives SHMMAX.
    FILE_SHMMAX: Configuration, SHMGET_2, "Shared memory limits", needs(PROC);
    /// /proc/sys/kernel/shmall gives SHMALL.
    FILE_SHMALL: Configuration, SHMGET_2, "Shared memory limits", needs(PROC);
    /// /proc/sys/kernel/shmmni gives SHMMNI.
    FILE_SHMMNI: Configuration, SHMGET_2, "Shared memory limits", needs(PROC);
    /// /proc/sysvipc/shm has one line for each segment in its IPC namespace.
    LIST_SHOWS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC), of(SEGMENTS);
    /// /proc/sysvipc/shm begins with a line of headings.
    LIST_HEADINGS: Configuration, PROC_SYSVIPC_5, "DESCRIPTION", needs(PROC);
    /// /proc/sysvipc/shm shows every user also the segments that their permissions keep from it.
    LIST_FOR_ALL: Access, SHMCTL_2, "DESCRIPTION", needs(OTHER_PROC), of(ACCESS | SEGMENTS);
    /// The id of a segment does not name it in another IPC namespace.
    NAMESPACE_HIDES_ID: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// The key of a segment does not name it in another IPC namespace.
    NAMESPACE_HIDES_KEY: Access, IPC_NAMESPACES_7, "DESCRIPTION", needs(ADMIN);
    /// The default of SHMMAX, with which a new IPC namespace begins, is ULONG_MAX - 2^24.
    SHMMAX_DEFAULT: Configuration, SHMGET_2, "Shared memory limits", needs(NEW_SPACE),
        since(3, 16, 0);
    /// The default of SHMALL, with which a new IPC namespace begins, is ULONG_MAX - 2^24.
    SHMALL_DEFAULT: Configuration, SHMGET_2, "Shared memory limits", needs(NEW_SPACE),
        since(3, 16, 0);
    /// The default of SHMMNI, with which a new IPC namespace begins, is 4096.
    SHMMNI_IS_4096: Configuration, SHMGET_2, "Shared memory limits", needs(NEW_SPACE);
}
