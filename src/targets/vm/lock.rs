//! The lock file of fetched kernels: which packages, of which version, with which checksums.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::frame;
use crate::report::write;

/// What stands at the head of the file.
const HEAD: &str = "\
# The kernels of the matrix: Debian's packages, with their checksums.
# Written by `bythebook vm fetch --update VERSION… --lock ci/kernels.lock`.
";

/// The locked packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    #[serde(default, rename = "package")]
    pub packages: Vec<Package>,
}

/// One package of one kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The kernel version that was asked for: `6.1`.
    pub kernel: String,
    pub name: String,
    pub version: String,
    pub sha256: String,
}

impl Lock {
    /// The lock in the file; empty if there is none.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("read {}", path.display()))
    }

    pub fn write(&self, path: &Path) -> Result<()> {
        let text = toml::to_string(self).context("write a lock file")?;
        Ok(write::whole(path, format!("{HEAD}\n{text}").as_bytes())?)
    }

    /// The packages of this kernel.
    pub fn of(&self, kernel: &str) -> Vec<Package> {
        self.packages.iter().filter(|package| package.kernel == kernel).cloned().collect()
    }

    /// Replaces the packages of this kernel, if they are others.
    pub fn replace(&mut self, kernel: &str, packages: Vec<Package>) {
        if self.of(kernel) == packages {
            return;
        }
        self.packages.retain(|package| package.kernel != kernel);
        self.packages.extend(packages);
    }
}

/// The checksum of a file.
pub fn checksum(path: &Path) -> Result<String> {
    let shown = path.display();
    let mut file = fs::File::open(path).with_context(|| format!("read {shown}"))?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match file.read(&mut chunk).with_context(|| format!("read {shown}"))? {
            0 => break,
            read => hash.update(&chunk[..read]),
        }
    }
    Ok(frame::hexadecimal(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Lock, Package, checksum};

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kernels.lock");
        assert_eq!(Lock::read(&path).unwrap(), Lock::default());
        let mut lock = Lock::default();
        let package = |kernel: &str, version: &str| Package {
            kernel: kernel.into(),
            name: "linux-image".into(),
            version: version.into(),
            sha256: "00".into(),
        };
        lock.replace("6.1", vec![package("6.1", "1")]);
        lock.replace("5.10", vec![package("5.10", "1")]);
        lock.replace("6.1", vec![package("6.1", "2")]);
        lock.write(&path).unwrap();
        assert_eq!(Lock::read(&path).unwrap(), lock);
        assert_eq!(lock.of("6.1"), [package("6.1", "2")]);
    }

    #[test]
    fn a_checksum_is_the_usual_one() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(checksum(Path::new("/dev/null")).unwrap(), nothing);
    }
}
