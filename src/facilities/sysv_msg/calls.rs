//! The calls of message queues, and what comes back.

use super::SYSV_MSG;
use super::claims::needs::{NEW_SPACE, OWN_IPC, PROC};
use crate::engine::content::Content;
use crate::engine::forms::{FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Row, Tag, flag};
use crate::families::sysv::{self, Bits, Key, Time, User, Whose};
use crate::{calls, outcomes};

/// The queue of a call.
pub type Which = sysv::Which<{ sysv::QUEUES }>;

/// The flags of msgget.
#[derive(Debug, Clone, Copy)]
pub struct Get;

pub const CREATE: i32 = libc::IPC_CREAT;
pub const EXCLUSIVE: i32 = libc::IPC_EXCL;

impl FlagSet for Get {
    const TABLE: &'static [FlagSpec] = &[
        flag("create", "IPC_CREAT", CREATE).percent(75).tells(),
        flag("exclusive", "IPC_EXCL", EXCLUSIVE).percent(20).tells(),
    ];
}

/// The flags of msgrcv.
#[derive(Debug, Clone, Copy)]
pub struct Take;

pub const NOWAIT: i32 = libc::IPC_NOWAIT;
pub const NOERROR: i32 = 0o10_000;
pub const EXCEPT: i32 = 0o20_000;
pub const COPY: i32 = 0o40_000;

impl FlagSet for Take {
    const TABLE: &'static [FlagSpec] = &[
        flag("nowait", "IPC_NOWAIT", NOWAIT).percent(50).tells(),
        flag("noerror", "MSG_NOERROR", NOERROR).percent(30).tells(),
        flag("except", "MSG_EXCEPT", EXCEPT).percent(15).tells(),
        flag("copy", "MSG_COPY", COPY).percent(10).tells(),
    ];
}

const MINUS: i32 = -1;
const LOWEST: i64 = -2;
const LOWEST_OF_THREE: i64 = -3;
const NO_KIND: i64 = -1;

calls! { Call of SYSV_MSG:
    Get {
        key: Key,
        mode: Mode = [0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602, 0o400, 0o200, 0o066],
        flags: Flags<Get>,
    },
        Row::of("msgget").weight(8)
            .words("msgget {key}, {mode} {flags}").c("get_queue({key}, {mode} | {flags});");
    Send {
        queue: Which, tag: Tag, bytes: i32 = [8, 16, 0, 24, 1, 40, 8192, 8193, MINUS],
        kind: i64 = [1, 2, 3, 2, i64::MAX, 0, NO_KIND], nowait: bool = [0, 1, 1],
        bad: bool = [0, 0, 0, 0, 0, 0, 0, 0, 1],
    },
        Row::of("msgsnd").weight(40)
            .words("msgsnd {bytes} (#{tag}) of type {kind} to {queue}{nowait?, IPC_NOWAIT|}\
                    {bad? at a bad address|}")
            .c("send_message({queue}, {tag}, {kind}, {bytes}, {nowait?IPC_NOWAIT|0}, {bad});");
    Receive {
        queue: Which, bytes: i32 = [8192, 8, 16, 0, 7, 24, MINUS],
        wanted: i64 = [0, 1, 2, 3, LOWEST, LOWEST_OF_THREE, NO_KIND, i64::MAX, i64::MIN],
        flags: Flags<Take>, bad: bool = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    },
        Row::of("msgrcv").weight(38)
            .words("msgrcv {wanted} from {queue} into {bytes}, {flags}{bad? at a bad address|}")
            .c("receive_message({queue}, {bytes}, {wanted}, {flags}, {bad});");
    Stat { queue: Which, bad: bool = [0, 0, 0, 0, 0, 0, 0, 1] },
        Row::of("msgctl(IPC_STAT)").call("msgctl").weight(14)
            .words("msgctl IPC_STAT of {queue}{bad? at a bad address|}")
            .c("told_status({queue}, {bad});");
    /// MSG_STAT or MSG_STAT_ANY at the index of the queue.
    Index { queue: Which, any: bool },
        Row::of("msgctl(MSG_STAT)").call("msgctl").weight(4).races(false)
            .words("msgctl MSG_STAT{any?_ANY|} at the index of {queue}")
            .c("told_index({queue}, {any?MSG_STAT_ANY|MSG_STAT});");
    /// The user and the group given are the other ones, or those of the first actor.
    Set {
        queue: Which, owner: bool, group: bool,
        mode: Mode = [0o600, 0o666, 0, 0o1644, 0o060, 0o006],
        most: u32 = [16, 8, 24, 2, 0, 40, 16_384, 16_385],
        bad: bool = [0, 0, 0, 0, 0, 1],
    },
        Row::of("msgctl(IPC_SET)").call("msgctl").weight(7)
            .words("msgctl IPC_SET of {queue} to {owner?user1|user0}/{group?user1|user0}, \
                    {mode}, {most} bytes{bad? at a bad address|}")
            .c("set_queue({queue}, {owner}, {group}, {mode}, {most}, {bad});");
    Remove { queue: Which },
        Row::of("msgctl(IPC_RMID)").call("msgctl").weight(4)
            .words("msgctl IPC_RMID of {queue}").c("told(msgctl({queue}, IPC_RMID, NULL));");
    Unknown { queue: Which, command: i32 = [999, 4, MINUS] },
        Row::of("msgctl(unknown)").call("msgctl").weight(1)
            .words("msgctl {command} of {queue}").c("told(msgctl({queue}, {command}, NULL));");
    /// IPC_INFO.
    Info,
        Row::of("msgctl(IPC_INFO)").call("msgctl").weight(2)
            .words("msgctl IPC_INFO").c("not_compared(\"IPC_INFO\");");
    /// MSG_INFO, and whether the limits that it gives are those of IPC_INFO.
    Used,
        Row::of("msgctl(MSG_INFO)").call("msgctl").weight(4).races(false).needs(OWN_IPC)
            .words("msgctl MSG_INFO").c("not_compared(\"MSG_INFO\");");
    /// Whether there is a queue at the index that IPC_INFO returns, and none at the next.
    Highest,
        Row::of("msgctl(IPC_INFO), returned").call("msgctl").weight(2).races(false).needs(OWN_IPC)
            .words("the highest index").c("not_compared(\"the highest index\");");
    /// The numbers in the files of /proc/sys/kernel.
    LimitsFiles,
        Row::of("read of kernel/msgmax").weight(1).needs(PROC)
            .words("read /proc/sys/kernel/msg*").c("not_compared(\"/proc/sys/kernel/msgmax\");");
    /// The lines in /proc/sysvipc/msg.
    List,
        Row::of("read of sysvipc/msg").weight(3).races(false).needs(PROC)
            .words("read /proc/sysvipc/msg").c("not_compared(\"/proc/sysvipc/msg\");");
    /// In a child with an IPC namespace of its own: whether the queue is there, and its limits.
    Namespace { queue: Which },
        Row::of("unshare(CLONE_NEWIPC)").call("unshare").weight(1).races(false).needs(NEW_SPACE)
            .words("look for {queue} from another IPC namespace")
            .c("not_compared(\"{queue} from another namespace\");");
}

outcomes! { Seen of SYSV_MSG:
    Id { queue: u8, negative: bool }, OutcomeRow::of("queue{queue}{negative?, of a negative id|}");
    /// A call that succeeds, and what it returned.
    Done { returned: u64 }, OutcomeRow::of("returned {returned}").after_success();
    Received { kind: i64, content: Content },
        OutcomeRow::of("received {content} of type {kind}").after_success();
    Status {
        returned: u64, key: u8, owner: User, group: User, mode: Bits, sent: Time, received: Time,
        changed: Time, bytes: u64, messages: u64, most: u64, sender: Whose, receiver: Whose,
        creator: User, creator_group: User,
    },
        OutcomeRow::of("key{key}, of {owner}/{group} {mode}, sent to {sent} by {sender}, \
                        received from {received} by {receiver}, changed {changed}, \
                        {bytes} bytes in {messages} messages, {most} at most, \
                        made by {creator}/{creator_group}");
    Limits { msgmax: u64, msgmnb: u64, msgmni: u64 },
        OutcomeRow::of("msgmax {msgmax}, msgmnb {msgmnb}, msgmni {msgmni}");
    Used { queues: u64, messages: u64, bytes: u64, limits_as_told: bool },
        OutcomeRow::of("{queues} queues, {messages} messages, {bytes} bytes\
                        {limits_as_told?|, and other limits}");
    Highest { used: bool, next_unused: bool },
        OutcomeRow::of("there is {used?a|no} queue at it, and {next_unused?none|one} at the next");
    Files { msgmax: u64, msgmnb: u64, msgmni: u64 },
        OutcomeRow::of("{msgmax} {msgmnb} {msgmni}");
    /// The queues of the script that are listed, a bit each; and how many others.
    List { headings: bool, shown: u64, others: u64 },
        OutcomeRow::of("{headings?|no }headings, queues {shown}, and {others} others");
    Elsewhere { id_hidden: bool, key_hidden: bool, msgmax: bool, msgmnb: bool, msgmni: bool },
        OutcomeRow::of("id {id_hidden?hidden|known}, key {key_hidden?hidden|known}, \
                        MSGMAX {msgmax?as new|else}, MSGMNB {msgmnb?as new|else}, \
                        MSGMNI {msgmni?as new|else}");
}

impl Seen {
    /// What IPC_INFO tells of limits: MSGMAX, MSGMNB and MSGMNI.
    pub fn limits(of: [u64; 3]) -> Self {
        Self::Limits { msgmax: of[0], msgmnb: of[1], msgmni: of[2] }
    }

    /// What the files tell of the same.
    pub fn files(of: [u64; 3]) -> Self {
        Self::Files { msgmax: of[0], msgmnb: of[1], msgmni: of[2] }
    }
}
