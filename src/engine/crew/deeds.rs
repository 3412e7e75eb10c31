//! The engine's own deeds, as the driver has them done.

use super::actor::Order;
use super::mailbox::{SEATS, Word};
use super::members::Member;
use super::{Crew, CrewError};
use crate::engine::deed::Told;
use crate::engine::waiting::Watch;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{Actor, Answer, Deed, Pick};
use crate::sys;

impl Crew {
    /// Has an actor do a deed, and waits until it is done with all that comes of it: a child is
    /// up, the killed are reaped, a new program carries on. The actor may not be in a call.
    pub fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, CrewError> {
        match deed {
            Deed::Fork => self.fork(by),
            Deed::Thread => self.start_thread(by),
            Deed::Pass { fd, to } => self.pass(by, *fd, *to),
            Deed::Exit => {
                let seat = self.ready_seat(by)?;
                self.send(seat, &order(deed, 0), 1)?;
                let told = self.await_exit(seat)?;
                Ok(Ok(told))
            }
            Deed::Kill { target } | Deed::Signal { target } => {
                let target_seat = self.seat(*target)?;
                let mut number = self.members[target_seat].as_ref().map_or(0, |member| member.pid);
                let threaded = self.board.get(target_seat, Word::Home) != 0;
                if threaded && matches!(deed, Deed::Signal { .. }) {
                    number = -self.board.get(target_seat, Word::Thread).cast_signed();
                }
                let answer: Answer<Told> = self.ask(by, &order(deed, number))?;
                if matches!(deed, Deed::Kill { .. }) && answer.is_ok() {
                    self.await_end(target_seat)?;
                }
                Ok(answer)
            }
            Deed::Exec | Deed::BecomeOther => {
                let answer: Answer<Told> = self.ask(by, &order(deed, 0))?;
                let seat = self.seat(by)?;
                if matches!(deed, Deed::Exec) && answer.is_ok() {
                    self.outlive_threads(seat);
                }
                if let Some(member) = &mut self.members[seat] {
                    member.spoiled = true;
                }
                Ok(answer)
            }
            _ => self.ask(by, &order(deed, 0)),
        }
    }

    /// The child takes the next place of the cast, as the world counts.
    fn fork(&mut self, by: Actor) -> Result<Answer<Told>, CrewError> {
        let (child_seat, epoch) = self.next_seat()?;
        let answer: Answer<Told> = self.ask(by, &order(&Deed::Fork, child_seat as i32))?;
        if answer.is_err() {
            return Ok(answer);
        }
        let pid = self.board.get(child_seat, Word::Pid).cast_signed();
        let mut child = Member::new(pid, 0);
        child.begin_call(epoch, 1);
        child.spoiled = true;
        self.members[child_seat] = Some(child);
        self.cast.push(child_seat);
        let answer = self.answer_of(child_seat)?;
        if let Some(child) = &mut self.members[child_seat] {
            child.watch = Watch::of(self.board.get(child_seat, Word::ProcPid));
            let apart = self.board.get(child_seat, Word::Apart) != 0;
            child.parent = apart.then_some(self.cast[usize::from(by.0)]);
        }
        Ok(answer)
    }

    /// A free seat for the next of the cast, and the epoch with which it begins there.
    pub(super) fn next_seat(&mut self) -> Result<(usize, u32), CrewError> {
        let seat = (0..SEATS)
            .rev()
            .find(|seat| self.members[*seat].is_none())
            .filter(|_| self.cast.len() < ACTORS_MAX)
            .ok_or(CrewError::Full)?;
        self.epoch += 1;
        self.board.set(seat, Word::Order, self.epoch);
        self.board.set(seat, Word::Home, 0);
        self.board.set(seat, Word::Place, self.cast.len() as u32 + 1);
        Ok((seat, self.epoch))
    }

    fn pass(&mut self, by: Actor, fd: Pick, to: Actor) -> Result<Answer<Told>, CrewError> {
        // Who is in a call cannot receive; asked first, so that nothing stays in the socket.
        self.ready_seat(to)?;
        let sent: Answer<Told> = self.ask(by, &order(&Deed::Pass { fd, to }, 0))?;
        if sent.is_err() {
            return Ok(sent);
        }
        self.ask(to, &Order::Receive)
    }

    /// Nobody is to receive any more what was sent and not received.
    pub fn forget_passed(&self) {
        let Some([_, from]) = self.control.sockets else { return };
        while let Ok(fd) = sys::receive_descriptor(from) {
            let _ = sys::close(fd);
        }
    }

    pub(super) fn seat(&self, actor: Actor) -> Result<usize, CrewError> {
        self.cast.get(usize::from(actor.0)).copied().ok_or(CrewError::Gone(actor))
    }
}

fn order(deed: &Deed, number: i32) -> Order {
    Order::Deed { deed: deed.clone(), number }
}
