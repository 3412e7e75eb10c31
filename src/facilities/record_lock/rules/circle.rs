//! Which process waits for which, and whether one more wait would close a circle.

use smallvec::SmallVec;

use super::{Lock, Owner, Situation};
use crate::engine::Actor;
use crate::facilities::record_lock::model::Request;

/// Whether waiting would close a circle of so many processes that wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    No,
    /// Only by some of several that stand in the way: the manual does not say which is looked at.
    Perhaps(usize),
    /// One of processes that share a descriptor table: what its threads wait for, the kernel takes
    /// for what all of it waits for, though another thread may end the wait.
    Apparent,
    Yes(usize),
}

type Processes = SmallVec<[Actor; 4]>;

impl Situation<'_> {
    /// Follows which process waits for which, from those that hold these locks.
    pub fn circle(&self, conflicts: &[Lock]) -> Circle {
        let mut seen: SmallVec<[Actor; 6]> = SmallVec::new();
        let mut next = holders(conflicts);
        let mut certain = is_one_process(conflicts);
        let mut threaded = self.world.is_threaded(self.by);
        while let Some(actor) = next.pop() {
            if actor == self.process {
                let of = seen.len() + 1;
                return match (threaded, certain) {
                    (true, _) => Circle::Apparent,
                    (false, true) => Circle::Yes(of),
                    (false, false) => Circle::Perhaps(of),
                };
            }
            if seen.contains(&actor) {
                continue;
            }
            seen.push(actor);
            threaded |= self.world.is_threaded(actor);
            for request in self.files.waiting.iter().filter(|request| request.process == actor) {
                let table = &self.files.file(request.file).table;
                let theirs = table.conflicts(request.owner(), request.kind, request.bytes);
                certain &= is_one_process(&theirs) && !request.stirred;
                next.extend(holders(&theirs));
                next.extend(self.queued_before(request));
            }
        }
        Circle::No
    }

    /// The processes of the calls behind which this one waits in turn: until such a call, woken,
    /// has looked again, it seems to hold what this one waits for. Only another thread can be
    /// refused for that.
    fn queued_before(&self, request: &Request) -> impl Iterator<Item = Actor> {
        let first = |other: &&Request| {
            other.stirred && other.stands_before(request) && self.world.is_threaded(other.by)
        };
        self.files.waiting.iter().filter(first).map(|other| other.process)
    }
}

/// All of them are held by one process.
fn is_one_process(locks: &[Lock]) -> bool {
    locks.iter().all(|lock| matches!(lock.owner, Owner::Process(_)) && lock.owner == locks[0].owner)
}

/// The processes among the holders, each once. A description waits for nothing.
fn holders(locks: &[Lock]) -> Processes {
    let mut actors = Processes::new();
    for lock in locks {
        if let Owner::Process(actor) = lock.owner
            && !actors.contains(&actor)
        {
            actors.push(actor);
        }
    }
    actors
}
