//! `vm`: real guests. Their kernels are those that `bythebook vm fetch` got; without one, or
//! without QEMU, each test says so.

use std::path::PathBuf;
use std::process::Command;

use bythebook::report::read;
use bythebook::targets::vm::{fetch, kernel};
use serial_test::file_serial;
use tempfile::tempdir;

use crate::absent;
use crate::cli::{bythebook, output};

/// A kernel to boot: any will do. `BYTHEBOOK_KERNELS` says where they are.
fn a_kernel(test: &str) -> Option<PathBuf> {
    let directory = std::env::var_os("BYTHEBOOK_KERNELS").map_or_else(fetch::cache, PathBuf::from);
    let found = kernel::in_directory(&directory).unwrap_or_default();
    if found.is_empty() {
        absent::say(test, "there is no kernel; see `bythebook vm fetch 6.1`");
        return None;
    }
    if Command::new("qemu-system-x86_64").arg("--version").output().is_err() {
        absent::say(test, "there is no QEMU; install qemu-system-x86");
        return None;
    }
    let small = |kernel: &&kernel::Kernel| kernel.release.starts_with("6.1.");
    Some(found.iter().find(small).unwrap_or(&found[0]).image.clone())
}

/// What a run in a guest said: status, standard output, standard error.
fn run(kernel: &PathBuf, options: &[&str], check: &[&str]) -> (i32, String, String) {
    let mut command = bythebook(&["vm", "run", "--accel", "tcg", "--kernel"]);
    command.arg(kernel).args(options).arg("--").args(check);
    output(&mut command)
}

#[test]
#[file_serial(guests)]
fn a_guest_checks_and_its_record_comes_out() {
    let Some(kernel) = a_kernel("a_guest_checks_and_its_record_comes_out") else { return };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let check = ["record_lock", "pipe", "--cases", "40", "--seed", "1"];
    let (status, out, complaints) = run(&kernel, &["--records", at], &check);
    assert_eq!(status, 0, "{out}{complaints}");
    let release = kernel::release_of(&kernel).unwrap();
    let record = read::record(&directory.path().join(format!("{release}.jsonl"))).unwrap();
    assert_eq!(record.run.target, format!("vm {release}"));
    assert_eq!(record.run.kernel.release, release);
    assert_eq!(record.end.verdicts.failed, 0);
    assert!(directory.path().join(format!("{release}.console")).exists());
    assert!(complaints.contains("up after"), "{complaints}");
}

#[test]
#[file_serial(guests)]
fn a_guest_without_an_init_panics_and_that_is_told() {
    let Some(kernel) = a_kernel("a_guest_without_an_init_panics_and_that_is_told") else { return };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let options = ["--records", at, "--kernel-args", "rdinit=/nothing root=/dev/nothing"];
    let (status, _, complaints) = run(&kernel, &options, &["eventfd", "--cases", "5"]);
    assert_eq!(status, 5, "{complaints}");
    assert!(complaints.contains("its kernel panicked at boot"), "{complaints}");
}

#[test]
#[file_serial(guests)]
fn a_check_that_is_wrong_in_the_guest_is_wrong_usage_here() {
    let Some(kernel) = a_kernel("a_check_that_is_wrong_in_the_guest_is_wrong_usage_here") else {
        return;
    };
    let (status, _, complaints) = run(&kernel, &[], &["no_such_facility"]);
    assert_eq!(status, 2, "{complaints}");
    let (status, _, complaints) = run(&kernel, &[], &["--no-such-option"]);
    assert_eq!(status, 2, "{complaints}");
    assert!(complaints.contains("after `--` come arguments of `check`"), "{complaints}");
}

#[test]
fn the_command_line_of_qemu_is_printed() {
    let Some(kernel) = a_kernel("the_command_line_of_qemu_is_printed") else { return };
    let directory = tempdir().unwrap();
    let at = directory.path().to_str().unwrap();
    let (status, out, _) = run(&kernel, &["--print-qemu", "--dir", at], &[]);
    assert_eq!(status, 0);
    assert!(out.starts_with("qemu-system-x86_64 ") && out.contains("-initrd"), "{out}");
}

#[test]
fn what_is_no_kernel_is_wrong_usage() {
    for named in ["/proc/self/exe", "/no/such/file", "0.99"] {
        let (status, _, complaints) = output(&mut bythebook(&["vm", "run", "--kernel", named]));
        assert_eq!(status, 2, "{complaints}");
    }
}

#[cfg(feature = "planted-fault")]
mod planted {
    use std::fs;

    use super::{a_kernel, run};
    use serial_test::file_serial;
    use tempfile::tempdir;

    /// A guest that goes wrong in this way, and what was said of it.
    fn goes_wrong(fault: &str, options: &[&str]) -> Option<(i32, String, Vec<String>)> {
        let kernel = a_kernel(fault)?;
        let directory = tempdir().unwrap();
        let fault = format!("bythebook.fault={fault}");
        let mut all = vec!["--records", directory.path().to_str()?, "--kernel-args", &fault];
        all.extend(options);
        let check = ["pipe", "record_lock", "--time", "6s"];
        let (status, _, complaints) = run(&kernel, &all, &check);
        let kept = fs::read_dir(directory.path()).unwrap();
        let kept = kept.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        Some((status, complaints, kept.collect()))
    }

    #[test]
    #[file_serial(guests)]
    fn a_panic_is_told_with_the_operation_in_flight_and_its_script() {
        let Some((status, complaints, kept)) = goes_wrong("panic", &[]) else { return };
        assert_eq!(status, 5, "{complaints}");
        assert!(complaints.contains("Kernel panic - not syncing"), "{complaints}");
        let line = complaints.lines().find(|line| line.contains("in flight: ")).unwrap();
        let named = ["in flight: pipe, ", "in flight: record_lock, "];
        assert!(named.iter().any(|name| line.contains(name)), "{line}");
        assert!(kept.iter().any(|name| name.ends_with("-in-flight-0.json")), "{kept:?}");
    }

    #[test]
    #[file_serial(guests)]
    fn a_guest_that_hangs_in_the_run_is_told_with_the_operation_in_flight() {
        let Some((status, complaints, _)) = goes_wrong("hang", &["--deadline", "20s"]) else {
            return;
        };
        assert_eq!(status, 5, "{complaints}");
        assert!(complaints.contains("it hangs, it had not ended after 20 s"), "{complaints}");
        assert!(complaints.contains("in flight: "), "{complaints}");
    }

    #[test]
    #[file_serial(guests)]
    fn a_guest_that_hangs_at_boot_is_told() {
        let Some((status, complaints, _)) = goes_wrong("boot", &["--boot-deadline", "15s"]) else {
            return;
        };
        assert_eq!(status, 5, "{complaints}");
        assert!(complaints.contains("it hangs at boot"), "{complaints}");
    }

    #[test]
    #[file_serial(guests)]
    fn a_guest_that_ends_before_its_record_does_is_told() {
        let Some((status, complaints, _)) = goes_wrong("die", &[]) else { return };
        assert_eq!(status, 5, "{complaints}");
        assert!(complaints.contains("without an end of its record"), "{complaints}");
        assert!(complaints.contains("in flight: "), "{complaints}");
    }

    #[test]
    #[file_serial(guests)]
    fn a_complaint_on_the_console_counts_beside_a_good_record() {
        let Some((status, complaints, kept)) = goes_wrong("splat", &[]) else { return };
        assert_eq!(status, 5, "{complaints}");
        assert!(complaints.contains("it said BUG: planted in the guest"), "{complaints}");
        assert!(kept.iter().any(|name| name.contains(".jsonl")), "{kept:?}");
    }
}
