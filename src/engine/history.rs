//! What was seen of calls: when they were open, and how they ended.

use serde::{Deserialize, Serialize};

use super::{Actor, Answer, Outcome};

/// How a call stands when everything has settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fate<S = Outcome> {
    Returned(Answer<S>),
    /// Observed asleep in the call.
    Waits,
    /// The caller was killed by this signal in the call.
    Died(i32),
}

/// One call of a race, with the tickets drawn before and after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timed {
    pub by: Actor,
    /// Which of its actor's calls in this race.
    pub nth: u8,
    /// Drawn before the call.
    pub start: u64,
    /// Drawn after it returned; the largest number if it did not.
    pub end: u64,
    pub fate: Fate,
}
