//! The calls of shared memory, and what comes back.

use super::SYSV_SHM;
use super::claims::needs::{NEW_SPACE, OWN_IPC, PROC};
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Row, Tag, flag};
use crate::families::sysv::{self, Bits, Key, Time, User, Whose};
use crate::{calls, outcomes};
use serde::{Deserialize, Serialize};

/// The segment of a call.
pub type Which = sysv::Which<{ sysv::SEGMENTS }>;

/// The flags of shmget.
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

/// At which address shmat is to attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// The kernel chooses.
    Null,
    /// That of a page in which nothing is mapped.
    Free,
    /// The same and 100, with SHM_RND.
    Rounded,
    /// The same and 100, without SHM_RND.
    Unaligned,
    /// That of a page in which something is mapped, without SHM_REMAP.
    Occupied,
    /// None, with SHM_REMAP.
    RemapNull,
}

impl Choice for Address {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Null, "where the kernel will", "NULL, 0"),
        (Self::Free, "at a free page", "free_page(), 0"),
        (Self::Rounded, "at a free page and 100, SHM_RND", "free_page() + 100, SHM_RND"),
        (Self::Unaligned, "at a free page and 100", "free_page() + 100, 0"),
        (Self::Occupied, "at a page that is mapped", "page, 0"),
        (Self::RemapNull, "at no address, SHM_REMAP", "NULL, SHM_REMAP"),
    ];
}

/// Places of a process for what it has attached.
pub const PLACES: u8 = 4;
/// The bytes of a segment that are looked at.
pub const OFFSETS: [u64; 4] = [0, 99, 4095, 4096];

const MINUS: i32 = -1;

calls! { Call of SYSV_SHM:
    Get {
        key: Key, size: u64 = [4096, 100, 1, 4097, 8192, 0, 12_288],
        mode: Mode = [0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602, 0o400, 0o200, 0o066],
        flags: Flags<Get>,
    },
        Row::of("shmget").weight(12)
            .words("shmget {key} of {size} bytes, {mode} {flags}")
            .c("get_segment({key}, {size}u, {mode} | {flags});");
    Attach {
        segment: Which, place: u8 = [0], read_only: bool = [0, 0, 0, 1],
        at: Address,
    },
        Row::of("shmat").weight(24).races(false)
            .words("at{place} = shmat {segment} {read_only?to read|to read and write} {at}")
            .c("attach({place}, {segment}, {read_only}, {at});");
    /// Of the address of that place, or of the next byte.
    Detach { place: u8 = [0], unaligned: bool = [0, 0, 0, 0, 0, 1] },
        Row::of("shmdt").weight(12).races(false)
            .words("shmdt at{place}{unaligned? and a byte|}")
            .c("told(shmdt((const void *)(at[{place}] + {unaligned})));");
    Store { place: u8 = [0], at: u8 = [0, 1, 2, 3], tag: Tag },
        Row::of("store").weight(18).races(false).words("byte {at} of at{place} is set to #{tag}")
            .c("at[{place}][offset[{at}]] = {tag};");
    Load { place: u8 = [0], at: u8 = [0, 1, 2, 3] },
        Row::of("load").weight(22).races(false).words("byte {at} of at{place}?")
            .c("tell(at[{place}][offset[{at}]]);");
    Stat { segment: Which, bad: bool = [0, 0, 0, 0, 0, 0, 0, 1] },
        Row::of("shmctl(IPC_STAT)").call("shmctl").weight(16).races(false)
            .words("shmctl IPC_STAT of {segment}{bad? at a bad address|}")
            .c("told_status({segment}, {bad});");
    /// What IPC_STAT tells of times and processes.
    Times { segment: Which },
        Row::of("shmctl(IPC_STAT), times").call("shmctl").weight(10).races(false)
            .words("times of {segment}").c("told_times({segment});");
    /// SHM_STAT or SHM_STAT_ANY at the index of the segment.
    Index { segment: Which, any: bool },
        Row::of("shmctl(SHM_STAT)").call("shmctl").weight(4).races(false)
            .words("shmctl SHM_STAT{any?_ANY|} at the index of {segment}")
            .c("not_compared(\"SHM_STAT{any?_ANY|} of {segment}\");");
    /// The user and the group given are the other ones, or those of the first actor.
    Set {
        segment: Which, owner: bool, group: bool,
        mode: Mode = [0o600, 0o666, 0, 0o644, 0o60, 0o6, 0o10_600],
        bad: bool = [0, 0, 0, 0, 0, 1],
    },
        Row::of("shmctl(IPC_SET)").call("shmctl").weight(7).races(false)
            .words("shmctl IPC_SET of {segment} to {owner?user1|user0}/{group?user1|user0}, \
                    {mode}{bad? at a bad address|}")
            .c("set_segment({segment}, {owner}, {group}, {mode}, {bad});");
    Remove { segment: Which },
        Row::of("shmctl(IPC_RMID)").call("shmctl").weight(8).races(false)
            .words("shmctl IPC_RMID of {segment}").c("told(shmctl({segment}, IPC_RMID, NULL));");
    Unknown { segment: Which, command: i32 = [999, 4, MINUS] },
        Row::of("shmctl(unknown)").call("shmctl").weight(1)
            .words("shmctl {command} of {segment}").c("told(shmctl({segment}, {command}, NULL));");
    /// IPC_INFO.
    Info,
        Row::of("shmctl(IPC_INFO)").call("shmctl").weight(2)
            .words("shmctl IPC_INFO").c("told_limits();");
    /// SHM_INFO.
    Used,
        Row::of("shmctl(SHM_INFO)").call("shmctl").weight(5).races(false).needs(OWN_IPC)
            .words("shmctl SHM_INFO").c("not_compared(\"SHM_INFO\");");
    /// Whether there is a segment at the index that IPC_INFO returns, and none at the next.
    Highest,
        Row::of("shmctl(IPC_INFO), returned").call("shmctl").weight(2).races(false).needs(OWN_IPC)
            .words("the highest index").c("not_compared(\"the highest index\");");
    /// The numbers in the files of /proc/sys/kernel.
    LimitsFiles,
        Row::of("read of kernel/shmmax").weight(1).needs(PROC)
            .words("read /proc/sys/kernel/shm*").c("not_compared(\"/proc/sys/kernel/shmmax\");");
    /// The lines in /proc/sysvipc/shm.
    List,
        Row::of("read of sysvipc/shm").weight(4).races(false).needs(PROC)
            .words("read /proc/sysvipc/shm").c("not_compared(\"/proc/sysvipc/shm\");");
    /// In a child with an IPC namespace of its own: whether the segment is there, and its limits.
    Namespace { segment: Which },
        Row::of("unshare(CLONE_NEWIPC)").call("unshare").weight(1).races(false).needs(NEW_SPACE)
            .words("look for {segment} from another IPC namespace")
            .c("not_compared(\"{segment} from another namespace\");");
}

outcomes! { Seen of SYSV_SHM:
    Id { segment: u8 }, OutcomeRow::of("segment{segment}");
    Attached { as_asked: bool },
        OutcomeRow::of("attached{as_asked?|, elsewhere}").after_success();
    /// A call that succeeds, and what it returned.
    Done { returned: u64 }, OutcomeRow::of("returned {returned}").after_success();
    Stored, OutcomeRow::of("stored");
    Loaded { value: u8 }, OutcomeRow::of("{value}");
    Status {
        returned: u64, key: u8, owner: User, group: User, mode: Bits, size: u64, attached: u64,
        marked: bool, creator: User, creator_group: User,
    },
        OutcomeRow::of("key{key}, of {owner}/{group} {mode}, {size} bytes, attached {attached} \
                        times{marked?, marked to be destroyed|}, \
                        made by {creator}/{creator_group}");
    Times { attached: Time, detached: Time, changed: Time, last: Whose, creator: Whose },
        OutcomeRow::of("attached {attached}, detached {detached}, changed {changed}, last by \
                        {last}, made by {creator}");
    Limits { shmmax: u64, shmmin: u64, shmmni: u64, shmall: u64 },
        OutcomeRow::of("shmmax {shmmax}, shmmin {shmmin}, shmmni {shmmni}, shmall {shmall}");
    Used { segments: u64, pages: u64 },
        OutcomeRow::of("{segments} segments, {pages} pages");
    Highest { used: bool, next_unused: bool },
        OutcomeRow::of("there is {used?a|no} segment at it, and {next_unused?none|one} at the \
                        next");
    Files { shmmax: u64, shmmni: u64, shmall: u64 },
        OutcomeRow::of("{shmmax} {shmmni} {shmall}");
    /// The segments of the script that are listed, a bit each; and how many others.
    List { headings: bool, shown: u64, others: u64 },
        OutcomeRow::of("{headings?|no }headings, segments {shown}, and {others} others");
    Elsewhere { id_hidden: bool, key_hidden: bool, shmmax: bool, shmmni: bool, shmall: bool },
        OutcomeRow::of("id {id_hidden?hidden|known}, key {key_hidden?hidden|known}, \
                        SHMMAX {shmmax?as new|else}, SHMMNI {shmmni?as new|else}, \
                        SHMALL {shmall?as new|else}");
}
