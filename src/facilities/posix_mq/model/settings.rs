//! What may be read from and written to the files under /proc/sys/fs/mqueue, and from sysconf.

use super::super::claims::*;
use super::super::seen::Saw;
use super::bounds::{Bounds, MESSAGE_BYTES_HARD, MESSAGES_HARD};
use crate::claim::Claim;
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};

/// With which of these a setting refuses a value, no page says.
const REFUSALS: &[Errno] = &[Errno::EINVAL, Errno::ERANGE, Errno::EPERM];

/// sysconf(_SC_MQ_PRIO_MAX).
pub fn priority_max() -> Ruling<Saw> {
    PRIORITY_MAX_TOLD.returns(Saw::Number(32_768))
}

/// A value that a setting takes at the least or at the most, and the claim that says so.
type Edge = (i64, &'static Claim);

/// The least and the most that a setting takes.
fn range(setting: Limit) -> Option<(Edge, Edge)> {
    Some(match setting {
        Limit::MqueueMsgMax => ((1, &MSG_MAX_LEAST), (MESSAGES_HARD, &MSG_MAX_MOST)),
        Limit::MqueueMsgDefault => ((1, &MSG_DEFAULT_LEAST), (MESSAGES_HARD, &MSG_DEFAULT_MOST)),
        Limit::MqueueMsgsizeMaxBytes => {
            ((128, &MSGSIZE_MAX_LEAST), (MESSAGE_BYTES_HARD, &MSGSIZE_MAX_MOST))
        }
        Limit::MqueueMsgsizeDefaultBytes => {
            ((128, &MSGSIZE_DEFAULT_LEAST), (MESSAGE_BYTES_HARD, &MSGSIZE_DEFAULT_MOST))
        }
        _ => return None,
    })
}

impl Bounds {
    pub fn rule_get(&self, setting: Limit) -> Ruling<Saw> {
        let told = Saw::Number(self.value(setting));
        if self.is_drawn(setting) {
            return SETTING_AS_WRITTEN.returns(told);
        }
        if !self.own_ipc {
            return Ruling::silent("a setting of a namespace that is not new");
        }
        match setting {
            Limit::MqueueMsgMax => MSG_MAX_IS_10.returns(told),
            Limit::MqueueMsgDefault => MSG_DEFAULT_IS_10.returns(told),
            Limit::MqueueMsgsizeMaxBytes => MSGSIZE_MAX_IS_8192.returns(told),
            Limit::MqueueMsgsizeDefaultBytes => MSGSIZE_DEFAULT_IS_8192.returns(told),
            Limit::MqueueQueuesMax => QUEUES_MAX_IS_256.returns(told),
            _ => Ruling::silent("a setting that is not of queues"),
        }
    }

    pub fn rule_try(
        &self,
        setting: Limit,
        value: i64,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
        if !self.settable || world.process(by).other_uid {
            return Ruling::silent("a setting that is not the caller's to write");
        }
        let told = Saw::Number(value);
        let Some(((least, lower), (most, upper))) = range(setting) else {
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
