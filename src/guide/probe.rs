//! Asks the running kernel what the pages are asked: each question in a process of its own, in a
//! job that has namespaces where they may be had.

mod channels;
mod common;
pub mod held;
mod locks;
mod memory;
mod notices;
pub mod processes;
mod queues;
pub mod site;
mod sockets;

use std::io::{Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::engine::isolate::{self, Environment, LaunchError, Wanted};
use crate::report::record::LimitLine;
use crate::sys::Errno;
use held::Subject;
use site::Site;
pub use sockets::udp_pair;

/// What the running kernel answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub answers: Vec<Answer>,
    pub limits: Vec<LimitLine>,
    /// What of isolation was not had.
    pub warnings: Vec<String>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub facility: String,
    pub measure: String,
    pub value: String,
}

/// What to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Facilities,
    Limits,
    Both,
}

/// Why nothing was found out.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error("{0}")]
    Launch(#[from] LaunchError),
    #[error("hear from the probes: {0}")]
    Hear(std::io::Error),
    #[error("understand the probes: {0}")]
    Understand(#[from] serde_json::Error),
}

/// Asks. The caller must be the main thread and its process's only one.
pub fn findings(ask: Ask, namespaces: bool) -> Result<Findings, ProbeError> {
    let mut file = tempfile::tempfile().map_err(ProbeError::Hear)?;
    let wanted = Wanted { namespaces, cpu: None, dropped_capabilities: 0 };
    let child = isolate::launch(&wanted, |environment| {
        let found = inside(ask, environment);
        let said = serde_json::to_vec(&found).unwrap_or_default();
        i32::from((&file).write_all(&said).is_err())
    })?;
    child.wait();
    let mut said = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut said)).map_err(ProbeError::Hear)?;
    Ok(serde_json::from_str(&said)?)
}

fn inside(ask: Ask, environment: &Environment) -> Findings {
    let mut found = Findings { warnings: refusals(environment), ..Findings::default() };
    if ask != Ask::Limits {
        found.answers = answers(environment);
    }
    if ask != Ask::Facilities {
        found.limits = super::limits::measured(environment);
    }
    found
}

fn refusals(environment: &Environment) -> Vec<String> {
    let parts = environment.isolation.0.iter();
    parts
        .filter_map(|(part, got)| match got {
            isolate::Got::Shared(why) => Some(format!("no {part:?} of our own: {why}")),
            isolate::Got::Ours | isolate::Got::Unneeded => None,
        })
        .collect()
}

fn subjects() -> impl Iterator<Item = &'static Subject> {
    [
        channels::SUBJECTS,
        sockets::SUBJECTS,
        queues::SUBJECTS,
        notices::SUBJECTS,
        locks::SUBJECTS,
        memory::SUBJECTS,
    ]
    .into_iter()
    .flatten()
}

fn answers(environment: &Environment) -> Vec<Answer> {
    let mut answers = vec![];
    let mut serial = 0;
    for subject in subjects() {
        for (measure, _) in common::QUESTIONS {
            serial += 2;
            let answer = one(subject, measure, &Site::new(environment, serial));
            answers.extend(answer);
        }
        let beside = |(measure, _): &&held::Special| {
            !common::QUESTIONS.iter().any(|(question, _)| question == measure)
        };
        for (measure, _) in subject.special.iter().filter(beside) {
            serial += 2;
            answers.extend(one(subject, measure, &Site::new(environment, serial)));
        }
    }
    answers
}

/// Asks one question, in the facility's own way where it has one.
fn one(subject: &Subject, measure: &str, site: &Site<'_>) -> Option<Answer> {
    let special = subject.special.iter().find(|(own, _)| *own == measure);
    let common = common::QUESTIONS.iter().find(|(question, _)| *question == measure);
    let ask = || -> Result<String, Errno> {
        match (special, common) {
            (Some((_, own)), _) => own.ok_or(Errno::ENOSYS)?(site),
            (None, Some((_, question))) => question(subject, site),
            (None, None) => Err(Errno::ENOSYS),
        }
    };
    let value = processes::asked(|| ask().unwrap_or_default());
    for site in [site, &site.apart()] {
        (subject.remove)(site);
    }
    Some(Answer { facility: subject.facility.into(), measure: measure.into(), value: value? })
}
