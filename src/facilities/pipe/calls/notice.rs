//! The signal that says that there is new input: of a pipe made for it, to its maker.

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::engine::forms::Choice;
use crate::engine::{Answer, Errno};
use crate::sys;

/// How the signal is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// `F_SETOWN` and `O_ASYNC`: SIGIO.
    Usual,
    /// `F_SETSIG` besides: another signal, whose siginfo names the descriptor.
    Chosen,
    /// `F_SETOWN` alone: none.
    None,
}

impl Choice for Notice {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Usual, "write with O_ASYNC", "SIGIO, 1"),
        (Self::Chosen, "write with O_ASYNC and F_SETSIG", "SIGWINCH, 1"),
        (Self::None, "write without O_ASYNC", "SIGIO, 0"),
    ];
}

/// What `F_SETSIG` asks for: a signal of which no script of another room knows.
const CHOSEN: i32 = libc::SIGWINCH;

/// Makes a pipe, asks for the signal, writes a byte, and looks whether it came.
pub fn perform(how: Notice) -> Answer {
    let signal = if how == Notice::Chosen { CHOSEN } else { libc::SIGIO };
    let ends = sys::pipe2(libc::O_CLOEXEC)?;
    sys::catch(signal, true)?;
    let (before, _) = sys::notices();
    let asked = ask(ends[0], how);
    let wrote = asked.and_then(|()| sys::write(ends[1], [b'.'].as_slice().into()));
    let (count, kept) = sys::notices();
    let new = kept.len().saturating_sub(count - before);
    let came = kept[new..].iter().find(|notice| notice.signal == signal);
    // Where signals come late, one may still do so: it must not kill whoever asked for it.
    sys::ignore(signal)?;
    for end in ends {
        sys::close(end)?;
    }
    wrote?;
    let names_it = how == Notice::Chosen && came.is_some_and(|notice| notice.value == ends[0]);
    Seen::Noticed { came: came.is_some(), names_it }.answer()
}

fn ask(end: i32, how: Notice) -> Result<(), Errno> {
    sys::fcntl(end, libc::F_SETOWN, std::process::id().into())?;
    if how == Notice::Chosen {
        sys::fcntl(end, sys::F_SETSIG, CHOSEN.into())?;
    }
    if how != Notice::None {
        sys::fcntl(end, libc::F_SETFL, libc::O_ASYNC.into())?;
    }
    Ok(())
}
