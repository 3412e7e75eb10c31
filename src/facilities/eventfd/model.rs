//! eventfd(2), executable.

use smallvec::SmallVec;

use super::claims::*;
use super::operations::{Eventfd, MAXIMUM, Op, Took};
use crate::engine::{
    Access, Allow, Call, Errno, Event, File, How, Interrupted, Limits, Model, Next, Readiness,
    Ready, Ruling, Taken, World,
};
use crate::kernel::Facts;

/// The counters of a case, by object number; a freed one keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

    /// The value of one that is alive.
    pub fn value(&self, object: u8) -> u64 {
        self.counter(object).value
    }

    fn counter(&self, object: u8) -> Counter {
        self.0[usize::from(object)].expect("a description keeps its counter alive")
    }

    fn set(&mut self, object: u8, value: u64) {
        if let Some(counter) = &mut self.0[usize::from(object)] {
            counter.value = value;
            counter.fresh = false;
        }
    }
}

impl Model<Eventfd> for Counters {
    fn new(_facts: &Facts, _limits: &Limits) -> Self {
        Self(SmallVec::new())
    }

    fn rule(&self, call: &Call<'_, Eventfd>, world: &World<u8>) -> Ruling<Took> {
        match *call.op {
            Op::Create { flags, .. } => {
                let full = world.process(call.by).nofile_room == Some(0);
                match (flags.unknown, full) {
                    // The manual does not rank the two errors.
                    (true, true) => {
                        CREATE_UNKNOWN_FLAG.fails(Errno::EINVAL)
                            | CREATE_EMFILE.fails(Errno::EMFILE)
                    }
                    (true, false) => CREATE_UNKNOWN_FLAG.fails(Errno::EINVAL),
                    (false, true) => CREATE_EMFILE.fails(Errno::EMFILE),
                    (false, false) => CREATE_INITIAL.returns(Took::Created),
                }
            }
            Op::Read { fd, bytes } => match world.file(call.by, fd) {
                Some(file) => self.rule_read(file, bytes),
                None => Ruling::silent("read without a descriptor"),
            },
            Op::Write { fd, bytes, value } => match world.file(call.by, fd) {
                Some(file) => self.rule_write(file, bytes, value),
                None => Ruling::silent("write without a descriptor"),
            },
            Op::Link { fd } => match world.file(call.by, fd) {
                Some(_) => FD_LINK.returns(Took::Anonymous(true)),
                None => Ruling::silent("readlink without a descriptor"),
            },
            Op::Fdinfo { .. } if world.process(call.by).nofile_room == Some(0) => {
                Ruling::silent("no descriptor is left to look with")
            }
            Op::Fdinfo { fd } => match world.file(call.by, fd) {
                Some(file) => FDINFO_COUNT.returns(Took::Count(self.value(file.object))),
                None => Ruling::silent("fdinfo without a descriptor"),
            },
        }
    }

    fn follow(
        &mut self,
        call: &Call<'_, Eventfd>,
        took: &Taken<'_, Took>,
        world: &World<u8>,
    ) -> Next<Eventfd> {
        let How::Returned(Ok(seen)) = took.how else {
            return Next::here();
        };
        match (call.op, seen) {
            (Op::Create { initial, flags }, _) => {
                let object = self.0.len() as u8;
                let (value, semaphore) = (u64::from(*initial), flags.semaphore);
                let counter = Counter { value, semaphore, fresh: true };
                self.0.push(Some(counter));
                let file = File {
                    object,
                    access: Access::Both,
                    nonblocking: flags.nonblocking,
                    cloexec: flags.cloexec,
                    note: 0,
                };
                return Next::opening([file]);
            }
            (Op::Read { fd, .. }, Took::Value { value, .. }) => {
                let object = world.file(call.by, *fd).expect("it was ruled").object;
                self.set(object, self.value(object) - value);
            }
            (Op::Write { fd, value, .. }, _) => {
                let object = world.file(call.by, *fd).expect("it was ruled").object;
                self.set(object, self.value(object) + value);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event<u8>, world: &World<u8>) -> Next<Eventfd> {
        if let Event::Closed { file, last_of_description: true, .. } = event
            && world.descriptions().all(|(open, _)| open.object != file.object)
        {
            self.0[usize::from(file.object)] = None;
        }
        Next::here()
    }

    fn ready(&self, file: &File<u8>, _world: &World<u8>) -> Readiness {
        let value = self.value(file.object);
        Readiness {
            input: Ready::iff(&POLL_INPUT, value > 0),
            output: Ready::iff(&POLL_OUTPUT, value < MAXIMUM),
            hangup: Ready::Unruled,
            error: Ready::No(&POLL_NO_ERROR),
        }
    }
}

impl Counters {
    fn rule_read(&self, file: &File<u8>, bytes: u8) -> Ruling<Took> {
        let Counter { value, semaphore, fresh } = self.counter(file.object);
        let takes = |value| Took::Value { value, bytes: 8 };
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

    fn rule_write(&self, file: &File<u8>, bytes: u8, value: u64) -> Ruling<Took> {
        let room = MAXIMUM - self.value(file.object);
        match (bytes, value) {
            (9..=u8::MAX, _) => Ruling::silent("write longer than 8 bytes"),
            (..=7, _) => WRITE_SHORT.fails(Errno::EINVAL),
            (_, u64::MAX) => WRITE_ALL_ONES.fails(Errno::EINVAL),
            (_, value) if value <= room => WRITE_ADDS.returns(Took::Wrote(8)),
            _ if file.nonblocking => WRITE_PAST_MAXIMUM.fails(Errno::EAGAIN),
            _ => WRITE_PAST_MAXIMUM_WAITS.waits(Interrupted::Unruled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::trial;
    use crate::engine::history::Fate;
    use crate::engine::judge::{Begun, Judge, Verdict};
    use crate::engine::tally::Tally;
    use crate::engine::{Actor, Answer, Pick};
    use crate::facilities::eventfd::operations::Flags;

    fn facts() -> Facts {
        crate::facilities::tests::facts()
    }

    /// What the judge says of these calls with these answers.
    fn judged(calls: Vec<(Op, Answer<Took>)>) -> Verdict {
        let facts = facts();
        let script = crate::engine::scope::empty::<Eventfd>();
        let mut judge = Judge::<Eventfd>::new(&facts, &script);
        let mut tally = Tally::new(crate::claim::count());
        let mut verdict = Verdict::Allowed;
        for (op, answer) in calls {
            let fate = Fate::Returned(answer);
            let begun = Begun { by: Actor(0), op, start: 0, end: u64::MAX, fate };
            verdict = judge.window(vec![begun], &[], &mut tally);
        }
        verdict
    }

    fn create(semaphore: bool) -> (Op, Answer<Took>) {
        let flags = Flags { semaphore, nonblocking: true, ..Flags::default() };
        (Op::Create { initial: 3, flags }, Ok(Took::Created))
    }

    fn read(answer: Answer<u64>) -> (Op, Answer<Took>) {
        let took = answer.map(|value| Took::Value { value, bytes: 8 });
        (Op::Read { fd: Pick(0), bytes: 8 }, took)
    }

    #[test]
    fn a_semaphore_gives_one_at_a_time_and_a_counter_all_at_once() {
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
        let (tally, broken) = trial::<Eventfd>(&facts(), 3_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 10_000, "{} operations", tally.operations);
    }

    #[test]
    fn a_kernel_that_loses_a_count_is_rejected() {
        let loses = |op: &Op, fate: &mut Fate<Took>| {
            if let (Op::Read { .. }, Fate::Returned(Ok(Took::Value { value, .. }))) = (op, fate)
                && *value > 1
            {
                *value -= 1;
            }
        };
        let (_, broken) = trial::<Eventfd>(&facts(), 3_000, Some(loses));
        assert_eq!(broken, Some("READ_TAKES_ALL"));
    }
}
