//! Mixed scripts: their processes, descriptors and limits are shared by objects of several rooms.

use super::JobSpec;
use crate::engine::world::Rooms;
use crate::engine::{Facility, Room};
use crate::kernel::Facts;

/// One of so many random scripts is mixed, where another room takes part in the run.
pub const ONE_OF: u64 = 10;

/// The rooms of a stream's random script: mostly the job's own; in one of ten, another besides,
/// each in its turn. A room that watches always has another.
pub fn rooms(spec: &JobSpec, nth: u64, facts: &Facts) -> Rooms {
    let mut rooms = spec.rooms.clone();
    let is_there =
        |room: &&&'static Room| room.facility.needs.iter().all(|need| facts.lacks(need).is_none());
    let partners: Rooms = spec.partners.iter().filter(is_there).copied().collect();
    let (turn, mixes) =
        if rooms[0].watches { (nth, true) } else { (nth / ONE_OF, nth % ONE_OF == ONE_OF - 1) };
    if rooms.len() == 1 && mixes && !partners.is_empty() {
        rooms.push(partners[turn as usize % partners.len()]);
    }
    rooms
}

/// Whether the claim in that place of the tally is one of the facility's.
pub fn is_of(facility: &Facility, claim: usize) -> bool {
    facility.all_claims().any(|own| own.index() == claim)
}
