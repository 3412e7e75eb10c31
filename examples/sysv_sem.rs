//! System V semaphores: philosophers take two forks at a time, or none; one leaves the table with
//! both in its hands.
//!
//! Relies on:
//! - `sysv_sem.array_whole`, `sysv_sem.wait_performs_none`: a philosopher that waits holds no fork;
//! - `sysv_sem.take_waits`, `sysv_sem.take_resumes`: it sleeps while a fork is missing, then wakes;
//! - `sysv_sem.undo_take`: the forks of a process that ends are given back;
//! - `sysv_sem.remove_at_once`: nothing is left behind.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use bythebook::sys::{
    Errno, Fork, Timeout, exit, fork, remove_semaphores, sembuf, semctl, semget, semop, wait,
};

const PHILOSOPHERS: u16 = 3;
const MEALS_EACH: usize = 200;
/// The semaphore behind the forks counts the meals.
const MEALS: u16 = PHILOSOPHERS;
const SEM_UNDO: i16 = 0x1000;

fn operate(set: i32, operations: &[(u16, i16, i16)]) -> Result<(), Errno> {
    let elements =
        operations.iter().flat_map(|(number, change, flags)| sembuf(*number, *change, *flags));
    let bytes: Vec<u8> = elements.collect();
    semop(set, bytes[..].into(), operations.len(), Timeout::Semop).0.map(drop)
}

fn dine(set: i32, place: u16) -> Result<(), Errno> {
    let (left, right) = (place, (place + 1) % PHILOSOPHERS);
    let take = [(left, -1, SEM_UNDO), (right, -1, SEM_UNDO)];
    let give_back = [(left, 1, SEM_UNDO), (right, 1, SEM_UNDO), (MEALS, 1, 0)];
    for _ in 0..MEALS_EACH {
        operate(set, &take)?;
        operate(set, &give_back)?;
    }
    operate(set, &take)
}

fn main() -> Result<(), Errno> {
    let set = semget(libc::IPC_PRIVATE, i32::from(PHILOSOPHERS) + 1, 0o600)?;
    let forks: Vec<_> = (0..PHILOSOPHERS).map(|fork| (fork, 1, 0)).collect();
    operate(set, &forks)?;
    for place in 0..PHILOSOPHERS {
        if let Fork::Child = fork()? {
            exit(i32::from(dine(set, place).is_err()));
        }
    }
    for _ in 0..PHILOSOPHERS {
        wait(-1, true)?;
    }
    let count = |number: u16| semctl(set, number.into(), libc::GETVAL, 0);
    let forks: Result<usize, Errno> = (0..PHILOSOPHERS).map(count).sum();
    println!("{} meals, and all {} forks are on the table", count(MEALS)?, forks?);
    remove_semaphores(set).map(drop)
}
