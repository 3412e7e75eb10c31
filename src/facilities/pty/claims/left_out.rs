//! What was left out of this room, and why.

use crate::claim::Aspect::{Access, Configuration, Descriptor, Error, Limit, Semantics};
use crate::claim::pages::{
    GRANTPT_3, OPENPTY_3, POSIX_OPENPT_3, PTY_7, TCGETPGRP_3, TERMIOS_3TYPE, TIOCPKT_2CONST,
    TIOCSCTTY_2CONST, TIOCSTI_2CONST, TIOCSWINSZ_2CONST,
};
use crate::claim::{Aspect, LeftOut, Page};

const JOBS: &str = "an actor with a controlling terminal could be stopped or killed by it, which \
    the engine cannot follow";
const MACHINE: &str = "it counts the pairs of the whole machine, which others use too";

const fn left_out(
    name: &'static str,
    aspect: Aspect,
    page: &'static Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    left_out("intr_char", Semantics, &PTY_7, "DESCRIPTION", JOBS),
    left_out("noctty", Semantics, &POSIX_OPENPT_3, "DESCRIPTION", JOBS),
    left_out("sigwinch", Semantics, &TIOCSWINSZ_2CONST, "DESCRIPTION", JOBS),
    left_out("sctty", Semantics, &TIOCSCTTY_2CONST, "DESCRIPTION", JOBS),
    left_out("sctty_eperm", Error, &TIOCSCTTY_2CONST, "DESCRIPTION", JOBS),
    left_out("sctty_other", Error, &TIOCSCTTY_2CONST, "DESCRIPTION", JOBS),
    left_out("sctty_steal", Semantics, &TIOCSCTTY_2CONST, "DESCRIPTION", JOBS),
    left_out("notty_leader", Semantics, &TIOCSCTTY_2CONST, "DESCRIPTION", JOBS),
    left_out("fg_group", Semantics, &TCGETPGRP_3, "DESCRIPTION", JOBS),
    left_out("setpg_eperm", Error, &TCGETPGRP_3, "ERRORS", JOBS),
    left_out("setpg_sigttou", Semantics, &TCGETPGRP_3, "DESCRIPTION", JOBS),
    left_out("login_tty", Semantics, &OPENPTY_3, "DESCRIPTION", JOBS),
    left_out("forkpty", Semantics, &OPENPTY_3, "DESCRIPTION", JOBS),
    left_out("sti_ctty", Access, &TIOCSTI_2CONST, "DESCRIPTION", JOBS),
    left_out(
        "sti_insert",
        Semantics,
        &TIOCSTI_2CONST,
        "DESCRIPTION",
        "where dev.tty.legacy_tiocsti is 0 it asks for privileges over the whole machine, and the \
            setting binds everybody",
    ),
    left_out(
        "sti_cap",
        Access,
        &TIOCSTI_2CONST,
        "DESCRIPTION",
        "dev.tty.legacy_tiocsti binds every process of the machine",
    ),
    left_out("max_sysctl", Configuration, &PTY_7, "UNIX 98 pseudoterminals", MACHINE),
    left_out("nr_sysctl", Descriptor, &PTY_7, "UNIX 98 pseudoterminals", MACHINE),
    left_out("openpty_enoent", Limit, &OPENPTY_3, "ERRORS", MACHINE),
    left_out(
        "openpty",
        Semantics,
        &OPENPTY_3,
        "DESCRIPTION",
        "it is made of calls that this room makes one by one",
    ),
    left_out(
        "bsd_ptys",
        Configuration,
        &PTY_7,
        "DESCRIPTION",
        "BSD pairs are shared by the whole machine, and hardly any kernel has them",
    ),
    left_out(
        "group_tty",
        Access,
        &GRANTPT_3,
        "DESCRIPTION",
        "the page leaves open which group the slave gets",
    ),
    left_out(
        "packet_dostop",
        Semantics,
        &TIOCPKT_2CONST,
        "DESCRIPTION",
        "whether the start and stop characters are ^S and ^Q would have to be told by one setting \
            from another before any was made",
    ),
    left_out(
        "editing",
        Semantics,
        &TERMIOS_3TYPE,
        "Canonical and noncanonical mode",
        "the other special characters edit a line or concern job control",
    ),
];
