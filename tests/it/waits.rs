//! Claims of calls that wait: each is to be seen waiting, and woken; one that was not is named.

use std::collections::BTreeSet;

use assert_cmd::Command;
use bythebook::claim::{Claim, Force};
use bythebook::engine::Facility;
use bythebook::facilities;
use bythebook::report::merge::merge;
use bythebook::report::record::{Record, Verdict};
use bythebook::report::{read, text};
use tempfile::tempdir;

use crate::sample;

/// The sample, whose first claim waited so often and was woken so often.
fn waiting(partition: Option<&str>, waited: u64, woken: u64) -> Record {
    let mut record = sample::record();
    record.run.partition = partition.map(Into::into);
    (record.claims[0].waited, record.claims[0].woken) = (Some(waited), Some(woken));
    record
}

#[test]
fn a_default_check_sees_every_call_that_can_wait_waiting_and_woken() {
    // A binary for tests, beside other tests, may need more than the default.
    let (first, shown) = seen_in("20s");
    if first.is_empty() {
        assert!(shown.contains("claims of calls that wait"), "{shown}");
        return;
    }
    let (left_out, shown) = seen_in("90s");
    assert!(left_out.is_empty(), "not seen waiting, or not woken: {left_out:?}\n{shown}");
}

/// The claims of calls that wait of which a run of that time did not see both, and what it said.
fn seen_in(time: &str) -> (Vec<String>, String) {
    let directory = tempdir().expect("a directory");
    let path = directory.path().join("run.jsonl");
    let run = Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .args(["check", "--seed", "0x51f3", "--time", time, "--record"])
        .arg(&path)
        .output()
        .expect("it runs");
    let shown = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(run.status.code(), Some(0), "{shown}");
    let record = read::record(&path).expect("a whole record");
    let facilities: Vec<Facility> = facilities::ALL.iter().map(|room| room.facility).collect();
    let all: Vec<&Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let waiting: BTreeSet<String> =
        all.iter().filter(|claim| claim.waits).map(|claim| claim.id()).collect();
    let permits =
        |id: &str| all.iter().any(|claim| claim.id() == id && claim.force == Force::Permits);
    let lines = || record.claims.iter().filter(|line| line.waited.is_some());
    let told: BTreeSet<String> = lines().map(|line| line.id.clone()).collect();
    assert_eq!(told, waiting, "a claim that names a wait says so: can_wait()");
    let left_out = lines()
        .filter(|line| !permits(&line.id))
        // What is known not to be as the page says need not wait as the page says.
        .filter(|line| !matches!(line.verdict, Verdict::Skipped | Verdict::Known))
        .filter(|line| line.waited == Some(0) || line.woken == Some(0))
        .map(|line| line.id.clone())
        .collect();
    (left_out, shown)
}

#[test]
fn the_report_says_that_all_were_seen_or_names_the_others() {
    let told = |record: &Record| {
        anstream::adapter::strip_str(&text::render(record, text::Look::default())).to_string()
    };
    assert!(!told(&sample::record()).contains("calls that wait"));
    let id = &sample::record().claims[0].id;
    let all = told(&waiting(None, 3, 1));
    assert!(all.contains("1 claim of calls that wait: all were seen waiting and woken"), "{all}");
    let asleep = told(&waiting(None, 3, 0));
    assert!(asleep.contains(&format!("1 claim of calls that wait; not seen woken: {id}")));
    let unseen = told(&waiting(None, 0, 0));
    assert!(unseen.contains(&format!("1 claim of calls that wait; not seen waiting: {id}")));
}

#[test]
fn waits_of_merged_parts_add_up() {
    let parts = [waiting(Some("slice:1/2"), 3, 0), waiting(Some("slice:2/2"), 4, 1)];
    let merged = merge(&parts).expect("two parts of one run");
    assert_eq!((merged.claims[0].waited, merged.claims[0].woken), (Some(7), Some(1)));
    assert_eq!((merged.claims[1].waited, merged.claims[1].woken), (None, None));
}
