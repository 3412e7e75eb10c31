//! Scripts that once were called deviations, and were none: each is performed and stays allowed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{bythebook, output};

#[test]
fn what_was_a_false_alarm_is_none_any_more() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scripts");
    let mut scripts: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.sort();
    for script in scripts {
        let arguments = ["replay", script.to_str().unwrap(), "--times", "20"];
        let (status, out, complaint) = output(&mut bythebook(&arguments));
        assert_eq!(status, 0, "{}: {complaint}{out}", script.display());
    }
}
