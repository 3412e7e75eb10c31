//! Claims and the manual pages: how an edit of a page shows, and what the installed pages say.
//!
//! The page that is edited here is in our words; no text of the manual pages is in this tree.

use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::absent;
use crate::cli::{bythebook, output};

/// As much of eventfd(2) as three claims rest on, and what stands around it.
const PAGE: &str = r#".TH eventfd 2 2026-01-01 "Pages of a test 1.0"
.SH DESCRIPTION
Of events there is a count.
A
.BR read (2)
of a counter in semaphore mode, with
.BR EFD_SEMAPHORE ,
takes one from it and returns 1.
Numbers come in the byte order of the host machine.
A write adds what it was given to the counter.
.SH NOTES
Counters are small.
"#;
const ORDER: &str = "Numbers come in the byte order of the host machine.\n";
const CLAIM: &str = "eventfd.read_host_order";

/// A directory of pages with this page in it, and the fingerprints of [`PAGE`].
struct Manual {
    directory: TempDir,
    edition: PathBuf,
}

impl Manual {
    fn with(page: &str) -> Self {
        let directory = tempdir().expect("a directory");
        let edition = directory.path().join("edition.toml");
        let manual = Self { directory, edition };
        manual.write(PAGE);
        let edition = manual.edition.to_str().expect("a path in Unicode");
        let (status, out, complaint) = manual.run(&["--fingerprint", edition]);
        assert_eq!(status, 0, "{out}{complaint}");
        manual.write(page);
        manual
    }

    fn write(&self, page: &str) {
        let section = self.directory.path().join("man2");
        fs::create_dir_all(&section).expect("a section");
        fs::write(section.join("eventfd.2"), page).expect("a page");
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let manpath = self.directory.path().to_str().expect("a path in Unicode");
        let shared = ["man", "--manpath", manpath];
        output(&mut bythebook(&[&shared, arguments].concat()))
    }

    /// The exit status, and what became of the passage.
    fn word(&self) -> (i32, Value) {
        let edition = self.edition.to_str().expect("a path in Unicode");
        let json = ["eventfd", "--format", "json", "--edition", edition];
        let (status, out, complaint) = self.run(&json);
        let all: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{complaint}"));
        let claims = all["claims"].as_array().expect("a list");
        for word in ["same", "moved", "reworded", "gone"] {
            let having = claims.iter().filter(|claim| claim["word"] == word).count();
            assert_eq!(all[word], having, "{word}: {out}");
        }
        let claim = claims.iter().find(|claim| claim["id"] == CLAIM).expect("the claim is there");
        (status, claim.clone())
    }
}

#[test]
fn a_page_that_was_not_edited_says_the_same() {
    let (status, claim) = Manual::with(PAGE).word();
    assert_eq!((status, &claim["word"]), (0, &"same".into()), "{claim}");
    assert_eq!(claim["found_heading"], "DESCRIPTION");
}

#[test]
fn a_sentence_under_another_heading_has_moved() {
    let page = PAGE.replace(ORDER, "") + ORDER;
    let (status, claim) = Manual::with(&page).word();
    assert_eq!((status, &claim["word"]), (0, &"moved".into()), "{claim}");
    assert_eq!(claim["found_heading"], "NOTES");
}

#[test]
fn a_sentence_in_other_words_is_reworded() {
    let page = PAGE.replace(ORDER, "Numbers come in the byte order of the machine that reads.\n");
    let (status, claim) = Manual::with(&page).word();
    assert_eq!((status, &claim["word"]), (0, &"reworded".into()), "{claim}");
}

#[test]
fn a_claim_whose_sentence_is_gone_fails_the_comparison() {
    let (status, claim) = Manual::with(&PAGE.replace(ORDER, "")).word();
    assert_eq!((status, &claim["word"]), (1, &"gone".into()), "{claim}");
    assert_eq!(claim["found_heading"], Value::Null);
}

#[test]
fn fonts_and_line_breaks_make_no_difference() {
    let page = PAGE
        .replace("byte order of", ".I byte\norder\nof")
        .replace("come in the ", "come in the\n");
    let (status, claim) = Manual::with(&page).word();
    assert_eq!((status, &claim["word"]), (0, &"same".into()), "{claim}");
}

#[test]
fn a_person_sees_what_is_not_the_same_and_the_counts() {
    let manual = Manual::with(&PAGE.replace(ORDER, ""));
    let edition = manual.edition.to_str().expect("a path in Unicode");
    let (status, out, _) = manual.run(&[CLAIM, "--edition", edition]);
    assert_eq!(status, 1);
    assert!(out.starts_with("        gone  eventfd.read_host_order "), "{out}");
    assert!(out.ends_with("0 same, 0 moved, 0 reworded, 1 gone\n"), "{out}");
    assert!(out.contains("1 claim of Pages of a test 1.0 in Pages of a test 1.0:"), "{out}");
}

#[test]
fn fingerprints_written_again_are_the_same() {
    let manual = Manual::with(PAGE);
    let before = fs::read_to_string(&manual.edition).expect("it was written");
    let (status, ..) = manual.run(&["--fingerprint", manual.edition.to_str().expect("a path")]);
    assert_eq!(status, 0);
    assert_eq!(fs::read_to_string(&manual.edition).expect("it was written"), before);
    assert!(!before.contains("Numbers"), "no text of a page: {before}");
}

#[test]
fn where_no_page_is_installed_the_mend_is_said_in_one_line() {
    let mut command = bythebook(&["man"]);
    let (status, out, complaint) = output(command.env("MANPATH", "/nowhere"));
    assert_eq!((status, out.as_str()), (3, ""));
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.contains("apt-get install manpages"), "{complaint}");
}

#[rstest]
#[case::no_pages(&["man", "--manpath", "/nowhere"], "/nowhere has none of the manual pages")]
#[case::no_edition(&["man", "--edition", "/nowhere"], "read /nowhere: ")]
#[case::some_claims(&["man", "eventfd", "--fingerprint", "x"], "--fingerprint writes the passages")]
fn what_cannot_be_compared_is_said(#[case] arguments: &[&str], #[case] why: &str) {
    if !is_installed() {
        return absent::say("what_cannot_be_compared_is_said", "no manual pages are installed");
    }
    let (status, _, complaint) = output(&mut bythebook(arguments));
    assert_eq!(status, 2, "{complaint}");
    assert!(complaint.contains(why), "{complaint}");
}

#[test]
fn no_claim_rests_on_what_the_pages_installed_here_do_not_say() {
    if !is_installed() {
        let name = "no_claim_rests_on_what_the_pages_installed_here_do_not_say";
        return absent::say(name, "no manual pages are installed");
    }
    let (status, out, complaint) = output(&mut bythebook(&["man"]));
    assert_eq!(status, 0, "read these claims again:\n{out}{complaint}");
}

#[test]
fn a_passage_is_shown_with_the_release_of_its_page() {
    if !is_installed() {
        let name = "a_passage_is_shown_with_the_release_of_its_page";
        return absent::say(name, "no manual pages are installed");
    }
    let (status, out, _) = output(&mut bythebook(&["explain", CLAIM]));
    assert_eq!(status, 0);
    let expected = "The passage, eventfd(2), DESCRIPTION, of Linux man-pages ";
    assert!(out.contains(expected), "{out}");
}

fn is_installed() -> bool {
    ["eventfd.2", "eventfd.2.gz"]
        .iter()
        .any(|page| Path::new("/usr/share/man/man2").join(page).exists())
}
