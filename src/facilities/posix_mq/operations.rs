//! The calls of message queues, as data.

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use crate::claim::Need;
use crate::engine::shrink::smaller;
use crate::engine::{Access, Limit, Operation, Pick};

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Open {
        name: Name,
        access: Access,
        flags: Flags,
        mode: u32,
        attributes: Option<Given>,
        /// Through the C library, which takes a slash off the name.
        library: bool,
    },
    Unlink {
        name: Name,
        library: bool,
    },
    Send {
        fd: Pick,
        tag: u16,
        bytes: u32,
        priority: u32,
        until: Until,
    },
    Receive {
        fd: Pick,
        bytes: u32,
        until: Until,
    },
    GetAttributes {
        fd: Pick,
    },
    SetAttributes {
        fd: Pick,
        nonblocking: bool,
        /// Another flag besides.
        other_flag: bool,
        /// Other values in the fields that are not looked at.
        junk: bool,
    },
    Notify {
        fd: Pick,
        request: Request,
        tag: u16,
    },
    /// Which notices this process has caught since it last looked.
    Notices,
    /// A registration with `SIGEV_THREAD` and an arrival, in a child and on a queue of its own.
    NotifyThread,
    /// The line in the queue's file.
    ReadFile {
        name: Name,
    },
    RemoveFile {
        name: Name,
    },
    /// Whether the directory shows the name.
    Look {
        name: Name,
    },
    /// Whether the directory is sticky.
    Directory,
    /// Mounts another mqueue file system, looks whether it is sticky, and unmounts it.
    Mount,
    /// fstat(2).
    Status {
        fd: Pick,
    },
    GetSetting {
        setting: Limit,
    },
    /// Writes a value, reads it, and puts the old one back.
    TrySetting {
        setting: Limit,
        value: i64,
    },
    /// sysconf(3) for `_SC_MQ_PRIO_MAX`.
    PriorityMax,
}

/// A queue's name, as the manual has it: with its slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    Plain(u8),
    /// 255 characters.
    Longest,
    /// 256 characters.
    PastLongest,
    /// 257 characters.
    TooLong,
    /// A slash and a dot.
    Dot,
    /// A slash and two dots.
    TwoDots,
    /// With a second slash.
    TwoSlashes,
    /// A slash alone.
    Slash,
    /// Without a slash; only the library sees that.
    WithoutSlash,
}

/// Plain names of a script.
pub const PLAIN_NAMES: u8 = 3;
/// Names that a queue can have.
pub const NAMES: usize = PLAIN_NAMES as usize + 4;

/// The flags of mq_open, without the access mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
pub struct Flags {
    pub create: bool,
    pub exclusive: bool,
    pub nonblocking: bool,
    pub cloexec: bool,
}

/// Attributes given to mq_open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub messages_max: i64,
    pub message_bytes_max: i64,
    /// Values in the fields that are not looked at.
    pub junk: bool,
}

/// Until when a call may sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// No timeout.
    Forever,
    Past,
    /// In a moment.
    Soon,
    /// Later than any script.
    Far,
    NegativeSeconds,
    NegativeNanoseconds,
    ThousandMillion,
    PastThousandMillion,
}

/// What mq_notify is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    GiveUp,
    Nothing,
    /// The n-th of the signals of notices.
    Signal(u8),
    /// A number that may be no signal's.
    SignalNumber(i32),
    /// A value of `sigev_notify`.
    Method(i32),
}

/// Signals of notices: queued, so that none is lost in another.
pub const NOTICE_SIGNALS: [i32; 2] = [40, 41];

impl Name {
    /// The place of a name that a queue can have, by the book.
    pub fn place(self) -> Option<usize> {
        let plain = usize::from(PLAIN_NAMES);
        match self {
            Self::Plain(nth) => Some(usize::from(nth % PLAIN_NAMES)),
            Self::Longest => Some(plain),
            Self::PastLongest => Some(plain + 1),
            Self::Dot => Some(plain + 2),
            Self::TwoDots => Some(plain + 3),
            Self::TooLong | Self::TwoSlashes | Self::Slash | Self::WithoutSlash => None,
        }
    }
}

impl Until {
    /// What a call that sleeps must find wrong with it, by the book.
    pub fn is_invalid(self) -> bool {
        matches!(
            self,
            Self::NegativeSeconds | Self::NegativeNanoseconds | Self::PastThousandMillion
        )
    }
}

impl Operation for Op {
    fn needs(&self) -> &'static [Need] {
        match self {
            Self::GetSetting { .. } | Self::TrySetting { .. } => &[Need::OwnIpc],
            Self::ReadFile { .. } | Self::RemoveFile { .. } | Self::Look { .. } => &[Need::Mqueue],
            _ => &[],
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Open { .. } => "mq_open",
            Self::Unlink { .. } => "mq_unlink",
            Self::Send { .. } => "mq_timedsend",
            Self::Receive { .. } => "mq_timedreceive",
            Self::GetAttributes { .. } => "mq_getattr",
            Self::SetAttributes { .. } => "mq_setattr",
            Self::Notify { .. } => "mq_notify",
            Self::Notices => "notices",
            Self::NotifyThread => "mq_notify(SIGEV_THREAD)",
            Self::ReadFile { .. } => "read of a queue's file",
            Self::RemoveFile { .. } => "unlink of a queue's file",
            Self::Look { .. } => "readdir",
            Self::Directory => "stat of the directory",
            Self::Mount => "mount",
            Self::Status { .. } => "fstat",
            Self::GetSetting { .. } => "read of a setting",
            Self::TrySetting { .. } => "write of a setting",
            Self::PriorityMax => "sysconf",
        }
    }

    fn call(&self) -> &'static str {
        if matches!(self, Self::NotifyThread) { "mq_notify" } else { self.kind() }
    }

    fn class(&self) -> u32 {
        match self {
            Self::Open { name, flags, attributes, .. } => {
                let positive =
                    |given: &Given| given.messages_max > 0 && given.message_bytes_max > 0;
                name.class()
                    | u32::from(flags.create) << 4
                    | u32::from(attributes.is_some_and(|given| !positive(&given))) << 5
            }
            Self::Unlink { name, .. } => name.class(),
            Self::Send { bytes, until, .. } => *until as u32 | u32::from(*bytes == 0) << 4,
            Self::Receive { until, .. } => *until as u32,
            Self::SetAttributes { other_flag, .. } => u32::from(*other_flag),
            Self::Notify { request, .. } => match request {
                Request::GiveUp => 0,
                Request::Nothing => 1,
                Request::Signal(_) => 2,
                Request::SignalNumber(_) => 3,
                Request::Method(_) => 4,
            },
            _ => 0,
        }
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Send { fd, .. }
            | Self::Receive { fd, .. }
            | Self::GetAttributes { fd }
            | Self::SetAttributes { fd, .. }
            | Self::Notify { fd, .. }
            | Self::Status { fd } => smallvec![fd],
            _ => smallvec![],
        }
    }

    fn simpler(&self) -> Vec<Self> {
        match self.clone() {
            open @ Self::Open { .. } => simpler_opens(&open),
            Self::Unlink { name, library } => plainer(name, library)
                .map(|(name, library)| Self::Unlink { name, library })
                .collect(),
            Self::Send { fd, tag, bytes, priority, until } => {
                let mut simpler = vec![];
                if until != Until::Forever {
                    simpler.push(Self::Send { fd, tag, bytes, priority, until: Until::Forever });
                }
                simpler.extend(smaller(bytes).map(|bytes| Self::Send {
                    fd,
                    tag,
                    bytes,
                    priority,
                    until,
                }));
                simpler.extend(
                    std::iter::once(0)
                        .chain(smaller(priority))
                        .filter(|less| *less < priority)
                        .map(|priority| Self::Send { fd, tag, bytes, priority, until }),
                );
                simpler
            }
            Self::Receive { fd, bytes, until } if until != Until::Forever => {
                vec![Self::Receive { fd, bytes, until: Until::Forever }]
            }
            Self::SetAttributes { fd, nonblocking, other_flag, junk } if junk => {
                vec![Self::SetAttributes { fd, nonblocking, other_flag, junk: false }]
            }
            Self::Notify { fd, request: Request::Signal(_), tag } => {
                vec![Self::Notify { fd, request: Request::Nothing, tag }]
            }
            _ => vec![],
        }
    }

    fn show(&self) -> String {
        super::show::words(self)
    }

    fn c(&self) -> String {
        super::show::c(self)
    }
}

impl Name {
    fn class(self) -> u32 {
        match self {
            Self::Plain(_) => 0,
            Self::Longest => 1,
            Self::PastLongest => 2,
            Self::TooLong => 3,
            Self::Dot | Self::TwoDots => 4,
            Self::TwoSlashes => 5,
            Self::Slash => 6,
            Self::WithoutSlash => 7,
        }
    }
}

fn plainer(name: Name, library: bool) -> impl Iterator<Item = (Name, bool)> {
    let plain = Name::Plain(0);
    [(plain, false), (plain, library), (name, false)]
        .into_iter()
        .filter(move |simpler| *simpler != (name, library))
}

fn simpler_opens(open: &Op) -> Vec<Op> {
    let Op::Open { name, access, flags, mode, attributes, library } = *open else { return vec![] };
    let mut simpler: Vec<Op> = plainer(name, library)
        .map(|(name, library)| Op::Open { name, access, flags, mode, attributes, library })
        .collect();
    let fewer = [
        Flags { exclusive: false, ..flags },
        Flags { nonblocking: false, ..flags },
        Flags { cloexec: false, ..flags },
        Flags { create: false, ..flags },
    ];
    for flags in fewer {
        simpler.push(Op::Open { name, access, flags, mode, attributes, library });
    }
    let less = [Some(Given { messages_max: 1, message_bytes_max: 8, junk: false }), None];
    let plain = attributes.map(|given| Some(Given { junk: false, ..given }));
    for attributes in less.into_iter().chain(plain) {
        simpler.push(Op::Open { name, access, flags, mode, attributes, library });
    }
    simpler.push(Op::Open { name, access: Access::Both, flags, mode, attributes, library });
    simpler.push(Op::Open { name, access, flags, mode: 0o600, attributes, library });
    simpler.retain(|other| other != open);
    simpler
}
