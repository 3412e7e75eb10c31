//! The arguments of single calls on queues.

use super::{CREATE, Call, Drawing, EXCLUSIVE, Flags, Given, NONBLOCK, Queue, Request, Tag, Until};
use crate::engine::forms::Mode;
use crate::engine::hands::SCRATCH_BYTES;
use crate::engine::{Access, File, Limit, Pick};
use crate::facilities::posix_mq::calls::CLOEXEC;
use crate::facilities::posix_mq::model::charge;

/// Bytes that the queues of a script are charged at the most: the default of `RLIMIT_MSGQUEUE` is
/// 819,200, and where no user is a job's own, jobs share it.
const CHARGE_MAX_BYTES: u64 = 170_000;
/// Longest message.
const MESSAGE_MAX_BYTES: u32 = 1 << 17;

const MODES: [u32; 8] = [0o600, 0o600, 0o600, 0o666, 0o644, 0o622, 0o000, 0o777];
const ACCESSES: [Access; 5] =
    [Access::Both, Access::Both, Access::Both, Access::Read, Access::Write];

impl Drawing<'_, '_> {
    pub(super) fn open(&mut self) -> Call {
        let name = self.name();
        let exists = self.model.named(name).is_some();
        let odds = [
            (CREATE, if exists { 40 } else { 90 }),
            (EXCLUSIVE, if exists { 12 } else { 30 }),
            (NONBLOCK, if self.is_alone() { 60 } else { 30 }),
            (CLOEXEC, 20),
        ];
        let flags = odds.iter().fold(Flags::NONE, |flags, (bit, percent)| {
            if self.draw.percent(*percent) { flags.with(*bit) } else { flags }
        });
        Call::Open {
            name,
            access: *self.draw.one_of(&ACCESSES),
            flags,
            mode: Mode(*self.draw.one_of(&MODES)),
            attributes: flags.has(CREATE).then(|| self.given(exists)).flatten(),
            library: self.draw.percent(8),
        }
    }

    /// Attributes for a creation; none for the default.
    fn given(&mut self, exists: bool) -> Option<Given> {
        let model = self.model;
        let other_uid = self.view.world.process(self.by).other_uid;
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
        // Where the queue exists, only the rare invalid ones are of interest.
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

    pub(super) fn send(&mut self) -> Call {
        let fd = self.mostly(|file| file.access.writes());
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
        let tag = Tag(self.view.step);
        Call::Send { fd, tag, bytes: bytes.min(MESSAGE_MAX_BYTES), priority, until }
    }

    pub(super) fn receive(&mut self) -> Call {
        let fd = self.mostly(|file| file.access.reads());
        let longest = self.queue(fd).map_or(16, |queue| queue.message_bytes_max);
        let bytes = match self.draw.below(24) {
            0 => longest + 1,
            1 | 2 => longest.saturating_sub(1),
            3 => 0,
            _ => longest,
        };
        let sleeps = self.sleeps(fd, |queue| queue.messages.is_empty());
        let until = self.until(sleeps);
        Call::Receive { fd, bytes: bytes.min(SCRATCH_BYTES as u32), until }
    }

    /// A descriptor of the likely ones, now and then any.
    fn mostly(&mut self, likely: impl Fn(&File) -> bool) -> Pick {
        let likely = self.view.picks(self.by, likely);
        let any = likely.is_empty() || self.draw.percent(3);
        let picks = if any { self.view.picks(self.by, |_| true) } else { likely };
        self.draw.pick(picks).unwrap_or(Pick::NONE)
    }

    fn sleeps(&self, fd: Pick, stops: impl Fn(&Queue) -> bool) -> bool {
        let blocking = self.view.file(self.by, fd).is_some_and(|file| !file.nonblocking);
        blocking && self.queue(fd).is_some_and(stops)
    }

    fn until(&mut self, sleeps: bool) -> Until {
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
            (true, 4..8) if !self.view.racing => Until::Soon,
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
            Until::Past | Until::Soon | Until::ThousandMillion if self.view.racing => Until::Far,
            _ => until,
        }
    }

    pub(super) fn set_attributes(&mut self) -> Call {
        let fd = self.mostly(|_| true);
        if self.queue(fd).is_some_and(|queue| !queue.is_quiet()) {
            return Call::GetAttributes { fd };
        }
        Call::SetAttributes {
            fd,
            nonblocking: self.draw.percent(50),
            other_flag: self.draw.percent(10),
            junk: self.draw.percent(50),
        }
    }

    pub(super) fn notify(&mut self) -> Call {
        let fd = self.mostly(|_| true);
        let tag = Tag(self.view.step);
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
            (Some(true), _) => return Call::Notices,
            (_, 0) => Request::GiveUp,
            (_, 1..8) => wrong,
            (_, 8..25) => Request::Nothing,
            // A notice would interrupt what sleeps in a call of another room, whose model does not
            // hear of it.
            _ if self.view.rooms.len() > 1 => Request::Nothing,
            _ => signal,
        };
        Call::Notify { fd, request, tag }
    }
}
