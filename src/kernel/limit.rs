//! The limits that cases draw and models take as parameters.

use serde::{Deserialize, Serialize};

/// A limit, by what it binds: a process's resource limit, or a setting under /proc/sys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// `RLIMIT_NOFILE`, counted as the descriptors that an actor may still open.
    NofileRoom,
    /// `RLIMIT_MSGQUEUE`, in bytes.
    MsgqueueBytes,
    MqueueMsgMax,
    MqueueMsgDefault,
    MqueueMsgsizeMaxBytes,
    MqueueMsgsizeDefaultBytes,
    MqueueQueuesMax,
    PipeMaxSizeBytes,
    PipeUserPagesSoft,
    PipeUserPagesHard,
    /// Semaphores in a set.
    Semmsl,
    /// Semaphores in all sets.
    Semmns,
    /// Operations in a call.
    Semopm,
    /// Semaphore sets.
    Semmni,
    MsgmaxBytes,
    MsgmnbBytes,
    /// System V message queues.
    Msgmni,
}

/// What a limit counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binds {
    Process,
    IpcNamespace,
    User,
    Machine,
}

impl Binds {
    /// As records say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::IpcNamespace => "IPC namespace",
            Self::User => "user",
            Self::Machine => "machine",
        }
    }
}

impl Limit {
    pub const ALL: [Self; 17] = [
        Self::NofileRoom,
        Self::MsgqueueBytes,
        Self::MqueueMsgMax,
        Self::MqueueMsgDefault,
        Self::MqueueMsgsizeMaxBytes,
        Self::MqueueMsgsizeDefaultBytes,
        Self::MqueueQueuesMax,
        Self::PipeMaxSizeBytes,
        Self::PipeUserPagesSoft,
        Self::PipeUserPagesHard,
        Self::Semmsl,
        Self::Semmns,
        Self::Semopm,
        Self::Semmni,
        Self::MsgmaxBytes,
        Self::MsgmnbBytes,
        Self::Msgmni,
    ];

    /// The file under /proc/sys, if it is a setting.
    pub fn sysctl(self) -> Option<&'static str> {
        Some(match self {
            Self::NofileRoom | Self::MsgqueueBytes => return None,
            Self::MqueueMsgMax => "fs/mqueue/msg_max",
            Self::MqueueMsgDefault => "fs/mqueue/msg_default",
            Self::MqueueMsgsizeMaxBytes => "fs/mqueue/msgsize_max",
            Self::MqueueMsgsizeDefaultBytes => "fs/mqueue/msgsize_default",
            Self::MqueueQueuesMax => "fs/mqueue/queues_max",
            Self::PipeMaxSizeBytes => "fs/pipe-max-size",
            Self::PipeUserPagesSoft => "fs/pipe-user-pages-soft",
            Self::PipeUserPagesHard => "fs/pipe-user-pages-hard",
            Self::Semmsl | Self::Semmns | Self::Semopm | Self::Semmni => "kernel/sem",
            Self::MsgmaxBytes => "kernel/msgmax",
            Self::MsgmnbBytes => "kernel/msgmnb",
            Self::Msgmni => "kernel/msgmni",
        })
    }

    /// Which of the numbers in its file it is, from 0: most files have one.
    pub fn field(self) -> usize {
        match self {
            Self::Semmns => 1,
            Self::Semopm => 2,
            Self::Semmni => 3,
            _ => 0,
        }
    }

    pub fn binds(self) -> Binds {
        match self {
            Self::NofileRoom => Binds::Process,
            Self::MsgqueueBytes | Self::PipeUserPagesSoft | Self::PipeUserPagesHard => Binds::User,
            Self::PipeMaxSizeBytes => Binds::Machine,
            _ => Binds::IpcNamespace,
        }
    }

    /// Where its value is read.
    pub fn source(self) -> String {
        self.sysctl().map_or_else(|| "getrlimit".into(), |path| format!("/proc/sys/{path}"))
    }

    /// How a call fails that would go past it. None where nothing fails: a default is no bound, and
    /// past the soft limit on a user's pipes new ones are small (pipe(7), /proc files).
    pub fn errno(self) -> Option<&'static str> {
        match self {
            // getrlimit(2), RLIMIT_NOFILE; mq_open(3), ERRORS.
            Self::NofileRoom | Self::MsgqueueBytes => Some("EMFILE"),
            // mq_open(3), semget(2) and msgop(2), ERRORS.
            Self::MqueueMsgMax | Self::MqueueMsgsizeMaxBytes | Self::Semmsl | Self::MsgmaxBytes => {
                Some("EINVAL")
            }
            // semget(2) and msgget(2), ERRORS.
            Self::MqueueQueuesMax | Self::Semmns | Self::Semmni | Self::Msgmni => Some("ENOSPC"),
            // msgop(2), ERRORS.
            Self::MsgmnbBytes => Some("EAGAIN"),
            // semop(2), ERRORS.
            Self::Semopm => Some("E2BIG"),
            // fcntl(2), F_SETPIPE_SZ; pipe(2), ERRORS.
            Self::PipeMaxSizeBytes => Some("EPERM"),
            Self::PipeUserPagesHard => Some("ENFILE"),
            Self::MqueueMsgDefault | Self::MqueueMsgsizeDefaultBytes | Self::PipeUserPagesSoft => {
                None
            }
        }
    }

    /// As `limits` and reports print it.
    pub fn name(self) -> String {
        match self.sysctl() {
            Some("kernel/sem") => format!("kernel.sem[{}]", self.field()),
            Some(path) => path.replace('/', "."),
            None if self == Self::NofileRoom => "RLIMIT_NOFILE".into(),
            None => "RLIMIT_MSGQUEUE".into(),
        }
    }
}
