//! The calls of pipes, as data and as deeds.

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::notice::{self, Notice};
use super::seen::Saw;
use super::settings::{self, Setting};
use super::splicing::{self, Splicing};
use crate::claim::Need;
use crate::engine::content::{Content, Piece};
use crate::engine::shrink::smaller;
use crate::engine::{Answer, Hands, Operation, Pick};
use crate::sys;

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Create {
        flags: Flags,
        array: Array,
    },
    Read {
        fd: Pick,
        bytes: u32,
    },
    Write {
        fd: Pick,
        bytes: u32,
        tag: u16,
    },
    GetCapacity {
        fd: Pick,
    },
    SetCapacity {
        fd: Pick,
        bytes: u32,
    },
    /// `F_GETPIPE_SZ` of an eventfd.
    CapacityOfOther,
    Fionread {
        fd: Pick,
    },
    Lseek {
        fd: Pick,
    },
    /// `F_SETFL` with or without `O_DIRECT`.
    SetPacket {
        fd: Pick,
        on: bool,
    },
    /// fpathconf(3) for `_PC_PIPE_BUF`.
    PipeBuf {
        fd: Pick,
    },
    /// Reads the link in /proc/self/fd.
    Link {
        fd: Pick,
    },
    Splicing(Splicing),
    Notice(Notice),
    Setting(Setting),
}

/// The flags of pipe2, and one bit that it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flags {
    pub cloexec: bool,
    pub nonblock: bool,
    pub packet: bool,
    pub unknown: bool,
}

/// Where the descriptors are to be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Array {
    #[default]
    Ours,
    /// An address that is not the caller's memory.
    Invalid,
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer<Saw> {
    let number = |value: usize| Saw::Number(value as u64);
    match *op {
        Op::Create { flags, array } => Ok(create(flags, array, hands)),
        Op::Read { fd, bytes } => {
            let fd = hands.fd(fd);
            let buffer = &mut hands.scratch[..bytes as usize];
            let read = sys::read(fd, (&mut *buffer).into())?;
            Ok(Saw::Read(Content::decode(&buffer[..read])))
        }
        Op::Write { fd, bytes, tag } => {
            let wrote = sys::write(hands.fd(fd), Piece::of(tag, bytes).as_slice().into())?;
            Ok(Saw::Wrote(wrote as u64))
        }
        Op::GetCapacity { fd } => sys::fcntl(hands.fd(fd), libc::F_GETPIPE_SZ, 0).map(number),
        Op::SetCapacity { fd, bytes } => {
            sys::fcntl(hands.fd(fd), libc::F_SETPIPE_SZ, bytes.into()).map(number)
        }
        Op::CapacityOfOther => {
            let other = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
            let answer = sys::fcntl(other, libc::F_GETPIPE_SZ, 0).map(number);
            sys::close(other)?;
            answer
        }
        Op::Fionread { fd } => sys::readable_bytes(hands.fd(fd)).map(number),
        Op::Lseek { fd } => sys::lseek(hands.fd(fd), 0, libc::SEEK_CUR).map(number),
        Op::SetPacket { fd, on } => {
            let fd = hands.fd(fd);
            let flags = sys::fcntl(fd, libc::F_GETFL, 0)? as i32;
            let direct = libc::O_DIRECT;
            let flags = if on { flags | direct } else { flags & !direct };
            sys::fcntl(fd, libc::F_SETFL, flags.into()).map(|_| Saw::Done)
        }
        Op::PipeBuf { fd } => sys::pathconf(hands.fd(fd), libc::_PC_PIPE_BUF).map(number),
        Op::Splicing(ref splicing) => splicing::perform(splicing, hands),
        Op::Link { fd } => settings::link(hands.fd(fd)),
        Op::Notice(how) => notice::perform(how),
        Op::Setting(setting) => settings::perform(setting),
    }
}

fn create(flags: Flags, array: Array, hands: &mut Hands) -> Saw {
    /// No descriptor: shows whether the array was written to.
    const UNTOUCHED: [i32; 2] = [-7, -7];
    let mut ends = UNTOUCHED;
    let target = (array == Array::Ours).then_some(&mut ends);
    if let Err(errno) = sys::pipe2_into(target, flags.bits()) {
        return Saw::Refused { errno: errno.0, array_untouched: ends == UNTOUCHED };
    }
    let flag = |fd, command, bit: i32| {
        sys::fcntl(fd, command, 0).is_ok_and(|flags| flags & bit as usize == bit as usize)
    };
    let saw = Saw::Created {
        read_end_first: !flag(ends[0], libc::F_GETFL, libc::O_WRONLY)
            && flag(ends[1], libc::F_GETFL, libc::O_WRONLY),
        cloexec: ends.map(|fd| flag(fd, libc::F_GETFD, libc::FD_CLOEXEC)),
        nonblock: ends.map(|fd| flag(fd, libc::F_GETFL, libc::O_NONBLOCK)),
    };
    hands.keep(ends[0]);
    hands.keep(ends[1]);
    saw
}

impl Flags {
    fn bits(self) -> i32 {
        let bit = |on, bit| if on { bit } else { 0 };
        bit(self.cloexec, libc::O_CLOEXEC)
            | bit(self.nonblock, libc::O_NONBLOCK)
            | bit(self.packet, libc::O_DIRECT)
            | bit(self.unknown, libc::O_APPEND)
    }

    fn c(self) -> String {
        let names = [
            (self.cloexec, "O_CLOEXEC"),
            (self.nonblock, "O_NONBLOCK"),
            (self.packet, "O_DIRECT"),
            (self.unknown, "O_APPEND"),
        ];
        let set: Vec<_> = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        if set.is_empty() { "0".into() } else { set.join("|") }
    }
}

impl Operation for Op {
    fn needs(&self) -> &'static [Need] {
        match self {
            Self::Link { .. } => &[Need::Proc],
            Self::Setting(_) => &[Need::OwnMachine],
            _ => &[],
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "pipe2",
            Self::Read { .. } => "read",
            Self::Write { .. } => "write",
            Self::GetCapacity { .. } => "fcntl(F_GETPIPE_SZ)",
            Self::SetCapacity { .. } => "fcntl(F_SETPIPE_SZ)",
            Self::CapacityOfOther => "fcntl(F_GETPIPE_SZ) of an eventfd",
            Self::Fionread { .. } => "ioctl(FIONREAD)",
            Self::Lseek { .. } => "lseek",
            Self::SetPacket { .. } => "fcntl(F_SETFL, O_DIRECT)",
            Self::PipeBuf { .. } => "fpathconf",
            Self::Splicing(splicing) => splicing.kind(),
            Self::Link { .. } => "readlink",
            Self::Notice(_) => "fcntl(F_SETFL, O_ASYNC)",
            Self::Setting(setting) => setting.kind(),
        }
    }

    fn call(&self) -> &'static str {
        match self {
            Self::Splicing(splicing) => splicing.call(),
            _ => self.kind(),
        }
    }

    fn class(&self) -> u32 {
        const PIPE_BUF: u32 = 4096;
        match *self {
            Self::Create { flags, array } => {
                u32::from(flags.packet) | u32::from(flags.unknown) << 1 | (array as u32) << 2
            }
            Self::Write { bytes, .. } => u32::from(bytes > PIPE_BUF),
            Self::Read { bytes, .. } => u32::from(bytes == 0),
            Self::SetCapacity { bytes, .. } => bytes.checked_ilog2().unwrap_or(0),
            Self::Splicing(ref splicing) => splicing.class(),
            Self::Notice(how) => how as u32,
            _ => 0,
        }
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Create { .. } | Self::CapacityOfOther | Self::Notice(_) | Self::Setting(_) => {
                smallvec![]
            }
            Self::Splicing(splicing) => splicing.picks(),
            Self::Read { fd, .. }
            | Self::Write { fd, .. }
            | Self::GetCapacity { fd }
            | Self::SetCapacity { fd, .. }
            | Self::Fionread { fd }
            | Self::Lseek { fd }
            | Self::Link { fd }
            | Self::SetPacket { fd, .. }
            | Self::PipeBuf { fd } => smallvec![fd],
        }
    }

    fn simpler(&self) -> Vec<Self> {
        match *self {
            Self::Create { flags, array } => [
                Flags::default(),
                Flags { cloexec: false, ..flags },
                Flags { nonblock: false, ..flags },
                Flags { packet: false, ..flags },
            ]
            .map(|flags| Self::Create { flags, array })
            .into(),
            Self::Read { fd, bytes } if bytes > 1 => {
                smaller(bytes).map(|bytes| Self::Read { fd, bytes }).collect()
            }
            Self::Write { fd, bytes, tag } if bytes > 1 => {
                smaller(bytes).map(|bytes| Self::Write { fd, bytes, tag }).collect()
            }
            Self::SetCapacity { fd, bytes } if bytes > 1 => {
                smaller(bytes).map(|bytes| Self::SetCapacity { fd, bytes }).collect()
            }
            Self::Splicing(ref splicing) => {
                splicing.simpler().into_iter().map(Self::Splicing).collect()
            }
            _ => vec![],
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Create { flags, array: Array::Ours } => format!("pipe2 {}", flags.c()),
            Self::Create { flags, .. } => format!("pipe2 {} to a bad address", flags.c()),
            Self::Read { fd, bytes } => format!("read {bytes} from {fd}"),
            Self::Write { fd, bytes, tag } => format!("write {bytes} (#{tag}) to {fd}"),
            Self::GetCapacity { fd } => format!("capacity? {fd}"),
            Self::SetCapacity { fd, bytes } => format!("capacity {bytes} {fd}"),
            Self::CapacityOfOther => "capacity? of an eventfd".into(),
            Self::Fionread { fd } => format!("FIONREAD {fd}"),
            Self::Lseek { fd } => format!("lseek {fd}"),
            Self::SetPacket { fd, on: true } => format!("O_DIRECT on {fd}"),
            Self::SetPacket { fd, on: false } => format!("O_DIRECT off {fd}"),
            Self::PipeBuf { fd } => format!("PIPE_BUF? {fd}"),
            Self::Splicing(splicing) => splicing.show(),
            Self::Link { fd } => format!("readlink {fd}"),
            Self::Notice(how) => how.to_string(),
            Self::Setting(setting) => setting.to_string(),
        }
    }

    fn c(&self) -> String {
        match self {
            Self::Create { flags, array: Array::Ours } => {
                format!("pipe2(ends, {}); keep(ends[0]); keep(ends[1]);", flags.c())
            }
            Self::Create { flags, .. } => format!("pipe2((int *)8, {});", flags.c()),
            Self::Read { fd, bytes } => format!("read(fd[{}], buffer, {bytes});", fd.0),
            Self::Write { fd, bytes, .. } => format!("write(fd[{}], buffer, {bytes});", fd.0),
            Self::GetCapacity { fd } => format!("fcntl(fd[{}], F_GETPIPE_SZ);", fd.0),
            Self::SetCapacity { fd, bytes } => {
                format!("fcntl(fd[{}], F_SETPIPE_SZ, {bytes});", fd.0)
            }
            Self::CapacityOfOther => "fcntl(eventfd(0, 0), F_GETPIPE_SZ);".into(),
            Self::Fionread { fd } => format!("ioctl(fd[{}], FIONREAD, &n);", fd.0),
            Self::Lseek { fd } => format!("lseek(fd[{}], 0, SEEK_CUR);", fd.0),
            Self::SetPacket { fd, on } => format!(
                "fcntl(fd[{0}], F_SETFL, fcntl(fd[{0}], F_GETFL) {1} O_DIRECT);",
                fd.0,
                if *on { "|" } else { "& ~" }
            ),
            Self::PipeBuf { fd } => format!("fpathconf(fd[{}], _PC_PIPE_BUF);", fd.0),
            Self::Splicing(splicing) => splicing.c(),
            Self::Link { fd } => format!("show_link(fd[{}]);", fd.0),
            Self::Setting(setting) => format!("/* {setting} */"),
            Self::Notice(how) => format!("/* to a new pipe: {how} */"),
        }
    }
}
