//! splice, tee and vmsplice of pipes: how each is made.

use serde::{Deserialize, Serialize};

use super::{Call, Seen};
use crate::engine::content::{Content, Piece};
use crate::engine::forms::Choice;
use crate::engine::{Answer, Errno, Hands};
use crate::sys;

/// What is wrong with a call.
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

/// As C, with FD for the descriptor of the pipe.
impl Choice for Wrong {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Offset, "splice with an offset", "splice_at_offset(FD);"),
        (Self::Appending, "splice with a file that appends", "splice_appending(FD);"),
        (Self::TeeOfFile, "tee with a file", "tee_of_file(FD);"),
        (Self::Segments, "vmsplice of 1025 segments", "vmsplice_segments(FD);"),
        (Self::UnalignedGift, "vmsplice of a gift of 100 bytes", "vmsplice_gift(FD);"),
    ];
}

/// Where the content of a file begins: not at a page.
const BEGINNING: i64 = 3;
/// Bytes of a gift that is not whole pages.
const GIFT_BYTES: u32 = 100;
const NONBLOCK: u32 = libc::SPLICE_F_NONBLOCK;

/// Makes the call.
pub fn perform(call: Call, hands: &mut Hands) -> Answer {
    let number = |bytes: usize| Seen::Number { number: bytes as u64 }.into();
    let flags = |nonblock: bool| if nonblock { NONBLOCK } else { 0 };
    match call {
        Call::Splice { from, to, bytes, nonblock } => {
            let (from, to) = ((hands.fd(from), None), (hands.fd(to), None));
            sys::splice(from, to, bytes as usize, flags(nonblock)).map(number)
        }
        Call::Tee { from, to, bytes, nonblock } => {
            let (from, to) = (hands.fd(from), hands.fd(to));
            sys::tee(from, to, bytes as usize, flags(nonblock)).map(number)
        }
        Call::File { fd, bytes, tag, pointed } => {
            let fd = hands.fd(fd);
            with_file(|file| {
                if is_read_end(fd)? {
                    into_file(fd, file, &mut hands.scratch[..bytes as usize], pointed)
                } else {
                    from_file(fd, file, tag.piece(bytes), pointed)
                }
            })
        }
        Call::Vmsplice { fd, bytes, tag, nonblock } => {
            let fd = hands.fd(fd);
            if is_read_end(fd)? {
                let buffer = &mut hands.scratch[..bytes as usize];
                let read = sys::vmsplice_from(fd, buffer, flags(nonblock))?;
                return Seen::Read { content: Content::decode(&buffer[..read]) }.answer();
            }
            sys::vmsplice_to(fd, tag.piece(bytes).as_slice(), flags(nonblock)).map(number)
        }
        Call::Wrong { fd, how } => wrong(hands.fd(fd), how).map(number),
        Call::SpliceFiles => with_file(|from| {
            let other = |to| sys::splice((from, None), (to, None), 1, NONBLOCK).map(number);
            with_file(other)
        }),
        Call::VmspliceOfOther => {
            let other = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
            let answer = sys::vmsplice_to(other, Piece::of(0, 8).as_slice(), NONBLOCK);
            sys::close(other)?;
            answer.map(number)
        }
        _ => unreachable!("made elsewhere"),
    }
}

fn with_file(call: impl FnOnce(i32) -> Answer) -> Answer {
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

fn into_file(pipe: i32, file: i32, buffer: &mut [u8], pointed: bool) -> Answer {
    let mut offset = pointed.then_some(BEGINNING);
    if !pointed {
        sys::lseek(file, BEGINNING, libc::SEEK_SET)?;
    }
    let moved = sys::splice((pipe, None), (file, offset.as_mut()), buffer.len(), NONBLOCK)?;
    let as_said = as_said(file, offset, moved)?;
    let read = sys::pread(file, (&mut *buffer).into(), BEGINNING)?;
    Seen::Filed { as_said, content: Content::decode(&buffer[..read]) }.answer()
}

fn from_file(pipe: i32, file: i32, piece: Piece, pointed: bool) -> Answer {
    sys::pwrite(file, piece.as_slice().into(), BEGINNING)?;
    let mut offset = pointed.then_some(BEGINNING);
    if !pointed {
        sys::lseek(file, BEGINNING, libc::SEEK_SET)?;
    }
    let bytes = piece.bytes as usize;
    let moved = sys::splice((file, offset.as_mut()), (pipe, None), bytes, NONBLOCK)?;
    Seen::Moved { as_said: as_said(file, offset, moved)?, bytes: moved as u64 }.answer()
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
