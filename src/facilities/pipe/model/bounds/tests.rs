//! The limits on a user's pages, each kept and each broken.

use super::*;
use crate::engine::deed::{Deed, Told};
use crate::engine::forms::Flags;
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::scope::empty;
use crate::engine::tally::Tally;
use crate::engine::{Answer, Pick, Script};
use crate::facilities::pipe::PIPE;
use crate::facilities::pipe::calls::{Array, Call};

const NEW: Call = Call::Create { flags: Flags::NONE, array: Array::Ours };
const GET: Call = Call::GetCapacity { fd: Pick(0) };

fn set(bytes: u32) -> Call {
    Call::SetCapacity { fd: Pick(0), bytes }
}

fn made() -> Answer {
    let (cloexec, nonblock) = ([false; 2], [false; 2]);
    Seen::Created { read_end_first: true, cloexec, nonblock }.answer()
}

fn told(value: u64) -> Answer {
    Seen::Number { number: value }.answer()
}

fn refused(errno: Errno) -> Answer {
    Seen::Refused { errno, array_untouched: true }.answer()
}

/// What the judge says of the last of these calls within that limit, made by the other user or
/// by one with all capabilities. Those before must be allowed.
fn judged(limit: (Limit, u64), other: bool, calls: Vec<(Call, Answer)>) -> Verdict {
    let mut facts = crate::facilities::tests::facts();
    (facts.version, facts.page_size_bytes, facts.capabilities) = ((6, 12, 0), 4096, !0);
    let limits = Limits([limit].into_iter().collect());
    let script = Script { limits, ..empty(&PIPE) };
    let mut judge = Judge::new(&facts, &script);
    let mut tally = Tally::default();
    if other {
        judge.deed(Actor(0), &Deed::BecomeOther, &Ok(Told::Done), &mut tally);
    }
    let mut verdict = Verdict::Allowed;
    for (op, answer) in calls {
        assert!(matches!(verdict, Verdict::Allowed), "before {op:?}");
        let fate = Fate::Returned(answer);
        let begun = Begun { by: Actor(0), op: op.into(), start: 0, end: u64::MAX, fate };
        verdict = judge.window(vec![begun], &[], &mut tally);
    }
    verdict
}

#[test]
fn each_limit_is_kept_by_the_book_and_its_breach_is_blamed_on_its_claim() {
    use Limit::{PipeMaxSizeBytes as Size, PipeUserPagesHard as Hard, PipeUserPagesSoft as Soft};
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
        let kept = judged(limit, other, vec![first(), (op, right)]);
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
    let get = |pages: u64| (Call::GetCapacity { fd: Pick(2) }, told(4096 * pages));
    let calls = |pages: u64| vec![(NEW, made()), (NEW, made()), get(pages)];
    assert!(matches!(judged(soft, true, calls(2)), Verdict::Allowed));
    for pages in [1, 16] {
        let Verdict::Deviation(blame) = judged(soft, true, calls(pages)) else {
            panic!("{pages} pages are not by the book");
        };
        assert_eq!(blame.claim, &SOFT_LEAVES_TWO_PAGES);
    }
}
