//! What the manual pages say of POSIX shared memory.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

/// What claims speak of: what is in an object, and how long it is; which object a name has; who may
/// do what; the caller's descriptors.
pub const CONTENT: u32 = 1;
pub const SIZE: u32 = 1 << 1;
pub const NAMES: u32 = 1 << 2;
pub const ACCESS: u32 = 1 << 3;
pub const TABLE: u32 = 1 << 4;

const OTHER_UID: &[Need] = &[Need::OtherUid];

claims! { "posix_shm":
    /// With O_CREAT, shm_open makes an object of the name that no object has.
    CREATE_MAKES: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// With O_CREAT but not O_EXCL, shm_open of a name that an object has opens that object.
    CREATE_FINDS: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// Without O_CREAT, shm_open opens the object that has the name.
    OPEN_FINDS: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// With O_CREAT and O_EXCL, shm_open of a name that an object has fails with EEXIST.
    CREATE_EXCLUSIVE: Error, SHM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// Without O_CREAT, shm_open of a name that no object has fails with ENOENT.
    OPEN_MISSING: Error, SHM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// The descriptor that shm_open returns is the lowest that was not open.
    OPEN_LOWEST: Descriptor, SHM_OPEN_3, "DESCRIPTION", glibc(), of(TABLE);
    /// The descriptor that shm_open returns has FD_CLOEXEC set.
    OPEN_CLOEXEC: Descriptor, SHM_OPEN_3, "DESCRIPTION", glibc();
    /// shm_open fails with EMFILE when the process may open no more descriptors.
    OPEN_EMFILE: Limit, SHM_OPEN_3, "ERRORS", glibc(), of(TABLE);

    /// A name may have 255 characters, its slash counted.
    NAME_LONGEST: Limit, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// shm_open of a name that is longer than PATH_MAX fails with ENAMETOOLONG.
    NAME_ENDLESS: Error, SHM_OPEN_3, "ERRORS", glibc();
    /// shm_open of a slash alone, which is no valid name, fails with EINVAL.
    NAME_SLASH_ALONE: Error, SHM_OPEN_3, "ERRORS", glibc();
    /// shm_open of a name with a second slash, which is no valid name, fails with EINVAL.
    NAME_SECOND_SLASH: Error, SHM_OPEN_3, "ERRORS", glibc();

    /// An object is a file of a tmpfs that is mounted under /dev/shm.
    FILE_OF_TMPFS: Descriptor, SHM_OVERVIEW_7,
        "Accessing shared memory objects via the filesystem", glibc(), of(NAMES);
    /// A new object has a size of 0.
    NEW_SIZE_ZERO: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(SIZE | NAMES);
    /// The permissions of a new object are the mode that shm_open was given.
    NEW_MODE: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The bits of the creator's umask are cleared in the permissions of a new object.
    NEW_MODE_MASKED: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// Of the mode, a new object has the nine lowest bits.
    NEW_MODE_NINE_BITS: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The owner of a new object is its creator's effective user.
    NEW_OWNER: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// The group of a new object is its creator's effective group.
    NEW_GROUP: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), of(ACCESS | NAMES);
    /// shm_open fails with EACCES for a caller to whom the object's mode does not grant the access.
    OPEN_DENIED: Access, SHM_OPEN_3, "ERRORS", glibc(), needs(OTHER_UID), of(ACCESS | NAMES);
    /// A caller to whom the object's mode grants the access may open an object of another user.
    OPEN_GRANTED: Access, SHM_OPEN_3, "DESCRIPTION", glibc(), needs(OTHER_UID),
        of(ACCESS | NAMES);
    /// shm_open with O_TRUNC fails with EACCES for a caller who may not write to the object.
    TRUNC_DENIED: Access, SHM_OPEN_3, "ERRORS", glibc(), needs(OTHER_UID), of(ACCESS | NAMES);
    /// fchmod changes the permissions of an object.
    MODE_CHANGED: Access, SHM_OVERVIEW_7, "DESCRIPTION", glibc(), of(ACCESS | NAMES);

    /// With O_TRUNC, shm_open sets the size of an object that exists to 0.
    TRUNC_SIZE_ZERO: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(SIZE | NAMES);
    /// On Linux, shm_open with O_RDONLY and O_TRUNC sets the size of an object to 0.
    TRUNC_READ_ONLY: Semantics, SHM_OPEN_3, "NOTES", glibc(), of(SIZE | NAMES);
    /// ftruncate of an object succeeds, and returns 0.
    TRUNCATE_RETURNS_ZERO: Semantics, SHM_OVERVIEW_7, "DESCRIPTION", of(SIZE);
    /// ftruncate sets the size of an object.
    TRUNCATE_SETS_SIZE: Semantics, SHM_OVERVIEW_7, "DESCRIPTION", of(SIZE | NAMES);
    /// Of an object opened with O_RDONLY the size cannot be set.
    TRUNCATE_READ_ONLY: Error, TRUNCATE_2, "ERRORS", of(SIZE);
    /// fstat tells the size of an object.
    STATUS_SIZE: Semantics, SHM_OVERVIEW_7, "DESCRIPTION", of(SIZE | NAMES);
    /// Bytes that come to an object by ftruncate are 0.
    NEW_BYTES_ZERO: Semantics, SHM_OPEN_3, "DESCRIPTION", of(CONTENT | SIZE | NAMES);

    /// An object opened with O_RDWR can be mapped to be read and written.
    MAP_BOTH: Semantics, SHM_OPEN_3, "DESCRIPTION", of(NAMES);
    /// An object opened with O_RDONLY can be mapped to be read.
    MAP_READ_ONLY: Semantics, SHM_OPEN_3, "DESCRIPTION", of(NAMES);
    /// mmap with MAP_SHARED and PROT_WRITE of an object opened with O_RDONLY fails with EACCES.
    MAP_READ_ONLY_WRITE: Error, MMAP_2, "ERRORS", of(NAMES);
    /// munmap takes a mapping away, and returns 0.
    UNMAP_RETURNS_ZERO: Semantics, SHM_OVERVIEW_7, "DESCRIPTION";
    /// What a process stores in a mapping is in the memory of the object.
    STORED: Semantics, SHM_OVERVIEW_7, "DESCRIPTION", of(CONTENT | SIZE | NAMES);
    /// Processes that map an object by its name share its memory: each sees what others store.
    PROCESSES_SHARE: Semantics, SHM_OPEN_3, "DESCRIPTION", of(CONTENT | SIZE | NAMES);
    /// The close of its descriptor does not affect a mapping.
    CLOSE_KEEPS_MAPPING: Semantics, SHM_OPEN_3, "DESCRIPTION", of(CONTENT | SIZE | NAMES);

    /// An object that no process has open or mapped exists until it is unlinked.
    PERSISTS: Persistence, SHM_OVERVIEW_7, "Persistence", glibc(), of(NAMES);
    /// The memory of an unlinked object is there until the last process unmaps it.
    UNLINK_KEEPS_MEMORY: Persistence, SHM_OPEN_3, "DESCRIPTION", of(CONTENT | SIZE | NAMES);
    /// shm_unlink removes the name of an object.
    UNLINK_REMOVES: Semantics, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// shm_unlink returns 0 where it succeeds.
    UNLINK_RETURNS_ZERO: Semantics, SHM_OPEN_3, "RETURN VALUE", glibc();
    /// After shm_unlink, shm_open without O_CREAT of the name fails.
    UNLINK_NAME_GONE: Persistence, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// After shm_unlink, shm_open with O_CREAT makes another object of the name.
    UNLINK_NAME_FREE: Persistence, SHM_OPEN_3, "DESCRIPTION", glibc(), of(NAMES);
    /// shm_unlink of a name that no object has fails with ENOENT.
    UNLINK_MISSING: Error, SHM_OPEN_3, "ERRORS", glibc(), of(NAMES);
    /// shm_unlink fails with EACCES for a caller who has no permission to unlink the object.
    UNLINK_DENIED: Access, SHM_OPEN_3, "ERRORS", glibc(), needs(OTHER_UID), of(NAMES | ACCESS);
}
