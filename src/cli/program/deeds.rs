//! The engine's own deeds, as C.

use crate::engine::deed::Watching;
use crate::engine::{Actor, Deed, Pick};

/// The statements of a step: of who does it, and of another who has a part in it.
pub struct Written {
    pub by: Actor,
    pub first: String,
    pub second: Option<(Actor, String)>,
}

impl Written {
    pub fn by(by: Actor, first: String) -> Self {
        Self { by, first, second: None }
    }
}

/// The statements of a deed; the next actor to come to be is `next`.
pub fn written(by: Actor, deed: &Deed, next: Actor) -> Written {
    let slot = |pick: &Pick| format!("fd[{}]", pick.0);
    let flag = |on: bool| u8::from(on);
    let first = match deed {
        Deed::Close { fd } => format!("took(close({}));\n    {} = -1;", slot(fd), slot(fd)),
        Deed::Dup { fd } => format!("keep(dup({}));", slot(fd)),
        Deed::SetCloexec { fd, on } => {
            format!("took(fcntl({}, F_SETFD, {}));", slot(fd), if *on { "FD_CLOEXEC" } else { "0" })
        }
        Deed::GetCloexec { fd } => {
            format!("told_flag(fcntl({}, F_GETFD), FD_CLOEXEC);", slot(fd))
        }
        Deed::SetNonblock { fd, on } => format!("set_nonblocking({}, {});", slot(fd), flag(*on)),
        Deed::GetNonblock { fd } => format!("told_flag(fcntl({}, F_GETFL), O_NONBLOCK);", slot(fd)),
        Deed::GetAccess { fd } => format!("told(fcntl({}, F_GETFL) & O_ACCMODE);", slot(fd)),
        Deed::Fdinfo { fd } => format!(
            "int flags = fdinfo_flags({});\n    told(flags & O_ACCMODE);\n    \
             told_flag(flags, O_NONBLOCK);",
            slot(fd)
        ),
        Deed::FdinfoCloexec { fd } => format!("told_flag(fdinfo_flags({}), O_CLOEXEC);", slot(fd)),
        Deed::Poll { fd } => format!("told_poll({});", slot(fd)),
        Deed::Select { fd } => format!("told_select({});", slot(fd)),
        Deed::Epoll { fd, how } => format!("watch({}, {});", slot(fd), watching(*how)),
        Deed::EpollAgain => "watch_again();".into(),
        Deed::Pass { fd, to } => {
            let second = Some((*to, "receive_descriptor();".into()));
            return Written { by, first: format!("pass({}, {});", slot(fd), to.0), second };
        }
        Deed::Fork => format!("start_process({});", next.0),
        Deed::Thread => format!("start_thread({});", next.0),
        Deed::Exec => "run_again();".into(),
        Deed::Exit => "leave();".into(),
        Deed::Kill { target } => format!("kill_actor({});", target.0),
        Deed::Signal { target } => format!("signal_actor({});", target.0),
        Deed::Handle { restart } => format!("handle({});", flag(*restart)),
        Deed::IgnorePipe { on } => format!("ignore_sigpipe({});", flag(*on)),
        Deed::BecomeOther => "become_other();".into(),
        Deed::Umask { mask } => format!("umask({mask:#o});"),
    };
    Written::by(by, first)
}

fn watching(how: Watching) -> &'static str {
    match how {
        Watching::Level => "WATCH_LEVEL",
        Watching::Edge => "WATCH_EDGE",
        Watching::Oneshot => "WATCH_ONESHOT",
        Watching::Twice => "WATCH_TWICE",
        Watching::ChangeAbsent => "WATCH_CHANGE_ABSENT",
        Watching::RemoveAbsent => "WATCH_REMOVE_ABSENT",
        Watching::Duplicate => "WATCH_DUPLICATE",
        Watching::Outlived => "WATCH_OUTLIVED",
        Watching::Kept => "WATCH_KEPT",
        Watching::Nested => "WATCH_NESTED",
        Watching::Pwait2 => "WATCH_PWAIT2",
        Watching::ChangeExclusive => "WATCH_CHANGE_EXCLUSIVE",
        Watching::ChangeToExclusive => "WATCH_CHANGE_TO_EXCLUSIVE",
        Watching::ExclusiveOneshot => "WATCH_EXCLUSIVE_ONESHOT",
    }
}
