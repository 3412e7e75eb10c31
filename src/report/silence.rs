//! What kernels do where the manual says nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// As the reference records have it: made by `ci/silences`.
const REFERENCE: &str = include_str!("../../fixtures/silences.jsonl");

/// A situation of which no page speaks, and what was seen of it on each kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silent {
    pub id: String,
    pub facility: String,
    pub situation: String,
    /// By the kernel's version, as `ci/kernels.toml` names it.
    pub kernels: BTreeMap<String, Vec<String>>,
}

/// Every situation, in the order of their ids.
pub fn reference() -> impl Iterator<Item = Silent> {
    REFERENCE.lines().map(|line| serde_json::from_str(line).expect("a test reads them all"))
}

impl Silent {
    /// What was done, each with the kernels that did it: `EPERM on 5.10, 6.1`.
    pub fn done(&self) -> Vec<String> {
        let mut kernels: Vec<(&String, &Vec<String>)> = self.kernels.iter().collect();
        kernels.sort_by_key(|(version, _)| numbers(version));
        let mut by_outcome: Vec<(&str, Vec<&str>)> = vec![];
        for (version, outcomes) in kernels {
            for outcome in outcomes {
                match by_outcome.iter_mut().find(|(known, _)| known == outcome) {
                    Some((_, versions)) => versions.push(version),
                    None => by_outcome.push((outcome, vec![version])),
                }
            }
        }
        let told = |(outcome, versions): (&str, Vec<&str>)| {
            format!("{outcome} on {}", versions.join(", "))
        };
        by_outcome.into_iter().map(told).collect()
    }
}

/// 5.10 comes before 6.1, and that before 6.12.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Silent, reference};

    #[test]
    fn every_line_of_the_reference_can_be_read() {
        assert!(reference().count() > 20);
        assert!(reference().all(|silent| !silent.kernels.is_empty()));
    }

    #[test]
    fn kernels_that_do_alike_are_told_together() {
        let kernels = [("6.12", "EPERM"), ("5.10", "ENOENT"), ("6.1", "EPERM")];
        let kernels = kernels.map(|(version, outcome)| (version.into(), vec![outcome.into()]));
        let (id, facility, situation) = ("a.b".into(), "a".into(), "b".into());
        let silent = Silent { id, facility, situation, kernels: kernels.into() };
        assert_eq!(silent.done(), ["ENOENT on 5.10", "EPERM on 6.1, 6.12"]);
    }
}
