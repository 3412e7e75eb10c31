//! What a kernel says on its console when something is wrong with it.

use std::fs;
use std::io;
use std::path::Path;

/// Anywhere in a line.
const ANYWHERE: [&str; 15] = [
    "Kernel panic - not syncing",
    "Oops:",
    "general protection fault",
    "unable to handle kernel",
    "unable to handle page fault",
    "soft lockup",
    "hard LOCKUP",
    "Watchdog detected hard LOCKUP",
    "detected stalls on CPUs",
    "self-detected stall on CPU",
    "KASAN:",
    "KCSAN:",
    "UBSAN:",
    "refcount_t: ",
    "divide error:",
];

/// At the beginning of a message only: elsewhere these words are part of harmless ones.
const AT_START: [&str; 5] =
    ["BUG:", "WARNING:", "INFO: task ", "INFO: lockdep is turned off", "INFO: suspicious RCU"];

/// Lines shown of a console whose guest was lost.
const TAIL_LINES: usize = 20;
/// Different splats told of one guest.
const SPLATS_MAX: usize = 5;

/// Whether the last of these is the end of the kernel.
pub fn is_panic(line: &str) -> bool {
    line.contains("Kernel panic")
}

/// The complaints on a console, in order, each once.
pub fn splats(console: &str) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for line in console.lines() {
        let message = message(line);
        let says = ANYWHERE.iter().any(|word| message.contains(word))
            || AT_START.iter().any(|word| message.starts_with(word));
        if says && found.len() < SPLATS_MAX && !found.iter().any(|known| known == message) {
            found.push(message.to_owned());
        }
    }
    found
}

/// The console as text; empty if there is none.
pub fn read(path: &Path) -> io::Result<String> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Its last lines.
pub fn tail(console: &str) -> String {
    let lines: Vec<&str> = console.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

/// A line without its time, its caller and its terminal's colours.
fn message(line: &str) -> &str {
    let mut rest = line.trim();
    while let Some(inside) = rest.strip_prefix('[') {
        let Some((head, tail)) = inside.split_once(']') else { return rest };
        let stamp = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | 'T' | 'C');
        if !head.chars().all(stamp) {
            return rest;
        }
        rest = tail.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{splats, tail};

    #[rstest]
    #[case("[    1.234567] BUG: kernel NULL pointer dereference, address: 0000000000000000")]
    #[case("[    2.5][   T45] WARNING: CPU: 0 PID: 45 at ipc/mqueue.c:123 do_mq_open+0x1/0x2")]
    #[case("[   12.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [btb:77]")]
    #[case("[   21.1] rcu: INFO: rcu_preempt self-detected stall on CPU")]
    #[case("[    3.3] Kernel panic - not syncing: Attempted to kill init!")]
    #[case("[    3.3] Oops: 0002 [#1] SMP NOPTI")]
    #[case("[  242.1] INFO: task btb:99 blocked for more than 120 seconds.")]
    fn a_complaint_is_seen(#[case] line: &str) {
        assert_eq!(splats(&format!("[    0.1] Booting\n{line}\r\n")).len(), 1);
    }

    #[rstest]
    #[case("[    0.2] Spectre V2 : WARNING: Unprivileged eBPF is enabled")]
    #[case("[    0.0] DEBUG: nothing is wrong")]
    #[case("[    0.3] ACPI BIOS Warning (bug): optional FADT field")]
    fn harmless_words_are_not(#[case] line: &str) {
        assert_eq!(splats(line), Vec::<String>::new());
    }

    #[test]
    fn the_end_of_a_console_is_shown() {
        let console = (0..50).map(|nth| format!("line {nth}")).collect::<Vec<_>>().join("\r\n");
        assert!(tail(&console).starts_with("line 30\n") && tail(&console).ends_with("line 49"));
    }
}
