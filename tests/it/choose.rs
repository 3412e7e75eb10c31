//! Twenty needs, as the tutorial reasons about them, and the facilities that should remain.

use assert_cmd::Command;
use rstest::rstest;
use serde_json::Value;

fn choose(needs: &str) -> Value {
    let run = Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .args(["compare", "choose", "--format", "json"])
        .args(needs.split_whitespace())
        .output()
        .expect("it runs");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("JSON")
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|one| one["facility"].as_str().expect("a name"))
        .collect()
}

#[rstest]
// Bytes from one relative to another: a pipe does, and everything with a name does as well.
#[case("--stream --no-cleanup", "pipe tcp pty")]
// A shell's pipeline between programs that know a path only.
#[case("--stream --unrelated --access-control", "fifo unix_stream pty regular_file")]
// The one means across hosts that keeps order and loses nothing.
#[case("--across-hosts --reliable", "tcp")]
// Queries of a name service: messages to another host.
#[case("--across-hosts --message-boundaries", "udp")]
// Only UNIX domain sockets carry open files.
#[case("--pass-descriptors", "unix_stream unix_seqpacket unix_datagram")]
#[case("--pass-descriptors --message-boundaries", "unix_seqpacket unix_datagram")]
// What is urgent overtakes, and messages wait for a receiver that is not there yet.
#[case("--message-boundaries --priority --survives process", "posix_mq sysv_msg")]
// The same beside descriptors that are polled: System V queues are none.
#[case("--message-boundaries --priority --pollable", "posix_mq")]
// Messages of 64 KiB, on one host.
#[case("--message-boundaries --max-message 65536 --access-control", "unix_seqpacket unix_datagram")]
// A server that must know its client.
#[case("--stream --identify", "unix_stream")]
// A counter to wait for beside sockets.
#[case("--notify --pollable", "eventfd signalfd")]
// Telling a process that one knows by its number alone.
#[case("--notify --unrelated --portable posix", "signal")]
// Memory without a trace after a crash.
#[case("--shared-memory --no-cleanup --many-to-many", "memfd")]
// Memory that any process finds by name, in any POSIX system.
#[case("--shared-memory --unrelated --portable posix", "posix_shm mmap sysv_shm")]
// Memory that is there after a restart.
#[case("--shared-memory --survives kernel", "mmap")]
// Nobody's addition is lost, though a holder was killed: the kernel gives locks on files back.
#[case("--lock --no-cleanup --unrelated", "flock record_lock ofd_lock lease")]
#[case("--lock --no-cleanup --unrelated --portable posix", "record_lock")]
// To wait for a lock no longer than so long.
#[case("--lock --timeout --unrelated", "posix_sem sysv_sem")]
// Several workers take jobs from several masters.
#[case("--message-boundaries --many-to-many --reliable", "posix_mq sysv_msg")]
// What no facility does.
#[case("--across-hosts --pass-descriptors", "")]
fn what_meets_the_needs_remains_in_order(#[case] needs: &str, #[case] remain: &str) {
    let choice = choose(needs);
    let expected: Vec<&str> = remain.split_whitespace().collect();
    assert_eq!(names(&choice["remain"]), expected, "{needs}: {:#}", choice["ruled_out"]);
}

#[test]
fn what_is_ruled_out_has_the_fact_that_does_it() {
    let choice = choose("--message-boundaries --unrelated");
    let ruled_out = choice["ruled_out"].as_array().expect("a list");
    assert!(names(&choice["ruled_out"]).contains(&"pipe"));
    for out in ruled_out {
        assert!(out["value"].is_string() && out["source"].is_string(), "{out}");
    }
    let pipe = ruled_out.iter().find(|out| out["facility"] == "pipe").expect("pipe is among them");
    assert_eq!(pipe["claim"], "pipe.read_in_order", "{pipe}");
    let both = names(&choice["remain"]).len() + ruled_out.len();
    assert_eq!(both, 27);
}

#[test]
fn a_person_sees_what_remains_and_an_example_to_start_from() {
    let run = Command::cargo_bin("bythebook").expect("the binary was built");
    let run =
        { run }.args(["compare", "choose", "--priority", "--pollable"]).output().expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(text.contains("posix_mq  a named queue"), "{text}");
    assert!(text.contains("start from examples/posix_mq.rs"), "{text}");
    assert!(text.contains("pipe  --priority: order: first in, first out"), "{text}");
}
