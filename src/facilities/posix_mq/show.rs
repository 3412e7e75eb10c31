//! The calls of message queues as a person reads them, and as C.

use std::fmt::Write;

use super::operations::{Flags, Given, NOTICE_SIGNALS, Name, Op, Request, Until};
use crate::engine::Access;
use crate::sys::signal_name;

pub fn words(op: &Op) -> String {
    let through = |library: bool| if library { " through the library" } else { "" };
    match op {
        Op::Open { name, access, flags, mode, attributes, library } => {
            let mut text = format!("mq_open {} {}", name.words(), flag_names(*access, *flags));
            if flags.create {
                let _ = write!(text, " {mode:03o}");
            }
            if let Some(given) = attributes {
                let _ = write!(text, " {}", given.words());
            }
            text + through(*library)
        }
        Op::Unlink { name, library } => format!("mq_unlink {}{}", name.words(), through(*library)),
        Op::Send { fd, tag, bytes, priority, until } => {
            format!("send {bytes} (#{tag}) priority {priority} to {fd}{}", until.words())
        }
        Op::Receive { fd, bytes, until } => {
            format!("receive from {fd} into {bytes}{}", until.words())
        }
        Op::GetAttributes { fd } => format!("mq_getattr {fd}"),
        Op::SetAttributes { fd, nonblocking, other_flag, junk } => {
            let mut text = format!("mq_setattr {fd} ");
            text += if *nonblocking { "O_NONBLOCK" } else { "0" };
            text += if *other_flag { "|O_APPEND" } else { "" };
            text + if *junk { " and other values in the rest" } else { "" }
        }
        Op::Notify { fd, request, tag } => format!("mq_notify {fd} {} (#{tag})", request.words()),
        Op::Notices => "notices?".into(),
        Op::NotifyThread => "mq_notify for a thread, and a message, on a new queue".into(),
        Op::ReadFile { name } => format!("read the file of {}", name.words()),
        Op::RemoveFile { name } => format!("remove the file of {}", name.words()),
        Op::Look { name } => format!("is {} in the directory?", name.words()),
        Op::Directory => "is the directory sticky?".into(),
        Op::Mount => "mount an mqueue file system".into(),
        Op::Status { fd } => format!("fstat {fd}"),
        Op::GetSetting { setting } => format!("{}?", setting.name()),
        Op::TrySetting { setting, value } => format!("try {value} for {}", setting.name()),
        Op::PriorityMax => "sysconf(_SC_MQ_PRIO_MAX)".into(),
    }
}

pub fn c(op: &Op) -> String {
    match op {
        Op::Open { name, access, flags, mode, attributes, .. } => {
            let given = attributes.map_or("NULL".into(), |given| {
                let Given { messages_max, message_bytes_max, .. } = given;
                format!("&(struct mq_attr){{0, {messages_max}, {message_bytes_max}, 0}}")
            });
            let flags = flag_names(*access, *flags);
            format!("keep(mq_open({}, {flags}, 0{mode:o}, {given}));", name.c())
        }
        Op::Unlink { name, .. } => format!("mq_unlink({});", name.c()),
        Op::Send { fd, bytes, priority, until, .. } => {
            format!("mq_timedsend(fd[{}], buffer, {bytes}, {priority}, {});", fd.0, until.c())
        }
        Op::Receive { fd, bytes, until } => {
            format!("mq_timedreceive(fd[{}], buffer, {bytes}, &priority, {});", fd.0, until.c())
        }
        Op::GetAttributes { fd } => format!("mq_getattr(fd[{}], &attr);", fd.0),
        Op::SetAttributes { fd, nonblocking, other_flag, .. } => {
            let flags = if *nonblocking { "O_NONBLOCK" } else { "0" };
            let other = if *other_flag { "|O_APPEND" } else { "" };
            format!("mq_setattr(fd[{}], &(struct mq_attr){{{flags}{other}}}, &attr);", fd.0)
        }
        Op::Notify { fd, request, .. } => format!("mq_notify(fd[{}], {});", fd.0, request.c()),
        Op::Notices => "show_notices();".into(),
        Op::NotifyThread => "notify_thread();".into(),
        Op::ReadFile { name } => format!("show_file(\"/dev/mqueue\" {});", name.c()),
        Op::RemoveFile { name } => format!("unlink(\"/dev/mqueue\" {});", name.c()),
        Op::Look { name } => format!("access(\"/dev/mqueue\" {}, F_OK);", name.c()),
        Op::Directory => "stat(\"/dev/mqueue\", &status);".into(),
        Op::Mount => "mount(\"mqueue\", \"/mnt\", \"mqueue\", 0, NULL);".into(),
        Op::Status { fd } => format!("fstat(fd[{}], &status);", fd.0),
        Op::GetSetting { setting } => {
            format!("show_file(\"/proc/sys/{}\");", setting.sysctl().unwrap_or_default())
        }
        Op::TrySetting { setting, value } => {
            format!(
                "write_file(\"/proc/sys/{}\", \"{value}\");",
                setting.sysctl().unwrap_or_default()
            )
        }
        Op::PriorityMax => "sysconf(_SC_MQ_PRIO_MAX);".into(),
    }
}

fn flag_names(access: Access, flags: Flags) -> String {
    let access = match access {
        Access::Read => "O_RDONLY",
        Access::Write => "O_WRONLY",
        Access::Both => "O_RDWR",
    };
    let names = [
        (flags.create, "|O_CREAT"),
        (flags.exclusive, "|O_EXCL"),
        (flags.nonblocking, "|O_NONBLOCK"),
        (flags.cloexec, "|O_CLOEXEC"),
    ];
    let set: String = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    access.to_owned() + &set
}

impl Name {
    fn words(self) -> String {
        match self {
            Self::Plain(nth) => format!("/q{nth}"),
            Self::Longest => "/q… (255)".into(),
            Self::PastLongest => "/q… (256)".into(),
            Self::TooLong => "/q… (257)".into(),
            Self::Dot => "/.".into(),
            Self::TwoDots => "/..".into(),
            Self::TwoSlashes => "/q/q".into(),
            Self::Slash => "/".into(),
            Self::WithoutSlash => "q".into(),
        }
    }

    fn c(self) -> String {
        match self {
            Self::Longest => "name_of_length(255)".into(),
            Self::PastLongest => "name_of_length(256)".into(),
            Self::TooLong => "name_of_length(257)".into(),
            short => format!("\"{}\"", short.words()),
        }
    }
}

impl Given {
    fn words(self) -> String {
        let Self { messages_max, message_bytes_max, junk } = self;
        let junk = if junk { ", junk in the rest" } else { "" };
        format!("{messages_max}×{message_bytes_max}{junk}")
    }
}

impl Until {
    fn words(self) -> &'static str {
        match self {
            Self::Forever => "",
            Self::Past => ", timeout in the past",
            Self::Soon => ", timeout soon",
            Self::Far => ", timeout far ahead",
            Self::NegativeSeconds => ", timeout of -1 s",
            Self::NegativeNanoseconds => ", timeout of -1 ns",
            Self::ThousandMillion => ", timeout of 1000000000 ns",
            Self::PastThousandMillion => ", timeout of 1000000001 ns",
        }
    }

    fn c(self) -> &'static str {
        match self {
            Self::Forever => "NULL",
            Self::Past => "&(struct timespec){1, 0}",
            Self::Soon => "soon()",
            Self::Far => "&(struct timespec){1l << 40, 0}",
            Self::NegativeSeconds => "&(struct timespec){-1, 0}",
            Self::NegativeNanoseconds => "&(struct timespec){1, -1}",
            Self::ThousandMillion => "&(struct timespec){1, 1000000000}",
            Self::PastThousandMillion => "&(struct timespec){1, 1000000001}",
        }
    }
}

impl Request {
    /// `sigev_notify` and `sigev_signo`, or nothing for a null pointer.
    pub fn parts(self) -> Option<(i32, i32)> {
        Some(match self {
            Self::GiveUp => return None,
            Self::Nothing => (libc::SIGEV_NONE, 0),
            Self::Signal(nth) => {
                (libc::SIGEV_SIGNAL, NOTICE_SIGNALS[usize::from(nth) % NOTICE_SIGNALS.len()])
            }
            Self::SignalNumber(number) => (libc::SIGEV_SIGNAL, number),
            Self::Method(method) => (method, 0),
        })
    }

    fn words(self) -> String {
        match (self, self.parts()) {
            (Self::Nothing, _) => "SIGEV_NONE".into(),
            (Self::Signal(_), Some((_, signal))) => signal_name(signal),
            (_, None) => "NULL".into(),
            (Self::SignalNumber(number), _) => format!("signal {number}"),
            (_, Some((method, _))) => format!("sigev_notify {method}"),
        }
    }

    fn c(self) -> String {
        self.parts().map_or("NULL".into(), |(method, signal)| {
            format!("&(struct sigevent){{.sigev_notify = {method}, .sigev_signo = {signal}}}")
        })
    }
}
