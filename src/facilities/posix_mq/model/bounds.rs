//! The limits in force: those of the case, else those of a new namespace, else the machine's.

use super::settings::{SETTINGS, Setting};
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
        let value = |setting: &Setting| {
            let here = facts.limit(setting.limit).map_or(setting.new, |value| value as i64);
            let before = if facts.own_ipc { setting.new } else { here };
            limits.get(setting.limit).map_or(before, |drawn| drawn as i64)
        };
        let rlimit = limits.get(Limit::MsgqueueBytes);
        Self {
            values: SETTINGS.each_ref().map(value),
            drawn: SETTINGS.each_ref().map(|setting| limits.get(setting.limit).is_some()),
            rlimit_bytes: rlimit.or(facts.limit(Limit::MsgqueueBytes)).unwrap_or(u64::MAX),
            rlimit_drawn: rlimit.is_some(),
            own_ipc: facts.own_ipc,
            settable: facts.own_ipc_limits,
            mounted: facts.mqueue,
        }
    }

    fn place(setting: Limit) -> Option<usize> {
        SETTINGS.iter().position(|known| known.limit == setting)
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

    /// `mq_maxmsg` and `mq_msgsize` at the most, without privilege.
    pub fn most(&self) -> (i64, i64) {
        let [messages_max, _, bytes_max, ..] = self.values;
        (messages_max, bytes_max)
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
