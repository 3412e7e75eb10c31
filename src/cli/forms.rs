//! The forms of a report: what `check` and `report` write besides what they print.

use std::path::PathBuf;

use super::args::Format;
use super::output;
use super::trouble::Trouble;
use crate::report::record::Record;
use crate::report::{html, junit, ktap, markdown, text, write};

/// Where each form goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reports")]
pub struct Forms {
    /// `JUnit` XML: known is skipped, unexpectedly kept a failure, our own trouble an error.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_JUNIT", hide_env = true)]
    junit: Option<PathBuf>,
    /// KTAP version 1.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_KTAP", hide_env = true)]
    ktap: Option<PathBuf>,
    /// Markdown for a job's summary, at most 1 MiB.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_MARKDOWN", hide_env = true)]
    markdown: Option<PathBuf>,
    /// One page for a browser, which needs nothing else.
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_HTML", hide_env = true)]
    html: Option<PathBuf>,
    /// What is printed: text for people, JSON lines for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT", hide_env = true)]
    format: Format,
}

type Render = fn(&[Record]) -> String;

impl Forms {
    /// Refuses a path that could not be written: before a run, not after it.
    pub fn check(&self) -> Result<(), Trouble> {
        self.files().try_for_each(|(path, _)| Ok(write::check(path)?))
    }

    /// Writes every form that was asked for, and prints the records.
    pub fn write(&self, records: &[Record]) -> Result<(), Trouble> {
        for (path, render) in self.files() {
            write::whole(path, render(records).as_bytes())?;
        }
        output::print(&match self.format {
            Format::Text => text::render_all(records),
            Format::Json => records.iter().map(|record| write::render(&record.lines())).collect(),
        })
    }

    fn files(&self) -> impl Iterator<Item = (&PathBuf, Render)> {
        let forms: [(&Option<PathBuf>, Render); 4] = [
            (&self.junit, junit::render),
            (&self.ktap, ktap::render),
            (&self.markdown, markdown::render),
            (&self.html, html::render),
        ];
        forms.into_iter().filter_map(|(path, render)| Some((path.as_ref()?, render)))
    }
}
