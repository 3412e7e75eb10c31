//! Facts about the kernel and the machine that run us, read once and then plain data.

pub mod flight;
mod gather;
mod limit;
mod linux;

pub use gather::{become_a_user_apart, other_uid, read_limits, user_apart_from, write_limit};
pub use limit::{Binds, Limit};
pub use linux::is_linux;

use serde::{Deserialize, Serialize};

use crate::claim::{Capability, Need, Version};

/// What models and plans may know of the machine. Gathered before any process is forked; the
/// isolation fills in what it could get.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Facts {
    /// `uname -r`, as the kernel says it.
    pub release: String,
    /// The version that decides which claims speak of this kernel: of `release`, or assumed.
    pub version: Version,
    /// What `--assume-kernel` said, if it did.
    pub assumed: Option<Version>,
    pub machine: String,
    pub libc: String,
    pub page_size_bytes: u64,
    /// Processors that we may run on.
    pub cpus: Vec<usize>,
    /// Effective capabilities of an actor, a bit each (capabilities(7)).
    pub capabilities: u64,
    pub uid: u32,
    /// The real user is this job's alone, and so is what the kernel counts for it.
    pub own_user: bool,
    /// Another user id that an actor can become.
    pub other_uid: Option<u32>,
    /// The values of the limits that rooms know, where they could be read.
    pub limits: Vec<(Limit, u64)>,
    /// Those of them that bind a process and that it may set.
    pub settable: Vec<Limit>,
    /// Calls that the kernel turned out not to have, by the kind of their operation.
    pub absent: Vec<String>,
    /// A filter of system calls (seccomp(2)) is over us: what fails with EPERM may be its doing.
    pub filtered: bool,
    /// An IPC namespace of our own.
    pub own_ipc: bool,
    /// Limits of that namespace can be set.
    pub own_ipc_limits: bool,
    /// An mqueue file system of our own is mounted.
    pub mqueue: bool,
    /// A proc file system is mounted at /proc.
    pub proc: bool,
    /// A pseudoterminal can be had of /dev/ptmx.
    pub terminals: bool,
    /// A devpts file system of our own is mounted.
    pub own_terminals: bool,
    /// The whole machine is ours (a VM that we booted).
    pub own_machine: bool,
    /// Options of the kernel's build, where they could be read.
    pub config: Option<Vec<String>>,
}

impl Facts {
    pub fn limit(&self, limit: Limit) -> Option<u64> {
        self.limits.iter().find(|(named, _)| *named == limit).map(|(_, value)| *value)
    }

    pub fn has(&self, capability: Capability) -> bool {
        self.capabilities >> capability.number & 1 == 1
    }

    /// Why a need is not met here; none if it is.
    pub fn lacks(&self, need: &Need) -> Option<String> {
        let met = match need {
            Need::Has(capability) => self.has(*capability),
            // An actor drops what it holds.
            Need::Lacks(_) => true,
            Need::OwnMachine => self.own_machine,
            Need::OwnIpc => self.own_ipc && self.own_ipc_limits,
            Need::OwnUser => self.own_user,
            Need::OtherUid => self.other_uid.is_some(),
            Need::TwoCpus => self.cpus.len() > 1,
            Need::Mqueue => self.mqueue,
            Need::Proc => self.proc,
            Need::Terminals => self.terminals,
            Need::OwnTerminals => self.own_terminals,
            Need::Config(option) => {
                self.config.as_ref().is_none_or(|set| set.iter().any(|name| name == option))
            }
        };
        (!met).then(|| need.to_string())
    }
}

/// The type of the file system that holds a path, as /proc/self/mountinfo names it: answers differ
/// by it.
pub fn file_system(path: &str) -> String {
    let unknown = || "unknown".to_owned();
    let Ok(text) = std::fs::read_to_string("/proc/self/mountinfo") else { return unknown() };
    let holds = |place: &str| {
        path.strip_prefix(place.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    text.lines()
        .filter_map(|line| {
            let (mount, types) = line.split_once(" - ")?;
            Some((mount.split(' ').nth(4)?, types.split(' ').next()?))
        })
        .filter(|(place, _)| holds(place))
        .max_by_key(|(place, _)| place.len())
        .map_or_else(unknown, |(_, kind)| kind.to_owned())
}
