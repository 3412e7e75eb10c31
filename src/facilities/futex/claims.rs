//! What the manual pages say of futexes.

mod left_out;

use crate::claims;
pub use left_out::LEFT_OUT;

/// What claims speak of: what a word is, and who waits on it or is woken.
pub const VALUE: u32 = 1;
pub const SLEEP: u32 = 1 << 1;

claims! { "futex":
    /// A futex word in memory that processes map has one value for all of them.
    MEMORY_IS_ONE: Semantics, FUTEX_2, "DESCRIPTION", of(VALUE);
    /// A waiter on a futex word in shared memory is woken by another process.
    PROCESSES_SHARE: Semantics, FUTEX_2, "DESCRIPTION", of(SLEEP);
    /// A futex word may be at another address in the process that wakes than in the one that waits.
    ADDRESSES_DIFFER: Semantics, FUTEX_7, "DESCRIPTION", of(SLEEP);
    /// Threads of a process can wait and wake on a word in the memory of that process.
    THREADS_SHARE: Semantics, FUTEX_2, "DESCRIPTION", of(SLEEP);
    /// FUTEX_PRIVATE_FLAG may be given where threads of one process wait and wake.
    PRIVATE_WAKES: Semantics, FUTEX_2, "Futex operations", since(2, 6, 22), of(SLEEP);
    /// With FUTEX_PRIVATE_FLAG a futex is the process's own: no other process wakes a waiter on it.
    PRIVATE_CONFINED: Semantics, FUTEX_2, "Futex operations", since(2, 6, 22), can_wait(),
        of(SLEEP);

    /// FUTEX_WAIT on a word that has the expected value sleeps.
    WAIT_SLEEPS: Semantics, FUTEX_WAIT_2CONST, "DESCRIPTION", can_wait(), of(SLEEP | VALUE);
    /// FUTEX_WAIT on a word that has another value than the expected one fails with EAGAIN.
    WAIT_DIFFERS: Error, FUTEX_WAIT_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT returns 0 when it is woken.
    WAIT_RETURNS_ZERO: Semantics, FUTEX_WAIT_2CONST, "RETURN VALUE";
    /// FUTEX_WAIT fails with ETIMEDOUT when its timeout expires.
    WAIT_TIMES_OUT: Error, FUTEX_WAIT_2CONST, "ERRORS", of(SLEEP | VALUE);
    /// The timeout of FUTEX_WAIT is counted from the call on, and does not expire early.
    WAIT_NOT_EARLY: Semantics, FUTEX_WAIT_2CONST, "DESCRIPTION";
    /// FUTEX_WAIT with a timeout of less than 0 seconds fails with EINVAL.
    WAIT_NEGATIVE: Error, FUTEX_WAIT_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT with a timeout of 1000 million nanoseconds fails with EINVAL.
    WAIT_THOUSAND_MILLION: Error, FUTEX_WAIT_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT with a timeout at an address that is not valid fails with EFAULT.
    WAIT_TIMEOUT_UNMAPPED: Error, FUTEX_WAIT_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT that a signal handler without SA_RESTART interrupts fails with EINTR.
    WAIT_INTERRUPTED: Error, FUTEX_WAIT_2CONST, "ERRORS", of(SLEEP);
    /// A handler installed with SA_RESTART does not end a FUTEX_WAIT without a timeout.
    WAIT_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        since(2, 6, 22), can_wait(), of(SLEEP);
    /// A handler installed with SA_RESTART does not end a FUTEX_WAIT that has a timeout.
    WAIT_TIMED_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        since(2, 6, 22), of(SLEEP);
    /// FUTEX_WAIT may be given FUTEX_CLOCK_REALTIME.
    WAIT_REALTIME: Semantics, FUTEX_2, "Futex operations", since(4, 5, 0), of(SLEEP | VALUE);

    /// FUTEX_WAKE wakes a waiter on its word.
    WAKE_WAKES: Semantics, FUTEX_WAKE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAKE of INT_MAX waiters wakes all on its word.
    WAKE_ALL: Semantics, FUTEX_WAKE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAKE leaves waiters asleep that are more than it is to wake.
    WAKE_AT_MOST: Semantics, FUTEX_WAKE_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_WAKE, like FUTEX_WAKE_BITSET and FUTEX_WAKE_OP, wakes none if it may wake at most 0.
    WAKE_OF_NONE: Semantics, FUTEX_WAKE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAKE leaves the waiters on another word asleep.
    WAKE_OTHER_WORD: Semantics, FUTEX_WAKE_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_WAKE returns how many waiters it woke.
    WAKE_RETURNS: Semantics, FUTEX_WAKE_2CONST, "RETURN VALUE", of(SLEEP);

    /// FUTEX_WAIT_BITSET on a word that has the expected value sleeps.
    BITSET_SLEEPS: Semantics, FUTEX_WAIT_BITSET_2CONST, "FUTEX_WAIT_BITSET", can_wait(),
        of(SLEEP | VALUE);
    /// FUTEX_WAIT_BITSET on a word that has another value than the expected one fails with EAGAIN.
    BITSET_DIFFERS: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT_BITSET returns 0 when it is woken.
    BITSET_RETURNS_ZERO: Semantics, FUTEX_WAIT_BITSET_2CONST, "RETURN VALUE";
    /// FUTEX_WAIT_BITSET with no bit set fails with EINVAL.
    BITSET_OF_NONE: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT_BITSET fails with ETIMEDOUT when the time of its timeout has come.
    BITSET_TIMES_OUT: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(SLEEP | VALUE);
    /// FUTEX_WAIT_BITSET does not time out before the time of its timeout.
    BITSET_NOT_EARLY: Semantics, FUTEX_WAIT_BITSET_2CONST, "FUTEX_WAIT_BITSET";
    /// The timeout of FUTEX_WAIT_BITSET is absolute: one in the past expires at once.
    BITSET_ABSOLUTE: Semantics, FUTEX_WAIT_BITSET_2CONST, "DESCRIPTION", of(SLEEP | VALUE);
    /// With FUTEX_CLOCK_REALTIME the timeout of FUTEX_WAIT_BITSET is a time of CLOCK_REALTIME.
    BITSET_REALTIME: Semantics, FUTEX_2, "Futex operations", since(2, 6, 28), of(SLEEP | VALUE);
    /// FUTEX_WAIT_BITSET with a timeout of less than 0 seconds fails with EINVAL.
    BITSET_NEGATIVE: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT_BITSET with a timeout of 1000 million nanoseconds fails with EINVAL.
    BITSET_THOUSAND_MILLION: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT_BITSET with a timeout at an address that is not valid fails with EFAULT.
    BITSET_TIMEOUT_UNMAPPED: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_WAIT_BITSET that a signal handler without SA_RESTART interrupts fails with EINTR.
    BITSET_INTERRUPTED: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS", of(SLEEP);
    /// A handler installed with SA_RESTART does not end a FUTEX_WAIT_BITSET without a timeout.
    BITSET_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        can_wait(), of(SLEEP);
    /// A handler installed with SA_RESTART does not end a FUTEX_WAIT_BITSET that has a timeout.
    BITSET_TIMED_RESTARTED: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", of(SLEEP);

    /// FUTEX_WAKE_BITSET wakes a FUTEX_WAIT_BITSET that has a bit in common with it.
    BITS_SELECT: Semantics, FUTEX_WAIT_BITSET_2CONST, "FUTEX_WAKE_BITSET", of(SLEEP);
    /// FUTEX_WAKE_BITSET leaves a FUTEX_WAIT_BITSET asleep that has no bit in common with it.
    BITS_SPARE: Semantics, FUTEX_WAIT_BITSET_2CONST, "FUTEX_WAKE_BITSET", can_wait(), of(SLEEP);
    /// FUTEX_WAKE wakes a FUTEX_WAIT_BITSET whatever its bits.
    BITS_ANY_WAKER: Semantics, FUTEX_WAIT_BITSET_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAIT is woken by FUTEX_WAKE_BITSET of any bits.
    BITS_PLAIN_WAITER: Semantics, FUTEX_WAIT_BITSET_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAKE_BITSET leaves waiters asleep that are more than it is to wake.
    BITS_AT_MOST: Semantics, FUTEX_WAIT_BITSET_2CONST, "FUTEX_WAKE_BITSET", can_wait(), of(SLEEP);
    /// FUTEX_WAKE_BITSET returns how many waiters it woke.
    BITS_RETURNS: Semantics, FUTEX_WAIT_BITSET_2CONST, "RETURN VALUE", of(SLEEP);
    /// FUTEX_WAKE_BITSET with no bit set fails with EINVAL.
    BITS_OF_NONE: Error, FUTEX_WAIT_BITSET_2CONST, "ERRORS";

    /// FUTEX_CMP_REQUEUE of a word that has another value than the expected one fails with EAGAIN.
    COMPARE_DIFFERS: Error, FUTEX_CMP_REQUEUE_2CONST, "ERRORS", of(VALUE);
    /// FUTEX_CMP_REQUEUE wakes as many waiters on the first word as it is to wake.
    COMPARE_WAKES: Semantics, FUTEX_CMP_REQUEUE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_CMP_REQUEUE leaves waiters asleep that are more than it is to wake.
    COMPARE_AT_MOST: Semantics, FUTEX_CMP_REQUEUE_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// What FUTEX_CMP_REQUEUE has requeued waits on the second word, and is woken there.
    COMPARE_MOVES: Semantics, FUTEX_CMP_REQUEUE_2CONST, "DESCRIPTION", of(SLEEP);
    /// What FUTEX_CMP_REQUEUE has requeued does not wait on the first word any more.
    COMPARE_MOVES_AWAY: Semantics, FUTEX_CMP_REQUEUE_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_CMP_REQUEUE leaves waiters on the first word that are more than it is to requeue.
    COMPARE_MOVES_AT_MOST: Semantics, FUTEX_CMP_REQUEUE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_CMP_REQUEUE returns how many waiters it woke and requeued together.
    COMPARE_RETURNS: Semantics, FUTEX_CMP_REQUEUE_2CONST, "RETURN VALUE", of(SLEEP);
    /// FUTEX_CMP_REQUEUE with a second word that is not aligned to four bytes fails with EINVAL.
    COMPARE_MISALIGNED: Error, FUTEX_CMP_REQUEUE_2CONST, "ERRORS";
    /// FUTEX_CMP_REQUEUE with a second word at an address that is not valid fails with EFAULT.
    COMPARE_UNMAPPED: Error, FUTEX_CMP_REQUEUE_2CONST, "ERRORS";

    /// FUTEX_REQUEUE wakes as many waiters on the first word as it is to wake.
    REQUEUE_WAKES: Semantics, FUTEX_REQUEUE_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_REQUEUE returns how many waiters it woke.
    REQUEUE_RETURNS: Semantics, FUTEX_REQUEUE_2CONST, "RETURN VALUE", of(SLEEP);
    /// FUTEX_REQUEUE with a second word that is not aligned to four bytes fails with EINVAL.
    REQUEUE_MISALIGNED: Error, FUTEX_REQUEUE_2CONST, "ERRORS";
    /// FUTEX_REQUEUE with a second word at an address that is not valid fails with EFAULT.
    REQUEUE_UNMAPPED: Error, FUTEX_REQUEUE_2CONST, "ERRORS";

    /// FUTEX_WAKE_OP wakes waiters on the first word.
    OP_WAKES: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_WAKE_OP leaves waiters on the first word asleep that are more than it is to wake.
    OP_AT_MOST: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_WAKE_OP leaves waiters on the second word asleep that are more than it is to wake.
    OP_SECOND_AT_MOST: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_WAKE_OP tests what the second word was before it is changed.
    OP_TESTS_BEFORE: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_EQ wakes waiters on the second word if that was the value given, and only then.
    OP_EQUAL: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_NE wakes waiters on the second word if that was another value, and only then.
    OP_UNEQUAL: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_LT wakes waiters on the second word if that was less, and only then.
    OP_LESS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_LE wakes waiters on the second word if that was not more, and only then.
    OP_NOT_MORE: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_GT wakes waiters on the second word if that was more, and only then.
    OP_MORE: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_OP_CMP_GE wakes waiters on the second word if that was not less, and only then.
    OP_NOT_LESS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", can_wait(), of(SLEEP);
    /// FUTEX_WAKE_OP compares the second word without a sign.
    OP_UNSIGNED: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(SLEEP);
    /// FUTEX_OP_SET sets the second word.
    OP_SETS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// FUTEX_OP_ADD adds to the second word.
    OP_ADDS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// FUTEX_OP_OR sets bits in the second word.
    OP_SETS_BITS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// FUTEX_OP_ANDN clears bits in the second word.
    OP_CLEARS_BITS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// FUTEX_OP_XOR flips bits of the second word.
    OP_FLIPS_BITS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// With FUTEX_OP_ARG_SHIFT the operand of FUTEX_WAKE_OP is 1 shifted left by the one given.
    OP_SHIFTS: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// Without FUTEX_OP_ARG_SHIFT the operand of FUTEX_WAKE_OP is the very number in its 12 bits.
    OP_LITERAL: Semantics, FUTEX_WAKE_OP_2CONST, "DESCRIPTION", of(VALUE);
    /// FUTEX_WAKE_OP returns how many waiters it woke on both words together.
    OP_RETURNS: Semantics, FUTEX_WAKE_OP_2CONST, "RETURN VALUE", of(SLEEP);
    /// FUTEX_WAKE_OP with a second word that is not aligned to four bytes fails with EINVAL.
    OP_MISALIGNED: Error, FUTEX_WAKE_OP_2CONST, "ERRORS";
    /// FUTEX_WAKE_OP with a second word at an address that is not valid fails with EFAULT.
    OP_UNMAPPED: Error, FUTEX_WAKE_OP_2CONST, "ERRORS";

    /// A futex word that is not aligned to four bytes is refused with EINVAL.
    MISALIGNED: Error, FUTEX_2, "ERRORS";
    /// A futex word at an address that is not valid is refused with EFAULT.
    UNMAPPED: Error, FUTEX_2, "ERRORS";
    /// With FUTEX_PRIVATE_FLAG too, an operation that wakes and does not look at its futex word is
    /// refused with EFAULT where that is at an address that is not valid.
    UNMAPPED_PRIVATE: Error, FUTEX_2, "ERRORS";
    /// A futex word in memory that may not be read is refused with EACCES.
    FORBIDDEN: Error, FUTEX_2, "ERRORS";
    /// An operation that futex does not have fails with ENOSYS.
    UNKNOWN: Error, FUTEX_2, "ERRORS";
    /// FUTEX_CLOCK_REALTIME with an operation that does not wait fails with ENOSYS.
    REALTIME_ELSEWHERE: Error, FUTEX_2, "ERRORS";
}
