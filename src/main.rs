//! Parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    bythebook::cli::run(&bythebook::facilities::open()).into()
}
