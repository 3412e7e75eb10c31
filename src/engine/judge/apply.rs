//! What a deed that was done does to the world, and how the models are told.

use super::Judge;
use crate::engine::config::Config;
use crate::engine::deed::{ALL, Deed, Watching, bits_of, ready};
use crate::engine::world::Handler;
use crate::engine::{Actor, Event, Pick};

impl Judge<'_> {
    /// What a deed that was done does to the world and the models.
    pub(super) fn apply(&mut self, by: Actor, deed: &Deed) {
        match deed {
            Deed::Close { fd } => {
                if let Some(slot) = self.world.resolve(by, *fd) {
                    self.close(by, slot);
                }
            }
            Deed::Dup { fd } => {
                if let Some(slot) = self.world.slot(by, *fd) {
                    self.world.install(by, slot.file, false);
                }
            }
            Deed::SetCloexec { fd, on } => {
                if let Some(slot) = self.world.resolve(by, *fd)
                    && let Some(slot) = &mut self.world.process_mut(by).slots[slot]
                {
                    slot.cloexec = *on;
                }
            }
            Deed::SetNonblock { fd, on } => {
                if let Some(slot) = self.world.slot(by, *fd) {
                    self.world.description_mut(slot.file).nonblocking = *on;
                }
            }
            Deed::Pass { fd, to } => {
                if let Some(slot) = self.world.slot(by, *fd) {
                    self.world.install(*to, slot.file, false);
                }
            }
            Deed::Fork => {
                let child = self.world.fork(by);
                self.tell(&Event::Forked { parent: self.world.process_of(by), child });
            }
            Deed::Thread => drop(self.world.start_thread(by)),
            Deed::Exec => self.execute(by),
            Deed::Exit => self.end(by),
            Deed::Kill { target } => self.end(*target),
            Deed::Signal { target } => {
                let restart = self.world.process(*target).handler == Handler::Restarting;
                for open in self.open.iter_mut().filter(|open| open.by == *target) {
                    open.interrupted = Some(restart);
                }
            }
            Deed::Handle { restart } => {
                let handler = if *restart { Handler::Restarting } else { Handler::Interrupting };
                self.world.process_mut(by).handler = handler;
            }
            Deed::IgnorePipe { on } => self.world.process_mut(by).ignores_sigpipe = *on,
            Deed::BecomeOther => {
                let process = self.world.process_mut(by);
                process.other_uid = true;
                process.capabilities = 0;
            }
            Deed::Umask { mask } => self.world.process_mut(by).umask = *mask,
            Deed::Epoll { fd, how: Watching::Kept } => self.watch(by, *fd),
            Deed::EpollAgain => self.world.ask_again(by),
            Deed::GetCloexec { .. }
            | Deed::GetNonblock { .. }
            | Deed::GetAccess { .. }
            | Deed::Fdinfo { .. }
            | Deed::FdinfoCloexec { .. }
            | Deed::Poll { .. }
            | Deed::Select { .. }
            | Deed::Epoll { .. } => {}
        }
        self.look();
    }

    fn watch(&mut self, by: Actor, fd: Pick) {
        if let Some(slot) = self.world.slot(by, fd) {
            self.world.watch(by, slot.file);
        }
    }

    /// What is watched over several steps is looked at after each of them.
    pub(super) fn look(&mut self) {
        for index in 0..self.world.watched().len() {
            let Some(file) = self.world.watched()[index].file() else { continue };
            let file = self.world.description(file);
            let (mut may, mut must) = (0, ALL);
            for config in &self.configs {
                let (bits, spoken) = bits_of(&ready(file, &self.world, &config.states));
                (may, must) = (may | bits | !spoken, must & bits);
            }
            self.world.watched_mut()[index].see(may, must);
        }
    }

    /// execve puts caught signals back to their defaults; the actor installs its handler anew.
    fn execute(&mut self, by: Actor) {
        self.world.stop_watching(by);
        let others: Vec<_> = self.world.threads(by).filter(|other| *other != by).collect();
        for other in others {
            self.world.leave(other);
            self.forget_call(other);
            self.tell(&Event::Left(other));
        }
        let closed: Vec<_> =
            self.world.slots(by).filter(|(_, slot)| slot.cloexec).map(|(index, _)| index).collect();
        for slot in closed {
            self.close(by, slot);
        }
        self.tell(&Event::Executed(self.world.process_of(by)));
    }

    pub(super) fn close(&mut self, by: Actor, slot: usize) {
        if let Some((id, file, last_of_description)) = self.world.close(by, slot) {
            let by = self.world.process_of(by);
            self.tell(&Event::Closed { by, id, file, last_of_description });
        }
    }

    /// A process ends: the calls of its threads are gone, its descriptors are closed.
    pub(super) fn end(&mut self, actor: Actor) {
        let threads: Vec<_> = self.world.threads(actor).collect();
        if threads.is_empty() {
            return;
        }
        for thread in &threads {
            self.world.leave(*thread);
            self.forget_call(*thread);
        }
        self.world.process_mut(actor).alive = false;
        let slots: Vec<_> = self.world.slots(actor).map(|(index, _)| index).collect();
        for slot in slots {
            self.close(actor, slot);
        }
        let process = self.world.process_of(actor);
        for thread in threads.into_iter().filter(|thread| *thread != process) {
            self.tell(&Event::Left(thread));
        }
        self.tell(&Event::Ended(process));
    }

    /// Whatever this actor waited for, it does no longer.
    fn forget_call(&mut self, actor: Actor) {
        if let Some(index) = self.open.iter().position(|open| open.by == actor) {
            self.open.remove(index);
            self.waiting.retain(|waiting| *waiting != actor);
            for config in &mut self.configs {
                config.done.remove(index);
            }
        }
    }

    /// Tells the models what the engine did: each of them, or that of the description's room.
    pub(super) fn tell(&mut self, event: &Event) {
        let concerned = event.file().map(|file| usize::from(file.object.room));
        let rooms = 0..self.world.rooms.len();
        let mut branched = false;
        for place in rooms.filter(|place| concerned.is_none_or(|one| one == *place)) {
            for index in 0..self.configs.len() {
                let others = self.configs[index].states[place].event(event, &self.world).others;
                branched |= !others.is_empty();
                let others =
                    others.into_iter().map(|(state, _)| self.configs[index].with(place, state));
                let others: Vec<_> = others.collect();
                self.configs.extend(others);
            }
        }
        for config in &mut self.configs {
            config.observe(&self.world);
        }
        if !branched && self.configs.len() == 1 {
            return;
        }
        let mut told: Vec<Config> = Vec::with_capacity(self.configs.len());
        for config in self.configs.drain(..) {
            if !told.contains(&config) {
                told.push(config);
            }
        }
        self.configs = told;
    }
}
