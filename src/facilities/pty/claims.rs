//! What pty(7), pts(4), termios(3type) and the pages of their calls say of pseudoterminals.

mod left_out;

use crate::claim::{FLAGS, Need, READY};
use crate::claims;
pub use left_out::LEFT_OUT;

/// What lies in either direction, and what a reader finds ready.
pub const BYTES: u32 = 1 | READY;
/// Whether a slave may be opened.
pub const LOCK: u32 = 1 << 1;
/// Which pair a master, a slave or a name is of.
pub const PAIR: u32 = 1 << 2;
/// How a terminal is set.
pub const SETTING: u32 = 1 << 3;
/// Packet mode, and the status that waits to be read.
pub const PACKET: u32 = 1 << 4;
/// The size of the window.
pub const SIZE: u32 = 1 << 5;
/// Exclusive mode.
pub const EXCLUSIVE: u32 = 1 << 6;
/// Whether a description blocks, which also shows in that a call slept that ought to have failed.
pub const BLOCKING: u32 = 1 << 7 | FLAGS;
/// Whether either end is open.
pub const ENDS: u32 = 1 << 8 | READY;
/// Whether output is stopped.
pub const FLOW: u32 = 1 << 9;
/// All that other bytes may show by.
pub const HELD: u32 = BYTES | SETTING | PAIR;

const OTHER_UID: &[Need] = &[Need::OtherUid];
const DEVPTS: &[Need] = &[Need::OwnTerminals];

claims! { "pty":
    // Pairs and names.

    /// posix_openpt opens a master that nobody uses yet.
    OPENPT_OPENS: Semantics, POSIX_OPENPT_3, "DESCRIPTION", glibc(), of(PAIR);
    /// An open of /dev/ptmx gives the master of a pair.
    PTMX_OPENS: Semantics, PTS_4, "DESCRIPTION", of(PAIR);
    /// A new master has the lowest descriptor that was free.
    OPENS_LOWEST: Descriptor, POSIX_OPENPT_3, "RETURN VALUE";
    /// Each master that is opened is of another pair than all the others.
    OPENS_INDEPENDENT: Semantics, PTS_4, "DESCRIPTION", of(PAIR);
    /// O_CLOEXEC sets close-on-exec on the descriptor of a new master or slave; without it that is
    /// clear.
    OPENS_CLOEXEC: Descriptor, OPEN_2, "DESCRIPTION", since(2, 6, 23);
    /// With no descriptor left under RLIMIT_NOFILE, neither a master nor a slave can be opened:
    /// EMFILE.
    OPENS_EMFILE: Limit, OPEN_2, "ERRORS";
    /// /dev/ptmx is the character device 5:2.
    PTMX_NODE: Descriptor, PTS_4, "DESCRIPTION";
    /// ptsname_r names the slave of a master.
    NAME_IS_OF_SLAVE: Semantics, PTSNAME_3, "DESCRIPTION", glibc(), of(PAIR);
    /// ptsname_r into a buffer that is too small gives ERANGE.
    NAME_SHORT: Error, PTSNAME_3, "ERRORS", glibc();
    /// ptsname_r of what is no master gives ENOTTY.
    NAME_OF_OTHER: Error, PTSNAME_3, "ERRORS", glibc();
    /// The name of a slave is there as long as its master is open, and no longer.
    NAME_LIFETIME: Persistence, POSIX_OPENPT_3, "NOTES", of(ENDS | PAIR);
    /// grantpt of a master succeeds.
    GRANTS: Semantics, GRANTPT_3, "RETURN VALUE", glibc();
    /// After grantpt the slave belongs to the real user of the process that called it.
    GRANT_OWNER: Access, GRANTPT_3, "DESCRIPTION", glibc(), needs(DEVPTS);
    /// After grantpt the mode of the slave is 0620.
    GRANT_MODE: Access, GRANTPT_3, "DESCRIPTION", glibc(), needs(DEVPTS);
    /// grantpt of no descriptor fails with EBADF.
    GRANT_BAD: Error, GRANTPT_3, "ERRORS", glibc();
    /// grantpt of a descriptor that is no master fails with EINVAL.
    GRANT_OTHER: Error, GRANTPT_3, "ERRORS", glibc();
    /// unlockpt lets the slave of a master be opened.
    UNLOCKS: Semantics, UNLOCKPT_3, "DESCRIPTION", glibc(), of(LOCK);
    /// unlockpt of a descriptor that is not open for writing fails with EBADF.
    UNLOCK_READ_ONLY: Error, UNLOCKPT_3, "ERRORS", glibc();
    /// unlockpt of what is no master fails with EINVAL.
    UNLOCK_OTHER: Error, UNLOCKPT_3, "ERRORS", glibc();
    /// The slave of a new master cannot be opened before it was unlocked.
    NEW_IS_LOCKED: Semantics, PTS_4, "DESCRIPTION", of(LOCK);
    /// TIOCSPTLCK with 1 locks the slave, so that it cannot be opened, and with 0 unlocks it.
    LOCK_SETS: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(LOCK);
    /// TIOCGPTLCK tells whether the slave is locked.
    LOCK_TOLD: Semantics, TIOCPKT_2CONST, "DESCRIPTION", since(3, 8, 0), of(LOCK);
    /// The name that ptsname gives opens the slave of an unlocked master.
    SLAVE_BY_NAME: Semantics, PTY_7, "UNIX 98 pseudoterminals", of(PAIR | LOCK | ENDS | EXCLUSIVE);
    /// TIOCGPTPEER opens the slave of a master without its name.
    SLAVE_AS_PEER: Descriptor, TIOCPKT_2CONST, "DESCRIPTION", since(4, 13, 0),
        of(PAIR | LOCK | ENDS | EXCLUSIVE);
    /// A slave is a terminal, by isatty.
    SLAVE_IS_TERMINAL: Semantics, PTY_7, "DESCRIPTION";

    // Bytes.

    /// What is written to the master the slave reads, in that order.
    MASTER_TO_SLAVE: Semantics, PTY_7, "DESCRIPTION", of(HELD | BLOCKING);
    /// What is written to the slave can be read from its master, in that order.
    SLAVE_TO_MASTER: Semantics, PTY_7, "DESCRIPTION", of(HELD | BLOCKING);
    /// What was written to one end may not be there yet for the other end.
    NOT_AT_ONCE: Semantics, PTY_7, "DESCRIPTION", permits();
    /// A write returns how many bytes it has written.
    WRITE_COUNTS: Semantics, WRITE_2, "RETURN VALUE", of(FLOW);
    /// A non-blocking write that would have to wait fails with EAGAIN.
    WRITE_EAGAIN: Error, WRITE_2, "ERRORS", permits();
    /// A write to a master that was opened for reading only fails with EBADF.
    WRITE_READ_ONLY: Error, WRITE_2, "ERRORS";
    /// A blocking read of a master, or of a terminal in canonical mode or with MIN above 0, sleeps
    /// until there is something to read.
    READ_WAITS: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", can_wait(),
        of(HELD | BLOCKING);
    /// A non-blocking read of a master for which there is nothing, or of a terminal in canonical
    /// mode without a line, fails with EAGAIN.
    READ_EAGAIN: Error, READ_2, "ERRORS", of(HELD | BLOCKING);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping read fail with EINTR.
    READ_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers";
    /// After a handler with SA_RESTART, a sleeping read goes on sleeping.
    READ_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BLOCKING);

    // Canonical mode.

    /// A new terminal is in canonical mode.
    CANONICAL_FIRST: Configuration, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(SETTING);
    /// tcgetattr tells the settings that tcsetattr made.
    SETTINGS_TOLD: Semantics, TCSETATTR_3, "DESCRIPTION", of(SETTING);
    /// tcsetattr sets what a terminal does.
    SETS: Semantics, TCSETATTR_3, "DESCRIPTION", of(SETTING);
    /// tcsetattr with TCSAFLUSH throws away what the terminal has received and nobody has read.
    SET_FLUSHES: Semantics, TCSETATTR_3, "DESCRIPTION", of(HELD);
    /// In canonical mode a read gives no part of a line that has not ended.
    LINE_WAITS: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", can_wait(),
        of(HELD | BLOCKING);
    /// In canonical mode a read gives a line with its newline.
    LINE_HAS_NEWLINE: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD);
    /// In canonical mode a read gives one line at most.
    LINE_ALONE: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD);
    /// In canonical mode a read that asks for less than the line gives that much, and leaves the
    /// rest to other reads.
    LINE_IN_PARTS: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD);
    /// A line is cut to 4096 bytes with its newline: what comes after its first 4095 bytes and
    /// before the newline is lost.
    LINE_CUT: Limit, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD);
    /// The EOF character after others lets them be read, without a newline.
    EOF_SENDS: Semantics, TERMIOS_3TYPE, ".c_cc array indices", of(HELD);
    /// The EOF character is not among what is read.
    EOF_NOT_READ: Semantics, TERMIOS_3TYPE, ".c_cc array indices", of(HELD);
    /// The EOF character at the beginning of a line makes a read return 0.
    EOF_FIRST: Semantics, TERMIOS_3TYPE, ".c_cc array indices", of(HELD | BLOCKING);
    /// With ICRNL and no IGNCR, a carriage return that is typed is read as a newline.
    RETURN_IS_NEWLINE: Semantics, TERMIOS_3TYPE, ".c_iflag flag constants", of(HELD);
    /// With ONLCR, a newline that is written to the slave comes out as carriage return and newline.
    NEWLINE_RETURNS: Semantics, TERMIOS_3TYPE, ".c_oflag flag constants", of(HELD);
    /// With ECHO, what is typed can be read from the master.
    ECHOES: Semantics, TERMIOS_3TYPE, ".c_lflag flag constants", of(HELD);

    // Noncanonical mode.

    /// A raw terminal changes nothing of its input: newline, carriage return and EOF are read as
    /// they were written.
    RAW_INPUT: Semantics, CFMAKERAW_3, "DESCRIPTION", of(HELD);
    /// A raw terminal changes nothing of its output.
    RAW_OUTPUT: Semantics, CFMAKERAW_3, "DESCRIPTION", of(HELD);
    /// With MIN above 0 and no TIME, a read sleeps while there are fewer than MIN bytes.
    MIN_WAITS: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", can_wait(),
        of(HELD | BLOCKING);
    /// With MIN above 0 and no TIME, also a read that asks for fewer than MIN bytes sleeps while
    /// there are fewer than MIN.
    MIN_WAITS_FOR_FEWER: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", can_wait(),
        of(HELD);
    /// With MIN above 0 and no TIME, a read gives at least MIN bytes where it asks for so many, and
    /// no more than it asks for.
    MIN_GIVEN: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD | BLOCKING);
    /// With neither MIN nor TIME, a read of an empty terminal returns 0 at once.
    POLLING_EMPTY: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode",
        of(HELD | BLOCKING);
    /// With neither MIN nor TIME, a read gives what there is, as far as it asks for that.
    POLLING_GIVES: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode",
        of(HELD | BLOCKING);
    /// With TIME and no MIN, a read returns 0 where the time passes without a byte.
    TIMER_EXPIRES: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode",
        of(HELD | BLOCKING);
    /// With TIME and no MIN, a read gives at once what there is.
    TIMER_GIVES: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode", of(HELD | BLOCKING);
    /// With MIN and TIME, a read gives what came, though that be less than MIN, where no further
    /// byte comes in time.
    INTERBYTE_EXPIRES: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode",
        of(HELD | BLOCKING);
    /// A non-blocking read of an empty terminal in noncanonical mode returns 0 or fails with
    /// EAGAIN.
    RAW_EMPTY_NONBLOCK: Semantics, TERMIOS_3TYPE, "Canonical and noncanonical mode",
        of(HELD | BLOCKING);

    // What is told of bytes, and thrown away.

    /// FIONREAD tells how many bytes there are to read.
    FIONREAD_COUNTS: Descriptor, TIOCINQ_2CONST, "DESCRIPTION", of(HELD);
    /// TIOCOUTQ tells how many bytes are in the output buffer: none that were not written, or that
    /// the other end has read.
    UNSENT_COUNTS: Descriptor, TIOCINQ_2CONST, "DESCRIPTION";
    /// TCIFLUSH throws away what was received and not read.
    FLUSH_INPUT: Semantics, TCFLUSH_3, "DESCRIPTION", of(HELD);
    /// TCOFLUSH leaves what the other end has received already.
    FLUSH_OUTPUT: Semantics, TCFLUSH_3, "DESCRIPTION", of(HELD);
    /// tcflow stops output with TCOOFF, and lets it go on with TCOON.
    FLOW_STOPS: Semantics, TCFLOW_3, "DESCRIPTION", of(FLOW);

    // Packet mode.

    /// TIOCPKT of a master switches packet mode on and off.
    PACKET_SWITCHES: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET);
    /// TIOCPKT of a slave fails with ENOTTY.
    PACKET_OF_SLAVE: Error, TIOCPKT_2CONST, "DESCRIPTION";
    /// TIOCGPKT tells whether packet mode is on.
    PACKET_TOLD: Semantics, TIOCPKT_2CONST, "DESCRIPTION", since(3, 8, 0), of(PACKET);
    /// In packet mode data that a master reads comes after a byte of zero.
    PACKET_DATA: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(HELD | PACKET | BLOCKING);
    /// In packet mode a master reads a change of status as one byte that is not zero: the bits of
    /// all that has changed.
    PACKET_STATUS: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET | FLOW);
    /// In packet mode the master is told that the input of the terminal was flushed.
    PACKET_FLUSHREAD: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET);
    /// In packet mode the master is told that the output of the terminal was flushed.
    PACKET_FLUSHWRITE: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET);
    /// In packet mode the master is told that the output of the terminal was stopped or goes on.
    PACKET_STOP_START: Semantics, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET | FLOW);
    /// In packet mode poll reports POLLPRI exactly while a status waits to be read.
    PACKET_PRIORITY: Descriptor, TIOCPKT_2CONST, "DESCRIPTION", of(PACKET | FLOW);

    // Windows, exclusive mode, sessions.

    /// The size of the window that one end was given, either end tells.
    SIZE_KEPT: Semantics, TIOCSWINSZ_2CONST, "DESCRIPTION", of(SIZE);
    /// TIOCSWINSZ of either end of a pair returns 0.
    SIZE_SETS: Semantics, TIOCSWINSZ_2CONST, "RETURN VALUE";
    /// TIOCEXCL puts a terminal into exclusive mode, and TIOCNXCL takes it out again.
    EXCLUSIVE_SETS: Semantics, TIOCEXCL_2CONST, "DESCRIPTION", of(EXCLUSIVE);
    /// TIOCGEXCL tells whether a terminal is in exclusive mode.
    EXCLUSIVE_TOLD: Semantics, TIOCEXCL_2CONST, "DESCRIPTION", since(3, 8, 0), of(EXCLUSIVE);
    /// Without CAP_SYS_ADMIN a terminal in exclusive mode cannot be opened again: EBUSY.
    EXCLUSIVE_EBUSY: Error, TIOCEXCL_2CONST, "DESCRIPTION", needs(OTHER_UID), of(EXCLUSIVE);
    /// With CAP_SYS_ADMIN a terminal in exclusive mode can be opened again.
    EXCLUSIVE_PRIVILEGED: Access, TIOCEXCL_2CONST, "DESCRIPTION",
        needs(&[Need::Has(crate::claim::Capability::SYS_ADMIN)]), of(EXCLUSIVE | LOCK | PAIR);
    /// TIOCGSID of a slave that is not the caller's controlling terminal fails with ENOTTY.
    SESSION_OF_OTHER: Error, TIOCSPGRP_2CONST, "ERRORS";
    /// The foreground group of a slave that is not the caller's controlling terminal is not told:
    /// ENOTTY.
    GROUP_OF_OTHER: Error, TCGETPGRP_3, "ERRORS";

    // Watching.

    /// poll with no limit sleeps on a terminal or a master until there is something to read.
    POLL_WAITS: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(HELD);
    /// poll with no limit returns where there is something to read.
    POLL_RETURNS: Semantics, POLL_2, "DESCRIPTION", of(HELD);
    /// poll reports input where there is something to read, and not where there is nothing.
    POLL_INPUT: Descriptor, POLL_2, "DESCRIPTION", of(HELD);
    /// poll reports output where a terminal or a master has room.
    POLL_OUTPUT: Descriptor, POLL_2, "DESCRIPTION", of(FLOW | BYTES);
    /// poll reports a hang-up at one end of a pair once the other end is closed, and not before.
    POLL_HANGUP: Descriptor, POLL_2, "DESCRIPTION", of(ENDS | PAIR);
}
