//! The report forms: what each makes of every verdict, and what it must stay below.

use bythebook::report::record::{Record, Verdict};
use bythebook::report::{html, junit, ktap, markdown};

use crate::cli::{bythebook, output, records};
use crate::sample;

/// Two runs that differ in one claim.
fn two() -> [Record; 2] {
    let mut other = sample::record();
    other.run.kernel.version = "7.0.1".into();
    other.claims[1] = sample::claim("eventfd.write_past_maximum", Verdict::Kept);
    other.deviations.clear();
    other.count();
    [sample::record(), other]
}

#[test]
fn junit_tells_known_unexpected_and_trouble_apart() {
    let xml = junit::render(&[sample::record()]);
    for kind in ["failure", "error", "skipped"] {
        assert!(xml.contains(&format!("<{kind} ")), "{kind}");
    }
    insta::assert_snapshot!(xml);
}

#[test]
fn ktap_has_a_result_for_each_claim() {
    insta::assert_snapshot!(ktap::render(&[sample::record()]));
}

#[test]
fn a_reason_cannot_break_out_of_its_ktap_line() {
    let mut record = sample::record();
    record.claims[3].reason = Some("# SKIP\nnot ok 99 forged".into());
    let tap = ktap::render(&[record]);
    assert!(!tap.lines().any(|line| line.trim_start().starts_with("not ok 99")), "{tap}");
}

#[test]
fn markdown_has_counts_and_what_is_not_as_expected() {
    insta::assert_snapshot!(markdown::render(&[sample::record()]));
}

#[test]
fn markdown_stays_below_its_limit_and_says_what_was_left_out() {
    let mut record = sample::record();
    for index in 0..4_000 {
        let mut claim = sample::claim(&format!("pipe.claim_{index}"), Verdict::Broken);
        claim.statement = "A long sentence. ".repeat(20);
        record.claims.push(claim);
    }
    let text = markdown::render(&[record]);
    assert!(text.len() <= markdown::BYTES_MAX);
    assert!(text.contains("did not fit here"));
}

#[test]
fn a_page_needs_nothing_from_outside() {
    // A link loads nothing until a reader follows it.
    let page = html::render(&two()).replace("<a href=\"https://", "<a href=\"");
    for outside in ["src=", "http://", "https://", "@import", "url(", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_row_says_whether_it_differs_and_whether_it_fails() {
    let page = html::render(&two());
    let row = |id: &str| {
        let at = page.find(&format!(r#"id="{id}""#)).unwrap();
        page[..at].rsplit("<tr").next().unwrap().to_owned()
    };
    assert!(row("eventfd.write_past_maximum").contains("differs unexpected-row"));
    assert!(row("pipe.set_up").contains(r#""claim unexpected-row""#));
    assert!(row("eventfd.read_takes_all").contains(r#""claim""#));
}

#[test]
fn behind_a_row_are_its_statement_script_and_replay_line() {
    let page = html::render(&two());
    let row = page.split(r#"id="eventfd.write_past_maximum""#).nth(1).unwrap();
    let row = row.split("</tr>").next().unwrap();
    for part in ["the manual says", "eventfd(2)</a>, DESCRIPTION", "&lt;- here", "bythebook replay"]
    {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert!(row.contains("holds on 7.0.1, broken on 6.18.44"), "{row}");
}

#[test]
fn what_a_kernel_says_is_not_taken_for_markup() {
    let mut record = sample::record();
    record.deviations[0].observed = "<img onerror=alert(1)>".into();
    let page = html::render(&[record.clone()]);
    assert!(!page.contains("<img"));
    assert!(!markdown::render(&[record]).contains(" <img"));
}

#[test]
fn a_page_over_a_thousand_claims_and_eight_runs_is_below_two_megabytes() {
    let mut record = sample::record();
    for index in 0..1_100 {
        let mut claim = sample::claim(&format!("room_{}.claim_{index}", index % 30), Verdict::Kept);
        claim.statement =
            "A statement of about one hundred letters, which is what most of ours take, \
                           or somewhat more."
                .into();
        record.claims.push(claim);
    }
    let page = html::render(&vec![record; 8]);
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
}

#[test]
fn report_writes_every_form_at_once() {
    let (directory, [run]) = records([("run.jsonl", sample::record())]);
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (junit, ktap, markdown, html) =
        (path("junit.xml"), path("run.ktap"), path("run.md"), path("run.html"));
    let (status, _, complaint) = output(&mut bythebook(&[
        "report",
        run.to_str().unwrap(),
        "--junit",
        &junit,
        "--ktap",
        &ktap,
        "--markdown",
        &markdown,
        "--html",
        &html,
    ]));
    assert_eq!(status, 0, "{complaint}");
    for (file, begins) in [
        (junit, "<?xml"),
        (ktap, "KTAP version 1"),
        (markdown, "## bythebook"),
        (html, "<!DOCTYPE"),
    ] {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(begins), "{file}");
    }
}

#[test]
fn a_form_that_cannot_be_written_is_refused_before_anything_is_printed() {
    let (_directory, [run]) = records([("run.jsonl", sample::record())]);
    let arguments = ["report", run.to_str().unwrap(), "--html", "/nowhere/at/all.html"];
    let (status, out, complaint) = output(&mut bythebook(&arguments));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(complaint.starts_with("error: write /nowhere/at/all.html: "), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}
