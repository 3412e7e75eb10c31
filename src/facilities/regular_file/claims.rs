//! What open(2), read(2), write(2), lseek(2) and their kin say of regular files.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

/// What a file holds.
pub const BYTES: u32 = 1;
/// Where a description's offset is.
pub const OFFSET: u32 = 1 << 1;
/// Which file a name refers to, and what its permissions are.
pub const NAMED: u32 = 1 << 2;

const OTHER_UID: &[Need] = &[Need::OtherUid];
/// What a read may show.
const ALL: u32 = BYTES | OFFSET | NAMED;

claims! { "regular_file":
    // Names.

    /// open with O_CREAT of a name that is free makes a file.
    CREATES: Semantics, OPEN_2, "DESCRIPTION", of(NAMED);
    /// open with O_CREAT and O_EXCL fails with EEXIST where the name is taken: of several that try,
    /// one succeeds.
    CREATE_EXCLUSIVE: Semantics, OPEN_2, "DESCRIPTION", of(NAMED);
    /// The permissions of a new file are the mode that was asked for, without the bits of the
    /// umask.
    CREATE_MODE: Access, OPEN_2, "DESCRIPTION", of(NAMED);
    /// The mode of a new file binds later opens only: its maker gets the access that it asked for.
    CREATE_ACCESS: Access, OPEN_2, "DESCRIPTION", of(NAMED);
    /// A new file belongs to the effective user of its maker.
    CREATE_OWNER: Access, OPEN_2, "DESCRIPTION", of(NAMED);
    /// open of a name that there is opens its file.
    OPENS: Semantics, OPEN_2, "DESCRIPTION", of(NAMED);
    /// open without O_CREAT of a name that there is not fails with ENOENT.
    OPEN_MISSING: Error, OPEN_2, "ERRORS", of(NAMED);
    /// open for an access that the permissions do not admit fails with EACCES.
    OPEN_DENIED: Access, OPEN_2, "ERRORS", needs(OTHER_UID), of(NAMED);
    /// With no descriptor left under RLIMIT_NOFILE, open fails with EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";
    /// O_CLOEXEC sets close-on-exec on the new descriptor; without it that is clear.
    OPEN_CLOEXEC: Descriptor, OPEN_2, "DESCRIPTION", since(2, 6, 23);
    /// A file outlasts the process that made it.
    PERSISTS: Persistence, UNLINK_2, "DESCRIPTION", of(NAMED);
    /// O_TMPFILE gives a file that has no name.
    TMPFILE_OPENS: Semantics, OPEN_2, "DESCRIPTION", since(3, 11, 0);
    /// link gives a file another name.
    LINKS: Semantics, LINK_2, "DESCRIPTION", of(NAMED);
    /// The names of a file are counted.
    LINK_COUNT: Semantics, LINK_2, "DESCRIPTION", of(NAMED);
    /// link over a name that there is fails with EEXIST.
    LINK_EXISTING: Error, LINK_2, "ERRORS", of(NAMED);
    /// link of a name that there is not fails with ENOENT.
    LINK_MISSING: Error, LINK_2, "ERRORS", of(NAMED);
    /// rename gives a file another name in place of its own.
    RENAMES: Semantics, RENAME_2, "DESCRIPTION", of(NAMED);
    /// rename of a name that there is not fails with ENOENT.
    RENAME_MISSING: Error, RENAME_2, "ERRORS", of(NAMED);
    /// rename with RENAME_NOREPLACE over a name that there is fails with EEXIST.
    RENAME_NOREPLACE: Error, RENAME_2, "DESCRIPTION", since(3, 15, 0), of(NAMED);
    /// rename of one name of a file to another of its names succeeds, and both stay.
    RENAME_SAME_FILE: Semantics, RENAME_2, "DESCRIPTION", of(NAMED);
    /// While rename replaces a name, nobody finds it missing.
    RENAME_ATOMIC: Atomicity, RENAME_2, "DESCRIPTION";
    /// unlink of a name succeeds.
    UNLINKS: Semantics, UNLINK_2, "DESCRIPTION", of(NAMED);
    /// A name is gone once it was unlinked or renamed.
    NAME_GOES: Persistence, UNLINK_2, "DESCRIPTION", of(NAMED);
    /// unlink of a name that there is not fails with ENOENT.
    UNLINK_MISSING: Error, UNLINK_2, "ERRORS", of(NAMED);
    /// A file without a name holds what was written to it as long as it is open.
    UNLINK_LEAVES_OPEN: Persistence, UNLINK_2, "DESCRIPTION", of(ALL);
    /// mkstemp makes a file of mode 0600.
    MKSTEMP_MODE: Access, MKSTEMP_3, "DESCRIPTION", glibc();
    /// mkstemp opens its file for reading and writing.
    MKSTEMP_OPENS: Semantics, MKSTEMP_3, "DESCRIPTION", glibc();
    /// mkstemp of a template that does not end in XXXXXX fails with EINVAL.
    MKSTEMP_TEMPLATE: Error, MKSTEMP_3, "ERRORS", glibc();

    // Bytes and offsets.

    /// A read begins at the offset of its description, and moves that on by what it read.
    READ_AT_OFFSET: Semantics, READ_2, "DESCRIPTION", of(ALL);
    /// A read at the end of the file, or past it, returns 0.
    READ_END_OF_FILE: Semantics, READ_2, "DESCRIPTION", of(ALL);
    /// A read of a description that was opened for writing only fails with EBADF.
    READ_OF_WRITE_ONLY: Error, READ_2, "ERRORS";
    /// A read by one process after the write of another gives what that wrote.
    READ_AFTER_WRITE: Semantics, WRITE_2, "DESCRIPTION", of(ALL);
    /// Descriptors that come of one open, by dup, fork or passing, have one offset.
    OFFSET_SHARED: Descriptor, OPEN_2, "DESCRIPTION", of(ALL);
    /// Each open of a file has an offset of its own.
    OFFSETS_APART: Descriptor, OPEN_2, "DESCRIPTION", of(ALL);
    /// readv fills its buffers one after the other.
    READV_FILLS: Semantics, READV_2, "DESCRIPTION", of(ALL);
    /// A write to a file for which there is room writes all its bytes.
    WRITE_WHOLE: Semantics, WRITE_2, "DESCRIPTION";
    /// A write to a description that was opened for reading only fails with EBADF.
    WRITE_TO_READ_ONLY: Error, WRITE_2, "ERRORS";
    /// writev writes its buffers as one.
    WRITEV_WHOLE: Semantics, READV_2, "DESCRIPTION";
    /// readv and writev fail with EINVAL where the vector count is above IOV_MAX, which is 1024.
    IOV_MAX_1024: Limit, READV_2, "ERRORS";
    /// With O_APPEND every write goes to the end, and none overwrites another's.
    APPENDS: Atomicity, OPEN_2, "DESCRIPTION", of(ALL);
    /// pread reads at the offset that it is given.
    PREAD_READS: Semantics, PREAD_2, "DESCRIPTION", of(ALL);
    /// pwrite writes all its bytes.
    PWRITE_WRITES: Semantics, PREAD_2, "DESCRIPTION";
    /// pread and pwrite leave the offset as it was.
    PREAD_LEAVES_OFFSET: Descriptor, PREAD_2, "DESCRIPTION", of(ALL);
    /// lseek sets the offset from the beginning, from itself, or from the end, and returns it.
    SEEKS: Semantics, LSEEK_2, "DESCRIPTION", of(ALL);
    /// lseek to before the beginning fails with EINVAL.
    SEEK_NEGATIVE: Error, LSEEK_2, "ERRORS", of(ALL);
    /// What lies between the end and a write past it reads as zeros.
    HOLE_IS_ZEROS: Semantics, LSEEK_2, "DESCRIPTION", of(ALL);
    /// The size of a file is where its last byte ends.
    SIZE_TOLD: Semantics, WRITE_2, "DESCRIPTION", of(BYTES | NAMED | OFFSET);
    /// ftruncate sets the size of a file.
    RESIZES: Semantics, TRUNCATE_2, "DESCRIPTION", of(BYTES);
    /// ftruncate of a description that is not open for writing fails with EBADF or EINVAL.
    RESIZE_READ_ONLY: Error, TRUNCATE_2, "ERRORS";
    /// O_TRUNC with an access that may write leaves nothing of what a file held.
    OPEN_TRUNCATES: Semantics, OPEN_2, "DESCRIPTION", of(NAMED);

    // RLIMIT_FSIZE.

    /// A write that begins at RLIMIT_FSIZE or past it fails with EFBIG.
    FSIZE_EFBIG: Limit, WRITE_2, "ERRORS", of(BYTES | OFFSET);
    /// A write that begins at RLIMIT_FSIZE or past it raises SIGXFSZ.
    FSIZE_SIGNAL: Limit, GETRLIMIT_2, "DESCRIPTION";
    /// SIGXFSZ at its default ends the process that writes past RLIMIT_FSIZE.
    FSIZE_KILLS: Limit, GETRLIMIT_2, "DESCRIPTION", of(BYTES | OFFSET);
    /// A write that crosses RLIMIT_FSIZE writes what lies before it.
    FSIZE_SHORT: Limit, WRITE_2, "DESCRIPTION", of(BYTES | OFFSET);
}
