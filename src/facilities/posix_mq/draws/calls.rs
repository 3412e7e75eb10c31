//! The arguments of single calls on queues.

use super::{
    CHARGE_MAX_BYTES, Drawing, Flags, Given, MESSAGE_MAX_BYTES, MODES, OPEN_MAX, Op, Queue,
    Request, Until, charge,
};
use crate::engine::hands::SCRATCH_BYTES;
use crate::engine::world::Picks;
use crate::engine::{Access, Limit, Pick};

impl Drawing<'_, '_, '_> {
    pub(super) fn open(&mut self) -> Op {
        let name = self.name();
        let exists = self.state.model.named(name).is_some();
        let access = *self.draw.one_of(&[
            Access::Both,
            Access::Both,
            Access::Both,
            Access::Read,
            Access::Write,
        ]);
        let flags = Flags {
            create: self.draw.percent(if exists { 40 } else { 90 }),
            exclusive: self.draw.percent(if exists { 12 } else { 30 }),
            nonblocking: self.draw.percent(if self.is_alone() { 60 } else { 30 }),
            cloexec: self.draw.percent(20),
        };
        let attributes = flags.create.then(|| self.given(exists)).flatten();
        let mode = *self.draw.one_of(&MODES);
        let library = self.draw.percent(8);
        Op::Open { name, access, flags, mode, attributes, library }
    }

    /// Attributes for a creation; none for the default.
    pub(super) fn given(&mut self, exists: bool) -> Option<Given> {
        let model = self.state.model;
        let other_uid = self.state.world.process(self.by).other_uid;
        let charged = model.charged(other_uid);
        let junk = self.draw.percent(25);
        if model.bounds.rlimit_drawn && self.draw.percent(45) {
            // Just what is left, or one byte more.
            let left = model.bounds.rlimit_bytes.saturating_sub(charged + charge(1, 0)) as i64;
            let message_bytes_max = left + i64::from(self.draw.percent(40));
            return Some(Given { messages_max: 1, message_bytes_max, junk });
        }
        let (most, longest) = (
            model.bounds.value(Limit::MqueueMsgMax),
            model.bounds.value(Limit::MqueueMsgsizeMaxBytes),
        );
        let mut given = Given {
            messages_max: most.min(1 + self.draw.below(3) as i64),
            message_bytes_max: *self.draw.one_of(&[1, 8, 16, 16, 64, 100]),
            junk,
        };
        // Of an existing queue only the rare invalid ones are of interest.
        let odd = if exists { 4 } else { 26 };
        if self.draw.percent(odd) {
            given.messages_max =
                *self.draw.one_of(&[most, most, most + 1, 0, -1, i64::MIN, 65_537]);
        }
        if self.draw.percent(odd) {
            given.message_bytes_max =
                *self.draw.one_of(&[longest, longest, longest + 1, 0, -1, 16_777_217]);
        }
        let (messages, bytes) = model.bounds.defaults();
        if charged + charge(messages, bytes) < CHARGE_MAX_BYTES && self.draw.percent(25) {
            return None;
        }
        let total = charged.saturating_add(charge(given.messages_max, given.message_bytes_max));
        let valid = given.messages_max <= most && given.message_bytes_max <= longest;
        if total > CHARGE_MAX_BYTES && valid {
            given = Given { messages_max: 1, message_bytes_max: 16, junk };
        }
        Some(given)
    }

    pub(super) fn send(&mut self) -> Op {
        let fds = self.state.world.picks(self.by, |file| file.access.writes());
        let fd = self.mostly(fds);
        let longest = self.queue(fd).map_or(16, |queue| queue.message_bytes_max);
        let bytes = match self.draw.below(12) {
            0 => 0,
            1 => longest,
            2 => longest + 1,
            3 => longest.saturating_sub(1),
            4..8 => longest.min(8 + self.draw.below(24) as u32),
            _ => self.draw.below(longest as usize + 1) as u32,
        };
        let priority = match self.draw.below(20) {
            0 => 32_767,
            1 => 32_768,
            2 => 31,
            _ => self.draw.below(3) as u32,
        };
        let sleeps = self.sleeps(fd, Queue::is_full);
        let until = self.until(sleeps);
        let tag = self.state.step;
        Op::Send { fd, tag, bytes: bytes.min(MESSAGE_MAX_BYTES), priority, until }
    }

    pub(super) fn receive(&mut self) -> Op {
        let fds = self.state.world.picks(self.by, |file| file.access.reads());
        let fd = self.mostly(fds);
        let longest = self.queue(fd).map_or(16, |queue| queue.message_bytes_max);
        let bytes = match self.draw.below(24) {
            0 => longest + 1,
            1 | 2 => longest.saturating_sub(1),
            3 => 0,
            _ => longest,
        };
        let sleeps = self.sleeps(fd, |queue| queue.messages.is_empty());
        let until = self.until(sleeps);
        Op::Receive { fd, bytes: bytes.min(SCRATCH_BYTES as u32), until }
    }

    /// One of the likely ones, now and then any or none.
    pub(super) fn mostly(&mut self, likely: Picks) -> Pick {
        match self.draw.below(100) {
            0 => Pick::NONE,
            1..4 => Pick(self.draw.below(OPEN_MAX) as u8),
            _ => self.draw.pick(likely).unwrap_or(Pick(0)),
        }
    }

    pub(super) fn sleeps(&self, fd: Pick, stops: impl Fn(&Queue) -> bool) -> bool {
        let blocking = self.file(fd).is_some_and(|file| !file.nonblocking);
        blocking && self.queue(fd).is_some_and(stops)
    }

    pub(super) fn until(&mut self, sleeps: bool) -> Until {
        const INVALID: [Until; 3] =
            [Until::NegativeSeconds, Until::NegativeNanoseconds, Until::PastThousandMillion];
        let alone = self.is_alone();
        let until = match (sleeps, self.draw.below(200)) {
            (true, _) if alone => match self.draw.below(20) {
                0 => Until::ThousandMillion,
                1..5 => *self.draw.one_of(&INVALID),
                5 => Until::Soon,
                _ => Until::Past,
            },
            (true, 0..4) => *self.draw.one_of(&INVALID),
            (true, 4..8) if !self.state.racing => Until::Soon,
            (true, 8..18) | (false, 10..26) => Until::Past,
            (true, 18..34) | (false, 2..10) => Until::Far,
            // One kind alone where it should not matter: Linux minds, and what it minds is
            // steered around.
            (false, 0) => Until::NegativeSeconds,
            (false, 1) => *self.draw.one_of(&[Until::ThousandMillion, Until::Soon]),
            _ => Until::Forever,
        };
        // Linux has a call whose time is over sleep for an instant, in which another may serve it
        // as one that sleeps: of that the manual is silent (`expired_receiver` is left out).
        match until {
            Until::Past | Until::Soon | Until::ThousandMillion if self.state.racing => Until::Far,
            _ => until,
        }
    }

    pub(super) fn set_attributes(&mut self, fd: Pick) -> Op {
        let waits = |queue: &Queue| !(queue.senders.is_empty() && queue.receivers.is_empty());
        if self.queue(fd).is_some_and(waits) {
            return Op::GetAttributes { fd };
        }
        Op::SetAttributes {
            fd,
            nonblocking: self.draw.percent(50),
            other_flag: self.draw.percent(10),
            junk: self.draw.percent(50),
        }
    }

    pub(super) fn notify(&mut self, fd: Pick) -> Op {
        let tag = self.state.step;
        let holder =
            self.queue(fd).and_then(|queue| queue.registration).map(|held| held.by == self.by);
        let signal = Request::Signal(self.draw.below(2) as u8);
        let wrong = match self.draw.below(10) {
            0 => Request::SignalNumber(0),
            1..6 => Request::SignalNumber(*self.draw.one_of(&[65, -1, 1000, i32::MAX])),
            _ => Request::Method(*self.draw.one_of(&[3, 4, -1, 77])),
        };
        let request = match (holder, self.draw.below(100)) {
            (Some(true), 0..70) => Request::GiveUp,
            (Some(true), 70) => Request::Nothing,
            (Some(true), _) => return Op::Notices,
            (_, 0) => Request::GiveUp,
            (_, 1..8) => wrong,
            (_, 8..25) => Request::Nothing,
            _ => signal,
        };
        Op::Notify { fd, request, tag }
    }
}
