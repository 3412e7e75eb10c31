//! What `explain` says, for programs.

use serde_json::{Value, json};

use super::passage::Passage;
use crate::claim::{Claim, LeftOut};
use crate::cli::{list, pattern};
use crate::engine::Facility;
use crate::report::ledger::Entry;
use crate::report::record::Record;

/// A claim as `list claims` has it, and what only `explain` says of it.
pub fn claim(
    claim: &'static Claim,
    passage: &Result<Passage, String>,
    entries: &[Entry],
    records: &[Record],
) -> Value {
    let mut told = list::claim_json(claim);
    let liars = crate::facilities::liars(claim.facility);
    let breaking = liars.iter().filter(|liar| liar.does_break(claim));
    told["waits"] = json!(claim.waits);
    told["liars"] = breaking
        .map(|liar| json!({"liar": liar.name, "does": liar.does}))
        .collect::<Vec<_>>()
        .into();
    (told["passage"], told["no_passage"]) = match passage {
        Ok(found) => (of_passage(found), Value::Null),
        Err(why) => (Value::Null, json!(why)),
    };
    told["known"] = entries.iter().map(list::known_json).collect::<Vec<_>>().into();
    told["records"] =
        records.iter().map(|record| verdict(claim, record)).collect::<Vec<_>>().into();
    told
}

/// A facility as `list` has it, and the ids of its claims.
pub fn facility(facility: &Facility) -> Value {
    let mut told = list::facility_json(facility);
    let left_out = facility.left_out.iter().map(|left| pattern::left_out_id(facility, left));
    told["claims"] = facility.all_claims().map(Claim::id).collect::<Vec<_>>().into();
    told["left_out"] = left_out.collect::<Vec<_>>().into();
    told
}

pub fn excuse(facility: &Facility, left_out: &LeftOut) -> Value {
    list::left_out_json(facility, left_out)
}

fn of_passage(passage: &Passage) -> Value {
    json!({
        "place": passage.place,
        "source": passage.source,
        "path": passage.path,
        "newest": passage.became,
        "paragraph": passage.paragraph,
    })
}

/// The kernel, and what its record says of the claim; null where it was not asked for.
fn verdict(claim: &Claim, record: &Record) -> Value {
    json!({
        "kernel": record.run.kernel.release,
        "target": record.run.target,
        "claim": record.claim(&claim.id()),
    })
}
