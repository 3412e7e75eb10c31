//! A script: actors and operations in order, with the limits in force. It is data: a file that
//! replays anywhere.

mod json;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::room::Room;
use super::world::{ACTORS_MAX, Rooms};
use super::{Actor, Deed, Limits, Op};

/// The version of the script file; a script of another version is refused, not guessed at.
pub const SCRIPT_SCHEMA: u32 = 1;

/// One case.
#[derive(Debug, Clone)]
pub struct Script {
    pub schema: u32,
    /// The rooms of its calls; it is counted to the first.
    pub rooms: Rooms,
    pub actors: u8,
    /// Everything happens in one process, where nothing may wait.
    pub solo: bool,
    pub limits: Limits,
    pub steps: Vec<Step>,
}

impl Script {
    /// The room that it is counted to.
    pub fn room(&self) -> &'static Room {
        self.rooms[0]
    }

    /// What makes it a script that cannot be run, if anything does.
    pub fn fault(&self) -> Option<String> {
        let (actors, most) = (usize::from(self.actors), ACTORS_MAX);
        if actors == 0 || actors > most {
            return Some(format!("{actors} actors, where 1 to {most} may be"));
        }
        let stranger = |by: Actor| usize::from(by.0) >= most;
        let strange = |step: &&Step| match step {
            Step::Call { by, .. } => stranger(*by),
            Step::Deed { by, deed } => stranger(*by) || deed.target().is_some_and(stranger),
            Step::Race { windows } => windows.iter().any(|lane| stranger(lane.by)),
        };
        let (index, _) = self.steps.iter().enumerate().find(|(_, step)| strange(step))?;
        Some(format!("step {} is of an actor past {most}", index + 1))
    }
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A call of the facility under test.
    Call { by: Actor, op: Op },
    /// The engine's own step.
    Deed { by: Actor, deed: Deed },
    /// Calls that overlap: each actor makes its own in order, all start together.
    Race { windows: Vec<Lane> },
}

/// One actor's part in a race.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    pub by: Actor,
    pub calls: Vec<Op>,
}

impl Step {
    /// A call by this actor.
    pub fn call(by: Actor, op: impl Into<Op>) -> Self {
        Self::Call { by, op: op.into() }
    }

    /// What coverage and steering call this step: the operation's kind, or the deed's.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Call { op, .. } => op.kind(),
            Self::Deed { deed, .. } => deed.kind().name(),
            Self::Race { .. } => "race",
        }
    }

    /// The system call without which it cannot be done; of a race none is told.
    pub fn system_call(&self) -> Option<&'static str> {
        match self {
            Self::Call { op, .. } => Some(op.call()),
            Self::Deed { deed, .. } => Some(deed.call()),
            Self::Race { .. } => None,
        }
    }

    /// A coarse class of its arguments.
    pub fn class(&self) -> u32 {
        match self {
            Self::Call { op, .. } => op.class(),
            _ => 0,
        }
    }

    /// Whether this actor takes part.
    pub fn involves(&self, actor: Actor) -> bool {
        match self {
            Self::Call { by, .. } => *by == actor,
            Self::Deed { by, deed } => *by == actor || deed.target() == Some(actor),
            Self::Race { windows } => windows.iter().any(|lane| lane.by == actor),
        }
    }

    /// What each actor does in this step, for the picture: (actor, text).
    pub fn show(&self) -> Vec<(Actor, String)> {
        match self {
            Self::Call { by, op } => vec![(*by, op.show())],
            Self::Deed { by, deed } => vec![(*by, deed.to_string())],
            Self::Race { windows } => windows
                .iter()
                .map(|lane| {
                    let calls: Vec<_> = lane.calls.iter().map(Op::show).collect();
                    (lane.by, format!("|| {}", calls.join("; ")))
                })
                .collect(),
        }
    }

    /// The same step by other actors.
    #[must_use]
    pub fn by_others(mut self, rename: impl Fn(Actor) -> Actor) -> Self {
        match &mut self {
            Self::Call { by, .. } => *by = rename(*by),
            Self::Deed { by, deed } => {
                *by = rename(*by);
                if let Some(target) = deed.target_mut() {
                    *target = rename(*target);
                }
            }
            Self::Race { windows } => {
                for lane in windows {
                    lane.by = rename(lane.by);
                }
            }
        }
        self
    }

    /// How many operations this step is.
    pub fn operations(&self) -> u64 {
        match self {
            Self::Race { windows } => windows.iter().map(|lane| lane.calls.len() as u64).sum(),
            _ => 1,
        }
    }
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        let named = |script: &Self| script.rooms.iter().map(|room| room.facility.name).collect();
        let (left, right): (Vec<_>, Vec<_>) = (named(self), named(other));
        (self.actors, self.solo, &self.limits, &self.steps, left)
            == (other.actors, other.solo, &other.limits, &other.steps, right)
    }
}

/// What a script adds to the digest.
pub fn fingerprint(room: &Room, number: u64, steps: &[Step]) -> u128 {
    let mut letter = Vec::with_capacity(4096);
    letter.extend_from_slice(room.facility.name.as_bytes());
    letter.extend_from_slice(&number.to_le_bytes());
    for step in steps {
        match step {
            Step::Call { by, op } => {
                letter.push(by.0);
                op.write_to(&mut letter);
            }
            Step::Deed { .. } => {
                letter = postcard::to_extend(step, letter).expect("a step is plain data");
            }
            Step::Race { windows } => {
                for lane in windows {
                    letter.push(lane.by.0);
                    lane.calls.iter().for_each(|op| op.write_to(&mut letter));
                }
            }
        }
    }
    xxh3_128(&letter)
}
