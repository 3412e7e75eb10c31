//! The calls of semaphores, and what comes back.

use super::SYSV_SEM;
use super::claims::needs::{ADMIN, NEW_SPACE, OWN_IPC, PROC};
use super::operands::{Array, Asked, Until, Which};
use crate::engine::Errno;
use crate::engine::forms::{FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Rest, Row, flag};
use crate::families::sysv::{Bits, Key, Time, User, Whose};
use crate::{calls, outcomes};

/// The flags of semget.
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

/// A number of a semaphore that no set has.
pub const NO_NUMBER: i32 = 77;
const MINUS: i32 = -1;
/// The low bits are those of 0x70.
const LOW_BITS: i32 = -0x90;

calls! { Call of SYSV_SEM:
    Get {
        key: Key, size: i32 = [2, 1, 1, 3, 0, MINUS, 4, i32::MAX],
        mode: Mode = [0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602, 0o400, 0o200, 0o066],
        flags: Flags<Get>,
    },
        Row::of("semget").weight(8)
            .words("semget {key} of {size}, {mode} {flags}")
            .c("get_set({key}, {size}, {mode} | {flags});");
    Operate {
        set: Which, array: Array, until: Until = [0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 6],
        bad: bool = [0, 0, 0, 0, 0, 0, 1],
    },
        Row::of("semop").weight(40)
            .words("semop on {set}: {array}{until}{bad? at a bad address|}")
            .c("operate({set}, {bad}, {until}, {array});");
    /// What is told of one semaphore.
    Ask { set: Which, number: i32 = [0, 1, 2, NO_NUMBER], asked: Asked = [0, 0, 1, 1, 2, 3] },
        Row::of("semctl(GET)").call("semctl").weight(24)
            .words("semctl {asked} of {number} in {set}").c("ask({set}, {number}, {asked});");
    SetValue {
        set: Which, number: i32 = [0, 1, 2, NO_NUMBER],
        value: i32 = [1, 0, 2, 3, 32_767, 32_768, MINUS],
    },
        Row::of("semctl(SETVAL)").call("semctl").weight(7)
            .words("semctl SETVAL {value} of {number} in {set}")
            .c("told(semctl({set}, {number}, SETVAL, (union semun){ .val = {value} }));");
    GetAll { set: Which, number: i32 = [0, NO_NUMBER], bad: bool = [0, 0, 0, 0, 0, 1] },
        Row::of("semctl(GETALL)").call("semctl").weight(5).races(false)
            .words("semctl GETALL({number}) of {set}{bad? at a bad address|}")
            .c("get_all({set}, {number}, {bad});");
    SetAll {
        set: Which, number: i32 = [0, NO_NUMBER],
        first: u16 = [1, 0, 2, 32_767, 32_768], second: u16 = [0, 1, 2], third: u16 = [0, 1, 2],
        bad: bool = [0, 0, 0, 0, 0, 1],
    },
        Row::of("semctl(SETALL)").call("semctl").weight(5).races(false)
            .words("semctl SETALL({number}) of {set} to {first}, {second}, {third}\
                    {bad? at a bad address|}")
            .c("set_all({set}, {number}, {bad}, {first}, {second}, {third});");
    Stat { set: Which, number: i32 = [0, NO_NUMBER], bad: bool = [0, 0, 0, 0, 0, 1] },
        Row::of("semctl(IPC_STAT)").call("semctl").weight(8)
            .words("semctl IPC_STAT({number}) of {set}{bad? at a bad address|}")
            .c("told_status({set}, {number}, {bad});");
    /// SEM_STAT or SEM_STAT_ANY at the index of the set.
    Index { set: Which, any: bool },
        Row::of("semctl(SEM_STAT)").call("semctl").weight(4).races(false)
            .words("semctl SEM_STAT{any?_ANY|} at the index of {set}")
            .c("told_index({set}, {any?SEM_STAT_ANY|SEM_STAT});");
    /// The user and the group given are the other ones, or those of the first actor.
    Set {
        set: Which, number: i32 = [0, NO_NUMBER], owner: bool, group: bool,
        mode: Mode = [0o600, 0o666, 0, 0o1644, 0o060, 0o006], bad: bool = [0, 0, 0, 0, 0, 1],
    },
        Row::of("semctl(IPC_SET)").call("semctl").weight(5)
            .words("semctl IPC_SET({number}) of {set} to {owner?user1|user0}/{group?user1|user0}, \
                    {mode}{bad? at a bad address|}")
            .c("set_owner({set}, {number}, {owner}, {group}, {mode}, {bad});");
    Remove { set: Which, number: i32 = [0, NO_NUMBER] },
        Row::of("semctl(IPC_RMID)").call("semctl").weight(4)
            .words("semctl IPC_RMID({number}) of {set}")
            .c("told(semctl({set}, {number}, IPC_RMID));");
    Unknown { set: Which, command: i32 = [999, 4, MINUS] },
        Row::of("semctl(unknown)").call("semctl").weight(1)
            .words("semctl {command} of {set}").c("told(semctl({set}, 0, {command}));");
    /// IPC_INFO.
    Info,
        Row::of("semctl(IPC_INFO)").call("semctl").weight(2)
            .words("semctl IPC_INFO").c("told_limits();");
    /// SEM_INFO, and whether the limits that it gives are those of IPC_INFO.
    Used,
        Row::of("semctl(SEM_INFO)").call("semctl").weight(3).races(false).needs(OWN_IPC)
            .words("semctl SEM_INFO").c("not_compared(\"SEM_INFO\");");
    /// Whether there is a set at the index that IPC_INFO returns, and none at the next.
    Highest,
        Row::of("semctl(IPC_INFO), returned").call("semctl").weight(2).races(false).needs(OWN_IPC)
            .words("the highest index").c("not_compared(\"the highest index\");");
    /// The numbers in /proc/sys/kernel/sem.
    LimitsFile,
        Row::of("read of kernel/sem").weight(1).needs(PROC)
            .words("read /proc/sys/kernel/sem").c("not_compared(\"/proc/sys/kernel/sem\");");
    /// The lines in /proc/sysvipc/sem.
    List,
        Row::of("read of sysvipc/sem").weight(3).races(false).needs(PROC)
            .words("read /proc/sysvipc/sem").c("not_compared(\"/proc/sysvipc/sem\");");
    /// In a child with an IPC namespace of its own: whether the set is there, and its limits.
    Namespace { set: Which },
        Row::of("unshare(CLONE_NEWIPC)").call("unshare").weight(1).races(false).needs(NEW_SPACE)
            .words("look for {set} from another IPC namespace")
            .c("not_compared(\"{set} from another namespace\");");
    Unshare,
        Row::of("unshare(CLONE_SYSVSEM)").call("unshare").weight(3).races(false)
            .words("unshare CLONE_SYSVSEM").c("told(unshare(CLONE_SYSVSEM));");
    CloneBoth,
        Row::of("clone").weight(1).races(false).needs(ADMIN)
            .words("clone CLONE_NEWIPC|CLONE_SYSVSEM")
            .c("took(syscall(SYS_clone, CLONE_NEWIPC | CLONE_SYSVSEM | SIGCHLD, 0, 0, 0, 0));");
    /// Whether ftok gives the key that it gives for the plain name of a file, and the low bits.
    Ftok { named: u8 = [0, 1, 2], project: i32 = [0x70, 0x170, LOW_BITS] },
        Row::of("ftok").weight(1).races(false)
            .words("ftok of name {named}, {project}").c("compare_keys({named}, {project});");
}

outcomes! { Seen of SYSV_SEM:
    Id { set: u8, negative: bool }, OutcomeRow::of("set{set}{negative?, of a negative id|}");
    /// A call that succeeds, and what it returned.
    Done { returned: u64 }, OutcomeRow::of("returned {returned}").after_success();
    /// EINTR. A timeout that was given may be as it was, or not.
    Interrupted { unchanged: bool },
        OutcomeRow::of("EINTR{unchanged?|, with another timeout}").failure(Errno::EINTR);
    TimedOut { early: bool },
        OutcomeRow::of("EAGAIN after the time{early? was not yet over|}").after_success()
            .failure(Errno::EAGAIN);
    Value { value: u64 }, OutcomeRow::of("{value}");
    Pid { of: Whose }, OutcomeRow::of("the pid of {of}");
    Values { values: Rest<u16> }, OutcomeRow::of("values {values}").after_success();
    Status {
        returned: u64, key: u8, owner: User, group: User, mode: Bits, operated: Time,
        changed: Time, size: u64, creator: User, creator_group: User,
    },
        OutcomeRow::of("key{key}, of {owner}/{group} {mode}, operated on {operated}, \
                        changed {changed}, {size} semaphores, made by {creator}/{creator_group}");
    Limits { semmsl: u64, semmns: u64, semopm: u64, semmni: u64, semvmx: u64 },
        OutcomeRow::of("semmsl {semmsl}, semmns {semmns}, semopm {semopm}, semmni {semmni}, \
                        semvmx {semvmx}");
    Used { sets: u64, semaphores: u64, limits_as_told: bool },
        OutcomeRow::of("{sets} sets, {semaphores} semaphores{limits_as_told?|, and other limits}");
    Highest { used: bool, next_unused: bool },
        OutcomeRow::of("there is {used?a|no} set at it, and {next_unused?none|one} at the next");
    File { semmsl: u64, semmns: u64, semopm: u64, semmni: u64 },
        OutcomeRow::of("{semmsl} {semmns} {semopm} {semmni}");
    /// The sets of the script that are listed, a bit each; and how many others.
    List { headings: bool, shown: u64, others: u64 },
        OutcomeRow::of("{headings?|no }headings, sets {shown}, and {others} others");
    Elsewhere { id_hidden: bool, key_hidden: bool, semmsl: bool, semopm: bool, semmni: bool },
        OutcomeRow::of("id {id_hidden?hidden|known}, key {key_hidden?hidden|known}, \
                        SEMMSL {semmsl?as new|else}, SEMOPM {semopm?as new|else}, \
                        SEMMNI {semmni?as new|else}");
    Key { same: bool }, OutcomeRow::of("{same?the same|another} key");
}

impl Seen {
    /// What IPC_INFO tells of limits in the order of kernel/sem.
    pub fn limits(of: [u64; 4], semvmx: u64) -> Self {
        Self::Limits { semmsl: of[0], semmns: of[1], semopm: of[2], semmni: of[3], semvmx }
    }

    /// What kernel/sem tells.
    pub fn file(of: [u64; 4]) -> Self {
        Self::File { semmsl: of[0], semmns: of[1], semopm: of[2], semmni: of[3] }
    }
}
