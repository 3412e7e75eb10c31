//! Nothing of ours outlives a run that is ended by SIGKILL.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};
use procfs::{CurrentSI, KernelStats};
use rstest::rstest;
use tempfile::TempDir;

/// How soon everything must be gone, on a machine that does nothing else.
const GONE: Duration = Duration::from_millis(100);
/// How long a run takes at most until its first worker is there, on a busy machine.
const START: Duration = Duration::from_secs(20);
/// Kills of each kind: at moments that differ by a step.
const KILLS: u32 = 20;
const STEP: Duration = Duration::from_millis(13);

/// What the run of that process may leave: processes by a word of their command line, and names.
fn traces(harness: u32) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let path = process.path();
        let command = fs::read(path.join("cmdline")).unwrap_or_default();
        // A zombie has no command line any more.
        if String::from_utf8_lossy(&command).contains(MARK) {
            found.insert(path.display().to_string());
        }
    }
    for directory in ["/tmp", "/dev/shm", "/dev/mqueue"] {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // The C library has files for semaphores, with a name of its own before ours.
            let ours = name.strip_prefix("sem.").unwrap_or(&name);
            if ours.starts_with(&format!("btb{harness}.")) {
                found.insert(format!("{directory}/{name}"));
            }
        }
    }
    found
}

/// A seed that no other run has: it stands in the command line of every process of ours.
const MARK: &str = "0x00000000badcab1e";

/// Where the run is.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// As whoever tests, on this machine.
    Here,
    /// As a user who may do nothing special.
    AsNobody,
    /// As root of a container that may make no namespaces.
    InContainer,
}

/// The shell's lines that leave a container no namespace to make, and become the run.
const CONTAIN: &str = "for limit in /proc/sys/user/max_*_namespaces; do echo 0 >$limit; done && \
                       exec \"$@\"";
const NOBODY: u32 = 65534;

/// The tool, where every user can reach it.
fn tool() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("bythebook");
    fs::copy(assert_cmd::cargo::cargo_bin("bythebook"), path).expect("it can be copied");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(directory.path(), open).expect("it is ours");
    directory
}

fn run(tool: &Path, place: Place, isolation: &[&str]) -> Child {
    let tool = tool.join("bythebook");
    let mut command = match place {
        Place::InContainer => {
            let mut command = Command::new("unshare");
            command.args(["--user", "--map-root-user", "sh", "-c", CONTAIN, "sh"]).arg(tool);
            command
        }
        _ => Command::new(tool),
    };
    // Who is nobody already need not become it.
    if matches!(place, Place::AsNobody) && Uid::effective().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
        .args(["check", "--seed", MARK, "--time", "30s"])
        .args(isolation)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// How many want to run for each processor: who dies, too, must wait for its turn. At least 1.
fn waiting_for_each_cpu() -> u32 {
    let stat = KernelStats::current().expect("/proc/stat");
    let runnable = stat.procs_running.unwrap_or(1) as usize;
    runnable.div_ceil(stat.cpu_time.len().max(1)).max(1) as u32
}

/// Waits until there is more of the run than its own process.
fn is_at_work(harness: u32) -> bool {
    let deadline = Instant::now() + START;
    while Instant::now() < deadline {
        if traces(harness).len() > 1 {
            return true;
        }
    }
    false
}

/// The kill is to come at a moment that nothing in the run decides: this waits for nothing.
fn let_pass(time: Duration) {
    let timeout = PollTimeout::try_from(time).expect("a short time");
    poll(&mut [], timeout).expect("poll");
}

#[rstest]
#[case::in_namespaces(Place::Here, &[])]
#[case::without_namespaces(Place::Here, &["--no-isolation"])]
#[case::as_nobody_in_namespaces(Place::AsNobody, &[])]
#[case::as_nobody_without_namespaces(Place::AsNobody, &["--no-isolation"])]
#[case::in_a_container_that_has_none(Place::InContainer, &[])]
fn nothing_is_left_after_sigkill(#[case] place: Place, #[case] isolation: &[&str]) {
    let _alone = alone();
    let tool = tool();
    for nth in 0..KILLS {
        let mut child = run(tool.path(), place, isolation);
        assert!(is_at_work(child.id()), "kill {nth}: nothing was ever there but the run itself");
        let_pass(STEP * nth);
        kill(Pid::from_raw(child.id() as i32), Signal::SIGKILL).expect("it is ours");
        let status = child.wait().expect("it is ours");
        assert_eq!(status.signal(), Some(libc::SIGKILL), "kill {nth}: it ended before");
        let allowed = GONE * waiting_for_each_cpu();
        let deadline = Instant::now() + allowed;
        let mut left = traces(child.id());
        while !left.is_empty() && Instant::now() < deadline {
            left = traces(child.id());
        }
        assert!(left.is_empty(), "kill {nth}: {left:?} are left after {allowed:?}");
    }
}

/// The cases look at the same machine.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
