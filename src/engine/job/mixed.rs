//! Mixed scripts: their processes, descriptors and limits are shared by objects of several rooms.

use super::JobSpec;
use crate::engine::scope::beside;
use crate::engine::world::Rooms;
use crate::engine::{Facility, Room, Scene};
use crate::kernel::Facts;

/// One of so many random scripts is mixed, where another room takes part in the run.
pub const ONE_OF: u64 = 10;

/// The rooms of a stream's random script: mostly the job's own; in one of ten, another besides,
/// each in its turn. A room that watches always has another.
pub fn rooms(spec: &JobSpec, nth: u64, facts: &Facts) -> Rooms {
    let mut rooms = spec.rooms.clone();
    let is_partner = |room: &&&'static Room| is_there(room, facts) && may_mix(rooms[0], room);
    let partners: Rooms = spec.partners.iter().filter(is_partner).copied().collect();
    let (turn, mixes) =
        if rooms[0].watches { (nth, true) } else { (nth / ONE_OF, nth % ONE_OF == ONE_OF - 1) };
    if rooms.len() == 1 && mixes && !partners.is_empty() {
        rooms.push(partners[turn as usize % partners.len()]);
    }
    rooms
}

/// A room that watches is mixed with those that say how their objects become ready.
fn may_mix(one: &Room, other: &Room) -> bool {
    let watched = |room: &Room| room.subject.is_some();
    one.mixes && other.mixes && (!one.watches || watched(other)) && (!other.watches || watched(one))
}

fn is_there(room: &Room, facts: &Facts) -> bool {
    room.facility.needs.iter().all(|need| facts.lacks(need).is_none())
}

/// Whether the limits of a scene can be set here, and its rooms are of the job.
pub fn can_be(spec: &JobSpec, scene: &Scene, facts: &Facts) -> bool {
    let others = if spec.rooms.len() == 1 { &spec.partners } else { &spec.rooms };
    let is_ours = |room: &&'static Room| {
        room.is(spec.rooms[0])
            || (others.iter().any(|other| other.is(room)) && is_there(room, facts))
    };
    scene.limits.can_be_set(facts) && beside(spec.rooms[0], &scene.steps).rooms.iter().all(is_ours)
}

/// Whether the claim in that place of the tally is one of the facility's.
pub fn is_of(facility: &Facility, claim: usize) -> bool {
    facility.all_claims().any(|own| own.index() == claim)
}
