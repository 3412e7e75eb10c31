//! Whether a process waits in its call: observed in /proc, not timed.
//!
//! A caller writes its *phase word* before the call and clears it after. It waits if its phase is
//! this call, /proc/TID/syscall shows our cookie where it can be read, then /proc/TID/stat says `S`
//! (never `D`: that is the disk), and then the phase is unchanged. stat decides, for a waker
//! changes the state of its waiter before it returns; the system call that /proc shows may be one
//! in which a page is fetched.

use std::fs::File;
use std::os::unix::fs::FileExt;

use serde::{Deserialize, Serialize};

/// What can be observed here, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// State, call and phase.
    Full,
    /// State and phase: no /proc/TID/syscall (gVisor, user-mode Linux).
    StatAndPhase,
    /// No /proc: the phase did not change for a while, several times over.
    Timed,
}

/// One look at a process that is in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Awake,
    /// Asleep, and in the call with that cookie.
    AsleepInCall,
    /// Asleep, in a call without a cookie: one of six arguments, or through the C library.
    AsleepSomewhere,
    /// A zombie, or gone.
    Ended,
    /// Nothing can be seen.
    Unseen,
}

/// The open /proc files of one process.
#[derive(Debug)]
pub struct Watch {
    stat: Option<File>,
    syscall: Option<File>,
}

/// Enough of /proc/TID/stat to reach the state: a pid, a name of 15 bytes, two parentheses.
const STAT_BYTES: usize = 64;
/// All of /proc/TID/syscall: a number, six arguments, two addresses.
const SYSCALL_BYTES: usize = 256;

impl Watch {
    /// Opens the files of the process that /proc knows by this number.
    pub fn of(proc_pid: u32) -> Self {
        if proc_pid == 0 {
            return Self { stat: None, syscall: None };
        }
        Self::at(&format!("/proc/{proc_pid}"))
    }

    fn at(directory: &str) -> Self {
        let open = |name| File::open(format!("{directory}/{name}")).ok();
        let stat = open("stat");
        let syscall = stat.as_ref().and_then(|_| open("syscall"));
        // It may open and yet not be readable, or read as nothing.
        let syscall = syscall.filter(|file| matches!(file.read_at(&mut [0; 8], 0), Ok(1..)));
        Self { stat, syscall }
    }

    /// Opens the files of one thread of that process.
    pub fn of_thread(proc_pid: u32, thread: u32) -> Self {
        if proc_pid == 0 || thread == 0 {
            return Self::of(0);
        }
        Self::at(&format!("/proc/{proc_pid}/task/{thread}"))
    }

    /// The best detector that these files allow.
    pub fn detector(&self) -> Detector {
        match (&self.stat, &self.syscall) {
            (Some(_), Some(_)) => Detector::Full,
            (Some(_), None) => Detector::StatAndPhase,
            _ => Detector::Timed,
        }
    }

    /// Looks, using no more than `detector` allows.
    pub fn look(&self, detector: Detector, cookie: usize) -> Look {
        match detector {
            Detector::Timed => Look::Unseen,
            Detector::StatAndPhase => self.judge_state(Look::AsleepInCall),
            // The call before the state, which costs more to read: who runs shows none.
            Detector::Full => match self.shows(cookie) {
                Shown::Running => Look::Awake,
                Shown::Nothing => self.judge_state(Look::Awake),
                Shown::Call { ours: true } => self.judge_state(Look::AsleepInCall),
                Shown::Call { ours: false } => self.judge_state(Look::AsleepSomewhere),
            },
        }
    }

    fn judge_state(&self, asleep: Look) -> Look {
        match self.state() {
            None => Look::Unseen,
            Some(b'Z' | b'X' | b'x') => Look::Ended,
            Some(b'S') => asleep,
            Some(_) => Look::Awake,
        }
    }

    /// The letter of its state; `X` if it is gone.
    pub fn state(&self) -> Option<u8> {
        let mut text = [0; STAT_BYTES];
        match self.stat.as_ref()?.read_at(&mut text, 0) {
            Ok(length) => {
                let name_end = text[..length].iter().rposition(|byte| *byte == b')')?;
                text.get(name_end + 2).copied()
            }
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Some(b'X'),
            Err(_) => None,
        }
    }

    /// What its call shows, and whether that carries the cookie.
    fn shows(&self, cookie: usize) -> Shown {
        let mut text = [0; SYSCALL_BYTES];
        let length = self.syscall.as_ref().and_then(|file| file.read_at(&mut text, 0).ok());
        let text = length.and_then(|length| std::str::from_utf8(&text[..length]).ok());
        let Some(text) = text else { return Shown::Nothing };
        if text.starts_with("running") {
            return Shown::Running;
        }
        let sixth = text.split_ascii_whitespace().nth(6).and_then(|word| word.strip_prefix("0x"));
        let Some(sixth) = sixth.filter(|_| !text.starts_with('-')) else { return Shown::Nothing };
        Shown::Call { ours: usize::from_str_radix(sixth, 16) == Ok(cookie) }
    }
}

/// What /proc/TID/syscall shows.
enum Shown {
    Running,
    /// It has ended, is asleep outside of any call, or what it does cannot be read.
    Nothing,
    Call {
        ours: bool,
    },
}

/// The number by which /proc knows us: another than our pid where /proc is of another namespace;
/// 0 if there is no /proc.
pub fn own_proc_pid() -> u32 {
    std::fs::read_link("/proc/self").ok().and_then(|link| link.to_str()?.parse().ok()).unwrap_or(0)
}

/// The same for this thread of ours.
pub fn own_proc_thread() -> u32 {
    let link = std::fs::read_link("/proc/thread-self").ok();
    let number = link.and_then(|link| link.file_name()?.to_str()?.parse().ok());
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_looks_at_itself_is_awake() {
        let watch = Watch::of(own_proc_pid());
        if watch.detector() == Detector::Timed {
            return;
        }
        // The main thread of a test process sleeps while we run, so only that it can be read.
        assert!(matches!(watch.state(), Some(b'R' | b'S' | b'D')));
    }

    #[test]
    fn where_there_is_no_proc_nothing_is_seen() {
        assert_eq!(Watch::of(0).detector(), Detector::Timed);
        assert_eq!(Watch::of(0).look(Detector::Timed, 0), Look::Unseen);
    }
}
