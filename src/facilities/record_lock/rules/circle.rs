//! Who waits for whom, and whether one more wait would close a circle.

use smallvec::SmallVec;

use super::{Lock, Situation};
use crate::engine::Actor;
use crate::facilities::record_lock::table::Owner;

/// Whether waiting would close a circle of so many processes that wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    No,
    /// Only by some of several that stand in the way: the manual does not say which is looked at.
    Perhaps(usize),
    Yes(usize),
}

impl Situation<'_> {
    /// Follows who waits for whom, from those that hold these locks.
    pub fn circle(&self, conflicts: &[Lock]) -> Circle {
        let mut seen: SmallVec<[Actor; 6]> = SmallVec::new();
        let mut next = holders(conflicts);
        let mut certain = is_one_process(conflicts) && !self.world.is_threaded(self.by);
        while let Some(actor) = next.pop() {
            if actor == self.process {
                let of = seen.len() + 1;
                return if certain { Circle::Yes(of) } else { Circle::Perhaps(of) };
            }
            if seen.contains(&actor) {
                continue;
            }
            seen.push(actor);
            let requests = || self.files.waiting.iter().filter(|request| request.process == actor);
            // Which of several threads that wait is looked at, the manual does not say; nor what
            // a circle is where another thread of this process could end the wait.
            certain &= requests().nth(1).is_none() && !self.world.is_threaded(actor);
            for request in requests() {
                let table = &self.files.file(request.file).table;
                let owner = Owner::Process(actor);
                let theirs = table.conflicts(owner, request.kind, request.bytes);
                certain &= is_one_process(&theirs) && !request.stirred;
                next.extend(holders(&theirs));
            }
        }
        Circle::No
    }
}

/// All of them are held by one process.
fn is_one_process(locks: &[Lock]) -> bool {
    locks.iter().all(|lock| matches!(lock.owner, Owner::Process(_)) && lock.owner == locks[0].owner)
}

/// The processes among the holders, each once. A description waits for nobody.
fn holders(locks: &[Lock]) -> SmallVec<[Actor; 4]> {
    let mut actors: SmallVec<[Actor; 4]> = SmallVec::new();
    for lock in locks {
        if let Owner::Process(actor) = lock.owner
            && !actors.contains(&actor)
        {
            actors.push(actor);
        }
    }
    actors
}
