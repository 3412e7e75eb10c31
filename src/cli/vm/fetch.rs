//! `vm fetch`: stock kernels of Debian, by version.

use std::path::PathBuf;

use super::super::trouble::Trouble;
use super::super::{Status, output};
use super::Place;
use crate::targets::vm::apt::Apt;
use crate::targets::vm::fetch::fetch;
use crate::targets::vm::lock::Lock;

/// Get stock kernels of Debian's suites, the cloud flavour, through apt.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook vm fetch 5.10 6.1 6.12 6 7            the newest of each; 6 is the newest 6.x of all
  bythebook vm fetch 6.1 --lock ci/kernels.lock   the one that the lock names, if it names one
  bythebook vm fetch 6.1 --lock ci/kernels.lock --update

The host's own apt is not touched; its mirror of Debian is used.")]
pub struct Arguments {
    /// Kernel versions; a shorter one means the newest that begins with it.
    #[arg(required = true, value_name = "VERSION")]
    versions: Vec<String>,
    #[command(flatten)]
    place: Place,
    /// Packages and checksums: what is in it is taken, and nothing else.
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Take the newest, and write it into the lock.
    #[arg(long, requires = "lock")]
    update: bool,
    /// A mirror of Debian [default: that of this host's apt]
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let directory = arguments.place.directory();
    let mut lock = match &arguments.lock {
        Some(path) => Lock::read(path).map_err(|error| Trouble::Usage(format!("{error:#}")))?,
        None => Lock::default(),
    };
    let before = lock.clone();
    let apt = Apt::new(&directory.join("apt"), arguments.mirror.as_deref())?;
    for version in &arguments.versions {
        let held = if arguments.update { Lock::default() } else { lock.clone() };
        let fetched = fetch(&apt, version, &held, &directory)?;
        output::print(&format!(
            "{:<8} {:<36} {}\n",
            fetched.version,
            fetched.release,
            fetched.image.display()
        ))?;
        lock.replace(version, fetched.packages);
        if let Some(path) = arguments.lock.as_ref().filter(|_| lock != before) {
            lock.write(path)?;
        }
    }
    Ok(Status::AsExpected)
}
