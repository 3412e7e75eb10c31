//! Races, and the measured figures.

use std::time::{Duration, Instant};

use bythebook::engine::crew::Crew;
use bythebook::engine::history::Fate;
use bythebook::engine::script::Lane;
use bythebook::engine::waiting::Detector;
use bythebook::engine::{Actor, Deed, Limits, Op};

use crate::scripts::{A, B, C, READS, WRITES, call, returned, with_crew};
use crate::toy::{Call, ROOMS};
use crate::{Test, tests};

pub const TESTS: &[Test] = tests![
    calls_of_a_race_overlap,
    who_waits_in_a_race_makes_no_further_call,
    what_never_comes_is_waited_for_in_bounds,
    known_calls_are_told_right,
    a_hand_off_costs_little,
];

fn pipe_for_three(crew: &mut Crew) -> Result<(), bythebook::engine::crew::CrewError> {
    crew.begin(ROOMS, 3, &Limits::default())?;
    assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
    for to in [B, C] {
        for fd in [READS, WRITES] {
            crew.deed(A, &Deed::Pass { fd, to })?.expect("a free slot");
        }
    }
    Ok(())
}

fn lane(by: Actor, calls: &[Call]) -> Lane {
    Lane { by, calls: calls.iter().copied().map(Op::from).collect() }
}

fn calls_of_a_race_overlap() {
    with_crew(true, |crew| {
        const RACES: u32 = 200;
        let write = Call::Write { fd: WRITES, bytes: 8 };
        let calls = [write; 3];
        let (mut overlapped, begin) = (0, Instant::now());
        for race in 0..RACES {
            pipe_for_three(crew)?;
            let told = crew.race(&[lane(A, &calls), lane(B, &calls)], &[race, 0])?;
            assert_eq!(told.calls.len(), 6);
            assert!(told.calls.iter().all(|call| call.fate == returned(8)), "{told:?}");
            assert!(told.calls.iter().all(|call| call.start < call.end && call.end < 12));
            overlapped += u32::from(told.overlapped);
            crew.end()?;
        }
        println!("  {overlapped} of {RACES} overlapped, {:?} a case", begin.elapsed() / RACES);
        Ok(())
    });
}

fn who_waits_in_a_race_makes_no_further_call() {
    with_crew(true, |crew| {
        for _ in 0..100 {
            pipe_for_three(crew)?;
            let reads = [Call::Read { fd: READS }; 3];
            let writes = [Call::Write { fd: WRITES, bytes: 64 }];
            let told = crew.race(&[lane(A, &reads), lane(B, &writes)], &[])?;
            let waits: Vec<_> = told.calls.iter().filter(|call| call.fate == Fate::Waits).collect();
            assert!(matches!(waits.as_slice(), [one] if one.by == A && one.nth == 1), "{told:?}");
            assert!(crew.is_open(A) && !crew.is_open(B));
            crew.post(C, &Call::Write { fd: WRITES, bytes: 9 }.into())?;
            assert_eq!(crew.settle()?, [(A, returned(9)), (C, returned(9))]);
            assert_eq!(crew.settle()?, []);
            crew.end()?;
        }
        Ok(())
    });
}

fn what_never_comes_is_waited_for_in_bounds() {
    with_crew(true, |crew| {
        pipe_for_three(crew)?;
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        let begin = Instant::now();
        assert_eq!(crew.outlast(Duration::from_millis(30))?, [(A, Fate::Waits)]);
        assert!(begin.elapsed() >= Duration::from_millis(30));
        crew.end()
    });
}

fn known_calls_are_told_right() {
    for namespaces in [true, false] {
        with_crew(namespaces, |crew| {
            println!("  at the start: {:?}", crew.detection());
            for (detector, trials) in
                [(Detector::Full, 1000), (Detector::StatAndPhase, 1000), (Detector::Timed, 3)]
            {
                let detection = crew.try_detector(detector, trials)?;
                println!("  {detection:?}");
                assert_eq!(detection.wrong, 0);
            }
            Ok(())
        });
    }
}

fn a_hand_off_costs_little() {
    with_crew(true, |crew| {
        const CALLS: usize = 2000;
        crew.begin(ROOMS, 1, &Limits::default())?;
        let mut times = Vec::with_capacity(CALLS);
        for _ in 0..CALLS {
            let begin = Instant::now();
            assert_eq!(call(crew, A, Call::Umask)?, returned(0o022));
            times.push(begin.elapsed());
        }
        times.sort();
        println!(
            "  hand-off and back: p50 {:?}, p99 {:?}",
            times[CALLS / 2],
            times[CALLS / 100 * 99]
        );
        crew.end()?;
        let begin = Instant::now();
        for _ in 0..100 {
            crew.begin(ROOMS, 3, &Limits::default())?;
            assert_eq!(call(crew, A, Call::Umask)?, returned(0o022));
            crew.end()?;
        }
        println!("  begin, one call and end: {:?}", begin.elapsed() / 100);
        Ok(())
    });
}
