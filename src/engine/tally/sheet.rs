//! Counts by claim, of which most are zero: a job counts the claims of one room, and there are
//! many rooms. Pages are made when a claim on them is first counted.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Counts;

/// Claims on one page.
const PAGE: usize = 64;

static NOTHING: Counts = Counts { ruled: 0, kept: 0, broken: 0, ambiguous: 0, waited: 0, woken: 0 };

/// Counts by [`crate::claim::Claim::index`].
#[derive(Debug, Clone, Default)]
pub struct Sheet(Vec<Option<Box<[Counts; PAGE]>>>);

impl Sheet {
    /// Those that are not zero, with their claims' places.
    pub fn counted(&self) -> impl Iterator<Item = (usize, &Counts)> {
        let pages = self.0.iter().enumerate();
        let pages = pages.filter_map(|(nth, page)| Some((nth * PAGE, page.as_ref()?)));
        pages
            .flat_map(|(first, page)| (first..).zip(page.iter()))
            .filter(|(_, counts)| **counts != NOTHING)
    }
}

impl Index<usize> for Sheet {
    type Output = Counts;

    fn index(&self, claim: usize) -> &Counts {
        let page = self.0.get(claim / PAGE).and_then(Option::as_ref);
        page.map_or(&NOTHING, |page| &page[claim % PAGE])
    }
}

impl IndexMut<usize> for Sheet {
    fn index_mut(&mut self, claim: usize) -> &mut Counts {
        let nth = claim / PAGE;
        if nth >= self.0.len() {
            self.0.resize_with(nth + 1, || None);
        }
        let page = self.0[nth].get_or_insert_with(|| Box::new([NOTHING; PAGE]));
        &mut page[claim % PAGE]
    }
}

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.counted().eq(other.counted())
    }
}

impl Serialize for Sheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.counted())
    }
}

impl<'de> Deserialize<'de> for Sheet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sheet = Self::default();
        for (claim, counts) in BTreeMap::<usize, Counts>::deserialize(deserializer)? {
            sheet[claim] = counts;
        }
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_counted_takes_no_room_and_reads_as_zero() {
        let mut sheet = Sheet::default();
        sheet[2_000].kept = 3;
        assert_eq!((sheet[7], sheet[2_000].kept, sheet[2_001]), (NOTHING, 3, NOTHING));
        assert_eq!(sheet.0.iter().flatten().count(), 1);
        let json = serde_json::to_string(&sheet).expect("plain data");
        assert!(json.starts_with("{\"2000\":"), "{json}");
        assert_eq!(serde_json::from_str::<Sheet>(&json).expect("it was just written"), sheet);
    }
}
