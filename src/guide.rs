//! The guide: the facilities beside each other, by what was measured here and what the pages say.
//!
//! A *row* is what the pages say of one facility (`rows/*.toml`), a cell for each *measure*. A
//! *probe* asks the running kernel the same question, in namespaces of its own; where it answers,
//! the cell is *measured*, and what the page says stands beside it. A claim of a room that a record
//! has a verdict on is measured too. So a cell that contradicts its page can be told, and none is
//! copied from what somebody believes.
//!
//! It moves no data of users and judges no script: that is the rooms' work.

pub mod choose;
pub mod compare;
mod examples;
pub mod limits;
pub mod measure;
pub mod probe;
pub mod rows;
pub mod text;
