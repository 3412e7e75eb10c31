//! The board: memory shared by the driver and its actors, a mailbox for each, and the words of a
//! race.
//!
//! An order is posted by storing its epoch, an answer by storing the same epoch. Epochs only ever
//! grow: starting them anew would lose wake-ups.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::engine::hands::EMPTY;
use crate::engine::world::{ACTORS_MAX, SLOTS_MAX};
use crate::sys::{self, Errno, Region};

/// Mailboxes: for the actors at hand, and for those that a script forks.
pub const SEATS: usize = 2 * ACTORS_MAX;
/// Most calls of one actor in a race.
pub const RACE_CALLS_MAX: usize = 8;
/// Bytes of an order or of an answer: operations and outcomes are symbols, so they are small.
pub const LETTER_BYTES: usize = 16 << 10;

const PAGE: usize = 4096;
/// A page of words, the order, the answer.
const MAILBOX_BYTES: usize = PAGE + 2 * LETTER_BYTES;
/// Where the legs of a relay lie, after the mailboxes.
pub(super) const RELAY: usize = PAGE + SEATS * MAILBOX_BYTES;
const BOARD_BYTES: usize = RELAY + super::legs::RELAY_BYTES;

/// A word of a mailbox.
#[derive(Debug, Clone, Copy)]
pub enum Word {
    /// Epoch of the last order; the actor sleeps on it.
    Order = 0,
    /// Epoch of the last answer.
    Answer = 1,
    /// The call that the actor is in; 0 if in none.
    Phase = 2,
    OrderBytes = 3,
    AnswerBytes = 4,
    /// The number by which /proc knows the actor.
    ProcPid = 5,
    /// Its pid: told by itself, and of a forked actor by its parent.
    Pid = 6,
    /// Its handler restarts calls; survives exec here.
    Restarts = 7,
    /// Calls begun and done in this race.
    Begun = 8,
    Done = 9,
    /// Its place in the script, counted from 1; 0 if it has none.
    Place = 10,
    /// Epoch of the last order that is a letter, and no leg of a relay.
    Letter = 11,
    /// The seat, counted from 1, at which the threads of its process keep their slots; 0 where it
    /// is the only thread.
    Home = 12,
    /// The number of its thread.
    Thread = 13,
    /// Its parent is another actor, not the worker.
    Apart = 14,
}

/// Words of the whole crew.
#[derive(Debug, Clone, Copy)]
pub enum Common {
    /// Counts answers; the driver sleeps on it.
    Bell = 0,
    DriverSleeps = 1,
    /// Actors that have arrived at the gate of the race.
    Arrived = 2,
    /// The race whose gate is open.
    Gate = 3,
    /// The race that is over: who wakes up makes no further call.
    Over = 4,
    /// The epoch of the first leg of the relay, and how many legs it has.
    RelayFirst = 5,
    RelayLegs = 6,
    /// The epoch of the leg that is under way, all before it having come out as predicted; 0 once
    /// the driver has broken the relay off. Who hands on changes it from its own epoch, the driver
    /// from the epoch that it saw: so exactly one of them does.
    RelayAt = 7,
    /// The deed liar at work, by its place among the room's, counted from 1; 0 for none.
    Liar = 8,
}

/// Where the ticket counter lies, after the common words.
const TICKET: usize = 256;
/// Offsets in a page of words: slots; where each answer of a race ends; tickets before and after.
const SLOTS: usize = 256;
const ENDS: usize = 512;
const BEFORE: usize = 1024;
const AFTER: usize = 1536;

/// The memory itself.
#[derive(Debug)]
pub struct Board(pub Region);

impl Board {
    pub fn new() -> Result<Self, Errno> {
        Region::new(BOARD_BYTES).map(Self)
    }

    /// The board behind the descriptor that a new program was left with.
    pub fn of(fd: i32) -> Result<Self, Errno> {
        Region::of(fd, BOARD_BYTES).map(Self)
    }

    pub fn get(&self, seat: usize, word: Word) -> u32 {
        self.0.word(start(seat) + 4 * word as usize).load(SeqCst)
    }

    pub fn set(&self, seat: usize, word: Word, value: u32) {
        self.0.word(start(seat) + 4 * word as usize).store(value, SeqCst);
    }

    pub fn common(&self, word: Common) -> u32 {
        self.0.word(4 * word as usize).load(SeqCst)
    }

    pub fn set_common(&self, word: Common, value: u32) {
        self.0.word(4 * word as usize).store(value, SeqCst);
    }

    /// Changes a word from one value to another; false if it had another value.
    pub fn exchange(&self, word: Common, from: u32, to: u32) -> bool {
        self.0.word(4 * word as usize).compare_exchange(from, to, SeqCst, SeqCst).is_ok()
    }

    /// Adds one; the value before.
    pub fn count(&self, word: Common) -> u32 {
        self.0.word(4 * word as usize).fetch_add(1, SeqCst)
    }

    /// The actors of this script: place, pid, and number in /proc of each.
    pub fn cast(&self) -> impl Iterator<Item = (usize, i32, u32)> {
        (0..SEATS).filter_map(|seat| {
            let place = (self.get(seat, Word::Place) as usize).checked_sub(1)?;
            let pid = self.get(seat, Word::Pid).cast_signed();
            Some((place, pid, self.get(seat, Word::ProcPid)))
        })
    }

    /// The next ticket: orders the beginnings and ends of calls.
    pub fn ticket(&self) -> u64 {
        self.0.long(TICKET).fetch_add(1, SeqCst)
    }

    /// Posts an order and wakes its actor.
    pub fn post(&self, seat: usize, epoch: u32, letter: &[u8]) {
        self.0.put(start(seat) + PAGE, letter);
        self.set(seat, Word::OrderBytes, letter.len() as u32);
        self.set(seat, Word::Letter, epoch);
        self.wake(seat, epoch);
    }

    /// Wakes an actor with this epoch: of its order, or of its leg of a relay.
    pub fn wake(&self, seat: usize, epoch: u32) {
        self.set(seat, Word::Order, epoch);
        sys::futex_wake(self.0.word(start(seat) + 4 * Word::Order as usize), 1);
    }

    /// In an actor: sleeps until there is another order than `last`; its epoch.
    pub fn await_order(&self, seat: usize, last: u32) -> u32 {
        loop {
            let epoch = self.get(seat, Word::Order);
            if epoch != last {
                return epoch;
            }
            sys::futex_wait(self.0.word(start(seat) + 4 * Word::Order as usize), last, None);
        }
    }

    pub fn read_order(&self, seat: usize, into: &mut Vec<u8>) {
        into.resize((self.get(seat, Word::OrderBytes) as usize).min(LETTER_BYTES), 0);
        self.0.get(start(seat) + PAGE, into);
    }

    /// Puts an answer at this offset of the answers, for [`Self::ring`] to announce.
    pub fn put_answer(&self, seat: usize, offset: usize, letter: &[u8]) {
        assert!(offset + letter.len() <= LETTER_BYTES, "answers of symbols are small");
        self.0.put(start(seat) + PAGE + LETTER_BYTES + offset, letter);
        self.set(seat, Word::AnswerBytes, (offset + letter.len()) as u32);
    }

    /// In an actor: announces its answer.
    pub fn ring(&self, seat: usize, epoch: u32) {
        self.set(seat, Word::Answer, epoch);
        self.ring_bell();
    }

    /// In an actor: has the driver look at the board.
    pub fn ring_bell(&self) {
        self.count(Common::Bell);
        if self.common(Common::DriverSleeps) != 0 {
            sys::futex_wake(self.0.word(4 * Common::Bell as usize), 1);
        }
    }

    /// In the driver: sleeps until the bell has rung since it was `seen`, or patience ends.
    pub fn await_bell(&self, seen: u32, patience: Duration) {
        self.set_common(Common::DriverSleeps, 1);
        if self.common(Common::Bell) == seen {
            sys::futex_wait(self.0.word(4 * Common::Bell as usize), seen, Some(patience));
        }
        self.set_common(Common::DriverSleeps, 0);
    }

    /// The answers from `from` to `to`.
    pub fn read_answer(&self, seat: usize, from: usize, to: usize, into: &mut Vec<u8>) {
        let to = to.min(LETTER_BYTES);
        into.resize(to.saturating_sub(from), 0);
        self.0.get(start(seat) + PAGE + LETTER_BYTES + from, into);
    }

    pub fn set_slots(&self, seat: usize, slots: &[i32; SLOTS_MAX]) {
        for (index, fd) in slots.iter().enumerate() {
            self.0.word(start(seat) + SLOTS + 4 * index).store(fd.cast_unsigned(), SeqCst);
        }
    }

    pub fn slots(&self, seat: usize) -> [i32; SLOTS_MAX] {
        let mut slots = [EMPTY; SLOTS_MAX];
        for (index, fd) in slots.iter_mut().enumerate() {
            *fd = self.0.word(start(seat) + SLOTS + 4 * index).load(SeqCst).cast_signed();
        }
        slots
    }

    /// Where the answer to the `nth` call of a race ends.
    pub fn answer_end(&self, seat: usize, nth: usize) -> usize {
        self.0.word(start(seat) + ENDS + 4 * nth).load(SeqCst) as usize
    }

    pub fn set_answer_end(&self, seat: usize, nth: usize, end: usize) {
        self.0.word(start(seat) + ENDS + 4 * nth).store(end as u32, SeqCst);
    }

    /// The tickets drawn before and after the `nth` call of a race.
    pub fn tickets(&self, seat: usize, nth: usize) -> (u64, u64) {
        let at = |place| self.0.long(start(seat) + place + 8 * nth).load(SeqCst);
        (at(BEFORE), at(AFTER))
    }

    pub fn set_ticket_before(&self, seat: usize, nth: usize, ticket: u64) {
        self.0.long(start(seat) + BEFORE + 8 * nth).store(ticket, SeqCst);
    }

    pub fn set_ticket_after(&self, seat: usize, nth: usize, ticket: u64) {
        self.0.long(start(seat) + AFTER + 8 * nth).store(ticket, SeqCst);
    }
}

fn start(seat: usize) -> usize {
    PAGE + seat * MAILBOX_BYTES
}

/// What shows in /proc/TID/syscall while this call of this seat is open.
pub fn cookie(seat: usize, phase: u32) -> usize {
    0x0b0b << 48 | seat << 32 | phase as usize
}
