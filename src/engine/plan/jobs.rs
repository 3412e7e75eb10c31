//! The jobs of a plan: for each of its rooms, or mixtures of rooms, a number of streams.

use super::{CheckPlan, Expectation, Selected};
use crate::engine::DeedKind;
use crate::engine::job::{JobSpec, STEPS_MAX, STREAMS, Task};
use crate::engine::room::Room;
use crate::engine::world::Rooms;

/// The jobs in the order of their start: every room's first stream, then every room's second.
pub fn jobs(
    rooms: &'static [&'static Room],
    plan: &CheckPlan,
    task: &Task,
) -> Vec<(usize, JobSpec)> {
    let replay = matches!(task, Task::Replay { .. });
    let streams = if replay { 1 } else { STREAMS };
    let asked_for = || plan.rooms.iter().filter_map(|asked| named(rooms, asked.facility.name));
    let mixes = matches!(task, Task::Check);
    // Of what a room watches there must be something, though it was not asked for.
    let watched = || -> Rooms {
        let can_be = |other: &&'static Room| !other.watches && other.has(DeedKind::Poll);
        let chosen: Rooms = asked_for().filter(|other| mixes && can_be(other)).collect();
        let all = rooms.iter().copied().filter(can_be);
        if chosen.is_empty() { all.collect() } else { chosen }
    };
    let mut specs = vec![];
    for stream in 0..streams {
        for (place, mixture) in &mixtures(rooms, plan) {
            let room = mixture[0];
            let of_room = |known: &&Expectation| known.claim.facility == room.facility.name;
            let (known, elsewhere): (Vec<_>, Vec<_>) = plan.expectations.iter().partition(of_room);
            let known = known
                .into_iter()
                .filter_map(|known| Some((known.claim.index(), known.script.clone()?)))
                .collect();
            let partners = if room.watches {
                watched()
            } else {
                asked_for().filter(|other| mixes && !other.is(room)).collect()
            };
            let spec = JobSpec {
                rooms: mixture.clone(),
                partners,
                known_of_partners: elsewhere.iter().map(|known| known.claim.index()).collect(),
                stream,
                seed: plan.seed,
                cases: plan.cases.map(|cases| (cases + streams - 1 - stream) / streams),
                // It is dealt when the job starts.
                time: None,
                steps_max: plan
                    .steps
                    .map_or(STEPS_MAX, |steps| steps.min(u32::from(u16::MAX)) as u16),
                partition: plan.partition,
                known,
                task: task.clone(),
            };
            specs.push((*place, spec));
        }
    }
    specs
}

fn named(rooms: &'static [&'static Room], name: &str) -> Option<&'static Room> {
    rooms.iter().copied().find(|room| room.facility.name == name)
}

/// The rooms of each job's scripts, and the place of the first in the plan: each room for itself,
/// or the mixtures that were asked for.
fn mixtures(rooms: &'static [&'static Room], plan: &CheckPlan) -> Vec<(usize, Rooms)> {
    let place_of = |name: &str| plan.rooms.iter().position(|asked| asked.facility.name == name);
    let together = |names: &[&'static str]| {
        let mixture: Rooms = names.iter().filter_map(|name| named(rooms, name)).collect();
        Some((place_of(names.first()?)?, mixture))
    };
    if plan.mixtures.is_empty() {
        let alone = |asked: &Selected| together(&[asked.facility.name]);
        return plan.rooms.iter().filter_map(alone).collect();
    }
    plan.mixtures.iter().filter_map(|names| together(names)).collect()
}
