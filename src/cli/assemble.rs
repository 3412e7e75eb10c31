//! From what came of a plan to its record: lines, and the ledger's say.

use std::path::Path;

use super::lines;
use crate::claim::{Capability, Claim};
use crate::engine::Facility;
use crate::engine::found::Found;
use crate::engine::isolate::Got;
use crate::engine::job::Setting;
use crate::engine::plan::{CheckPlan, RoomResult, RunResult, Selected};
use crate::engine::tally::{Wake, Wakes};
use crate::report::distinct;
use crate::report::ledger::{self, Entry, Stands};
use crate::report::reached;
use crate::report::record::{Begin, Cell, Reached, Record, Run, Scratch};

/// The record of a run, which goes to `record_path`.
pub fn record(
    plan: &CheckPlan,
    facilities: &[Facility],
    entries: &[Entry],
    mut run: Run,
    result: &RunResult,
    record_path: Option<&Path>,
) -> Record {
    let claims: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    let facts = match &result.setting {
        Some(setting) => {
            describe(&mut run, setting);
            setting.facts.clone()
        }
        None => crate::kernel::Facts::gather(plan.assume_kernel),
    };
    run.warnings.extend(result.troubles.iter().cloned());
    let mut record = Record::begun(run);
    let mut stands = vec![];
    for (room, came) in plan.rooms.iter().zip(&result.rooms) {
        record.begun.push(Begin { facility: room.facility.name.into() });
        let absent = (came.absent.as_deref(), &came.absent_calls[..]);
        if let Some(why) = came.given_up.first() {
            let (count, name) = (came.given_up.len(), room.facility.name);
            record.run.warnings.push(format!("{name}: {count} scripts were given up: {why}"));
        }
        let lines = lines::claims(room, &came.tally, &came.found, &facts, absent, plan.strict);
        record.claims.extend(lines);
        record.silences.extend(lines::silences(room.facility.name, &came.tally.silences));
        for found in chosen(room, came, &claims) {
            let replay = lines::replay(&claims[found.claim].id(), record_path, plan.seed);
            record.deviations.push(lines::deviation(found, &claims, replay));
        }
        stands.extend(came.stands.iter().cloned());
        count(&mut record, came);
    }
    distinct(&mut record.deviations);
    record.reached = reached(plan, result);
    record.limits = lines::limits(&facts);
    record.end.seconds = (result.seconds * 1000.0).round() / 1000.0;
    record.end.interrupted = crate::sys::interrupted().is_some();
    record.end.digest = format!("{:032x}", result.digest);
    let stands = |entry: &Entry| {
        let found = stands
            .iter()
            .find(|(known, _)| known.claim.id() == entry.claim && known.script == entry.script);
        match found {
            Some((_, true)) => Stands::Deviated,
            Some((_, false)) => Stands::Kept,
            None => Stands::Unrun,
        }
    };
    ledger::apply(&mut record, entries, &stands);
    record.count();
    record
}

/// What was met of the wake matrix, by facility: a mixed script is counted to one room, and those
/// who slept in it may be of another.
fn reached(plan: &CheckPlan, result: &RunResult) -> Vec<Reached> {
    let mut wakes = Wakes::default();
    for came in &result.rooms {
        wakes.add(&came.tally.wakes);
    }
    let of = |room: &Selected| {
        let name = room.facility.name;
        let cells = wakes.cells().filter(|(wake, _)| wake.facility == name);
        let cell = |(Wake { call, beside, by, .. }, times): (Wake<'_>, u64)| Cell {
            call: call.into(),
            beside,
            by: by.into(),
            times,
        };
        reached::reached(name, cells.map(cell).collect())
    };
    let rooms = plan.rooms.iter().map(of);
    rooms.filter(|reached| reached.known > 0 || !reached.cells.is_empty()).collect()
}

/// Only the deviations of claims that were asked for.
fn chosen<'r>(
    room: &'r Selected,
    came: &'r RoomResult,
    claims: &'r [&'static Claim],
) -> impl Iterator<Item = &'r Found> {
    came.found.iter().filter(|found| room.selects(claims[found.claim]))
}

fn count(record: &mut Record, came: &RoomResult) {
    let (end, tally) = (&mut record.end, &came.tally);
    end.scripts += tally.scripts;
    end.operations += tally.operations;
    end.races += tally.races;
    end.races_overlapped += tally.races_overlapped;
    end.inconclusive += tally.inconclusive;
    end.not_told_apart += came.not_told_apart;
    for call in &came.filtered_calls {
        if !end.filtered_calls.contains(call) {
            end.filtered_calls.push(call.clone());
        }
    }
}

/// What a job said of where it ran.
pub fn describe(run: &mut Run, setting: &Setting) {
    run.detector.clone_from(&setting.detector);
    let named = [Capability::SYS_ADMIN, Capability::SYS_RESOURCE, Capability::DAC_OVERRIDE];
    run.capabilities = named
        .iter()
        .filter(|capability| setting.facts.has(**capability))
        .map(|capability| capability.name.to_owned())
        .collect();
    for (part, got) in &setting.isolation.0 {
        let part = format!("{part:?}").to_lowercase();
        match got {
            Got::Ours => run.isolation.push(part),
            Got::Unneeded => {}
            Got::Shared(why) => run.warnings.push(format!("no {part} of our own: {why}")),
        }
    }
    run.scratch.push(Scratch {
        directory: setting.scratch_directory.clone(),
        file_system: setting.scratch_file_system.clone(),
    });
}
