//! The calls of pipes, and what comes back.

mod notice;
mod seen;
mod settings;
mod splicing;

use serde::{Deserialize, Serialize};

use super::PIPE;
use super::model::PIPE_BUF;
use crate::claim::Need;
use crate::engine::content::Content;
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Operand, Row, Tag, flag};
use crate::engine::{Answer, Hands, Op, Pick};
use crate::{calls, sys};
pub use notice::Notice;
pub use seen::{OUTCOMES, Seen};
pub use settings::Setting;
pub use splicing::Wrong;

/// The flags of pipe2, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Ends;

pub const CLOEXEC: i32 = libc::O_CLOEXEC;
pub const NONBLOCK: i32 = libc::O_NONBLOCK;
pub const PACKET: i32 = libc::O_DIRECT;
pub const UNKNOWN: i32 = libc::O_APPEND;

impl FlagSet for Ends {
    const TABLE: &'static [FlagSpec] = &[
        flag("cloexec", "O_CLOEXEC", CLOEXEC).percent(25),
        flag("nonblock", "O_NONBLOCK", NONBLOCK).percent(45),
        flag("packet", "O_DIRECT", PACKET).percent(15).tells(),
        flag("unknown", "O_APPEND", UNKNOWN).percent(3).tells(),
    ];
}

/// Where the descriptors are to be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Array {
    Ours,
    /// An address that is not the caller's memory.
    Invalid,
}

impl Choice for Array {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Ours, "", "ends"), (Self::Invalid, " to a bad address", "(int *)8")];
}

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of PIPE:
    Create { flags: Flags<Ends>, array: Array },
        Row::of("pipe2").weight(3).opens(2)
            .words("pipe2 {flags}{array}")
            .c("make_pipe({array}, {flags});");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(30).class(class)
            .words("read {bytes} from {fd}").c("held(read(fd[{fd}], buffer, {bytes}), buffer);");
    Write { fd: Pick, bytes: u32 = [1], tag: Tag },
        Row::of("write").weight(40).class(class)
            .words("write {bytes} (#{tag}) to {fd}")
            .c("told(write(fd[{fd}], piece({tag}), {bytes}));");
    GetCapacity { fd: Pick },
        Row::of("fcntl(F_GETPIPE_SZ)").weight(4)
            .words("capacity? {fd}").c("told(fcntl(fd[{fd}], F_GETPIPE_SZ));");
    SetCapacity { fd: Pick, bytes: u32 = [1] },
        Row::of("fcntl(F_SETPIPE_SZ)").weight(7).class(class)
            .words("capacity {bytes} {fd}").c("told(fcntl(fd[{fd}], F_SETPIPE_SZ, {bytes}u));");
    CapacityOfOther,
        Row::of("fcntl(F_GETPIPE_SZ) of an eventfd")
            .words("capacity? of an eventfd").c("told(fcntl(eventfd(0, 0), F_GETPIPE_SZ));");
    Fionread { fd: Pick },
        Row::of("ioctl(FIONREAD)").weight(6)
            .words("FIONREAD {fd}").c("told_readable(fd[{fd}]);");
    Lseek { fd: Pick },
        Row::of("lseek").words("lseek {fd}").c("told(lseek(fd[{fd}], 0, SEEK_CUR));");
    /// `F_SETFL` with or without `O_DIRECT`.
    SetPacket { fd: Pick, on: bool },
        Row::of("fcntl(F_SETFL, O_DIRECT)").words("O_DIRECT {on} {fd}")
            .c("took(fcntl(fd[{fd}], F_SETFL, \
                (fcntl(fd[{fd}], F_GETFL) & ~O_DIRECT){on? | O_DIRECT|}));");
    /// fpathconf(3) for `_PC_PIPE_BUF`.
    PipeBuf { fd: Pick },
        Row::of("fpathconf").words("PIPE_BUF? {fd}").c("told(fpathconf(fd[{fd}], _PC_PIPE_BUF));");
    /// Reads the link in /proc/self/fd.
    Link { fd: Pick },
        Row::of("readlink").needs(&[Need::Proc]).words("readlink {fd}").c("told_link(fd[{fd}]);");
    /// splice from pipe to pipe. Nobody says that splice and its kin take effect at one moment.
    Splice { from: Pick, to: Pick, bytes: u32 = [1], nonblock: bool },
        Row::of("splice").path(&["splicing", "splice"]).weight(8).races(false).class(class)
            .words("splice {bytes} from {from} to {to}{nonblock?, not waiting|}")
            .c("told(splice(fd[{from}], NULL, fd[{to}], NULL, {bytes}, \
                {nonblock?SPLICE_F_NONBLOCK|0}));");
    Tee { from: Pick, to: Pick, bytes: u32 = [1], nonblock: bool },
        Row::of("tee").path(&["splicing", "tee"]).weight(4).races(false).class(class)
            .words("tee {bytes} from {from} to {to}{nonblock?, not waiting|}")
            .c("told(tee(fd[{from}], fd[{to}], {bytes}, {nonblock?SPLICE_F_NONBLOCK|0}));");
    /// splice of a read end into a new file, or to a write end from one; it never waits.
    File { fd: Pick, bytes: u32 = [1], tag: Tag, pointed: bool },
        Row::of("splice of a file").call("splice").path(&["splicing", "file"])
            .weight(3).races(false).class(class)
            .words("splice {bytes} (#{tag}) between {fd} and a file at \
                {pointed?an offset of ours|its own offset}")
            .c("splice_file(fd[{fd}], {pointed}, piece({tag}), {bytes});");
    /// vmsplice of a read end, or to a write end.
    Vmsplice { fd: Pick, bytes: u32 = [1], tag: Tag, nonblock: bool },
        Row::of("vmsplice").path(&["splicing", "vmsplice"]).weight(5).races(false).class(class)
            .words("vmsplice {bytes} (#{tag}) {fd}{nonblock?, not waiting|}")
            .c("vmsplice_one(fd[{fd}], piece({tag}), {bytes}, {nonblock?SPLICE_F_NONBLOCK|0});");
    /// A splice, tee or vmsplice of a pipe, in a way that is refused.
    Wrong { fd: Pick, how: Wrong },
        Row::of("splice").kinds(wrong_kind).path(&["splicing", "wrong"]).races(false).class(class)
            .words("{how} on {fd}").written(wrong_c);
    /// splice from file to file.
    SpliceFiles,
        Row::of("splice").path(&["splicing", "splice_files"]).races(false).class(class)
            .words("splice from file to file")
            .c("took(splice(a_file(), NULL, a_file(), NULL, 1, 0));");
    VmspliceOfOther,
        Row::of("vmsplice").path(&["splicing", "vmsplice_of_other"]).races(false).class(class)
            .words("vmsplice of an eventfd")
            .c("took(vmsplice(eventfd(0, 0), &(struct iovec){ table, 8 }, 1, 0));");
    /// Asks for the signal that says that there is new input, of a pipe made for it.
    Notice { how: Notice },
        Row::of("fcntl(F_SETFL, O_ASYNC)").bare().races(false)
            .words("{how}").c("write_and_notice({how});");
    /// Writes a value to pipe-max-size, reads it, and puts it back as it was.
    TryMaxSize { bytes: u32 = [5000, 4096, 4095] },
        Row::of("write of a setting").path(&["setting", "try_max_size"]).bare()
            .needs(&[Need::OwnMachine]).races(false)
            .words("try {bytes} for fs.pipe-max-size").c("try_max_size({bytes});");
    Setting { which: Setting },
        Row::of("read of a setting").bare().needs(&[Need::OwnMachine]).races(false)
            .words("{which}?").c("told_setting(\"{which}\");");
}

fn class(op: &Op) -> u32 {
    match Call::of(op) {
        Call::Read { bytes, .. } => u32::from(bytes == 0),
        Call::Write { bytes, .. } => u32::from(bytes > PIPE_BUF),
        Call::SetCapacity { bytes, .. } => bytes.checked_ilog2().unwrap_or(0),
        Call::Splice { nonblock: way, .. }
        | Call::Tee { nonblock: way, .. }
        | Call::File { pointed: way, .. }
        | Call::Vmsplice { nonblock: way, .. } => u32::from(way),
        Call::Wrong { how, .. } => 2 + how.class(),
        Call::SpliceFiles | Call::VmspliceOfOther => 7,
        _ => 0,
    }
}

fn wrong_kind(op: &Op) -> &'static str {
    let Call::Wrong { how, .. } = Call::of(op) else { return "splice" };
    match how {
        Wrong::Offset | Wrong::Appending => "splice",
        Wrong::TeeOfFile => "tee",
        Wrong::Segments | Wrong::UnalignedGift => "vmsplice",
    }
}

fn wrong_c(op: &Op) -> String {
    let Call::Wrong { fd, how } = Call::of(op) else { return String::new() };
    how.c().replace("FD", &format!("fd[{}]", fd.0))
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let number = |value: usize| Seen::Number { number: value as u64 }.into();
    match Call::of(op) {
        Call::Create { flags, array } => create(flags, array, hands).answer(),
        Call::Read { fd, bytes } => {
            let fd = hands.fd(fd);
            let buffer = &mut hands.scratch[..bytes as usize];
            let read = sys::read(fd, (&mut *buffer).into())?;
            Seen::Read { content: Content::decode(&buffer[..read]) }.answer()
        }
        Call::Write { fd, bytes, tag } => {
            let wrote = sys::write(hands.fd(fd), tag.piece(bytes).as_slice().into())?;
            Seen::Wrote { bytes: wrote as u64 }.answer()
        }
        Call::GetCapacity { fd } => sys::fcntl(hands.fd(fd), libc::F_GETPIPE_SZ, 0).map(number),
        Call::SetCapacity { fd, bytes } => {
            sys::fcntl(hands.fd(fd), libc::F_SETPIPE_SZ, bytes.into()).map(number)
        }
        Call::CapacityOfOther => {
            let other = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
            let answer = sys::fcntl(other, libc::F_GETPIPE_SZ, 0).map(number);
            sys::close(other)?;
            answer
        }
        Call::Fionread { fd } => sys::readable_bytes(hands.fd(fd)).map(number),
        Call::Lseek { fd } => sys::lseek(hands.fd(fd), 0, libc::SEEK_CUR).map(number),
        Call::SetPacket { fd, on } => {
            let fd = hands.fd(fd);
            let flags = sys::fcntl(fd, libc::F_GETFL, 0)? as i32;
            let flags = if on { flags | PACKET } else { flags & !PACKET };
            sys::fcntl(fd, libc::F_SETFL, flags.into())?;
            Seen::Done.answer()
        }
        Call::PipeBuf { fd } => sys::pathconf(hands.fd(fd), libc::_PC_PIPE_BUF).map(number),
        Call::Link { fd } => {
            let named = format!("pipe:[{}]", sys::fstat(hands.fd(fd))?.st_ino);
            Seen::Named { so: hands.link(fd)? == named }.answer()
        }
        Call::Notice { how } => notice::perform(how),
        Call::TryMaxSize { bytes } => settings::try_max_size(bytes),
        Call::Setting { which } => settings::read(which.limit()),
        splicing => splicing::perform(splicing, hands),
    }
}

fn create(flags: Flags<Ends>, array: Array, hands: &mut Hands) -> Seen {
    /// No descriptor: shows whether the array was written to.
    const UNTOUCHED: [i32; 2] = [-7, -7];
    let mut ends = UNTOUCHED;
    let target = (array == Array::Ours).then_some(&mut ends);
    if let Err(errno) = sys::pipe2_into(target, flags.bits()) {
        return Seen::Refused { errno, array_untouched: ends == UNTOUCHED };
    }
    let flag = |fd, command, bit: i32| {
        sys::fcntl(fd, command, 0).is_ok_and(|flags| flags & bit as usize == bit as usize)
    };
    let seen = Seen::Created {
        read_end_first: !flag(ends[0], libc::F_GETFL, libc::O_WRONLY)
            && flag(ends[1], libc::F_GETFL, libc::O_WRONLY),
        cloexec: ends.map(|fd| flag(fd, libc::F_GETFD, libc::FD_CLOEXEC)),
        nonblock: ends.map(|fd| flag(fd, libc::F_GETFL, libc::O_NONBLOCK)),
    };
    hands.keep(ends[0]);
    hands.keep(ends[1]);
    seen
}
