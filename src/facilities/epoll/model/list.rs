//! The list of one instance.

use smallvec::SmallVec;

use super::super::calls::{Aspect, Report};
use super::entry::{Entry, Found};
use crate::engine::{self, FileId, World};

/// Most that are remembered of what was on a list.
const GHOSTS_MAX: usize = 4;

/// One instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Instance {
    pub entries: SmallVec<[Entry; 3]>,
    /// Data of what is no more on the list, or is there with other data, and why.
    pub ghosts: SmallVec<[(u64, Gone); 4]>,
    /// It has something to report; none where that is not known.
    pub readable: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gone {
    Removed,
    Forgotten,
    Changed,
}

impl Gone {
    pub fn aspect(self) -> Aspect {
        match self {
            Self::Removed => Aspect::Removed,
            Self::Forgotten => Aspect::Forgotten,
            Self::Changed => Aspect::Data,
        }
    }
}

type Key = (Option<u8>, Option<FileId>);

impl Instance {
    fn place(&self, (slot, file): Key) -> Option<usize> {
        let is = |entry: &Entry| Some(entry.slot) == slot && Some(entry.file) == file;
        self.entries.iter().position(is)
    }

    pub fn find(&self, key: Key) -> Option<&Entry> {
        self.place(key).map(|place| &self.entries[place])
    }

    pub fn add(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.changed();
    }

    pub fn modify(&mut self, key: Key, events: i32, data: u64) {
        let Some(place) = self.place(key) else { return };
        let before = self.entries[place].data;
        self.bury(before, Gone::Changed);
        self.entries[place].change(events, data);
        self.changed();
    }

    pub fn remove(&mut self, key: Key) {
        let Some(place) = self.place(key) else { return };
        let gone = self.entries.remove(place);
        self.bury(gone.data, Gone::Removed);
        self.changed();
    }

    fn changed(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.turns = 0);
    }

    fn bury(&mut self, data: u64, why: Gone) {
        if self.ghosts.len() == GHOSTS_MAX {
            self.ghosts.remove(0);
        }
        self.ghosts.push((data, why));
    }

    /// What no descriptor refers to any more is not on the list.
    pub fn forget_closed(&mut self, world: &World) {
        while let Some(place) = self.entries.iter().position(|entry| !world.is_open(entry.file)) {
            let gone = self.entries.remove(place);
            self.bury(gone.data, Gone::Forgotten);
        }
    }

    /// Somebody asked. What is reported is not reported again in the same way; what is not ready is
    /// not waiting to be reported.
    pub fn told(&mut self, report: Option<&Report>, call: &engine::Call<'_>, world: &World) {
        for entry in &mut self.entries {
            let is_told = report.is_some_and(|report| report.tells(entry.data));
            let file = world.description(entry.file);
            if is_told {
                entry.told();
            } else if let Found::Not { .. } = entry.found(&call.ready(file, world)) {
                entry.fresh = None;
            }
        }
    }
}
