//! The processes behind the seats: how they are forked, reaped, freed and dismissed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::actor::{self, FIRST_OF_SCRIPT, Order};
use super::mailbox::{Board, Common, SEATS, Word};
use super::{Crew, CrewError};
use crate::engine::waiting::Watch;
use crate::engine::{Answer, Hands};
use crate::sys::{self, Ended, Errno, Fork, Region};

/// One process of the crew, as the driver knows it.
#[derive(Debug)]
pub struct Member {
    pub pid: i32,
    /// The seat of its process, if it is a thread that was started in it.
    pub home: Option<usize>,
    pub watch: Watch,
    pub open: Option<Open>,
    pub alive: bool,
    /// The seat of its parent, if that is not the worker: then it is the parent who reaps it.
    pub parent: Option<usize>,
    /// How it ended, if it did.
    pub ended: Option<Ended>,
    /// Changed beyond repair: it does not outlive the case.
    pub spoiled: bool,
    /// It was told something since it was last as new.
    pub used: bool,
}

/// An order that has not been told as answered.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    pub epoch: u32,
    /// Its calls have this many epochs, one each.
    pub epochs: u32,
    /// Looks in a row that saw it asleep.
    pub looks: u32,
    /// The phase in which it was told as waiting.
    pub told: Option<u32>,
    /// Which phase was first seen when; only where nothing better than time is to be had.
    pub since: Option<(u32, Instant)>,
    /// It is one of a race: which of its actor's calls is told from the board.
    pub race: bool,
}

/// Longest wait for an actor to come up, to answer a deed, or to be torn down.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Longest wait for a stuck call to be interrupted.
const FREEING: Duration = Duration::from_millis(50);
/// Shortest and longest sleep between looks.
const SLEEP_MIN: Duration = Duration::from_micros(100);
const SLEEP_MAX: Duration = Duration::from_millis(5);
/// Turns in which the processor is only offered, before anybody sleeps.
const OFFERS: u32 = 3;
/// Exit status of an actor that panicked.
pub(super) const PANIC_STATUS: i32 = 101;
/// Stands for the exit status of an actor whose parent could not be asked for it.
const UNTOLD_STATUS: i32 = -1;

impl Member {
    pub fn new(pid: i32, proc_pid: u32) -> Self {
        Self {
            pid,
            home: None,
            watch: Watch::of(proc_pid),
            open: None,
            alive: true,
            parent: None,
            ended: None,
            spoiled: false,
            used: false,
        }
    }

    pub fn begin_call(&mut self, epoch: u32, epochs: u32) {
        self.open = Some(Open { epoch, epochs, looks: 0, told: None, since: None, race: false });
        self.used = true;
    }

    /// Reaps it if it has ended and is a child of the worker.
    fn reap(&mut self) {
        if self.alive
            && self.home.is_none()
            && let Ok(Some((_, ended))) = sys::wait(self.pid, false)
        {
            self.alive = false;
            self.ended = Some(ended);
        }
    }

    /// Whether it can be seen to have ended.
    fn is_gone(&self) -> bool {
        matches!(self.watch.state(), Some(b'Z' | b'X' | b'x'))
    }
}

/// Waits ever longer between looks, giving way to the actors first.
pub struct GiveWay {
    rounds: u32,
    sleep: Duration,
    begin: Option<Instant>,
}

impl GiveWay {
    pub fn new() -> Self {
        Self { rounds: 0, sleep: SLEEP_MIN, begin: None }
    }

    /// One pause; false when `patience` is over.
    pub fn pause(&mut self, board: &Board, seen: u32, patience: Duration) -> bool {
        self.rounds += 1;
        if self.rounds <= OFFERS {
            sys::yield_now();
            return true;
        }
        let begin = *self.begin.get_or_insert_with(Instant::now);
        if begin.elapsed() > patience {
            return false;
        }
        board.await_bell(seen, self.sleep);
        self.sleep = (self.sleep * 2).min(SLEEP_MAX);
        true
    }

    /// Whether it is time to look for who has ended: that rings no bell.
    pub fn is_long(&self) -> bool {
        self.rounds > OFFERS
    }
}

impl Crew {
    /// Forks whoever is missing.
    pub(super) fn fill(&mut self) -> Result<(), CrewError> {
        let mut forked = Vec::new();
        for seat in 0..self.size {
            let sound = self.members[seat]
                .as_ref()
                .is_some_and(|member| member.alive && !member.spoiled && member.open.is_none());
            if !sound {
                self.dismiss(seat);
                self.fork_into(seat)?;
                forked.push(seat);
            }
        }
        for seat in forked {
            self.await_answer(seat)?;
            if let Some(member) = &mut self.members[seat] {
                member.watch = Watch::of(self.board.get(seat, Word::ProcPid));
                member.used = false;
            }
        }
        Ok(())
    }

    /// Reaps the process in a seat if it has ended; how it ended, if it has.
    pub(super) fn reap(&mut self, seat: usize) -> Option<Ended> {
        let member = self.members[seat].as_mut()?;
        let Some(parent) = member.parent else {
            member.reap();
            return member.ended;
        };
        if member.alive && member.is_gone() {
            let pid = member.pid;
            let ended = self.ended_child(parent, pid).unwrap_or(Ended::Exited(UNTOLD_STATUS));
            let member = self.members[seat].as_mut()?;
            member.alive = false;
            member.ended = Some(ended);
        }
        self.members[seat].as_ref()?.ended
    }

    /// Asks an actor how its child ended; none if it cannot be asked.
    fn ended_child(&mut self, parent: usize, child: i32) -> Option<Ended> {
        self.members[parent].as_ref().filter(|parent| parent.alive && parent.open.is_none())?;
        self.send(parent, &Order::Reap(child), 1).ok()?;
        let told: Answer<Option<i32>> = self.answer_of(parent).ok()?;
        Some(match told.ok()?? {
            0 => Ended::Exited(0),
            signal => Ended::Killed(signal),
        })
    }

    fn fork_into(&mut self, seat: usize) -> Result<(), CrewError> {
        self.epoch += 1;
        let epoch = self.epoch;
        self.board.set(seat, Word::Order, epoch);
        self.board.set(seat, Word::Apart, 0);
        let worker = std::process::id();
        match sys::fork().map_err(CrewError::Fork)? {
            Fork::Parent { child } => {
                let mut member = Member::new(child, 0);
                member.begin_call(epoch, 1);
                self.members[seat] = Some(member);
                Ok(())
            }
            Fork::Child => {
                // Nothing may unwind into the worker's frames, of which this process has a copy.
                let _ = catch_unwind(AssertUnwindSafe(|| self.become_actor(seat, epoch, worker)));
                sys::exit(PANIC_STATUS)
            }
        }
    }

    fn become_actor(&mut self, seat: usize, epoch: u32, worker: u32) -> ! {
        sys::close_range(FIRST_OF_SCRIPT, self.control.lowest() - 1);
        let region = std::mem::replace(&mut self.board.0, Region::nowhere());
        let empty = Hands::new("", "");
        let mut hands = std::mem::replace(&mut self.hands, empty);
        hands.set_slots([crate::engine::hands::EMPTY; crate::engine::world::SLOTS_MAX]);
        let control = self.control.clone();
        let mut actor =
            actor::Actor::new(Board(region), seat, hands, control, (epoch, worker), self.limits);
        actor.come_up();
        actor.set_attributes();
        actor.board.ring(seat, epoch);
        actor.work()
    }

    /// Waits until an order that returns soon is answered.
    pub(super) fn await_answer(&mut self, seat: usize) -> Result<(), CrewError> {
        let actor = self.actor_in(seat);
        let mut way = GiveWay::new();
        loop {
            let seen = self.board.common(Common::Bell);
            let member = self.members[seat].as_mut().ok_or(CrewError::Gone(actor))?;
            let Some(open) = member.open else { return Ok(()) };
            if self.board.get(seat, Word::Answer) == open.epoch {
                member.open = None;
                return Ok(());
            }
            if way.is_long() {
                match self.reap(seat) {
                    Some(Ended::Exited(status)) => return Err(CrewError::Lost(actor, status)),
                    Some(Ended::Killed(signal)) => return Err(CrewError::Killed(actor, signal)),
                    None => {}
                }
            }
            if !way.pause(&self.board, seen, PATIENCE) {
                return Err(self.stuck(seat));
            }
        }
    }

    /// The answer to an order that returns soon.
    pub(super) fn answer_of<T: serde::de::DeserializeOwned>(
        &mut self,
        seat: usize,
    ) -> Result<T, CrewError> {
        self.await_answer(seat)?;
        self.read(seat)
    }

    /// Says of an actor that is stuck what can be seen of it.
    pub(super) fn stuck(&self, seat: usize) -> CrewError {
        let state = self.members[seat].as_ref().and_then(|member| member.watch.state());
        let [order, answer, phase] =
            [Word::Order, Word::Answer, Word::Phase].map(|word| self.board.get(seat, word));
        let seen = format!(
            "state {}, order {order}, answer {answer}, phase {phase}",
            state.map_or('?', char::from)
        );
        CrewError::Stuck(self.actor_in(seat), seen)
    }

    /// Waits until a process that must end has been reaped: then its descriptors are closed and
    /// its locks are gone.
    pub(super) fn await_end(&mut self, seat: usize) -> Result<Ended, CrewError> {
        let actor = self.actor_in(seat);
        let home = self.home_of(seat);
        let mut way = GiveWay::new();
        loop {
            let seen = self.board.common(Common::Bell);
            self.members[home].as_ref().ok_or(CrewError::Gone(actor))?;
            if let Some(ended) = self.reap(home) {
                self.end_threads(home, None, Some(ended));
                return Ok(ended);
            }
            if !way.pause(&self.board, seen, PATIENCE) {
                return Err(self.stuck(seat));
            }
        }
    }

    /// Frees those that are still in a call by the reserved signal; who does not heed it is killed.
    pub(super) fn release_stuck(&mut self) {
        for seat in 0..SEATS {
            let begin = Instant::now();
            let mut sleep = SLEEP_MIN;
            loop {
                if self.home_of(seat) != seat {
                    self.share_end(seat);
                }
                let seen = self.board.common(Common::Bell);
                let Some(member) = self.members[seat].as_mut().filter(|member| member.alive) else {
                    break;
                };
                let Some(open) = member.open else { break };
                if self.board.get(seat, Word::Answer) == open.epoch {
                    member.open = None;
                    break;
                }
                let pid = member.pid;
                if begin.elapsed() > FREEING || self.reap(seat).is_some() {
                    self.dismiss(seat);
                    break;
                }
                // Again and again: the signal may come just before the call.
                let thread = self.board.get(seat, Word::Thread).cast_signed();
                let threaded = self.board.get(seat, Word::Home) != 0;
                let _: Result<usize, Errno> = if threaded {
                    sys::kill_thread(thread, sys::reserved())
                } else {
                    sys::kill(pid, sys::reserved())
                };
                sys::yield_now();
                self.board.await_bell(seen, sleep);
                sleep = (sleep * 2).min(SLEEP_MAX);
            }
        }
    }

    /// Ends the process in a seat, if there is one, and empties the seat. A thread ends with its
    /// process.
    pub(super) fn dismiss(&mut self, seat: usize) {
        if let Some(member) = self.members[seat].take()
            && member.alive
            && member.home.is_none()
        {
            let _ = sys::kill(member.pid, libc::SIGKILL);
            if member.parent.is_none() {
                let _ = sys::wait(member.pid, true);
                return;
            }
            // Until it is gone, what it has open is.
            let begin = Instant::now();
            while !member.is_gone() && begin.elapsed() < PATIENCE {
                sys::yield_now();
            }
        }
    }
}
