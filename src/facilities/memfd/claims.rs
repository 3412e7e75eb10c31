//! What the manual pages say of memfds and their seals.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

/// What claims speak of: what is in a file, and how long it is; its seals; its mode; which file a
/// descriptor is of; the caller's descriptors.
pub const CONTENT: u32 = 1;
pub const SIZE: u32 = 1 << 1;
pub const SEALED: u32 = 1 << 2;
pub const MODE: u32 = 1 << 3;
pub const WHICH: u32 = 1 << 4;
pub const TABLE: u32 = 1 << 5;

const PROC: &[Need] = &[Need::Proc];

claims! { "memfd":
    // memfd_create.

    /// memfd_create makes a file and returns a descriptor of it.
    CREATES: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(TABLE);
    /// A new memfd is 0 bytes long.
    NEW_EMPTY: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(SIZE | WHICH);
    /// memfd_create of a name that another memfd has makes a new file, which is empty.
    SAME_NAME: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(SIZE | WHICH | TABLE);
    /// MFD_CLOEXEC sets close-on-exec on the new descriptor; without it that is clear.
    CREATE_CLOEXEC: Descriptor, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0);
    /// memfd_create with a flag that it does not know fails with EINVAL.
    CREATE_UNKNOWN_FLAG: Error, MEMFD_CREATE_2, "ERRORS", since(3, 17, 0);
    /// memfd_create takes a name of 249 bytes, its null byte not counted.
    NAME_LONGEST: Limit, MEMFD_CREATE_2, "ERRORS", since(3, 17, 0), of(TABLE);
    /// memfd_create of a name of more than 249 bytes, its null byte not counted, fails with
    /// EINVAL.
    NAME_TOO_LONG: Limit, MEMFD_CREATE_2, "ERRORS", since(3, 17, 0);
    /// memfd_create of a name at an address where nothing is mapped fails with EFAULT.
    NAME_BAD_ADDRESS: Error, MEMFD_CREATE_2, "ERRORS", since(3, 17, 0);
    /// memfd_create fails with EMFILE when RLIMIT_NOFILE leaves the process no descriptor.
    CREATE_EMFILE: Limit, MEMFD_CREATE_2, "ERRORS", since(3, 17, 0), of(TABLE);
    /// The link of a memfd in /proc/self/fd shows the name that memfd_create was given.
    NAME_SHOWN: Descriptor, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), needs(PROC), of(WHICH);
    /// In the link of a memfd in /proc/self/fd, memfd and a colon stand before the name.
    NAME_PREFIXED: Descriptor, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), needs(PROC),
        of(WHICH);
    /// open of the link of a memfd in /proc/PID/fd gives another descriptor of the file.
    OPENS_BY_PROC: Semantics, MEMFD_CREATE_2, "File sealing", since(3, 17, 0), needs(PROC),
        of(TABLE | SIZE | SEALED | WHICH);

    // A memfd as a file.

    /// ftruncate sets the size of a memfd.
    RESIZES: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(SIZE | WHICH | SEALED);
    /// What ftruncate adds to a memfd reads as zeros.
    ADDED_ZEROS: Semantics, TRUNCATE_2, "DESCRIPTION", of(CONTENT | SIZE | WHICH);
    /// A write to a memfd past its end makes it longer.
    WRITE_EXTENDS: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0),
        of(SIZE | WHICH | SEALED);
    /// What was written to a memfd is read from it.
    WRITTEN: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0),
        of(CONTENT | SIZE | WHICH | SEALED);
    /// fallocate without FALLOC_FL_KEEP_SIZE of a range that ends past the end of a file makes the
    /// file reach to there.
    ALLOCATE_EXTENDS: Semantics, FALLOCATE_2, "Allocating disk space", of(SIZE | WHICH | SEALED);
    /// fallocate with FALLOC_FL_KEEP_SIZE leaves the size of a file as it was.
    ALLOCATE_KEEPS_SIZE: Semantics, FALLOCATE_2, "Allocating disk space",
        of(SIZE | WHICH | SEALED);
    /// A hole that fallocate has punched in a memfd reads as zeros.
    HOLE_ZEROS: Semantics, FALLOCATE_2, "Deallocating file space", since(3, 17, 0),
        of(CONTENT | SIZE | WHICH | SEALED);
    /// fchmod sets the mode of a memfd.
    MODE_SET: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(MODE | WHICH | SEALED);
    /// A memfd can be mapped.
    MAPS: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(WHICH | SEALED);
    /// munmap of a mapping succeeds.
    UNMAPS: Semantics, MMAP_2, "RETURN VALUE";
    /// mmap with MAP_SHARED and PROT_WRITE by a read-only descriptor fails with EACCES.
    MAP_READ_ONLY: Error, MMAP_2, "ERRORS", of(WHICH);
    /// A store in a shared mapping changes the file that is mapped.
    STORED: Semantics, MMAP_2, "DESCRIPTION", of(CONTENT | SIZE | WHICH);
    /// What one process puts into a memfd, others find there.
    SHARED_BY_PROCESSES: Semantics, MEMFD_CREATE_2, "File sealing", since(3, 17, 0),
        of(CONTENT | SIZE | WHICH);
    /// A store in a private mapping does not change the file that is mapped.
    PRIVATE_APART: Semantics, MMAP_2, "DESCRIPTION", of(CONTENT | SIZE | WHICH);
    /// A memfd keeps what is in it as long as a descriptor or a mapping refers to it, though its
    /// writer has ended or the descriptor by which it was mapped is closed.
    LASTS: Persistence, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0),
        of(CONTENT | SIZE | WHICH);

    // Seals, added and told.

    /// A memfd made with MFD_ALLOW_SEALING has no seals at first, and F_GET_SEALS returns 0.
    SEALS_EMPTY: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// A memfd made without MFD_ALLOW_SEALING has F_SEAL_SEAL alone.
    SEALS_LOCKED: Semantics, MEMFD_CREATE_2, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// F_GET_SEALS returns the seals that were added.
    SEALS_TOLD: Semantics, F_GET_SEALS_2CONST, "RETURN VALUE", since(3, 17, 0),
        of(SEALED | WHICH);
    /// A seal stays when others are added.
    SEALS_STAY: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// The seals are the file's: a descriptor of another opening tells those that were added by
    /// the first.
    SEALS_OF_FILE: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// F_ADD_SEALS returns 0 where it succeeds.
    ADDS: Semantics, F_GET_SEALS_2CONST, "RETURN VALUE", since(3, 17, 0), of(SEALED | WHICH);
    /// F_ADD_SEALS of seals that a file without F_SEAL_SEAL has already changes nothing and
    /// succeeds.
    ADD_AGAIN: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// F_ADD_SEALS on a file with F_SEAL_SEAL fails with EPERM.
    ADD_LOCKED: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// F_ADD_SEALS by a descriptor that is not open for writing fails with EPERM.
    ADD_READ_ONLY: Error, F_GET_SEALS_2CONST, "ERRORS", since(3, 17, 0), of(WHICH);
    /// F_ADD_SEALS of a bit that is no seal fails with EINVAL.
    ADD_UNKNOWN: Error, F_GET_SEALS_2CONST, "ERRORS", since(3, 17, 0);
    /// F_GET_SEALS on a file of a file system without seals fails with EINVAL.
    OTHER_GET: Error, F_GET_SEALS_2CONST, "ERRORS", since(3, 17, 0), of(TABLE);
    /// F_ADD_SEALS on a file of a file system without seals fails with EINVAL.
    OTHER_ADD: Error, F_GET_SEALS_2CONST, "ERRORS", since(3, 17, 0), of(TABLE);
    /// F_ADD_SEALS of F_SEAL_WRITE fails with EBUSY while a shared mapping of the file is
    /// writable.
    ADD_WRITE_BUSY: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// F_SEAL_WRITE can be added once the writable ones of the file's shared mappings are unmapped.
    ADD_WRITE_UNMAPPED: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// A shared mapping with PROT_READ alone, by a descriptor that is open for writing, does not
    /// keep F_SEAL_WRITE from being added.
    ADD_WRITE_MAPPED_TO_READ: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// F_SEAL_FUTURE_WRITE can be added while a shared mapping of the file is writable.
    ADD_FUTURE_MAPPED: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0),
        of(SEALED | WHICH);
    /// F_SEAL_EXEC can be added where the seals that come with it can be.
    ADD_EXEC: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);
    /// F_ADD_SEALS of F_SEAL_EXEC, since that adds F_SEAL_WRITE, fails with EBUSY while a shared
    /// mapping of the file is writable.
    ADD_EXEC_BUSY: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);
    /// F_SEAL_EXEC on a file that can be executed adds F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE and
    /// F_SEAL_FUTURE_WRITE.
    EXEC_IMPLIES: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);
    /// F_SEAL_EXEC on a file that nobody may execute adds F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE
    /// and F_SEAL_FUTURE_WRITE, as on any other.
    EXEC_IMPLIES_ALWAYS: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);

    // What each seal refuses.

    /// With F_SEAL_SHRINK, ftruncate to less fails with EPERM.
    SHRINK_TRUNCATE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_SHRINK, open with O_TRUNC of a file that is not empty fails with EPERM.
    SHRINK_OPEN: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), needs(PROC),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_SHRINK, ftruncate to more succeeds.
    SHRINK_GROWS: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, ftruncate to more fails with EPERM.
    GROW_TRUNCATE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, a write that begins at the end of the file or past it fails with EPERM.
    GROW_WRITE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, a write that begins before the end of the file and ends past it fails with
    /// EPERM.
    GROW_WRITE_ACROSS: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, fallocate that would make the file longer fails with EPERM.
    GROW_ALLOCATE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, fallocate that keeps the size succeeds, also past the end of the file.
    GROW_ALLOCATE_KEEPS: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_GROW, ftruncate to less or to the same size succeeds.
    GROW_KEEPS: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_WRITE, a write fails with EPERM.
    WRITE_WRITE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// With F_SEAL_WRITE, fallocate with FALLOC_FL_PUNCH_HOLE fails with EPERM.
    WRITE_PUNCH: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// With F_SEAL_WRITE, fallocate without FALLOC_FL_PUNCH_HOLE succeeds.
    WRITE_ALLOCATES: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_WRITE, mmap with MAP_SHARED and PROT_WRITE fails with EPERM.
    WRITE_MAP: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0), of(SEALED | WHICH);
    /// With F_SEAL_WRITE, mmap with MAP_SHARED and PROT_READ alone succeeds.
    WRITE_MAP_TO_READ: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// With F_SEAL_WRITE, mmap with MAP_PRIVATE and PROT_WRITE succeeds.
    WRITE_MAP_PRIVATE: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | WHICH);
    /// With F_SEAL_WRITE, ftruncate to more or to less succeeds.
    WRITE_RESIZES: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(3, 17, 0),
        of(SEALED | SIZE | WHICH);
    /// With F_SEAL_FUTURE_WRITE, a write fails with EPERM.
    FUTURE_WRITE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0), of(SEALED | WHICH);
    /// With F_SEAL_FUTURE_WRITE, fallocate with FALLOC_FL_PUNCH_HOLE fails with EPERM, as it does
    /// with F_SEAL_WRITE.
    FUTURE_PUNCH: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0), of(SEALED | WHICH);
    /// With F_SEAL_FUTURE_WRITE, mmap with MAP_SHARED and PROT_WRITE fails with EPERM.
    FUTURE_MAP: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0), of(SEALED | WHICH);
    /// With F_SEAL_FUTURE_WRITE, mmap with MAP_PRIVATE and PROT_WRITE fails with EPERM, as it does
    /// for every new mapping with PROT_WRITE.
    FUTURE_MAP_PRIVATE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0),
        of(SEALED | WHICH);
    /// With F_SEAL_FUTURE_WRITE, a store in a shared mapping that is older than the seal changes
    /// the file.
    FUTURE_STORES: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(5, 1, 0),
        of(CONTENT | SIZE | WHICH);
    /// With F_SEAL_EXEC, fchmod that changes an execute bit fails with EPERM.
    EXEC_MODE: Error, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);
    /// With F_SEAL_EXEC, fchmod that leaves the execute bits as they are succeeds.
    EXEC_OTHER_BITS: Semantics, F_GET_SEALS_2CONST, "DESCRIPTION", since(6, 3, 0),
        of(SEALED | MODE | WHICH);
}
