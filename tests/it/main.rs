//! One test binary: the command line and the reports, from outside.

mod absent;
mod check_arguments;
mod cli;
mod compare_records;
mod evidence;
mod forms;
mod ledger;
mod lines;
mod record;
mod sample;
mod text;
mod tidy;
