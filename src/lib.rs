//! bythebook: does your kernel do IPC by the book?
//!
//! The map, in reading order. A [`claim`] is one testable statement of the documentation, as a
//! value. [`kernel`] holds facts about what runs here; [`sys`] makes raw system calls. The
//! [`engine`] proposes scripts, has a crew of processes perform them, and judges every outcome
//! against a room's model. Each of the [`facilities`] is a room; what several rooms share is one of
//! the [`families`].
//!
//! What holds everywhere: a model never does I/O and never sees the clock; operations never decide
//! what is right; a model can allow an outcome only by naming the claim that allows it; only `sys`
//! says `unsafe`; order is fixed by one seeded generator, and nothing iterates over a hash map.

pub mod claim;
pub mod cli;
pub mod engine;
pub mod facilities;
pub mod families;
pub mod guide;
pub mod kernel;
pub mod report;
pub mod sys;
pub mod targets;
