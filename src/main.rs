//! Parse, run, exit.

use std::process::ExitCode;

bythebook::before_std!(bythebook::facilities::enter);

fn main() -> ExitCode {
    bythebook::cli::run(&bythebook::facilities::open()).into()
}
