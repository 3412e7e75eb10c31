//! Artefacts: the script of each deviation as a file of its own, wherever the check ran.

use std::fs;
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::engine::draw::hash;
use crate::report::record::Deviation;
use crate::report::write;

/// Puts the script of a deviation into the directory, which is made; where it is then.
pub fn put(deviation: &Deviation, directory: &Path) -> Result<PathBuf, Trouble> {
    fs::create_dir_all(directory).map_err(|error| {
        let shown = directory.display();
        Trouble::usage(format!("make the directory {shown}: {error}; name one that can be written"))
    })?;
    let script = serde_json::to_string_pretty(&deviation.script).expect("a script is plain data");
    let number = hash(&script) & 0xffff;
    let path = directory.join(format!("{}-{number:04x}.json", deviation.claim));
    write::whole(&path, format!("{script}\n").as_bytes())?;
    Ok(path)
}
