//! The calls of terminals and their masters, and what comes back.

use super::PTY;
use super::operands::{Ending, How, OpenFlags, Setting, When, Which};
use crate::claim::Need;
use crate::engine::content::Content;
use crate::engine::forms::{Flags, OutcomeRow, Row, Tag};
use crate::engine::{Access, Op, Outcome, Pick};
use crate::{calls, outcomes};

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of PTY:
    /// A new pair, by posix_openpt or by open of /dev/ptmx.
    Open { library: bool, access: Access = [Access::Both, Access::Read], flags: Flags<OpenFlags> },
        Row::of("open(/dev/ptmx)").kinds(open_kind).weight(4).opens(1)
            .words("{library?posix_openpt|open a pair} {access} {flags}")
            .c("keep({library?posix_openpt(|open(\"/dev/ptmx\", }{access} | O_NOCTTY | {flags}));");
    /// The slave of a master, as its peer or by its name.
    Slave { fd: Pick, how: How, flags: Flags<OpenFlags> },
        Row::of("open(/dev/pts)").kinds(slave_kind).weight(9).opens(1)
            .words("open the slave of {fd} {how} {flags}")
            .c("keep(open_slave(fd[{fd}], {how}, O_RDWR | O_NOCTTY | {flags}));");
    Unlock { fd: Pick },
        Row::of("unlockpt").weight(2).words("unlock {fd}").c("unlockpt(fd[{fd}]);");
    Lock { fd: Pick, on: bool },
        Row::of("ioctl(TIOCSPTLCK)").weight(2).words("TIOCSPTLCK {fd} {on}")
            .c("ioctl(fd[{fd}], TIOCSPTLCK, &(int){{on}});");
    IsLocked { fd: Pick },
        Row::of("ioctl(TIOCGPTLCK)").weight(2)
            .words("TIOCGPTLCK {fd}").c("ioctl(fd[{fd}], TIOCGPTLCK, &n);");
    Grant { fd: Pick },
        Row::of("grantpt").weight(2).words("grantpt {fd}").c("grantpt(fd[{fd}]);");
    /// Whose the slave is.
    Owner { fd: Pick },
        Row::of("stat").needs(&[Need::OwnTerminals])
            .words("owner of the slave of {fd}").c("show_owner(ptsname(fd[{fd}]));");
    /// Who may open the slave.
    Mode { fd: Pick },
        Row::of("stat").needs(&[Need::OwnTerminals])
            .words("mode of the slave of {fd}").c("show_mode(ptsname(fd[{fd}]));");
    /// The name of the slave, into a buffer that may be too small.
    Name { fd: Pick, short: bool },
        Row::of("ptsname_r").weight(2).words("ptsname {fd}{short? in 4 bytes|}")
            .c("ptsname_r(fd[{fd}], buffer, {short?4|64});");
    /// Whether the name of the slave exists.
    Exists { fd: Pick },
        Row::of("access").weight(2)
            .words("the name of the slave of {fd}").c("access(name_of_slave(fd[{fd}]), F_OK);");
    /// What /dev/ptmx is.
    Node, Row::of("stat").words("stat /dev/ptmx").c("show_stat(\"/dev/ptmx\");");
    IsTerminal { fd: Pick },
        Row::of("isatty").words("isatty {fd}").c("isatty(fd[{fd}]);");
    Set { fd: Pick, setting: Setting, when: When, min: u8 = [1, 0, 2, 3, 5], time: u8 = [0] },
        Row::of("tcsetattr").weight(6).races(false)
            .words("set {fd} {setting}, MIN {min}, TIME {time}, {when}")
            .c("set(fd[{fd}], {when}, {setting}, {min}, {time});");
    /// Whether it is in canonical mode.
    Get { fd: Pick },
        Row::of("tcgetattr").weight(2)
            .words("tcgetattr {fd}").c("tcgetattr(fd[{fd}], &termios);");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(24).words("read {bytes} from {fd}")
            .c("read(fd[{fd}], buffer, {bytes});");
    Write { fd: Pick, letters: u32 = [1], tag: Tag, ending: Ending },
        Row::of("write").weight(24).words("write {letters} letters (#{tag}){ending} to {fd}")
            .c("write_text(fd[{fd}], {letters}, \"{ending}\");");
    /// poll for input, without limit.
    Await { fd: Pick },
        Row::of("poll(POLLIN)").weight(5).words("await input of {fd}")
            .c("poll(&(struct pollfd){fd[{fd}], POLLIN}, 1, -1);");
    /// poll for an exceptional condition, at once.
    Priority { fd: Pick },
        Row::of("poll(POLLPRI)").weight(2).words("POLLPRI of {fd}")
            .c("poll(&(struct pollfd){fd[{fd}], POLLPRI}, 1, 0);");
    Fionread { fd: Pick },
        Row::of("ioctl(FIONREAD)").weight(8)
            .words("FIONREAD {fd}").c("ioctl(fd[{fd}], FIONREAD, &n);");
    Unsent { fd: Pick },
        Row::of("ioctl(TIOCOUTQ)").weight(2)
            .words("TIOCOUTQ {fd}").c("ioctl(fd[{fd}], TIOCOUTQ, &n);");
    Flush { fd: Pick, which: Which },
        Row::of("ioctl(TCFLSH)").weight(3).races(false)
            .words("flush {which} of {fd}").c("ioctl(fd[{fd}], TCFLSH, {which});");
    /// Suspends output, or lets it go on.
    Flow { fd: Pick, on: bool },
        Row::of("ioctl(TCXONC)").weight(2).races(false)
            .words("{on?restart|stop} the output of {fd}")
            .c("ioctl(fd[{fd}], TCXONC, {on?TCOON|TCOOFF});");
    Packet { fd: Pick, on: bool },
        Row::of("ioctl(TIOCPKT)").weight(2).races(false).words("packet mode of {fd} {on}")
            .c("ioctl(fd[{fd}], TIOCPKT, &(int){{on}});");
    IsPacket { fd: Pick },
        Row::of("ioctl(TIOCGPKT)").words("TIOCGPKT {fd}").c("ioctl(fd[{fd}], TIOCGPKT, &n);");
    SetSize { fd: Pick, rows: u16 = [24, 0, 65535], columns: u16 = [80, 1] },
        Row::of("ioctl(TIOCSWINSZ)").weight(2).words("window of {fd}: {rows} by {columns}")
            .c("ioctl(fd[{fd}], TIOCSWINSZ, &(struct winsize){{rows}, {columns}});");
    GetSize { fd: Pick },
        Row::of("ioctl(TIOCGWINSZ)").weight(2).words("window of {fd}")
            .c("ioctl(fd[{fd}], TIOCGWINSZ, &size);");
    Exclusive { fd: Pick, on: bool },
        Row::of("ioctl(TIOCEXCL)").races(false).words("exclusive mode of {fd} {on}")
            .c("ioctl(fd[{fd}], {on?TIOCEXCL|TIOCNXCL});");
    IsExclusive { fd: Pick },
        Row::of("ioctl(TIOCGEXCL)").words("TIOCGEXCL {fd}").c("ioctl(fd[{fd}], TIOCGEXCL, &n);");
    Session { fd: Pick },
        Row::of("ioctl(TIOCGSID)").words("TIOCGSID {fd}").c("ioctl(fd[{fd}], TIOCGSID, &n);");
    Group { fd: Pick },
        Row::of("ioctl(TIOCGPGRP)").words("TIOCGPGRP {fd}").c("ioctl(fd[{fd}], TIOCGPGRP, &n);");
}

outcomes! { Seen of PTY:
    Done, OutcomeRow::of("done");
    /// Whether the descriptor is the lowest that was free, whether the pair is none that the caller
    /// has, whether it is close-on-exec.
    Opened { lowest: bool, fresh: bool, cloexec: bool },
        OutcomeRow::of("a new pair{lowest?|, not by the lowest descriptor}\
            {fresh?|, which is not new}{cloexec?, close-on-exec|}").after_success();
    /// Whether it is the slave of that master, and close-on-exec.
    Slave { same: bool, cloexec: bool },
        OutcomeRow::of("{same?the slave|another slave}{cloexec?, close-on-exec|}").after_success();
    Owner { owned: bool }, OutcomeRow::of("{owned?the caller|another}");
    Mode { mode: u32 }, OutcomeRow::shown(show_mode);
    /// Whether what is so called is the slave.
    Named { right: bool }, OutcomeRow::of("a name of {right?the slave|something else}");
    Node { is_device: bool, major: u64, minor: u64 },
        OutcomeRow::of("{is_device?a character device|something else} {major}:{minor}");
    Flag { on: bool }, OutcomeRow::of("{on}");
    Read { content: Content },
        OutcomeRow::shown(show_read).differs(read_differs).lie(read_lie);
    Wrote { bytes: u64 }, OutcomeRow::of("wrote {bytes}");
    Number { number: u64 }, OutcomeRow::of("{number}");
    Size { rows: u16, columns: u16 }, OutcomeRow::of("{rows} by {columns}");
}

fn open_kind(op: &Op) -> &'static str {
    if matches!(Call::of(op), Call::Open { library: true, .. }) {
        "posix_openpt"
    } else {
        "open(/dev/ptmx)"
    }
}

fn slave_kind(op: &Op) -> &'static str {
    if matches!(Call::of(op), Call::Slave { how: How::Peer, .. }) {
        "ioctl(TIOCGPTPEER)"
    } else {
        "open(/dev/pts)"
    }
}

fn show_mode(outcome: &Outcome) -> String {
    match Seen::of(outcome) {
        Seen::Mode { mode } => format!("{mode:04o}"),
        _ => String::new(),
    }
}

/// So many bytes of what is read are shown.
const SHOWN: usize = 12;

fn show_read(outcome: &Outcome) -> String {
    match Seen::of(outcome) {
        Seen::Read { content } if !content.is_empty() => {
            let bytes = content.to_bytes();
            let octal: Vec<String> =
                bytes.iter().take(SHOWN).map(|byte| format!("{byte:03o}")).collect();
            format!("read {}, octal {}", bytes.len(), octal.concat())
        }
        _ => "read nothing".into(),
    }
}

/// The places of the claims of a read: which bytes it gives, that they are not fewer, that they are
/// not more.
const FEWER: usize = 1;
const MORE: usize = 2;

fn read_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Read { content: expected }, Seen::Read { content }) if content < expected => FEWER,
        (Seen::Read { content: expected }, Seen::Read { content }) if content > expected => MORE,
        _ => 0,
    }
}

fn read_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Read { content } = Seen::of(truth) else { return None };
    let content = match part {
        FEWER => content.shortened()?,
        MORE => lengthened(&content),
        _ => content.reversed().unwrap_or_else(|| lengthened(&content)),
    };
    Some(Seen::Read { content }.into())
}

/// One byte more.
fn lengthened(content: &Content) -> Content {
    Content::decode(&[&content.to_bytes()[..], b"!"].concat())
}
