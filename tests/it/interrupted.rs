//! A run that is asked to end: what was found so far is reported and recorded, with a status that
//! tells.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bythebook::report::read;
use nix::poll::{PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
use tempfile::tempdir;

/// A moment in the run that nothing in it decides.
const IN_THE_RUN: Duration = Duration::from_secs(5);

fn start(record: &Path, more: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("bythebook"))
        .args(["check", "pipe", "eventfd", "--time", "60s", "--record"])
        .arg(record)
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

/// Its status and what it printed, after the signal came in the run.
fn ended_by(signal: Signal, mut child: Child) -> (Option<i32>, String) {
    let timeout = PollTimeout::try_from(IN_THE_RUN).expect("a short time");
    // The signal is to come while scripts run: this waits for nothing else.
    while poll(&mut [], timeout).is_err() {}
    kill(Pid::from_raw(child.id() as i32), signal).expect("it is ours");
    let mut said = String::new();
    let mut out = child.stdout.take().expect("a pipe");
    out.read_to_string(&mut said).expect("text");
    (child.wait().expect("it is ours").code(), said)
}

#[rstest]
#[case::by_ctrl_c(Signal::SIGINT, 130, &[])]
#[case::by_sigterm(Signal::SIGTERM, 143, &[])]
#[case::through_another_command(Signal::SIGINT, 130, &["--via", "env"])]
fn a_run_that_is_ended_reports_what_was_found_so_far(
    #[case] signal: Signal,
    #[case] status: i32,
    #[case] more: &[&str],
) {
    let directory = tempdir().expect("a directory");
    let path = directory.path().join("run.jsonl");
    let (code, said) = ended_by(signal, start(&path, more));
    assert_eq!(code, Some(status), "{said}");
    assert!(said.contains("Summary") && said.contains("interrupted  before its time"), "{said}");
    let record = read::record(&path).expect("a whole record");
    assert!(record.end.interrupted);
    assert_eq!(i32::from(record.end.status), status);
    assert!(record.end.scripts > 0, "{said}");
    assert!(record.end.seconds < 30.0, "{said}");
}
