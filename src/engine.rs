//! The engine: everything that all facilities share, and the interface that a room implements.
//!
//! # How a verdict comes about
//!
//! A *room* proposes an operation from the state it believes in; the *crew* performs it against the
//! kernel; the *judge* asks the room's *model* what the documentation allows, as a [`Ruling`] whose
//! every clause names a claim, and compares. What no clause allows is a *deviation*: the script
//! ends there, is confirmed, shrunk, and reported with the first claim that should have held.
//!
//! A model never does I/O and never sees the clock. Operations never decide what is right. They
//! meet only in [`judge`]. The engine owns the world (processes, descriptor tables, open file
//! descriptions, credentials, signals) and does fork, exec, exit, kill, dup, close, poll, passing,
//! credentials and limits for every room alike; a room owns its objects and does only their calls.
//! The engine knows no facility by name, and no type parameter of it names a room: a call is an
//! [`Op`] and what came back an [`Outcome`], both a row of a room's table and a few words
//! ([`forms`]); a room is a static [`Room`]; its model is a [`State`], copied when it is changed.
//!
//! # Where to read on
//!
//! [`room`] and [`model`] are what a room writes. [`run`] is the loop: how a step is drawn
//! ([`propose`]), performed ([`stage`], [`crew`]) and judged ([`judge`], [`search`]). [`job`] is
//! what a worker does with many scripts, [`found`] and [`shrink`] what becomes of a deviation.
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | actor | a process of a script, or a thread of one, by its letter |
//! | answer | an outcome, or an error number |
//! | board, seat | memory that the driver shares with actor processes, and the place of one there |
//! | deed | a step of the engine's own: close, dup, fork, kill, poll at once … |
//! | driver | the part of the crew that runs in the worker and gives actors their orders |
//! | fate | how a call stands: it returned an answer, it waits, its caller died |
//! | lane | the calls of one actor in a race |
//! | lane of a script | *solo* (in the worker itself), *lock-step* (step by step), *race* |
//! | leg, relay | one operation, and a sequence of them that actors hand on among themselves |
//! | liar | what departs from the book in one way, to prove that it would be caught |
//! | outcome | what a call gave back, in symbols |
//! | to predict | to know the one answer that the model allows before the call is made |
//! | stage | where a script is performed: the worker, the crew, or a fake kernel |
//! | state | one room's model; a *config* is one of each room of the script |
//! | window | the calls that are judged together |
//! | worker | the process that does one job, in namespaces of its own |

pub mod bench;
pub mod config;
pub mod content;
pub mod crew;
pub mod deed;
pub mod draw;
pub mod fake;
pub mod finds;
pub mod flight;
pub mod forms;
pub mod found;
pub mod hands;
pub mod history;
pub mod hits;
pub mod ids;
pub mod isolate;
pub mod job;
pub mod judge;
pub mod liar;
pub mod limits;
pub mod model;
pub mod perform;
pub mod plan;
pub mod propose;
pub mod room;
pub mod ruling;
pub mod run;
pub mod scope;
pub mod script;
pub mod search;
pub mod shared_claims;
pub mod shrink;
pub mod stage;
pub mod steer;
pub mod tally;
pub mod waiting;
pub mod worker;
pub mod world;

use std::fmt::{Debug, Display};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use crate::sys::{Errno, SCRIPT_SIGNALS};
pub use deed::{Deed, DeedKind};
pub use draw::Draw;
pub use forms::{Op, Outcome};
pub use hands::Hands;
pub use liar::deed::DeedLiar;
pub use liar::shared::Here;
pub use limits::{Limit, LimitSpec, Limits};
pub use model::{
    Call, Effect, Effects, Event, How, Model, Next, Readiness, Ready, State, States, Taken, View,
};
pub use room::{Facility, Room, Scene, Subject};
pub use ruling::{Allow, Clause, Expect, Happens, Interrupted, Ruling};
pub use script::{Lane, Script, Step};
pub use shared_claims::SharedClaims;
pub use world::{Access, Actor, File, FileId, Object, Pick, World};

/// What a call gave back: a value in symbols, or an error.
pub type Answer<S = Outcome> = Result<S, Errno>;

/// What came out of a call, in symbols: no pid, no descriptor, no time.
pub trait Seen:
    Clone + PartialEq + PartialOrd + Debug + Display + Serialize + DeserializeOwned
{
    /// Which of a clause's claims is broken when `seen` came instead of `self`.
    fn differs_at(&self, _seen: &Self) -> usize {
        0
    }
    /// In how much of it `seen` is as this one: of several that were allowed, the likest should
    /// have come.
    fn likeness(&self, _seen: &Self) -> usize {
        0
    }
    /// A value that differs from this one in just the part that claim `part` of a clause speaks of.
    fn lie(&self, _part: usize) -> Option<Self> {
        None
    }
}
