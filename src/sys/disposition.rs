//! Signals as scripts send, block, accept and catch them.
#![allow(unsafe_code)] // Sets, times and siginfo are memory that the kernel reads and writes.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use super::call::call5;
use super::signal::{Enters, entry, signal_mask, signal_mask_bytes};
use super::{Errno, Notice};

/// Caught signals kept until they are told; more are not written down.
const CAUGHT_MAX: usize = 64;
/// The words of a caught signal.
const WORDS: usize = 6;

/// The signals whose state scripts may change. No other does anything to the harness, or to the C
/// library, which keeps the first of the real-time signals for itself.
pub const SCRIPT_SIGNALS: [i32; 6] = [
    libc::SIGHUP,
    libc::SIGUSR2,
    libc::SIGURG,
    FIRST_REAL_TIME,
    FIRST_REAL_TIME + 1,
    FIRST_REAL_TIME + 2,
];

const FIRST_REAL_TIME: i32 = 36;

/// What happens at a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Default,
    Ignore,
    /// The handler that writes down what it is told.
    Caught,
}

/// A signal that a handler was told of, and the signals that were blocked in it, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caught {
    pub notice: Notice,
    pub blocked: u64,
}

/// How long to wait for a signal.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// A null pointer.
    Forever,
    /// Seconds and nanoseconds, whether they are valid or not.
    For([i64; 2]),
}

static CAUGHT: [[AtomicI64; WORDS]; CAUGHT_MAX] =
    [const { [const { AtomicI64::new(0) }; WORDS] }; CAUGHT_MAX];
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Whether anything was changed that the next case must not find.
static CHANGED: AtomicBool = AtomicBool::new(false);

/// Sets what happens at a signal; these signals are blocked while the handler runs.
pub fn set_action(
    signal: i32,
    disposition: Disposition,
    flags: i32,
    mask: u64,
) -> Result<(), Errno> {
    CHANGED.store(true, Ordering::Relaxed);
    // SAFETY: all-zero is a valid sigaction with an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = match disposition {
        Disposition::Default => libc::SIG_DFL,
        Disposition::Ignore => libc::SIG_IGN,
        Disposition::Caught => entry(Enters::Told),
    };
    action.sa_flags = flags | libc::SA_SIGINFO;
    for signal in (1..=64).filter(|signal| mask >> (signal - 1) & 1 == 1) {
        // SAFETY: the set is valid.
        unsafe { libc::sigaddset(&raw mut action.sa_mask, signal) };
    }
    // SAFETY: the handler touches only atomics and makes only calls that may be made anywhere.
    let done = unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

/// What happens at a signal, and the flags with which that was set.
pub fn action(signal: i32) -> Result<(Disposition, i32), Errno> {
    // As the kernel has it: a handler, flags, a trampoline, a mask.
    let mut words = [0usize; 4];
    let address = words.as_mut_ptr().expose_provenance();
    let arguments = [signal as usize, 0, address, signal_mask_bytes(), 0];
    // SAFETY: the kernel writes a struct of four words, which live here.
    let _: usize = unsafe { call5(libc::SYS_rt_sigaction, arguments) }?;
    let disposition = match words[0] {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignore,
        _ => Disposition::Caught,
    };
    Ok((disposition, words[1] as i32))
}

/// Changes the mask, unless there is no set; the mask before.
pub fn change_signal_mask(how: i32, set: Option<u64>) -> Result<u64, Errno> {
    CHANGED.store(true, Ordering::Relaxed);
    let mut before = 0u64;
    let given = set.as_ref().map_or(0, |set| std::ptr::from_ref(set).expose_provenance());
    let before_at = (&raw mut before).expose_provenance();
    let arguments = [how as usize, given, before_at, signal_mask_bytes(), 0];
    // SAFETY: the kernel reads one mask and writes the other; both live here.
    let _: usize = unsafe { call5(libc::SYS_rt_sigprocmask, arguments) }?;
    Ok(before)
}

/// The signals that are pending, a bit each.
pub fn pending_signals() -> Result<u64, Errno> {
    let mut pending = 0u64;
    let address = (&raw mut pending).expose_provenance();
    // SAFETY: the kernel writes a mask, which lives here.
    unsafe { call5(libc::SYS_rt_sigpending, [address, signal_mask_bytes(), 0, 0, 0]) }?;
    Ok(pending)
}

/// Sleeps with another mask until a handler has run.
pub fn suspend(mask: u64) -> Result<usize, Errno> {
    let address = (&raw const mask).expose_provenance();
    // SAFETY: the kernel reads a mask, which lives here.
    unsafe { call5(libc::SYS_rt_sigsuspend, [address, signal_mask_bytes(), 0, 0, 0]) }
}

/// Takes a pending signal of this set, or waits for one.
pub fn accept_signal(set: u64, patience: Patience) -> Result<Notice, Errno> {
    // SAFETY: all-zero is a valid siginfo.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let time = match &patience {
        Patience::Forever => 0,
        Patience::For(time) => time.as_ptr().expose_provenance(),
    };
    let (set, info_at) =
        ((&raw const set).expose_provenance(), (&raw mut info).expose_provenance());
    let arguments = [set, info_at, time, signal_mask_bytes(), 0];
    // SAFETY: the kernel reads a mask and a time and writes a siginfo; all live here.
    let signal = unsafe { call5(libc::SYS_rt_sigtimedwait, arguments) }?;
    // SAFETY: these fields exist whatever its kind.
    Ok(unsafe { notice_of(signal as i32, &raw const info) })
}

/// Queues a signal with a value to a process, with this code.
pub fn queue_signal(pid: i32, signal: i32, code: i32, value: i32) -> Result<usize, Errno> {
    // SAFETY: always.
    let (own, uid) = unsafe { (libc::getpid(), libc::getuid()) };
    // Signal, error, code, padding; the sender's pid and uid; the value.
    let mut info = [0i32; 32];
    info[0] = signal;
    info[2] = code;
    info[4] = own;
    info[5] = uid.cast_signed();
    info[6] = value;
    let address = info.as_ptr().expose_provenance();
    // SAFETY: the kernel reads a siginfo of 128 bytes, which lives here.
    unsafe { call5(libc::SYS_rt_sigqueueinfo, [pid as usize, signal as usize, address, 0, 0]) }
}

/// Makes a signalfd, or changes the set of one.
pub fn signalfd4(file: i32, set: u64, flags: i32) -> Result<i32, Errno> {
    let address = (&raw const set).expose_provenance();
    let arguments = [file as usize, address, signal_mask_bytes(), flags as usize, 0];
    // SAFETY: the kernel reads a mask, which lives here.
    unsafe { call5(libc::SYS_signalfd4, arguments) }.map(|file| file as i32)
}

/// Sends a signal to a thread of this process.
pub fn kill_thread_of(process: i32, thread: i32, signal: i32) -> Result<usize, Errno> {
    let arguments = [process as usize, thread as usize, signal as usize, 0, 0];
    // SAFETY: no address among the arguments.
    unsafe { call5(libc::SYS_tgkill, arguments) }
}

/// The real user of this process.
pub fn real_uid() -> u32 {
    // SAFETY: always.
    unsafe { libc::getuid() }
}

/// The signals that were caught since this was last asked, in the order in which handlers began.
pub fn take_caught() -> Vec<Caught> {
    let count = COUNT.swap(0, Ordering::AcqRel).min(CAUGHT_MAX);
    CAUGHT[..count].iter().map(caught).collect()
}

/// A new program has the mask and the ignored signals of the one before.
pub fn signals_may_be_changed() {
    CHANGED.store(true, Ordering::Relaxed);
}

/// Nothing of these signals is pending, blocked, ignored or caught any more, if anything was.
pub fn reset_signals() {
    COUNT.store(0, Ordering::Release);
    if !CHANGED.swap(false, Ordering::Relaxed) {
        return;
    }
    // What is pending goes with being ignored.
    for disposition in [Disposition::Ignore, Disposition::Default] {
        for signal in SCRIPT_SIGNALS {
            let _ = set_action(signal, disposition, 0, 0);
        }
        let _ = change_signal_mask(libc::SIG_SETMASK, Some(0));
    }
    CHANGED.store(false, Ordering::Relaxed);
}

/// No signal of scripts is ignored any more, whoever asked for that.
pub fn heed_ignored() {
    for signal in SCRIPT_SIGNALS.into_iter().chain([libc::SIGUSR1, libc::SIGIO, libc::SIGWINCH]) {
        if matches!(action(signal), Ok((Disposition::Ignore, _))) {
            let _ = super::restore_default(signal);
        }
    }
}

/// What the handler writes down.
pub(super) extern "C" fn write_down(
    signal: i32,
    info: *mut libc::siginfo_t,
    _context: *mut libc::c_void,
) {
    let place = COUNT.fetch_add(1, Ordering::AcqRel);
    let Some(words) = CAUGHT.get(place) else { return };
    // SAFETY: with SA_SIGINFO the kernel passes a siginfo; these fields exist whatever its kind.
    let Notice { signal, code, value, pid, uid } = unsafe { notice_of(signal, info) };
    let numbers = [signal, code, value, pid, uid].map(i64::from);
    for (word, number) in words.iter().zip(numbers) {
        word.store(number, Ordering::Relaxed);
    }
    words[WORDS - 1].store(signal_mask().cast_signed(), Ordering::Release);
}

unsafe fn notice_of(signal: i32, info: *const libc::siginfo_t) -> Notice {
    // SAFETY: the caller's promise.
    unsafe {
        let value = (*info).si_value().sival_ptr.addr() as i32;
        let (pid, uid) = ((*info).si_pid(), (*info).si_uid() as i32);
        Notice { signal, code: (*info).si_code, value, pid, uid }
    }
}

fn caught(words: &[AtomicI64; WORDS]) -> Caught {
    let word = |place: usize| words[place].load(Ordering::Acquire);
    let [signal, code, value, pid, uid] = [0, 1, 2, 3, 4].map(|place| word(place) as i32);
    let blocked = word(WORDS - 1).cast_unsigned();
    Caught { notice: Notice { signal, code, value, pid, uid }, blocked }
}
