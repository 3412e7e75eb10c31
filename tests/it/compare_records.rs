//! `diff` and `merge`: two records side by side, and the parts of one run put together.

use bythebook::report::diff::diff;
use bythebook::report::merge::merge;
use bythebook::report::record::{Record, Verdict};

use crate::cli::{bythebook, output, records};
use crate::sample;

fn part(partition: &str) -> Record {
    let mut record = sample::record();
    record.run.partition = Some(partition.into());
    record
}

#[test]
fn a_record_does_not_differ_from_itself() {
    let (_directory, [one, other]) =
        records([("a.jsonl", sample::record()), ("b.jsonl", sample::record())]);
    let arguments = ["diff", one.to_str().unwrap(), other.to_str().unwrap()];
    let (status, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(status, 0);
    assert!(out.ends_with("0 differences\n"), "{out}");
}

#[test]
fn verdicts_limits_and_silences_that_differ_are_shown_with_both_sides() {
    let mut other = sample::record();
    other.claims[1].verdict = Verdict::Kept;
    other.deviations.clear();
    other.silences = vec![sample::silence(&[("EFAULT", 40)])];
    other.limits = vec![sample::limit(Some(65_536))];
    other.count();
    let (_directory, [one, other]) = records([("a.jsonl", sample::record()), ("b.jsonl", other)]);
    let arguments = ["diff", one.to_str().unwrap(), other.to_str().unwrap()];
    let (status, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(status, 1);
    insta::assert_snapshot!(out);
}

#[test]
fn how_often_a_silent_outcome_came_is_no_difference() {
    let mut other = sample::record();
    other.silences = vec![sample::silence(&[("8", 700), ("EINVAL", 1)])];
    assert_eq!(diff(&sample::record(), &other).differences, []);
}

#[test]
fn a_silence_that_was_tried_a_few_times_is_perhaps_a_difference() {
    let mut other = sample::record();
    other.silences = vec![sample::silence(&[("EFAULT", 4)])];
    let comparison = diff(&sample::record(), &other);
    assert_eq!((comparison.differences.len(), comparison.perhaps.len()), (0, 1));
}

#[test]
fn what_one_run_did_not_reach_is_not_compared_and_is_no_difference() {
    let mut other = sample::record();
    for (claim, verdict) in [(0, Verdict::Idle), (1, Verdict::Skipped), (2, Verdict::Kept)] {
        other.claims[claim].verdict = verdict;
    }
    other.deviations.clear();
    other.silences.clear();
    other.limits = vec![sample::limit(None)];
    other.claims.pop();
    other.count();
    let (_directory, [one, other]) = records([("a.jsonl", sample::record()), ("b.jsonl", other)]);
    for (left, right) in [(&one, &other), (&other, &one)] {
        let arguments = ["diff", left.to_str().unwrap(), right.to_str().unwrap()];
        let (status, out, _) = output(&mut bythebook(&arguments));
        assert_eq!(status, 0, "{out}");
        let counted =
            "not compared, since one run did not reach them: 3 claims, 1 limit, 1 silence";
        assert!(out.contains(counted) && out.ends_with("\n0 differences\n"), "{out}");
    }
}

#[test]
fn what_both_kernels_break_is_no_difference_whatever_a_ledger_says_of_it() {
    let mut other = sample::record();
    other.claims[1].verdict = Verdict::Known;
    other.count();
    assert_eq!(diff(&sample::record(), &other).differences, []);
}

#[test]
fn a_record_of_an_interrupted_run_is_reported_and_not_merged() {
    let mut cut = part("slice:1/2");
    cut.end.interrupted = true;
    let (directory, [one, other]) = records([("1.jsonl", cut), ("2.jsonl", part("slice:2/2"))]);
    let whole = directory.path().join("whole.jsonl");
    let (one, other, whole) =
        (one.to_str().unwrap(), other.to_str().unwrap(), whole.to_str().unwrap());
    let (status, _, complaint) = output(&mut bythebook(&["merge", other, one, "-o", whole]));
    assert_eq!(status, 2);
    assert!(complaint.contains("1.jsonl"), "{complaint}");
    assert!(complaint.contains("interrupted") && complaint.contains("run that part again"));
    let (status, out, _) = output(&mut bythebook(&["report", one]));
    assert_eq!(status, 0);
    assert!(out.contains("interrupted  before its time"), "{out}");
}

#[test]
fn merged_parts_add_up() {
    let merged = merge(&[part("slice:1/2"), part("slice:2/2")]).unwrap();
    assert_eq!(merged.end.scripts, 4_000);
    assert_eq!(merged.end.claims, 7);
    assert_eq!(merged.claims[0].kept, 18);
    assert_eq!(merged.silences[0].outcomes[0].times, 6);
    assert_eq!(merged.run.partition, None);
}

#[test]
fn a_digest_does_not_depend_on_the_order_of_the_parts() {
    let mut other = part("slice:2/2");
    other.end.digest = format!("{:032x}", u128::MAX);
    let one = merge(&[part("slice:1/2"), other.clone()]).unwrap();
    let turned = merge(&[other, part("slice:1/2")]).unwrap();
    assert_eq!(one.end.digest, turned.end.digest);
    assert_eq!(one.end.digest, format!("{:032x}", 0x51f2));
}

#[test]
fn what_one_part_found_beats_what_another_did_not_see() {
    let mut other = part("slice:2/2");
    other.claims[0].verdict = Verdict::Broken;
    other.claims[2].verdict = Verdict::Kept;
    let merged = merge(&[part("slice:1/2"), other]).unwrap();
    assert_eq!(merged.claims[0].verdict, Verdict::Broken);
    assert_eq!(merged.claims[2].verdict, Verdict::Kept);
}

#[test]
fn parts_that_are_not_all_there_stay_parts() {
    let merged = merge(&[part("slice:1/3"), part("slice:3/3")]).unwrap();
    assert_eq!(merged.run.partition.as_deref(), Some("slice:1/3+slice:3/3"));
}

#[test]
fn parts_of_different_runs_are_refused_with_what_differs() {
    let mut other = part("slice:2/2");
    other.run.seed = "0x0000000000000001".into();
    let (directory, [one, other]) = records([("1.jsonl", part("slice:1/2")), ("2.jsonl", other)]);
    let out = directory.path().join("whole.jsonl");
    let (one, other, out) = (one.to_str().unwrap(), other.to_str().unwrap(), out.to_str().unwrap());
    let (status, _, complaint) = output(&mut bythebook(&["merge", one, other, "-o", out]));
    assert_eq!(status, 2);
    assert!(complaint.contains("they differ in seed"), "{complaint}");
    assert!(!std::path::Path::new(out).exists());
}

#[test]
fn the_same_part_twice_is_refused() {
    let error = merge(&[part("slice:1/2"), part("slice:1/2")]).unwrap_err().to_string();
    assert!(error.starts_with("they differ in nothing"), "{error}");
}

#[test]
fn a_merged_record_can_be_reported() {
    let (directory, [one, other]) =
        records([("1.jsonl", part("slice:1/2")), ("2.jsonl", part("slice:2/2"))]);
    let whole = directory.path().join("whole.jsonl");
    let (one, other, path) =
        (one.to_str().unwrap(), other.to_str().unwrap(), whole.to_str().unwrap());
    let (status, _, complaint) = output(&mut bythebook(&["merge", one, other, "-o", path]));
    assert_eq!(status, 0, "{complaint}");
    let (status, out, _) = output(&mut bythebook(&["report", path]));
    assert_eq!(status, 0);
    assert!(out.contains("4,000 scripts"), "{out}");
}
