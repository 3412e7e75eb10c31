//! Calls that are refused.

use super::super::calls::{Fault, Operation};
use super::super::claims::*;
use crate::engine::{Allow, Errno, Ruling};

pub fn rule(operation: Operation, fault: Fault, private: bool) -> Ruling {
    let ignored = || Ruling::silent("an argument that the operation ignores");
    match (fault, operation) {
        (Fault::Misaligned, _) => MISALIGNED.fails(Errno::EINVAL),
        (Fault::Unmapped, _) if private && !looks(operation) => {
            UNMAPPED_PRIVATE.fails(Errno::EFAULT)
        }
        (Fault::Unmapped, _) => UNMAPPED.fails(Errno::EFAULT),
        (Fault::Forbidden, _) => FORBIDDEN.fails(Errno::EACCES),
        (Fault::MisalignedSecond, Operation::Requeue) => REQUEUE_MISALIGNED.fails(Errno::EINVAL),
        (Fault::MisalignedSecond, Operation::CompareRequeue) => {
            COMPARE_MISALIGNED.fails(Errno::EINVAL)
        }
        (Fault::MisalignedSecond, Operation::WakeOp) => OP_MISALIGNED.fails(Errno::EINVAL),
        // That a private word is not looked at where it is only waited on is known of the first.
        (Fault::UnmappedSecond, Operation::Requeue | Operation::CompareRequeue) if private => {
            Ruling::silent("a private second word at which nothing is mapped")
        }
        (Fault::UnmappedSecond, Operation::Requeue) => REQUEUE_UNMAPPED.fails(Errno::EFAULT),
        (Fault::UnmappedSecond, Operation::CompareRequeue) => COMPARE_UNMAPPED.fails(Errno::EFAULT),
        (Fault::UnmappedSecond, Operation::WakeOp) => OP_UNMAPPED.fails(Errno::EFAULT),
        (Fault::MisalignedSecond | Fault::UnmappedSecond, _) => ignored(),
        (Fault::Realtime, Operation::Wait | Operation::WaitBitset) => {
            Ruling::silent("FUTEX_CLOCK_REALTIME with an operation that waits")
        }
        (Fault::Realtime, _) => REALTIME_ELSEWHERE.fails(Errno::ENOSYS),
    }
}

/// Whether the operation depends on what the first word is.
fn looks(operation: Operation) -> bool {
    operation.waits() || operation == Operation::CompareRequeue
}
