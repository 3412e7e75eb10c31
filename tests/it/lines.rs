//! From what the engine counted to the lines of a record: which verdict, and why.

use std::path::Path;

use bythebook::claim::{self, Claim};
use bythebook::cli::lines;
use bythebook::engine::found::Found;
use bythebook::engine::plan::Selected;
use bythebook::engine::tally::{Counts, Tally};
use bythebook::facilities::eventfd::EVENTFD;
use bythebook::kernel::Facts;
use bythebook::report::record::{ClaimLine, Verdict};

const CLAIM: &str = "eventfd.read_takes_one";

fn all() -> Vec<&'static Claim> {
    let all: Vec<&Claim> = EVENTFD.facility.all_claims().collect();
    claim::number(all.iter().copied());
    all
}

fn facts() -> Facts {
    Facts {
        release: "6.18.44".into(),
        version: (6, 18, 44),
        assumed: None,
        machine: "x86_64".into(),
        libc: "glibc".into(),
        page_size_bytes: 4096,
        cpus: vec![0],
        capabilities: 0,
        uid: 0,
        own_user: false,
        other_uid: None,
        limits: vec![],
        own_ipc: false,
        settable: vec![],
        absent: vec![],
        filtered: false,
        own_ipc_limits: false,
        mqueue: false,
        proc: false,
        terminals: false,
        own_terminals: false,
        own_machine: false,
        config: None,
    }
}

fn place() -> usize {
    all().iter().position(|claim| claim.id() == CLAIM).unwrap()
}

fn tally(counts: Counts) -> Tally {
    let mut tally = Tally::default();
    tally.claims[place()] = counts;
    tally
}

fn found(again: u32) -> Found {
    Found {
        claim: place(),
        also: vec![0],
        allowed: vec!["1".into()],
        observed: "2".into(),
        again,
        reruns: 8,
        elsewhere: 0,
        absent: None,
        minimal: true,
        script: serde_json::json!({"steps": []}),
        picture: vec![vec![(0, "read".into())]],
        step: 0,
        actors: 1,
    }
}

fn line(tally: &Tally, found: &[Found], facts: &Facts, strict: bool) -> ClaimLine {
    let room = Selected { facility: EVENTFD.facility, claims: None };
    let lines = lines::claims(&room, tally, found, facts, (None, &[]), strict);
    lines.into_iter().find(|line| line.id == CLAIM).unwrap()
}

#[test]
fn every_claim_and_all_that_was_left_out_has_a_line() {
    let room = Selected { facility: EVENTFD.facility, claims: None };
    let lines = lines::claims(&room, &tally(Counts::default()), &[], &facts(), (None, &[]), false);
    assert_eq!(lines.len(), all().len() + EVENTFD.facility.left_out.len());
}

#[test]
fn a_claim_that_was_seen_to_hold_is_kept() {
    let counts = Counts { ruled: 2, kept: 1, ..Counts::default() };
    assert_eq!(line(&tally(counts), &[], &facts(), false).verdict, Verdict::Kept);
}

#[test]
fn a_claim_of_calls_that_wait_is_idle_until_one_was_woken() {
    let id = "eventfd.read_of_zero_waits";
    let waited = |woken| {
        let place = all().iter().position(|claim| claim.id() == id).unwrap();
        let mut tally = Tally::default();
        tally.claims[place] = Counts { ruled: 2, kept: 2, waited: 2, woken, ..Counts::default() };
        let room = Selected { facility: EVENTFD.facility, claims: None };
        let lines = lines::claims(&room, &tally, &[], &facts(), (None, &[]), false);
        lines.into_iter().find(|line| line.id == id).unwrap()
    };
    assert_eq!(waited(0).verdict, Verdict::Idle);
    assert_eq!(waited(0).reason.as_deref(), Some("seen waiting 2 times, and never woken"));
    assert_eq!((waited(1).verdict, waited(1).woken), (Verdict::Kept, Some(1)));
}

#[test]
fn a_claim_that_was_never_ruled_is_idle_with_a_reason() {
    let line = line(&tally(Counts::default()), &[], &facts(), false);
    assert_eq!(line.verdict, Verdict::Idle);
    assert!(line.reason.is_some());
}

#[test]
fn a_claim_of_later_kernels_is_skipped() {
    let old = Facts { version: (2, 6, 27), ..facts() };
    let line = line(&tally(Counts::default()), &[], &old, false);
    assert_eq!(line.verdict, Verdict::Skipped);
    assert_eq!(line.reason.as_deref(), Some("speaks of kernels since 2.6.30"));
}

#[test]
fn a_confirmed_deviation_breaks_its_claim() {
    let counts = Counts { ruled: 9, kept: 8, broken: 1, ..Counts::default() };
    assert_eq!(line(&tally(counts), &[found(8)], &facts(), false).verdict, Verdict::Broken);
}

#[test]
fn a_deviation_seen_once_breaks_only_under_strict() {
    let counts = Counts { ruled: 9, kept: 8, broken: 1, ..Counts::default() };
    let tally = tally(counts);
    assert_eq!(line(&tally, &[found(0)], &facts(), false).verdict, Verdict::Kept);
    assert_eq!(line(&tally, &[found(0)], &facts(), true).verdict, Verdict::Broken);
}

#[test]
fn a_deviation_is_told_with_its_rate_and_its_picture() {
    let told = lines::deviation(&found(2), &all(), "bythebook replay x".into());
    assert_eq!(told.claim, CLAIM);
    assert!((told.rate - 0.25).abs() < f64::EPSILON);
    assert!(told.picture.ends_with("1   read        <- here"), "{}", told.picture);
}

#[test]
fn a_deviation_is_drawn_with_the_limits_in_force() {
    let mut found = found(8);
    found.script = serde_json::json!({"limits": [["nofile_room", 1], ["pipe_max_size_bytes", 9]]});
    let told = lines::deviation(&found, &all(), String::new());
    let first = told.picture.lines().next().unwrap();
    assert_eq!(first.trim(), "limits    RLIMIT_NOFILE of 1 more, fs.pipe-max-size 9");
}

#[test]
fn the_command_to_type_quotes_what_a_shell_would_split() {
    let command = lines::replay(CLAIM, Some(Path::new("my run.jsonl")), 1);
    assert_eq!(command, format!("bythebook replay 'my run.jsonl' --claim {CLAIM}"));
}

#[test]
fn a_silence_has_an_id_made_of_its_words() {
    let mut tally = tally(Counts::default());
    tally.silence("write longer than 8 bytes", "EINVAL".into());
    let silences = lines::silences("eventfd", &tally.silences);
    assert_eq!(silences[0].id, "eventfd.write_longer_than_8_bytes");
    assert_eq!(silences[0].outcomes[0].times, 1);
}
