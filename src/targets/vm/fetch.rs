//! Gets stock kernels of Debian for the matrix. Never during a run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::apt::Apt;
use super::kernel::{self, numbers, speaks_of};
use super::lock::{Lock, Package, checksum};

/// The flavour that boots fast: made for virtual machines, without drivers.
const FLAVOUR: &str = "cloud-amd64";

/// Where fetched kernels are kept, unless told otherwise.
pub fn cache() -> PathBuf {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    base.unwrap_or_else(std::env::temp_dir).join("bythebook").join("kernels")
}

/// A kernel that was got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub version: String,
    pub release: String,
    pub image: PathBuf,
    pub packages: Vec<Package>,
}

/// Gets the newest kernel of this version, or the locked one if the lock has it.
pub fn fetch(apt: &Apt, version: &str, lock: &Lock, into: &Path) -> Result<Fetched> {
    let locked = lock.of(version);
    let packages = if locked.is_empty() { newest(apt, version)? } else { locked.clone() };
    let scratch = tempfile::tempdir().context("make a directory to download into")?;
    let unpacked = tempfile::tempdir().context("make a directory to unpack into")?;
    for package in &packages {
        let Package { name, version: of, sha256, .. } = package;
        let path = apt.download(name, of, scratch.path()).with_context(|| match locked[..] {
            [] => format!("fetch {name}"),
            _ => format!("fetch the locked {name} {of}; if its suite has a newer one, --update"),
        })?;
        if checksum(&path)? != *sha256 {
            bail!("trust {name} {of}: it has another checksum than expected; see --update");
        }
        kernel::extract(&path, unpacked.path())?;
    }
    let Some(found) = kernel::in_directory(unpacked.path())?.pop() else {
        let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        bail!("find a kernel in {}", names.join(", "));
    };
    fs::create_dir_all(into).with_context(|| format!("make {}", into.display()))?;
    let image = into.join(format!("vmlinuz-{}", found.release));
    copy(&found.image, &image)?;
    if let Some(config) = &found.config {
        let path = into.join(format!("config-{}", found.release));
        fs::write(&path, config).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(Fetched { version: version.into(), release: found.release, image, packages })
}

/// The packages of the newest kernel of this version.
fn newest(apt: &Apt, version: &str) -> Result<Vec<Package>> {
    let prefix = "linux-image-";
    let names = apt.names(&format!("^{prefix}[0-9].*-{FLAVOUR}$"))?;
    let releases = names.iter().filter_map(|name| name.strip_prefix(prefix));
    let newest = releases
        .filter(|release| speaks_of(version, release))
        .max_by_key(|release| numbers(release));
    let Some(release) = newest else {
        bail!("find a kernel {version} in Debian's suites; name another, such as 6.1 or 6");
    };
    // Newer kernels come in parts: the image is in one, its configuration in another.
    let escaped = release.replace('+', "[+]").replace('.', "[.]");
    let parts = apt.names(&format!("^linux-(binary|base)-{escaped}$"))?;
    let has_binary = parts.iter().any(|name| name.starts_with("linux-binary-"));
    let names = if has_binary { parts } else { vec![format!("{prefix}{release}")] };
    names
        .into_iter()
        .map(|name| {
            let (of, sha256) = apt.newest(&name)?;
            Ok(Package { kernel: version.into(), name, version: of, sha256 })
        })
        .collect()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("read {}", from.display()))?;
    Ok(crate::report::write::whole(to, &bytes)?)
}
