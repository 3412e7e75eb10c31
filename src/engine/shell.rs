//! A room without its types, so that rooms can stand in one list.

use std::marker::PhantomData;

use super::isolate::Environment;
use super::job::{JobReport, JobSpec, Message, Setting, Stages, work};
use super::stage::{Solo, Stage, Trouble};
use super::{Facility, Hands, Room};
use crate::kernel::Facts;

/// What the plan and the command line need of a room.
pub trait AnyRoom: Sync {
    fn facility(&self) -> Facility;

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

    fn work(
        &self,
        spec: &JobSpec,
        facts: &Facts,
        environment: &Environment,
        tell: &mut dyn FnMut(Message),
    ) -> Result<JobReport, Trouble> {
        let mut facts = facts.clone();
        environment.patch(&mut facts);
        let mut hands = Hands::new(&environment.tag, &environment.scratch_directory);
        let mut stages = WorkerStages { solo: Solo { hands: &mut hands, pulse: &environment.pulse } };
        tell(Message::Setting(Box::new(Setting {
            facts: facts.clone(),
            isolation: environment.isolation.clone(),
            scratch_directory: environment.scratch_directory.clone(),
            scratch_file_system: crate::kernel::file_system(&environment.scratch_directory),
            detector: "none".to_owned(),
        })));
        work::<R>(spec, &facts, &mut stages, tell)
    }
}

/// The worker itself, and its crew.
struct WorkerStages<'h> {
    solo: Solo<'h>,
}

impl<R: Room> Stages<R> for WorkerStages<'_> {
    fn stage(&mut self, solo: bool) -> Result<&mut dyn Stage<R>, Trouble> {
        if !solo {
            return Err(Trouble("no crew yet".into()));
        }
        Ok(&mut self.solo)
    }
}
