//! How a machine is made for a kernel: what `vm run` and `vm replay` share.

use std::path::Path;
use std::time::Duration;

use clap::ValueEnum;

use super::super::trouble::Trouble;
use super::super::value;
use super::Place;
use crate::targets::vm::accelerator;
use crate::targets::vm::kernel::{Form, Kernel};
use crate::targets::vm::qemu::{Accelerator, Machine};

/// The machine, and how long it may take.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Added to the kernel's command line.
    #[arg(long, value_name = "ARGS", default_value = "", allow_hyphen_values = true)]
    pub kernel_args: String,
    /// How long a kernel may take to boot.
    #[arg(long, value_name = "DUR", value_parser = value::duration, default_value = "90s")]
    pub boot_deadline: Duration,
    /// How long the check may take in it [default: twice its time, and a minute]
    #[arg(long, value_name = "DUR", value_parser = value::duration)]
    pub deadline: Option<Duration>,
    /// Who carries out the guest's instructions; auto tries KVM by a real boot.
    #[arg(long, value_enum, default_value = "auto")]
    accel: Accel,
    /// Processors of a guest: races need two.
    #[arg(long, value_name = "N", default_value = "2", value_parser = value::positive::<u32>)]
    cpus: u32,
    /// Memory of a guest, in MiB: 128 to 65536.
    #[arg(long, value_name = "MIB", default_value = "512", value_parser = memory)]
    memory: u32,
    /// The emulator.
    #[arg(long, value_name = "PROGRAM", default_value = "qemu-system-x86_64")]
    qemu: String,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Accel {
    Auto,
    Kvm,
    Tcg,
}

impl Options {
    /// The machine as asked for; with `auto`, [`Self::probe`] has the last word.
    pub fn machine(&self) -> Machine {
        let accelerator =
            if self.accel == Accel::Kvm { Accelerator::Kvm } else { Accelerator::Tcg };
        Machine {
            program: self.qemu.clone(),
            accelerator,
            cpus: self.cpus,
            memory_mib: self.memory,
        }
    }

    /// Finds out whether KVM works, by a boot of the first kernel that needs an emulator.
    pub fn probe(
        &self,
        machine: &mut Machine,
        kernels: &[Kernel],
        console: &Path,
    ) -> Result<(), Trouble> {
        let emulated = kernels.iter().find(|kernel| kernel.form == Form::BzImage);
        if let Some(kernel) = emulated.filter(|_| self.accel == Accel::Auto) {
            machine.accelerator = accelerator::find(machine, kernel, console)?;
        }
        Ok(())
    }
}

/// Memory of a guest.
fn memory(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|mib| (128..=65_536).contains(mib));
    number.ok_or_else(|| "memory is a whole number of MiB from 128 to 65536".into())
}
