//! What goes into a guest, and how QEMU is called with it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::super::trouble::Trouble;
use super::super::{Status, output};
use super::run::Job;
use crate::report::write;
use crate::targets::vm::boot::pack;
use crate::targets::vm::kernel::{Form, Kernel};
use crate::targets::vm::qemu::{self, Boot};
use crate::targets::vm::uml;

/// Directory of the ledgers in a guest.
const LEDGERS: &str = "bythebook/expect";

/// The arguments of the check in the guest, and the files that they name.
pub struct Load {
    pub words: Vec<String>,
    /// Path without its first slash, and content.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Job<'_> {
    /// What the guest of this kernel is given.
    pub fn load(&self, kernel: &Kernel) -> Result<Load> {
        let mut words = self.check.forwarded(self.plan, &kernel.target());
        let mut files = vec![];
        for (nth, ledger) in self.check.ledgers().iter().enumerate() {
            if ledger == "none" {
                words.push("--expect=none".into());
                continue;
            }
            let place = format!("{LEDGERS}/{nth}.toml");
            words.push(format!("--expect=/{place}"));
            files.push((place, fs::read(ledger).with_context(|| format!("read {ledger}"))?));
        }
        Ok(Load { words, files })
    }

    /// How QEMU would be called. The initramfs is made, so that the line can be used.
    pub fn print(&self, kernels: &[Kernel]) -> Result<Status, Trouble> {
        for kernel in kernels {
            let directory = self.arguments.options.place.directory();
            fs::create_dir_all(&directory)
                .with_context(|| format!("make {}", directory.display()))?;
            let Load { words, files } = self.load(kernel)?;
            let mut archive = vec![];
            pack(&mut archive, kernel, &words, &files)?;
            let path = directory.join(format!("initramfs-{}", kernel.release));
            write::whole(&path, &archive)?;
            let words = self.words(kernel, &path);
            output::print(&format!("{}\n", shell_words::join(words)))?;
        }
        Ok(Status::AsExpected)
    }

    /// How this kernel would be called.
    fn words(&self, kernel: &Kernel, initramfs: &Path) -> Vec<String> {
        let arguments = &self.arguments.options.kernel_args;
        match kernel.form {
            Form::BzImage => self.machine.arguments(&Boot {
                line: kernel.line(),
                kernel: &kernel.image,
                initramfs,
                command_line: qemu::command_line(kernel.line(), arguments),
                console: Path::new("/dev/stderr"),
                memory: None,
            }),
            Form::Program => uml::arguments(&uml::Boot {
                kernel: &kernel.image,
                initramfs,
                directory: Path::new("/tmp"),
                memory_mib: self.machine.memory_mib,
                arguments,
            }),
        }
    }
}
