//! The rooms: one line each.

pub mod eventfd;
pub mod pipe;

use crate::engine::Facility;
use crate::engine::shell::{AnyRoom, Shell};

/// Every room, in the order of reports.
pub static ALL: &[&dyn AnyRoom] =
    &[&Shell::<pipe::PipeRoom>::NEW, &Shell::<eventfd::operations::Eventfd>::NEW];

/// What the rooms are, and their claims numbered for tallies. Call it before any process is forked.
pub fn open() -> Vec<Facility> {
    let facilities: Vec<Facility> = ALL.iter().map(|room| room.facility()).collect();
    crate::claim::number(facilities.iter().flat_map(Facility::all_claims));
    facilities
}
