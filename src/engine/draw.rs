//! Where every random choice comes from: one seeded generator, passed down.

use super::forms::Form;
use super::world::Picks;
use super::{Op, Pick};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Draws choices for one script.
pub struct Draw<'a> {
    rng: TestRng,
    /// Numbers drawn ahead, and how many of them are used: they are cheaper by the dozen.
    ahead: [u8; AHEAD * 8],
    used: usize,
    /// Kinds that this script does without (a swarm mask), by a hash of their name.
    swarm: u64,
    weights: &'a dyn Fn(&'static str) -> u32,
    /// Of the kinds asked for last, by their place: the name's address, and the factor of its
    /// weight, 0 where the swarm mask leaves it out. A room asks for the same kinds time and again.
    known: [(usize, u32); KINDS_MAX],
    chosen: Vec<&'static str>,
}

/// Numbers drawn at once.
const AHEAD: usize = 32;
/// Most kinds that a room chooses among at once.
const KINDS_MAX: usize = 40;

/// The factor of a kind that has no weight of its own.
pub const NEUTRAL: u32 = 16;

impl<'a> Draw<'a> {
    /// The generator of script `index` of a room's stream. `weights` multiplies the room's own
    /// weights of kinds, in sixteenths; it may change only at fixed case counts.
    pub fn new(
        seed: u64,
        facility: &str,
        index: u64,
        weights: &'a dyn Fn(&'static str) -> u32,
    ) -> Self {
        // Every word of the state depends on all of the three: the first numbers of an xorshift
        // generator follow its seed closely.
        let script = mix(mix(seed ^ hash(facility)) ^ index);
        let mut bytes = [0u8; 16];
        bytes[..8].copy_from_slice(&script.to_le_bytes());
        bytes[8..].copy_from_slice(&mix(script).to_le_bytes());
        let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &bytes);
        let swarm = rng.next_u64() & rng.next_u64();
        let (ahead, used) = ([0; AHEAD * 8], AHEAD);
        Self { rng, ahead, used, swarm, weights, known: [(0, 0); KINDS_MAX], chosen: vec![] }
    }

    // A step takes some fifteen numbers: a call for each would cost more than the number does.
    #[inline]
    pub fn u64(&mut self) -> u64 {
        if self.used == AHEAD {
            self.draw_ahead();
        }
        let (numbers, _) = self.ahead.as_chunks();
        self.used += 1;
        u64::from_le_bytes(numbers[self.used - 1])
    }

    #[cold]
    fn draw_ahead(&mut self) {
        self.rng.fill_bytes(&mut self.ahead);
        self.used = 0;
    }

    /// From 0 to `bound - 1`.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        debug_assert!(bound > 0);
        ((u128::from(self.u64()) * bound as u128) >> 64) as usize
    }

    #[inline]
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    pub fn one_of<'b, T>(&mut self, values: &'b [T]) -> &'b T {
        &values[self.below(values.len())]
    }

    /// One of these if there are any.
    pub fn maybe<'b, T>(&mut self, values: &'b [T]) -> Option<&'b T> {
        (!values.is_empty()).then(|| self.one_of(values))
    }

    /// One of these descriptors if there are any.
    pub fn pick(&mut self, picks: Picks) -> Option<Pick> {
        if picks.is_empty() {
            return None;
        }
        picks.nth(self.below(picks.len()))
    }

    /// An index, with probability in proportion to its weight. The weights may not all be zero.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        self.weighted_of(weights, weights.iter().sum())
    }

    /// The same, with the sum of the weights.
    fn weighted_of(&mut self, weights: &[u32], total: u32) -> usize {
        debug_assert!(total > 0);
        let mut left = self.below(total as usize) as u32;
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.len() - 1
    }

    /// One of the kinds, by the room's weights, the swarm mask of this script, and what was hit
    /// least so far.
    ///
    /// # Panics
    /// If there are more than 40 of them.
    pub fn kind(&mut self, kinds: &[(&'static str, u32)]) -> &'static str {
        kinds[self.choose(&kinds.iter().copied()).unwrap_or(kinds.len() - 1)].0
    }

    /// The place of one of these kinds; none where no weight is above zero.
    fn choose(
        &mut self,
        kinds: &(impl ExactSizeIterator<Item = (&'static str, u32)> + Clone),
    ) -> Option<usize> {
        let mut weights = [0; KINDS_MAX];
        let weights = &mut weights[..kinds.len()];
        let mut total = 0;
        let places = weights.iter_mut().zip(kinds.clone()).zip(&mut self.known);
        for ((product, (name, weight)), known) in places {
            let address = name.as_ptr().addr();
            if known.0 != address {
                let masked = self.swarm >> (hash(name) & 63) & 1 == 1;
                *known = (address, if masked { 0 } else { (self.weights)(name) });
            }
            *product = weight * known.1;
            total += *product;
        }
        if total == 0 {
            for (weight, (_, plain)) in weights.iter_mut().zip(kinds.clone()) {
                *weight = plain;
                total += plain;
            }
        }
        if total == 0 {
            return None;
        }
        let place = self.weighted_of(weights, total);
        self.chosen.extend(kinds.clone().nth(place).map(|(name, _)| name));
        Some(place)
    }

    /// One of a room's calls, by the weights of its table, with operands as the table lists them:
    /// of what opens a descriptor only where there is room for one, of what takes one only where
    /// there is one.
    pub fn call(&mut self, table: &'static [Form], picks: Picks, roomy: bool) -> Op {
        let possible = |form: &Form| {
            if form.takes_descriptor() { !picks.is_empty() } else { roomy || form.opens() == 0 }
        };
        let weight = |form: &Form| if possible(form) { form.weight() } else { 0 };
        self.form(table, weight).draw(picks, self)
    }

    /// One of a room's calls, by these weights; the first, if all are zero.
    pub fn form(&mut self, table: &'static [Form], weight: impl Fn(&Form) -> u32) -> &'static Form {
        let weighed = table.iter().map(|form| (form.variant, weight(form)));
        &table[self.choose(&weighed).unwrap_or(0)]
    }

    /// The kinds chosen so far, in order.
    pub fn chosen(&self) -> &[&'static str] {
        &self.chosen
    }

    /// A value at or beside one of the boundaries: each boundary, one less and one more.
    pub fn near(&mut self, boundaries: &[u64]) -> u64 {
        let boundary = *self.one_of(boundaries);
        match self.below(3) {
            0 => boundary.saturating_sub(1),
            1 => boundary,
            _ => boundary.saturating_add(1),
        }
    }
}

/// FNV-1a: stable over builds, so that seeds mean the same.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The finaliser of splitmix64: near seeds give unlike streams.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}
