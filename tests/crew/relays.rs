//! Relays: operations that actors hand on among themselves, and where they break off.

use bythebook::engine::crew::{Crew, CrewError, HandsOn};
use bythebook::engine::history::Fate;
use bythebook::engine::{Actor, Answer, Deed, Limits};

use crate::scripts::{A, B, C, READS, WRITES, call, returned, with_crew};
use crate::toy::{Call, ROOMS, Saw};
use crate::{Test, tests};

pub const TESTS: &[Test] = tests![
    a_relay_goes_from_actor_to_actor_in_order,
    a_relay_breaks_off_at_an_answer_that_was_not_predicted,
    a_relay_breaks_off_at_a_call_that_waits,
    who_waited_in_a_broken_relay_does_not_go_on_with_it,
    a_bare_relay_hands_on_before_a_call_that_waits,
    a_relay_ends_with_a_call_of_which_nothing_is_predicted,
    a_relay_tells_which_of_several_answers_came,
];

fn write(bytes: u32) -> Call {
    Call::Write { fd: WRITES, bytes }
}

const READ: Call = Call::Read { fd: READS };

/// The answer that tells this count.
fn counted(count: u64) -> Answer {
    Saw::Count { count }.answer()
}

/// A pipe that three actors hold.
fn pipe_for_three(crew: &mut Crew) -> Result<(), CrewError> {
    crew.begin(ROOMS, 3, &Limits::default())?;
    assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
    for to in [B, C] {
        for fd in [READS, WRITES] {
            crew.deed(A, &Deed::Pass { fd, to })?.expect("a free slot");
        }
    }
    Ok(())
}

/// Runs a relay; how many legs came out as predicted.
fn relay(crew: &mut Crew, legs: &[(Actor, Call, u64)]) -> Result<usize, CrewError> {
    crew.new_relay();
    for (by, call, count) in legs {
        crew.add_call(*by, &(*call).into(), &[counted(*count)], HandsOn::IfPredicted)?;
    }
    crew.run_relay()
}

fn a_relay_goes_from_actor_to_actor_in_order() {
    with_crew(true, |crew| {
        for _ in 0..300 {
            pipe_for_three(crew)?;
            // Each read takes just what the write before it put: in another order it would wait, or
            // read more.
            let legs = [(A, write(3), 3), (B, READ, 3), (B, write(5), 5), (C, READ, 5)];
            let legs = [legs, legs].concat();
            assert_eq!(relay(crew, &legs)?, 8);
            assert!(crew.settle()?.is_empty());
            crew.end()?;
        }
        Ok(())
    });
}

fn a_relay_breaks_off_at_an_answer_that_was_not_predicted() {
    with_crew(true, |crew| {
        for _ in 0..100 {
            pipe_for_three(crew)?;
            let legs = [(A, write(3), 3), (B, READ, 4), (C, write(7), 7)];
            assert_eq!(relay(crew, &legs)?, 1);
            assert_eq!(crew.settle()?, [(B, returned(3))]);
            // C was never told to write.
            assert_eq!(call(crew, A, write(1))?, returned(1));
            assert_eq!(call(crew, B, READ)?, returned(1));
            crew.end()?;
        }
        Ok(())
    });
}

fn a_relay_breaks_off_at_a_call_that_waits() {
    with_crew(true, |crew| {
        for _ in 0..20 {
            pipe_for_three(crew)?;
            assert_eq!(relay(crew, &[(A, write(2), 2), (B, READ, 2), (C, READ, 1)])?, 2);
            assert_eq!(crew.settle()?, [(C, Fate::Waits)]);
            crew.end()?;
        }
        Ok(())
    });
}

fn who_waited_in_a_broken_relay_does_not_go_on_with_it() {
    with_crew(true, |crew| {
        for _ in 0..20 {
            pipe_for_three(crew)?;
            // It waits first, and then returns just what was predicted.
            assert_eq!(
                relay(crew, &[(A, write(2), 2), (B, READ, 2), (C, READ, 6), (A, write(1), 1)])?,
                2
            );
            assert_eq!(crew.settle()?, [(C, Fate::Waits)]);
            crew.post(B, &write(6).into())?;
            assert_eq!(crew.settle()?, [(B, returned(6)), (C, returned(6))]);
            // A was not handed anything: the pipe is empty.
            assert_eq!(call(crew, B, READ)?, Fate::Waits);
            crew.end()?;
        }
        Ok(())
    });
}

fn a_bare_relay_hands_on_before_a_call_that_waits() {
    with_crew(true, |crew| {
        let mut whole = 0;
        for _ in 0..100 {
            pipe_for_three(crew)?;
            crew.new_relay();
            crew.add_call(B, &READ.into(), &[], HandsOn::Before)?;
            crew.add_call(A, &write(4).into(), &[], HandsOn::Always)?;
            crew.add_call(C, &write(4).into(), &[], HandsOn::Always)?;
            crew.add_call(B, &READ.into(), &[], HandsOn::Always)?;
            whole += u32::from(crew.run_relay()? == 4);
            crew.end()?;
        }
        // In another order, which nobody holds it to, the last read waits and the relay breaks off.
        assert!(whole > 0, "no relay of 100 took its course");
        println!("  {whole} of 100 took their course");
        Ok(())
    });
}

fn a_relay_ends_with_a_call_of_which_nothing_is_predicted() {
    with_crew(true, |crew| {
        for hands_on in [HandsOn::Open, HandsOn::IfPredicted].into_iter().cycle().take(100) {
            pipe_for_three(crew)?;
            crew.new_relay();
            crew.add_call(A, &write(3).into(), &[counted(3)], HandsOn::IfPredicted)?;
            crew.add_call(B, &READ.into(), &[], hands_on)?;
            assert_eq!(crew.run_relay()?, 1);
            assert_eq!(crew.settle()?, [(B, returned(3))]);
            crew.end()?;
        }
        for _ in 0..100 {
            pipe_for_three(crew)?;
            crew.new_relay();
            crew.add_call(A, &write(3).into(), &[counted(3)], HandsOn::IfPredicted)?;
            crew.add_call(B, &READ.into(), &[counted(3)], HandsOn::IfPredicted)?;
            crew.add_call(B, &READ.into(), &[], HandsOn::Open)?;
            assert_eq!(crew.run_relay()?, 2);
            assert_eq!(crew.settle()?, [(B, Fate::Waits)]);
            crew.end()?;
        }
        Ok(())
    });
}

fn a_relay_tells_which_of_several_answers_came() {
    with_crew(true, |crew| {
        for which in [0, 1, 2, 0] {
            pipe_for_three(crew)?;
            crew.new_relay();
            crew.add_call(A, &write(3).into(), &[counted(3)], HandsOn::IfPredicted)?;
            let mut answers = vec![counted(1), counted(2)];
            answers.insert(which, counted(3));
            crew.add_call(B, &READ.into(), &answers, HandsOn::IfPredicted)?;
            assert_eq!(crew.run_relay()?, 2);
            assert_eq!([crew.came(0), crew.came(1)], [0, which]);
            crew.end()?;
        }
        Ok(())
    });
}
