//! splice, tee and vmsplice of pipes, as data and as deeds.

pub mod rules;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::seen::Saw;
use crate::engine::content::{Content, Piece};
use crate::engine::shrink::smaller;
use crate::engine::{Answer, Errno, Hands, Pick};
use crate::sys;

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Splicing {
    /// splice from pipe to pipe.
    Splice {
        from: Pick,
        to: Pick,
        bytes: u32,
        nonblock: bool,
    },
    Tee {
        from: Pick,
        to: Pick,
        bytes: u32,
        nonblock: bool,
    },
    /// splice of a read end into a new file, or to a write end from one; it never waits.
    File {
        fd: Pick,
        bytes: u32,
        tag: u16,
        pointed: bool,
    },
    /// vmsplice of a read end, or to a write end.
    Vmsplice {
        fd: Pick,
        bytes: u32,
        tag: u16,
        nonblock: bool,
    },
    /// Of a pipe, in a way that is refused.
    Wrong {
        fd: Pick,
        how: Wrong,
    },
    /// splice from file to file.
    SpliceFiles,
    /// vmsplice of an eventfd.
    VmspliceOfOther,
}

/// What is wrong with the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// splice with an offset for the pipe.
    Offset,
    /// splice into a file that appends.
    Appending,
    /// tee with a file.
    TeeOfFile,
    /// vmsplice with more than `IOV_MAX` segments.
    Segments,
    /// vmsplice with `SPLICE_F_GIFT` of memory that is not whole pages.
    UnalignedGift,
}

/// Where the content of a file begins: not at a page.
const BEGINNING: i64 = 3;
/// Bytes of a gift that is not whole pages.
const GIFT_BYTES: u32 = 100;
const NONBLOCK: u32 = libc::SPLICE_F_NONBLOCK;

/// Makes the call.
pub fn perform(splicing: &Splicing, hands: &mut Hands) -> Answer<Saw> {
    let number = |bytes: usize| Saw::Number(bytes as u64);
    let flags = |nonblock: bool| if nonblock { NONBLOCK } else { 0 };
    match *splicing {
        Splicing::Splice { from, to, bytes, nonblock } => {
            let (from, to) = ((hands.fd(from), None), (hands.fd(to), None));
            sys::splice(from, to, bytes as usize, flags(nonblock)).map(number)
        }
        Splicing::Tee { from, to, bytes, nonblock } => {
            let (from, to) = (hands.fd(from), hands.fd(to));
            sys::tee(from, to, bytes as usize, flags(nonblock)).map(number)
        }
        Splicing::File { fd, bytes, tag, pointed } => {
            let fd = hands.fd(fd);
            with_file(|file| {
                if is_read_end(fd)? {
                    into_file(fd, file, &mut hands.scratch[..bytes as usize], pointed)
                } else {
                    from_file(fd, file, Piece::of(tag, bytes), pointed)
                }
            })
        }
        Splicing::Vmsplice { fd, bytes, tag, nonblock } => {
            let fd = hands.fd(fd);
            if is_read_end(fd)? {
                let buffer = &mut hands.scratch[..bytes as usize];
                let read = sys::vmsplice_from(fd, buffer, flags(nonblock))?;
                return Ok(Saw::Read(Content::decode(&buffer[..read])));
            }
            sys::vmsplice_to(fd, Piece::of(tag, bytes).as_slice(), flags(nonblock)).map(number)
        }
        Splicing::Wrong { fd, how } => wrong(hands.fd(fd), how).map(number),
        Splicing::SpliceFiles => with_file(|from| {
            let other = |to| sys::splice((from, None), (to, None), 1, NONBLOCK).map(number);
            with_file(other)
        }),
        Splicing::VmspliceOfOther => {
            let other = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
            let answer = sys::vmsplice_to(other, Piece::of(0, 8).as_slice(), NONBLOCK);
            sys::close(other)?;
            answer.map(number)
        }
    }
}

fn with_file(call: impl FnOnce(i32) -> Answer<Saw>) -> Answer<Saw> {
    let file = sys::memfd(c"splice")?;
    let answer = call(file);
    sys::close(file)?;
    answer
}

fn is_read_end(fd: i32) -> Result<bool, Errno> {
    let flags = sys::fcntl(fd, libc::F_GETFL, 0)? as i32;
    Ok(flags & libc::O_ACCMODE == libc::O_RDONLY)
}

/// Whether the offset that was to move did so by this many bytes, and the other stayed.
fn as_said(file: i32, pointed: Option<i64>, moved: usize) -> Result<bool, Errno> {
    let own = sys::lseek(file, 0, libc::SEEK_CUR)? as i64;
    let after = BEGINNING + moved as i64;
    Ok(match pointed {
        Some(offset) => offset == after && own == 0,
        None => own == after,
    })
}

fn into_file(pipe: i32, file: i32, buffer: &mut [u8], pointed: bool) -> Answer<Saw> {
    let mut offset = pointed.then_some(BEGINNING);
    if !pointed {
        sys::lseek(file, BEGINNING, libc::SEEK_SET)?;
    }
    let moved = sys::splice((pipe, None), (file, offset.as_mut()), buffer.len(), NONBLOCK)?;
    let as_said = as_said(file, offset, moved)?;
    let read = sys::pread(file, (&mut *buffer).into(), BEGINNING)?;
    Ok(Saw::Filed { as_said, content: Content::decode(&buffer[..read]) })
}

fn from_file(pipe: i32, file: i32, piece: Piece, pointed: bool) -> Answer<Saw> {
    sys::pwrite(file, piece.as_slice().into(), BEGINNING)?;
    let mut offset = pointed.then_some(BEGINNING);
    if !pointed {
        sys::lseek(file, BEGINNING, libc::SEEK_SET)?;
    }
    let bytes = piece.bytes as usize;
    let moved = sys::splice((file, offset.as_mut()), (pipe, None), bytes, NONBLOCK)?;
    Ok(Saw::Moved { as_said: as_said(file, offset, moved)?, bytes: moved as u64 })
}

fn wrong(pipe: i32, how: Wrong) -> Result<usize, Errno> {
    match how {
        Wrong::Segments => return sys::vmsplice_too_many(pipe),
        Wrong::UnalignedGift => {
            let gift = Piece::of(0, GIFT_BYTES).as_slice();
            return sys::vmsplice_to(pipe, gift, libc::SPLICE_F_GIFT | NONBLOCK);
        }
        Wrong::Offset | Wrong::Appending | Wrong::TeeOfFile => {}
    }
    let file = sys::memfd(c"splice")?;
    let mut offset = 0;
    let (mut from, mut to) = ((pipe, Some(&mut offset)), (file, None));
    if !is_read_end(pipe)? {
        std::mem::swap(&mut from, &mut to);
    }
    let answer = match how {
        Wrong::TeeOfFile => sys::tee(from.0, to.0, 1, NONBLOCK),
        Wrong::Appending => {
            sys::fcntl(file, libc::F_SETFL, libc::O_APPEND.into())?;
            sys::splice((from.0, None), (to.0, None), 1, NONBLOCK)
        }
        _ => sys::splice(from, to, 1, NONBLOCK),
    };
    sys::close(file)?;
    answer
}

impl Splicing {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Splice { .. } => "splice",
            Self::Tee { .. } => "tee",
            Self::File { .. } => "splice of a file",
            Self::Vmsplice { .. } => "vmsplice",
            Self::Wrong { .. } | Self::SpliceFiles | Self::VmspliceOfOther => "splice, wrongly",
        }
    }

    pub fn call(&self) -> &'static str {
        match self {
            Self::Tee { .. } | Self::Wrong { how: Wrong::TeeOfFile, .. } => "tee",
            Self::Vmsplice { .. }
            | Self::VmspliceOfOther
            | Self::Wrong { how: Wrong::Segments | Wrong::UnalignedGift, .. } => "vmsplice",
            Self::Splice { .. }
            | Self::File { .. }
            | Self::SpliceFiles
            | Self::Wrong { how: Wrong::Offset | Wrong::Appending, .. } => "splice",
        }
    }

    pub fn class(&self) -> u32 {
        match *self {
            Self::Splice { nonblock: way, .. }
            | Self::Tee { nonblock: way, .. }
            | Self::File { pointed: way, .. }
            | Self::Vmsplice { nonblock: way, .. } => u32::from(way),
            Self::Wrong { how, .. } => how as u32,
            Self::SpliceFiles => 6,
            Self::VmspliceOfOther => 7,
        }
    }

    pub fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Splice { from, to, .. } | Self::Tee { from, to, .. } => smallvec![from, to],
            Self::File { fd, .. } | Self::Vmsplice { fd, .. } | Self::Wrong { fd, .. } => {
                smallvec![fd]
            }
            Self::SpliceFiles | Self::VmspliceOfOther => smallvec![],
        }
    }

    /// The same with fewer bytes.
    pub fn simpler(&self) -> Vec<Self> {
        let (Self::Splice { bytes: more, .. }
        | Self::Tee { bytes: more, .. }
        | Self::File { bytes: more, .. }
        | Self::Vmsplice { bytes: more, .. }) = self
        else {
            return vec![];
        };
        let fewer = |fewer| {
            let mut simpler = self.clone();
            if let Self::Splice { bytes, .. }
            | Self::Tee { bytes, .. }
            | Self::File { bytes, .. }
            | Self::Vmsplice { bytes, .. } = &mut simpler
            {
                *bytes = fewer;
            }
            simpler
        };
        if *more > 1 { smaller(*more).map(fewer).collect() } else { vec![] }
    }

    pub fn show(&self) -> String {
        let waits = |nonblock: &bool| if *nonblock { ", not waiting" } else { "" };
        match self {
            Self::Splice { from, to, bytes, nonblock } => {
                format!("splice {bytes} from {from} to {to}{}", waits(nonblock))
            }
            Self::Tee { from, to, bytes, nonblock } => {
                format!("tee {bytes} from {from} to {to}{}", waits(nonblock))
            }
            Self::File { fd, bytes, tag, pointed } => {
                let whose = if *pointed { "at an offset of ours" } else { "at its own offset" };
                format!("splice {bytes} (#{tag}) between {fd} and a file {whose}")
            }
            Self::Vmsplice { fd, bytes, tag, nonblock } => {
                format!("vmsplice {bytes} (#{tag}) {fd}{}", waits(nonblock))
            }
            Self::Wrong { fd, how } => match how {
                Wrong::Offset => format!("splice {fd} with an offset"),
                Wrong::Appending => format!("splice {fd} into a file that appends"),
                Wrong::TeeOfFile => format!("tee {fd} with a file"),
                Wrong::Segments => format!("vmsplice {fd} with 1025 segments"),
                Wrong::UnalignedGift => format!("vmsplice {fd} with a gift of {GIFT_BYTES} bytes"),
            },
            Self::SpliceFiles => "splice from file to file".into(),
            Self::VmspliceOfOther => "vmsplice of an eventfd".into(),
        }
    }

    /// As C, with `file()` for a new memfd.
    pub fn c(&self) -> String {
        let flags = |nonblock: &bool| if *nonblock { "SPLICE_F_NONBLOCK" } else { "0" };
        match self {
            Self::Splice { from, to, bytes, nonblock } => {
                let flags = flags(nonblock);
                format!("splice(fd[{}], NULL, fd[{}], NULL, {bytes}, {flags});", from.0, to.0)
            }
            Self::Tee { from, to, bytes, nonblock } => {
                format!("tee(fd[{}], fd[{}], {bytes}, {});", from.0, to.0, flags(nonblock))
            }
            Self::File { fd, bytes, pointed, .. } => {
                let offset = if *pointed { "&offset" } else { "NULL" };
                format!("splice_file(fd[{}], {offset}, {bytes});", fd.0)
            }
            Self::Vmsplice { fd, bytes, nonblock, .. } => {
                format!(
                    "vmsplice(fd[{}], &(struct iovec){{ buffer, {bytes} }}, 1, {});",
                    fd.0,
                    flags(nonblock)
                )
            }
            Self::Wrong { fd, how } => match how {
                Wrong::Offset => {
                    format!("splice(fd[{}], &offset, memfd, NULL, 1, SPLICE_F_NONBLOCK);", fd.0)
                }
                Wrong::Appending => format!(
                    "fcntl(memfd, F_SETFL, O_APPEND); splice(fd[{}], NULL, memfd, NULL, 1, 0);",
                    fd.0
                ),
                Wrong::TeeOfFile => format!("tee(fd[{}], memfd, 1, SPLICE_F_NONBLOCK);", fd.0),
                Wrong::Segments => format!("vmsplice(fd[{}], segments, 1025, 0);", fd.0),
                Wrong::UnalignedGift => format!(
                    "vmsplice(fd[{}], &(struct iovec){{ buffer, {GIFT_BYTES} }}, 1, \
                     SPLICE_F_GIFT);",
                    fd.0
                ),
            },
            Self::SpliceFiles => "splice(memfd, NULL, other_memfd, NULL, 1, 0);".into(),
            Self::VmspliceOfOther => {
                "vmsplice(eventfd(0, 0), &(struct iovec){ buffer, 8 }, 1, 0);".into()
            }
        }
    }
}
