//! What may be read from and written to the files under /proc/sys/fs/mqueue, and from sysconf.

use super::bounds::{Bounds, MESSAGE_BYTES_HARD, MESSAGES_HARD};
use crate::claim::Claim;
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};
use crate::facilities::posix_mq::calls::Seen;
use crate::facilities::posix_mq::claims::*;

/// With which of these a setting refuses a value, no page says.
const REFUSALS: &[Errno] = &[Errno::EINVAL, Errno::ERANGE, Errno::EPERM];

/// sysconf(_SC_MQ_PRIO_MAX).
pub fn priority_max() -> Ruling {
    PRIORITY_MAX_TOLD.returns(Seen::Number { number: 32_768 })
}

/// A value that a setting takes at the least or at the most, and the claim that says so.
type Edge = (i64, &'static Claim);

/// A file under /proc/sys/fs/mqueue.
pub struct Setting {
    pub limit: Limit,
    /// Its value in a new namespace, and the claim that says so.
    pub new: i64,
    is_new: &'static Claim,
    /// The least and the most that it takes.
    range: Option<(Edge, Edge)>,
}

pub static SETTINGS: [Setting; 5] = [
    Setting {
        limit: Limit::MqueueMsgMax,
        new: 10,
        is_new: &MSG_MAX_IS_10,
        range: Some(((1, &MSG_MAX_LEAST), (MESSAGES_HARD, &MSG_MAX_MOST))),
    },
    Setting {
        limit: Limit::MqueueMsgDefault,
        new: 10,
        is_new: &MSG_DEFAULT_IS_10,
        range: Some(((1, &MSG_DEFAULT_LEAST), (MESSAGES_HARD, &MSG_DEFAULT_MOST))),
    },
    Setting {
        limit: Limit::MqueueMsgsizeMaxBytes,
        new: 8192,
        is_new: &MSGSIZE_MAX_IS_8192,
        range: Some(((128, &MSGSIZE_MAX_LEAST), (MESSAGE_BYTES_HARD, &MSGSIZE_MAX_MOST))),
    },
    Setting {
        limit: Limit::MqueueMsgsizeDefaultBytes,
        new: 8192,
        is_new: &MSGSIZE_DEFAULT_IS_8192,
        range: Some(((128, &MSGSIZE_DEFAULT_LEAST), (MESSAGE_BYTES_HARD, &MSGSIZE_DEFAULT_MOST))),
    },
    Setting { limit: Limit::MqueueQueuesMax, new: 256, is_new: &QUEUES_MAX_IS_256, range: None },
];

fn setting_of(limit: Limit) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.limit == limit)
}

impl Bounds {
    pub fn rule_get(&self, limit: Limit) -> Ruling {
        let told = Seen::Number { number: self.value(limit) };
        match setting_of(limit) {
            _ if self.is_drawn(limit) => SETTING_AS_WRITTEN.returns(told),
            _ if !self.own_ipc => Ruling::silent("a setting of a namespace that is not new"),
            Some(setting) => setting.is_new.returns(told),
            None => Ruling::silent("a setting that is not of queues"),
        }
    }

    pub fn rule_try(&self, limit: Limit, value: i64, by: Actor, world: &World) -> Ruling {
        if !self.settable || world.process(by).other_uid {
            return Ruling::silent("a setting that is not the caller's to write");
        }
        let told = Seen::Number { number: value };
        let range = setting_of(limit).and_then(|setting| setting.range);
        let Some(((least, lower), (most, upper))) = range else {
            return match value {
                0..2_147_483_647 => SETTING_AS_WRITTEN.returns(told),
                2_147_483_647 => QUEUES_MAX_NO_CEILING.returns(told),
                _ => Ruling::silent("queues_max below 0 or above the largest int"),
            };
        };
        match value {
            _ if value < least => lower.refused(REFUSALS),
            _ if value > most => upper.refused(REFUSALS),
            _ if value == least => lower.returns(told),
            _ if value == most => upper.returns(told),
            _ => SETTING_AS_WRITTEN.returns(told),
        }
    }
}
