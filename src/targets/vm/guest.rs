//! Inside: as process 1 of a machine that is ours, mounts what rooms need, runs the check, and
//! sends its record out.
//!
//! The check runs in a process of its own, with the arguments that the host put into the initramfs,
//! just as through any other target: if it dies, process 1 says so.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::mount::{MsFlags, mount};
use nix::sys::reboot::{RebootMode, reboot};

use super::frame::{self, Frame};
use super::line;
use super::qemu::EXIT_PORT;

/// The arguments of the check, a JSON list. That it is there says that we are in our own guest.
pub const ARGUMENTS: &str = "bythebook/arguments";
/// What is written to [`EXIT_PORT`], plus the status of the check.
pub const EXIT_BASE: u8 = 0x10;

/// Where the check's complaints are kept.
const COMPLAINTS: &str = "/run/complaints";
/// Most that is sent of them.
const COMPLAINTS_BYTES_MAX: usize = 1 << 14;
/// The status of a check that was killed, or could not be started.
const KILLED: u8 = 3;

/// Type, place, options.
const MOUNTS: [(&str, &str, &str); 6] = [
    ("proc", "/proc", ""),
    ("sysfs", "/sys", ""),
    ("devtmpfs", "/dev", "mode=0755"),
    ("tmpfs", "/dev/shm", "mode=1777"),
    ("devpts", "/dev/pts", "ptmxmode=0666,mode=0620"),
    ("mqueue", "/dev/mqueue", ""),
];

/// What udev would make of the device file system. Where TOMOYO is in force, as in Debian's 5.10,
/// execveat of a descriptor fails with ENOENT without the first one.
const LINKS: [(&str, &str); 4] = [
    ("/proc/self/fd", "/dev/fd"),
    ("/proc/self/fd/0", "/dev/stdin"),
    ("/proc/self/fd/1", "/dev/stdout"),
    ("/proc/self/fd/2", "/dev/stderr"),
];

/// Whether this process is the first of a machine that we booted.
pub fn is_here() -> bool {
    std::process::id() == 1 && Path::new("/").join(ARGUMENTS).exists()
}

/// The life of the guest.
pub fn run() -> ! {
    mount_all();
    let status = serve().unwrap_or_else(|error| {
        // The console is kept by the host.
        let _ = writeln!(io::stderr(), "bythebook: failed to {error}");
        KILLED
    });
    switch_off(status)
}

fn mount_all() {
    for (kind, place, options) in MOUNTS {
        // What this kernel does not have is missed, and named, by the rooms that need it.
        let _ = fs::create_dir_all(place);
        let _ = mount(Some(kind), place, Some(kind), MsFlags::empty(), Some(options));
    }
    for (to, link) in LINKS {
        // The same holds for them.
        let _ = std::os::unix::fs::symlink(to, link);
    }
}

fn serve() -> io::Result<u8> {
    let mut line = line::open()?;
    super::fault::at_boot();
    send(&mut line, &Frame::Up)?;
    let arguments: Vec<String> =
        serde_json::from_slice(&fs::read(Path::new("/").join(ARGUMENTS))?)?;
    let mut check = start(&arguments)?;
    let record = pass_on(&mut check, &mut line)?;
    let status = check.wait()?.code().map_or(KILLED, |code| code as u8);
    let mut complaints = fs::read(COMPLAINTS).unwrap_or_default();
    complaints.truncate(COMPLAINTS_BYTES_MAX);
    // For whoever reads the console, whatever becomes of the record.
    let _ = io::stderr().write_all(&complaints);
    if record.is_empty() {
        complaints.insert(0, status);
        send(&mut line, &Frame::Refused(complaints))?;
    } else {
        send(&mut line, &Frame::Record(frame::compress(&record)?))?;
    }
    send(&mut line, &Frame::Over)?;
    line::drain(&line)?;
    Ok(status)
}

fn start(arguments: &[String]) -> io::Result<Child> {
    Command::new("/proc/self/exe")
        .args(arguments)
        .env_clear()
        .env("HOME", "/root")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(COMPLAINTS)?)
        .spawn()
}

/// Sends on what is said early; the whole record, once it has come to its end, else nothing.
fn pass_on(check: &mut Child, line: &mut File) -> io::Result<Vec<u8>> {
    let out = check.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let mut record = vec![];
    let mut early = true;
    let mut text = vec![];
    let mut out = BufReader::new(out);
    while out.read_until(b'\n', &mut text)? > 0 {
        let is = |kind: &str| text.starts_with(format!("{{\"record\":\"{kind}\"").as_bytes());
        // A second `run` begins the record itself.
        early &= is("begin") || (is("run") && record.is_empty());
        if early {
            send(line, &Frame::Line(text.clone()))?;
            super::fault::in_run(&text);
        }
        if is("run") {
            record.clear();
        }
        let ended = is("end");
        record.append(&mut text);
        // Processes of the check may hold the pipe for longer.
        if ended {
            return Ok(record);
        }
    }
    Ok(vec![])
}

fn send(line: &mut File, frame: &Frame) -> io::Result<()> {
    line.write_all(&frame.to_bytes())
}

/// Ends the machine, with a status of QEMU that neither a panic nor a power-off has.
fn switch_off(status: u8) -> ! {
    let _ = crate::sys::write_port(EXIT_PORT, EXIT_BASE + status);
    // Where that port is out of reach: the record's end is witness enough.
    let _ = reboot(RebootMode::RB_POWER_OFF);
    loop {
        nix::unistd::pause();
    }
}
