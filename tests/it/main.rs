//! One test binary: the command line and the reports, from outside.

mod absent;
mod bad_input;
mod bench;
mod check_arguments;
mod choose;
mod cli;
mod compare_records;
mod edited;
mod elsewhere;
mod emitted;
mod evidence;
mod examples;
mod forms;
mod guide;
mod interrupted;
mod killed;
mod ledger;
mod lines;
mod mailed;
mod man;
#[cfg(feature = "browser")]
mod page;
#[cfg(feature = "planted-fault")]
mod planted;
mod record;
mod reference;
mod regressions;
mod running;
mod sample;
mod scripts;
mod text;
mod tidy;
mod uml;
mod via;
mod vm;
mod waits;
