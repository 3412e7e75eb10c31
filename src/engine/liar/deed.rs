//! Deed liars: a stand-in for a kernel that departs from the book in one way.
//!
//! Each rewrites what is asked of the real kernel, in the process that asks, so that the kernel's
//! state is not what the model believes. What then comes of it is judged as always: the deviation
//! must be seen, and the blame must fall on a claim that the liar says it breaks.
//!
//! One that asks for another call, or has other limits come into force, needs no kernel: a fake one
//! does as well. So a lie can be tried of which no claim can be ruled where the tests run.

use std::os::fd::RawFd;

use crate::claim::Claim;
use crate::engine::deed::Told;
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{Answer, Deed, Hands, Limits, Op, Room};
use crate::kernel::Facts;

/// One way to depart from the book.
#[derive(Clone, Copy)]
pub struct DeedLiar {
    pub card: Card,
    pub instead: Instead,
}

impl DeedLiar {
    /// One that rewrites calls of these kinds; what it does, in words, and how.
    pub const fn of_calls(
        name: &'static str,
        of: &'static [&'static str],
        does: &'static str,
        instead: InsteadOfCall,
    ) -> Self {
        Self::new(name, of, does, Instead::Call(instead))
    }

    /// One that has another call of these kinds made.
    pub const fn of_other_calls(
        name: &'static str,
        of: &'static [&'static str],
        does: &'static str,
        instead: OtherCall,
    ) -> Self {
        Self::new(name, of, does, Instead::Other(instead))
    }

    /// One that rewrites deeds of the engine.
    pub const fn of_deeds(
        name: &'static str,
        of: &'static [&'static str],
        does: &'static str,
        instead: InsteadOfDeed,
    ) -> Self {
        Self::new(name, of, does, Instead::Deed(instead))
    }

    /// One that has other limits come into force, whatever is called then.
    pub const fn of_limits(
        name: &'static str,
        does: &'static str,
        instead: fn(&mut Limits),
    ) -> Self {
        Self::new(name, &[], does, Instead::Limits(instead))
    }

    const fn new(
        name: &'static str,
        of: &'static [&'static str],
        does: &'static str,
        instead: Instead,
    ) -> Self {
        let card = Card {
            name,
            does,
            of,
            breaks: &[],
            shows: &[],
            disturbs: 0,
            room: None,
            templates: None,
        };
        Self { card, instead }
    }

    #[must_use]
    pub const fn breaks(mut self, claims: &'static [&'static Claim]) -> Self {
        self.card.breaks = claims;
        self
    }

    #[must_use]
    pub const fn shows(mut self, claims: &'static [&'static [&'static Claim]]) -> Self {
        self.card.shows = claims;
        self
    }

    /// The claims that speak of these parts of the state may show it besides.
    #[must_use]
    pub const fn disturbs(mut self, states: u32) -> Self {
        self.card.disturbs = states;
        self
    }

    /// Templates, as the room states them, that it breaks.
    #[must_use]
    pub const fn breaks_shared(
        mut self,
        of: &'static SharedClaims,
        templates: &'static [Shared],
    ) -> Self {
        self.card.templates = Some(Templates { of, breaks: templates, shows: &[] });
        self
    }
}

/// A lie that costs a line: calls of these kinds are made with another value of one operand.
pub const fn lie(
    name: &'static str,
    of: &'static [&'static str],
    does: &'static str,
    instead: Stock,
) -> DeedLiar {
    DeedLiar::new(name, of, does, Instead::Stock(instead))
}

/// What is made of an operand.
#[derive(Debug, Clone, Copy)]
pub enum Stock {
    /// So much is added to it, within what it can hold.
    Adds(&'static str, i64),
    /// These bits are cleared in it.
    Drops(&'static str, i32),
    /// It is this, whatever it was to be.
    Is(&'static str, u64),
}

impl Stock {
    /// The call that is made instead; none where the operand stays as it is.
    fn instead_of(self, op: &Op) -> Option<Op> {
        let (Self::Adds(name, _) | Self::Drops(name, _) | Self::Is(name, _)) = self;
        let other = op.with_operand(name, |word| match self {
            Self::Adds(_, more) => word.saturating_add_signed(more),
            Self::Drops(_, bits) => word & !u64::from(bits.cast_unsigned()),
            Self::Is(_, value) => value,
        });
        other.filter(|other| other != op)
    }
}

/// What is told of a liar.
#[derive(Debug, Clone, Copy)]
pub struct Card {
    /// A few words: `close_skipped`.
    pub name: &'static str,
    /// What the stand-in does, in words.
    pub does: &'static str,
    /// The kinds of the calls or deeds that it rewrites; none if it is limits that it does.
    pub of: &'static [&'static str],
    /// The laws of the room that this breaks.
    pub(super) breaks: &'static [&'static Claim],
    /// The claims by which it may show besides, since the kernel's state is no longer what the
    /// model believes. On one of all these the blame must fall, and on no other.
    pub(super) shows: &'static [&'static [&'static Claim]],
    /// The parts of the state that it disturbs.
    pub(super) disturbs: u32,
    /// The room in which it lies, once that is known.
    pub(super) room: Option<&'static Room>,
    /// The same of the templates, as the room states them.
    pub(super) templates: Option<Templates>,
}

/// The templates that a liar breaks, and those by which it may show besides; where the room takes
/// part in them.
#[derive(Debug, Clone, Copy)]
pub struct Templates {
    pub of: &'static SharedClaims,
    pub breaks: &'static [Shared],
    pub shows: &'static [Shared],
}

impl Card {
    /// The laws that this breaks.
    pub fn breaks(self) -> impl Iterator<Item = &'static Claim> {
        let stated = |templates: Templates| (templates.of, templates.breaks);
        self.breaks.iter().copied().chain(in_use(self.templates.map(stated)))
    }

    /// The claims by which it may show besides.
    pub fn shows(self) -> impl Iterator<Item = &'static Claim> {
        let stated = |templates: Templates| (templates.of, templates.shows);
        let disturbed = move |claim: &&Claim| claim.speaks_of_state & self.disturbs != 0;
        let spoken = self.room.into_iter().flat_map(|room| room.facility.all_claims());
        let shows = self.shows.iter().copied().flatten().copied();
        shows.chain(spoken.filter(disturbed)).chain(in_use(self.templates.map(stated)))
    }

    /// Whether this is a law that it breaks.
    pub fn does_break(self, claim: &Claim) -> bool {
        self.breaks().any(|one| one == claim)
    }

    /// The claims on which the blame may fall.
    pub fn claims(self) -> impl Iterator<Item = &'static Claim> {
        self.breaks().chain(self.shows())
    }

    /// Why none of the laws that this breaks can be ruled here, if none can.
    pub fn needs(self, facts: &Facts) -> Option<String> {
        let lacking = |claim: &Claim| claim.needs.iter().find_map(|need| facts.lacks(need));
        let lacking: Option<Vec<String>> = self.breaks().map(lacking).collect();
        lacking?.into_iter().next()
    }

    /// Whether the blame may fall on this claim.
    pub fn answers_for(self, claim: &Claim) -> bool {
        self.claims().any(|one| one == claim)
    }
}

type Stated = (&'static SharedClaims, &'static [Shared]);

fn in_use(stated: Option<Stated>) -> impl Iterator<Item = &'static Claim> {
    stated.into_iter().flat_map(|(of, each)| each.iter().filter_map(|one| of.get(*one)))
}

/// What is done instead of a call; none where this one is made as it is.
pub type InsteadOfCall = fn(&Op, &mut Hands) -> Option<Answer>;

/// The call that is made instead; none where this one is made as it is.
pub type OtherCall = fn(&Op) -> Option<Op>;

/// What is done instead of a deed.
pub type InsteadOfDeed = fn(&Deed, &mut Hands) -> Altered;

/// What is done instead.
#[derive(Clone, Copy)]
pub enum Instead {
    Call(InsteadOfCall),
    Deed(InsteadOfDeed),
    Other(OtherCall),
    Limits(fn(&mut Limits)),
    Stock(Stock),
}

/// What becomes of a deed.
pub enum Altered {
    /// It is done, perhaps in changed circumstances.
    Done,
    /// This is told, and nothing more is done.
    Told(Answer<Told>),
    /// It is done to this descriptor of ours, which is closed then.
    To(RawFd),
}

/// What the liar makes of a call; none where it is to be made as it is.
pub fn call(liar: &DeedLiar, op: &Op, hands: &mut Hands) -> Option<Answer> {
    match liar.instead {
        Instead::Call(instead) if liar.card.of.contains(&op.kind()) => instead(op, hands),
        _ => other_call(liar, op).map(|other| (op.room().perform)(&other, hands)),
    }
}

/// The call that the liar has made instead; none where it is made as it is.
pub fn other_call(liar: &DeedLiar, op: &Op) -> Option<Op> {
    match liar.instead {
        Instead::Other(other) if liar.card.of.contains(&op.kind()) => other(op),
        Instead::Stock(stock) if liar.card.of.contains(&op.kind()) => stock.instead_of(op),
        _ => None,
    }
}

/// The limits that come into force where these are asked for.
pub fn limits(liar: &DeedLiar, asked: &Limits) -> Limits {
    let mut limits = asked.clone();
    if let Instead::Limits(alter) = liar.instead {
        alter(&mut limits);
    }
    limits
}

/// What the liar makes of a deed.
pub fn deed(liar: &DeedLiar, deed: &Deed, hands: &mut Hands) -> Altered {
    match liar.instead {
        Instead::Deed(instead) if liar.card.of.contains(&deed.kind().name()) => {
            instead(deed, hands)
        }
        _ => Altered::Done,
    }
}
