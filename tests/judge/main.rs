//! The judge on small random histories, against every order tried one by one, and against another
//! checker of linearizability.
#![expect(clippy::print_stdout, reason = "figures, for who asks with --nocapture")]

mod brute;
mod history;
mod toy;

use bythebook::engine::draw::NEUTRAL;
use bythebook::engine::history::Fate;
use bythebook::engine::judge::{Begun, Judge, Verdict};
use bythebook::engine::scope::empty;
use bythebook::engine::tally::Tally;
use bythebook::engine::{Actor, Draw, Errno, Script};
use bythebook::kernel::Facts;
use history::{ACTORS, Timed, conforming, tamper};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use toy::{CAPACITY, Call, Saw, TOY};

const HISTORIES: u64 = 20_000;
/// Of these, how many at least must be accepted, and how many rejected.
const OF_EACH: u64 = 4_000;
const SEED: u64 = 0x51f3;

const PUT: Call = Call::Put { number: 1, wait: false };
const PUT_OTHER: Call = Call::Put { number: 2, wait: false };
const TAKE: Call = Call::Take { wait: false };
/// Calls of which each has one outcome in each state, and none waits.
const PLAIN: [Call; 4] = [PUT, PUT_OTHER, TAKE, Call::Drain];
const ALL: [Call; 9] = [
    PUT,
    PUT_OTHER,
    TAKE,
    Call::Drain,
    Call::Turn,
    Call::Put { number: 3, wait: true },
    Call::Take { wait: true },
    Call::PutTwice { number: 1 },
    Call::PutTwice { number: 2 },
];

/// A fate as the engine has it.
fn of_engine(fate: Fate<Saw>) -> Fate {
    match fate {
        Fate::Returned(answer) => Fate::Returned(answer.map(Saw::into)),
        Fate::Waits => Fate::Waits,
        Fate::Died(signal) => Fate::Died(signal),
    }
}

/// Whether the judge explains the history, window by window.
fn accepts(history: &[Timed], windows: usize, facts: &Facts) -> bool {
    let script = Script { actors: ACTORS as u8, solo: false, ..empty(&TOY) };
    let mut judge = Judge::new(facts, &script);
    let mut tally = Tally::default();
    (0..windows).all(|window| {
        let before = |timed: &Timed| window > 0 && timed.fates[0].is_some();
        let mut begun = vec![];
        let mut news = vec![];
        for timed in history {
            let Some(fate) = timed.fates[window].clone() else { continue };
            let by = Actor(timed.by as u8);
            if !before(timed) {
                let end = if fate == Fate::Waits { u64::MAX } else { timed.end };
                let (op, fate) = (timed.call.into(), of_engine(fate));
                begun.push(Begun { by, op, start: timed.start, end, fate });
            } else if timed.fates[0] == Some(Fate::Waits) {
                news.push((by, of_engine(fate)));
            }
        }
        match judge.window(begun, &news, &mut tally) {
            Verdict::Allowed => true,
            Verdict::Deviation(_) | Verdict::Unquiet(_) => false,
            Verdict::Silent | Verdict::Inconclusive => panic!("undecided: {history:#?}"),
        }
    })
}

/// One who takes from an empty box waits until another puts something there, and is counted so.
#[test]
fn a_wait_and_what_wakes_it_are_counted_by_the_claim_that_lets_it_wait() {
    let facts = facts();
    let script = Script { actors: 2, solo: false, ..empty(&TOY) };
    let mut judge = Judge::new(&facts, &script);
    let mut tally = Tally::default();
    let call = |by, call: Call, fate| {
        let (op, fate) = (call.into(), of_engine(fate));
        Begun { by, op, start: 0, end: u64::MAX, fate }
    };
    let (taker, putter) = (Actor(0), Actor(1));
    let counted = |tally: &Tally| {
        let counts = tally.claims[toy::TAKE_WAITS.index()];
        (counts.waited, counts.woken)
    };
    let sleeps = call(taker, Call::Take { wait: true }, Fate::Waits);
    assert!(matches!(judge.window(vec![sleeps], &[], &mut tally), Verdict::Allowed));
    assert_eq!(counted(&tally), (1, 0));
    // What another does in between leaves it asleep, and is no second wait.
    let turns = call(putter, Call::Turn, Fate::Returned(Ok(Saw::Done)));
    assert!(matches!(judge.window(vec![turns], &[], &mut tally), Verdict::Allowed));
    assert_eq!(counted(&tally), (1, 0));
    let puts = call(putter, PUT, Fate::Returned(Ok(Saw::Done)));
    let woken = [(taker, Fate::Returned(Saw::Number { number: 1 }.answer()))];
    assert!(matches!(judge.window(vec![puts], &woken, &mut tally), Verdict::Allowed));
    assert_eq!(counted(&tally), (1, 1));
    assert!(tally.claims.counted().map(|(_, counts)| counts.waited).sum::<u64>() == 1);
}

fn facts() -> Facts {
    bythebook::claim::number(toy::CLAIMS.iter().copied());
    Facts::gather(None)
}

/// Has each of many histories judged by both; says how many were accepted.
fn compare(windows: usize, operations: &[Call], other: impl Fn(&[Timed]) -> bool) -> u64 {
    let facts = facts();
    let weights = |_: &'static str| NEUTRAL;
    let mut accepted = 0;
    for index in 0..HISTORIES {
        let mut draw = Draw::new(SEED, "toy", index, &weights);
        let mut history = conforming(&mut draw, windows, operations);
        let tampered = index % 2 == 1;
        if tampered {
            tamper(&mut history, windows, &mut draw);
        }
        let judged = accepts(&history, windows, &facts);
        assert_eq!(judged, other(&history), "history {index}: {history:#?}");
        assert!(judged || tampered, "a box that conforms, history {index}: {history:#?}");
        accepted += u64::from(judged);
    }
    let rejected = HISTORIES - accepted;
    println!("{windows} windows: {accepted} accepted, {rejected} rejected, by both");
    assert!(accepted >= OF_EACH && rejected >= OF_EACH, "{accepted} accepted of {HISTORIES}");
    accepted
}

#[test]
fn the_judge_agrees_with_every_order_tried() {
    compare(1, &ALL, |history| brute::explains(history, 1));
}

#[test]
fn the_judge_agrees_with_every_order_tried_where_calls_outlast_a_window() {
    compare(2, &ALL, |history| brute::explains(history, 2));
}

/// The box as another checker has it.
#[derive(Debug, Clone)]
struct Sequential(Vec<u8>);

impl SequentialSpec for Sequential {
    type Op = Call;
    type Ret = Result<Saw, Errno>;

    fn invoke(&mut self, call: &Call) -> Self::Ret {
        match *call {
            Call::Put { number, .. } if self.0.len() < CAPACITY => {
                self.0.push(number);
                Ok(Saw::Done)
            }
            Call::Take { .. } if !self.0.is_empty() => Ok(Saw::Number { number: self.0.remove(0) }),
            Call::Drain => Ok(Saw::Number { number: self.0.drain(..).sum() }),
            _ => Err(Errno::EAGAIN),
        }
    }
}

#[test]
fn the_judge_agrees_with_another_checker() {
    compare(1, &PLAIN, |history| {
        let mut tester = LinearizabilityTester::new(Sequential(vec![]));
        let starts = history.iter().map(|timed| (timed.start, timed, true));
        let ends = history.iter().map(|timed| (timed.end, timed, false));
        let mut events: Vec<_> = starts.chain(ends).collect();
        events.sort_by_key(|(when, ..)| *when);
        for (_, timed, begins) in events {
            let told = if begins {
                tester.on_invoke(timed.by, timed.call)
            } else {
                let Some(Fate::Returned(answer)) = timed.fates[0].clone() else {
                    panic!("{timed:?}")
                };
                tester.on_return(timed.by, answer)
            };
            told.expect("each actor makes one call at a time");
        }
        tester.is_consistent()
    });
}
