//! `explain --report`: a finding as a text that can be mailed, and whose fault it is.

use bythebook::report::ledger::{self, Wrong};
use bythebook::report::record::Verdict;
use bythebook::report::text;

use crate::cli::{bythebook, output, records};
use crate::sample;

const KNOWN: &str = "posix_mq.name_of_dots";

#[test]
fn what_the_ledger_knows_can_be_mailed() {
    let mut record = sample::kept();
    record.claims = vec![sample::claim(KNOWN, Verdict::Known)];
    record.count();
    let (_directory, [path]) = records([("run.jsonl", record)]);
    let arguments = ["explain", KNOWN, "--report", "--records", path.to_str().unwrap()];
    let (status, out, complaint) = output(&mut bythebook(&arguments));
    assert_eq!(status, 0, "{complaint}");
    let parts = [
        "mq_overview(7), DESCRIPTION: what Linux does otherwise",
        "After its slash a name may have any characters but slashes",
        "with EACCES",
        "It seems to us that the page is loose.",
        "    int main(void) {",
        "It prints:\n\n    EACCES\n",
        "Seen on 6.18.44-test.",
        "To see it again: bythebook check posix_mq.name_of_dots",
    ];
    for part in parts {
        assert!(out.contains(part), "{part}\n{out}");
    }
}

#[test]
fn what_a_run_found_broken_can_be_mailed() {
    let (_directory, [path]) = records([("run.jsonl", sample::record())]);
    let claim = "eventfd.write_past_maximum";
    let arguments = ["explain", claim, "--report", "--records", path.to_str().unwrap()];
    let (status, out, complaint) = output(&mut bythebook(&arguments));
    assert_eq!(status, 0, "{complaint}");
    assert!(out.contains("    allowed   EAGAIN\n    observed  added 1\n"), "{out}");
    assert!(out.contains("write 18446744073709551614"), "{out}");
}

#[test]
fn of_a_claim_that_is_kept_there_is_nothing_to_mail() {
    let (status, _, complaint) =
        output(&mut bythebook(&["explain", "pipe.read_in_order", "--report"]));
    assert_eq!(status, 2);
    assert!(complaint.contains("nothing to report of `pipe.read_in_order`"), "{complaint}");
}

#[test]
fn every_entry_of_linux_says_whose_fault_it_is() {
    for entry in ledger::shipped().unwrap() {
        assert!(entry.wrong.is_some(), "{}: give it `wrong`, see the head of it", entry.position);
    }
}

#[test]
fn known_deviations_are_counted_by_whose_fault_they_are() {
    let mut record = sample::kept();
    let known = |id, wrong| {
        let mut claim = sample::claim(id, Verdict::Known);
        claim.wrong = wrong;
        claim
    };
    record.claims = vec![
        known("pipe.a", Some(Wrong::Page)),
        known("pipe.b", Some(Wrong::Libc)),
        known("pipe.c", Some(Wrong::Page)),
        known("pipe.d", None),
    ];
    record.count();
    let shown = text::render(&record, text::Look::default());
    let expected = "of what is known, the page is wrong in 2, the C library is wrong in 1";
    assert!(shown.contains(expected), "{shown}");
}
