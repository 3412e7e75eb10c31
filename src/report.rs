//! What a run says, and how people and machines read it.
//!
//! A [`record`] is the only thing that leaves a target. Everything else here is a pure function of
//! records. Only [`read`] and [`mod@write`] touch files, and nothing here touches a kernel under
//! test.

mod alike;
pub mod cause;
mod deviations;
pub mod diff;
pub mod glob;
pub mod html;
pub mod junit;
pub mod ktap;
pub mod ledger;
pub mod markdown;
pub mod matrix;
pub mod merge;
pub mod passage;
pub mod picture;
pub mod reached;
pub mod read;
pub mod record;
pub mod silence;
pub mod text;
pub mod version;
pub mod write;

pub use deviations::distinct;
pub use picture::{limited, picture};
