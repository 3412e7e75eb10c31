//! The command line of QEMU: no devices but a console, a line for the record, and the port by which
//! a guest ends it.

use std::path::{Path, PathBuf};

/// The emulator, and what of a machine it makes.
#[derive(Debug, Clone)]
pub struct Machine {
    pub program: String,
    pub accelerator: Accelerator,
    pub cpus: u32,
    pub memory_mib: u32,
}

/// Who carries out the guest's instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accelerator {
    Kvm,
    Tcg,
}

/// What carries the record out of the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The second serial port, which every kernel knows; slow.
    Serial,
    /// A port of virtio-serial, where the kernel has its driver built in.
    Virtio,
}

impl Line {
    /// Standard output. A port of virtio-serial is closed to the guest when there is an end of
    /// input, as standard input has at once: that one has no input at all.
    fn backend(self) -> &'static str {
        match self {
            Self::Serial => "stdio,id=record,signal=off",
            Self::Virtio => "file,id=record,path=/dev/stdout",
        }
    }
}

/// What one boot is given.
#[derive(Debug, Clone)]
pub struct Boot<'a> {
    pub line: Line,
    pub kernel: &'a Path,
    pub initramfs: &'a Path,
    pub command_line: String,
    /// Where the console is kept.
    pub console: &'a Path,
    /// A memory file that is the guest's memory: it can be read when the guest has died.
    pub memory: Option<PathBuf>,
}

/// Marks a machine as ours, see `kernel::Facts`.
pub const OWN_MACHINE: &str = "bythebook.own_machine";
/// The console; a panic ends QEMU at once; complaints are printed and chatter is not. Emulated and
/// beside others, a guest may stand still for long: its watchdogs are patient.
const COMMAND_LINE: &str = "console=ttyS0 panic=-1 loglevel=5 watchdog_thresh=30 \
    rcupdate.rcu_cpu_stall_timeout=60 no_timer_check";

/// Tells the guest which line to speak on.
pub const VIRTIO_LINE: &str = "bythebook.line=virtio";
/// What that port is called.
pub const VIRTIO_NAME: &str = "bythebook.record";

/// The port by which a guest ends QEMU, and the status that a value written there makes.
pub const EXIT_PORT: u16 = 0xf4;

/// QEMU's exit status when the guest wrote this value to [`EXIT_PORT`].
pub fn exit_status(value: u8) -> i32 {
    i32::from(value) << 1 | 1
}

/// The kernel's command line: ours, then the caller's, which so has the last word.
pub fn command_line(line: Line, arguments: &str) -> String {
    let told = match line {
        Line::Serial => String::new(),
        Line::Virtio => format!("{VIRTIO_LINE} "),
    };
    format!("{COMMAND_LINE} {told}{OWN_MACHINE} {arguments}").trim_end().to_owned()
}

impl Machine {
    /// QEMU's arguments, the program first. The record comes on its standard output.
    pub fn arguments(&self, boot: &Boot<'_>) -> Vec<String> {
        let mut words = vec![self.program.clone()];
        let accelerator = match self.accelerator {
            Accelerator::Kvm => "kvm",
            Accelerator::Tcg => "tcg",
        };
        let mut machine = format!("pc,accel={accelerator},usb=off,vmport=off,hpet=off");
        if let Some(memory) = &boot.memory {
            let path = memory.display();
            let size = self.memory_mib;
            let object =
                format!("memory-backend-file,id=ram,size={size}M,share=on,mem-path={path}");
            words.extend(["-object".into(), object]);
            machine.push_str(",memory-backend=ram");
        }
        let pairs = [
            ("-machine", machine),
            ("-cpu", if accelerator == "kvm" { "host" } else { "max" }.to_owned()),
            ("-smp", self.cpus.to_string()),
            ("-m", format!("{}M", self.memory_mib)),
            ("-display", "none".into()),
            ("-monitor", "none".into()),
            ("-parallel", "none".into()),
            ("-net", "none".into()),
            ("-kernel", boot.kernel.display().to_string()),
            ("-initrd", boot.initramfs.display().to_string()),
            ("-append", boot.command_line.clone()),
            ("-serial", format!("file:{}", boot.console.display())),
            ("-chardev", boot.line.backend().into()),
            ("-device", format!("isa-debug-exit,iobase={EXIT_PORT:#x},iosize=0x4")),
        ];
        for (option, value) in pairs {
            words.extend([option.to_owned(), value]);
        }
        let line = match boot.line {
            Line::Serial => vec!["-serial".into(), "chardev:record".into()],
            Line::Virtio => vec![
                "-device".into(),
                "virtio-serial-pci".into(),
                "-device".into(),
                format!("virtserialport,chardev=record,name={VIRTIO_NAME}"),
            ],
        };
        words.extend(line);
        words.extend(["-nodefaults", "-no-user-config", "-no-reboot"].map(str::to_owned));
        words
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Accelerator, Boot, Line, Machine, command_line, exit_status};

    #[test]
    fn the_caller_has_the_last_word_on_the_kernels_command_line() {
        let line = command_line(Line::Serial, "panic=0");
        assert!(line.contains("panic=-1") && line.ends_with("bythebook.own_machine panic=0"));
    }

    #[test]
    fn a_guest_has_a_console_a_line_for_its_record_and_a_way_out() {
        let machine = Machine {
            program: "qemu-system-x86_64".into(),
            accelerator: Accelerator::Tcg,
            cpus: 2,
            memory_mib: 512,
        };
        let boot = Boot {
            line: Line::Serial,
            kernel: Path::new("vmlinuz"),
            initramfs: Path::new("initramfs"),
            command_line: command_line(Line::Serial, ""),
            console: Path::new("console"),
            memory: None,
        };
        let words = machine.arguments(&boot).join(" ");
        assert!(words.contains("-serial file:console "), "{words}");
        assert!(words.contains("-serial chardev:record "), "{words}");
        assert!(words.contains("isa-debug-exit,iobase=0xf4"), "{words}");
        assert_eq!(exit_status(0x10), 0x21);
        let words = machine.arguments(&Boot { line: Line::Virtio, ..boot }).join(" ");
        assert!(words.contains("-device virtserialport,chardev=record,name="), "{words}");
        assert!(!words.contains("chardev:record"), "{words}");
    }
}
