//! process_vm: a parent asks its child something by writing in the child's memory, and reads the
//! answer there.
//!
//! Relies on:
//! - `process_vm.writes`: what the parent writes, the child finds;
//! - `process_vm.reads`: what the child has answered, the parent reads;
//! - `process_vm.read_count`: a shorter read would be told.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use bythebook::sys::{
    Errno, Fork, Local, Remote, area_byte, exit, fork, map_area, process_vm, set_area_byte, wait,
    yield_now,
};

/// Where in the area the question and the answer are; 0 where there is none yet.
const QUESTION: usize = 0;
const ANSWER: usize = 8;

fn answer() -> Result<(), Errno> {
    loop {
        match area_byte(QUESTION)? {
            0 => yield_now(),
            number => return set_area_byte(ANSWER, number * 2),
        }
    }
}

/// Moves one byte between the parent and its child.
fn moved(child: i32, at: usize, byte: u8, writes: bool) -> Result<u8, Errno> {
    let mut buffer = [byte];
    let local = [Local::Within { at: 0, bytes: 1 }];
    let remote = [Remote { at, bytes: 1 }];
    let moved = process_vm(child, (&mut buffer, &local), &remote, 0, writes)?;
    if moved == 1 { Ok(buffer[0]) } else { Err(Errno::EIO) }
}

fn main() -> Result<(), Errno> {
    map_area()?;
    let child = match fork()? {
        Fork::Child => {
            let answered = answer();
            // It stays until its parent has read the answer.
            while answered.is_ok() && area_byte(QUESTION).is_ok_and(|byte| byte != 0) {
                yield_now();
            }
            exit(i32::from(answered.is_err()))
        }
        Fork::Parent { child } => child,
    };
    moved(child, QUESTION, 21, true)?;
    let answer = loop {
        match moved(child, ANSWER, 0, false)? {
            0 => yield_now(),
            answer => break answer,
        }
    };
    moved(child, QUESTION, 0, true)?;
    wait(child, true)?;
    println!("the child answers {answer}");
    Ok(())
}
