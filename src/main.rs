//! Parse, run, exit.

use std::process::ExitCode;

use bythebook::cli;
use bythebook::engine::Room;
use bythebook::facilities::eventfd::operations::Eventfd;
use bythebook::facilities::pipe::PipeRoom;

fn main() -> ExitCode {
    cli::run(&[Eventfd::FACILITY, PipeRoom::FACILITY]).into()
}
