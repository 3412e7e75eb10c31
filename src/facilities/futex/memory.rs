//! The memory in which futex words are: what processes share, which each maps twice, and a word in
//! the memory of each process.
//!
//! The shared memory says which case runs, so that a process forgets what its own word was in the
//! one before.

use std::ffi::{CStr, OsStr};
use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::calls::{WORDS, Word};
use crate::engine::{Errno, Hands};
use crate::sys::{self, Region};

/// The words of a process.
#[derive(Clone, Copy)]
struct Memory {
    /// The directory in which the shared memory has its file.
    directory: &'static CStr,
    case: &'static AtomicU64,
    /// At one address and at the other; the last is one that no rule speaks of.
    shared: [[&'static AtomicU32; PLACES]; 2],
}

/// What a process has mapped, and the case in which its own word was looked at last.
struct Known {
    memory: Option<Memory>,
    case: u64,
}

static KNOWN: Mutex<Known> = Mutex::new(Known { memory: None, case: u64::MAX });
/// The process's own word.
static OWN: AtomicU32 = AtomicU32::new(0);

const SPARE: usize = WORDS as usize;
const PLACES: usize = SPARE + 1;
/// The number of the case comes first, then the words.
const WORDS_AT: usize = 8;
const BYTES: usize = WORDS_AT + 4 * PLACES;

/// The word that a call is made with.
pub fn word(word: Word, hands: &Hands) -> Result<&'static AtomicU32, Errno> {
    let [first, again] = memory(hands)?.shared;
    Ok(match word {
        Word::Shared(nth) => first[usize::from(nth % WORDS)],
        Word::Again(nth) => again[usize::from(nth % WORDS)],
        Word::Own => &OWN,
    })
}

/// A word on which no call waits.
pub fn spare(hands: &Hands) -> Result<&'static AtomicU32, Errno> {
    Ok(memory(hands)?.shared[0][SPARE])
}

/// The next case begins: every word is 0.
pub fn clear(hands: &Hands) {
    if let Ok(memory) = memory(hands) {
        memory.shared[0].iter().for_each(|word| word.store(0, Ordering::Release));
        memory.case.fetch_add(1, Ordering::AcqRel);
    }
}

fn memory(hands: &Hands) -> Result<Memory, Errno> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let there = known.memory.filter(|memory| memory.directory == hands.directory().as_c_str());
    let memory = if let Some(memory) = there {
        memory
    } else {
        // It stays mapped for the life of the process: another thread may wait there.
        let [first, again] = map(hands)?.map(|region| &*Box::leak(Box::new(region)));
        let words = |region: &'static Region| {
            std::array::from_fn(|place| region.word(WORDS_AT + 4 * place))
        };
        let directory = &**Box::leak(Box::new(hands.directory().clone()));
        let memory =
            Memory { directory, case: first.long(0), shared: [words(first), words(again)] };
        *known = Known { memory: Some(memory), case: u64::MAX };
        memory
    };
    let case = memory.case.load(Ordering::Acquire);
    if case != known.case {
        known.case = case;
        OWN.store(0, Ordering::Release);
    }
    Ok(memory)
}

/// Maps the file, which any user may open; whatever limit on descriptors the case has set.
fn map(hands: &Hands) -> Result<[Region; 2], Errno> {
    let error = |error: io::Error| Errno::from(error);
    match open(hands).map_err(error) {
        Err(Errno::EMFILE) => {
            let (soft, hard) = sys::rlimit(libc::RLIMIT_NOFILE)?;
            sys::set_soft_limit(libc::RLIMIT_NOFILE, hard)?;
            let mapped = open(hands).map_err(error);
            sys::set_soft_limit(libc::RLIMIT_NOFILE, soft)?;
            mapped
        }
        mapped => mapped,
    }
}

fn open(hands: &Hands) -> io::Result<[Region; 2]> {
    let path = Path::new(OsStr::from_bytes(hands.directory().as_bytes())).join("futex-words");
    let open = |create| OpenOptions::new().read(true).write(true).create(create).open(&path);
    let file: File = open(false).or_else(|_| open(true))?;
    // The umask is a script's. Where another user made the file, it is as it should be.
    let _ = file.set_permissions(Permissions::from_mode(0o666));
    file.set_len(BYTES as u64)?;
    let mapped = || {
        let mapped = Region::of(file.as_raw_fd(), BYTES);
        mapped.map_err(|errno| io::Error::from_raw_os_error(errno.0))
    };
    Ok([mapped()?, mapped()?])
}
