//! What a person reads: verdicts, the deviation in the shape that STYLE.md gives, the counts.

use anstream::adapter::strip_str;
use bythebook::report::record::{Deviation, Record, Verdict};
use bythebook::report::text::{self, Detail, Look};

use crate::sample;

fn shown(record: &Record) -> String {
    shown_as(record, Look::default())
}

fn shown_as(record: &Record, look: Look) -> String {
    strip_str(&text::render(record, look)).to_string()
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn a_report_has_what_needs_a_reader_and_counts_the_rest() {
    insta::assert_snapshot!(shown(&sample::record()));
}

#[test]
fn a_report_has_every_claim_that_is_not_kept_by_name_if_asked() {
    let look = Look { detail: Detail::All, ..Look::default() };
    insta::assert_snapshot!(shown_as(&sample::record(), look));
}

#[test]
fn a_quiet_report_is_its_counts() {
    let look = Look { detail: Detail::Summary, ..Look::default() };
    let text = shown_as(&sample::record(), look);
    assert!(text.contains("1 broken") && !text.contains("write_past_maximum"), "{text}");
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

#[test]
fn a_report_fits_a_terminal_of_80_columns() {
    let mut record = sample::record();
    for (nth, verdict) in Verdict::ALL.into_iter().cycle().enumerate().take(40) {
        let mut claim = sample::claim(&format!("eventfd.a_claim_with_quite_a_name_{nth}"), verdict);
        claim.page = "fcntl_locking(2)".into();
        claim.heading = "Open file description locks (non-POSIX)".into();
        claim.reason = claim.reason.map(|reason| format!("{reason}, {}", "and more ".repeat(12)));
        record.claims.push(claim);
    }
    let steps = [
        vec![(0, "write 18446744073709551614".to_owned()), (1, "write lock fd0 1, 2".to_owned())],
        vec![(2, "write lock fd0 100, 10, waiting".to_owned())],
    ];
    record.deviations[0].picture = bythebook::report::picture(3, &steps, Some(1));
    record.deviations[0].replay = "bythebook replay a.jsonl".into();
    record.count();
    for detail in [Detail::Summary, Detail::Short, Detail::All] {
        let text = shown_as(&record, Look::of_width(80, detail));
        assert!(widest(&text) <= 80, "{} columns: {text}", widest(&text));
    }
}

/// As many deviations of one claim.
fn deviating(pictures: &[&str]) -> Record {
    let mut record = sample::record();
    let deviation =
        |picture: &&str| Deviation { picture: (*picture).into(), ..sample::deviation() };
    record.deviations = pictures.iter().map(deviation).collect();
    record
}

#[test]
fn a_deviation_that_reads_the_same_is_told_once_in_every_form() {
    let once = "      A\n  1   write 7        <- here";
    let record = deviating(&[once, once]);
    let text = bythebook::report::write::render(&record.lines());
    let read = bythebook::report::read::parse(&text).unwrap();
    assert_eq!(read.deviations.len(), 1);
    let look = Look { detail: Detail::All, ..Look::default() };
    assert_eq!(shown_as(&read, look).matches("write 7").count(), 1);
}

#[test]
fn the_smallest_script_of_a_claim_comes_first() {
    let long = "      A\n  1   write 8\n  2   write 9        <- here";
    let record = deviating(&[long, "      A\n  1   write 7        <- here"]);
    let text = shown(&record);
    assert!(text.contains("write 7") && !text.contains("write 9"), "{text}");
}

#[test]
fn numbers_of_the_summary_add_up() {
    let mut record = sample::record();
    record.end.inconclusive = 30;
    let text = shown(&record);
    let line = text.lines().find(|line| line.contains(" kept, ")).unwrap();
    let numbers =
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u64>().ok());
    assert_eq!(numbers.sum::<u64>(), 7, "{line}");
    assert!(text.contains("30 scripts inconclusive: a bound cut the judgement short"), "{text}");
}

#[test]
fn an_absent_facility_is_told_once() {
    let mut record = sample::record();
    let reason = Some("not in this kernel: mq_open fails with ENOSYS".to_owned());
    for nth in 0..9 {
        let mut claim = sample::claim(&format!("posix_mq.claim_{nth}"), Verdict::Skipped);
        claim.reason.clone_from(&reason);
        record.claims.push(claim);
    }
    record.count();
    let text = shown(&record);
    assert!(text.contains("absent  posix_mq is not in this kernel: mq_open fails"), "{text}");
    assert_eq!(text.matches("ENOSYS").count(), 1, "{text}");
}
