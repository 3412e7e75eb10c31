//! The limits in force: those of the case, else those of a new namespace, else the machine's.

use crate::engine::{Limit, Limits};
use crate::kernel::Facts;

/// The limits that bind queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// In the order of [`SETTINGS`].
    values: [i64; 5],
    /// Which of them the case has drawn.
    drawn: [bool; 5],
    pub rlimit_bytes: u64,
    pub rlimit_drawn: bool,
    pub own_ipc: bool,
    /// The settings are ours to change.
    pub settable: bool,
    /// An mqueue file system of ours is mounted.
    pub mounted: bool,
}

/// The settings under /proc/sys/fs/mqueue, each with its value in a new namespace.
pub const SETTINGS: [(Limit, i64); 5] = [
    (Limit::MqueueMsgMax, 10),
    (Limit::MqueueMsgDefault, 10),
    (Limit::MqueueMsgsizeMaxBytes, 8192),
    (Limit::MqueueMsgsizeDefaultBytes, 8192),
    (Limit::MqueueQueuesMax, 256),
];

/// The largest values that msg_max and msgsize_max can have.
pub const MESSAGES_HARD: i64 = 65_536;
pub const MESSAGE_BYTES_HARD: i64 = 16_777_216;

/// Sizes of the kernel's `struct msg_msg` and `struct posix_msg_tree_node`: four longs and a list
/// head; a tree node, a list head and a padded int. The formula speaks of them and not of numbers.
const LONG: u64 = size_of::<usize>() as u64;
const MESSAGE_STRUCTURE: u64 = 6 * LONG;
const NODE_STRUCTURE: u64 = 6 * LONG;
const PRIORITIES: u64 = 32_768;

impl Bounds {
    pub fn of(facts: &Facts, limits: &Limits) -> Self {
        let value = |(limit, new): (Limit, i64)| {
            let here = facts.limit(limit).map_or(new, |value| value as i64);
            let before = if facts.own_ipc { new } else { here };
            limits.get(limit).map_or(before, |drawn| drawn as i64)
        };
        let rlimit = limits.get(Limit::MsgqueueBytes);
        Self {
            values: SETTINGS.map(value),
            drawn: SETTINGS.map(|(limit, _)| limits.get(limit).is_some()),
            rlimit_bytes: rlimit.or(facts.limit(Limit::MsgqueueBytes)).unwrap_or(u64::MAX),
            rlimit_drawn: rlimit.is_some(),
            own_ipc: facts.own_ipc,
            settable: facts.own_ipc_limits,
            mounted: facts.mqueue,
        }
    }

    fn place(setting: Limit) -> Option<usize> {
        SETTINGS.iter().position(|(known, _)| *known == setting)
    }

    /// The value in force; 0 of what is no setting of queues.
    pub fn value(&self, setting: Limit) -> i64 {
        Self::place(setting).map_or(0, |place| self.values[place])
    }

    pub fn is_drawn(&self, setting: Limit) -> bool {
        Self::place(setting).is_some_and(|place| self.drawn[place])
    }

    /// Whether another queue can be made in any case: no limit of it is drawn.
    pub fn leaves_room(&self) -> bool {
        !self.rlimit_drawn && !self.is_drawn(Limit::MqueueQueuesMax)
    }

    /// `mq_maxmsg` and `mq_msgsize` of a queue made without attributes.
    pub fn defaults(&self) -> (i64, i64) {
        let [messages_max, messages, bytes_max, bytes, _] = self.values;
        (messages.min(messages_max), bytes.min(bytes_max))
    }

    /// Whether the default of mq_maxmsg, and of mq_msgsize, is capped.
    pub fn capped(&self) -> (bool, bool) {
        let [messages_max, messages, bytes_max, bytes, _] = self.values;
        (messages > messages_max, bytes > bytes_max)
    }
}

/// What a queue counts against `RLIMIT_MSGQUEUE` (getrlimit(2)).
pub fn charge(messages_max: i64, message_bytes_max: i64) -> u64 {
    let (messages, bytes) = (messages_max.max(0) as u64, message_bytes_max.max(0) as u64);
    let overhead = messages
        .saturating_mul(MESSAGE_STRUCTURE)
        .saturating_add(messages.min(PRIORITIES) * NODE_STRUCTURE);
    messages.saturating_mul(bytes).saturating_add(overhead)
}
