//! Stand-ins for kernels whose poll and select are not by the book.

use super::calls::{
    Array, Call, Entry, Left, Looks, Mask, Numbers, Report, Seen, Timeout, Watch, Which,
};
use super::claims::*;
use super::perform::perform;
use crate::engine::forms::Flags;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Hands, Op, Outcome};

const POLLS: &[&str] = &["poll", "ppoll"];
const SELECTS: &[&str] = &["select", "pselect"];
const ALL: &[&str] = &["poll", "ppoll", "select", "pselect"];

pub static LIARS: &[DeedLiar] = &[
    lie("never_sleeps", POLLS, "poll looks and never sleeps", now())
        .breaks(&[&WAITS, &INFINITE, &PPOLL_INFINITE, &NONBLOCK_UNHEEDED, &TIMES_OUT])
        .disturbs(SLEEP | MASKS),
    lie("select_never_sleeps", SELECTS, "select looks and never sleeps", now())
        .breaks(&[&SELECT_WAITS, &SELECT_INFINITE, &SELECT_NONBLOCK_UNHEEDED, &SELECT_TIMES_OUT])
        .disturbs(SLEEP | MASKS | REFUSALS),
    lie("looks_at_one", POLLS, "poll looks at one entry at most", Stock::Is("count", 1))
        .breaks(&[&REPORTS])
        .disturbs(REPORTED | SLEEP),
    lie("select_looks_at_one", SELECTS, "select looks at one descriptor", Stock::Is("count", 1))
        .breaks(&[&SELECT_READS, &SELECT_WRITES])
        .disturbs(REPORTED | SLEEP | REFUSALS),
    DeedLiar::of_other_calls(
        "asks_for_all",
        POLLS,
        "poll looks for input and output",
        asks_for_all,
    )
    .breaks(&[&ONLY_REQUESTED, &NOTHING_ASKED, &TROUBLE_ASKED])
    .disturbs(REPORTED | SLEEP),
    DeedLiar::of_other_calls(
        "closed_is_negative",
        POLLS,
        "a closed descriptor is passed over",
        passed_over,
    )
    .breaks(&[&CLOSED_IS_INVALID])
    .disturbs(REPORTED | SLEEP),
    DeedLiar::of_other_calls(
        "negative_is_looked_at",
        POLLS,
        "the complement of a descriptor is taken for it",
        taken,
    )
    .breaks(&[&NEGATIVE_IGNORED])
    .disturbs(REPORTED | SLEEP),
    DeedLiar::of_other_calls(
        "sets_swapped",
        SELECTS,
        "the sets are taken for one another",
        swapped,
    )
    .breaks(&[&SELECT_READS, &SELECT_WRITES])
    .disturbs(REPORTED | SLEEP),
    DeedLiar::of_other_calls(
        "closed_in_no_set",
        SELECTS,
        "a closed descriptor is passed over",
        in_no_set,
    )
    .breaks(&[&SELECT_CLOSED])
    .disturbs(REPORTED | SLEEP),
    lie("mask_dropped", &["ppoll"], "ppoll looks at no mask", no_mask())
        .breaks(&[&PPOLL_BLOCKS])
        .disturbs(MASKS),
    lie("pselect_mask_dropped", &["pselect"], "pselect looks at no mask", no_mask())
        .breaks(&[&PSELECT_BLOCKS])
        .disturbs(MASKS),
    lie("mask_blocks", &["ppoll"], "ppoll blocks the signal", blocks())
        .breaks(&[&PPOLL_LETS_THROUGH, &CAUGHT, &NEVER_RESTARTED])
        .disturbs(MASKS),
    lie("pselect_mask_blocks", &["pselect"], "pselect blocks the signal", blocks())
        .breaks(&[&PSELECT_LETS_THROUGH, &SELECT_CAUGHT, &NEVER_RESTARTED])
        .disturbs(MASKS),
    lie("any_number", POLLS, "poll takes any array", Stock::Is("array", Array::Plain as u64))
        .breaks(&[&ENTRIES_PAST_LIMIT, &BAD_ADDRESS])
        .disturbs(REFUSALS),
    lie(
        "no_number",
        SELECTS,
        "select goes by its sets alone",
        Stock::Is("numbers", Numbers::Right as u64),
    )
    .breaks(&[&SELECT_NEGATIVE_NUMBER, &SELECT_BELOW_NUMBER])
    .disturbs(REFUSALS | SLEEP),
    DeedLiar::of_other_calls(
        "negative_is_forever",
        &["ppoll", "select", "pselect"],
        "a negative timeout is none",
        forever,
    )
    .breaks(&[&PPOLL_NEGATIVE, &SELECT_TIMEOUT_INVALID])
    .disturbs(REFUSALS),
    DeedLiar::of_other_calls("rdnorm_unheard", POLLS, "poll knows no POLLRDNORM", no_rdnorm)
        .breaks(&[&RDNORM_IS_IN])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_other_calls("wrnorm_unheard", POLLS, "poll knows no POLLWRNORM", no_wrnorm)
        .breaks(&[&WRNORM_IS_OUT])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_calls("all_can_be_written", POLLS, "a read end is told to be writable", writable)
        .breaks(&[&OUTPUT_IS_POSSIBLE])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_calls("sleeps_deaf", POLLS, "what comes once poll has looked is missed", deaf)
        .breaks(&[&WAKES])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_calls("select_sleeps_deaf", SELECTS, "so it is with select", deaf)
        .breaks(&[&SELECT_WAKES])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_calls("no_trouble", POLLS, "who asks for input hears of no error", untroubled)
        .breaks(&[&TROUBLE_UNASKED])
        .disturbs(REPORTED | SLEEP),
    DeedLiar::of_calls("gives_up_early", ALL, "a timeout is over before it has passed", gives_up)
        .breaks(&[&NOT_EARLY, &SELECT_NOT_EARLY])
        .disturbs(TIME),
    DeedLiar::of_calls("timeout_kept", ALL, "a timeout stays as it was given", keeps_timeout)
        .breaks(&[&PPOLL_LEFT, &SELECT_LEFT, &PSELECT_LEFT])
        .disturbs(TIME),
];

const fn now() -> Stock {
    Stock::Is("timeout", Timeout::Zero as u64)
}

const fn no_mask() -> Stock {
    Stock::Is("mask", Mask::Null as u64)
}

const fn blocks() -> Stock {
    Stock::Is("mask", Mask::Blocks as u64)
}

/// With every entry altered so.
fn with_entries(op: &Op, alter: impl Fn(Entry) -> Entry) -> Option<Op> {
    let other: Op = match Call::of(op) {
        Call::Poll { one, first, two, second, three, third, count, array, timeout } => {
            let (first, second, third) = (alter(first), alter(second), alter(third));
            Call::Poll { one, first, two, second, three, third, count, array, timeout }.into()
        }
        Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask } => {
            let (first, second, third) = (alter(first), alter(second), alter(third));
            Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask }
                .into()
        }
        _ => return None,
    };
    (other != *op).then_some(other)
}

fn with_watches(op: &Op, alter: impl Fn(Watch) -> Watch) -> Option<Op> {
    let other: Op = match Call::of(op) {
        Call::Select { one, first, two, second, three, third, count, numbers, timeout } => {
            let (first, second, third) = (alter(first), alter(second), alter(third));
            Call::Select { one, first, two, second, three, third, count, numbers, timeout }.into()
        }
        Call::Pselect { one, first, two, second, three, third, count, numbers, timeout, mask } => {
            let (first, second, third) = (alter(first), alter(second), alter(third));
            Call::Pselect { one, first, two, second, three, third, count, numbers, timeout, mask }
                .into()
        }
        _ => return None,
    };
    (other != *op).then_some(other)
}

fn asks_for_all(op: &Op) -> Option<Op> {
    let all = i32::from(libc::POLLIN | libc::POLLOUT);
    with_entries(op, |entry| Entry { events: entry.events.with(all), ..entry })
}

fn without(op: &Op, event: i16) -> Option<Op> {
    let fewer = |entry: Entry| entry.events.bits() & !i32::from(event);
    with_entries(op, |entry| Entry { events: Flags::of(fewer(entry)), ..entry })
}

fn no_rdnorm(op: &Op) -> Option<Op> {
    without(op, libc::POLLRDNORM)
}

fn no_wrnorm(op: &Op) -> Option<Op> {
    without(op, libc::POLLWRNORM)
}

/// The call with a timeout of zero; none where it says nothing.
fn at_once(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let now = op.with_operand("timeout", |_| Timeout::Zero as u64)?;
    let answer = perform(&now, hands);
    match &answer {
        Ok(told) if report(told).count == 0 => None,
        _ => Some(answer),
    }
}

/// It looks, and then sleeps beside what it looked at.
fn deaf(op: &Op, hands: &mut Hands) -> Option<Answer> {
    if !matches!(Looks::of(op).timeout, Timeout::Forever | Timeout::Far) {
        return None;
    }
    at_once(op, hands).or_else(|| {
        let other = with_entries(op, |entry| Entry { events: Flags::NONE, ..entry });
        let other =
            other.or_else(|| with_watches(op, |watch| Watch { sets: Flags::NONE, ..watch }));
        other.map(|other| perform(&other, hands))
    })
}

/// Descriptors that are open for reading alone can be written too.
fn writable(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let looks = Looks::of(op);
    let reads_only = |place: usize| {
        let (pick, asked) = looks.entries[place];
        let flags = crate::sys::fcntl(hands.fd(pick), libc::F_GETFL, 0);
        asked.which == Which::Open
            && i32::from(asked.bits) & i32::from(libc::POLLOUT) != 0
            && flags.is_ok_and(|flags| flags as i32 & libc::O_ACCMODE == libc::O_RDONLY)
    };
    let places: Vec<usize> = (0..looks.count).filter(|place| reads_only(*place)).collect();
    let now =
        op.with_operand("timeout", |_| Timeout::Zero as u64).filter(|_| !places.is_empty())?;
    Some(perform(&now, hands).map(|told| {
        altered(&told, |report| {
            let before = report.counted();
            for place in &places {
                report.entries[*place].bits |= libc::POLLOUT as u16;
            }
            report.count += report.counted() - before;
        })
    }))
}

/// POLLERR and POLLHUP are not told, and end no sleep.
fn untroubled(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let trouble = (libc::POLLERR | libc::POLLHUP) as u16;
    if Looks::of(op).count == 0 {
        return None;
    }
    let told = match perform(op, hands) {
        Ok(told) => told,
        error => return Some(error),
    };
    let told = altered(&told, |report| {
        let before = report.counted();
        for told in &mut report.entries {
            told.bits &= !trouble;
        }
        report.count += report.counted() - before;
    });
    if report(&told).count > 0 || Looks::of(op).timeout == Timeout::Zero {
        return Some(Ok(told));
    }
    let other = with_entries(op, |entry| Entry { which: Which::Negative, ..entry });
    Some(other.map_or(Ok(told), |other| perform(&other, hands)))
}

fn passed_over(op: &Op) -> Option<Op> {
    let negative = |which| if which == Which::Closed { Which::Negative } else { which };
    with_entries(op, |entry| Entry { which: negative(entry.which), ..entry })
}

fn taken(op: &Op) -> Option<Op> {
    let open = |which| if which == Which::Negative { Which::Open } else { which };
    with_entries(op, |entry| Entry { which: open(entry.which), ..entry })
}

fn swapped(op: &Op) -> Option<Op> {
    let swap = |sets: i32| sets & 4 | sets >> 1 & 1 | (sets & 1) << 1;
    with_watches(op, |watch| Watch { sets: Flags::of(swap(watch.sets.bits())), ..watch })
}

fn in_no_set(op: &Op) -> Option<Op> {
    let sets = |watch: Watch| if watch.which == Which::Closed { Flags::NONE } else { watch.sets };
    with_watches(op, |watch| Watch { sets: sets(watch), ..watch })
}

fn forever(op: &Op) -> Option<Op> {
    let negative = Timeout::Negative as u64;
    let other =
        op.with_operand(
            "timeout",
            |word| {
                if word == negative { Timeout::Forever as u64 } else { word }
            },
        );
    other.filter(|other| other != op)
}

fn gives_up(op: &Op, hands: &mut Hands) -> Option<Answer> {
    if Looks::of(op).timeout != Timeout::Soon {
        return None;
    }
    let other = op.with_operand("timeout", |_| Timeout::Zero as u64)?;
    Some(perform(&other, hands).map(|told| altered(&told, |report| report.early = Some(true))))
}

fn keeps_timeout(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let keep = |report: &mut Report| {
        if report.left != Left::ANY {
            report.left = Left::Whole as u8;
        }
    };
    // Where nothing is left to be kept, the call is made as it is.
    Looks::of(op).timeout.time(1_000)?;
    Some(perform(op, hands).map(|told| altered(&told, keep)))
}

fn report(told: &Outcome) -> Report {
    match Seen::of(told) {
        Seen::Polled { report } | Seen::Selected { report } => report,
    }
}

fn altered(told: &Outcome, alter: impl Fn(&mut Report)) -> Outcome {
    match Seen::of(told) {
        Seen::Polled { mut report } => {
            alter(&mut report);
            Seen::Polled { report }.into()
        }
        Seen::Selected { mut report } => {
            alter(&mut report);
            Seen::Selected { report }.into()
        }
    }
}
