//! Ways in which a guest goes wrong, planted so that the tests may see each of them told.
//! A panic is planted where operations are noted, in the engine.
//!
//! Without the feature `planted-fault` nothing here does anything.

#[cfg(feature = "planted-fault")]
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Lines said of what is in flight.
#[cfg(feature = "planted-fault")]
static BEGUN: AtomicU32 = AtomicU32::new(0);

/// Named on the kernel's command line: `bythebook.fault=panic`.
#[cfg(feature = "planted-fault")]
fn planted() -> String {
    let line = std::fs::read_to_string("/proc/cmdline").unwrap_or_default();
    let named = line.split_whitespace().find_map(|word| word.strip_prefix("bythebook.fault="));
    named.unwrap_or_default().to_owned()
}

/// Before the guest says that it is up.
pub fn at_boot() {
    #[cfg(feature = "planted-fault")]
    if planted() == "boot" {
        hang();
    }
}

/// After the guest has said this early line.
pub fn in_run(line: &[u8]) {
    #[cfg(feature = "planted-fault")]
    if line.starts_with(b"{\"record\":\"begin\"") && BEGUN.fetch_add(1, Relaxed) == 1 {
        // The second time, operations have been in flight for long.
        match planted().as_str() {
            "splat" => write("/dev/kmsg", "<1>BUG: planted in the guest\n"),
            "hang" => hang(),
            "die" => {
                let _ = nix::sys::reboot::reboot(nix::sys::reboot::RebootMode::RB_AUTOBOOT);
            }
            _ => {}
        }
    }
    let _ = line;
}

#[cfg(feature = "planted-fault")]
fn write(path: &str, text: &str) {
    let _ = std::fs::write(path, text);
}

/// Everything stands still.
#[cfg(feature = "planted-fault")]
fn hang() -> ! {
    let _ = crate::sys::kill_everybody(libc::SIGSTOP);
    loop {
        nix::unistd::pause();
    }
}
