//! Where a job runs: in namespaces of its own as far as they may be had, and in a tree of processes
//! that ends with the harness, however that ends.
//!
//! The harness clones an *init* for each job, which is process 1 of its own namespace; init forks
//! the *worker*, in which the job runs, reaps everything else, and watches that the worker goes on.
//! The kernel kills init when the harness ends, and everything in the namespace when init ends; the
//! objects go with their namespaces. Where namespaces are refused, what is made is written into a
//! *journal* first, and a *guardian* removes it.
//!
//! It never remounts what was inherited: even in a new mount namespace that would change the host's
//! file system.

mod guardian;
mod init;
mod journal;
mod namespaces;
mod pulse;

use std::os::fd::RawFd;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};

use crate::kernel::{Facts, Limit};
use crate::sys::{self, Ended, Errno, Fork};
use guardian::Guardian;
pub use init::WATCHDOG_STATUS;
pub use journal::{Journal, Made};
pub(super) use namespaces::remount_mqueue;
pub use pulse::Pulse;

/// What a launch asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Namespaces, as far as they may be had; `--no-isolation` says no.
    pub namespaces: bool,
    /// The processor to which the job and its actors are bound.
    pub cpu: Option<usize>,
    /// Capabilities that the job gives up, a bit each.
    pub dropped_capabilities: u64,
}

/// A part of isolation that may be had or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    User,
    Pid,
    Mount,
    Ipc,
    Uts,
    Net,
    Proc,
    Mqueue,
    Shm,
    Devpts,
    Scratch,
}

/// What was had of each part, or why it was not: for the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Isolation(pub std::collections::BTreeMap<Part, Got>);

/// Whether a part was had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Got {
    Ours,
    /// Privileges that we have do instead.
    Unneeded,
    /// Why not.
    Shared(String),
}

impl Isolation {
    pub fn has(&self, part: Part) -> bool {
        self.0.get(&part) == Some(&Got::Ours)
    }

    /// Everything that a case makes ends with its namespaces.
    pub fn holds_everything(&self) -> bool {
        [Part::Pid, Part::Ipc, Part::Mount, Part::Shm, Part::Scratch]
            .into_iter()
            .all(|part| self.has(part))
    }
}

/// What a job has around it.
#[derive(Debug)]
pub struct Environment {
    pub isolation: Isolation,
    /// A directory of the job's own, absolute.
    pub scratch_directory: String,
    /// Where this job's queues show, if an mqueue file system of ours is mounted.
    pub mqueue_directory: Option<String>,
    /// A part of every name that the job makes: unique on this machine.
    pub tag: String,
    /// Where to write down what is made, where that outlives the job.
    pub journal: Option<Journal>,
    pub pulse: Pulse,
    /// The processor to which worker and actors are bound.
    pub cpu: Option<usize>,
    /// All processors that races may spread over.
    pub cpus: Vec<usize>,
    dropped_capabilities: u64,
}

impl Environment {
    /// Puts into the facts what holds inside.
    pub fn patch(&self, facts: &mut Facts) {
        let inside = Facts::gather(facts.assumed);
        let settable = Limit::MqueueMsgMax.sysctl().is_some_and(|name| {
            std::fs::File::options().write(true).open(format!("/proc/sys/{name}")).is_ok()
        });
        facts.capabilities = inside.capabilities;
        facts.uid = inside.uid;
        facts.own_user = inside.own_user || self.isolation.has(Part::User);
        // A user namespace of ours has a single user.
        facts.other_uid = inside.other_uid.filter(|_| !self.isolation.has(Part::User));
        facts.limits = inside.limits;
        facts.settable = inside.settable;
        facts.own_ipc = self.isolation.has(Part::Ipc);
        facts.own_ipc_limits = facts.own_ipc && settable;
        facts.mqueue = self.mqueue_directory.is_some();
        facts.proc = inside.proc;
        facts.terminals = inside.terminals;
        facts.own_terminals = self.isolation.has(Part::Devpts);
    }
}

/// Why a job could not be launched.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    #[error("make memory shared by processes: {0}; see memfd_create and /dev/shm limits")]
    Memory(Errno),
    #[error("keep a journal of what is made: {0}")]
    Journal(std::io::Error),
    #[error("make a process: {0}; see RLIMIT_NPROC and pids.max")]
    Process(Errno),
}

/// A launched job. Dropped before it has ended, it is killed.
#[derive(Debug)]
pub struct Child {
    pid: i32,
    guardian: Guardian,
    ended: Option<Ended>,
}

/// Runs `job` in a worker of its own. The caller must be the harness's main thread and its only
/// one: the kernel ends the job with the thread that launched it. The worker's exit status is what
/// `job` returns; it ends without running destructors or flushing standard output.
pub fn launch(
    wanted: &Wanted,
    job: impl FnOnce(&Environment) -> i32,
) -> Result<Child, LaunchError> {
    let journal = Journal::new().map_err(LaunchError::Journal)?;
    let pulse = Pulse::new().map_err(LaunchError::Memory)?;
    let guardian = Guardian::post(&journal).map_err(LaunchError::Process)?;
    let tag = unique_tag();
    // Inside a new user namespace they could no longer be told.
    let outer = (nix::unistd::getuid().as_raw(), nix::unistd::getgid().as_raw());
    let (fork, isolation) = namespaces::clone_init(wanted).map_err(LaunchError::Process)?;
    match fork {
        Fork::Child => {
            let start = init::Start { wanted, journal, pulse, isolation, guardian, outer, tag };
            init::run(start, job)
        }
        Fork::Parent { child } => {
            journal.note(Made::Group, &child.to_string());
            Ok(Child { pid: child, guardian: guardian.started(), ended: None })
        }
    }
}

impl Child {
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<Ended> {
        self.reap(false)
    }

    /// Waits until it has ended.
    pub fn wait(mut self) -> Ended {
        self.reap(true).unwrap_or(Ended::Exited(WATCHDOG_STATUS))
    }

    /// A descriptor that would show the end of the job may be had by `pidfd_open` of [`Self::pid`].
    fn reap(&mut self, block: bool) -> Option<Ended> {
        if self.ended.is_none() {
            self.ended = match sys::wait(self.pid, block) {
                Ok(None) => return None,
                Ok(Some((_, ended))) => Some(ended),
                // Somebody else reaped it.
                Err(_) => Some(Ended::Exited(WATCHDOG_STATUS)),
            };
            self.guardian.dismiss();
        }
        self.ended
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.ended.is_none() {
            let _ = sys::kill(self.pid, libc::SIGKILL);
            self.reap(true);
        }
    }
}

/// Below this, descriptors belong to scripts; ours are here or above.
pub(super) const CONTROL_LOWEST: RawFd = 900;

/// Moves a descriptor of ours out of the scripts' way. Where `RLIMIT_NOFILE` is too low for that it
/// goes as high as it may.
pub(super) fn out_of_the_way(fd: RawFd) -> RawFd {
    let limit = sys::rlimit(libc::RLIMIT_NOFILE).map_or(0, |(soft, _)| soft as RawFd);
    let lowest = CONTROL_LOWEST.min((limit - CONTROL_SPARE).max(0));
    let Ok(moved) = sys::dup_from(fd, lowest) else { return fd };
    let _ = sys::close(fd);
    moved
}

/// Descriptors of ours that one process may hold.
const CONTROL_SPARE: RawFd = 100;

/// A name part that no other job on this machine has.
fn unique_tag() -> String {
    static JOBS: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_micros());
    let (harness, job) = (std::process::id(), JOBS.fetch_add(1, Ordering::Relaxed));
    format!("btb{harness}.{job}.{now:x}")
}
