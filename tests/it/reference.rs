//! What is kept beside the code and must not rot: reference records, and the ledgers of targets.

use std::path::{Path, PathBuf};

use bythebook::claim::Claim;
use bythebook::facilities;
use bythebook::report::{ledger, read};

use crate::cli::{bythebook, output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The versions of ci/kernels.toml, each with its reference record.
fn references() -> Vec<(String, PathBuf)> {
    let text = std::fs::read_to_string(root().join("ci/kernels.toml")).unwrap();
    let file: toml::Table = toml::from_str(&text).unwrap();
    let kernels = file["kernel"].as_array().unwrap();
    let version = |kernel: &toml::Value| kernel["version"].as_str().unwrap().to_owned();
    let path = |version: &str| root().join(format!("ci/reference/{version}.jsonl"));
    kernels.iter().map(version).map(|version| (version.clone(), path(&version))).collect()
}

#[test]
fn each_kernel_of_the_matrix_has_a_reference_record_that_is_whole() {
    for (version, path) in references() {
        let record = read::record(&path)
            .unwrap_or_else(|error| panic!("{error}; make it anew with ci/reference/make"));
        let release = &record.run.kernel.release;
        assert!(release.starts_with(&format!("{version}.")), "{version} is of {release}");
        assert_eq!((record.end.status, record.run.kernel.linux), (0, Some(true)), "{version}");
        assert!(record.end.verdicts.kept > 0, "{version}");
        assert!(record.run.target.starts_with("vm "), "{version} is of {}", record.run.target);
    }
}

#[test]
fn a_record_is_compared_with_a_reference() {
    let references = references();
    let [(_, old), .., (_, new)] = &references[..] else { panic!("a matrix has two kernels") };
    let words = ["diff", old.to_str().unwrap(), new.to_str().unwrap()];
    let (status, out, complaints) = output(&mut bythebook(&words));
    // What claims of one kernel only say is not compared: it contradicts nothing.
    let differs = !out.trim_end().ends_with("\n0 differences");
    assert_eq!(status, i32::from(differs), "{out}{complaints}");
    assert!(out.contains(" alike"), "{out}");
}

/// The newest reference, as a kernel would have it that breaks one claim which that one keeps.
fn with_a_claim_broken(reference: &Path) -> String {
    let text = std::fs::read_to_string(reference).unwrap();
    let mut broken = None;
    let lines = text.lines().map(|line| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        if broken.is_none() && line["verdict"] == "kept" {
            line["verdict"] = "broken".into();
            broken = Some(());
        } else if line["record"] == "end" {
            line["kept"] = (line["kept"].as_u64().unwrap() - 1).into();
            line["broken"] = 1.into();
            line["status"] = 1.into();
        }
        line.to_string() + "\n"
    });
    lines.collect()
}

#[test]
fn a_kernel_that_breaks_what_its_reference_keeps_differs_from_it() {
    let references = references();
    let (_, reference) = references.last().expect("a matrix has kernels");
    let other = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other.path(), with_a_claim_broken(reference)).unwrap();
    let words = ["diff", reference.to_str().unwrap(), other.path().to_str().unwrap()];
    let (status, out, complaints) = output(&mut bythebook(&words));
    assert_eq!(status, 1, "{out}{complaints}");
    assert!(out.trim_end().ends_with("\n1 difference"), "{out}");
}

#[test]
fn every_ledger_names_claims_that_there_are_and_says_what_the_kernel_does() {
    let claims: Vec<String> = facilities::ALL
        .iter()
        .flat_map(|room| room.facility.all_claims().map(Claim::id).collect::<Vec<_>>())
        .collect();
    for file in std::fs::read_dir(root().join("fixtures/known")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        for entry in ledger::read(&path).unwrap() {
            let position = &entry.position;
            assert!(claims.contains(&entry.claim), "{position} names {}", entry.claim);
            assert!(!entry.does.is_empty(), "{position} says nothing");
        }
    }
}
