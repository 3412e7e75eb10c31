//! `vm` with user-mode Linux, a kernel that is a program: real guests without an emulator. Where it
//! is not installed, each test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use bythebook::report::read;
use nix::poll::{PollTimeout, poll};
use serial_test::file_serial;
use tempfile::tempdir;

use crate::absent;
use crate::cli::{bythebook, output};

/// Where Debian puts it.
const PROGRAM: &str = "/usr/bin/linux.uml";
/// How soon everything must be gone, and how often that is looked at.
const GONE: Duration = Duration::from_secs(10);
const LOOK_MS: u8 = 10;

/// What it says of a machine that it cannot run on.
const UNFIT: &str = "which cannot run here";
/// A program that takes itself for a kernel, and gives up as one does on such a machine.
const GIVES_UP: &str = r#"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--version"))
		return puts("6.1.0-unfit") < 0;
	if (argc == 2 && !strcmp(argv[1], "--showconfig"))
		return puts("CONFIG_UML=y") < 0;
	fputs("Kernel panic - not syncing: ptrace set fp regs failed, errno = 5\n", stderr);
	return 1;
}
"#;

/// The kernel, if it is installed and runs on this machine; else the test says why not.
fn program(test: &str) -> Option<PathBuf> {
    let program = Path::new(PROGRAM);
    if !program.exists() {
        absent::say(test, &format!("there is no {PROGRAM}; install user-mode-linux"));
        return None;
    }
    if let Some(why) = unfit(program) {
        absent::say(test, &why);
        return None;
    }
    Some(program.into())
}

/// Why the kernel does not run on this machine, if it does not. It is tried once.
fn unfit(program: &Path) -> Option<String> {
    static TRIED: OnceLock<Option<String>> = OnceLock::new();
    let tried = TRIED.get_or_init(|| {
        let (_, _, said) = run(program, &[], &["eventfd", "--cases", "1", "--time", "60s"]);
        said.lines().find(|line| line.contains(UNFIT)).map(str::to_owned)
    });
    tried.clone()
}

/// What a run in it said: status, standard output, standard error.
fn run(program: &Path, options: &[&str], check: &[&str]) -> (i32, String, String) {
    let mut command = bythebook(&["vm", "run", "--memory", "256", "--kernel"]);
    command.arg(program).args(options).arg("--").args(check);
    output(&mut command)
}

/// Processes with this word among their arguments, ended ones aside.
fn processes_with(word: &str) -> Vec<String> {
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    // The command that is being tested has the word too, and has ended by then.
    lines.filter(|line| line.contains(word)).collect()
}

#[test]
#[file_serial(guests)]
fn a_kernel_that_is_a_program_checks_and_its_record_comes_out() {
    let test = "a_kernel_that_is_a_program_checks_and_its_record_comes_out";
    let Some(program) = program(test) else { return };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let check = ["record_lock", "pipe", "--cases", "16", "--seed", "1", "--time", "60s"];
    let (status, out, complaints) = run(&program, &["--records", at], &check);
    assert_eq!(status, 0, "{out}{complaints}");
    let named = |kind: &str| {
        let files = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(|path| path.extension().is_some_and(|end| end == kind))
    };
    let record = read::record(&named("jsonl").unwrap()).unwrap();
    assert_eq!(record.run.target, format!("uml {}", record.run.kernel.release));
    assert_eq!(record.end.verdicts.failed, 0);
    assert!(record.end.verdicts.kept > 0);
    let console = fs::read_to_string(named("console").unwrap()).unwrap();
    assert!(console.contains("System halted"), "{console}");
    assert!(complaints.contains("up after") && complaints.contains("(a program)"), "{complaints}");
}

#[test]
fn a_kernel_that_cannot_run_on_this_machine_says_so_with_its_line() {
    let directory = tempdir().unwrap();
    let (source, kernel) = (directory.path().join("unfit.c"), directory.path().join("linux"));
    fs::write(&source, GIVES_UP).unwrap();
    let built = Command::new("cc").arg(&source).arg("-o").arg(&kernel).status().unwrap();
    assert!(built.success());
    let (status, out, said) = run(&kernel, &[], &["eventfd", "--cases", "1"]);
    assert_eq!(status, 3, "{out}{said}");
    let line = said.lines().find(|line| line.contains(UNFIT)).expect(&said);
    assert!(line.contains("ptrace set fp regs failed") && line.contains("AMX"), "{line}");
}

#[test]
#[file_serial(guests)]
fn a_deviation_in_a_machine_is_kept_and_replayed_there() {
    let Some(program) = program("a_deviation_in_a_machine_is_kept_and_replayed_there") else {
        return;
    };
    let directory = tempdir().unwrap();
    let at = directory.path().join("kept");
    let at = at.to_str().unwrap();
    let broken = ["posix_mq", "record_lock", "--expect", "none", "--time", "90s", "--cases", "240"];
    let check = [&broken[..], &["--artefacts", at]].concat();
    let (status, out, said) = run(&program, &[], &check);
    assert_eq!(status, 1, "{out}{said}");
    let typed = format!("bythebook vm replay --kernel {PROGRAM} {at}/");
    let line = out.lines().find_map(|line| line.split_once(&typed)).expect(&out);
    let kept = Path::new(at).join(line.1);
    let mut replay = bythebook(&["vm", "replay", "--memory", "256", "--kernel", PROGRAM]);
    let (status, out, said) = output(replay.arg(&kept));
    assert_eq!(status, 1, "{out}{said}");
    assert!(out.contains(&typed) && out.contains(": deviated 1 of 1 times"), "{out}");
    // Without anything kept, the line finds it anew, in the same kernel.
    let (_, out, _) = run(&program, &[], &broken);
    let typed = format!("bythebook vm run --kernel {PROGRAM} -- ");
    assert!(out.contains(&typed), "{out}");
}

#[test]
#[file_serial(guests)]
fn a_kernel_that_is_a_program_panics_and_that_is_told() {
    let Some(program) = program("a_kernel_that_is_a_program_panics_and_that_is_told") else {
        return;
    };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let options = ["--records", at, "--kernel-args", "rdinit=/nothing root=/dev/nothing"];
    let (status, _, complaints) = run(&program, &options, &["eventfd", "--cases", "5"]);
    assert_eq!(status, 5, "{complaints}");
    assert!(complaints.contains("its kernel panicked at boot"), "{complaints}");
}

#[test]
#[file_serial(guests)]
fn a_kernel_that_is_a_program_is_ended_whole_when_it_takes_too_long() {
    let test = "a_kernel_that_is_a_program_is_ended_whole_when_it_takes_too_long";
    let Some(program) = program(test) else { return };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let mark = format!("bythebook.test={}", std::process::id());
    let options = ["--records", at, "--deadline", "1s", "--kernel-args", &mark];
    let (status, _, complaints) = run(&program, &options, &["eventfd", "--time", "60s"]);
    assert_eq!(status, 5, "{complaints}");
    assert!(complaints.contains("it had not ended after 1 s"), "{complaints}");
    // The kernel takes a process namespace apart on its own time.
    let deadline = Instant::now() + GONE;
    let mut left = processes_with(&mark);
    while !left.is_empty() && Instant::now() < deadline {
        poll(&mut [], PollTimeout::from(LOOK_MS)).expect("poll");
        left = processes_with(&mark);
    }
    assert_eq!(left, [""; 0]);
}
