//! A worker: does jobs, one after the other, in its own tree of processes, itself or with a crew.

use std::time::Instant;

use super::crew::Crew;
use super::isolate::Environment;
use super::job::{JobReport, JobSpec, Message, Setting, Stages, Task, work};
use super::stage::{Solo, Stage, Trouble, Troupe};
use super::world::{ACTORS_MAX, Rooms};
use super::{Hands, Room};
use crate::kernel::Facts;
use crate::kernel::flight::Flight;

/// What a worker has for all its jobs. To make it takes as long as hundreds of scripts, and in an
/// emulator seconds: so a worker makes it once.
pub struct Worker<'e> {
    facts: Facts,
    stages: WorkerStages<'e>,
}

impl<'e> Worker<'e> {
    pub fn new(facts: &Facts, environment: &'e Environment) -> Self {
        let mut facts = facts.clone();
        environment.patch(&mut facts);
        let journal = environment.journal.as_ref().and_then(|journal| journal.share().ok());
        let hands =
            Hands::new(&environment.tag, &environment.scratch_directory).with_journal(journal);
        let solo = Solo { hands, pulse: &environment.pulse, rooms: Rooms::new() };
        Self { facts, stages: WorkerStages { solo, troupe: None, environment } }
    }

    /// Does a job.
    pub fn carry_out(
        &mut self,
        spec: &JobSpec,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble> {
        let begun = Instant::now();
        let environment = self.stages.environment;
        if let Task::Bench(part) = &spec.task {
            let measured = Some(super::bench::work(part, spec, &self.facts, environment)?);
            return Ok(JobReport { measured, ..JobReport::default() });
        }
        let detector = self.stages.detector(spec.rooms[0])?;
        tell(Message::Setting(Box::new(Setting {
            facts: self.facts.clone(),
            isolation: environment.isolation.clone(),
            scratch_directory: environment.scratch_directory.clone(),
            scratch_file_system: crate::kernel::file_system(&environment.scratch_directory),
            detector,
        })));
        super::flight::open(&self.facts, spec.rooms[0]);
        work(spec, &self.facts, begun, &mut self.stages, tell)
    }
}

/// The script that was in flight when a machine of ours died, and how its last step is shown.
pub fn in_flight(flight: &Flight) -> Option<(serde_json::Value, String)> {
    let script = super::flight::script(flight)?;
    let shown = script.steps.last()?.show();
    let shown: Vec<String> =
        shown.into_iter().map(|(actor, text)| format!("{actor}: {text}")).collect();
    Some((script.to_json(), shown.join(", ")))
}

/// The worker itself, and its crew once a script needs one.
struct WorkerStages<'e> {
    solo: Solo<'e>,
    troupe: Option<Troupe>,
    environment: &'e Environment,
}

impl WorkerStages<'_> {
    fn troupe(&mut self) -> Result<&mut Troupe, Trouble> {
        if self.troupe.is_none() {
            let crew = Crew::start(ACTORS_MAX as u8, self.environment)?;
            self.troupe = Some(Troupe::new(crew));
        }
        Ok(self.troupe.as_mut().expect("just put there"))
    }

    /// How waiting is observed, where the room has scripts of several actors.
    fn detector(&mut self, room: &Room) -> Result<String, Trouble> {
        if room.facility.actors.1 == 1 {
            return Ok("none needed".into());
        }
        let detection = self.troupe()?.crew.detection();
        let (trials, wrong) = (detection.trials, detection.wrong);
        Ok(format!("{:?}, {wrong} wrong of {trials} known calls", detection.detector))
    }
}

impl Stages for WorkerStages<'_> {
    fn stage(&mut self, solo: bool) -> Result<&mut dyn Stage, Trouble> {
        if solo {
            return Ok(&mut self.solo);
        }
        Ok(self.troupe()?)
    }

    fn dismiss(&mut self) {
        self.troupe = None;
        self.solo.hands.close_all();
    }
}
