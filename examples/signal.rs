//! Signals: two processes take turns, and the one whose turn it is not sleeps.
//!
//! Relies on:
//! - `signal.block_adds`, `signal.blocked_waits`: who is told before it waits is told all the same;
//! - `signal.accept_waits`: it sleeps until it is told;
//! - `signal.accepted_not_pending`: each turn is taken once.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::process::Command;

use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::{Pid, getppid};

const TURNS: u32 = 300;
/// Its default is to end who does not expect it.
const YOUR_TURN: Signal = Signal::SIGUSR2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let turn = SigSet::from(YOUR_TURN);
    turn.thread_block()?;
    if env::args().any(|word| word == "second") {
        // The first blocked it before we were made.
        return Ok(take_turns(getppid(), &turn)?);
    }
    let mut second = Command::new(env::current_exe()?).arg("second").spawn()?;
    let other = Pid::from_raw(second.id().cast_signed());
    // The second begins: only then is it sure to block what it is told by.
    for _ in 0..TURNS {
        turn.wait()?;
        kill(other, YOUR_TURN)?;
    }
    second.wait()?;
    println!("{} turns of 2 processes", 2 * TURNS);
    Ok(())
}

fn take_turns(other: Pid, turn: &SigSet) -> nix::Result<()> {
    for _ in 0..TURNS {
        kill(other, YOUR_TURN)?;
        turn.wait()?;
    }
    Ok(())
}
