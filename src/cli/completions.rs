//! `completions`: what a shell must know to complete our arguments.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::trouble::Trouble;
use super::{Status, args, output};

/// Print the completion script of a shell.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut args::Arguments::command(), "bythebook", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Status::AsExpected)
}
