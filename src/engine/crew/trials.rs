//! Known calls of an actor, by which the detector of waiting is proven and measured.

use super::actor::Actor;
use crate::engine::Answer;
use crate::engine::deed::Told;
use crate::sys::{self, Source, Target};

impl Actor {
    /// A write that does not wait, but sleeps until its page has come from a disk.
    pub(super) fn faulting_trial(&mut self) -> Answer<Told> {
        if self.missing.is_none() {
            self.missing = self.control.program.and_then(|fd| sys::MissingPage::of(fd).ok());
        }
        let Some(missing) = self.missing.take() else { return self.trial(false) };
        let [reads, writes] = sys::pipe2(libc::O_CLOEXEC)?;
        let page = missing.missing();
        let phase = self.epoch;
        let wrote = self.in_phase(phase, |_| sys::write(writes, page));
        sys::close(reads)?;
        sys::close(writes)?;
        self.missing = Some(missing);
        Ok(Told::Flag(wrote.is_ok()))
    }

    pub(super) fn trial(&mut self, waits: bool) -> Answer<Told> {
        let [reads, writes] = sys::pipe2(libc::O_CLOEXEC)?;
        if !waits {
            sys::write(writes, Source::Bytes(b"."))?;
        }
        let phase = self.epoch;
        let read = self.in_phase(phase, |_| sys::read(reads, Target::Bytes(&mut [0])));
        sys::close(reads)?;
        sys::close(writes)?;
        sys::take_reserved();
        Ok(Told::Flag(read == Ok(1)))
    }
}
