//! What process_vm_readv(2) says.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

/// What is in the areas.
pub const CONTENT: u32 = 1;
/// Which processes have an area.
pub const AREAS: u32 = 1 << 1;

const OTHER_UID: &[Need] = &[Need::OtherUid];

claims! { "process_vm":
    /// mmap with MAP_FIXED_NOREPLACE maps a range that is free at the address that it is given.
    AREA_MAPS: Semantics, MMAP_2, "DESCRIPTION", since(4, 17, 0), of(AREAS);
    /// munmap of a mapping succeeds.
    AREA_UNMAPS: Semantics, MMAP_2, "RETURN VALUE", of(AREAS);

    /// process_vm_readv moves bytes of the remote process to the caller.
    READS: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(CONTENT | AREAS);
    /// process_vm_readv returns how many bytes it has read.
    READ_COUNT: Semantics, PROCESS_VM_READV_2, "RETURN VALUE", since(3, 2, 0), of(AREAS);
    /// process_vm_readv fills a local range before it goes on to the next.
    READ_LOCAL_ORDER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_readv reads a remote range to its end before it goes on to the next.
    READ_REMOTE_ORDER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_readv may be given local ranges of other lengths than the remote ones.
    READ_LENGTHS_DIFFER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_readv whose first remote range is not in the remote process's memory fails with
    /// EFAULT.
    READ_REMOTE_BAD: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0), of(AREAS);
    /// process_vm_readv returns how many bytes it read before a remote range that is not there.
    READ_PARTIAL: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS);
    /// process_vm_readv reads nothing that comes after a remote range that is not there.
    READ_STOPS: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS);
    /// process_vm_readv of a remote range whose second page is not there reads what is on its
    /// first.
    READ_PAGES: Semantics, PROCESS_VM_READV_2, "RETURN VALUE", since(3, 2, 0), of(AREAS);

    /// process_vm_writev moves bytes of the caller to the remote process.
    WRITES: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(CONTENT | AREAS);
    /// process_vm_writev returns how many bytes it has written.
    WRITE_COUNT: Semantics, PROCESS_VM_READV_2, "RETURN VALUE", since(3, 2, 0), of(AREAS);
    /// process_vm_writev writes out a local range before it goes on to the next.
    WRITE_LOCAL_ORDER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_writev fills a remote range before it goes on to the next.
    WRITE_REMOTE_ORDER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_writev may be given local ranges of other lengths than the remote ones.
    WRITE_LENGTHS_DIFFER: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0),
        of(CONTENT | AREAS);
    /// process_vm_writev whose first remote range is not in the remote process's memory fails with
    /// EFAULT.
    WRITE_REMOTE_BAD: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0), of(AREAS);
    /// process_vm_writev returns how many bytes it wrote before a remote range that is not there.
    WRITE_PARTIAL: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS);
    /// process_vm_writev writes nothing to what comes after a remote range that is not there.
    WRITE_STOPS: Semantics, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS);
    /// process_vm_writev to a remote range whose second page is not there writes to the first.
    WRITE_PAGES: Semantics, PROCESS_VM_READV_2, "RETURN VALUE", since(3, 2, 0), of(AREAS);

    /// A transfer whose local range is at an address where nothing is mapped fails with EFAULT.
    LOCAL_BAD: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0), of(AREAS);
    /// A transfer of which one local range is at an address where nothing is mapped fails with
    /// EFAULT at once, also where that is not the first.
    LOCAL_BAD_LATER: Error, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS);
    /// A transfer with flags other than 0 fails with EINVAL.
    FLAGS: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer takes as many as IOV_MAX local ranges.
    LOCAL_MOST: Limit, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS | CONTENT);
    /// A transfer with more than IOV_MAX local ranges fails with EINVAL.
    LOCAL_TOO_MANY: Limit, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer takes as many as IOV_MAX remote ranges.
    REMOTE_MOST: Limit, PROCESS_VM_READV_2, "DESCRIPTION", since(3, 2, 0), of(AREAS | CONTENT);
    /// A transfer with more than IOV_MAX remote ranges fails with EINVAL.
    REMOTE_TOO_MANY: Limit, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with a local range that is longer than a ssize_t can say fails with EINVAL.
    LOCAL_TOO_LONG: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with a remote range that is longer than a ssize_t can say fails with EINVAL.
    REMOTE_TOO_LONG: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with local ranges whose sum is more than a ssize_t can say fails with EINVAL.
    LOCAL_SUM: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with remote ranges whose sum is more than a ssize_t can say fails with EINVAL.
    REMOTE_SUM: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with a process that does not exist fails with ESRCH.
    NO_PROCESS: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with a process that has ended and was waited for fails with ESRCH.
    ENDED: Error, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0);
    /// A transfer with a process of another user fails with EPERM for a caller without
    /// CAP_SYS_PTRACE.
    DENIED: Access, PROCESS_VM_READV_2, "ERRORS", since(3, 2, 0), needs(OTHER_UID);
    /// A caller with CAP_SYS_PTRACE in the user namespace of a process of another user may move
    /// bytes from and to that process.
    PRIVILEGED: Access, PTRACE_2, "Ptrace access mode checking", since(3, 2, 0),
        needs(PRIVILEGE), of(AREAS);
}

const PRIVILEGE: &[Need] = &[Need::OtherUid, Need::Has(SYS_PTRACE)];
/// A caller with it may look into any process.
pub const SYS_PTRACE: crate::claim::Capability =
    crate::claim::Capability { name: "CAP_SYS_PTRACE", number: 19 };
