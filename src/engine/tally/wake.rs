//! Cells of the wake matrix, and how often a run was in each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One cell: a call that slept, and what ended its sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake<'w> {
    pub facility: &'w str,
    /// The kind of the call that slept.
    pub call: &'w str,
    /// How many slept beside it; 2 is two or more.
    pub beside: u8,
    /// The kind of the step that ended its sleep.
    pub by: &'w str,
}

/// How often each cell was met. A key is the cell's four words with tabs between, so that the map
/// is an object in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wakes(BTreeMap<String, u64>);

impl Wake<'_> {
    fn key(&self) -> String {
        format!("{}\t{}\t{}\t{}", self.facility, self.call, self.beside, self.by)
    }

    /// The cell of that key.
    pub fn of_key(key: &str) -> Option<Wake<'_>> {
        let mut words = key.split('\t');
        let (facility, call) = (words.next()?, words.next()?);
        let beside = words.next()?.parse().ok()?;
        let by = words.next().filter(|by| !by.is_empty())?;
        words.next().is_none().then_some(Wake { facility, call, beside, by })
    }
}

impl Wakes {
    pub fn count(&mut self, wake: &Wake<'_>, times: u64) {
        *self.0.entry(wake.key()).or_default() += times;
    }

    pub fn add(&mut self, more: &Self) {
        for (key, times) in &more.0 {
            *self.0.entry(key.clone()).or_default() += times;
        }
    }

    /// Each cell, in the order of its words, and how often it was met.
    pub fn cells(&self) -> impl Iterator<Item = (Wake<'_>, u64)> {
        self.0.iter().filter_map(|(key, times)| Some((Wake::of_key(key)?, *times)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Wake, Wakes};

    #[test]
    fn cells_add_up() {
        let wake = Wake { facility: "pipe", call: "read", beside: 1, by: "write" };
        let mut wakes = Wakes::default();
        wakes.count(&wake, 2);
        wakes.add(&wakes.clone());
        assert_eq!(wakes.cells().collect::<Vec<_>>(), [(wake, 4)]);
    }

    #[test]
    fn a_key_that_is_none_is_no_cell() {
        for key in ["", "pipe\tread\t1", "pipe\tread\tone\twrite", "pipe\tread\t1\twrite\tx"] {
            assert_eq!(Wake::of_key(key), None, "{key}");
        }
    }
}
