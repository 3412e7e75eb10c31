//! One boot: from a kernel and a check's arguments to what came of it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::memfd::{MFdFlags, memfd_create};
use tempfile::NamedTempFile;

use super::frame::{Frame, Frames, decompress};
use super::initramfs::{self, Contents};
use super::kernel::Kernel;
use super::qemu::{self, Boot, Machine};
use super::{console, flight, guest};
use crate::kernel::flight::Flight;
use crate::sys;
use crate::targets::received::Received;
use crate::targets::{Came, Lost};

/// How often a silent guest is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How long QEMU may take to end when the guest has said its last.
const PARTING: Duration = Duration::from_secs(10);
/// A guest whose console shows a panic says nothing more.
const PANIC_GRACE: Duration = Duration::from_secs(3);
/// Read at once.
const CHUNK_BYTES: usize = 1 << 16;

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
    qemu: Child,
    out: ChildStdout,
    errors: File,
    memory: File,
    _initramfs: NamedTempFile,
}

/// Boots, listens, and judges how it went.
pub fn boot(errand: &Errand<'_>) -> Result<Booted> {
    let begun = Instant::now();
    // An old console would be taken for this one's.
    File::create(errand.console)
        .with_context(|| format!("keep the console in {}", errand.console.display()))?;
    let mut running = start(errand)?;
    let mut heard = Heard { begun, ..Heard::new() };
    let silence = listen(&mut running, errand, &mut heard);
    let status = part(&mut running.qemu, heard.over)?;
    let text = console::read(errand.console).unwrap_or_default();
    let mut errors = String::new();
    let _ = running.errors.read_to_string(&mut errors);
    let boot = heard.up.map(|up| up - begun);
    let came = judge(heard, silence, status, &text, &errors);
    let bytes = u64::from(errand.machine.memory_mib) << 20;
    let lost = came.lost.is_some();
    let flights = match &came.record {
        None if boot.is_some() => flight::find(&running.memory, bytes, errand.machine.cpus),
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
    let machine = errand.machine;
    let mut archive = NamedTempFile::new().context("make a file for the initramfs; see TMPDIR")?;
    {
        let mut out = std::io::BufWriter::new(archive.as_file_mut());
        pack(&mut out, errand.kernel, errand.arguments, errand.files)?;
        out.flush().context("write the initramfs; is there room in TMPDIR?")?;
    }
    let memory: OwnedFd = memfd_create(c"guest", MFdFlags::MFD_CLOEXEC)
        .context("make memory for a guest with memfd_create")?;
    let memory = File::from(memory);
    memory.set_len(u64::from(machine.memory_mib) << 20)?;
    let path = format!("/proc/{}/fd/{}", std::process::id(), memory.as_raw_fd());
    let words = machine.arguments(&Boot {
        kernel: &errand.kernel.image,
        initramfs: archive.path(),
        command_line: qemu::command_line(errand.kernel_arguments),
        console: errand.console,
        memory: Some(PathBuf::from(path)),
    });
    let errors = tempfile::tempfile().context("make a file for QEMU's complaints")?;
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(errors.try_clone()?);
    let mut qemu = sys::end_with_parent(&mut command).spawn().with_context(|| {
        format!("start {}; install qemu-system-x86, or name another with --qemu", words[0])
    })?;
    let out = qemu.stdout.take().ok_or_else(|| anyhow!("read from QEMU"))?;
    Ok(Running { qemu, out, errors, memory, _initramfs: archive })
}

/// What the guest has said.
struct Heard {
    begun: Instant,
    frames: Frames,
    received: Received,
    up: Option<Instant>,
    over: bool,
    /// The check's own status, and its complaints.
    refused: Option<(u8, String)>,
    /// Its words were damaged on the way.
    disturbed: Option<String>,
    /// What was in flight when its kernel was first seen to complain.
    at_splat: Option<String>,
}

impl Heard {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            frames: Frames::default(),
            received: Received::default(),
            up: None,
            over: false,
            refused: None,
            disturbed: None,
            at_splat: None,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.frames.push(bytes);
        loop {
            match self.frames.take() {
                Ok(Some(frame)) => self.frame(frame),
                Ok(None) => return,
                Err(disturbed) => {
                    self.disturbed = Some(disturbed.to_string());
                    return;
                }
            }
        }
    }

    fn frame(&mut self, frame: Frame) {
        match frame {
            Frame::Up => self.up = Some(Instant::now()),
            Frame::Line(line) => self.received.take(&line),
            Frame::Record(bytes) => match decompress(&bytes) {
                Ok(text) => self.received.take(&text),
                Err(error) => self.disturbed = Some(format!("unfold the record: {error}")),
            },
            Frame::Refused(bytes) => {
                let text = String::from_utf8_lossy(bytes.get(1..).unwrap_or_default());
                let status = bytes.first().copied().unwrap_or_default();
                self.refused = Some((status, text.trim().to_owned()));
            }
            Frame::Over => self.over = true,
        }
    }
}

/// Why the listening ended before the guest said that it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// QEMU ended.
    Ended,
    HungAtBoot(Duration),
    HungInRun(Duration),
    /// The console shows a panic, and the guest goes on.
    Panicked,
    Disturbed,
}

fn listen(running: &mut Running, errand: &Errand<'_>, heard: &mut Heard) -> Option<Silence> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut panic_seen = None;
    loop {
        if heard.over {
            return None;
        }
        if heard.disturbed.is_some() {
            return Some(Silence::Disturbed);
        }
        let (since, deadline, hung) = match heard.up {
            None => {
                let deadline = errand.boot_deadline;
                (heard.begun, deadline, Silence::HungAtBoot(deadline))
            }
            Some(up) => (up, errand.run_deadline, Silence::HungInRun(errand.run_deadline)),
        };
        if since.elapsed() > deadline {
            return Some(hung);
        }
        if wait_for(&running.out, LOOK) {
            match running.out.read(&mut chunk) {
                Ok(0) | Err(_) => return Some(Silence::Ended),
                Ok(read) => heard.take(&chunk[..read]),
            }
            continue;
        }
        let text = console::read(errand.console).unwrap_or_default();
        if heard.at_splat.is_none() && !console::splats(&text).is_empty() {
            heard.at_splat = heard.received.in_flight().map(str::to_owned);
        }
        if text.lines().any(console::is_panic) {
            let seen: &mut Instant = panic_seen.get_or_insert_with(Instant::now);
            if seen.elapsed() > PANIC_GRACE {
                return Some(Silence::Panicked);
            }
        }
    }
}

/// Whether there is something to be read, or will be nothing more.
fn wait_for(out: &ChildStdout, patience: Duration) -> bool {
    let timeout = PollTimeout::try_from(patience).unwrap_or(PollTimeout::ZERO);
    let mut fds = [PollFd::new(out.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, timeout).is_ok_and(|ready| ready > 0)
}

/// Lets QEMU end where the guest has said its last; ends it otherwise.
fn part(qemu: &mut Child, over: bool) -> Result<ExitStatus> {
    let mut waited = Instant::now();
    if !over {
        // It may have ended by itself, with a status that tells.
        waited = waited.checked_sub(PARTING.saturating_sub(LOOK)).unwrap_or(waited);
    }
    loop {
        if let Some(status) = qemu.try_wait().context("wait for QEMU")? {
            return Ok(status);
        }
        if waited.elapsed() > PARTING {
            // It may end at this moment; then there is nothing to kill.
            let _ = qemu.kill();
            return qemu.wait().context("wait for QEMU");
        }
        let left = PollTimeout::from(20u8);
        let _ = poll(&mut [], left);
    }
}

/// What it amounts to.
fn judge(
    heard: Heard,
    silence: Option<Silence>,
    status: ExitStatus,
    console: &str,
    errors: &str,
) -> Came {
    let in_flight = heard.received.in_flight().map(str::to_owned);
    let at_splat = heard.at_splat.clone();
    let splats = console::splats(console);
    let lost = |how: String| Lost::crashed(how).during(in_flight.as_deref());
    if let Some(silence) = silence {
        return Came::from(silent(&heard, silence, status, &splats, errors, &lost));
    }
    if let Some((status, complaints)) = heard.refused {
        let how =
            format!("run the check in the guest: it ended with status {status}: {complaints}");
        let usage = status == 2;
        let loss = Lost { usage, crashed: !splats.is_empty(), ..Lost::failed(how) };
        return Came::from(loss.during(in_flight.as_deref()));
    }
    match heard.received.record() {
        Err(fault) => Came::from(lost(format!("read the record of the guest: {fault}"))),
        Ok(record) if splats.is_empty() => Came::whole(record),
        Ok(record) => {
            let how = format!("keep the guest's kernel quiet: it said {}", splats.join(" | "));
            let lost = Lost::crashed(how).during(at_splat.as_deref());
            Came { record: Some(record), lost: Some(lost) }
        }
    }
}

fn silent(
    heard: &Heard,
    silence: Silence,
    status: ExitStatus,
    splats: &[String],
    errors: &str,
    lost: &dyn Fn(String) -> Lost,
) -> Lost {
    let said = match splats {
        [] => String::new(),
        some => format!("; its kernel said {}", some.join(" | ")),
    };
    let panicked = splats.iter().any(|line| console::is_panic(line));
    match silence {
        Silence::Disturbed => {
            let why = heard.disturbed.as_deref().unwrap_or_default();
            lost(format!("understand the guest: {why}{said}"))
        }
        _ if panicked => {
            let when = if heard.up.is_some() { "in the run" } else { "at boot" };
            lost(format!("keep the guest alive: its kernel panicked {when}{said}"))
        }
        Silence::HungAtBoot(deadline) => lost(format!(
            "boot the guest: it hangs at boot, it was not up after {} s{said}; see --boot-deadline",
            deadline.as_secs()
        )),
        Silence::HungInRun(deadline) => lost(format!(
            "get the guest's record: it hangs, it had not ended after {} s{said}; see --deadline",
            deadline.as_secs()
        )),
        Silence::Ended if heard.up.is_none() && !errors.trim().is_empty() => {
            Lost::failed(format!("start a guest: QEMU ended ({status}): {}", errors.trim()))
        }
        Silence::Ended | Silence::Panicked => {
            let when = if heard.up.is_some() { "without an end of its record" } else { "at boot" };
            lost(format!("get the guest's record: QEMU ended {when} ({status}){said}"))
        }
    }
}
