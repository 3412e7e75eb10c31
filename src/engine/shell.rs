//! A room without its types, so that rooms can stand in one list.

use std::marker::PhantomData;
use std::time::Instant;

use super::crew::exec::Enter;
use super::crew::{self, Crew};
use super::isolate::Environment;
use super::job::{JobReport, JobSpec, Message, Setting, Stages, Task, work};
use super::liar::deed::Card;
use super::liar::shared;
use super::script::Script;
use super::stage::{Solo, Stage, Trouble, Troupe};
use super::world::ACTORS_MAX;
use super::{Facility, Hands, LimitSpec, Room};
use crate::kernel::flight::Flight;
use crate::kernel::{Binds, Facts};

/// What the plan and the command line need of a room.
pub trait AnyRoom: Sync {
    fn facility(&self) -> Facility;

    /// What is told of the room's deed liars, in their order.
    fn liars(&self) -> Vec<Card>;

    /// Whether a script is one of this room's that can be run, or why it is not.
    fn understands(&self, script: &serde_json::Value) -> Result<(), String>;

    /// Whether its cases set what binds all of a machine that is ours: then they take turns.
    fn sets_machine(&self, facts: &Facts) -> bool;

    /// Does a job, in a worker.
    fn work(
        &self,
        spec: &JobSpec,
        facts: &Facts,
        environment: &Environment,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble>;

    /// Carries on as an actor of this room, after exec.
    fn enter(&self) -> Enter;

    /// The script that was in flight when a machine of ours died, and how its last step is shown.
    fn in_flight(&self, flight: &Flight) -> Option<(serde_json::Value, String)>;
}

/// A room, by its type.
pub struct Shell<R>(PhantomData<fn() -> R>);

impl<R> Shell<R> {
    pub const NEW: Self = Self(PhantomData);
}

impl<R: Room> AnyRoom for Shell<R> {
    fn facility(&self) -> Facility {
        R::FACILITY
    }

    fn liars(&self) -> Vec<Card> {
        shared::liars::<R>().map(|liar| liar.card).collect()
    }

    fn understands(&self, script: &serde_json::Value) -> Result<(), String> {
        let script: Script<R::Op> =
            serde_json::from_value(script.clone()).map_err(|error| error.to_string())?;
        script.fault().map_or(Ok(()), Err)
    }

    fn sets_machine(&self, facts: &Facts) -> bool {
        let binds_all = |spec: &LimitSpec| spec.limit.binds() == Binds::Machine;
        facts.own_machine && R::LIMITS.iter().any(binds_all)
    }

    fn work(
        &self,
        spec: &JobSpec,
        facts: &Facts,
        environment: &Environment,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble> {
        let begun = Instant::now();
        let mut facts = facts.clone();
        environment.patch(&mut facts);
        if let Task::Bench(part) = &spec.task {
            let measured = Some(super::bench::work::<R>(part, spec, &facts, environment)?);
            return Ok(JobReport { measured, ..JobReport::default() });
        }
        let journal = environment.journal.as_ref().and_then(|journal| journal.share().ok());
        let hands =
            Hands::new(&environment.tag, &environment.scratch_directory).with_journal(journal);
        let mut stages = WorkerStages::<R> {
            solo: Solo { hands, pulse: &environment.pulse },
            troupe: None,
            environment,
        };
        let detector = stages.detector()?;
        tell(Message::Setting(Box::new(Setting {
            facts: facts.clone(),
            isolation: environment.isolation.clone(),
            scratch_directory: environment.scratch_directory.clone(),
            scratch_file_system: crate::kernel::file_system(&environment.scratch_directory),
            detector,
        })));
        super::flight::open(&facts, spec.facility);
        work::<R>(spec, &facts, begun, &mut stages, tell)
    }

    fn enter(&self) -> Enter {
        crew::exec::resume::<R>
    }

    fn in_flight(&self, flight: &Flight) -> Option<(serde_json::Value, String)> {
        let script = super::flight::script::<R>(flight)?;
        let shown = script.steps.last()?.show();
        let shown: Vec<String> =
            shown.into_iter().map(|(actor, text)| format!("{actor}: {text}")).collect();
        Some((serde_json::to_value(&script).ok()?, shown.join(", ")))
    }
}

/// The worker itself, and its crew once a script needs one.
struct WorkerStages<'e, R: Room> {
    solo: Solo<'e>,
    troupe: Option<Troupe<R>>,
    environment: &'e Environment,
}

impl<R: Room> WorkerStages<'_, R> {
    fn troupe(&mut self) -> Result<&mut Troupe<R>, Trouble> {
        if self.troupe.is_none() {
            let crew = Crew::start(ACTORS_MAX as u8, self.environment)?;
            self.troupe = Some(Troupe::new(crew));
        }
        Ok(self.troupe.as_mut().expect("just put there"))
    }

    /// How waiting is observed, where the room has scripts of several actors.
    fn detector(&mut self) -> Result<String, Trouble> {
        if R::FACILITY.actors.1 == 1 {
            return Ok("none needed".into());
        }
        let detection = self.troupe()?.crew.detection();
        let (trials, wrong) = (detection.trials, detection.wrong);
        Ok(format!("{:?}, {wrong} wrong of {trials} known calls", detection.detector))
    }
}

impl<R: Room> Stages<R> for WorkerStages<'_, R> {
    fn stage(&mut self, solo: bool) -> Result<&mut dyn Stage<R>, Trouble> {
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
