//! Deviations that one thing explains, put together and ranked: a reader mends causes, not claims.
//!
//! Which deviations belong together is told from the record alone, by the minimal scripts: see
//! `sign`. It is a help for reading. It changes no verdict, and it may be wrong.

mod sign;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{Deviation, Record, Verdict};
use sign::Sign;

/// One cause, as the record has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cause {
    /// What the kernel does, in a line: taken from the smallest script.
    pub headline: String,
    /// The claims that it breaks; first the one that has the smallest script.
    pub claims: Vec<String>,
    pub facilities: Vec<String>,
    /// Deviations by their place in the record, the smallest script first.
    pub deviations: Vec<usize>,
}

/// The causes of all that is broken, the one that most claims hang on first. Of those with as many,
/// the one with the smaller script.
pub fn causes(record: &Record) -> Vec<Cause> {
    let deviations: Vec<(usize, &Deviation)> = record.deviations.iter().enumerate().collect();
    let broken = |(_, deviation): &(usize, &Deviation)| {
        let claim = record.claim(&deviation.claim);
        claim.is_some_and(|claim| claim.verdict == Verdict::Broken) && !deviation.known
    };
    let mut found: Vec<(usize, &Deviation, Sign)> = deviations
        .into_iter()
        .filter(broken)
        .map(|(place, deviation)| (place, deviation, Sign::of(record, deviation)))
        .collect();
    // The sort is stable: of scripts of one length, the first that was found stays first.
    found.sort_by_key(|(_, _, sign)| sign.steps);
    let groups = united(&found);
    let mut causes: Vec<(usize, Cause)> = groups
        .values()
        .map(|members| {
            let first = &found[members[0]];
            (first.2.steps, cause(record, &found, members))
        })
        .collect();
    causes.sort_by_key(|(steps, cause)| (std::cmp::Reverse(cause.claims.len()), *steps));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// Which belong together: each group under its first member, members in order. What belongs to one
/// of a group belongs to all of it.
fn united(found: &[(usize, &Deviation, Sign)]) -> BTreeMap<usize, Vec<usize>> {
    let mut group: Vec<usize> = (0..found.len()).collect();
    for right in 0..found.len() {
        for left in 0..right {
            let (one, other) = (group[left], group[right]);
            if one != other && found[left].2.is_one_with(&found[right].2) {
                let (keep, give) = (one.min(other), one.max(other));
                group.iter_mut().filter(|of| **of == give).for_each(|of| *of = keep);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (member, of) in group.into_iter().enumerate() {
        groups.entry(of).or_default().push(member);
    }
    groups
}

fn cause(record: &Record, found: &[(usize, &Deviation, Sign)], members: &[usize]) -> Cause {
    let mut cause = Cause { headline: found[members[0]].2.headline(), ..Cause::default() };
    for member in members {
        let (place, deviation, _) = &found[*member];
        cause.deviations.push(*place);
        add(&mut cause.claims, &deviation.claim);
        let facility = record.claim(&deviation.claim).map_or("", |claim| claim.facility.as_str());
        add(&mut cause.facilities, facility);
    }
    cause
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::causes;
    use crate::report::picture;
    use crate::report::record::{ClaimLine, Deviation, Record, Run, Verdict};

    fn record(deviations: &[(&str, &[&str], &str, &str)]) -> Record {
        let mut record = Record::begun(Run::default());
        for (claim, steps, allowed, observed) in deviations {
            let steps: Vec<_> = steps.iter().map(|step| vec![(0, (*step).to_owned())]).collect();
            record.deviations.push(Deviation {
                claim: (*claim).into(),
                allowed: vec![(*allowed).into()],
                observed: (*observed).into(),
                rate: 1.0,
                picture: picture(1, &steps, Some(steps.len() - 1)),
                ..Deviation::default()
            });
            if record.claim(claim).is_none() {
                let facility = claim.split('.').next().unwrap_or_default().into();
                let verdict = Verdict::Broken;
                let line =
                    ClaimLine { id: (*claim).into(), facility, verdict, ..ClaimLine::default() };
                record.claims.push(line);
            }
        }
        record
    }

    fn claims(deviations: &[(&str, &[&str], &str, &str)]) -> Vec<Vec<String>> {
        causes(&record(deviations)).into_iter().map(|cause| cause.claims).collect()
    }

    #[test]
    fn a_call_that_fails_so_wherever_it_is_made_is_one_cause() {
        let (open, pass) = ("open file 0 both", "pass fd0 to B");
        let grouped = claims(&[
            ("lock.kept", &[open, pass, "OFD write lock fd0 0, 0"], "EAGAIN", "EINVAL"),
            ("lock.ofd", &[open, "OFD read lock fd0 0, 1"], "done", "EINVAL"),
            ("lock.zero", &[open, "F_GETLK write fd0 0, 0"], "a lock on 0, 0", "a lock on 0, -1"),
        ]);
        assert_eq!(grouped, [vec!["lock.ofd", "lock.kept"], vec!["lock.zero"]]);
    }

    #[test]
    fn what_is_lost_in_one_deed_is_one_cause_whatever_shows_it() {
        let before = ["open file 0 both", "write lock fd0 0, 0", "exec"];
        let script = |last| [&before[..], &[last]].concat();
        let grouped = claims(&[
            ("lock.conflict", &script("write lock fd0 0, 10"), "EAGAIN", "done"),
            ("lock.test", &script("lockf fd0 F_TEST at 0, 0"), "EACCES", "done"),
            ("lock.told", &script("F_GETLK write fd0 0, 0"), "a lock of A", "nothing in the way"),
        ]);
        assert_eq!(grouped.len(), 1, "{grouped:?}");
        assert_eq!(grouped[0].len(), 3);
    }

    #[test]
    fn other_outcomes_of_one_call_are_other_causes() {
        let grouped = claims(&[
            ("pipe.capacity_set", &["pipe2 0", "capacity 4097 fd0"], "8192", "4097"),
            ("pipe.privileged", &["pipe2 0", "capacity 9 fd0"], "4096", "EPERM"),
        ]);
        assert_eq!(grouped.len(), 2, "{grouped:?}");
    }

    #[test]
    fn the_cause_that_most_claims_hang_on_is_first() {
        let ranked = causes(&record(&[
            ("a.one", &["read"], "1", "EIO"),
            ("b.one", &["exec"], "open", "ENOSYS"),
            ("c.one", &["exec"], "open", "ENOSYS"),
        ]));
        assert_eq!(ranked[0].headline, "execveat is not in this kernel: ENOSYS");
        assert_eq!((ranked[0].claims.len(), ranked[0].facilities.len()), (2, 2));
        assert_eq!(ranked[1].headline, "read fails with EIO; allowed 1");
    }
}
