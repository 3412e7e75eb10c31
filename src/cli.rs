//! The command line: arguments in, a result on standard output, an exit status.
//!
//! Each verb has one small file; what several share lies beside them. Nothing here decides what the
//! kernel should do.

pub mod args;
pub mod artefacts;
pub mod assemble;
pub mod bench;
pub mod check;
pub mod early;
pub mod elsewhere;
pub mod expectations;
pub mod forms;
pub mod lines;
pub mod manual;
pub mod output;
pub mod pattern;
pub mod progress;
pub mod script;
pub mod status;
pub mod trouble;
pub mod value;

mod compare;
mod completions;
mod diff;
mod expect;
mod explain;
mod limits;
mod list;
mod man;
mod merge;
mod offer;
mod program;
mod replay;
mod report;
mod selfcheck;
mod usage;
mod vm;

use clap::{CommandFactory, Parser};
use clap_complete::CompleteEnv;

use crate::engine::Facility;
use crate::sys;
use crate::targets::vm::guest;
use args::{Arguments, Verb};
pub use status::Status;
use trouble::Trouble;

/// Parses the arguments of this process, does what they ask for, and says how it went.
pub fn run(facilities: &[Facility]) -> Status {
    if guest::is_here() {
        guest::run();
    }
    // A shell asks what may come next: it is told, and nothing else is done.
    CompleteEnv::with_factory(Arguments::command).complete();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::refused(&error),
    };
    arguments.color.choose();
    let status = dispatch(&arguments.verb, facilities).unwrap_or_else(|trouble| {
        output::complain(&trouble);
        trouble.status()
    });
    sys::interrupted().map_or(status, Status::of_signal)
}

fn dispatch(verb: &Verb, facilities: &[Facility]) -> Result<Status, Trouble> {
    match verb {
        Verb::Check(arguments) => check::run(arguments, facilities),
        Verb::Replay(arguments) => replay::run(arguments, facilities),
        Verb::Selfcheck(arguments) => selfcheck::run(arguments, facilities),
        Verb::Bench(arguments) => bench::run(arguments, facilities),
        Verb::List(arguments) => list::run(arguments, facilities),
        Verb::Explain(arguments) => explain::run(arguments, facilities),
        Verb::Compare(arguments) => compare::run(arguments, facilities),
        Verb::Limits(arguments) => limits::run(arguments),
        Verb::Man(arguments) => man::run(arguments, facilities),
        Verb::Report(arguments) => report::run(arguments),
        Verb::Diff(arguments) => diff::run(arguments),
        Verb::Merge(arguments) => merge::run(arguments),
        Verb::Expect(arguments) => expect::run(arguments),
        Verb::Vm(arguments) => vm::run(arguments, facilities),
        Verb::Completions(arguments) => completions::run(arguments),
    }
}
