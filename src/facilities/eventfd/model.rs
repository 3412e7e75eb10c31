//! eventfd(2), executable.

use smallvec::SmallVec;

use super::calls::{CLOEXEC, Call, MAXIMUM, NONBLOCK, SEMAPHORE, Seen, UNKNOWN};
use super::claims::*;
use crate::engine::{
    self, Access, Allow, Errno, Event, File, How, Interrupted, Model, Next, Object, Readiness,
    Ready, Ruling, Taken, World,
};

/// The counters of a case, by object number; a freed one keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Counters(SmallVec<[Option<Counter>; 4]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Counter {
    value: u64,
    semaphore: bool,
    /// Nothing was read from it or written to it yet.
    fresh: bool,
}

impl Counters {
    /// How many are alive.
    pub fn live(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// What can still be added to one that is alive.
    pub fn room(&self, object: Object) -> u64 {
        MAXIMUM - self.counter(object).value
    }

    fn counter(&self, object: Object) -> Counter {
        self.0[object.index()].expect("a description keeps its counter alive")
    }

    fn set(&mut self, object: Object, value: u64) {
        if let Some(counter) = &mut self.0[object.index()] {
            counter.value = value;
            counter.fresh = false;
        }
    }
}

impl Model for Counters {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let on = |fd| world.file(call.by, fd);
        match Call::of(call.op) {
            // The manual does not rank the two errors.
            Call::Create { flags, .. } => (CREATE_UNKNOWN_FLAG
                .fails_if(flags.has(UNKNOWN), Errno::EINVAL)
                | CREATE_EMFILE.fails_if(world.is_full(call.by), Errno::EMFILE))
            .or_else(|| CREATE_INITIAL.returns(Seen::Created)),
            Call::Read { fd, bytes } => match on(fd) {
                Some(file) => self.rule_read(file, bytes),
                None => Ruling::silent("read without a descriptor"),
            },
            Call::Write { fd, bytes, value } => match on(fd) {
                Some(file) => self.rule_write(file, bytes, value),
                None => Ruling::silent("write without a descriptor"),
            },
            Call::Link { fd } => match on(fd) {
                Some(_) => FD_LINK.returns(Seen::Linked { anonymous: true }),
                None => Ruling::silent("readlink without a descriptor"),
            },
            Call::Fdinfo { .. } if world.is_full(call.by) => {
                Ruling::silent("no descriptor is left to look with")
            }
            Call::Fdinfo { fd } => match on(fd).map(|file| self.counter(file.object).value) {
                Some(count) => FDINFO_COUNT.returns(Seen::Count { count }),
                None => Ruling::silent("fdinfo without a descriptor"),
            },
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let How::Returned(Ok(outcome)) = took.how else { return Next::here() };
        let object = |fd| world.file(call.by, fd).expect("it was ruled").object;
        match Call::of(call.op) {
            Call::Create { initial, flags } => {
                let object = Object::of(self.0.len() as u8);
                let (value, semaphore) = (initial.into(), flags.has(SEMAPHORE));
                self.0.push(Some(Counter { value, semaphore, fresh: true }));
                let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
                let access = Access::Both;
                return Next::opening([File { object, access, nonblocking, cloexec, note: 0 }]);
            }
            Call::Read { fd, .. } => {
                if let Seen::Took { value, .. } = Seen::of(outcome) {
                    self.set(object(fd), self.counter(object(fd)).value - value);
                }
            }
            Call::Write { fd, value, .. } => {
                self.set(object(fd), self.counter(object(fd)).value + value);
            }
            Call::Fdinfo { .. } | Call::Link { .. } => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        if let Event::Closed { file, last_of_description: true, .. } = event
            && world.descriptions().all(|(open, _)| open.object != file.object)
        {
            self.0[file.object.index()] = None;
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        let value = self.counter(file.object).value;
        Readiness {
            input: Ready::iff(&POLL_INPUT, value > 0),
            output: Ready::iff(&POLL_OUTPUT, value < MAXIMUM),
            hangup: Ready::Unruled,
            error: Ready::No(&POLL_NO_ERROR),
        }
    }
}

impl Counters {
    fn rule_read(&self, file: &File, bytes: u8) -> Ruling {
        let Counter { value, semaphore, fresh } = self.counter(file.object);
        let takes = |value| Seen::Took { value, bytes: 8 };
        match (bytes, value) {
            // The manual does not rank the two errors.
            (..8, 0) if file.nonblocking => {
                READ_SHORT.fails(Errno::EINVAL) | READ_OF_ZERO_EAGAIN.fails(Errno::EAGAIN)
            }
            (..8, _) => READ_SHORT.fails(Errno::EINVAL),
            (_, 0) if file.nonblocking => READ_OF_ZERO_EAGAIN.fails(Errno::EAGAIN),
            // eventfd is not among the calls of which signal(7) says what a handler does.
            (_, 0) => READ_OF_ZERO_WAITS.waits(Interrupted::Unruled),
            _ if semaphore => {
                [&READ_TAKES_ONE, &READ_HOST_ORDER, &READ_EIGHT_BYTES].returns(takes(1))
            }
            _ if fresh => {
                [&CREATE_INITIAL, &READ_HOST_ORDER, &READ_EIGHT_BYTES].returns(takes(value))
            }
            _ => [&READ_TAKES_ALL, &READ_HOST_ORDER, &READ_EIGHT_BYTES].returns(takes(value)),
        }
    }

    fn rule_write(&self, file: &File, bytes: u8, value: u64) -> Ruling {
        let room = self.room(file.object);
        match (bytes, value) {
            (9..=u8::MAX, _) => Ruling::silent("write longer than 8 bytes"),
            (..=7, _) => WRITE_SHORT.fails(Errno::EINVAL),
            (_, u64::MAX) => WRITE_ALL_ONES.fails(Errno::EINVAL),
            (_, value) if value <= room => WRITE_ADDS.returns(Seen::Wrote { bytes: 8 }),
            _ if file.nonblocking => WRITE_PAST_MAXIMUM.fails(Errno::EAGAIN),
            _ => WRITE_PAST_MAXIMUM_WAITS.waits(Interrupted::Unruled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::{judged, trial};
    use crate::engine::forms::Flags;
    use crate::engine::history::Fate;
    use crate::engine::judge::Verdict;
    use crate::engine::{Answer, Op, Pick};
    use crate::facilities::eventfd::EVENTFD;
    use crate::facilities::eventfd::calls::NONBLOCK;
    use crate::facilities::tests::facts;

    fn create(semaphore: bool) -> (Op, Answer) {
        let flags = Flags::of(NONBLOCK | if semaphore { SEMAPHORE } else { 0 });
        (Call::Create { initial: 3, flags }.into(), Seen::Created.answer())
    }

    fn read(answer: Result<u64, Errno>) -> (Op, Answer) {
        let took = answer.map(|value| Seen::Took { value, bytes: 8 }.into());
        (Call::Read { fd: Pick(0), bytes: 8 }.into(), took)
    }

    #[test]
    fn a_semaphore_gives_one_at_a_time_and_a_counter_all_at_once() {
        let judged = |calls| judged(&EVENTFD, &facts(), calls);
        let empty = || read(Err(Errno::EAGAIN));
        let one_by_one = vec![create(true), read(Ok(1)), read(Ok(1)), read(Ok(1)), empty()];
        assert!(matches!(judged(one_by_one), Verdict::Allowed));
        assert!(matches!(judged(vec![create(false), read(Ok(3)), empty()]), Verdict::Allowed));
        let Verdict::Deviation(blame) = judged(vec![create(true), read(Ok(3))]) else {
            panic!("a semaphore that gives all is not by the book");
        };
        assert_eq!(blame.claim, &READ_TAKES_ONE);
    }

    #[test]
    fn a_kernel_that_conforms_is_accepted() {
        let (tally, broken) = trial(&EVENTFD, &facts(), 3_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 10_000, "{} operations", tally.operations);
    }

    #[test]
    fn a_kernel_that_loses_a_count_is_rejected() {
        let loses = |op: &Op, fate: &mut Fate| {
            if let (Call::Read { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
                && let Seen::Took { value: value @ 2.., bytes } = Seen::of(outcome)
            {
                *outcome = Seen::Took { value: value - 1, bytes }.into();
            }
        };
        let (_, broken) = trial(&EVENTFD, &facts(), 3_000, Some(loses));
        assert_eq!(broken, Some("READ_TAKES_ALL"));
    }
}
