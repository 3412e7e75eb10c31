//! Jobs that are measured: each on a processor of its own, all at once, and nothing else beside.

use std::time::Duration;

use super::PlanError;
use super::running::Running;
use crate::engine::bench::{Measured, Part};
use crate::engine::isolate::Wanted;
use crate::engine::job::{JobSpec, Message, STEPS_MAX, Task};
use crate::engine::room::Room;
use crate::engine::world::Rooms;
use crate::kernel::Facts;

/// A part of a bench that is to be measured.
#[derive(Debug, Clone)]
pub struct Measuring<'p> {
    pub room: &'static Room,
    pub part: &'p Part,
    pub seed: u64,
    pub time: Duration,
    pub namespaces: bool,
}

/// How long a look at the workers waits for them to say something.
const LOOK: Duration = Duration::from_millis(20);

/// Measures on these processors at once: what each measured, or what failed. The process must have
/// a single thread, for it forks.
pub fn measure(
    measuring: &Measuring<'_>,
    facts: &Facts,
    cpus: &[Option<usize>],
) -> Result<Vec<Result<Measured, String>>, PlanError> {
    crate::engine::content::prepare();
    let spec = JobSpec {
        rooms: Rooms::from_slice(&[measuring.room]),
        stream: 0,
        seed: measuring.seed,
        cases: None,
        time: Some(measuring.time),
        steps_max: STEPS_MAX,
        partition: None,
        partners: Rooms::new(),
        known_of_partners: vec![],
        known: vec![],
        task: Task::Bench(measuring.part.clone()),
    };
    let time = spec.time;
    let jobs: Vec<_> = (0..cpus.len()).map(|place| (place, spec.clone())).collect();
    let mut running = Vec::new();
    for (place, cpu) in cpus.iter().enumerate() {
        let namespaces = measuring.namespaces;
        let wanted = Wanted { namespaces, cpu: *cpu, dropped_capabilities: 0 };
        running.push(Running::start(&jobs, (place, time), facts, &wanted)?);
    }
    let mut done = Vec::new();
    while !running.is_empty() {
        Running::listen(&mut running, LOOK);
        let (over, still): (Vec<_>, Vec<_>) = running.into_iter().partition(Running::is_over);
        running = still;
        done.extend(over);
    }
    done.sort_by_key(|job| job.place);
    Ok(done.into_iter().map(measured).collect())
}

fn measured(job: Running) -> Result<Measured, String> {
    let messages = job.messages();
    let ended = job.end();
    let mut came = Err(format!("a worker ended without a report ({ended})"));
    for message in messages {
        match message {
            Message::Done(report) => came = Ok(report.measured.unwrap_or_default()),
            Message::Trouble(what) => came = Err(what),
            _ => {}
        }
    }
    came
}
