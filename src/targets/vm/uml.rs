//! User-mode Linux: a kernel that is a program of this machine, and needs no emulator.
//!
//! The guest is the same: the initramfs, the record on the second serial line, which here is the
//! program's standard output, and the console, which is its standard error. It has one processor,
//! and its memory cannot be looked into when it has died.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::kernel::{Form, Kernel};
use super::qemu::OWN_MACHINE;

/// How a program begins that this machine can run.
const ELF: &[u8] = b"\x7fELF";
/// What the configuration of such a kernel has.
const IS_IT: &str = "CONFIG_UML=y";
/// The first serial lines and consoles lead nowhere.
const CHANNELS: [&str; 4] = ["con=null", "con0=null,fd:2", "ssl=null", "ssl1=null,fd:1"];
/// It leaves helpers behind when it is killed: as the first of its own process namespace it takes
/// them with it, and it dies with this process. Where namespaces are refused, it runs without.
const NAMESPACES: [&[&str]; 2] = [
    &["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"],
    &["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"],
];
/// The first process of a namespace cannot abort, which is how this kernel panics.
const WAITED_FOR: [&str; 4] = ["sh", "-c", "\"$@\"; exit $?", "sh"];

/// How such a kernel gives up on a machine that it cannot run on, and why.
const UNFIT: [(&str, &str); 1] = [(
    "ptrace set fp regs failed",
    "it does not know the registers of this processor (AMX); use a newer one, or a kernel for QEMU",
)];

/// What one boot is given.
#[derive(Debug, Clone)]
pub struct Boot<'a> {
    pub kernel: &'a Path,
    pub initramfs: &'a Path,
    /// Where it keeps its socket and process number.
    pub directory: &'a Path,
    pub memory_mib: u32,
    /// Added to the kernel's command line.
    pub arguments: &'a str,
}

/// Whether this file is a program that says it is user-mode Linux.
pub fn is_program(path: &Path) -> bool {
    let mut mark = [0; ELF.len()];
    let begins = fs::File::open(path).and_then(|mut file| file.read_exact(&mut mark));
    begins.is_ok() && mark == ELF && configuration(path).is_ok_and(|text| text.contains(IS_IT))
}

/// Why it cannot run on this machine, if that is what its console says: the line, and the mend.
pub fn unfit(console: &str) -> Option<String> {
    let said = |(mark, why): &(&str, &str)| {
        let line = console.lines().find(|line| line.contains(mark))?;
        Some(format!("{}: {why}", line.trim()))
    };
    UNFIT.iter().find_map(said)
}

/// The kernel that it is.
pub fn kernel(path: &Path) -> Result<Kernel> {
    let release = said(path, "--version")?.trim().to_owned();
    if release.is_empty() {
        bail!("ask {} for its version: it says nothing", path.display());
    }
    Ok(Kernel::new(path, Form::Program, release, Some(configuration(path)?.into_bytes())))
}

/// The command line, the program first. The record comes on its standard output.
pub fn arguments(boot: &Boot<'_>) -> Vec<String> {
    let shown = |path: &Path| path.display().to_string();
    let mut words: Vec<String> = namespace().into_iter().map(str::to_owned).collect();
    words.extend([
        shown(boot.kernel),
        format!("mem={}M", boot.memory_mib),
        format!("uml_dir={}/", shown(boot.directory)),
        format!("initrd={}", shown(boot.initramfs)),
    ]);
    words.extend(CHANNELS.map(str::to_owned));
    words.extend(["rdinit=/init", "panic=-1", "loglevel=5", OWN_MACHINE].map(str::to_owned));
    words.extend(boot.arguments.split_whitespace().map(str::to_owned));
    words
}

/// What is put before the program; nothing where no process namespace can be had.
fn namespace() -> Vec<&'static str> {
    let works = |words: &&&[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(WAITED_FOR).arg("true");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let found = NAMESPACES.iter().find(works);
    found.map_or(vec![], |words| words.iter().copied().chain(WAITED_FOR).collect())
}

fn configuration(path: &Path) -> Result<String> {
    said(path, "--showconfig")
}

fn said(path: &Path, option: &str) -> Result<String> {
    let asked = || format!("ask {} for {option}", path.display());
    let output = Command::new(path)
        .arg(option)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .with_context(asked)?;
    if !output.status.success() {
        bail!("{}: it ended ({})", asked(), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Boot, arguments, is_program};

    #[test]
    fn the_record_comes_on_standard_output_and_the_caller_has_the_last_word() {
        let words = arguments(&Boot {
            kernel: Path::new("linux"),
            initramfs: Path::new("initramfs"),
            directory: Path::new("/tmp/uml"),
            memory_mib: 512,
            arguments: "panic=0 quiet",
        });
        let line = words.join(" ");
        assert!(line.contains("linux mem=512M uml_dir=/tmp/uml/ initrd=initramfs "), "{line}");
        assert!(line.contains(" ssl1=null,fd:1 "), "{line}");
        assert!(line.ends_with("bythebook.own_machine panic=0 quiet"), "{line}");
    }

    #[test]
    fn another_program_is_not_taken_for_a_kernel() {
        assert!(!is_program(Path::new("/bin/true")));
        assert!(!is_program(Path::new("/no/such/file")));
    }
}
