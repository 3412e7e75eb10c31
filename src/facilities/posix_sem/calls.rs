//! The calls of semaphores, and what comes back.

mod operands;

use super::POSIX_SEM;
use crate::engine::forms::{FlagSet, FlagSpec, Flags, Mode, Operand, OutcomeRow, Row, Until, flag};
use crate::engine::{Errno, Op};
use crate::{calls, outcomes};
pub use operands::{Name, PLACES, Sem, UNNAMED};

/// The flags of sem_open.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const CREATE: i32 = libc::O_CREAT;
pub const EXCLUSIVE: i32 = libc::O_EXCL;
/// The largest value of a semaphore.
pub const MOST: u32 = i32::MAX as u32;
const ABOVE: u32 = MOST + 1;
pub const ALMOST: u32 = MOST - 1;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("create", "O_CREAT", CREATE).percent(75).tells(),
        flag("exclusive", "O_EXCL", EXCLUSIVE).percent(20).tells(),
    ];
}

calls! { Call of POSIX_SEM:
    /// The address goes into a place of the caller's process.
    Open {
        place: u8 = [0], name: Name = [0, 1, 2], flags: Flags<OpenFlags>,
        mode: Mode = [0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602, 0o606, 0o400, 0o200],
        value: u32 = [1, 0, 0, 2, 3, ALMOST, MOST, ABOVE, u32::MAX],
    },
        Row::of("sem_open").weight(20).races(true).shown(open_shown).written(open_written);
    /// Of a name of 300 characters.
    OpenEndless { create: bool },
        Row::of("sem_open of an endless name").call("sem_open").races(false)
            .words("sem_open of a name of 300 characters{create? with O_CREAT|}")
            .c("open_semaphore(-1, name_of_length(300), {create?O_CREAT|0}, 0600, 0);");
    Close { sem: Sem },
        Row::of("sem_close").weight(8).races(false)
            .words("sem_close {sem}").c("close_semaphore(&{sem});");
    Unlink { name: Name = [0, 1, 2] },
        Row::of("sem_unlink").weight(8).words("sem_unlink {name}").c("told(sem_unlink({name}));");
    UnlinkEndless,
        Row::of("sem_unlink of an endless name").call("sem_unlink").races(false)
            .words("sem_unlink of a name of 300 characters")
            .c("told(sem_unlink(name_of_length(300)));");
    /// Shared by processes, where its memory is.
    Init { sem: Sem, value: u32 = [1, 0, 0, 2, 3, ALMOST, MOST, ABOVE, u32::MAX] },
        Row::of("sem_init").weight(8).races(false)
            .words("sem_init {sem} with {value}").c("init_semaphore({sem}, {value}u);");
    Destroy { sem: Sem },
        Row::of("sem_destroy").weight(3).races(false)
            .words("sem_destroy {sem}").c("told(sem_destroy({sem}));");
    Post { sem: Sem },
        Row::of("sem_post").weight(40).words("sem_post {sem}").c("told(sem_post({sem}));");
    /// By the handler of a signal that the caller sends to itself.
    PostInHandler { sem: Sem },
        Row::of("sem_post in a handler").call("sem_post").weight(3).races(false)
            .words("sem_post {sem} in a signal handler").c("post_in_handler({sem});");
    Wait { sem: Sem },
        Row::of("sem_wait").weight(30).words("sem_wait {sem}").c("told(sem_wait({sem}));");
    TryWait { sem: Sem },
        Row::of("sem_trywait").weight(16).words("sem_trywait {sem}").c("told(sem_trywait({sem}));");
    TimedWait { sem: Sem, until: Until = [3, 1, 1, 2, 2, 2, 4, 5, 6, 7] },
        Row::of("sem_timedwait").weight(24)
            .words("sem_timedwait {sem}{until}").c("wait_until({sem}, {until});");
    GetValue { sem: Sem },
        Row::of("sem_getvalue").weight(26).words("sem_getvalue {sem}")
            .c("told_value({sem});");
    /// What stat says of the file under /dev/shm.
    Status { name: Name = [0, 1, 2] },
        Row::of("stat of a semaphore's file").call("stat").weight(8)
            .words("stat of the file of {name}").c("told_status({name});");
    /// Whether the caller's process has the file mapped that the name now has.
    Mapped { name: Name = [0, 1, 2] },
        Row::of("read of the mappings").weight(2).races(false).needs(operands::PROC)
            .words("is the file of {name} mapped?").c("is_mapped({name});");
    /// Whether two places hold the same address.
    Compare { left: u8 = [0], right: u8 = [1] },
        Row::of("comparison of addresses").weight(0).races(false)
            .words("is it the same address in {left} and {right}?")
            .c("tell(sem[{left}] == sem[{right}]);");
}

outcomes! { Seen of POSIX_SEM:
    Opened, OutcomeRow::of("opened");
    /// A call that succeeds, and what it returned.
    Done { returned: i64 }, OutcomeRow::of("returned {returned}").after_success();
    TimedOut { early: bool },
        OutcomeRow::of("ETIMEDOUT{early? before the time was over|}").after_success()
            .failure(Errno::ETIMEDOUT);
    Value { returned: i64, value: i64 }, OutcomeRow::of("{value}, and returned {returned}");
    Status { mode: u32, owned: bool, grouped: bool },
        OutcomeRow::of("mode {mode}, owned by {owned?the caller|another user}, of \
                        {grouped?the caller's|another} group").after_success();
    Mapped { mapped: bool }, OutcomeRow::of("{mapped?mapped|not mapped}");
    Same { same: bool }, OutcomeRow::of("{same?the same address|another address}");
}

fn open_shown(op: &Op) -> String {
    let Call::Open { place, name, flags, mode, value } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let creates = format!(" {} {} with {value}", flags.show(), mode.show());
    let how = if flags.has(CREATE) { creates } else { format!(" {}", flags.show()) };
    format!("sem{place} = sem_open {}{how}", name.show())
}

fn open_written(op: &Op) -> String {
    let Call::Open { place, name, flags, mode, value } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let (flags, mode) = (flags.c(), mode.c());
    format!("open_semaphore({place}, {}, {flags}, {mode}, {value}u);", name.c())
}
