//! Init: sets up the surroundings, forks the worker, reaps everything, and sees that the worker
//! goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::guardian::Guardian;
use super::namespaces::{self, Ids};
use super::{Environment, Isolation, Journal, Made, Part, Pulse, Wanted};
use crate::engine::waiting::{Detector, Look, Watch, own_proc_pid};
use crate::kernel::become_a_user_apart;
use crate::sys::{self, Ended, Fork};

/// Exit status of a worker that had to be killed since it did not go on.
pub const WATCHDOG_STATUS: i32 = 86;
/// Exit status of a worker that panicked.
const PANIC_STATUS: i32 = 101;
/// Exit status when there is nobody to work for, or nothing to work with.
const ABANDONED_STATUS: i32 = 87;

/// How often init looks.
const TICK: Duration = Duration::from_millis(50);
/// A call seen asleep for so many looks in a row is interrupted.
const LOOKS_ASLEEP: u32 = 3;
/// A call that goes on for so long, whatever it does, ends its worker.
const CALL_TIME_MAX: Duration = Duration::from_secs(20);
/// Most children reaped after the worker ended.
const ORPHANS_MAX: u32 = 10_000;

/// What init is given.
pub struct Start<'a> {
    pub wanted: &'a Wanted,
    pub journal: Journal,
    pub pulse: Pulse,
    pub isolation: Isolation,
    pub guardian: Guardian,
    pub outer: Ids,
    pub tag: String,
}

/// The life of init.
pub fn run(start: Start<'_>, job: impl FnOnce(&Environment) -> i32) -> ! {
    let _ = sys::set_parent_death_signal(libc::SIGKILL);
    // The harness may have ended before the line above.
    if !start.guardian.harness_lives() {
        sys::exit(ABANDONED_STATUS);
    }
    // Out of the terminal's reach: the harness decides when we end.
    let _ = nix::unistd::setsid();
    let _ = sys::set_subreaper();
    let environment = surroundings(start);
    let init = std::process::id();
    sys::block(libc::SIGCHLD);
    match sys::fork() {
        Err(_) => sys::exit(ABANDONED_STATUS),
        Ok(Fork::Child) => work(init, &environment, job),
        Ok(Fork::Parent { child }) => {
            if !environment.isolation.has(Part::Pid) {
                // The whole session of the worker ends with the harness.
                let journal = environment.journal.as_ref();
                journal.inspect(|journal| journal.note(Made::Group, &child.to_string()));
            }
            let ended = watch_over(child, &environment.pulse);
            let _ = sys::kill(-child, libc::SIGKILL);
            reap_orphans();
            sys::exit(match ended {
                Ended::Exited(status) => status,
                Ended::Killed(signal) => 128 + signal,
            })
        }
    }
}

fn surroundings(start: Start<'_>) -> Environment {
    let cpus = sys::affinity();
    let inside = namespaces::enter(start.wanted, start.isolation, start.outer);
    let tag = start.tag;
    let journal = (!inside.isolation.holds_everything()).then_some(start.journal);
    let scratch_directory = inside.scratch_directory.unwrap_or_else(|| {
        let path = std::env::temp_dir().join(&tag).to_string_lossy().into_owned();
        if let Some(journal) = &journal {
            journal.note(Made::Directory, &path);
        }
        // If it cannot be made, the rooms that need it fail with its path in the message.
        let _ = std::fs::create_dir_all(&path);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o1777);
        let _ = std::fs::set_permissions(&path, mode);
        path
    });
    Environment {
        isolation: inside.isolation,
        scratch_directory,
        mqueue_directory: inside.mqueue_directory,
        tag,
        journal,
        pulse: start.pulse,
        cpu: start.wanted.cpu,
        cpus,
        dropped_capabilities: start.wanted.dropped_capabilities,
    }
}

/// The worker.
fn work(init: u32, environment: &Environment, job: impl FnOnce(&Environment) -> i32) -> ! {
    let _ = sys::set_parent_death_signal(libc::SIGKILL);
    if std::os::unix::process::parent_id() != init {
        sys::exit(ABANDONED_STATUS);
    }
    let _ = nix::unistd::setsid();
    sys::unblock_all();
    // nohup(1) ignores SIGHUP, and what a process ignores its children ignore too.
    sys::heed_ignored();
    let _ = sys::catch_reserved();
    let _ = sys::set_timer_slack(1);
    if environment.dropped_capabilities != 0 {
        let _ = sys::drop_capabilities(environment.dropped_capabilities);
    }
    if !environment.isolation.has(Part::User) {
        become_a_user_apart(&environment.tag);
    }
    if let Some(cpu) = environment.cpu {
        let _ = sys::pin(0, &[cpu]);
    }
    environment.pulse.set_proc_pid(own_proc_pid());
    let status = catch_unwind(AssertUnwindSafe(|| job(environment)));
    sys::exit(status.unwrap_or(PANIC_STATUS))
}

/// Reaps until the worker has ended; interrupts its calls that wait.
fn watch_over(worker: i32, pulse: &Pulse) -> Ended {
    let mut look = Looks { watch: None, call: 0, since: Instant::now(), asleep: 0 };
    loop {
        sys::await_blocked(libc::SIGCHLD, TICK);
        while let Ok(Some((pid, ended))) = sys::wait(-1, false) {
            if pid == worker {
                return ended;
            }
        }
        match look.next(pulse) {
            Verdict::GoesOn => {}
            Verdict::Waits => {
                let _ = sys::kill(worker, sys::reserved());
            }
            Verdict::Hangs => {
                let _ = sys::kill(worker, libc::SIGKILL);
                let _ = sys::wait(worker, true);
                return Ended::Exited(WATCHDOG_STATUS);
            }
        }
    }
}

enum Verdict {
    GoesOn,
    Waits,
    Hangs,
}

/// What init saw of the worker's present call.
struct Looks {
    watch: Option<Watch>,
    call: u32,
    since: Instant,
    asleep: u32,
}

impl Looks {
    fn next(&mut self, pulse: &Pulse) -> Verdict {
        let call = pulse.in_call();
        if call == 0 || call != self.call {
            *self = Self { watch: self.watch.take(), call, since: Instant::now(), asleep: 0 };
            return Verdict::GoesOn;
        }
        if self.since.elapsed() > CALL_TIME_MAX {
            return Verdict::Hangs;
        }
        let watch = self.watch.get_or_insert_with(|| Watch::of(pulse.proc_pid()));
        let detector = watch.detector().max(Detector::StatAndPhase);
        match watch.look(detector, 0) {
            Look::AsleepInCall | Look::AsleepSomewhere | Look::Unseen => self.asleep += 1,
            Look::Awake | Look::Ended => self.asleep = 0,
        }
        if self.asleep >= LOOKS_ASLEEP { Verdict::Waits } else { Verdict::GoesOn }
    }
}

/// The kernel does this for us in a process namespace, but not before everything is dead.
fn reap_orphans() {
    for _ in 0..ORPHANS_MAX {
        if !matches!(sys::wait(-1, true), Ok(Some(_))) {
            return;
        }
    }
}
