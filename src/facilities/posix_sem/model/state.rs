//! One semaphore: its value, and what that is by.

use smallvec::SmallVec;

use super::super::claims::*;
use crate::claim::Claim;
use crate::engine::Actor;
use crate::families::names::Owned;

/// What made something what it is, or left it as it was.
pub type By = &'static Claim;

/// Where a semaphore is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Named,
    Shared,
    Private,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Semaphore {
    pub kind: Kind,
    pub value: u32,
    /// What the value is by, until it was told.
    pub by: Option<By>,
    /// Who made it: a process, by its first actor; of a private one the very actor.
    pub maker: Actor,
    pub owned: Owned,
    /// What its permissions are by.
    pub mode_by: By,
    pub linked: bool,
    /// Actors that are blocked on it.
    pub sleepers: SmallVec<[Actor; 2]>,
}

impl Semaphore {
    pub fn unnamed(kind: Kind, maker: Actor, value: u32) -> Self {
        Self {
            kind,
            value,
            by: Some(&INIT_VALUE),
            maker,
            owned: Owned::default(),
            mode_by: &NEW_MODE,
            linked: false,
            sleepers: SmallVec::new(),
        }
    }

    pub fn named(maker: Actor, value: u32, owned: Owned, mode_by: By) -> Self {
        let kind = Kind::Named;
        let by = Some::<By>(&OPEN_VALUE);
        Self { kind, by, owned, mode_by, linked: true, ..Self::unnamed(kind, maker, value) }
    }
}
