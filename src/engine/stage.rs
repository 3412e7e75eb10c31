//! Where a script is performed: in this process, by a crew, or by a fake kernel in tests.

use std::time::Duration;

use super::deed::{Deed, Told};
use super::hands::Hands;
use super::history::{Fate, Timed};
use super::isolate::Pulse;
use super::world::Actor;
use super::{Answer, Room, Script, perform};
use crate::engine::script::Lane;

/// The calls that were open, and how each stands now that everything has settled.
pub type Settled<S> = Vec<(Actor, Fate<S>)>;

/// The harness or the machine failed, not the kernel's conduct: never a verdict.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// Performs a script, step by step.
pub trait Stage<R: Room> {
    /// Prepares an empty world for this script: its actors, its limits.
    fn begin(&mut self, script: &Script<R::Op>) -> Result<(), Trouble>;

    /// Makes the call, and settles.
    fn call(&mut self, by: Actor, op: &R::Op) -> Result<Settled<R::Seen>, Trouble>;

    /// Does the deed; open calls may not have settled after it.
    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble>;

    /// Waits until every open call has returned or is observed waiting.
    fn settle(&mut self) -> Result<Settled<R::Seen>, Trouble>;

    /// Goes on until another open call returns, or patience ends.
    fn outlast(&mut self, patience: Duration) -> Result<Settled<R::Seen>, Trouble>;

    /// Calls that overlap; then settles. The flag says whether any two calls did overlap.
    fn race(&mut self, lanes: &[Lane<R::Op>]) -> Result<Raced<R::Seen>, Trouble>;

    /// Leaves nothing of this script behind.
    fn end(&mut self) -> Result<(), Trouble>;
}

/// What a race showed.
#[derive(Debug)]
pub struct Raced<S> {
    pub calls: Vec<Timed<S>>,
    pub overlapped: bool,
}

/// The worker itself: one actor, nothing that may wait.
pub struct Solo<'h> {
    pub hands: &'h mut Hands,
    pub pulse: &'h Pulse,
}

impl<R: Room> Stage<R> for Solo<'_> {
    fn begin(&mut self, _script: &Script<R::Op>) -> Result<(), Trouble> {
        Ok(())
    }

    fn call(&mut self, by: Actor, op: &R::Op) -> Result<Settled<R::Seen>, Trouble> {
        Ok(vec![(by, perform::call_alone::<R>(op, self.hands, self.pulse))])
    }

    fn deed(&mut self, _by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        Ok(perform::deed(deed, self.hands))
    }

    fn settle(&mut self) -> Result<Settled<R::Seen>, Trouble> {
        Ok(vec![])
    }

    fn outlast(&mut self, _patience: Duration) -> Result<Settled<R::Seen>, Trouble> {
        Ok(vec![])
    }

    fn race(&mut self, _lanes: &[Lane<R::Op>]) -> Result<Raced<R::Seen>, Trouble> {
        Err(Trouble("a race needs more than one process".into()))
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.hands.close_all();
        R::clean(self.hands);
        self.hands.close_all();
        Ok(())
    }
}
