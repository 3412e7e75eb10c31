//! The two streams: the result on standard output, complaints on standard error.
//!
//! Colours are taken out where there is no terminal or `NO_COLOR` is set, unless `--color` says
//! otherwise.

use std::io::{self, Write};

use anstream::ColorChoice;
use clap::ValueEnum;
use terminal_size::{Width, terminal_size_of};

use super::trouble::Trouble;
use crate::report::text::{Detail, Look};

/// When output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl Color {
    /// Holds from now on, for both streams.
    pub fn choose(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// A report for where standard output goes: as wide as the terminal, as far as that is read with
/// ease.
pub fn look(detail: Detail) -> Look {
    match terminal_size_of(io::stdout()) {
        Some((Width(columns), _)) => Look::of_width(columns.into(), detail),
        None => Look { detail, ..Look::default() },
    }
}

/// Prints the result. A reader who has gone away (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Trouble> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Trouble::Failed(format!("write standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says on standard error what went wrong.
pub fn complain(trouble: &Trouble) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    // Where standard error itself is gone, the exit status has to do.
    let _ = writeln!(anstream::stderr(), "{style}error:{style:#} {trouble}");
}

/// Says on standard error what a caller may want to know, and what is no failure.
pub fn note(text: &str) {
    // As for complaints.
    let _ = writeln!(anstream::stderr(), "{text}");
}
