//! The deeds without their operands: what a room asks for, and what steering and coverage count.

/// A deed without its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeedKind {
    Close,
    Dup,
    SetCloexec,
    GetCloexec,
    SetNonblock,
    GetNonblock,
    GetAccess,
    Fdinfo,
    FdinfoCloexec,
    Poll,
    Select,
    Epoll,
    EpollAgain,
    Pass,
    Fork,
    Thread,
    Exec,
    Exit,
    Kill,
    Signal,
    Handle,
    IgnorePipe,
    BecomeOther,
    Umask,
}

impl DeedKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Dup => "dup",
            Self::SetCloexec => "fcntl(F_SETFD)",
            Self::GetCloexec => "fcntl(F_GETFD)",
            Self::SetNonblock => "fcntl(F_SETFL)",
            Self::GetNonblock => "fcntl(F_GETFL)",
            Self::GetAccess => "fcntl(F_GETFL, O_ACCMODE)",
            Self::Fdinfo => "fdinfo flags",
            Self::FdinfoCloexec => "fdinfo flags, O_CLOEXEC",
            Self::Poll => "poll",
            Self::Select => "select",
            Self::Epoll => "epoll_wait",
            Self::EpollAgain => "epoll_wait again",
            Self::Pass => "sendmsg(SCM_RIGHTS)",
            Self::Fork => "fork",
            Self::Thread => "clone(CLONE_THREAD)",
            Self::Exec => "execveat",
            Self::Exit => "_exit",
            Self::Kill => "kill(SIGKILL)",
            Self::Signal => "kill(SIGUSR1)",
            Self::Handle => "sigaction",
            Self::IgnorePipe => "signal(SIGPIPE)",
            Self::BecomeOther => "setresuid",
            Self::Umask => "umask",
        }
    }

    /// Whether it is done to one descriptor, and says nothing of others.
    pub fn is_of_descriptor(self) -> bool {
        !self.needs_actor() && self != Self::EpollAgain || self == Self::Pass
    }

    /// Whether it says something only of calls that sleep and are interrupted.
    pub fn is_of_signal(self) -> bool {
        matches!(self, Self::Signal | Self::Handle)
    }

    /// Whether it must be done by an actor: the worker itself would be changed or ended by it.
    pub fn needs_actor(self) -> bool {
        !matches!(
            self,
            Self::Close
                | Self::Dup
                | Self::SetCloexec
                | Self::GetCloexec
                | Self::SetNonblock
                | Self::GetNonblock
                | Self::GetAccess
                | Self::Fdinfo
                | Self::FdinfoCloexec
                | Self::Poll
                | Self::Select
                | Self::Epoll
                | Self::EpollAgain
        )
    }
}
