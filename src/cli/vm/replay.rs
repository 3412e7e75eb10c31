//! `vm replay`: performs a script again in a machine with a kernel.

use std::path::PathBuf;

use anyhow::Context;

use super::super::args::Format;
use super::super::elsewhere::{trouble, usage};
use super::super::replay::{REPLAY_MAX, Scripts, deliver};
use super::super::trouble::Trouble;
use super::super::{Status, lines, offer};
use super::options::Options;
use crate::engine::Facility;
use crate::targets::vm::boot::{Errand, boot};
use crate::targets::vm::kernel::{self, Kernel};

/// Boot a kernel and perform a script again in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook vm replay --kernel 6.1 deviations/pipe.capacity_set-51f3.json
  bythebook vm replay --kernel /usr/bin/linux.uml run.jsonl --claim pipe.capacity_set

Exit status: as of `replay`; 5 if the kernel crashed, complained on its console, or was lost.")]
pub struct Arguments {
    /// The kernel: a bzImage, a Debian package, a fetched version, or user-mode Linux.
    #[arg(long, value_name = "KERNEL", add = offer::kernels())]
    kernel: PathBuf,
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    scripts: Scripts,
    /// Text for people, a record as JSON lines for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT", hide_env = true)]
    format: Format,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let scripts = arguments.scripts.read(facilities)?;
    let cache = arguments.options.place.directory();
    let found = kernel::find(&arguments.kernel, &cache).map_err(|error| usage(&error))?;
    let named = arguments.kernel.display();
    let [kernel] = &found[..] else {
        return Err(Trouble::Usage(format!("{named} has {} kernels; name one", found.len())));
    };
    let place = tempfile::tempdir().context("make a directory for consoles; see TMPDIR")?;
    let console = place.path().join("console");
    let mut machine = arguments.options.machine();
    arguments.options.probe(&mut machine, &found, &console)?;
    let verb = format!("vm replay --kernel {}", lines::quoted(&named.to_string()));
    let typed = arguments.scripts.typed(&verb, "");
    let mut statuses = vec![];
    for script in scripts {
        let words = arguments.scripts.forwarded(&script, &kernel.target());
        let booted = boot(&Errand {
            machine: &machine,
            kernel,
            kernel_arguments: &arguments.options.kernel_args,
            arguments: &words,
            files: &[],
            boot_deadline: arguments.options.boot_deadline,
            run_deadline: arguments.options.deadline.unwrap_or(REPLAY_MAX),
            console: &console,
        })?;
        if let Some(mut record) = booted.came.record {
            statuses.push(deliver(&mut record, &typed, arguments.format)?);
        }
        if let Some(lost) = booted.came.lost {
            return Err(told(kernel, &trouble(&lost, &kernel.target()), &booted.console_tail));
        }
    }
    Ok(Status::worst(statuses))
}

/// The loss, with what the console said last.
fn told(kernel: &Kernel, lost: &Trouble, console: &str) -> Trouble {
    let end = console.lines().last().unwrap_or_default().trim();
    let message = if end.is_empty() {
        lost.to_string()
    } else {
        format!("{lost}; the console of {} ends with: {end}", kernel.target())
    };
    match lost {
        Trouble::Usage(_) => Trouble::Usage(message),
        Trouble::Failed(_) => Trouble::Failed(message),
        Trouble::Crashed(_) => Trouble::Crashed(message),
    }
}
