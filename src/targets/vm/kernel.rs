//! Kernels: a bzImage, a directory of them, a Debian package, a version that `vm fetch` got, or
//! user-mode Linux.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::qemu::Line;
use super::uml;

/// A kernel that can be booted.
#[derive(Debug, Clone)]
pub struct Kernel {
    pub image: PathBuf,
    pub form: Form,
    /// As `uname -r` will say it.
    pub release: String,
    /// The options of its build, as /boot/config-… holds them.
    pub config: Option<Vec<u8>>,
    /// Where a package was unpacked.
    _unpacked: Option<Arc<TempDir>>,
}

/// What an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a machine, which QEMU is.
    BzImage,
    /// A program: user-mode Linux.
    Program,
}

/// What a package was asked for, by the path inside it.
const IMAGE_NAME: &str = "vmlinuz";
const CONFIG_NAME: &str = "config-";

/// What virtio-serial needs: a module could not be loaded before the guest speaks.
const BUILT_IN: [&str; 2] = ["CONFIG_VIRTIO_CONSOLE=y", "CONFIG_VIRTIO_PCI=y"];

/// The boot protocol's header: its mark, and where the version's text lies.
const HEADER: std::ops::Range<usize> = 0x202..0x206;
const VERSION_AT: usize = 0x20e;
/// The setup code, which has the version's text, is not longer.
const SETUP_BYTES: u64 = 1 << 16;

/// The kernels that were named: every one of a directory, else one.
pub fn find(named: &Path, cache: &Path) -> Result<Vec<Kernel>> {
    if named.is_dir() {
        let kernels = in_directory(named)?;
        if kernels.is_empty() {
            bail!(
                "find a kernel in {}: no file there is a bzImage or has a name in .deb",
                named.display()
            );
        }
        return Ok(kernels);
    }
    if named.is_file() {
        let kernel = match named {
            package if is_package(package) => unpack(package)?,
            program if uml::is_program(program) => uml::kernel(program)?,
            other => image(other)?,
        };
        return Ok(vec![kernel]);
    }
    let version = named.to_string_lossy();
    let newest = in_directory(cache)
        .unwrap_or_default()
        .into_iter()
        .filter(|kernel| speaks_of(&version, &kernel.release))
        .max_by_key(|kernel| numbers(&kernel.release));
    match newest {
        Some(kernel) => Ok(vec![kernel]),
        None => bail!(
            "find the kernel {version}: neither a file nor fetched; name a bzImage, a directory, \
             a .deb or user-mode Linux, or get it with `bythebook vm fetch {version}`"
        ),
    }
}

/// The kernels in a directory, oldest first.
pub fn in_directory(directory: &Path) -> Result<Vec<Kernel>> {
    let listed = fs::read_dir(directory)
        .with_context(|| format!("read the directory {}", directory.display()))?;
    let mut kernels = vec![];
    for path in listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()) {
        if is_package(&path) {
            kernels.push(unpack(&path)?);
        } else if let Ok(kernel) = image(&path) {
            kernels.push(kernel);
        }
    }
    kernels.sort_by_key(|kernel| (numbers(&kernel.release), kernel.release.clone()));
    Ok(kernels)
}

/// Whether a release is of this version: `6.1` speaks of 6.1.0-50 and not of 6.12.
pub fn speaks_of(version: &str, release: &str) -> bool {
    release == version
        || release.strip_prefix(version).is_some_and(|rest| rest.starts_with(['.', '-', '+']))
}

/// All numbers of a release or a package's version, for their order.
pub fn numbers(release: &str) -> Vec<u64> {
    release.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

/// The release that a bzImage says it is; an error if it is none.
pub fn release_of(path: &Path) -> Result<String> {
    let mut setup = vec![];
    let file = fs::File::open(path).with_context(|| format!("open {}", path.display()))?;
    file.take(SETUP_BYTES).read_to_end(&mut setup)?;
    let release = (|| {
        if setup.get(HEADER)? != b"HdrS" {
            return None;
        }
        let offset: [u8; 2] = setup.get(VERSION_AT..VERSION_AT + 2)?.try_into().ok()?;
        let text = setup.get(usize::from(u16::from_le_bytes(offset)) + 0x200..)?;
        let word = text.split(|byte| matches!(byte, 0 | b' ')).next()?;
        Some(String::from_utf8_lossy(word).into_owned()).filter(|word| !word.is_empty())
    })();
    match release {
        Some(release) => Ok(release),
        None => bail!("read {}: not a bzImage for x86; name one, or a .deb of one", path.display()),
    }
}

fn is_package(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "deb")
}

fn image(path: &Path) -> Result<Kernel> {
    let release = release_of(path)?;
    let beside = path.with_file_name(format!("{CONFIG_NAME}{release}"));
    Ok(Kernel::new(path, Form::BzImage, release, fs::read(beside).ok()))
}

impl Kernel {
    pub fn new(image: &Path, form: Form, release: String, config: Option<Vec<u8>>) -> Self {
        Self { image: image.into(), form, release, config, _unpacked: None }
    }

    /// The fastest line that its build has a driver for.
    pub fn line(&self) -> Line {
        let config = String::from_utf8_lossy(self.config.as_deref().unwrap_or_default());
        let has = |option: &&str| config.lines().any(|line| line == *option);
        if BUILT_IN.iter().all(has) { Line::Virtio } else { Line::Serial }
    }

    /// What a run on it calls its target.
    pub fn target(&self) -> String {
        let machine = if self.form == Form::Program { "uml" } else { "vm" };
        format!("{machine} {}", self.release)
    }
}

/// Unpacks the kernel of a package into a directory that goes when the kernel does.
fn unpack(package: &Path) -> Result<Kernel> {
    let directory = tempfile::tempdir().context("make a directory to unpack a kernel into")?;
    extract(package, directory.path())?;
    let named = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(IMAGE_NAME))
    };
    let image_path =
        fs::read_dir(directory.path())?.filter_map(|entry| Some(entry.ok()?.path())).find(named);
    let Some(image_path) = image_path else {
        bail!(
            "find a kernel in {}: it has no {IMAGE_NAME}; newer Debian kernels have it in \
             linux-binary-…, not in linux-image-…",
            package.display()
        )
    };
    Ok(Kernel { _unpacked: Some(Arc::new(directory)), ..image(&image_path)? })
}

/// Puts image and configuration of a Debian package into a directory, under their own names.
pub fn extract(package: &Path, into: &Path) -> Result<()> {
    let mut unpacker = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .context("run dpkg-deb to unpack a .deb; install dpkg, or name a bzImage")?;
    let stream = unpacker.stdout.take().context("read from dpkg-deb")?;
    let mut archive = tar::Archive::new(stream);
    for entry in archive.entries()? {
        let mut entry = entry.with_context(|| format!("unpack {}", package.display()))?;
        let path = entry.path()?.into_owned();
        if let Some(name) = wanted_name(&path) {
            entry.unpack(into.join(name))?;
        }
    }
    // What is left of the stream must be read, or dpkg-deb complains of a broken pipe.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink())?;
    let status = unpacker.wait()?;
    if !status.success() {
        bail!("unpack {}: dpkg-deb failed ({status}); fetch it again", package.display());
    }
    Ok(())
}

/// The name under which a file of a package is kept; none for what is not needed.
fn wanted_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let within = path.parent()?.file_name()?.to_str()?;
    match name {
        // From 7.0 on, Debian has it in /usr/lib/modules/RELEASE, without the release in its name.
        IMAGE_NAME => Some(format!("{IMAGE_NAME}-{within}")),
        "config" if path.components().any(|part| part.as_os_str() == "modules") => {
            Some(format!("{CONFIG_NAME}{within}"))
        }
        _ if within != "boot" => None,
        _ => {
            let kept = name.starts_with("vmlinuz-") || name.starts_with(CONFIG_NAME);
            kept.then(|| name.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Form, Kernel, Line, find, numbers, release_of, speaks_of, wanted_name};

    #[test]
    fn a_version_speaks_of_its_own_releases_only() {
        assert!(speaks_of("6.1", "6.1.0-50-cloud-amd64"));
        assert!(speaks_of("6", "6.19.14+deb13-cloud-amd64"));
        assert!(!speaks_of("6.1", "6.12.117+deb13-cloud-amd64"));
        assert!(numbers("6.9.7") < numbers("6.12.1"));
    }

    #[test]
    fn a_kernel_with_the_driver_as_a_module_speaks_on_the_serial_port() {
        let kernel = |config: &str| {
            let config = Some(config.as_bytes().to_vec());
            Kernel::new(Path::new("vmlinuz"), Form::BzImage, "6.1".into(), config)
        };
        assert_eq!(kernel("CONFIG_VIRTIO_CONSOLE=m\nCONFIG_VIRTIO_PCI=m\n").line(), Line::Serial);
        assert_eq!(kernel("CONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_CONSOLE=y\n").line(), Line::Virtio);
    }

    #[test]
    fn image_and_configuration_are_taken_from_wherever_debian_puts_them() {
        let name = |path: &str| wanted_name(Path::new(path));
        assert_eq!(name("./boot/vmlinuz-6.1.0-50").as_deref(), Some("vmlinuz-6.1.0-50"));
        assert_eq!(name("./usr/lib/modules/7.3.4/vmlinuz").as_deref(), Some("vmlinuz-7.3.4"));
        assert_eq!(name("./usr/lib/modules/7.3.4/config").as_deref(), Some("config-7.3.4"));
        assert_eq!(name("./lib/modules/6.1.0-50/modules.order"), None);
    }

    #[test]
    fn what_is_no_kernel_is_refused_with_a_mend() {
        let error = release_of(Path::new("/proc/self/exe")).unwrap_err().to_string();
        assert!(error.contains("not a bzImage"), "{error}");
        let error = find(Path::new("9.99"), Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.contains("vm fetch 9.99"), "{error}");
    }
}
