//! The examples: one for each facility, of claims that there are, and each does what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bythebook::claim::Claim;
use bythebook::engine::Facility;
use bythebook::facilities;
use rstest::rstest;

use crate::absent;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

#[test]
fn every_facility_has_an_example_that_names_its_claims() {
    let facilities: Vec<Facility> = facilities::ALL.iter().map(|room| room.facility).collect();
    let ids: BTreeSet<String> =
        facilities.iter().flat_map(Facility::all_claims).map(Claim::id).collect();
    for facility in &facilities {
        let path = directory().join(format!("{}.rs", facility.name));
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("write {}: {error}", path.display()));
        let own = format!("`{}.", facility.name);
        let head = text.lines().take_while(|line| line.starts_with("//!"));
        let named: Vec<&str> = head
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .filter(|word| word.contains('.'))
            .collect();
        assert!(text.contains(&own), "{}: say which claims it relies on", path.display());
        for id in named {
            assert!(ids.contains(id), "{}: there is no claim {id}", path.display());
        }
    }
}

#[rstest]
#[case("epoll", "3 workers reported 600 jobs")]
#[case("eventfd", "3000 jobs are done")]
#[case("flock", "3 runs, one after the other")]
#[case("futex", "600 turns of 2 processes")]
#[case("fifo", "600 lines of 3 clients, in order")]
#[case("pipe", "1500 lines of 3 processes, none torn")]
#[case("pty", "a password of 11 letters, which nobody saw")]
#[case("posix_mq", "received fire, tea, cake")]
#[case("record_lock", "3 processes counted to 600")]
#[case("ofd_lock", "3 threads counted to 600")]
#[case("regular_file", "600 entries of 3 processes, none lost")]
#[case("poll", "600 jobs of 3 workers are done")]
#[case("sysv_msg", "customer 1 has tea\ncustomer 2 has tea\ncustomer 3 has tea")]
#[case("posix_sem", "3 workers counted to 600")]
#[case("memfd", "received tea for two")]
#[case("process_vm", "the child answers 42")]
#[case("posix_shm", "the child wrote 42")]
#[case("signal", "600 turns of 2 processes")]
#[case("sysv_sem", "600 meals, and all 3 forks are on the table")]
#[case("sysv_shm", "the children wrote [1, 4, 9]")]
#[case("unix_stream", "1000 questions are answered")]
#[case("unix_seqpacket", "50 requests are answered")]
#[case("unix_datagram", "1200 lines of 3 workers")]
fn the_example_does_what_it_says(#[case] name: &str, #[case] says: &str) {
    if name == "posix_mq" && !Path::new("/proc/sys/fs/mqueue").exists() {
        return absent::say("the_example_does_what_it_says", "this kernel has no POSIX queues");
    }
    let run = ["run", "--quiet", "--example", name];
    let output = Command::new(env!("CARGO")).args(run).current_dir(directory()).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {complaint}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), says, "{name}: {complaint}");
}
