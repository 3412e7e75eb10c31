//! Patterns: facilities by name, claims by a glob of their ids; and what was probably meant.

use super::trouble::Trouble;
use crate::claim::{Claim, LeftOut};
use crate::engine::Facility;
use crate::engine::plan::Selected;
use crate::facilities::ALL;
use crate::report::glob::matches as glob;

/// Most names that are suggested.
const SUGGESTIONS_MAX: usize = 3;
/// How alike a name must be to be suggested, from 0 to 1.
const LIKENESS_MIN: f64 = 0.65;

/// The rooms and claims that the patterns name, in the order of the facilities; all if there are
/// none. A pattern that matches nothing is an error.
pub fn select(facilities: &[Facility], patterns: &[String]) -> Result<Vec<Selected>, Trouble> {
    let parts = |pattern: &String| pattern.split('+').map(str::to_owned).collect::<Vec<_>>();
    let patterns: Vec<String> = patterns.iter().flat_map(parts).collect();
    let patterns = &patterns[..];
    let everything = patterns.is_empty();
    if let Some(stray) = patterns.iter().find(|pattern| !matches_any(facilities, pattern)) {
        return Err(unmatched(facilities, stray));
    }
    Ok(facilities
        .iter()
        .filter_map(|facility| {
            let named = patterns.iter().any(|pattern| glob(pattern, facility.name));
            if everything || named {
                return Some(Selected { facility: *facility, claims: None });
            }
            let claims = matching(facility, patterns);
            (!claims.is_empty()).then_some(Selected { facility: *facility, claims: Some(claims) })
        })
        .collect())
}

/// The mixtures that the patterns name, as `pipe+eventfd`: the facilities of each.
pub fn mixtures(
    facilities: &[Facility],
    patterns: &[String],
) -> Result<Vec<Vec<&'static str>>, Trouble> {
    let mixed = patterns.iter().filter(|pattern| pattern.contains('+'));
    let named = |name: &str| {
        if is_by_itself(name) {
            return Err(Trouble::Usage(format!(
                "`{name}` in a mixture; its calls do to processes what no other facility's model \
                 knows of: ask for it by itself"
            )));
        }
        let facility = facilities.iter().find(|facility| facility.name == name);
        facility.map(|facility| facility.name).ok_or_else(|| {
            Trouble::Usage(format!(
                "no facility is called `{name}`; name those of a mixture in full, as pipe+eventfd"
            ))
        })
    };
    let mixtures: Result<Vec<Vec<_>>, Trouble> =
        mixed.map(|pattern| pattern.split('+').map(named).collect()).collect();
    let mixtures = mixtures?;
    match patterns.iter().find(|pattern| !pattern.contains('+')) {
        Some(plain) if !mixtures.is_empty() => Err(Trouble::Usage(format!(
            "`{plain}` beside a mixture; ask for either in a run of its own"
        ))),
        _ => Ok(mixtures),
    }
}

/// Whether this is a facility that takes part in no mixture.
fn is_by_itself(name: &str) -> bool {
    ALL.iter().any(|room| room.facility.name == name && !room.mixes)
}

/// The claim of exactly this id.
pub fn claim(facilities: &[Facility], id: &str) -> Option<&'static Claim> {
    facilities.iter().flat_map(Facility::all_claims).find(|claim| claim.id() == id)
}

/// What was left out under exactly this id.
pub fn left_out(facilities: &[Facility], id: &str) -> Option<(Facility, &'static LeftOut)> {
    let mut all = facilities
        .iter()
        .flat_map(|facility| facility.left_out.iter().map(move |left| (*facility, left)));
    all.find(|(facility, left)| left_out_id(facility, left) == id)
}

/// What was left out has an id of the same form as a claim's.
pub fn left_out_id(facility: &Facility, left_out: &LeftOut) -> String {
    format!("{}.{}", facility.name, left_out.name)
}

/// The error for a name that nothing has: it ends with the nearest ones that something has.
pub fn unmatched(facilities: &[Facility], name: &str) -> Trouble {
    let nearest = nearest(facilities, name);
    let mend = if nearest.is_empty() {
        "see `bythebook list claims`".to_owned()
    } else {
        format!("did you mean {}?", nearest.join(" or "))
    };
    Trouble::Usage(format!("no facility or claim matches `{name}`; {mend}"))
}

/// The names most like this one, best first.
pub fn nearest(facilities: &[Facility], name: &str) -> Vec<String> {
    let name = name.replace('*', "").to_ascii_lowercase();
    let facility_names = facilities.iter().map(|facility| facility.name.to_owned());
    let ids = facilities.iter().flat_map(Facility::all_claims).map(Claim::id);
    let mut scored: Vec<(f64, String)> = facility_names
        .chain(ids)
        .map(|known| (likeness(&name, &known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .collect();
    scored.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    scored.truncate(SUGGESTIONS_MAX);
    scored.into_iter().map(|(_, known)| known).collect()
}

fn matching(facility: &Facility, patterns: &[String]) -> Vec<&'static Claim> {
    facility
        .all_claims()
        .filter(|claim| patterns.iter().any(|pattern| glob(pattern, &claim.id())))
        .collect()
}

fn matches_any(facilities: &[Facility], pattern: &str) -> bool {
    facilities.iter().any(|facility| {
        glob(pattern, facility.name)
            || facility.all_claims().any(|claim| glob(pattern, &claim.id()))
    })
}

/// Of the whole name, or of the part behind the facility's for one who forgot that. Beginnings
/// weigh more in the one measure, single slips of the finger in the other.
fn likeness(name: &str, known: &str) -> f64 {
    let tail = known.split_once('.').map_or(known, |(_, tail)| tail);
    let alike = |known: &str| {
        let slips = strsim::normalized_damerau_levenshtein(name, known);
        f64::midpoint(strsim::jaro_winkler(name, known), slips)
    };
    alike(known).max(alike(tail))
}
