//! Signals: two processes take turns, and the one whose turn it is not sleeps.
//!
//! Relies on:
//! - `signal.block_adds`, `signal.blocked_waits`: a turn that is given before the other process
//!   waits for it is not lost, and ends nobody;
//! - `signal.accept_waits`: it sleeps until its turn comes;
//! - `signal.accepted_not_pending`: each turn is taken once.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::process::Command;

use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::{Pid, getppid};

const TURNS: u32 = 300;
/// By default it ends a process that does not expect it.
const YOUR_TURN: Signal = Signal::SIGUSR2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let turn = SigSet::from(YOUR_TURN);
    turn.thread_block()?;
    if env::args().any(|word| word == "second") {
        set_pdeathsig(Signal::SIGKILL)?;
        return Ok(take_turns(getppid(), &turn)?);
    }
    let mut second = Command::new(env::current_exe()?).arg("second").spawn()?;
    let other = Pid::from_raw(second.id().cast_signed());
    // The second begins: once it has spoken, it blocks what it is told by.
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
