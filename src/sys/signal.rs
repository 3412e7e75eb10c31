//! Signals: a handler that only takes note, and the reserved signal that frees a stuck call.
#![allow(unsafe_code)] // Handlers and siginfo are C's.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};

use std::time::Duration;

use super::Errno;
use super::disposition::write_down;

/// Notices kept; older ones are overwritten.
const NOTICES_MAX: usize = 16;

/// A caught signal, as its siginfo tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notice {
    pub signal: i32,
    pub code: i32,
    pub value: i32,
    pub pid: i32,
    pub uid: i32,
}

struct Kept([AtomicI32; 5]);

static KEPT: [Kept; NOTICES_MAX] = [const { Kept([const { AtomicI32::new(0) }; 5]) }; NOTICES_MAX];
static COUNT: AtomicUsize = AtomicUsize::new(0);
static RESERVED_CAME: AtomicBool = AtomicBool::new(false);

/// The signal by which the harness interrupts a call of its own; no script ever sends it.
pub fn reserved() -> i32 {
    libc::SIGRTMAX()
}

/// Installs the handler that takes note.
pub fn catch(signal: i32, restart: bool) -> Result<(), Errno> {
    install(signal, entry(Enters::Noted), if restart { libc::SA_RESTART } else { 0 })
}

/// Installs the handler of the reserved signal, which interrupts every call.
pub fn catch_reserved() -> Result<(), Errno> {
    install(reserved(), entry(Enters::Reserved), 0)
}

pub fn ignore(signal: i32) -> Result<(), Errno> {
    install(signal, libc::SIG_IGN, 0)
}

pub fn restore_default(signal: i32) -> Result<(), Errno> {
    install(signal, libc::SIG_DFL, 0)
}

/// Whether the reserved signal came since this was last asked.
pub fn take_reserved() -> bool {
    RESERVED_CAME.load(Ordering::Relaxed) && RESERVED_CAME.swap(false, Ordering::Relaxed)
}

/// How many signals were caught, and the last of them, oldest first.
pub fn notices() -> (usize, Vec<Notice>) {
    let count = COUNT.load(Ordering::Acquire);
    let first = count.saturating_sub(NOTICES_MAX);
    (count, (first..count).map(|index| KEPT[index % NOTICES_MAX].notice()).collect())
}

pub fn forget_notices() {
    COUNT.store(0, Ordering::Release);
}

/// Blocks a signal, so that [`await_blocked`] can take it.
pub fn block(signal: i32) {
    change_mask(libc::SIG_BLOCK, Some(signal));
}

/// Blocks no signal any more.
pub fn unblock_all() {
    change_mask(libc::SIG_SETMASK, None);
}

/// The signals that this thread blocks, a bit each from the lowest; as the kernel takes a mask.
pub fn signal_mask() -> u64 {
    let (mut mask, call) = (0u64, libc::SYS_rt_sigprocmask);
    let none = std::ptr::null::<u64>();
    // SAFETY: the kernel writes a mask of that many bytes, which lives here.
    unsafe { libc::syscall(call, libc::SIG_BLOCK, none, &raw mut mask, signal_mask_bytes()) };
    mask
}

/// Bytes of a mask of signals, as the kernel takes one.
pub(super) const fn signal_mask_bytes() -> usize {
    size_of::<u64>()
}

/// Takes a blocked signal, waiting for it at most so long; whether it came.
pub fn await_blocked(signal: i32, patience: Duration) -> bool {
    let time = libc::timespec {
        tv_sec: patience.as_secs() as i64,
        tv_nsec: i64::from(patience.subsec_nanos()),
    };
    let set = set_of(Some(signal));
    // SAFETY: the set and the time live for the call; nothing is asked back.
    unsafe { libc::sigtimedwait(&raw const set, std::ptr::null_mut(), &raw const time) == signal }
}

fn change_mask(how: i32, signal: Option<i32>) {
    let set = set_of(signal);
    // SAFETY: the kernel only reads the set.
    unsafe { libc::pthread_sigmask(how, &raw const set, std::ptr::null_mut()) };
}

fn set_of(signal: Option<i32>) -> libc::sigset_t {
    // SAFETY: sigemptyset makes the set valid before anything reads it.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        if let Some(signal) = signal {
            libc::sigaddset(&raw mut set, signal);
        }
        set
    }
}

fn install(signal: i32, handler: usize, flags: i32) -> Result<(), Errno> {
    // SAFETY: all-zero is a valid sigaction with an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler;
    action.sa_flags = flags | libc::SA_SIGINFO;
    // SAFETY: both handlers touch only atomics, so they may run anywhere.
    let done = unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

/// Which of the handlers.
#[derive(Clone, Copy)]
pub(super) enum Enters {
    Noted,
    Reserved,
    /// That of the signals of scripts.
    Told,
}

/// Where the kernel enters a handler.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn entry(enters: Enters) -> usize {
    match enters {
        Enters::Noted => take_note as *const () as usize,
        Enters::Reserved => remember_reserved as *const () as usize,
        Enters::Told => write_down as *const () as usize,
    }
}

/// Where the kernel enters a handler: first of all the stack is aligned, as the compiler takes it
/// to be. An emulator that leaves it otherwise would kill whoever catches a signal, and everything
/// behind that would go unseen.
#[cfg(target_arch = "x86_64")]
pub(super) fn entry(enters: Enters) -> usize {
    match enters {
        Enters::Noted => enter_noted as *const () as usize,
        Enters::Reserved => enter_reserved as *const () as usize,
        Enters::Told => enter_told as *const () as usize,
    }
}

#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn enter_noted() {
    std::arch::naked_asm!(
        "push rbp", "mov rbp, rsp", "and rsp, -16", "call {}", "mov rsp, rbp", "pop rbp", "ret",
        sym take_note,
    )
}

#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn enter_reserved() {
    std::arch::naked_asm!(
        "push rbp", "mov rbp, rsp", "and rsp, -16", "call {}", "mov rsp, rbp", "pop rbp", "ret",
        sym remember_reserved,
    )
}

#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn enter_told() {
    std::arch::naked_asm!(
        "push rbp", "mov rbp, rsp", "and rsp, -16", "call {}", "mov rsp, rbp", "pop rbp", "ret",
        sym write_down,
    )
}

extern "C" fn take_note(signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    let index = COUNT.load(Ordering::Relaxed);
    // SAFETY: with SA_SIGINFO the kernel passes a siginfo; these fields exist whatever its kind.
    let notice = unsafe {
        let value = (*info).si_value().sival_ptr.addr() as i32;
        let (pid, uid) = ((*info).si_pid(), (*info).si_uid() as i32);
        [signal, (*info).si_code, value, pid, uid]
    };
    for (to, from) in KEPT[index % NOTICES_MAX].0.iter().zip(notice) {
        to.store(from, Ordering::Relaxed);
    }
    COUNT.store(index + 1, Ordering::Release);
}

extern "C" fn remember_reserved(_: i32, _: *mut libc::siginfo_t, _: *mut libc::c_void) {
    RESERVED_CAME.store(true, Ordering::Relaxed);
}

impl Kept {
    fn notice(&self) -> Notice {
        let [signal, code, value, pid, uid] =
            [0, 1, 2, 3, 4].map(|index: usize| self.0[index].load(Ordering::Relaxed));
        Notice { signal, code, value, pid, uid }
    }
}
