//! What a stream of scripts has hit so far, and which kinds of calls are worth more draws for it.
//!
//! Of every claim and every kind of call it is counted in how many scripts they came together. A
//! kind that comes with a claim more often than it comes at all leads to it; and the fewer scripts
//! have ruled a claim, the more that counts. So the kinds that lead to what was hit least are drawn
//! more often. Deeds of the engine keep their weights. It cannot say what leads to a claim that was
//! never ruled: those are for scenes, and for chance.
//!
//! Only scripts count whose course no timing may have decided, and weights change only after a
//! fixed number of them: the same seed gives the same scripts. Where a number of scripts was asked
//! for, weights stay as they are, and each script is a function of its own number alone.

use super::draw::NEUTRAL;

/// Scripts after which the weights are made anew.
const PERIOD: u64 = 64;
/// The factor of a kind, in sixteenths, is not less than this, nor more.
const FACTOR_MIN: u128 = 12;
const FACTOR_MAX: u128 = 64;
/// What a claim counts that one script has ruled; of two, half of it.
const RARITY: u128 = 1 << 20;

/// The hits of one stream.
#[derive(Debug, Clone)]
pub struct Hits {
    /// By claim, counted from the room's first: scripts that ruled it.
    ruled: Vec<u64>,
    kinds: Vec<Kind>,
    scripts: u64,
}

#[derive(Debug, Clone)]
struct Kind {
    name: &'static str,
    /// Scripts in which it was drawn, and by claim those of them that ruled it.
    scripts: u64,
    with: Vec<u64>,
    factor: u32,
}

impl Hits {
    /// Of a room with so many claims.
    pub fn new(claims: usize) -> Self {
        Self { ruled: vec![0; claims], kinds: vec![], scripts: 0 }
    }

    /// The factor of a kind's weight, in sixteenths.
    pub fn weight(&self, name: &'static str) -> u32 {
        self.kinds.iter().find(|kind| kind.name == name).map_or(NEUTRAL, |kind| kind.factor)
    }

    /// A script in which calls of these kinds were drawn has ruled these claims, by their place in
    /// the room; each at most once, the kinds as often as they were drawn.
    pub fn learn(&mut self, kinds: &[&'static str], ruled: &[usize]) {
        for claim in ruled {
            self.ruled[*claim] += 1;
        }
        for (place, name) in kinds.iter().enumerate() {
            if kinds[..place].contains(name) {
                continue;
            }
            let kind = self.kind(name);
            kind.scripts += 1;
            for claim in ruled {
                kind.with[*claim] += 1;
            }
        }
        self.scripts += 1;
        if self.scripts.is_multiple_of(PERIOD) {
            self.weigh();
        }
    }

    fn kind(&mut self, name: &'static str) -> &mut Kind {
        let place = self.kinds.iter().position(|kind| kind.name == name);
        let place = place.unwrap_or_else(|| {
            let with = vec![0; self.ruled.len()];
            self.kinds.push(Kind { name, scripts: 0, with, factor: NEUTRAL });
            self.kinds.len() - 1
        });
        &mut self.kinds[place]
    }

    /// How much oftener than at all each kind comes with a claim, over the claims by their rarity.
    fn weigh(&mut self) {
        let known = || self.ruled.iter().map(|ruled| u128::from(*ruled)).enumerate();
        let known = || known().filter(|(_, ruled)| *ruled > 0);
        let all: u128 = known().map(|(_, ruled)| RARITY / ruled).sum();
        for kind in &mut self.kinds {
            let leads = |(claim, ruled): (usize, u128)| {
                let together = u128::from(kind.with[claim]) * u128::from(self.scripts);
                RARITY / ruled * together / (ruled * u128::from(kind.scripts))
            };
            let sum: u128 = known().map(leads).sum();
            let factor = u128::from(NEUTRAL) * sum / all.max(1);
            kind.factor = factor.clamp(FACTOR_MIN, FACTOR_MAX) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_leads_to_what_was_hit_least_is_drawn_more_often() {
        let mut hits = Hits::new(3);
        for nth in 0..4 * PERIOD {
            let rare = nth % 16 == 0;
            let kinds: &[&str] = if rare { &["read", "splice"] } else { &["read", "write"] };
            hits.learn(kinds, if rare { &[0, 1, 2] } else { &[0, 1] });
        }
        assert!(hits.weight("splice") > 2 * NEUTRAL, "{hits:?}");
        assert!(hits.weight("write") <= NEUTRAL, "{hits:?}");
        assert_eq!(hits.weight("tee"), NEUTRAL);
    }

    #[test]
    fn weights_change_only_after_a_fixed_number_of_scripts() {
        let mut hits = Hits::new(2);
        for nth in 1..PERIOD {
            let rare = nth == 7;
            hits.learn(if rare { &["write"] } else { &["read"] }, &[usize::from(rare)]);
            assert_eq!((hits.weight("read"), hits.weight("write")), (NEUTRAL, NEUTRAL));
        }
        hits.learn(&["read"], &[0]);
        assert!(hits.weight("write") > hits.weight("read"), "{hits:?}");
    }
}
