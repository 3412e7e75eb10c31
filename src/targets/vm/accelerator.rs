//! Which accelerator works here, found out by a real boot: /dev/kvm may open and be of no use.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::boot::{Errand, boot};
use super::kernel::Kernel;
use super::qemu::{Accelerator, Machine};

/// With KVM a guest is up in one or two seconds.
const PROBE_DEADLINE: Duration = Duration::from_secs(10);

/// KVM if a guest comes up with it, else TCG.
pub fn find(machine: &Machine, kernel: &Kernel, console: &Path) -> Result<Accelerator> {
    if OpenOptions::new().read(true).write(true).open("/dev/kvm").is_err() {
        return Ok(Accelerator::Tcg);
    }
    let machine = Machine { accelerator: Accelerator::Kvm, ..machine.clone() };
    let booted = boot(&Errand {
        machine: &machine,
        kernel,
        kernel_arguments: "",
        // It says that it is up, and no more is wanted of it.
        arguments: &["--version".into()],
        files: &[],
        boot_deadline: PROBE_DEADLINE,
        run_deadline: PROBE_DEADLINE,
        console,
    })?;
    Ok(if booted.boot.is_some() { Accelerator::Kvm } else { Accelerator::Tcg })
}
