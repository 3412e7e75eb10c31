//! Names, what is done with them, and settings.

use super::{Call, Drawing, Limit, Name};
use crate::engine::Access;

impl Drawing<'_, '_> {
    pub(super) fn plain(&mut self) -> Name {
        Name::Plain(*self.draw.one_of(&[0, 0, 0, 1, 1, 2]))
    }

    pub(super) fn name(&mut self) -> Name {
        if self.draw.percent(90) {
            return self.plain();
        }
        *self.draw.one_of(&[
            Name::Longest,
            Name::Longest,
            Name::TooLong,
            Name::TwoSlashes,
            Name::Slash,
            Name::WithoutSlash,
            Name::PastLongest,
            Name::Dot,
        ])
    }

    /// Without permission only the library says how it fails.
    pub(super) fn unlink(&mut self) -> Call {
        let name = self.name();
        let raw = self.model.named(name).is_none() || self.is_removable(name);
        Call::Unlink { name, library: !raw || self.draw.percent(20) }
    }

    pub(super) fn remove_file(&mut self) -> Call {
        let name = self.plain();
        if self.is_removable(name) { Call::RemoveFile { name } } else { Call::Look { name } }
    }

    fn is_removable(&self, name: Name) -> bool {
        let queue = self.model.named(name);
        queue.is_some_and(|queue| queue.owned.is_removable(self.by, self.view.world))
    }

    /// By reading the file a registrant would close a descriptor, so another process reads it.
    pub(super) fn read_file(&mut self) -> Call {
        let held = |name: &Name| self.model.named(*name).and_then(|queue| queue.registration);
        let other = |name: &Name| held(name).is_none_or(|held| held.by != self.by);
        let names: Vec<_> =
            Name::plain().filter(|name| self.is_readable(*name)).filter(other).collect();
        match self.draw.maybe(&names) {
            Some(name) => Call::ReadFile { name: *name },
            None => Call::Look { name: self.plain() },
        }
    }

    pub(super) fn is_readable(&self, name: Name) -> bool {
        let world = self.view.world;
        let queue = self.model.named(name).filter(|_| self.view.facts.mqueue);
        queue.is_some_and(|queue| queue.owned.grants(self.by, Access::Read, world))
            && !world.is_full(self.by)
    }

    pub(super) fn setting(&mut self) -> Limit {
        *self.draw.one_of(&[
            Limit::MqueueMsgMax,
            Limit::MqueueMsgDefault,
            Limit::MqueueMsgsizeMaxBytes,
            Limit::MqueueMsgsizeDefaultBytes,
            Limit::MqueueQueuesMax,
        ])
    }

    pub(super) fn try_setting(&mut self) -> Call {
        let setting = self.setting();
        let value = match setting {
            Limit::MqueueMsgMax | Limit::MqueueMsgDefault => {
                self.draw.near(&[1, 1, 65_536, 65_536, 20])
            }
            Limit::MqueueQueuesMax => *self.draw.one_of(&[0, 1, 1024, 65_537, 2_147_483_647]),
            _ => self.draw.near(&[128, 128, 16_777_216, 16_777_216, 1000]),
        };
        Call::TrySetting { setting, value: value as i64 }
    }
}
