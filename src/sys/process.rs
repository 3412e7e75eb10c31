//! Processes: their making and end, credentials, limits and processors.
#![allow(unsafe_code)] // fork, execveat and credentials have no safe form that allows bad values.

use std::ffi::{CStr, c_char};
use std::os::fd::RawFd;

use super::Errno;
use super::call::call_plain;

/// Which side of a fork we are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fork {
    Parent { child: i32 },
    Child,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Exited(i32),
    Killed(i32),
}

/// Forks. The caller must have no other thread.
pub fn fork() -> Result<Fork, Errno> {
    // SAFETY: single-threaded by contract, so the child may do what its parent may.
    side(unsafe { libc::fork() }.into())
}

/// Forks with flags of clone(2); `SIGCHLD` is added. Neither memory nor the descriptor table may be
/// shared by them.
pub fn clone(flags: i32) -> Result<Fork, Errno> {
    let shared = libc::CLONE_VM | libc::CLONE_FILES | libc::CLONE_THREAD | libc::CLONE_SIGHAND;
    assert!(flags & shared == 0, "a process of its own");
    let flags = i64::from(flags as u32) | i64::from(libc::SIGCHLD);
    // SAFETY: like fork; no stack is given, so the child goes on with a copy of ours.
    side(unsafe { libc::syscall(libc::SYS_clone, flags, 0usize, 0usize, 0usize, 0usize) })
}

fn side(value: i64) -> Result<Fork, Errno> {
    match value {
        -1 => Err(Errno::last()),
        0 => Ok(Fork::Child),
        child => Ok(Fork::Parent { child: child as i32 }),
    }
}

/// Ends this process, running nothing that the standard library would run.
pub fn exit(status: i32) -> ! {
    // SAFETY: always.
    unsafe { libc::_exit(status) }
}

/// Ends this thread alone, running nothing that the standard library would run.
pub fn exit_thread() -> ! {
    loop {
        // SAFETY: nothing of this thread is used by the others of its process.
        let _: Result<usize, Errno> = unsafe { call_plain(libc::SYS_exit, [0]) };
    }
}

/// Reaps this child (any, if -1); none if `block` is false and it has not ended.
pub fn wait(child: i32, block: bool) -> Result<Option<(i32, Ended)>, Errno> {
    let mut status = 0;
    let flags = if block { 0 } else { libc::WNOHANG };
    // SAFETY: the kernel writes one int, which lives here.
    match unsafe { libc::waitpid(child, &raw mut status, flags) } {
        -1 if Errno::last() == Errno::EINTR => wait(child, block),
        -1 => Err(Errno::last()),
        0 => Ok(None),
        pid if libc::WIFSIGNALED(status) => Ok(Some((pid, Ended::Killed(libc::WTERMSIG(status))))),
        pid => Ok(Some((pid, Ended::Exited(libc::WEXITSTATUS(status))))),
    }
}

/// Sends a signal to a process, or to the group of a negative number. Numbers that mean everybody,
/// one's own group or the first process are refused: they would come of a fork that went wrong.
pub fn kill(pid: i32, signal: i32) -> Result<usize, Errno> {
    if (-1..=1).contains(&pid) {
        return Err(Errno::ESRCH);
    }
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_kill, [pid.into(), signal.into()]) }
}

/// Sends a signal to one thread, of whatever process.
pub fn kill_thread(thread: i32, signal: i32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_tkill, [thread.into(), signal.into()]) }
}

/// The number of this thread.
pub fn thread_id() -> i32 {
    // SAFETY: always.
    unsafe { libc::gettid() }
}

/// Whether this process has more threads than the calling one, as far as /proc tells.
pub fn has_other_threads() -> bool {
    std::fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() > 1)
}

/// Sends a signal to every process that there is, but for the first and one's own.
#[cfg(feature = "planted-fault")]
pub fn kill_everybody(signal: i32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_kill, [-1, signal.into()]) }
}

/// Replaces the program by the file behind `file`; returns only on failure.
pub fn execveat(file: RawFd, arguments: &[&CStr]) -> Errno {
    let mut argv: Vec<*const c_char> = arguments.iter().map(|text| text.as_ptr()).collect();
    argv.push(std::ptr::null());
    let none: [*const c_char; 1] = [std::ptr::null()];
    // SAFETY: both arrays end with a null pointer and live for the call.
    unsafe {
        libc::syscall(
            libc::SYS_execveat,
            file,
            c"".as_ptr(),
            argv.as_ptr(),
            none.as_ptr(),
            libc::AT_EMPTY_PATH,
        );
    }
    Errno::last()
}

/// The signal that comes when the parent ends. Changed credentials clear it.
pub fn set_parent_death_signal(signal: i32) -> Result<usize, Errno> {
    prctl(libc::PR_SET_PDEATHSIG, signal.into())
}

/// Whether others of the same user may look into this process. Changed credentials clear it.
pub fn set_dumpable(on: bool) -> Result<usize, Errno> {
    prctl(libc::PR_SET_DUMPABLE, on.into())
}

/// Orphaned descendants become our children.
pub fn set_subreaper() -> Result<usize, Errno> {
    prctl(libc::PR_SET_CHILD_SUBREAPER, 1)
}

/// Whether `PR_GET_THP_DISABLE` is known: an old question that no stand-in for Linux answers.
pub fn huge_pages_can_be_asked_about() -> bool {
    prctl(libc::PR_GET_THP_DISABLE, 0).is_ok()
}

/// How late a sleep may end.
pub fn set_timer_slack(nanoseconds: i64) -> Result<usize, Errno> {
    prctl(libc::PR_SET_TIMERSLACK, nanoseconds)
}

fn prctl(option: i32, argument: i64) -> Result<usize, Errno> {
    // SAFETY: the options above take no address.
    unsafe { call_plain(libc::SYS_prctl, [option.into(), argument, 0, 0, 0]) }
}

pub fn set_resuid(uid: u32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_setresuid, [uid.into(); 3]) }
}

/// Changes the real user alone.
pub fn set_real_uid(uid: u32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_setresuid, [uid.into(), -1, -1]) }
}

pub fn set_resgid(gid: u32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_setresgid, [gid.into(); 3]) }
}

/// Drops all supplementary groups.
pub fn set_groups() -> Result<usize, Errno> {
    // SAFETY: a list of length zero is not looked at.
    unsafe { call_plain(libc::SYS_setgroups, [0, 0]) }
}

/// Sets the file mode creation mask; the one before.
pub fn umask(mask: u32) -> u32 {
    // SAFETY: always.
    unsafe { libc::umask(mask) }
}

/// The soft and hard limit of a resource (`libc::RLIMIT_NOFILE` and so on).
pub fn rlimit(resource: u32) -> Result<(u64, u64), Errno> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the kernel writes one structure, which lives here.
    let done = unsafe { libc::getrlimit(resource, &raw mut limit) };
    if done == 0 { Ok((limit.rlim_cur, limit.rlim_max)) } else { Err(Errno::last()) }
}

/// Sets the soft limit of a resource, at most to its hard limit.
pub fn set_soft_limit(resource: u32, soft: u64) -> Result<(), Errno> {
    let (_, hard) = rlimit(resource)?;
    let limit = libc::rlimit { rlim_cur: soft.min(hard), rlim_max: hard };
    // SAFETY: the kernel only reads.
    let done = unsafe { libc::setrlimit(resource, &raw const limit) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

/// Header of capget and capset.
const CAPABILITY_VERSION_3: u32 = 0x2008_0522;

/// Effective, permitted and inheritable capabilities, a bit each.
pub fn capabilities() -> Result<[u64; 3], Errno> {
    let header = [CAPABILITY_VERSION_3, 0];
    let mut sets = [0u32; 6];
    // SAFETY: version 3 has two triples of words, which live here.
    let done = unsafe { libc::syscall(libc::SYS_capget, header.as_ptr(), sets.as_mut_ptr()) };
    if done != 0 {
        return Err(Errno::last());
    }
    Ok([0, 1, 2].map(|set| u64::from(sets[set]) | u64::from(sets[set + 3]) << 32))
}

/// Gives up these capabilities, a bit each.
pub fn drop_capabilities(dropped: u64) -> Result<(), Errno> {
    let kept = capabilities()?.map(|set| set & !dropped);
    let half = |shift: u32| kept.map(|set| (set >> shift) as u32);
    let header = [CAPABILITY_VERSION_3, 0];
    let sets = [half(0), half(32)];
    // SAFETY: version 3 reads two triples of words.
    let done = unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), sets.as_ptr()) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

/// Binds a process (ourselves, if 0) to these processors.
pub fn pin(pid: i32, cpus: &[usize]) -> Result<(), Errno> {
    // SAFETY: all-zero is an empty set; CPU_SET is given indices inside it.
    let set = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for cpu in cpus.iter().filter(|cpu| **cpu < libc::CPU_SETSIZE as usize) {
            libc::CPU_SET(*cpu, &mut set);
        }
        set
    };
    // SAFETY: the kernel only reads the set.
    let done = unsafe { libc::sched_setaffinity(pid, size_of_val(&set), &raw const set) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

/// The processors that we may run on.
pub fn affinity() -> Vec<usize> {
    // SAFETY: all-zero is an empty set, and the kernel writes at most its size.
    let set = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::sched_getaffinity(0, size_of_val(&set), &raw mut set);
        set
    };
    // SAFETY: the indices are inside the set.
    (0..libc::CPU_SETSIZE as usize).filter(|cpu| unsafe { libc::CPU_ISSET(*cpu, &set) }).collect()
}

/// The processor that we run on now.
pub fn cpu_now() -> Option<usize> {
    // SAFETY: always.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

pub fn yield_now() {
    // SAFETY: always.
    unsafe { libc::sched_yield() };
}

/// `gnu_get_libc_version`.
pub fn libc_version() -> String {
    // SAFETY: a string that lives as long as the program.
    let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
    version.to_string_lossy().into_owned()
}
