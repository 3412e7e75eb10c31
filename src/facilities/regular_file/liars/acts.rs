//! What is asked of the kernel instead of what the script says.

use std::os::unix::fs::PermissionsExt;

use crate::engine::{Access, Answer, Hands, Op};
use crate::facilities::regular_file::calls::{Call, Seen};
use crate::facilities::regular_file::perform::{path, perform};
use crate::sys;

pub fn pread_moves(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Pread { fd, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if let Ok(outcome) = &answer
        && let Seen::Data { bytes: bytes @ 1.., .. } = Seen::of(outcome)
    {
        let _ = sys::lseek(hands.fd(fd), bytes.into(), libc::SEEK_CUR);
    }
    Some(answer)
}

pub fn loses_last(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { bytes: 2.., .. } = Call::of(op) else { return None };
    let less = op.with_operand("bytes", |bytes| bytes - 1)?;
    Some(perform(&less, hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Wrote { bytes } => Seen::Wrote { bytes: bytes + 1 }.into(),
        _ => outcome,
    }))
}

pub fn rename_links(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Rename { name, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok()
        && let Call::Rename { to, .. } = Call::of(op)
        && to != name
    {
        let _ = sys::link(&path(to, hands), &path(name, hands));
    }
    Some(answer)
}

pub fn umask_unheeded(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, mode, .. } = Call::of(op) else { return None };
    let path = path(name, hands);
    let path = path.to_str().ok()?;
    let is_new = !std::path::Path::new(path).exists();
    let answer = perform(op, hands);
    if answer.is_ok() && is_new {
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode.0));
    }
    Some(answer)
}

pub fn resize_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Resize { fd, .. } = Call::of(op) else { return None };
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32;
    (flags & libc::O_ACCMODE != Access::Read.bits()).then(|| Seen::Done.answer())
}
