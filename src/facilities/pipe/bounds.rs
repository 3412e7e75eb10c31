//! The settings that bound pipes, each user's pages, and what both allow.

use super::claims::*;
use super::held::{Made, Pipe};
use super::model::{DEFAULT_PAGES, Pipes};
use super::rules::number;
use super::seen::Saw;
use super::settings::Setting;
use crate::claim::{Capability, Claim};
use crate::engine::world::Process;
use crate::engine::{Actor, Allow, Errno, Limit, Limits, Ruling, World};

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
        let of_user = self.live_pipes().filter(|pipe| pipe.of_other == other);
        of_user.map(|pipe| u64::from(pipe.capacity_bytes / self.page_bytes)).sum()
    }

    /// How a new pipe of this caller is made, and how many pages it has.
    pub fn making(&self, by: Actor, world: &World<u8>) -> (Made, u32) {
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
    pub fn rule_making(&self, by: Actor, world: &World<u8>, created: Saw) -> Option<Ruling<Saw>> {
        let process = world.process(by);
        if !self.bounds.any_pages() {
            return None;
        }
        let held = self.pages_of(process.other_uid);
        let new = u64::from(DEFAULT_PAGES);
        let soft = reached(self.bounds.soft_pages, held, new);
        let hard = reached(self.bounds.hard_pages, held, new);
        if is_exempt(process) {
            let bound = soft == Reached::Yes || hard == Reached::Yes;
            return bound.then(|| LIMITS_EXEMPT.returns(created));
        }
        // Who has other pipes than this case's is not known to be below a limit.
        if !process.other_uid {
            return Some(Ruling::silent("a limit on the pages of a user who has other pipes"));
        }
        let refused = Saw::Refused { errno: Errno::ENFILE.0, array_untouched: true };
        match (hard, soft) {
            (Reached::Yes, _) => {
                Some([&HARD_DENIES_CREATION, &FAILURE_LEAVES_ARRAY].returns(refused))
            }
            (Reached::Then, _) => Some([&CREATION_COUNTED, &FAILURE_LEAVES_ARRAY].returns(refused)),
            (_, Reached::Then) => {
                Some(Ruling::silent("a pipe that takes its user past the soft limit"))
            }
            _ if self.bounds.hard_pages == Some(0) => Some(HARD_OF_0_IS_OFF.returns(created)),
            _ => None,
        }
    }

    /// What the limits on a user's pages say of another capacity, if anything.
    pub fn rule_resizing(
        &self,
        pipe: &Pipe,
        pages: u32,
        by: Actor,
        world: &World<u8>,
    ) -> Option<Ruling<Saw>> {
        let process = world.process(by);
        if !self.bounds.any_pages() || is_exempt(process) {
            return None;
        }
        if !pipe.of_other || pipe.made == Made::Small {
            return Some(Ruling::silent("the capacity of a pipe whose pages are not all known"));
        }
        let held = self.pages_of(true);
        let now = pipe.capacity_bytes / self.page_bytes;
        let more = u64::from(pages.saturating_sub(now));
        let soft = reached(self.bounds.soft_pages, held, more);
        let hard = reached(self.bounds.hard_pages, held, more);
        let denied = |claim: &'static Claim| Some(claim.fails(Errno::EPERM));
        match (hard, soft) {
            (Reached::No, Reached::No) => None,
            _ if pages <= now && pipe.held_bytes() > pages * self.page_bytes => None,
            _ if pages < now => Some(SHRINKING_ALLOWED.returns(number(pages * self.page_bytes))),
            _ if pages == now => None,
            (Reached::Yes, _) => denied(&HARD_DENIES_GROWTH),
            (_, Reached::Yes) => denied(&SOFT_DENIES_GROWTH),
            _ => denied(&GROWTH_COUNTED),
        }
    }

    /// What a setting says, and what it takes.
    pub fn rule_setting(&self, setting: Setting, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        let process = world.process(by);
        if process.nofile_room == Some(0) || process.other_uid {
            return Ruling::silent("a setting that the caller cannot open");
        }
        let page = u64::from(self.page_bytes);
        let is = |claim: &'static Claim, value| claim.returns(Saw::Number(value));
        match setting {
            Setting::TryMaxSize(bytes) if u64::from(bytes) < page => {
                MAX_SIZE_LEAST.fails(Errno::EINVAL)
            }
            Setting::TryMaxSize(bytes) => {
                let (least, most) = (Saw::Number(bytes.into()), Saw::Number(u64::MAX));
                MAX_SIZE_ROUNDED.returns_between(least, most)
            }
            _ if self.bounds != Bounds::default() => Ruling::silent("a setting that was drawn"),
            Setting::MaxSize => is(&MAX_SIZE_IS_1_MIB, 1 << 20),
            Setting::Soft => is(&SOFT_IS_16384, 16_384),
            Setting::Hard => is(&HARD_IS_0, 0),
        }
    }
}

/// What F_GETPIPE_SZ tells of a pipe whose capacity was never set.
pub fn rule_made(pipe: &Pipe, page_bytes: u32) -> Option<Ruling<Saw>> {
    let told = number(pipe.capacity_bytes);
    match pipe.made {
        Made::Small => {
            let one = SOFT_LEAVES_ONE_PAGE.returns(number(page_bytes));
            Some(one | SOFT_LEAVES_TWO_PAGES.returns(number(2 * page_bytes)))
        }
        Made::Capped => Some(CAPACITY_CAPPED.returns(told)),
        Made::Unlimited => Some(SOFT_OF_0_IS_OFF.returns(told)),
        Made::Default | Made::Set => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unnecessary_wraps, reason = "as answers are given")]

    use super::*;
    use crate::engine::deed::{Deed, Told};
    use crate::engine::history::Fate;
    use crate::engine::judge::{Begun, Judge, Verdict};
    use crate::engine::tally::Tally;
    use crate::engine::{Answer, Pick};
    use crate::facilities::pipe::PipeRoom;
    use crate::facilities::pipe::operations::{Array, Flags, Op};

    const NEW: Op = Op::Create { flags: PLAIN, array: Array::Ours };
    const PLAIN: Flags = Flags { cloexec: false, nonblock: false, packet: false, unknown: false };
    const GET: Op = Op::GetCapacity { fd: Pick(0) };

    fn set(bytes: u32) -> Op {
        Op::SetCapacity { fd: Pick(0), bytes }
    }

    fn made() -> Answer<Saw> {
        let (cloexec, nonblock) = ([false; 2], [false; 2]);
        Ok(Saw::Created { read_end_first: true, cloexec, nonblock })
    }

    fn told(value: u64) -> Answer<Saw> {
        Ok(Saw::Number(value))
    }

    fn refused(errno: Errno) -> Answer<Saw> {
        Ok(Saw::Refused { errno: errno.0, array_untouched: true })
    }

    /// What the judge says of the last of these calls within that limit, made by the other user or
    /// by one with all capabilities. Those before must be allowed.
    fn judged(limit: (Limit, u64), other: bool, calls: Vec<(Op, Answer<Saw>)>) -> Verdict {
        let mut facts = crate::facilities::tests::facts();
        (facts.version, facts.page_size_bytes, facts.capabilities) = ((6, 12, 0), 4096, !0);
        let limits = Limits([limit].into_iter().collect());
        let script = crate::engine::Script { limits, ..crate::engine::scope::empty::<PipeRoom>() };
        let mut judge = Judge::<PipeRoom>::new(&facts, &script);
        let mut tally = Tally::new(crate::claim::count());
        if other {
            judge.deed(Actor(0), &Deed::BecomeOther, &Ok(Told::Done), &mut tally);
        }
        let mut verdict = Verdict::Allowed;
        for (op, answer) in calls {
            assert!(matches!(verdict, Verdict::Allowed), "before {op:?}");
            let fate = Fate::Returned(answer);
            let begun = Begun { by: Actor(0), op, start: 0, end: u64::MAX, fate };
            verdict = judge.window(vec![begun], &[], &mut tally);
        }
        verdict
    }

    #[test]
    fn each_limit_is_kept_by_the_book_and_its_breach_is_blamed_on_its_claim() {
        use Limit::{
            PipeMaxSizeBytes as Size, PipeUserPagesHard as Hard, PipeUserPagesSoft as Soft,
        };
        let eperm = || Err(Errno::EPERM);
        let enfile = || refused(Errno::ENFILE);
        let larger = || set(1 << 17);
        let smaller = || set(1 << 14);
        let cases = [
            ((Hard, 16), true, NEW, enfile(), made(), "HARD_DENIES_CREATION"),
            ((Hard, 20), true, NEW, enfile(), made(), "CREATION_COUNTED"),
            ((Hard, 16), true, larger(), eperm(), told(1 << 17), "HARD_DENIES_GROWTH"),
            ((Soft, 16), true, larger(), eperm(), told(1 << 17), "SOFT_DENIES_GROWTH"),
            ((Hard, 20), true, larger(), eperm(), told(1 << 17), "GROWTH_COUNTED"),
            ((Hard, 16), true, smaller(), told(1 << 14), eperm(), "SHRINKING_ALLOWED"),
            ((Soft, 0), true, GET, told(1 << 16), told(8192), "SOFT_OF_0_IS_OFF"),
            ((Hard, 0), true, NEW, made(), enfile(), "HARD_OF_0_IS_OFF"),
            ((Size, 8192), true, GET, told(8192), told(1 << 16), "CAPACITY_CAPPED"),
            ((Hard, 16), false, NEW, made(), enfile(), "LIMITS_EXEMPT"),
        ];
        for (limit, other, op, right, wrong, claim) in cases {
            let first = || (NEW, made());
            let kept = judged(limit, other, vec![first(), (op.clone(), right)]);
            assert!(matches!(kept, Verdict::Allowed), "{claim}");
            let Verdict::Deviation(blame) = judged(limit, other, vec![first(), (op, wrong)]) else {
                panic!("{claim}: a breach is not by the book");
            };
            assert_eq!(blame.claim.name(), claim);
        }
    }

    #[test]
    fn past_the_soft_limit_a_pipe_has_two_pages() {
        let soft = (Limit::PipeUserPagesSoft, 16);
        let get = |pages: u64| (Op::GetCapacity { fd: Pick(2) }, told(4096 * pages));
        let calls = |pages: u64| vec![(NEW, made()), (NEW, made()), get(pages)];
        assert!(matches!(judged(soft, true, calls(2)), Verdict::Allowed));
        for pages in [1, 16] {
            let Verdict::Deviation(blame) = judged(soft, true, calls(pages)) else {
                panic!("{pages} pages are not by the book");
            };
            assert_eq!(blame.claim, &SOFT_LEAVES_TWO_PAGES);
        }
    }
}
