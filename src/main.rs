//! Parse, run, exit.

use std::process::ExitCode;

fn enter(arguments: &bythebook::sys::Arguments) {
    let rooms = bythebook::facilities::ALL.iter();
    let rooms = rooms.map(|room| (room.facility().name, room.enter()));
    bythebook::engine::crew::exec::enter_if_actor(arguments, rooms);
}
bythebook::before_std!(enter);

fn main() -> ExitCode {
    bythebook::cli::run(&bythebook::facilities::open()).into()
}
