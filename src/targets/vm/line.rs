//! Inside: the line on which the record goes out, as the host chose it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use nix::poll::{PollTimeout, poll};
use nix::sys::termios::{SetArg, cfmakeraw, tcdrain, tcgetattr, tcsetattr};

use super::qemu::{VIRTIO_LINE, VIRTIO_NAME};

/// The second serial port.
const SERIAL: &str = "/dev/ttyS1";
/// Where the ports of virtio-serial and their names are.
const PORTS: &str = "/sys/class/virtio-ports";
/// A port is there when the host has answered its driver, soon after the boot: looks, and between.
const LOOKS_MAX: u32 = 500;
const LOOK_MS: u8 = 20;

/// The line, ready to be written to.
pub fn open() -> io::Result<File> {
    let words = fs::read_to_string("/proc/cmdline").unwrap_or_default();
    if !words.split_whitespace().any(|word| word == VIRTIO_LINE) {
        return serial();
    }
    for _ in 0..LOOKS_MAX {
        if let Some(port) = port() {
            return OpenOptions::new().write(true).open(port);
        }
        let _ = poll(&mut [], PollTimeout::from(LOOK_MS));
    }
    Err(io::Error::other(format!("find the port {VIRTIO_NAME} in {PORTS}; it never came")))
}

/// Waits until everything has gone out. A write to a port returns when the host has it.
pub fn drain(line: &File) -> io::Result<()> {
    if line.is_terminal() {
        tcdrain(line)?;
    }
    Ok(())
}

fn port() -> Option<PathBuf> {
    let ports = fs::read_dir(PORTS).ok()?.filter_map(Result::ok);
    let is_it = |port: &fs::DirEntry| {
        fs::read_to_string(port.path().join("name")).is_ok_and(|name| name.trim() == VIRTIO_NAME)
    };
    let found = ports.into_iter().find(is_it)?;
    Some(Path::new("/dev").join(found.file_name())).filter(|device| device.exists())
}

/// In raw mode: else the terminal layer would make two bytes of every newline.
fn serial() -> io::Result<File> {
    let line = OpenOptions::new().read(true).write(true).open(SERIAL)?;
    let mut settings = tcgetattr(&line)?;
    cfmakeraw(&mut settings);
    tcsetattr(&line, SetArg::TCSANOW, &settings)?;
    Ok(line)
}
