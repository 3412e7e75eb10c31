//! The calls of message queues, and what comes back.

mod operands;
mod seen;

use super::POSIX_MQ;
use crate::calls;
use crate::claim::Need;
use crate::engine::forms::{Flags, Mode, Operand, Row, Tag, Until};
use crate::engine::{Access, Limit, Op, Pick};

pub use operands::{
    CLOEXEC, CREATE, EXCLUSIVE, Given, NONBLOCK, NOTICE_SIGNALS, Name, OpenFlags, Request,
};
pub use seen::{Notice, OUTCOMES, Seen, Who};

calls! { Call of POSIX_MQ:
    Open {
        name: Name,
        access: Access,
        flags: Flags<OpenFlags>,
        mode: Mode,
        attributes: Option<Given>,
        // Through the C library, which takes a slash off the name.
        library: bool,
    },
        Row::of("mq_open").weight(16).opens(1).shown(open_shown).written(open_written)
            .class(open_class);
    Unlink { name: Name, library: bool },
        Row::of("mq_unlink").weight(7)
            .words("mq_unlink {name}{library? through the library|}")
            .c("unlink_queue({name}, {library});");
    Send { fd: Pick, tag: Tag, bytes: u32 = [0], priority: u32, until: Until },
        Row::of("mq_timedsend").weight(70)
            .words("send {bytes} (#{tag}) priority {priority} to {fd}{until}")
            .c("send_message(fd[{fd}], {tag}, {bytes}, {priority}u, {until});");
    Receive { fd: Pick, bytes: u32, until: Until },
        Row::of("mq_timedreceive").weight(50)
            .words("receive from {fd} into {bytes}{until}")
            .c("receive_message(fd[{fd}], {bytes}, {until});");
    GetAttributes { fd: Pick },
        Row::of("mq_getattr").weight(14).words("mq_getattr {fd}").c("get_attributes(fd[{fd}]);");
    /// With another flag besides, and other values in the fields that are not looked at.
    SetAttributes { fd: Pick, nonblocking: bool, other_flag: bool, junk: bool },
        Row::of("mq_setattr").weight(7).races(false)
            .words("mq_setattr {fd} {nonblocking?O_NONBLOCK|0}{other_flag? with O_APPEND|}\
                    {junk? and other values in the rest|}")
            .c("set_attributes(fd[{fd}], {nonblocking?O_NONBLOCK|0} + {other_flag?O_APPEND|0}, \
                {junk?77|0});");
    Notify { fd: Pick, request: Request, tag: Tag },
        Row::of("mq_notify").weight(24)
            .words("mq_notify {fd} {request} (#{tag})")
            .c("notify_queue(fd[{fd}], {request}, {tag});");
    /// Which notices this process has caught since it last looked.
    Notices, Row::of("notices").weight(14).words("notices?").c("told_notices();");
    /// A registration with SIGEV_THREAD and an arrival, in a child and on a queue of its own.
    NotifyThread,
        Row::of("mq_notify(SIGEV_THREAD)").call("mq_notify").races(false)
            .words("mq_notify for a thread, and a message, on a new queue").c("notify_thread();");
    /// The line in the queue's file.
    ReadFile { name: Name },
        Row::of("read of a queue's file").weight(12).needs(&[Need::Mqueue])
            .words("read the file of {name}").c("told_queue_file({name});");
    RemoveFile { name: Name },
        Row::of("unlink of a queue's file").needs(&[Need::Mqueue])
            .words("remove the file of {name}")
            .c("took(unlink(file_of(\"/dev/mqueue\", {name})));");
    /// Whether the directory shows the name.
    Look { name: Name },
        Row::of("readdir").weight(4).needs(&[Need::Mqueue])
            .words("is {name} in the directory?").c("is_there({name});");
    /// Whether the directory is sticky.
    Directory,
        Row::of("stat of the directory")
            .words("is the directory sticky?").c("told_sticky();");
    /// Mounts another mqueue file system, looks whether it is sticky, and unmounts it.
    Mount,
        Row::of("mount").races(false).words("mount an mqueue file system")
            .c("mount_another();");
    Status { fd: Pick },
        Row::of("fstat").weight(5).words("fstat {fd}").c("told_status(fd[{fd}]);");
    GetSetting { setting: Limit },
        Row::of("read of a setting").weight(3).needs(&[Need::OwnIpc])
            .words("{setting}?").c("told_setting(\"{setting}\");");
    /// Writes a value, reads it, and puts the old one back.
    TrySetting { setting: Limit, value: i64 },
        Row::of("write of a setting").weight(5).races(false).needs(&[Need::OwnIpc])
            .words("try {value} for {setting}")
            .c("try_setting(\"{setting}\", {value});");
    /// sysconf(3) for `_SC_MQ_PRIO_MAX`.
    PriorityMax,
        Row::of("sysconf").words("sysconf(_SC_MQ_PRIO_MAX)").c("told(sysconf(_SC_MQ_PRIO_MAX));");
}

fn open_shown(op: &Op) -> String {
    let Call::Open { name, access, flags, mode, attributes, library } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let mode = if flags.has(CREATE) { format!(" {}", mode.show()) } else { String::new() };
    let given = attributes.map(|given| format!(" {}", given.show())).unwrap_or_default();
    let library = if library { " through the library" } else { "" };
    format!("mq_open {} {}{mode}{given}{library}", name.show(), bits(access, flags))
}

fn open_written(op: &Op) -> String {
    let Call::Open { name, access, flags, mode, attributes, library } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let (flags, mode) = (bits(access, flags), mode.c());
    let (name, attributes, library) = (name.c(), attributes.c(), library.c());
    format!("open_queue({name}, {flags}, {mode}, {attributes}, {library});")
}

fn bits(access: Access, flags: Flags<OpenFlags>) -> String {
    if flags == Flags::NONE { access.c() } else { format!("{}|{}", access.c(), flags.c()) }
}

/// How it is named, whether it may create, and whether the attributes can be a queue's.
fn open_class(op: &Op) -> u32 {
    let Call::Open { name, flags, attributes, .. } = Call::of(op) else { return 0 };
    let impossible = attributes.is_some_and(|given| !given.is_positive());
    name.class() << 2 | u32::from(flags.has(CREATE)) << 1 | u32::from(impossible)
}
