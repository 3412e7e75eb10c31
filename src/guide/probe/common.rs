//! The questions that every facility can be asked in the same way, each a function of a subject.
//!
//! What a function answers is a word of its measure (`measure.rs`), or a number; that it could not
//! find out is an error, and leaves the cell to the page.

mod sizes;

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsRawFd, OwnedFd};

use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::pipe2;

use super::held::{End, Held, Subject};
use super::processes::{self, after_exec, in_child};
use super::site::Site;
use crate::sys::{self, Epoll, Errno};

/// A question, by the measure that it is of.
pub type Question = fn(&Subject, &Site<'_>) -> Result<String, Errno>;

/// All of them.
pub const QUESTIONS: &[(&str, Question)] = &[
    ("reach", reach),
    ("persistence", persistence),
    ("access", access),
    ("unit", unit),
    ("order", order),
    ("direction", direction),
    ("carries_descriptors", carries_descriptors),
    ("descriptor", descriptor),
    ("pollable", pollable),
    ("passable", passable),
    ("close_on_exec", close_on_exec),
    ("fork", fork),
    ("exec", exec),
    ("notification", notification),
    ("capacity", sizes::capacity),
    ("message_max", sizes::message_max),
    ("namespace", namespace),
    ("crash", crash),
    ("peer_death", peer_death),
];

/// Most descriptors that a probe has.
const DESCRIPTORS_MAX: i32 = 1024;

const NOT_ASKED: Errno = Errno::ENOSYS;

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.into()
}

fn say(subject: &Subject, held: &Held, end: End, bytes: &[u8]) -> Result<usize, Errno> {
    subject.say.ok_or(NOT_ASKED)?(held, end, bytes)
}

fn hear(subject: &Subject, held: &Held, end: End, bytes_max: usize) -> Result<Vec<u8>, Errno> {
    subject.hear.ok_or(NOT_ASKED)?(held, end, bytes_max)
}

fn find(subject: &Subject, site: &Site<'_>) -> Result<Held, Errno> {
    subject.find.ok_or(NOT_ASKED)?(site)
}

/// A process that was there before the object finds it by its name, and says something.
fn reach(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    subject.find.ok_or(NOT_ASKED)?;
    let (wait, go) = pipe2(OFlag::O_CLOEXEC)?;
    let sys::Fork::Parent { child } = sys::fork()? else {
        drop(go);
        sys::exit(stranger(subject, site, wait).map_or_else(|errno| errno.0, |()| 0))
    };
    drop(wait);
    let held = (subject.make)(site);
    // Its end is what the other waits for.
    drop(go);
    let ended = sys::wait(child, true)?.map(|(_, ended)| ended);
    let held = held?;
    match (ended, subject.hear) {
        (Some(sys::Ended::Exited(0)), Some(_)) => {
            let heard = hear(subject, &held, End::Far, 8)?;
            if heard == b"x" { Ok("same host".into()) } else { Err(Errno::EIO) }
        }
        (Some(sys::Ended::Exited(0)), None) => Ok("same host".into()),
        _ => Err(Errno::EIO),
    }
}

fn stranger(subject: &Subject, site: &Site<'_>, wait: OwnedFd) -> Result<(), Errno> {
    let _ = File::from(wait).read(&mut [0])?;
    let held = find(subject, site)?;
    match subject.take {
        Some(take) => take(&held),
        None => say(subject, &held, End::Near, b"x").map(drop),
    }
}

/// Its maker ends, and nobody holds it: what was said is there, or not.
fn persistence(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if let Some(take) = subject.take {
        in_child(processes::End::Exits, || take(&(subject.make)(site)?))?;
        take(&find(subject, site)?)?;
        return Ok("process".into());
    }
    if subject.find.is_none() {
        return lives_on_with_a_holder(subject, site);
    }
    leave(subject, site, processes::End::Exits)?;
    Ok(if is_heard(subject, site) { "kernel" } else { "process" }.into())
}

/// A child makes it and says something, and the process that it passed the descriptor to hears it
/// when the child has ended.
fn lives_on_with_a_holder(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let [ours, theirs] = sys::socket_pair()?;
    in_child(processes::End::Exits, || {
        let held = (subject.make)(site)?;
        say(subject, &held, End::Near, b"x")?;
        sys::send_descriptor(theirs, held.fd(End::Far)?).map(drop)
    })?;
    let received = Held::one(sys::owned(sys::receive_descriptor(ours)?));
    let heard = hear(subject, &received, End::Far, 8)?;
    if heard == b"x" { Ok("process".into()) } else { Err(Errno::EIO) }
}

/// A child makes it, says something, and ends.
fn leave(subject: &Subject, site: &Site<'_>, ends: processes::End) -> Result<(), Errno> {
    in_child(ends, || {
        let held = (subject.make)(site)?;
        let said = say(subject, &held, End::Near, b"x").map(drop);
        std::mem::forget(held);
        said
    })
}

fn is_heard(subject: &Subject, site: &Site<'_>) -> bool {
    let found = find(subject, site);
    found.and_then(|held| hear(subject, &held, End::Far, 8)).is_ok_and(|heard| heard == b"x")
}

/// Its maker is killed: what is left, which somebody has to remove.
fn crash(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if let Some(take) = subject.take {
        in_child(processes::End::Killed, || {
            let held = (subject.make)(site)?;
            let taken = take(&held);
            std::mem::forget(held);
            taken
        })?;
        take(&find(subject, site)?)?;
        return Ok("released".into());
    }
    let named = subject.named.ok_or(NOT_ASKED)?;
    leave(subject, site, processes::End::Killed)?;
    Ok(if !named(site) {
        "nothing remains"
    } else if is_heard(subject, site) {
        "object remains"
    } else {
        "name remains"
    }
    .into())
}

/// Another user finds what its maker alone may use.
fn access(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    subject.find.ok_or(NOT_ASKED)?;
    let uid = site.other_uid.ok_or(NOT_ASKED)?;
    let held = (subject.make)(site)?;
    let found = in_child(processes::End::Exits, || {
        let _ = sys::set_groups();
        sys::set_resgid(uid)?;
        sys::set_resuid(uid)?;
        find(subject, site).map(drop)
    });
    drop(held);
    match found {
        Ok(()) => Ok("none".into()),
        Err(Errno::EACCES | Errno::EPERM) => Ok("permission bits".into()),
        Err(errno) => Err(errno),
    }
}

/// Of two things said, one hearing takes both, or the first, or sees what was said last.
fn unit(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    for bytes in [&b"abc"[..], b"de"] {
        say(subject, &held, End::Near, bytes)?;
    }
    match &hear(subject, &held, End::Far, 16)?[..] {
        b"abcde" => Ok("bytes".into()),
        b"abc" => Ok("messages".into()),
        [b'd', b'e', ..] => Ok("memory".into()),
        _ => Err(Errno::EIO),
    }
}

fn order(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    for bytes in [&b"1"[..], b"2", b"3"] {
        say(subject, &held, End::Near, bytes)?;
    }
    let mut heard = vec![];
    while let (true, Ok(part)) = (heard.len() < 3, hear(subject, &held, End::Far, 3)) {
        heard.extend(part);
    }
    if heard == b"123" { Ok("first in, first out".into()) } else { Err(Errno::EIO) }
}

/// Whether one's own words come back, or those of the other end.
fn direction(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    subject.hear.ok_or(NOT_ASKED)?;
    let held = (subject.make)(site)?;
    let heard = |end| hear(subject, &held, end, 8).is_ok_and(|heard| heard.starts_with(b"x"));
    if say(subject, &held, End::Far, b"x").is_err() || !heard(End::Near) {
        return Ok("one way".into());
    }
    say(subject, &held, End::Near, b"x")?;
    Ok(if heard(End::Near) { "shared" } else { "both ways" }.into())
}

fn carries_descriptors(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let (near, far) = (held.fd(End::Near)?, held.fd(End::Far)?);
    // What carries no control messages is no socket, and its row says so.
    sys::send_descriptor(near, far).map_err(|_| NOT_ASKED)?;
    let received = sys::receive_descriptor(far).map_err(|_| NOT_ASKED)?;
    Ok(yes_no(sys::identity(received)? == sys::identity(far)?))
}

/// Making it leaves more descriptors open, or not.
fn descriptor(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if subject.take.is_some() {
        return Err(NOT_ASKED);
    }
    let open = || (0..DESCRIPTORS_MAX).filter(|fd| sys::fcntl(*fd, libc::F_GETFD, 0).is_ok());
    let before = open().count();
    let held = (subject.make)(site)?;
    let after = open().count();
    drop(held);
    Ok(yes_no(after > before))
}

/// The near end's descriptor, of what is one.
fn its_descriptor(subject: &Subject, held: &Held) -> Result<i32, Errno> {
    if subject.take.is_some() { Err(NOT_ASKED) } else { held.fd(End::Near) }
}

fn pollable(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let fd = its_descriptor(subject, &held)?;
    match Epoll::new()?.add(fd, libc::EPOLLIN) {
        Ok(()) => Ok(yes_no(true)),
        Err(Errno::EPERM) => Ok(yes_no(false)),
        Err(errno) => Err(errno),
    }
}

fn passable(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let fd = its_descriptor(subject, &held)?;
    let [ours, theirs] = sys::socket_pair()?;
    sys::send_descriptor(ours, fd)?;
    let received = sys::receive_descriptor(theirs)?;
    Ok(yes_no(received != fd && sys::identity(received)? == sys::identity(fd)?))
}

fn close_on_exec(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let flags = sys::fcntl(its_descriptor(subject, &held)?, libc::F_GETFD, 0)?;
    Ok(if flags as i32 & libc::FD_CLOEXEC == 0 { "clear" } else { "set" }.into())
}

/// What a child says its parent hears; what a parent has locked a child has locked.
fn fork(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    if let Some(take) = subject.take {
        take(&held)?;
        let child = in_child(processes::End::Exits, || take(&held));
        return Ok(if child.is_ok() { "shared" } else { "not inherited" }.into());
    }
    in_child(processes::End::Exits, || say(subject, &held, End::Near, b"x").map(drop))?;
    let heard = hear(subject, &held, End::Far, 8);
    Ok(if heard.is_ok_and(|heard| heard == b"x") { "shared" } else { "copied" }.into())
}

/// The descriptor is open in the new program, or the lock in force.
fn exec(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if let Some(take) = subject.take {
        let before = || {
            let held = (subject.make)(site)?;
            let taken = take(&held);
            std::mem::forget(held);
            taken
        };
        let free = after_exec(before, |_| find(subject, site).and_then(|held| take(&held)))?;
        return Ok(if free.is_err() { "kept" } else { "gone" }.into());
    }
    let held = (subject.make)(site)?;
    let fd = its_descriptor(subject, &held)?;
    let path = |child| format!("/proc/{child}/fd/{fd}");
    let open = after_exec(|| Ok(()), |child| std::fs::symlink_metadata(path(child)).is_ok())?;
    Ok(if open { "kept" } else { "closed" }.into())
}

/// What is said raises SIGIO at the owner of the other end, if that asked for it.
fn notification(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    its_descriptor(subject, &held)?;
    let far = held.far.as_ref().or(held.near.as_ref()).ok_or(NOT_ASKED)?;
    sys::block(libc::SIGIO);
    sys::fcntl(far.as_raw_fd(), libc::F_SETOWN, std::process::id().into())?;
    fcntl(far, FcntlArg::F_SETFL(OFlag::O_ASYNC | OFlag::O_NONBLOCK))?;
    fcntl(far, FcntlArg::F_SETFD(FdFlag::empty()))?;
    say(subject, &held, End::Near, b"x")?;
    let raised = sys::apart::take_signal(&[libc::SIGIO], false);
    raised.map(|_| "SIGIO".into()).map_err(|_| NOT_ASKED)
}

/// A process in a new namespace no longer finds it.
fn namespace(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    subject.find.ok_or(NOT_ASKED)?;
    let _held = (subject.make)(site)?;
    for (flag, word) in [(CloneFlags::CLONE_NEWIPC, "IPC"), (CloneFlags::CLONE_NEWNET, "network")] {
        let found = in_child(processes::End::Exits, || {
            unshare(flag).map_err(|_| NOT_ASKED)?;
            find(subject, site).map(drop)
        });
        match found {
            Ok(()) => {}
            Err(NOT_ASKED) => return Err(NOT_ASKED),
            Err(_) => return Ok(word.into()),
        }
    }
    Err(NOT_ASKED)
}

/// What is seen at the one end when the process at the other is killed.
fn peer_death(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if let Some(take) = subject.take {
        crash(subject, site)?;
        take(&find(subject, site)?)?;
        return Ok("lock is free".into());
    }
    let mut held = (subject.make)(site)?;
    if held.far.is_none() {
        in_child(processes::End::Killed, || Ok(()))?;
        return match hear(subject, &held, End::Far, 8) {
            Err(Errno::EAGAIN) => Ok("nothing".into()),
            _ => Err(NOT_ASKED),
        };
    }
    let near = held.near.take();
    in_child(processes::End::Killed, || near.as_ref().map(|_| ()).ok_or(NOT_ASKED))?;
    drop(near);
    match hear(subject, &held, End::Far, 8) {
        Ok(heard) if heard.is_empty() => Ok("end of file".into()),
        Err(Errno::EAGAIN) => Ok("nothing".into()),
        Err(Errno::EIO) => Ok("EIO".into()),
        _ => Err(NOT_ASKED),
    }
}
