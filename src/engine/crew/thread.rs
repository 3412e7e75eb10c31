//! Threads of actors: one more actor in the same process, with a seat of its own.
//!
//! The threads of a process share its descriptors, so they keep their slots in one place on the
//! board: whoever gets an order takes them from there, and puts them back if it changed them. A
//! process that had several threads does not outlive the case.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::actor::{Actor, Order};
use super::mailbox::{Board, Common, Word};
use super::members::{GiveWay, Member, PATIENCE};
use super::{Crew, CrewError, PANIC_STATUS};
use crate::engine::deed::Told;
use crate::engine::isolate::Journal;
use crate::engine::waiting::{Detector, Watch, own_proc_thread};
use crate::engine::{self, Answer, Deed, Hands};
use crate::sys::{self, Ended, Errno};

/// Bytes of a thread's stack: what it works on is elsewhere.
const STACK_BYTES: usize = 1 << 20;
/// Looks in a row that must see somebody asleep whose process ought to end: who is to end with it
/// was woken for that before the one who exited was gone.
const LOOKS: u32 = 8;

impl Actor {
    /// The seat at which its process keeps what its threads share.
    pub fn home(&self) -> usize {
        (self.board.get(self.seat, Word::Home) as usize).checked_sub(1).unwrap_or(self.seat)
    }

    pub(super) fn take_slots(&mut self) {
        if self.board.get(self.seat, Word::Home) != 0 {
            self.shared = self.board.slots(self.home());
            self.hands.set_slots(self.shared);
        }
    }

    /// A call that waited has old slots: only those that it changed are news.
    pub(super) fn show_slots(&mut self) {
        if self.board.get(self.seat, Word::Home) != 0 && self.hands.slots() != &self.shared {
            self.board.set_slots(self.home(), self.hands.slots());
        }
    }

    /// Starts a thread that acts in the given seat.
    pub(super) fn start_thread(&mut self, seat: usize) -> Answer<Told> {
        let board = self.control.board.ok_or(Errno::ENOSYS).and_then(Board::of)?;
        let home = self.home();
        self.board.set_slots(home, self.hands.slots());
        self.shared = *self.hands.slots();
        self.board.set(self.seat, Word::Home, home as u32 + 1);
        let (tag, directory) = (self.hands.tag(), self.hands.directory().to_string_lossy());
        let journal = self.control.journal.and_then(|fd| Journal::of(fd).ok());
        let mut hands = Hands::new(tag, &directory).with_journal(journal);
        hands.set_slots(self.shared);
        let epoch = self.board.get(seat, Word::Order);
        let (control, worker) = (self.control.clone(), self.worker);
        let actor = Self::new(board, seat, hands, control, (epoch, worker), self.limits);
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
            // Without this thread its driver would wait for ever.
            let _ = catch_unwind(AssertUnwindSafe(|| actor.work_as_thread(home)));
            sys::exit(PANIC_STATUS)
        });
        match thread {
            Ok(_) => Ok(Told::Done),
            Err(error) => Err(Errno(error.raw_os_error().unwrap_or(libc::EAGAIN))),
        }
    }

    fn work_as_thread(mut self, home: usize) -> ! {
        self.board.set(self.seat, Word::Home, home as u32 + 1);
        self.show_up(own_proc_thread());
        self.take_slots();
        let open = self.hands.really_open();
        self.answer(&Answer::Ok(Told::Open(open)));
        self.work()
    }
}

impl Crew {
    /// The thread takes the next place of the cast, as the world counts.
    pub(super) fn start_thread(&mut self, by: engine::Actor) -> Result<Answer<Told>, CrewError> {
        let (seat, epoch) = self.next_seat()?;
        let starter = self.seat(by)?;
        let order = Order::Deed { deed: Deed::Thread, number: seat as i32 };
        let answer: Answer<Told> = self.ask(by, &order)?;
        if answer.is_err() {
            return Ok(answer);
        }
        let home = self.home_of(starter);
        let Some(process) = &mut self.members[home] else { return Err(CrewError::Gone(by)) };
        process.spoiled = true;
        let mut thread = Member::new(process.pid, 0);
        thread.home = Some(home);
        thread.spoiled = true;
        thread.begin_call(epoch, 1);
        self.members[seat] = Some(thread);
        self.cast.push(seat);
        let answer = self.answer_of(seat)?;
        let (process, thread) =
            (self.board.get(home, Word::ProcPid), self.board.get(seat, Word::ProcPid));
        if let Some(member) = &mut self.members[seat] {
            member.watch = Watch::of_thread(process, thread);
        }
        Ok(answer)
    }

    /// The seat whose process this seat's actor belongs to.
    pub(super) fn home_of(&self, seat: usize) -> usize {
        self.members[seat].as_ref().and_then(|member| member.home).unwrap_or(seat)
    }

    /// Waits until the process of one who exits has ended, and been reaped; or, of several threads,
    /// until it is seen that others go on. Where wake-ups may be late, only patience tells that.
    pub(super) fn await_exit(&mut self, seat: usize) -> Result<Told, CrewError> {
        let home = self.home_of(seat);
        let others: Vec<usize> = self.threads_of(home).filter(|other| *other != seat).collect();
        let (mut way, mut looks) = (GiveWay::new(), 0);
        loop {
            let seen = self.board.common(Common::Bell);
            if let Some(ended) = self.reap(home) {
                self.end_threads(home, None, Some(ended));
                self.forget_calls(home);
                let of_several = Told::Gone { others: false };
                return Ok(if others.is_empty() { Told::Done } else { of_several });
            }
            let asleep = |other: &usize| self.state_of(*other) == Some(b'S');
            let stays = matches!(self.state_of(seat), Some(b'Z' | b'X'))
                && self.detection.detector == Detector::Full
                && others.iter().any(asleep);
            looks = if stays { looks + 1 } else { 0 };
            let in_time = looks < LOOKS && way.pause(&self.board, seen, PATIENCE);
            if !in_time && others.is_empty() {
                return Err(self.stuck(seat));
            }
            if !in_time {
                self.leaves_others(seat);
                return Ok(Told::Gone { others: true });
            }
        }
    }

    /// One of several threads is gone, and the process is not: it is known by its first still.
    fn leaves_others(&mut self, seat: usize) {
        if let Some(member) = &mut self.members[seat] {
            member.open = None;
            member.alive = member.home.is_none();
        }
    }

    fn state_of(&self, seat: usize) -> Option<u8> {
        self.members[seat].as_ref()?.watch.state()
    }

    /// The seats of a process's threads that have not ended.
    fn threads_of(&self, home: usize) -> impl Iterator<Item = usize> {
        let of = move |(seat, member): &(usize, &Option<Member>)| {
            let here = |member: &Member| *seat == home || member.home == Some(home);
            member.as_ref().is_some_and(|member| member.alive && here(member))
        };
        self.members.iter().enumerate().filter(of).map(|(seat, _)| seat)
    }

    /// What has become of a process has become of its threads.
    pub(super) fn share_end(&mut self, seat: usize) {
        let home = self.home_of(seat);
        let ended = match &self.members[home] {
            Some(_) => self.reap(home),
            None => Some(Ended::Killed(libc::SIGKILL)),
        };
        if ended.is_some() {
            self.end_threads(home, None, ended);
        }
    }

    /// Those of that process, but for one, have ended.
    pub(super) fn end_threads(&mut self, home: usize, but: Option<usize>, ended: Option<Ended>) {
        for (seat, member) in self.members.iter_mut().enumerate() {
            if let Some(member) = member
                && Some(seat) != but
                && (member.home == Some(home) || (seat == home && but.is_some()))
            {
                member.alive = false;
                member.ended = ended;
                member.home = Some(home);
                if but.is_some() {
                    member.open = None;
                }
            }
        }
    }

    /// That process ended because it was told to: the calls of its threads are no news.
    pub(super) fn forget_calls(&mut self, home: usize) {
        for (seat, member) in self.members.iter_mut().enumerate() {
            if let Some(member) = member
                && (seat == home || member.home == Some(home))
            {
                member.open = None;
            }
        }
    }

    /// One of several threads has replaced the program, and goes on as the whole process.
    pub(super) fn outlive_threads(&mut self, seat: usize) {
        let home = self.home_of(seat);
        self.end_threads(home, Some(seat), Some(Ended::Exited(0)));
        let pid = self.board.get(seat, Word::Pid).cast_signed();
        let watch = Watch::of(self.board.get(seat, Word::ProcPid));
        if let Some(member) = &mut self.members[seat] {
            (member.pid, member.watch, member.home) = (pid, watch, None);
        }
    }
}
