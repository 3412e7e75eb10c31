//! What a person reads: verdicts, the deviation in the shape that STYLE.md gives, the counts.

use anstream::adapter::strip_str;
use bythebook::report::text;

use crate::sample;

fn shown(record: &bythebook::report::record::Record) -> String {
    strip_str(&text::render(record)).to_string()
}

#[test]
fn a_report_has_every_claim_that_is_not_kept_by_name() {
    insta::assert_snapshot!(shown(&sample::record()));
}

#[test]
fn a_run_in_which_all_was_kept_is_its_summary() {
    insta::assert_snapshot!(shown(&sample::kept()));
}

#[test]
fn a_deviation_seen_once_says_that_it_does_not_fail_the_run() {
    let mut record = sample::kept();
    record.deviations = vec![sample::deviation()];
    record.deviations[0].rate = 0.0;
    let text = shown(&record);
    assert!(text.contains("once, and not in 10 reruns"), "{text}");
}

#[test]
fn lines_of_a_deviation_fold_before_the_right_edge() {
    let mut record = sample::record();
    record.claims[1].statement = "A sentence that goes on and on. ".repeat(12);
    let widest = shown(&record).lines().filter(|line| line.contains("goes on")).map(str::len).max();
    assert!(widest.unwrap() <= 98);
}
