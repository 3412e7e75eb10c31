//! `vm`: the check in virtual machines of ours, one for each kernel, and the kernels for it.

mod fetch;
mod load;
mod lost;
mod options;
mod replay;
mod run;

use std::path::PathBuf;

use clap::Subcommand;

use super::trouble::Trouble;
use super::{Status, output};
use crate::engine::Facility;
use crate::targets::vm::fetch::cache;
use crate::targets::vm::kernel;

/// Check other kernels, each booted in a virtual machine that is ours.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Run(Box<run::Arguments>),
    Replay(replay::Arguments),
    Fetch(fetch::Arguments),
    /// List the kernels that were fetched.
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Where fetched kernels are.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// Where fetched kernels are kept [default: bythebook/kernels in the user's cache]
    #[arg(long, value_name = "DIR", env = "BYTHEBOOK_KERNELS", hide_env = true)]
    dir: Option<PathBuf>,
}

impl Place {
    pub fn directory(&self) -> PathBuf {
        self.dir.clone().unwrap_or_else(cache)
    }
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    match &arguments.verb {
        Verb::Run(arguments) => run::run(arguments, facilities),
        Verb::Replay(arguments) => replay::run(arguments, facilities),
        Verb::Fetch(arguments) => fetch::run(arguments),
        Verb::List { place } => list(place),
    }
}

fn list(place: &Place) -> Result<Status, Trouble> {
    let directory = place.directory();
    let kernels = if directory.is_dir() { kernel::in_directory(&directory)? } else { Vec::new() };
    let line =
        |kernel: &kernel::Kernel| format!("{:<36} {}", kernel.release, kernel.image.display());
    for kernel in &kernels {
        output::print(&format!("{}\n", line(kernel)))?;
    }
    Ok(Status::AsExpected)
}
