//! Reads a record and checks that it is one: complete, of our schema, its counts adding up.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::distinct;
use super::record::{Line, Record, Run, SCHEMA, SCHEMA_OLDEST, Verdicts};

/// A file that is not a record we can use, with the mend.
#[derive(Debug, thiserror::Error)]
#[error("read {}: {fault}", path.display())]
pub struct ReadError {
    pub path: PathBuf,
    pub fault: Fault,
}

/// What is wrong with a record.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{0}; name a record that `bythebook check --record` wrote")]
    Unreadable(io::Error),
    #[error("the file is empty; the run wrote no record, look at what it said on standard error")]
    Empty,
    #[error("not a record of bythebook (its first line is no `run`); see `check --record`")]
    Foreign,
    #[error(
        "a record of schema {0}, and this bythebook reads {SCHEMA_OLDEST} to {SCHEMA}; \
         run the check again, or use the bythebook that wrote it"
    )]
    Schema(u64),
    #[error("line {line}: {why}; the record is damaged, run the check again")]
    Damaged { line: usize, why: String },
    #[error(
        "truncated in {during}: the run was killed or its record cut short, run the check again"
    )]
    Truncated { during: String },
    #[error("{0}; the record was edited or damaged, run the check again")]
    Miscounted(String),
}

/// Reads the record in the file, or on standard input if it is called `-`.
pub fn record(path: &Path) -> Result<Record, ReadError> {
    let text = if path == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    text.map_err(unreadable)
        .and_then(|text| parse(&text))
        .map_err(|fault| ReadError { path: path.into(), fault })
}

/// Several records, in the order named.
pub fn records<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<Record>, ReadError> {
    paths.iter().map(|path| record(path.as_ref())).collect()
}

/// Reads a record from its text.
pub fn parse(text: &str) -> Result<Record, Fault> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line)).peekable();
    let (_, first) = lines.next().ok_or(Fault::Empty)?;
    let mut record = begin(first)?;
    let mut ended = false;
    while let Some((number, line)) = lines.next() {
        if ended {
            let why = "more lines after `end`".into();
            return Err(Fault::Damaged { line: number, why });
        }
        match serde_json::from_str(line) {
            Ok(line) => ended = add(&mut record, line, number)?,
            Err(error) if error.is_eof() && lines.peek().is_none() => return Err(cut(&record)),
            Err(error) => {
                return Err(Fault::Damaged { line: number, why: error.to_string() });
            }
        }
    }
    if !ended {
        return Err(cut(&record));
    }
    counted(&record)?;
    distinct(&mut record.deviations);
    Ok(record)
}

fn unreadable(error: io::Error) -> Fault {
    if error.kind() == io::ErrorKind::InvalidData {
        Fault::Foreign
    } else {
        Fault::Unreadable(error)
    }
}

fn begin(first: &str) -> Result<Record, Fault> {
    #[derive(Deserialize)]
    struct Head {
        record: String,
        schema: u64,
    }
    let Ok(head) = serde_json::from_str::<Head>(first) else { return Err(Fault::Foreign) };
    if head.record != "run" {
        return Err(Fault::Foreign);
    }
    if !(u64::from(SCHEMA_OLDEST)..=u64::from(SCHEMA)).contains(&head.schema) {
        return Err(Fault::Schema(head.schema));
    }
    let run: Run = serde_json::from_str(first)
        .map_err(|error| Fault::Damaged { line: 1, why: error.to_string() })?;
    Ok(Record::begun(run))
}

/// Whether that was the end.
fn add(record: &mut Record, line: Line, number: usize) -> Result<bool, Fault> {
    match line {
        Line::Run(_) => {
            let why = "a second `run`: two records in one file".into();
            return Err(Fault::Damaged { line: number, why });
        }
        Line::Begin(line) => record.begun.push(line),
        Line::Claim(line) => record.claims.push(line),
        Line::Deviation(line) => record.deviations.push(line),
        // What is read again is put together again.
        Line::Cause(_) => {}
        Line::Silence(line) => record.silences.push(line),
        Line::Limit(line) => record.limits.push(line),
        Line::Reached(line) => record.reached.push(line),
        Line::End(line) => {
            record.end = line;
            return Ok(true);
        }
    }
    Ok(false)
}

fn cut(record: &Record) -> Fault {
    let during = record.begun.last().map_or("its start".into(), |begun| begun.facility.clone());
    Fault::Truncated { during }
}

fn counted(record: &Record) -> Result<(), Fault> {
    let lines = record.claims.len() as u64;
    if record.end.claims != lines {
        let claims = record.end.claims;
        return Err(Fault::Miscounted(format!("`end` counts {claims} claims of {lines}")));
    }
    let verdicts = Verdicts::of(&record.claims);
    if record.end.verdicts != verdicts {
        return Err(Fault::Miscounted("`end` counts other verdicts than its claims have".into()));
    }
    let mut ids: Vec<&str> = record.claims.iter().map(|claim| claim.id.as_str()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Fault::Miscounted(format!("two lines for the claim {}", pair[0]))),
        None => Ok(()),
    }
}
