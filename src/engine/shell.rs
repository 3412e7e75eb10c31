//! A room without its types, so that rooms can stand in one list.

use std::marker::PhantomData;

use super::crew::Crew;
use super::crew::exec::{self, Enter};
use super::isolate::Environment;
use super::job::{JobReport, JobSpec, Message, Setting, Stages, work};
use super::stage::{Solo, Stage, Trouble};
use super::{Facility, Room};
use crate::kernel::Facts;

/// What the plan and the command line need of a room.
pub trait AnyRoom: Sync {
    fn facility(&self) -> Facility;

    /// How a new program carries on as an actor of this room.
    fn enter(&self) -> Enter;

    /// Does a job, in a worker.
    fn work(
        &self,
        spec: &JobSpec,
        facts: &Facts,
        environment: &Environment,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble>;
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

    fn enter(&self) -> Enter {
        exec::resume::<R>
    }

    fn work(
        &self,
        spec: &JobSpec,
        facts: &Facts,
        environment: &Environment,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble> {
        let mut facts = facts.clone();
        environment.patch(&mut facts);
        let mut crew = Crew::<R>::start(R::FACILITY.actors.1, environment)?;
        let detector = format!("{:?}", crew.detection().detector);
        tell(Message::Setting(Box::new(Setting {
            facts: facts.clone(),
            isolation: environment.isolation.clone(),
            scratch_directory: environment.scratch_directory.clone(),
            scratch_file_system: crate::kernel::file_system(&environment.scratch_directory),
            detector,
        })));
        let mut hands = crew.more_hands();
        let solo = Solo { hands: &mut hands, pulse: &environment.pulse };
        work::<R>(spec, &facts, &mut WorkerStages { solo, crew: &mut crew }, tell)
    }
}

/// The worker itself, and its crew.
struct WorkerStages<'h, R: Room> {
    solo: Solo<'h>,
    crew: &'h mut Crew<R>,
}

impl<R: Room> Stages<R> for WorkerStages<'_, R> {
    fn stage(&mut self, solo: bool) -> Result<&mut dyn Stage<R>, Trouble> {
        Ok(if solo { &mut self.solo } else { self.crew })
    }
}
