//! One boot: from a kernel and a check's arguments to what came of it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use nix::poll::{PollTimeout, poll};
use nix::sys::memfd::{MFdFlags, memfd_create};
use tempfile::{NamedTempFile, TempDir};

use super::hear::{Heard, LOOK, listen};
use super::initramfs::{self, Contents};
use super::kernel::{Form, Kernel};
use super::qemu::{self, Boot, Machine};
use super::verdict::judge;
use super::{console, flight, guest, uml};
use crate::kernel::flight::Flight;
use crate::sys;
use crate::targets::Came;

/// How long the machine may take to end when the guest has said its last.
const PARTING: Duration = Duration::from_secs(10);

/// What one boot is to do.
#[derive(Debug, Clone)]
pub struct Errand<'a> {
    pub machine: &'a Machine,
    pub kernel: &'a Kernel,
    /// Added to the kernel's command line.
    pub kernel_arguments: &'a str,
    /// The arguments of the check.
    pub arguments: &'a [String],
    /// Files that these name, as they lie in the guest.
    pub files: &'a [(String, Vec<u8>)],
    pub boot_deadline: Duration,
    pub run_deadline: Duration,
    /// Where the console is kept.
    pub console: &'a Path,
}

/// What came of it.
#[derive(Debug)]
pub struct Booted {
    pub came: Came,
    /// Until the guest spoke.
    pub boot: Option<Duration>,
    pub total: Duration,
    /// The scripts that were in flight when it was lost.
    pub flights: Vec<Flight>,
    /// The last lines of its console, if it was lost.
    pub console_tail: String,
}

/// What a boot needs that must outlive it.
struct Running {
    /// QEMU, or the kernel itself.
    machine: Child,
    out: ChildStdout,
    errors: File,
    /// The guest's, if it can be looked into.
    memory: Option<File>,
    _initramfs: NamedTempFile,
    _directory: Option<TempDir>,
}

/// Boots, listens, and judges how it went.
pub fn boot(errand: &Errand<'_>) -> Result<Booted> {
    let begun = Instant::now();
    // An old console would be taken for this one's.
    File::create(errand.console)
        .with_context(|| format!("keep the console in {}", errand.console.display()))?;
    let mut running = start(errand)?;
    let mut heard = Heard::since(begun);
    let silence = listen(&mut running.out, errand, &mut heard);
    let status = part(&mut running.machine, heard.over)?;
    let text = console::read(errand.console).unwrap_or_default();
    let mut errors = String::new();
    let _ = running.errors.read_to_string(&mut errors);
    let boot = heard.up.map(|up| up - begun);
    let came = judge(heard, silence, status, &text, &errors);
    let bytes = u64::from(errand.machine.memory_mib) << 20;
    let lost = came.lost.is_some();
    let flights = match (&came.record, &running.memory) {
        (None, Some(memory)) if boot.is_some() => flight::find(memory, bytes, errand.machine.cpus),
        _ => vec![],
    };
    let console_tail = if lost { console::tail(&text) } else { String::new() };
    Ok(Booted { came, boot, total: begun.elapsed(), flights, console_tail })
}

/// The initramfs of an errand.
pub fn pack(
    out: &mut impl Write,
    kernel: &Kernel,
    arguments: &[String],
    files: &[(String, Vec<u8>)],
) -> Result<()> {
    let mut contents = Contents { files: files.to_vec() };
    let list = serde_json::to_vec(arguments).context("write the check's arguments")?;
    contents.files.push((guest::ARGUMENTS.into(), list));
    if let Some(config) = &kernel.config {
        contents.files.push((format!("boot/config-{}", kernel.release), config.clone()));
    }
    let binary = initramfs::own_binary().context("read this binary from /proc/self/exe")?;
    initramfs::write(out, &binary, &contents).context("write an initramfs")
}

fn start(errand: &Errand<'_>) -> Result<Running> {
    let mut archive = NamedTempFile::new().context("make a file for the initramfs; see TMPDIR")?;
    {
        let mut out = std::io::BufWriter::new(archive.as_file_mut());
        pack(&mut out, errand.kernel, errand.arguments, errand.files)?;
        out.flush().context("write the initramfs; is there room in TMPDIR?")?;
    }
    match errand.kernel.form {
        Form::BzImage => start_qemu(errand, archive),
        Form::Program => start_program(errand, archive),
    }
}

fn start_qemu(errand: &Errand<'_>, archive: NamedTempFile) -> Result<Running> {
    let machine = errand.machine;
    let memory: OwnedFd = memfd_create(c"guest", MFdFlags::MFD_CLOEXEC)
        .context("make memory for a guest with memfd_create")?;
    let memory = File::from(memory);
    memory.set_len(u64::from(machine.memory_mib) << 20)?;
    let path = format!("/proc/{}/fd/{}", std::process::id(), memory.as_raw_fd());
    let line = errand.kernel.line();
    let words = machine.arguments(&Boot {
        line,
        kernel: &errand.kernel.image,
        initramfs: archive.path(),
        command_line: qemu::command_line(line, errand.kernel_arguments),
        console: errand.console,
        memory: Some(PathBuf::from(path)),
    });
    let errors = tempfile::tempfile().context("make a file for QEMU's complaints")?;
    let mend = "install qemu-system-x86, or name another with --qemu";
    let (machine, out) = spawn(&words, errors.try_clone()?, mend)?;
    let memory = Some(memory);
    Ok(Running { machine, out, errors, memory, _initramfs: archive, _directory: None })
}

/// Its console and its own complaints are one.
fn start_program(errand: &Errand<'_>, archive: NamedTempFile) -> Result<Running> {
    let directory = tempfile::tempdir().context("make a directory for user-mode Linux")?;
    let words = uml::arguments(&uml::Boot {
        kernel: &errand.kernel.image,
        initramfs: archive.path(),
        directory: directory.path(),
        memory_mib: errand.machine.memory_mib,
        arguments: errand.kernel_arguments,
    });
    let console = File::options().append(true).open(errand.console)?;
    let (machine, out) = spawn(&words, console, "install user-mode-linux")?;
    let errors = tempfile::tempfile().context("make a file for complaints")?;
    let kept = Some(directory);
    Ok(Running { machine, out, errors, memory: None, _initramfs: archive, _directory: kept })
}

fn spawn(words: &[String], errors: File, mend: &str) -> Result<(Child, ChildStdout)> {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
    let mut machine = sys::end_with_parent(&mut command)
        .spawn()
        .with_context(|| format!("start {}; {mend}", words[0]))?;
    let out = machine.stdout.take().ok_or_else(|| anyhow!("read from {}", words[0]))?;
    Ok((machine, out))
}

/// Lets the machine end where the guest has said its last; ends it otherwise.
fn part(machine: &mut Child, over: bool) -> Result<ExitStatus> {
    let mut waited = Instant::now();
    if !over {
        // It may have ended by itself, with a status that tells.
        waited = waited.checked_sub(PARTING.saturating_sub(LOOK)).unwrap_or(waited);
    }
    loop {
        if let Some(status) = machine.try_wait().context("wait for the machine")? {
            return Ok(status);
        }
        if waited.elapsed() > PARTING {
            // It may end at this moment; then there is nothing to kill.
            let _ = machine.kill();
            return machine.wait().context("wait for the machine");
        }
        let left = PollTimeout::from(20u8);
        let _ = poll(&mut [], left);
    }
}
