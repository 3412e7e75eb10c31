//! What a crew does in a script: calls, waits, deeds, limits.

use bythebook::engine::crew::{Crew, CrewError};
use bythebook::engine::deed::Told;
use bythebook::engine::history::Fate;
use bythebook::engine::isolate::{self, Environment};
use bythebook::engine::{Actor, Deed, Errno, Limit, Limits, Pick};
use bythebook::sys::Ended;

use crate::surroundings::wanted;
use crate::toy::{Call, ROOMS, Saw};
use crate::{Test, tests};

pub const TESTS: &[Test] = tests![
    a_read_of_an_empty_pipe_waits_until_another_writes,
    a_wake_up_reaches_all_whom_it_concerns,
    a_waiting_reader_sees_the_end_when_the_last_writer_is_killed,
    an_exit_ends_the_other_thread_also_where_it_waits,
    a_forked_child_shares_and_waits,
    exec_keeps_what_is_not_close_on_exec,
    a_new_program_goes_on_as_the_same_actor,
    a_descriptor_is_passed,
    a_signal_interrupts_or_restarts,
    an_actor_may_die_of_sigpipe,
    a_limit_on_descriptors_leaves_just_that_room,
    settings_of_queues_are_put_back,
    another_user_lasts_until_the_end_of_the_case,
    every_case_begins_the_same,
    a_panic_in_an_actor_is_the_harness_s_fault,
    a_renewed_crew_works,
];

/// Runs `test` in a worker with a crew of three.
pub fn with_crew(namespaces: bool, test: impl FnOnce(&mut Crew) -> Result<(), CrewError>) {
    let child = isolate::launch(&wanted(namespaces), |environment: &Environment| {
        let done = Crew::start(3, environment).and_then(|mut crew| test(&mut crew));
        if let Err(error) = &done {
            println!("  {error}");
        }
        i32::from(done.is_err())
    });
    assert_eq!(child.unwrap().wait(), Ended::Exited(0));
}

pub const A: Actor = Actor(0);
pub const B: Actor = Actor(1);
pub const C: Actor = Actor(2);
pub const READS: Pick = Pick(0);
pub const WRITES: Pick = Pick(1);

pub fn returned(count: u64) -> Fate {
    Fate::Returned(Saw::Count { count }.answer())
}

/// Posts one call and settles.
pub fn call(crew: &mut Crew, by: Actor, call: Call) -> Result<Fate, CrewError> {
    crew.post(by, &call.into())?;
    let fates = crew.settle()?;
    Ok(fates.into_iter().find(|(actor, _)| *actor == by).expect("it was posted").1)
}

/// A pipe of A, passed to B and C.
fn shared_pipe(crew: &mut Crew) -> Result<(), CrewError> {
    assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
    for to in [B, C] {
        for fd in [READS, WRITES] {
            assert_eq!(crew.deed(A, &Deed::Pass { fd, to })?, Ok(Told::Done));
        }
    }
    Ok(())
}

fn a_read_of_an_empty_pipe_waits_until_another_writes() {
    for namespaces in [true, false] {
        with_crew(namespaces, |crew| {
            crew.begin(ROOMS, 3, &Limits::default())?;
            shared_pipe(crew)?;
            assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
            assert!(crew.is_open(A) && !crew.is_open(B));
            crew.post(B, &Call::Write { fd: WRITES, bytes: 7 }.into())?;
            assert_eq!(crew.settle()?, [(A, returned(7)), (B, returned(7))]);
            assert_eq!(crew.settle()?, []);
            crew.end()
        });
    }
}

fn a_wake_up_reaches_all_whom_it_concerns() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 3, &Limits::default())?;
        shared_pipe(crew)?;
        for by in [A, B] {
            assert_eq!(call(crew, by, Call::Read { fd: READS })?, Fate::Waits);
        }
        // More than one of them takes: the second is woken in the train of the first.
        crew.post(C, &Call::Write { fd: WRITES, bytes: 100 }.into())?;
        let fates = crew.settle()?;
        let mut counts: Vec<_> = fates.iter().map(|(_, fate)| fate.clone()).collect();
        counts.sort_by_key(|fate| format!("{fate:?}"));
        assert_eq!(counts, [returned(100), returned(36), returned(64)]);
        crew.end()
    });
}

fn a_waiting_reader_sees_the_end_when_the_last_writer_is_killed() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(crew.deed(A, &Deed::Pass { fd: WRITES, to: B })?, Ok(Told::Done));
        assert_eq!(crew.deed(A, &Deed::Close { fd: WRITES })?, Ok(Told::Done));
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        crew.deed(B, &Deed::Exit)?.expect("exit is always allowed");
        assert_eq!(crew.settle()?, [(A, returned(0))]);
        crew.end()?;
        // Killed in its call, it is told as dead.
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, B, Call::Pipe)?, returned(0));
        assert_eq!(call(crew, B, Call::Read { fd: READS })?, Fate::Waits);
        assert_eq!(crew.deed(A, &Deed::Kill { target: B })?, Ok(Told::Done));
        assert_eq!(crew.settle()?, [(B, Fate::Died(libc::SIGKILL))]);
        crew.end()
    });
}

fn an_exit_ends_the_other_thread_also_where_it_waits() {
    with_crew(true, |crew| {
        for (exits, waits) in [(A, B), (B, A)] {
            crew.begin(ROOMS, 1, &Limits::default())?;
            assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
            assert_eq!(crew.deed(A, &Deed::Thread)?, Ok(Told::Open(3)));
            assert_eq!(call(crew, waits, Call::Read { fd: READS })?, Fate::Waits);
            assert_eq!(crew.deed(exits, &Deed::Exit)?, Ok(Told::Gone { others: false }));
            assert_eq!(crew.settle()?, []);
            crew.end()?;
        }
        Ok(())
    });
}

fn a_forked_child_shares_and_waits() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 1, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(crew.deed(A, &Deed::Fork)?, Ok(Told::Open(3)));
        assert_eq!(crew.deed(B, &Deed::Fork)?, Ok(Told::Open(3)));
        assert_eq!(call(crew, C, Call::Read { fd: READS })?, Fate::Waits);
        crew.post(A, &Call::Write { fd: WRITES, bytes: 3 }.into())?;
        assert_eq!(crew.settle()?, [(A, returned(3)), (C, returned(3))]);
        assert_eq!(crew.deed(B, &Deed::Kill { target: A })?, Ok(Told::Done));
        assert_eq!(call(crew, C, Call::Write { fd: WRITES, bytes: 3 })?, returned(3));
        crew.end()
    });
}

fn exec_keeps_what_is_not_close_on_exec() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 1, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        crew.deed(A, &Deed::Dup { fd: READS })?.expect("a free slot");
        crew.deed(A, &Deed::SetCloexec { fd: WRITES, on: true })?.expect("it is open");
        assert_eq!(crew.deed(A, &Deed::GetCloexec { fd: WRITES })?, Ok(Told::Flag(true)));
        assert_eq!(crew.deed(A, &Deed::Exec)?, Ok(Told::Open(0b101)));
        // The only write end is closed, so a read is at the end.
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, returned(0));
        crew.end()
    });
}

fn a_new_program_goes_on_as_the_same_actor() {
    with_crew(true, |crew| {
        let limits = Limits([(Limit::NofileRoom, 3)].into_iter().collect());
        crew.begin(ROOMS, 2, &limits)?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        crew.deed(A, &Deed::Umask { mask: 0o077 })?.expect("umask is always allowed");
        for _ in 0..3 {
            assert_eq!(crew.deed(A, &Deed::Exec)?, Ok(Told::Open(0b11)));
        }
        assert_eq!(call(crew, A, Call::Umask)?, returned(0o077));
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        assert_eq!(crew.deed(B, &Deed::Signal { target: A })?, Ok(Told::Done));
        assert_eq!(crew.settle()?, [(A, Fate::Waits)]);
        crew.end()?;
        crew.begin(ROOMS, 2, &limits)?;
        assert_eq!(call(crew, A, Call::Umask)?, returned(0o022));
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(crew.deed(A, &Deed::Exec)?, Ok(Told::Open(0b11)));
        assert_eq!(crew.deed(A, &Deed::Dup { fd: READS })?, Ok(Told::Done));
        assert_eq!(crew.deed(A, &Deed::Dup { fd: READS })?, Err(Errno::EMFILE));
        crew.end()
    });
}

fn a_descriptor_is_passed() {
    with_crew(true, |crew| {
        let limits = Limits([(Limit::NofileRoom, 1)].into_iter().collect());
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(crew.deed(A, &Deed::Pass { fd: WRITES, to: B })?, Ok(Told::Done));
        assert_eq!(call(crew, B, Call::Write { fd: Pick(0), bytes: 2 })?, returned(2));
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, returned(2));
        crew.end()?;
        crew.begin(ROOMS, 2, &limits)?;
        assert_eq!(call(crew, A, Call::Pipe)?, Fate::Returned(Err(Errno::EMFILE)));
        crew.end()
    });
}

fn a_signal_interrupts_or_restarts() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        for _ in 0..50 {
            assert_eq!(crew.deed(B, &Deed::Signal { target: A })?, Ok(Told::Done));
            assert_eq!(crew.settle()?, [(A, Fate::Waits)]);
        }
        crew.end()?;
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        crew.deed(A, &Deed::Handle { restart: false })?.expect("a valid handler");
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        assert_eq!(crew.deed(B, &Deed::Signal { target: A })?, Ok(Told::Done));
        assert_eq!(crew.settle()?, [(A, Fate::Returned(Err(Errno::EINTR)))]);
        crew.end()
    });
}

fn an_actor_may_die_of_sigpipe() {
    with_crew(true, |crew| {
        for _ in 0..3 {
            crew.begin(ROOMS, 1, &Limits::default())?;
            assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
            crew.deed(A, &Deed::Close { fd: READS })?.expect("it is open");
            let write = Call::Write { fd: Pick(0), bytes: 1 };
            assert_eq!(call(crew, A, write)?, Fate::Returned(Err(Errno::EPIPE)));
            crew.deed(A, &Deed::IgnorePipe { on: false })?.expect("a valid disposition");
            assert_eq!(call(crew, A, write)?, Fate::Died(libc::SIGPIPE));
            crew.end()?;
        }
        Ok(())
    });
}

fn a_limit_on_descriptors_leaves_just_that_room() {
    with_crew(true, |crew| {
        for room in [2, 0, 5] {
            crew.begin(ROOMS, 1, &Limits([(Limit::NofileRoom, room)].into_iter().collect()))?;
            let pipe = call(crew, A, Call::Pipe)?;
            if room < 2 {
                assert_eq!(pipe, Fate::Returned(Err(Errno::EMFILE)));
                crew.end()?;
                continue;
            }
            for _ in 2..room {
                assert_eq!(crew.deed(A, &Deed::Dup { fd: READS })?, Ok(Told::Done));
            }
            assert_eq!(crew.deed(A, &Deed::Dup { fd: READS })?, Err(Errno::EMFILE));
            assert_eq!(crew.deed(A, &Deed::Close { fd: READS })?, Ok(Told::Done));
            assert_eq!(crew.deed(A, &Deed::Dup { fd: READS })?, Ok(Told::Done));
            crew.end()?;
        }
        Ok(())
    });
}

fn settings_of_queues_are_put_back() {
    with_crew(true, |crew| {
        let msg_max = || std::fs::read_to_string("/proc/sys/fs/mqueue/msg_max").unwrap();
        let before = msg_max();
        crew.begin(ROOMS, 1, &Limits([(Limit::MqueueMsgMax, 5)].into_iter().collect()))?;
        assert_eq!(msg_max().trim(), "5");
        crew.end()?;
        assert_eq!(msg_max(), before);
        crew.begin(ROOMS, 1, &Limits([(Limit::MsgqueueBytes, 0)].into_iter().collect()))?;
        let refused = call(crew, A, Call::Queue)?;
        assert_eq!(refused, Fate::Returned(Err(Errno::EMFILE)));
        crew.end()
    });
}

fn another_user_lasts_until_the_end_of_the_case() {
    if !nix::unistd::geteuid().is_root() {
        println!("  another user cannot be become here: not root");
        return;
    }
    with_crew(true, |crew| {
        crew.begin(ROOMS, 2, &Limits::default())?;
        let usual = call(crew, A, Call::Uid)?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        assert_eq!(crew.deed(A, &Deed::BecomeOther)?, Ok(Told::Done));
        assert_ne!(call(crew, A, Call::Uid)?, usual);
        assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
        assert_eq!(crew.deed(B, &Deed::Signal { target: A })?, Ok(Told::Done));
        assert_eq!(crew.settle()?, [(A, Fate::Waits)]);
        crew.end()?;
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(crew.deed(A, &Deed::BecomeOther)?, Ok(Told::Done));
        assert_eq!(crew.deed(A, &Deed::Signal { target: B })?, Err(Errno::EPERM));
        assert_eq!(crew.deed(A, &Deed::Exec)?, Ok(Told::Open(0)));
        assert_ne!(call(crew, A, Call::Uid)?, usual);
        crew.end()?;
        crew.begin(ROOMS, 2, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Uid)?, usual);
        crew.end()
    });
}

fn every_case_begins_the_same() {
    with_crew(true, |crew| {
        for _ in 0..50 {
            crew.begin(ROOMS, 2, &Limits::default())?;
            assert_eq!(call(crew, A, Call::Umask)?, returned(0o022));
            crew.deed(A, &Deed::Umask { mask: 0 })?.expect("umask is always allowed");
            assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
            assert_eq!(call(crew, A, Call::Read { fd: READS })?, Fate::Waits);
            crew.end()?;
        }
        Ok(())
    });
}

fn a_panic_in_an_actor_is_the_harness_s_fault() {
    with_crew(true, |crew| {
        crew.begin(ROOMS, 1, &Limits::default())?;
        crew.post(A, &Call::Panic.into())?;
        assert!(matches!(crew.settle(), Err(CrewError::Lost(A, 101))));
        crew.end()?;
        crew.begin(ROOMS, 1, &Limits::default())?;
        assert_eq!(call(crew, A, Call::Pipe)?, returned(0));
        crew.end()
    });
}

fn a_renewed_crew_works() {
    with_crew(true, |crew| {
        for _ in 0..3 {
            crew.begin(ROOMS, 3, &Limits::default())?;
            shared_pipe(crew)?;
            crew.end()?;
            crew.renew()?;
        }
        Ok(())
    });
}
