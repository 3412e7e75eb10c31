//! `JUnit`: a suite for each facility of each run, a case for each claim.
//!
//! Known is skipped with its own type, unexpectedly kept is a failure, our own trouble an error.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::record::{ClaimLine, Deviation, Record, Verdict};
use super::text;

/// The report as XML.
pub fn render(records: &[Record]) -> String {
    let mut report = quick_junit::Report::new("bythebook");
    let seconds: f64 = records.iter().map(|record| record.end.seconds).sum();
    report.set_time(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    for record in records {
        report.add_test_suites(record.facilities().into_iter().map(|name| suite(record, name)));
    }
    // The writer replaces what XML cannot hold, and a string takes any amount.
    report.to_string().expect("writing XML to a string cannot fail")
}

fn suite(record: &Record, facility: &str) -> TestSuite {
    let run = &record.run;
    let mut suite = TestSuite::new(format!("{facility} on {}", text::kernel(run)));
    let facts = [
        ("kernel", &run.kernel.release),
        ("machine", &run.kernel.machine),
        ("target", &run.target),
        ("libc", &run.libc),
        ("seed", &run.seed),
        ("version", &run.version),
    ];
    suite.add_properties(facts.map(|(name, value)| Property::new(name, value)));
    suite.add_test_cases(record.claims_of(facility).map(|claim| case(record, claim)));
    suite
}

fn case(record: &Record, claim: &ClaimLine) -> TestCase {
    let mut case = TestCase::new(claim.id.as_str(), status(record, claim));
    case.set_classname(claim.facility.as_str());
    case.add_property(("page", claim.citation().as_str()));
    case
}

fn status(record: &Record, claim: &ClaimLine) -> TestCaseStatus {
    let reason = claim.reason.clone().unwrap_or_default();
    let mut status = match claim.verdict {
        Verdict::Kept => return TestCaseStatus::success(),
        Verdict::Idle | Verdict::Skipped | Verdict::Known => TestCaseStatus::skipped(),
        Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::Broken | Verdict::Unexpected => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
    };
    status.set_type(claim.verdict.word());
    let mut deviations = record.deviations_of(&claim.id).peekable();
    let message = match deviations.peek() {
        Some(first) if claim.verdict == Verdict::Broken => short(first),
        _ => reason,
    };
    status.set_message(message);
    let described: Vec<String> =
        std::iter::once(claim.statement.clone()).chain(deviations.map(long)).collect();
    status.set_description(described.join("\n\n"));
    status
}

fn short(deviation: &Deviation) -> String {
    format!("allowed {}, observed {}", deviation.allowed.join(", or "), deviation.observed)
}

fn long(deviation: &Deviation) -> String {
    format!("{}\n{}\n{}", short(deviation), deviation.picture, deviation.replay)
}
