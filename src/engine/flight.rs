//! Notes what is about to be done, on a page that is found in the memory of a machine that died.
//!
//! Only on a machine that is ours is anything noted; elsewhere nobody could read it.

use std::cell::RefCell;
use std::sync::atomic::Ordering::SeqCst;

use serde::{Deserialize, Serialize};

use super::script::SCRIPT_SCHEMA;
use super::world::Rooms;
use super::{Limits, Room, Script, Step, room};
use crate::kernel::Facts;
use crate::kernel::flight::{
    BYTES_AT, CUT_AT, FACILITY_AT, Flight, IN_FLIGHT, LAST_AT, NOTES_AT, PAGE_BYTES, SINCE_AT,
    STATE_AT, mark,
};
use crate::sys::Region;

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// A script without its steps.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    rooms: Vec<u8>,
    actors: u8,
    solo: bool,
    limits: Limits,
}

/// The page of this worker.
struct Page {
    region: Region,
    /// Bytes of the head, and of all notes.
    head: usize,
    used: usize,
    letter: Vec<u8>,
}

/// Gives this worker its page, where that is of use, and notes whose scripts follow.
pub fn open(facts: &Facts, room: &'static Room) {
    if !facts.own_machine {
        return;
    }
    if is_noting() {
        with(|page| page.region.word(FACILITY_AT).store(room.number().into(), SeqCst));
        return;
    }
    let Ok(region) = Region::new(PAGE_BYTES) else { return };
    // The memory stays; the descriptor would stand in the scripts' way.
    region.fd().map(crate::sys::close);
    region.word(FACILITY_AT).store(room.number().into(), SeqCst);
    region.put(0, &mark());
    PAGE.set(Some(Page { region, head: 0, used: 0, letter: vec![] }));
}

/// Whether this worker notes what it does.
pub fn is_noting() -> bool {
    PAGE.with_borrow(Option::is_some)
}

/// A script begins.
pub fn begin(script: &Script) {
    with(|page| {
        let head = Head {
            rooms: script.rooms.iter().map(|room| room.number()).collect(),
            actors: script.actors,
            solo: script.solo,
            limits: script.limits.clone(),
        };
        page.region.word(STATE_AT).store(0, SeqCst);
        page.region.word(CUT_AT).store(0, SeqCst);
        page.region.long(SINCE_AT).store(uptime_us(), SeqCst);
        page.used = 0;
        page.write(&head);
        page.head = page.used;
    });
}

/// This step is about to be performed.
pub fn step(step: &Step) {
    with(|page| {
        page.write(step);
        page.region.word(STATE_AT).store(IN_FLIGHT, SeqCst);
    });
    #[cfg(feature = "planted-fault")]
    planted();
}

/// The script has ended.
pub fn end() {
    with(|page| page.region.word(STATE_AT).store(0, SeqCst));
}

/// The script that was in flight, as far as it was performed; its last step is the one.
pub fn script(flight: &Flight) -> Option<Script> {
    let mut notes = letters(&flight.notes);
    let head: Head = postcard::from_bytes(notes.next()?).ok()?;
    let steps = notes.map(|note| postcard::from_bytes(note).ok()).collect::<Option<_>>()?;
    Some(Script {
        schema: SCRIPT_SCHEMA,
        rooms: head.rooms.into_iter().map(room::numbered).collect::<Option<Rooms>>()?,
        actors: head.actors,
        solo: head.solo,
        limits: head.limits,
        steps,
    })
}

impl Page {
    /// Adds a note with its length before it. Where the page is full, the steps so far go.
    fn write(&mut self, note: &impl Serialize) {
        let mut letter = std::mem::take(&mut self.letter);
        letter.clear();
        let Ok(letter) = postcard::to_extend(note, letter) else { return };
        let bytes = letter.len() + 2;
        if NOTES_AT + self.used + bytes > PAGE_BYTES {
            self.used = self.head;
            self.region.word(CUT_AT).store(1, SeqCst);
        }
        if NOTES_AT + self.used + bytes <= PAGE_BYTES {
            self.region.put(NOTES_AT + self.used, &(letter.len() as u16).to_le_bytes());
            self.region.put(NOTES_AT + self.used + 2, &letter);
            self.region.word(LAST_AT).store(self.used as u32, SeqCst);
            self.used += bytes;
            self.region.word(BYTES_AT).store(self.used as u32, SeqCst);
        }
        self.letter = letter;
    }
}

fn letters(mut notes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = notes.split_first_chunk::<2>()?;
        let (letter, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        notes = rest;
        Some(letter)
    })
}

fn with(note: impl FnOnce(&mut Page)) {
    PAGE.with_borrow_mut(|page| page.as_mut().map(note));
}

fn uptime_us() -> u64 {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC)
        .map_or(0, |now| now.tv_sec() as u64 * 1_000_000 + now.tv_nsec() as u64 / 1_000)
}

/// The kernel crashes in the midst of a script, where the test asks for it.
#[cfg(feature = "planted-fault")]
fn planted() {
    use std::cell::Cell;
    /// By then a room is under way.
    const AT_STEP: u32 = 40;
    thread_local! {
        static LEFT: Cell<u32> = const { Cell::new(AT_STEP) };
    }
    LEFT.set(LEFT.get().saturating_sub(1));
    let wanted = |line: String| line.split_whitespace().any(|word| word == "bythebook.fault=panic");
    if LEFT.get() == 1 && std::fs::read_to_string("/proc/cmdline").is_ok_and(wanted) {
        let _ = std::fs::write("/proc/sysrq-trigger", "c");
    }
}
