//! `compare`, `compare choose` and `limits`: what they say is whole, and was measured.

use assert_cmd::Command;
use bythebook::cli::manual::Manual;
use bythebook::facilities;
use bythebook::guide::measure;
use bythebook::guide::rows::{self, Written};
use rstest::rstest;
use serde_json::Value;
use tempfile::tempdir;

use crate::absent;

/// The facilities of the tutorial, and what has come since.
const FACILITIES: [&str; 27] = [
    "pipe",
    "fifo",
    "unix_stream",
    "tcp",
    "pty",
    "unix_seqpacket",
    "unix_datagram",
    "posix_mq",
    "sysv_msg",
    "udp",
    "eventfd",
    "signal",
    "signalfd",
    "flock",
    "record_lock",
    "ofd_lock",
    "lease",
    "posix_sem",
    "sysv_sem",
    "futex",
    "posix_shm",
    "mmap",
    "memfd",
    "sysv_shm",
    "regular_file",
    "process_vm",
    "environment",
];

fn bythebook(arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = Command::cargo_bin("bythebook").expect("the binary was built");
    let run = { run }.args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (run.status.code(), text(&run.stdout), text(&run.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (status, out, error) = bythebook(&[arguments, &["--format", "json"]].concat());
    assert_eq!(status, Some(0), "{error}");
    serde_json::from_str(&out).expect("JSON")
}

fn cells(compared: &Value) -> Vec<(String, String, Value)> {
    let list = compared["facilities"].as_array().expect("a list");
    let of = |one: &Value| {
        let facility = one["facility"].as_str().expect("a name").to_owned();
        let cells = one["cells"].as_object().expect("cells").clone();
        cells.into_iter().map(move |(measure, cell)| (facility.clone(), measure, cell))
    };
    list.iter().flat_map(of).collect()
}

#[test]
fn every_facility_has_a_row_and_every_cell_a_source() {
    let compared = json(&["compare"]);
    let list = compared["facilities"].as_array().expect("a list");
    let names: Vec<&str> = list.iter().filter_map(|one| one["facility"].as_str()).collect();
    assert_eq!(names, FACILITIES);
    let cells = cells(&compared);
    assert_eq!(cells.len(), FACILITIES.len() * measure::ALL.len());
    for (facility, measure, cell) in &cells {
        let source = cell["source"].as_str().unwrap_or_default();
        let known = ["measured", "page", "not-applicable"].contains(&source);
        assert!(known, "{facility}, {measure}: {cell}");
        assert!(cell["value"].as_str().is_some_and(|value| !value.is_empty()), "{cell}");
        if source == "page" {
            let page = cell["page"].as_str().unwrap_or_default();
            assert!(page.contains("), "), "{facility}, {measure}: {cell}");
        }
    }
}

#[test]
fn a_third_of_the_cells_is_measured_and_none_contradicts_its_page() {
    let cells = cells(&json(&["compare"]));
    let measured = cells.iter().filter(|(.., cell)| cell["source"] == "measured").count();
    assert!(measured * 3 >= cells.len(), "{measured} of {}", cells.len());
    let deviating: Vec<&(String, String, Value)> =
        cells.iter().filter(|(.., cell)| cell["deviates"] == true).collect();
    assert!(deviating.is_empty(), "{deviating:?}");
}

#[test]
fn a_claim_that_a_record_has_a_verdict_on_is_measured() {
    let directory = tempdir().expect("a directory");
    let record = directory.path().join("run.jsonl");
    let record = record.to_str().expect("UTF-8");
    let (_, _, error) =
        bythebook(&["check", "pipe", "eventfd", "--cases", "400", "--record", record]);
    let compared = json(&["compare", "--record", record]);
    let cells = cells(&compared);
    let kept: Vec<_> = cells.iter().filter(|(.., cell)| cell["verdict"] == "kept").collect();
    assert!(kept.len() > 10, "{} {error}", kept.len());
    for (facility, measure, cell) in kept {
        assert_eq!(cell["source"], "measured", "{facility}, {measure}");
        assert!(cell["deviates"].is_null(), "{facility}, {measure}: {cell}");
    }
}

#[test]
fn every_room_but_those_that_watch_has_a_row() {
    for room in facilities::ALL.iter().filter(|room| !room.watches) {
        assert!(rows::of(room.facility.name).is_some(), "write a row of {}", room.facility.name);
    }
}

#[test]
fn every_claim_that_a_row_names_of_a_room_is_there() {
    let all: Vec<String> = facilities::ALL
        .iter()
        .flat_map(|room| room.facility.all_claims())
        .map(bythebook::claim::Claim::id)
        .collect();
    let rooms: Vec<&str> = facilities::ALL.iter().map(|room| room.facility.name).collect();
    for row in rows::all().iter().filter(|row| rooms.contains(&row.facility)) {
        for written in row.cells.values() {
            if let Written::Page { claim: Some(claim), .. } = written {
                assert!(all.contains(claim), "there is no claim {claim}");
            }
        }
    }
}

#[test]
fn every_heading_that_a_row_names_is_in_its_page() {
    let cited: Vec<&str> = rows::all()
        .iter()
        .flat_map(|row| row.cells.values())
        .filter_map(|written| match written {
            Written::Page { page, .. } => Some(page.as_str()),
            Written::Not { .. } => None,
        })
        .collect();
    let split = |cited: &'static str| cited.split_once(", ").expect("a page and its heading");
    let pages = cited.iter().map(|cited| split(cited).0);
    let manual = Manual::open(None, pages);
    for missing in &manual.missing {
        let why = format!("{missing} is not installed");
        absent::say("every_heading_that_a_row_names_is_in_its_page", &why);
    }
    for cited in cited {
        let (page, heading) = split(cited);
        let Some(page) = manual.page(page) else { continue };
        assert!(!page.under(heading).is_empty(), "{cited}");
    }
}

#[test]
fn tables_fit_eighty_columns() {
    let (status, out, _) = bythebook(&["compare"]);
    assert_eq!(status, Some(0));
    for line in out.lines().filter(|line| !line.starts_with('!')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn one_facility_is_shown_with_its_sources() {
    let (status, out, _) = bythebook(&["compare", "pipe"]);
    assert_eq!(status, Some(0));
    assert!(out.contains("measured, as pipe(7), Pipe capacity says"), "{out}");
    assert!(out.contains("[pipe.capacity_default]"), "{out}");
    let (status, _, error) = bythebook(&["compare", "pigeon"]);
    assert_eq!((status, error.lines().count()), (Some(2), 1), "{error}");
}

#[test]
fn limits_are_numbers_and_many_were_measured_at_the_edge() {
    let limits = json(&["limits"]);
    let limits = limits.as_array().expect("a list");
    let numbers = |field: &str| limits.iter().filter(|limit| limit[field].is_u64()).count();
    assert!(numbers("value") >= 30, "{limits:?}");
    assert!(numbers("measured") >= 15, "{limits:?}");
    for limit in limits {
        for field in ["name", "source", "binds"] {
            assert!(limit[field].is_string(), "{limit}");
        }
        if limit["measured"].is_u64() {
            let errno = limit["errno"].as_str().unwrap_or_default();
            assert!(errno.starts_with('E'), "{limit}");
        }
    }
}

#[test]
fn limits_stand_beside_those_of_records_by_kernel() {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/ci/reference/5.10.jsonl");
    let limits = json(&["limits", "--record", reference]);
    let pipe =
        limits.as_array().expect("a list").iter().find(|limit| limit["name"] == "fs.pipe-max-size");
    let kernels = pipe.expect("there is such a limit")["kernels"].as_object().expect("kernels");
    assert_eq!(kernels.len(), 1, "{kernels:?}");
}

#[test]
fn probes_leave_nothing_behind_also_without_namespaces() {
    let objects = || {
        ["msg", "sem", "shm"].map(|kind| {
            let list = std::fs::read_to_string(format!("/proc/sysvipc/{kind}"));
            list.unwrap_or_default().lines().count()
        })
    };
    let files = || {
        let names = |place: &str| {
            let found = std::fs::read_dir(place).into_iter().flatten().flatten();
            found.filter(|file| file.file_name().to_string_lossy().contains("btb")).count()
        };
        ["/dev/shm", "/dev/mqueue", "/tmp"].map(names)
    };
    let before = (objects(), files());
    for verb in ["compare", "limits"] {
        let (status, _, error) = bythebook(&[verb, "--no-isolation"]);
        assert_eq!(status, Some(0), "{error}");
    }
    assert_eq!((objects(), files()), before);
}

#[rstest]
fn choose_without_a_need_and_without_a_terminal_says_how(
    #[values(&["compare", "choose"], &["compare", "choose", "--survives", "x"])] asked: &[&str],
) {
    let (status, _, error) = bythebook(asked);
    assert_eq!(status, Some(2), "{error}");
}
