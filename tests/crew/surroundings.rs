//! Isolation and the tree of processes.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bythebook::engine::isolate::{self, Environment, Made, Part, Wanted};
use bythebook::sys::{self, Ended};

use crate::{Test, tests};

pub const TESTS: &[Test] = tests![
    a_job_returns_its_status,
    a_panic_in_a_job_is_told,
    a_call_that_waits_alone_is_interrupted,
    a_killed_harness_leaves_nothing,
];

pub fn wanted(namespaces: bool) -> Wanted {
    Wanted { namespaces, cpu: sys::affinity().first().copied(), dropped_capabilities: 0 }
}

fn a_job_returns_its_status() {
    for namespaces in [true, false] {
        let begin = Instant::now();
        let child = isolate::launch(&wanted(namespaces), |environment| {
            println!("  {namespaces}: {:?}", environment.isolation);
            println!("  {} {}", environment.tag, environment.scratch_directory);
            fs::write(format!("{}/file", environment.scratch_directory), "x").unwrap();
            i32::from(environment.isolation.has(Part::Pid)) + 40
        });
        let ended = child.unwrap().wait();
        println!("  launched and ended in {:?}", begin.elapsed());
        assert!(matches!(ended, Ended::Exited(40 | 41)), "{ended:?}");
    }
}

fn a_panic_in_a_job_is_told() {
    let child = isolate::launch(&wanted(true), |_| panic!("on purpose"));
    assert_eq!(child.unwrap().wait(), Ended::Exited(101));
}

fn a_call_that_waits_alone_is_interrupted() {
    let child = isolate::launch(&wanted(true), |environment| {
        let [reads, _writes] = sys::pipe2(0).unwrap();
        environment.pulse.enter();
        let answer = sys::read(reads, sys::Target::Bytes(&mut [0]));
        let interrupted = environment.pulse.leave();
        i32::from(answer == Err(sys::Errno::EINTR) && interrupted)
    });
    let begin = Instant::now();
    assert_eq!(child.unwrap().wait(), Ended::Exited(1));
    println!("  interrupted after {:?}", begin.elapsed());
}

/// What a killed harness was doing: it makes one of each and reports where.
pub fn victim(arguments: &[String]) -> ! {
    let namespaces = arguments.first().is_some_and(|word| word == "isolated");
    let child = isolate::launch(&wanted(namespaces), |environment| {
        make_one_of_each(environment);
        let path = format!("{}/file", environment.scratch_directory);
        fs::write(path, "x").unwrap();
        // A grandchild, deaf and in a group of its own.
        if sys::fork().unwrap() == sys::Fork::Child {
            sys::ignore(libc::SIGTERM).unwrap();
        } else {
            println!("{} {}", environment.tag, environment.scratch_directory);
        }
        loop {
            nix::unistd::pause();
        }
    });
    child.unwrap().wait();
    sys::exit(0)
}

fn make_one_of_each(environment: &Environment) {
    let queue = std::ffi::CString::new(environment.tag.clone()).unwrap();
    if let Some(journal) = &environment.journal {
        journal.note(Made::Queue, &environment.tag);
        journal.note(Made::File, &format!("/dev/shm/{}", environment.tag));
    }
    let flags = libc::O_CREAT | libc::O_RDWR;
    let _ = sys::mq_open(sys::Text::Of(&queue), flags, 0o600, None);
    let _ = fs::write(format!("/dev/shm/{}", environment.tag), "x");
}

fn a_killed_harness_leaves_nothing() {
    for how in ["isolated", "bare"] {
        let mut harness = Command::new(std::env::current_exe().unwrap())
            .args(["--victim", how])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = Vec::new();
        let mut out = harness.stdout.take().unwrap();
        while !line.ends_with(b"\n") {
            let mut byte = [0];
            assert_eq!(out.read(&mut byte).unwrap(), 1, "the victim ended early");
            line.push(byte[0]);
        }
        let line = String::from_utf8(line).unwrap();
        let (tag, scratch) = line.trim().split_once(' ').unwrap();
        let begin = Instant::now();
        harness.kill().unwrap();
        // The pipe ends when the last process has ended.
        assert_eq!(out.read(&mut [0]).unwrap(), 0);
        let processes_gone = begin.elapsed();
        let left = loop {
            let left = left_behind(tag, scratch);
            if left.is_empty() || begin.elapsed() > Duration::from_millis(100) {
                break left;
            }
        };
        println!("  {how}: processes {processes_gone:?}, all {:?}", begin.elapsed());
        assert!(left.is_empty(), "{how}: {left:?}");
        harness.wait().unwrap();
    }
}

fn left_behind(tag: &str, scratch: &str) -> Vec<String> {
    let mut left: Vec<String> = [format!("/dev/shm/{tag}"), format!("{scratch}/file")]
        .into_iter()
        .filter(|path| fs::exists(path).unwrap())
        .collect();
    let name = std::ffi::CString::new(tag).unwrap();
    if let Ok(queue) = sys::mq_open(sys::Text::Of(&name), libc::O_RDONLY, 0, None) {
        sys::close(queue).unwrap();
        left.push(format!("queue {tag}"));
    }
    left
}
