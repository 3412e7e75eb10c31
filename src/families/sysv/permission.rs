//! Who may do what with a System V object, as far as the pages say it.

use crate::claim::Capability;
use crate::engine::{Actor, World};

/// The bits of a permission, as they stand for others.
pub const READ: u32 = 4;
pub const ALTER: u32 = 2;

/// To whom an object belongs, and its permissions. Of the users of a script one is another: that is
/// true. Its group is another too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Owned {
    pub owner: bool,
    pub group: bool,
    pub creator: bool,
    pub creator_group: bool,
    pub mode: u32,
}

/// Whether a caller may do something, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    Owner,
    Group,
    Others,
    /// The permissions deny it, and the caller is privileged.
    Privileged,
    Denied,
    /// The caller made the object, another user or group owns it: the pages do not say which bits
    /// are the caller's.
    Unclear,
}

impl Owned {
    /// An object that this actor makes.
    pub fn by(by: Actor, mode: u32, world: &World) -> Self {
        let user = world.process(by).other_uid;
        Self { owner: user, group: user, creator: user, creator_group: user, mode }
    }

    /// Whether the caller may do all of this.
    pub fn grant(&self, by: Actor, asked: u32, world: &World) -> Grant {
        let (class, bits) = self.class(by, world);
        if class == Grant::Unclear {
            return if is_privileged(by, world) { Grant::Privileged } else { class };
        }
        match bits & asked == asked {
            true => class,
            false if is_privileged(by, world) => Grant::Privileged,
            false => Grant::Denied,
        }
    }

    /// What the caller is granted by its class, without any privilege; none where that is unclear.
    pub fn granted(&self, by: Actor, world: &World) -> Option<u32> {
        let (class, bits) = self.class(by, world);
        (class != Grant::Unclear).then_some(bits)
    }

    /// Whether the caller owns the object.
    pub fn is_owner(&self, by: Actor, world: &World) -> bool {
        self.owner == world.process(by).other_uid
    }

    /// Whether the caller made the object.
    pub fn is_creator(&self, by: Actor, world: &World) -> bool {
        self.creator == world.process(by).other_uid
    }

    fn class(&self, by: Actor, world: &World) -> (Grant, u32) {
        let user = world.process(by).other_uid;
        if self.owner == user {
            (Grant::Owner, self.mode >> 6 & 7)
        } else if self.creator == user || (self.group != user && self.creator_group == user) {
            (Grant::Unclear, 0)
        } else if self.group == user {
            (Grant::Group, self.mode >> 3 & 7)
        } else {
            (Grant::Others, self.mode & 7)
        }
    }
}

fn is_privileged(by: Actor, world: &World) -> bool {
    world.process(by).capabilities >> Capability::IPC_OWNER.number & 1 == 1
}
