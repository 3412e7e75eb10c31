//! What several rooms share, and the engine need not know. A family knows no room and states no
//! claim: a room hands it its own.

pub mod datagrams;
pub mod files;
pub mod names;
pub mod ranges;
pub mod signals;
pub mod socket;
pub mod stream;
pub mod sysv;
pub mod watching;
