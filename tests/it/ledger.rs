//! The ledger: known deviations are known, stale entries are unexpected, and nothing else changes.

use std::path::PathBuf;

use bythebook::report::ledger::{self, Entry, Position, Stands, apply};
use bythebook::report::record::{Record, Verdict};
use rstest::rstest;

use crate::cli::{bythebook, output, records};
use crate::sample;

const BROKEN: &str = "eventfd.write_past_maximum";
const KEPT: &str = "eventfd.read_takes_all";

fn entry(claim: &str, more: &str) -> Entry {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("known.toml");
    let text = format!("[[known]]\nclaim = \"{claim}\"\ndoes = \"adds 1\"\n{more}\n");
    std::fs::write(&path, text).unwrap();
    let mut entry = ledger::read(&path).unwrap().remove(0);
    entry.position.path = PathBuf::from("known.toml");
    entry
}

fn after(entries: &[Entry], stands: Stands) -> Record {
    let mut record = sample::record();
    apply(&mut record, entries, &|_| stands);
    record
}

fn verdict(record: &Record, claim: &str) -> Verdict {
    record.claim(claim).unwrap().verdict
}

#[test]
fn what_is_shipped_can_be_read() {
    ledger::shipped().unwrap();
}

#[test]
fn a_claim_broken_as_the_ledger_says_is_known() {
    let record = after(&[entry(BROKEN, "")], Stands::Unrun);
    assert_eq!(verdict(&record, BROKEN), Verdict::Known);
    assert_eq!(record.claim(BROKEN).unwrap().reason.as_deref(), Some("adds 1"));
    assert_eq!(record.end.verdicts.broken, 0);
}

#[test]
fn a_claim_kept_against_the_ledger_is_unexpected() {
    let record = after(&[entry(KEPT, "")], Stands::Unrun);
    assert_eq!(verdict(&record, KEPT), Verdict::Unexpected);
    let reason = record.claim(KEPT).unwrap().reason.clone().unwrap();
    assert_eq!(reason, "kept, though known.toml: entry 1 says: adds 1; take the entry out");
}

#[test]
fn its_script_alone_decides_whether_an_entry_is_stale() {
    assert_eq!(verdict(&after(&[entry(KEPT, "")], Stands::Deviated), KEPT), Verdict::Known);
    let mut record = sample::record();
    record.deviations.clear();
    apply(&mut record, &[entry(BROKEN, "")], &|_| Stands::Kept);
    assert_eq!(verdict(&record, BROKEN), Verdict::Unexpected);
}

#[test]
fn a_deviation_that_no_entry_explains_stays_broken() {
    let record = after(&[entry(BROKEN, "")], Stands::Deviated);
    assert_eq!(verdict(&record, BROKEN), Verdict::Broken);
}

#[test]
fn an_idle_claim_stays_idle() {
    let record = after(&[entry("eventfd.poll_error", "")], Stands::Unrun);
    assert_eq!(verdict(&record, "eventfd.poll_error"), Verdict::Idle);
}

#[rstest]
#[case("since = \"6.18\"", true)]
#[case("since = \"6.19\"", false)]
#[case("until = \"6.18.44\"", false)]
#[case("until = \"7.0\"", true)]
#[case("target = \"host\"", true)]
#[case("target = \"runsc*\"", false)]
#[case("privileges = \"root\"", true)]
#[case("privileges = \"unprivileged\"", false)]
fn an_entry_binds_where_its_conditions_hold(#[case] condition: &str, #[case] binds: bool) {
    assert_eq!(entry(KEPT, condition).binds(&sample::run()), binds);
}

#[test]
fn what_is_known_of_linux_does_not_bind_a_kernel_that_is_not() {
    let mut entry = entry(KEPT, "");
    entry.position = Position { of_linux: true, ..Position::default() };
    let mut run = sample::run();
    assert!(entry.binds(&run));
    run.kernel.linux = Some(false);
    assert!(!entry.binds(&run));
}

#[rstest]
#[case("[[known]]\nclaim = 3\n", "line 2: ")]
#[case("[[known]]\nclaim = \"a.b\"\n", "missing field `does`")]
#[case("[[known]]\nclaim = \"a.b\"\ndoes = \"x\"\nsince = \"six\"\n", "`six` is no kernel version")]
#[case("[[known]]\nclaim = \"a.b\"\ndoes = \"x\"\nscript = \"{\"\n", "the script is not JSON")]
#[case("[[known]]\nclaim = \"a.b\"\ndoes = \"x\"\nwhy = \"y\"\n", "unknown field `why`")]
fn a_malformed_ledger_is_refused_in_one_line(#[case] text: &str, #[case] says: &str) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("known.toml");
    std::fs::write(&path, text).unwrap();
    let error = ledger::read(&path).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    assert!(!error.contains('\n'), "{error}");
}

#[test]
fn expect_update_writes_what_is_broken_and_reads_it_back() {
    let (directory, [run]) = records([("run.jsonl", sample::record())]);
    let known = directory.path().join("known.toml");
    let (run, path) = (run.to_str().unwrap(), known.to_str().unwrap());
    let (status, _, complaint) = output(&mut bythebook(&["expect", "update", run, "-o", path]));
    assert_eq!(status, 0, "{complaint}");
    let entries = ledger::read(&known).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].claim, BROKEN);
    assert_eq!(entries[0].does, "added 1, where the manual allows EAGAIN");
    assert_eq!(entries[0].script.as_ref(), Some(&sample::deviation().script));
    let record = after(&entries, Stands::Unrun);
    assert_eq!(verdict(&record, BROKEN), Verdict::Known);
}

#[test]
fn records_of_several_kernels_give_a_range() {
    let on = |version: &str, verdict| {
        let mut record = sample::kept();
        record.run.kernel.version = version.into();
        record.claims = vec![sample::claim(KEPT, verdict)];
        record
    };
    let records =
        [on("6.12.1", Verdict::Kept), on("5.10.0", Verdict::Kept), on("6.1.0", Verdict::Broken)];
    let entries = ledger::update(Vec::new(), &records);
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].since, entries[0].until), (Some((6, 1, 0)), Some((6, 12, 1))));
}

#[test]
fn a_stale_entry_goes_out() {
    let mut record = sample::kept();
    record.claims[0].verdict = Verdict::Unexpected;
    assert!(ledger::update(vec![entry(KEPT, "")], &[record]).is_empty());
}
