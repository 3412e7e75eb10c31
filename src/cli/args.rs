//! The verbs and their arguments as typed: low, not yet made sense of.

use clap::{Parser, Subcommand, ValueEnum};

use super::output::Color;
use super::status::HELP;
use super::{
    bench, check, compare, completions, diff, expect, explain, limits, list, man, merge, replay,
    report, selfcheck, vm,
};

/// Checks that the running kernel does interprocess communication by the book.
///
/// Every check is of a claim: one statement of the manual pages, with its citation. Random scripts
/// of system calls are performed and each outcome is compared with what the claims allow; what no
/// claim allows is confirmed, shrunk, and shown with the command that replays it.
#[derive(Debug, Parser)]
#[command(name = "bythebook", version, after_help = HELP, max_term_width = 100)]
pub struct Arguments {
    /// When output has colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    #[arg(env = "BYTHEBOOK_COLOR", hide_env = true)]
    pub color: Color,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    Check(Box<check::Arguments>),
    Replay(replay::Arguments),
    Selfcheck(selfcheck::Arguments),
    Bench(bench::Arguments),
    List(list::Arguments),
    Explain(explain::Arguments),
    Compare(Box<compare::Arguments>),
    Limits(limits::Arguments),
    Man(man::Arguments),
    Report(report::Arguments),
    Diff(diff::Arguments),
    Merge(merge::Arguments),
    Expect(expect::Arguments),
    Vm(vm::Arguments),
    Completions(completions::Arguments),
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}
