//! What notifies: a counter behind a descriptor, signals, and signals read from a descriptor.

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::held::{End, Held, Subject};
use super::processes::{self, after_exec, in_child};
use super::site::Site;
use crate::sys::apart::{queue_signal, take_signal};
use crate::sys::{self, Errno};

/// What notifies.
pub const SUBJECTS: &[Subject] = &[EVENTFD, SIGNAL, SIGNALFD];

const EVENTFD: Subject = Subject {
    facility: "eventfd",
    make: |_| Ok(Held::one(sys::owned(sys::eventfd2(0, libc::O_NONBLOCK)?))),
    say: Some(|held, _, _| sys::write(held.fd(End::Near)?, 1u64.to_ne_bytes()[..].into())),
    hear: Some(|held, _, _| read_counter(held).map(|_| b"x".to_vec())),
    special: &[
        ("unit", Some(adds_up)),
        ("order", None),
        ("notification", None),
        ("capacity", Some(holds)),
        ("message_max", Some(takes_eight_bytes)),
    ],
    ..Subject::PLAIN
};

fn read_counter(held: &Held) -> Result<u64, Errno> {
    let mut value = [0; 8];
    sys::read(held.fd(End::Near)?, (&mut value[..]).into())?;
    Ok(u64::from_ne_bytes(value))
}

/// Of two and three, one read tells five.
fn adds_up(site: &Site<'_>) -> Result<String, Errno> {
    let held = (EVENTFD.make)(site)?;
    for value in [2u64, 3] {
        sys::write(held.fd(End::Near)?, value.to_ne_bytes()[..].into())?;
    }
    Ok(if read_counter(&held)? == 5 { "counter" } else { "messages" }.into())
}

/// The largest value that it is brought to, one less than the largest number.
fn holds(site: &Site<'_>) -> Result<String, Errno> {
    let held = (EVENTFD.make)(site)?;
    let fd = held.fd(End::Near)?;
    for value in [u64::MAX - 1, 1] {
        if sys::write(fd, value.to_ne_bytes()[..].into()) == Err(Errno::EAGAIN) {
            return read_counter(&held).map(|value| value.to_string());
        }
    }
    Err(Errno::EIO)
}

fn takes_eight_bytes(site: &Site<'_>) -> Result<String, Errno> {
    let held = (EVENTFD.make)(site)?;
    let fd = held.fd(End::Near)?;
    let taken = sys::write(fd, 1u128.to_ne_bytes()[..].into());
    taken.map(|bytes| bytes.to_string())
}

/// What is queued, beside what a real-time signal carries.
const SIGNALS: [i32; 2] = [libc::SIGUSR1, libc::SIGUSR2];

const SIGNAL: Subject = Subject {
    facility: "signal",
    make: |_| {
        SIGNALS.into_iter().for_each(sys::block);
        Ok(Held { id: std::process::id() as i32, ..Held::default() })
    },
    say: Some(|held, _, _| sys::kill(held.id, SIGNALS[0])),
    hear: Some(|_, _, _| take_signal(&SIGNALS, false).map(|_| b"x".to_vec())),
    special: &[
        ("reach", Some(reaches_a_stranger)),
        ("access", Some(asks_for_the_user)),
        ("unit", Some(merges)),
        ("order", Some(lowest_first)),
        ("direction", None),
        ("fork", Some(is_not_inherited)),
        ("exec", Some(stays_pending)),
        ("identifies", Some(tells_the_sender)),
        ("peer_death", None),
        ("capacity", None),
        ("message_max", None),
    ],
    ..Subject::PLAIN
};

/// A child that only knows the number of its parent sends it a signal.
fn reaches_a_stranger(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SIGNAL.make)(site)?;
    in_child(processes::End::Exits, || sys::kill(held.id, SIGNALS[0]).map(drop))?;
    take_signal(&SIGNALS, false).map(|_| "same host".into())
}

fn asks_for_the_user(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SIGNAL.make)(site)?;
    let uid = site.other_uid.ok_or(Errno::EPERM)?;
    let sent = in_child(processes::End::Exits, || {
        sys::set_resuid(uid)?;
        sys::kill(held.id, SIGNALS[0]).map(drop)
    });
    Ok(if sent == Err(Errno::EPERM) { "user ID" } else { "none" }.into())
}

/// A standard signal that is pending already is not queued a second time.
fn merges(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SIGNAL.make)(site)?;
    sys::kill(held.id, SIGNALS[0])?;
    sys::kill(held.id, SIGNALS[0])?;
    take_signal(&SIGNALS, false)?;
    let again = take_signal(&SIGNALS, false);
    Ok(if again.is_err() { "signal" } else { "messages" }.into())
}

/// Of two real-time signals the lower number comes first, whichever was sent first.
fn lowest_first(_: &Site<'_>) -> Result<String, Errno> {
    let [low, high] = [libc::SIGRTMIN() + 3, libc::SIGRTMIN() + 5];
    let own = std::process::id() as i32;
    [low, high].into_iter().for_each(sys::block);
    queue_signal(own, high, 1)?;
    queue_signal(own, low, 2)?;
    let first = take_signal(&[low, high], false)?;
    Ok(if first == low { "priority" } else { "first in, first out" }.into())
}

/// What is pending at its parent is not pending at a child.
fn is_not_inherited(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SIGNAL.make)(site)?;
    sys::kill(held.id, SIGNALS[0])?;
    let child = in_child(processes::End::Exits, || take_signal(&SIGNALS, false).map(drop));
    Ok(if child == Err(Errno::EAGAIN) { "not inherited" } else { "copied" }.into())
}

fn stays_pending(site: &Site<'_>) -> Result<String, Errno> {
    let pending = after_exec(
        || {
            (SIGNAL.make)(site)?;
            sys::kill(std::process::id() as i32, SIGNALS[0]).map(drop)
        },
        |child| {
            let status = std::fs::read_to_string(format!("/proc/{child}/status"));
            status.unwrap_or_default().lines().any(|line| {
                let set = line.strip_prefix("ShdPnd:").map(str::trim);
                let set = set.and_then(|set| u64::from_str_radix(set, 16).ok()).unwrap_or(0);
                set >> (SIGNALS[0] - 1) & 1 == 1
            })
        },
    )?;
    Ok(if pending { "kept" } else { "gone" }.into())
}

/// si_pid is the child that sent it.
fn tells_the_sender(_: &Site<'_>) -> Result<String, Errno> {
    sys::forget_notices();
    sys::catch(SIGNALS[1], true)?;
    let own = std::process::id() as i32;
    in_child(processes::End::Exits, || sys::kill(own, SIGNALS[1]).map(drop))?;
    let (_, notices) = sys::notices();
    let told = notices.first().is_some_and(|notice| notice.pid > 0 && notice.pid != own);
    Ok(if told { "yes" } else { "no" }.into())
}

const SIGNALFD: Subject = Subject {
    facility: "signalfd",
    make: |_| {
        sys::block(libc::SIGUSR1);
        let mut signals = SigSet::empty();
        signals.add(Signal::SIGUSR1);
        let signals = SignalFd::with_flags(&signals, SfdFlags::SFD_NONBLOCK)?;
        let fd = std::os::fd::AsFd::as_fd(&signals).try_clone_to_owned()?;
        nix::fcntl::fcntl(&fd, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))?;
        Ok(Held::one(fd))
    },
    say: Some(|_, _, _| sys::kill(std::process::id() as i32, libc::SIGUSR1)),
    hear: Some(|held, _, _| {
        let mut told = [0; 128];
        sys::read(held.fd(End::Near)?, (&mut told[..]).into()).map(|_| b"x".to_vec())
    }),
    special: &[
        ("close_on_exec", Some(clear_at_first)),
        ("unit", None),
        ("order", None),
        ("direction", None),
        ("fork", Some(reads_its_own)),
        ("persistence", None),
        ("notification", None),
        ("peer_death", None),
        ("capacity", None),
        ("message_max", None),
    ],
    ..Subject::PLAIN
};

fn clear_at_first(_: &Site<'_>) -> Result<String, Errno> {
    let signals = SignalFd::with_flags(&SigSet::empty(), SfdFlags::empty())?;
    let flags = nix::fcntl::fcntl(&signals, nix::fcntl::FcntlArg::F_GETFD)?;
    Ok(if flags & libc::FD_CLOEXEC == 0 { "clear" } else { "set" }.into())
}

/// A child that reads the descriptor of its parent is told of its own signals.
fn reads_its_own(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SIGNALFD.make)(site)?;
    let mut told = [0; 128];
    let fd = held.fd(End::Near)?;
    sys::kill(std::process::id() as i32, libc::SIGUSR1)?;
    let child = in_child(processes::End::Exits, || {
        let mut told = [0; 128];
        sys::read(fd, (&mut told[..]).into()).map(drop)
    });
    sys::read(fd, (&mut told[..]).into())?;
    Ok(if child == Err(Errno::EAGAIN) { "copied" } else { "shared" }.into())
}
