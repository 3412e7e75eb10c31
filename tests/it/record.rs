//! Records are read back as they were written, and refused with one clear line when they are not
//! whole, not ours, or not of our schema.

use bythebook::report::read::{self, parse};
use bythebook::report::write;
use rstest::rstest;

use crate::sample;

#[test]
fn a_record_is_read_as_it_was_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.jsonl");
    write::record(&path, &sample::record()).unwrap();
    assert_eq!(read::record(&path).unwrap(), sample::record());
}

#[test]
fn a_claim_line_has_the_fields_of_the_contract() {
    let text = write::render(&sample::record().lines());
    let claim: serde_json::Value =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).find(is_claim).unwrap();
    let fields: Vec<&str> = claim.as_object().unwrap().keys().map(String::as_str).collect();
    let contract = [
        "record",
        "id",
        "facility",
        "aspect",
        "verdict",
        "reason",
        "ruled",
        "kept",
        "broken",
        "ambiguous",
        "page",
        "heading",
        "layer",
        "statement",
    ];
    assert_eq!(fields, contract);
}

fn is_claim(line: &serde_json::Value) -> bool {
    line["record"] == "claim"
}

#[test]
fn the_last_line_has_a_count_for_each_verdict() {
    let text = write::render(&sample::record().lines());
    let end: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    for verdict in ["kept", "broken", "idle", "skipped", "known", "unexpected", "failed"] {
        assert_eq!(end[verdict], 1, "{verdict}");
    }
    assert_eq!(end["claims"], 7);
}

#[test]
fn fields_that_an_older_version_did_not_write_take_their_defaults() {
    let text = "{\"record\":\"run\",\"schema\":1}\n\
                {\"record\":\"claim\",\"id\":\"a.b\",\"verdict\":\"kept\"}\n\
                {\"record\":\"end\",\"claims\":1,\"kept\":1}\n";
    assert_eq!(parse(text).unwrap().claims[0].ambiguous, 0);
}

#[test]
fn a_record_cut_at_any_byte_is_refused() {
    let text = write::render(&sample::record().lines());
    for length in (0..text.len() - 1).step_by(7) {
        assert!(parse(&text[..length]).is_err(), "the first {length} bytes were accepted");
    }
}

#[rstest]
#[case::empty("", "the file is empty")]
#[case::prose("hello\n", "not a record of bythebook")]
#[case::other_json("{\"a\":1}\n", "not a record of bythebook")]
#[case::newer("{\"record\":\"run\",\"schema\":9}\n", "a record of schema 9")]
#[case::no_end(
    "{\"record\":\"run\",\"schema\":1}\n{\"record\":\"begin\",\"facility\":\"pipe\"}\n",
    "truncated in pipe"
)]
#[case::unknown_line(
    "{\"record\":\"run\",\"schema\":1}\n{\"record\":\"poem\"}\n{\"record\":\"end\"}\n",
    "line 2: unknown variant `poem`"
)]
#[case::uncounted(
    "{\"record\":\"run\",\"schema\":1}\n{\"record\":\"end\",\"claims\":3}\n",
    "`end` counts 3 claims of 0"
)]
#[case::two_runs(
    "{\"record\":\"run\",\"schema\":1}\n{\"record\":\"run\",\"schema\":1}\n",
    "line 2: a second `run`"
)]
fn what_is_not_a_record_is_refused_in_one_line(#[case] text: &str, #[case] begins: &str) {
    let fault = parse(text).unwrap_err().to_string();
    assert!(fault.starts_with(begins), "{fault}");
    assert!(!fault.contains('\n'), "{fault}");
}

#[test]
fn verdicts_that_do_not_sum_are_refused() {
    let mut record = sample::record();
    record.end.verdicts.kept += 1;
    let fault = parse(&write::render(&record.lines())).unwrap_err().to_string();
    assert!(fault.starts_with("`end` counts other verdicts"), "{fault}");
}
