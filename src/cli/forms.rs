//! The forms of a report: what `check` and `report` write besides what they print.

use std::path::{Path, PathBuf};

use clap::ArgAction;

use super::args::Format;
use super::output;
use super::trouble::Trouble;
use crate::report::record::Record;
use crate::report::text::{Detail, Look};
use crate::report::{html, junit, ktap, markdown, text, write};

/// The path that is standard output.
const STANDARD_OUTPUT: &str = "-";

/// Where each form goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reports (FILE may be `-`, standard output)")]
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
    /// List also what is skipped and known, and every script of a cause.
    #[arg(short, long, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    verbose: bool,
    /// Print the counts only.
    #[arg(short, long, action = ArgAction::SetTrue)]
    quiet: bool,
}

type Render = fn(&[Record]) -> String;

impl Forms {
    /// Refuses a path that could not be written: before a run, not after it. `record` is where the
    /// record goes.
    pub fn check(&self, record: Option<&Path>) -> Result<(), Trouble> {
        for path in record.into_iter().chain(self.files().map(|(path, _)| path.as_path())) {
            if !is_standard_output(path) {
                write::check(path)?;
            }
        }
        let printed = self.printed(record);
        if let [one, other, ..] = printed[..] {
            return Err(Trouble::Usage(format!(
                "{one} and {other} both go to standard output; give one of them a file"
            )));
        }
        Ok(())
    }

    /// Writes every form that was asked for, the record among them, and prints what goes to no
    /// file: one form, else the report.
    pub fn write(&self, records: &[Record], record: Option<&Path>) -> Result<(), Trouble> {
        if let (Some(path), [first, ..]) = (record, records)
            && !is_standard_output(path)
        {
            write::record(path, first)?;
        }
        let mut printed = None;
        for (path, render) in self.files() {
            let text = render(records);
            if is_standard_output(path) {
                printed = Some(text);
            } else {
                write::whole(path, text.as_bytes())?;
            }
        }
        let as_lines = record.is_some_and(is_standard_output) || self.format == Format::Json;
        output::print(&match printed {
            Some(text) => text,
            None if as_lines => {
                records.iter().map(|record| write::render(&record.lines())).collect()
            }
            None => text::render_all(records, self.look()),
        })
    }

    /// What is printed besides the text, by its option.
    fn printed(&self, record: Option<&Path>) -> Vec<&'static str> {
        let options = [
            ("--record", record),
            ("--junit", self.junit.as_deref()),
            ("--ktap", self.ktap.as_deref()),
            ("--markdown", self.markdown.as_deref()),
            ("--html", self.html.as_deref()),
        ];
        let there = options.into_iter().filter(|(_, path)| path.is_some_and(is_standard_output));
        let mut printed: Vec<&str> = there.map(|(name, _)| name).collect();
        if self.format == Format::Json && printed.first() != Some(&"--record") {
            printed.push("--format json");
        }
        printed
    }

    fn look(&self) -> Look {
        let detail = match (self.quiet, self.verbose) {
            (true, _) => Detail::Summary,
            (_, true) => Detail::All,
            _ => Detail::Short,
        };
        output::look(detail)
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

fn is_standard_output(path: &Path) -> bool {
    path == Path::new(STANDARD_OUTPUT)
}
