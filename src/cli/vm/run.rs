//! `vm run`: boots each kernel, runs the same check in it, and makes the reports here.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use clap::Parser;

use super::super::elsewhere::usage;
use super::super::trouble::Trouble;
use super::super::{Status, check, lines, offer, output, value};
use super::load::Load;
use super::lost::{console, tell};
use super::options::Options;
use crate::engine::Facility;
use crate::engine::plan::CheckPlan;
use crate::report::record::Record;
use crate::report::write;
use crate::targets::deadline;
use crate::targets::vm::boot::{Booted, Errand, boot};
use crate::targets::vm::kernel::{self, Form, Kernel};
use crate::targets::vm::qemu::{Accelerator, Machine};

/// Boot kernels, and run the same check in each.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook vm run --kernel 6.1                   a fetched kernel, the default check
  bythebook vm run --kernel bzImage --kernel-args 'slub_debug=FZ' -- pipe --time 5s
  bythebook vm run --kernel /usr/bin/linux.uml    user-mode Linux, without an emulator
  bythebook vm run --kernel kernels/ --records out/ -- --html matrix.html

After `--` come the arguments of `check`; its reports are of all kernels together. The exit status
is the weightiest of all; 5 if a kernel crashed, complained on its console, or was lost.")]
pub struct Arguments {
    /// Kernels: a bzImage, a directory of them, a Debian package, a fetched version, or
    /// user-mode Linux, which is a program.
    #[arg(long, required = true, num_args = 1.., value_name = "KERNEL", add = offer::kernels())]
    kernel: Vec<PathBuf>,
    /// Machines at a time.
    #[arg(short, long, value_name = "N", default_value = "1")]
    #[arg(value_parser = value::positive::<usize>)]
    jobs: usize,
    /// Print how QEMU would be called, and do not call it.
    #[arg(long)]
    print_qemu: bool,
    /// Put each kernel's record and console into this directory.
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
    #[command(flatten)]
    pub options: Options,
    /// Arguments of `check`.
    #[arg(last = true, value_name = "CHECK-ARGS")]
    check: Vec<String>,
}

/// `check` and its arguments, for clap.
#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    check: check::Arguments,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let words = std::iter::once("check").chain(arguments.check.iter().map(String::as_str));
    let line = Line::try_parse_from(words).map_err(|error| Trouble::Usage(refusal(&error)))?;
    let consoles = arguments.consoles()?;
    if line.check.elsewhere().is_given() {
        return Err(Trouble::usage(
            "--via and --target are of this host, and `vm run` boots machines: leave one out",
        ));
    }
    line.check.check_paths()?;
    line.check.ledger(facilities)?;
    let plan = line.check.plan(facilities)?;
    let kernels = arguments.kernels()?;
    if kernels.len() > 1 && line.check.record().is_some() {
        return Err(Trouble::usage(
            "--record is of one run, and several kernels were named; use `vm run --records DIR`",
        ));
    }
    let options = &arguments.options;
    let mut job = Job { arguments, check: &line.check, plan: &plan, machine: options.machine() };
    if arguments.print_qemu {
        return job.print(&kernels);
    }
    let console = consoles.path().join("probe.console");
    options.probe(&mut job.machine, &kernels, &console)?;
    let done = job.boot_all(&kernels, consoles.path())?;
    job.report(done, &kernels, &consoles)
}

/// Where consoles are kept: as asked for, or until all is well.
enum Consoles {
    Asked(PathBuf),
    Own(tempfile::TempDir),
}

impl Consoles {
    fn path(&self) -> &Path {
        match self {
            Self::Asked(path) => path,
            Self::Own(directory) => directory.path(),
        }
    }
}

impl Arguments {
    fn kernels(&self) -> Result<Vec<Kernel>, Trouble> {
        let cache = self.options.place.directory();
        let found = self.kernel.iter().map(|named| kernel::find(named, &cache));
        let found: Result<Vec<_>> = found.collect();
        Ok(found.map_err(|error| usage(&error))?.into_iter().flatten().collect())
    }

    fn consoles(&self) -> Result<Consoles, Trouble> {
        let made = match &self.records {
            Some(path) => fs::create_dir_all(path)
                .with_context(|| format!("make {}", path.display()))
                .map(|()| Consoles::Asked(path.clone())),
            None => tempfile::tempdir().context("make a directory for consoles").map(Consoles::Own),
        };
        made.map_err(|error| usage(&error))
    }
}

/// What was asked for, made sense of.
pub struct Job<'a> {
    pub arguments: &'a Arguments,
    pub check: &'a check::Arguments,
    pub plan: &'a CheckPlan,
    pub machine: Machine,
}

impl Job<'_> {
    /// Under TCG with several processors, a kernel now and then trips over the code that it patches
    /// while it boots: one that never came up is booted once more.
    fn boot_one(&self, kernel: &Kernel, consoles: &Path) -> Result<Booted> {
        let booted = self.boot_once(kernel, consoles)?;
        let emulated = kernel.form == Form::BzImage
            && self.machine.accelerator == Accelerator::Tcg
            && self.machine.cpus > 1;
        if booted.boot.is_some() || !emulated {
            return Ok(booted);
        }
        output::note(&times(kernel, &booted, self.machine.accelerator));
        self.boot_once(kernel, consoles)
    }

    fn boot_once(&self, kernel: &Kernel, consoles: &Path) -> Result<Booted> {
        let Load { words, files } = self.load(kernel)?;
        let budget = deadline::of_budget(self.plan.time);
        boot(&Errand {
            machine: &self.machine,
            kernel,
            kernel_arguments: &self.arguments.options.kernel_args,
            arguments: &words,
            files: &files,
            boot_deadline: self.arguments.options.boot_deadline,
            run_deadline: self.arguments.options.deadline.unwrap_or(budget),
            console: &console(consoles, &kernel.release),
        })
    }

    /// Boots so many at a time; what came of each, in the order of the kernels.
    fn boot_all(&self, kernels: &[Kernel], consoles: &Path) -> Result<Vec<Booted>, Trouble> {
        let queue: Mutex<VecDeque<_>> = Mutex::new(kernels.iter().enumerate().collect());
        let done = Mutex::new(vec![]);
        let work = || {
            loop {
                let next = queue.lock().expect("nobody panics with it").pop_front();
                let Some((place, kernel)) = next else { return };
                let booted = self.boot_one(kernel, consoles);
                if let Ok(booted) = &booted {
                    output::note(&times(kernel, booted, self.machine.accelerator));
                }
                done.lock().expect("nobody panics with it").push((place, booted));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.arguments.jobs.min(kernels.len()) {
                scope.spawn(work);
            }
        });
        let mut done = done.into_inner().expect("nobody panics with it");
        done.sort_by_key(|(place, _)| *place);
        let all: Result<Vec<_>> = done.into_iter().map(|(_, booted)| booted).collect();
        Ok(all?)
    }

    /// Reports all records together; a lost guest is told with what was in flight.
    fn report(
        &self,
        done: Vec<Booted>,
        kernels: &[Kernel],
        consoles: &Consoles,
    ) -> Result<Status, Trouble> {
        let mut records = vec![];
        let mut statuses = vec![];
        for (booted, kernel) in done.into_iter().zip(kernels) {
            if let Some(lost) = &booted.came.lost {
                let from = console(consoles.path(), &kernel.release);
                let directory = self.kept_in(consoles);
                statuses.push(tell(lost, &booted, kernel, &from, &directory)?.status());
            }
            if let Some(mut record) = booted.came.record {
                self.replayed(&mut record, kernel)?;
                if let Some(path) = self.kept_as(kernel) {
                    write::record(&path, &record)?;
                }
                records.push(record);
            }
        }
        let reported = if records.is_empty() {
            Status::worst(statuses.iter().copied())
        } else {
            self.check.deliver_all(records)?
        };
        Ok(Status::worst(statuses.into_iter().chain([reported])))
    }

    /// Gives each deviation the command that shows it again, in a machine with this kernel.
    fn replayed(&self, record: &mut Record, kernel: &Kernel) -> Result<(), Trouble> {
        let image = lines::quoted(&kernel.image.display().to_string());
        let verb = format!("vm replay --kernel {image}");
        let kept = self.kept_as(kernel).map(|path| lines::quoted(&path.display().to_string()));
        for deviation in &mut record.deviations {
            let claim = &deviation.claim;
            deviation.replay = if let Some(path) = &kept {
                format!("bythebook {verb} {path} --claim {claim}")
            } else {
                let seed = &record.run.seed;
                let check = format!("-- {claim} --seed {seed} --artefacts DIR");
                format!("bythebook vm run --kernel {image} {check}")
            };
        }
        self.check.replay_from_here(record, &verb, "");
        self.check.put_scripts(record, &verb, "")
    }

    /// The file of this kernel's record, if records are kept.
    fn kept_as(&self, kernel: &Kernel) -> Option<PathBuf> {
        let directory = self.arguments.records.as_ref()?;
        Some(directory.join(format!("{}.jsonl", kernel.release)))
    }

    /// Where what tells of a lost guest is kept.
    fn kept_in(&self, consoles: &Consoles) -> PathBuf {
        match (consoles, &self.plan.artefacts) {
            (_, Some(directory)) | (Consoles::Asked(directory), None) => directory.clone(),
            (Consoles::Own(_), None) => PathBuf::from("."),
        }
    }
}

fn times(kernel: &Kernel, booted: &Booted, accelerator: Accelerator) -> String {
    let with = match (kernel.form, accelerator) {
        (Form::Program, _) => "a program",
        (_, Accelerator::Kvm) => "KVM",
        (_, Accelerator::Tcg) => "TCG",
    };
    let total = booted.total.as_secs_f64();
    let name = kernel.target();
    match booted.boot {
        Some(boot) => format!(
            "{name}: up after {:.1} s, over after {total:.1} s ({with})",
            boot.as_secs_f64()
        ),
        None => format!("{name}: never up, given up after {total:.1} s ({with})"),
    }
}

/// Clap's own words, without its usage lines.
fn refusal(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    format!("{line}; after `--` come arguments of `check`")
}
