//! Answer liars: change an outcome where the model rules by one claim alone, to prove that the lie
//! is caught and that the blame falls on that claim.
//!
//! One liar goes through all claims of a room: each script it lies once, about the claim that was
//! lied about least. It does not touch the kernel; deed liars do.

pub mod deed;
pub mod shared;

use super::deed::{Deed, Told, rule};
use super::history::Fate;
use super::judge::Judge;
use super::ruling::{Clause, Expect, Happens, Ruling};
use super::stage::Settled;
use super::{Actor, Answer, Errno, Op, Seen};
use crate::claim::{Claim, Force};

/// An error that no rule allows: "level 2 halted", which no facility of Linux gives.
const LIE: Errno = Errno(libc::EL2HLT);

/// Lies once a script.
pub struct Liar {
    /// How often each claim was lied about, by its place in the tally.
    told: Vec<u32>,
    /// What the lie of this script was about, and whether it told another value.
    about: Option<(&'static Claim, bool)>,
}

impl Liar {
    pub fn new(claims: usize) -> Self {
        Self { told: vec![0; claims], about: None }
    }

    /// A new script begins: says what the last lie was about, and whether it told another
    /// value rather than that a call which succeeded had failed.
    pub fn rest(&mut self) -> Option<(&'static Claim, bool)> {
        self.about.take()
    }

    pub fn has_lied(&self) -> bool {
        self.about.is_some()
    }

    /// Perhaps changes what became of a call that was just made.
    pub fn twist(&mut self, by: Actor, op: &Op, judge: &Judge<'_>, fate: &mut Fate) {
        if self.has_lied() || judge.is_branched() {
            return;
        }
        if let Some((claim, lie, telling)) = self.lie(&judge.outlook(by, op), fate) {
            self.tell(claim, telling);
            *fate = lie;
        }
    }

    /// Perhaps changes what became of a call that waited, after a step that may have woken it: of
    /// the one that returned, or of the only one.
    pub fn twist_waiting(&mut self, judge: &Judge<'_>, settled: &mut Settled) {
        let [waiting] = judge.waiting() else { return };
        if self.has_lied() || judge.is_branched() {
            return;
        }
        let Some((_, fate)) = settled.iter_mut().find(|(actor, _)| actor == waiting) else {
            return;
        };
        let Some(ruling) = judge.outlook_waiting(*waiting) else { return };
        if let Some((claim, lie, telling)) = self.lie(&ruling, fate) {
            self.tell(claim, telling);
            *fate = lie;
        }
    }

    /// Perhaps changes what became of the only call that waited, which the call `by` somebody woke.
    pub fn twist_woken(&mut self, by: Actor, op: &Op, judge: &Judge<'_>, settled: &mut Settled) {
        let [waiting] = judge.waiting() else { return };
        let of = |actor: Actor| settled.iter().find(|(other, _)| *other == actor);
        let Some((_, Fate::Returned(answer))) = of(by) else { return };
        if self.has_lied() || !op.room().waiting_shows {
            return;
        }
        let Some(ruling) = judge.outlook_woken((by, op, answer), *waiting) else { return };
        let Some((_, fate)) = settled.iter_mut().find(|(actor, _)| actor == waiting) else {
            return;
        };
        if let Some((claim, lie, telling)) = self.lie(&ruling, fate) {
            self.tell(claim, telling);
            *fate = lie;
        }
    }

    /// Perhaps changes what a deed gave back.
    pub fn twist_deed(
        &mut self,
        by: Actor,
        deed: &Deed,
        judge: &Judge<'_>,
        answer: &mut Answer<Told>,
    ) {
        if self.has_lied() || judge.is_branched() {
            return;
        }
        let Some(ruling) = rule(deed, by, &judge.world, judge.view(0).states) else {
            return;
        };
        if let Some((claim, Fate::Returned(lie), telling)) =
            self.lie(&ruling, &Fate::Returned(answer.clone()))
        {
            self.tell(claim, telling);
            *answer = lie;
        }
    }

    fn tell(&mut self, claim: &'static Claim, telling: bool) {
        self.about = Some((claim, telling));
        self.told[claim.index()] += 1;
    }

    /// The least told lie that this ruling lends itself to.
    fn lie<S: Seen>(
        &self,
        ruling: &Ruling<S>,
        truth: &Fate<S>,
    ) -> Option<(&'static Claim, Fate<S>, bool)> {
        let mut ends =
            ruling.clauses.iter().filter(|clause| !matches!(clause.happens, Happens::Advances(_)));
        // Several outcomes may be allowed, as long as all are by the same claims.
        let first = ends.next()?;
        let alike = |other: &Clause<S>| other.claims == first.claims && other.claims.len() == 1;
        if ruling.silent.is_some() || !ends.clone().all(alike) {
            return None;
        }
        // A call that sleeps, and might have gone on a part, might also have been caught there.
        let sleeps = matches!(first.happens, Happens::Waits(_));
        let elsewhere = |other: &Clause<S>| other.claims != first.claims;
        if sleeps && ruling.clauses.iter().any(elsewhere) {
            return None;
        }
        let clause = std::iter::once(first).chain(ends).find(|clause| clause.allows(truth))?;
        let lies = clause.claims.iter().enumerate().filter_map(|(part, claim)| {
            let (lie, telling) = match (&clause.happens, part) {
                (Happens::Returns(Expect::Is(seen)), part) => match seen.lie(part) {
                    Some(lie) => (Fate::Returned(Ok(lie)), true),
                    None if part == 0 => (Fate::Returned(Err(LIE)), false),
                    None => return None,
                },
                (Happens::Returns(Expect::Between(..)), 0) => (Fate::Returned(Err(LIE)), false),
                (_, 0) => (Fate::Returned(Err(LIE)), true),
                _ => return None,
            };
            (claim.force == Force::Requires && self.wants(claim)).then_some((*claim, lie, telling))
        });
        lies.min_by_key(|(claim, ..)| self.told[claim.index()])
    }

    /// Whether a lie about this claim is still worth a script.
    fn wants(&self, claim: &Claim) -> bool {
        self.told[claim.index()] < LIES_PER_CLAIM
    }
}

/// Lies told about each claim before the liar has done with it.
pub const LIES_PER_CLAIM: u32 = 5;
