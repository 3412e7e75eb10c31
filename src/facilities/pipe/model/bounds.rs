//! The settings that bound pipes, each user's pages, and what both allow.

#[cfg(test)]
mod tests;

use super::held::{Made, Pipe};
use super::rules::number;
use super::{DEFAULT_PAGES, Pipes};
use crate::claim::{Capability, Claim};
use crate::engine::world::Process;
use crate::engine::{Actor, Allow, Errno, Limit, Limits, Ruling, World};
use crate::facilities::pipe::calls::{Seen, Setting};
use crate::facilities::pipe::claims::*;

/// Settings that the case has drawn; of the others nothing is known but that they are far off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bounds {
    max_size: Option<u64>,
    soft_pages: Option<u64>,
    hard_pages: Option<u64>,
}

/// Which of the two limits on a user's pages is meant, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    No,
    /// The user has as many pages.
    Yes,
    /// They would have more with those asked for.
    Then,
}

impl Bounds {
    pub fn new(limits: &Limits) -> Self {
        Self {
            max_size: limits.get(Limit::PipeMaxSizeBytes),
            soft_pages: limits.get(Limit::PipeUserPagesSoft),
            hard_pages: limits.get(Limit::PipeUserPagesHard),
        }
    }

    pub fn max_size(&self) -> Option<u64> {
        self.max_size
    }

    fn any_pages(&self) -> bool {
        self.soft_pages.is_some() || self.hard_pages.is_some()
    }
}

fn has(process: &Process, capability: Capability) -> bool {
    process.capabilities >> capability.number & 1 == 1
}

pub fn may_exceed_size(process: &Process) -> bool {
    has(process, Capability::SYS_RESOURCE)
}

fn is_exempt(process: &Process) -> bool {
    has(process, Capability::SYS_RESOURCE) || has(process, Capability::SYS_ADMIN)
}

fn reached(limit: Option<u64>, held: u64, more: u64) -> Reached {
    match limit {
        None | Some(0) => Reached::No,
        Some(limit) if held >= limit => Reached::Yes,
        Some(limit) if held + more > limit => Reached::Then,
        Some(_) => Reached::No,
    }
}

impl Pipes {
    /// Pages of the pipes that users of this kind made in this case.
    fn pages_of(&self, other: bool) -> u64 {
        let of_user = self.live().filter(|pipe| pipe.of_other == other);
        of_user.map(|pipe| u64::from(pipe.pages())).sum()
    }

    /// How a new pipe of this caller is made, and how many pages it has.
    pub fn making(&self, by: Actor, world: &World) -> (Made, u32) {
        let process = world.process(by);
        let new = u64::from(DEFAULT_PAGES);
        let most = self.maximum_bytes / self.page_bytes;
        if !is_exempt(process)
            && reached(self.bounds.soft_pages, self.pages_of(process.other_uid), new) != Reached::No
        {
            // One or two: which, is seen when it is asked for.
            return (Made::Small, 2);
        }
        if most < DEFAULT_PAGES && !may_exceed_size(process) {
            return (Made::Capped, most);
        }
        let unlimited = self.bounds.soft_pages == Some(0) && !is_exempt(process);
        (if unlimited { Made::Unlimited } else { Made::Default }, DEFAULT_PAGES)
    }

    /// What the limits on a user's pages say of a new pipe, if anything.
    pub fn rule_making(&self, by: Actor, world: &World, created: Seen) -> Ruling {
        let process = world.process(by);
        if !self.bounds.any_pages() {
            return Ruling::none();
        }
        let held = self.pages_of(process.other_uid);
        let new = u64::from(DEFAULT_PAGES);
        let soft = reached(self.bounds.soft_pages, held, new);
        let hard = reached(self.bounds.hard_pages, held, new);
        if is_exempt(process) {
            let is_at_limit = soft == Reached::Yes || hard == Reached::Yes;
            return if is_at_limit { LIMITS_EXEMPT.returns(created) } else { Ruling::none() };
        }
        // A user who has other pipes than those of this case is not known to be below a limit.
        if !process.other_uid {
            return Ruling::silent("a limit on the pages of a user who has other pipes");
        }
        let refused = |claim| {
            let refused = Seen::Refused { errno: Errno::ENFILE, array_untouched: true };
            [claim, &FAILURE_LEAVES_ARRAY].returns(refused)
        };
        match (hard, soft) {
            (Reached::Yes, _) => refused(&HARD_DENIES_CREATION),
            (Reached::Then, _) => refused(&CREATION_COUNTED),
            (_, Reached::Then) => Ruling::silent("a pipe that takes its user past the soft limit"),
            _ if self.bounds.hard_pages == Some(0) => HARD_OF_0_IS_OFF.returns(created),
            _ => Ruling::none(),
        }
    }

    /// What the limits on a user's pages say of another capacity, if anything.
    pub fn rule_resizing(&self, pipe: &Pipe, pages: u32, by: Actor, world: &World) -> Ruling {
        if !self.bounds.any_pages() || is_exempt(world.process(by)) {
            return Ruling::none();
        }
        if !pipe.of_other || pipe.made == Made::Small {
            return Ruling::silent("the capacity of a pipe whose pages are not all known");
        }
        let held = self.pages_of(true);
        let now = pipe.pages();
        let more = u64::from(pages.saturating_sub(now));
        let soft = reached(self.bounds.soft_pages, held, more);
        let hard = reached(self.bounds.hard_pages, held, more);
        let denied = |claim: &'static Claim| claim.fails(Errno::EPERM);
        match (hard, soft) {
            (Reached::No, Reached::No) => Ruling::none(),
            _ if pages <= now && pipe.held.bytes() > pages * self.page_bytes => Ruling::none(),
            _ if pages < now => SHRINKING_ALLOWED.returns(number(pages * self.page_bytes)),
            _ if pages == now => Ruling::none(),
            (Reached::Yes, _) => denied(&HARD_DENIES_GROWTH),
            (_, Reached::Yes) => denied(&SOFT_DENIES_GROWTH),
            _ => denied(&GROWTH_COUNTED),
        }
    }

    /// What a setting takes.
    pub fn rule_try_max_size(&self, bytes: u32, by: Actor, world: &World) -> Ruling {
        if !may_open_settings(by, world) {
            return Ruling::silent(CANNOT_OPEN);
        }
        if bytes < self.page_bytes {
            return MAX_SIZE_LEAST.fails(Errno::EINVAL);
        }
        MAX_SIZE_ROUNDED.returns_between(number(bytes), Seen::Number { number: u64::MAX })
    }

    /// What a setting says.
    pub fn rule_setting(&self, setting: Setting, by: Actor, world: &World) -> Ruling {
        if !may_open_settings(by, world) {
            return Ruling::silent(CANNOT_OPEN);
        }
        if self.bounds != Bounds::default() {
            return Ruling::silent("a setting that was drawn");
        }
        match setting {
            Setting::MaxSize => MAX_SIZE_IS_1_MIB.returns(number(1 << 20)),
            Setting::Soft => SOFT_IS_16384.returns(number(16_384)),
            Setting::Hard => HARD_IS_0.returns(number(0)),
        }
    }
}

const CANNOT_OPEN: &str = "a setting that the caller cannot open";

fn may_open_settings(by: Actor, world: &World) -> bool {
    !world.is_full(by) && !world.process(by).other_uid
}

/// What F_GETPIPE_SZ tells of a pipe whose capacity was never set, if the limits say it.
pub fn rule_made(pipe: &Pipe) -> Ruling {
    let told = number(pipe.capacity_bytes);
    match pipe.made {
        Made::Small => {
            SOFT_LEAVES_ONE_PAGE.returns(number(pipe.page_bytes))
                | SOFT_LEAVES_TWO_PAGES.returns(number(2 * pipe.page_bytes))
        }
        Made::Capped => CAPACITY_CAPPED.returns(told),
        Made::Unlimited => SOFT_OF_0_IS_OFF.returns(told),
        Made::Default | Made::Set => Ruling::none(),
    }
}
