//! Reads the facts from the kernel: uname, /proc, and the settings that rooms know.

use std::fs;
use std::io;
use std::path::Path;

use super::{Facts, Limit};
use crate::claim::{Capability, Version};
use crate::sys;

/// Nobody, by long custom: whom an actor becomes where the job has no user apart.
const NOBODY: u32 = 65534;
/// Real users of jobs, each with the user that its actors may become this far above it.
const APART: std::ops::Range<u32> = 0x2000_0000..0x3000_0000;
const OTHER_ABOVE: u32 = 0x1000_0000;
/// On the kernel's command line of a machine that we booted.
const OWN_MACHINE: &str = "bythebook.own_machine";
/// CAP_SYS_ADMIN and CAP_SYS_RESOURCE: held in a user namespace, they are worth nothing where the
/// kernel asks for them in the first one.
const WORTHLESS_INSIDE: [u32; 2] = [21, 24];
const CAP_SETUID: Capability = Capability { name: "CAP_SETUID", number: 7 };

impl Facts {
    /// Reads what can be read here. What cannot is left out, never guessed.
    pub fn gather(assumed: Option<Version>) -> Self {
        let (release, machine) = uname();
        let mut capabilities = sys::capabilities().map_or(0, |[effective, ..]| effective);
        if !in_first_user_namespace() {
            capabilities &= !WORTHLESS_INSIDE.map(|number| 1 << number).iter().sum::<u64>();
        }
        let uid = nix::unistd::geteuid().as_raw();
        let other = other_uid();
        let can_become =
            capabilities >> CAP_SETUID.number & 1 == 1 && is_mapped(other) && may_change_groups();
        Self {
            version: assumed.or_else(|| version_of(&release)).unwrap_or((0, 0, 0)),
            assumed,
            machine,
            libc: format!("glibc {}", sys::libc_version()),
            page_size_bytes: page_size_bytes(),
            cpus: sys::affinity(),
            capabilities,
            uid,
            own_user: is_apart(),
            other_uid: (uid != other && can_become).then_some(other),
            limits: read_limits(),
            settable: settable(),
            absent: vec![],
            filtered: is_filtered(),
            own_ipc: false,
            own_ipc_limits: false,
            mqueue: false,
            proc: fs::exists("/proc/self/fdinfo").unwrap_or(false),
            terminals: has_terminals(),
            own_terminals: false,
            own_machine: fs::read_to_string("/proc/cmdline")
                .is_ok_and(|line| line.split_whitespace().any(|word| word == OWN_MACHINE)),
            config: config(&release),
            release,
        }
    }
}

/// Gives this process a real user of its own, for the kernel counts some limits for each real user
/// on the whole machine, and jobs run side by side. Its effective user stays, and so does what it
/// may do. `tag` is a name that no other job has.
pub fn become_a_user_apart(tag: &str) {
    let hash = tag.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let uid = APART.start + (hash >> 16) as u32 % (APART.end - APART.start);
    // Where the user does not exist (a user namespace that maps few), things stay as they are.
    let _ = sys::set_real_uid(uid);
}

/// The user that an actor becomes.
pub fn other_uid() -> u32 {
    if is_apart() { nix::unistd::getuid().as_raw() + OTHER_ABOVE } else { NOBODY }
}

/// The real user of those for whom `other` is the user that they become, if that is one apart.
pub fn user_apart_from(other: u32) -> Option<u32> {
    other.checked_sub(OTHER_ABOVE).filter(|uid| APART.contains(uid))
}

fn is_apart() -> bool {
    APART.contains(&nix::unistd::getuid().as_raw())
}

/// The values of all limits that can be read here and now.
pub fn read_limits() -> Vec<(Limit, u64)> {
    Limit::ALL.into_iter().filter_map(|limit| Some((limit, value(limit)?))).collect()
}

/// The resource limits that a process may set here: sandboxes refuse some, whatever the value.
fn settable() -> Vec<Limit> {
    let can_be_set = |limit: &Limit| {
        let resource = resource(*limit);
        sys::rlimit(resource).is_ok_and(|(soft, _)| sys::set_soft_limit(resource, soft).is_ok())
    };
    let limits = Limit::ALL.into_iter().filter(|limit| limit.sysctl().is_none());
    limits.filter(can_be_set).collect()
}

/// Sets a limit that is a setting under /proc/sys; the value that it had.
pub fn write_limit(limit: Limit, value: u64) -> io::Result<u64> {
    let name = limit.sysctl().ok_or(io::ErrorKind::Unsupported)?;
    let path = Path::new("/proc/sys").join(name);
    let mut numbers = numbers(&path).ok_or(io::ErrorKind::InvalidData)?;
    let field = numbers.get_mut(limit.field()).ok_or(io::ErrorKind::InvalidData)?;
    let before = std::mem::replace(field, value);
    if before != value {
        let words: Vec<String> = numbers.iter().map(u64::to_string).collect();
        fs::write(&path, words.join(" "))?;
    }
    Ok(before)
}

fn value(limit: Limit) -> Option<u64> {
    if let Some(name) = limit.sysctl() {
        let numbers = numbers(&Path::new("/proc/sys").join(name))?;
        return numbers.get(limit.field()).copied();
    }
    sys::rlimit(resource(limit)).ok().map(|(soft, _)| soft)
}

fn resource(limit: Limit) -> u32 {
    match limit {
        Limit::MsgqueueBytes => libc::RLIMIT_MSGQUEUE,
        _ => libc::RLIMIT_NOFILE,
    }
}

/// The numbers in a file; none where something else stands there.
fn numbers(path: &Path) -> Option<Vec<u64>> {
    fs::read_to_string(path).ok()?.split_whitespace().map(|word| word.parse().ok()).collect()
}

/// The release and the machine, as `uname` says them.
fn uname() -> (String, String) {
    nix::sys::utsname::uname()
        .map(|name| {
            (name.release().to_string_lossy().into(), name.machine().to_string_lossy().into())
        })
        .unwrap_or_default()
}

/// The leading numbers of a release: `6.18.44-cloud` is (6, 18, 44).
fn version_of(release: &str) -> Option<Version> {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().ok());
    let (major, minor) = (numbers.next()??, numbers.next()??);
    Some((major, minor, numbers.next().flatten().unwrap_or(0)))
}

/// By its map of users, which is the identity for all of them. Where that cannot be read there are
/// no user namespaces.
fn in_first_user_namespace() -> bool {
    fs::read_to_string("/proc/self/uid_map")
        .map_or(true, |map| map.split_whitespace().eq(["0", "0", "4294967295"]))
}

/// Whether our user namespace knows this user. Where its map cannot be read there is only one.
fn is_mapped(uid: u32) -> bool {
    let Ok(map) = fs::read_to_string("/proc/self/uid_map") else { return true };
    map.lines().any(|line| {
        let mut numbers = line.split_whitespace().map(|number| number.parse::<u64>().unwrap_or(0));
        let (first, _, count) = (numbers.next(), numbers.next(), numbers.next());
        let first = first.unwrap_or(0);
        (first..first + count.unwrap_or(0)).contains(&uid.into())
    })
}

/// Whether groups may be dropped: not where an unprivileged process made our user namespace.
fn may_change_groups() -> bool {
    fs::read_to_string("/proc/self/setgroups").map_or(true, |said| said.trim() != "deny")
}

/// By opening one, which is gone at once.
fn has_terminals() -> bool {
    let flags = libc::O_RDWR | libc::O_NOCTTY | libc::O_CLOEXEC;
    sys::openat(c"/dev/ptmx".into(), flags, 0).map(sys::close).is_ok()
}

/// By /proc/self/status; where that cannot be read it is not known, and taken for no.
fn is_filtered() -> bool {
    const FILTERED: &str = "2";
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mode = text.lines().find_map(|line| line.strip_prefix("Seccomp:"));
    mode.is_some_and(|mode| mode.trim() == FILTERED)
}

fn page_size_bytes() -> u64 {
    nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE)
        .ok()
        .flatten()
        .map_or(4096, |bytes| bytes as u64)
}

/// The options set in the kernel's build, where the list lies about uncompressed.
fn config(release: &str) -> Option<Vec<String>> {
    let places = [format!("/boot/config-{release}"), format!("/lib/modules/{release}/config")];
    let text = places.iter().find_map(|place| fs::read_to_string(place).ok())?;
    let set = text.lines().filter_map(|line| line.split_once('='));
    Some(set.filter(|(_, value)| *value != "n").map(|(name, _)| name.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_up_to_its_first_three_numbers() {
        assert_eq!(version_of("6.18.44-cloud-amd64"), Some((6, 18, 44)));
        assert_eq!(version_of("6.1-rc3"), Some((6, 1, 0)));
        assert_eq!(version_of("4.4.0"), Some((4, 4, 0)));
        assert_eq!(version_of("unknown"), None);
    }

    #[test]
    fn this_machine_can_be_described() {
        let facts = Facts::gather(None);
        assert!(facts.version >= (2, 6, 0), "{facts:?}");
        assert!(!facts.cpus.is_empty(), "{facts:?}");
    }
}
