//! Makes the calls, through the C library. It decides nothing.

use std::ffi::CString;
use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::unistd::{getegid, geteuid};

use super::calls::{CREATE, Call, Name, PLACES, Seen, Sem};
use super::table;
use crate::engine::forms::Mode;
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::sys::{self, Semaphore};

/// Where the library has the files of semaphores, and what their names begin with.
const FILES: &str = "/dev/shm/sem.";
const ENDLESS: usize = 300;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    seen(Call::of(op), hands).map(Into::into)
}

/// Makes a call, and says what came back as the room's own code reads it.
pub fn seen(call: Call, hands: &mut Hands) -> Answer<Seen> {
    match call {
        Call::Open { place, name, flags, mode: Mode(mode), value } => {
            let text = text(name, hands)?;
            if flags.bits() & CREATE != 0 {
                hands.note(Made::File, &file(name, hands)?);
            }
            let opened = Semaphore::open(&text, flags.bits(), mode, value)?;
            table::keep(place, opened, hands)?;
            Ok(Seen::Opened)
        }
        Call::OpenEndless { create } => {
            let flags = if create { CREATE } else { 0 };
            Semaphore::open(&endless(hands), flags, 0o600, 0)?.close()?;
            Ok(Seen::Opened)
        }
        Call::Close { sem } => {
            let found = table::find(sem, hands)?;
            let returned = found.unwrap_or_else(Semaphore::nowhere).close()?;
            if let Sem::Named(place) = sem {
                table::forget(place, hands)?;
            }
            done(Ok(returned))
        }
        Call::Unlink { name } => done(sys::sem_unlink(text(name, hands)?.as_c_str())),
        Call::UnlinkEndless => done(sys::sem_unlink(&endless(hands))),
        Call::Init { sem, value } => {
            done(at(sem, hands)?.init(matches!(sem, Sem::Shared(_)), value))
        }
        Call::Destroy { sem } => done(at(sem, hands)?.destroy()),
        Call::Post { sem } => done(at(sem, hands)?.post()),
        Call::PostInHandler { sem } => done(at(sem, hands)?.post_in_handler()),
        Call::Wait { sem } => done(at(sem, hands)?.wait()),
        Call::TryWait { sem } => done(at(sem, hands)?.try_wait()),
        Call::TimedWait { sem, until } => {
            let semaphore = at(sem, hands)?;
            let moment = until.moment();
            let sys::Until::At { seconds, nanoseconds } = moment.at else {
                return done(semaphore.wait());
            };
            match semaphore.timed_wait(seconds, nanoseconds) {
                Ok(returned) => Ok(Seen::Done { returned }),
                Err(errno) => {
                    moment.is_early(errno).map(|early| Seen::TimedOut { early }).ok_or(errno)
                }
            }
        }
        Call::GetValue { sem } => {
            let (returned, value) = at(sem, hands)?.value()?;
            Ok(Seen::Value { returned, value: value.into() })
        }
        Call::Status { name } => {
            let status = fs::metadata(file(name, hands)?)?;
            let owned = status.uid() == geteuid().as_raw();
            let grouped = status.gid() == getegid().as_raw();
            Ok(Seen::Status { mode: status.mode() & 0o7777, owned, grouped })
        }
        Call::Mapped { name } => {
            let file = file(name, hands)?;
            let maps = fs::read_to_string("/proc/self/maps")?;
            Ok(Seen::Mapped { mapped: maps.lines().any(|line| line.ends_with(&file)) })
        }
        Call::Compare { left, right } => {
            let address = |place| table::find(Sem::Named(place % PLACES), hands);
            Ok(Seen::Same { same: address(left)? == address(right)? })
        }
    }
}

/// Unlinks every semaphore that a case may have made, and has the processes forget theirs.
pub fn clean(hands: &mut Hands) {
    for name in Name::lasting().chain([Name::WithoutSlash]) {
        if let Ok(text) = text(name, hands) {
            let _ = sys::sem_unlink(&text);
        }
    }
    table::clear(hands);
}

fn done(returned: Result<i64, Errno>) -> Answer<Seen> {
    Ok(Seen::Done { returned: returned? })
}

/// The semaphore that a call is made with; without an address it is not made.
fn at(sem: Sem, hands: &Hands) -> Answer<Semaphore> {
    table::find(sem, hands)?.ok_or(Errno::EIO)
}

/// The name as the library takes it. Names of dots are not ours alone: with them no call is made.
fn text(name: Name, hands: &Hands) -> Answer<CString> {
    if matches!(name, Name::Dot | Name::TwoDots) {
        return Err(Errno::EIO);
    }
    Ok(CString::new(name.text(hands.tag())).expect("a name of ours has no NUL"))
}

fn endless(hands: &Hands) -> CString {
    CString::new(format!("/{:q<ENDLESS$}", hands.tag())).expect("a name of ours has no NUL")
}

/// The file that a semaphore has.
fn file(name: Name, hands: &Hands) -> Answer<String> {
    let text = text(name, hands)?.into_string().map_err(|_| Errno::EIO)?;
    Ok(format!("{FILES}{}", text.trim_start_matches('/')))
}
