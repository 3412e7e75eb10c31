//! Nothing of ours outlives a run that is ended by SIGKILL.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;

/// How soon everything must be gone.
const GONE: Duration = Duration::from_millis(100);
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
            if name.starts_with(&format!("btb{harness}.")) {
                found.insert(format!("{directory}/{name}"));
            }
        }
    }
    found
}

/// A seed that no other run has: it stands in the command line of every process of ours.
const MARK: &str = "0x00000000badcab1e";

fn run(isolation: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("bythebook"))
        .args(["check", "--seed", MARK, "--time", "30s"])
        .args(isolation)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// The kill is to come at a moment that nothing in the run decides: this waits for nothing.
fn let_pass(time: Duration) {
    let timeout = PollTimeout::try_from(time).expect("a short time");
    poll(&mut [], timeout).expect("poll");
}

#[rstest]
#[case::in_namespaces(&[])]
#[case::without_namespaces(&["--no-isolation"])]
fn nothing_is_left_after_sigkill(#[case] isolation: &[&str]) {
    let _alone = alone();
    for nth in 0..KILLS {
        let mut child = run(isolation);
        let_pass(STEP * (nth + 1));
        kill(Pid::from_raw(child.id() as i32), Signal::SIGKILL).expect("it still runs");
        child.wait().expect("it is ours");
        let deadline = Instant::now() + GONE;
        let mut left = traces(child.id());
        while !left.is_empty() && Instant::now() < deadline {
            left = traces(child.id());
        }
        assert!(left.is_empty(), "kill {nth}: {left:?} are left after {GONE:?}");
    }
}

/// The two cases look at the same machine.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
