//! A room, as a value: one facility's tables, its model, and what its scripts are drawn from.
//!
//! The engine knows no facility by name. The list of all rooms is handed to it once, before any
//! process is forked.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::forms::{Form, OutcomeForm};
use super::model::{State, View};
use super::{
    Actor, Answer, DeedKind, DeedLiar, Draw, Hands, Here, LimitSpec, Limits, Op, Pick,
    SharedClaims, Step,
};
use crate::claim::{Claim, LeftOut, Need};
use crate::kernel::{Binds, Facts};

/// One facility: data and functions, and nothing of processes or descriptors.
pub struct Room {
    pub facility: Facility,
    pub calls: &'static [Form],
    pub outcomes: &'static [OutcomeForm],
    /// The engine's own deeds that say something about this facility, with their weights.
    pub deeds: &'static [(DeedKind, u32)],
    /// The limits that a case may draw.
    pub limits: &'static [LimitSpec],
    /// What departs from the book in one way each: the deed liars of `selfcheck`.
    pub liars: &'static [DeedLiar],
    /// What this room says of the deed liars that every room has for the templates.
    pub shared_liars: &'static [Here],
    /// Percentage of the steps of several actors that pass a descriptor to an actor that has none
    /// of its object: a room whose objects have names needs few.
    pub passes_percent: u32,
    /// Whether the model remembers which calls wait: then it matters when a call of a race began
    /// to.
    pub waiting_shows: bool,
    /// Its calls are about descriptors of other rooms, as poll's are: its scripts are mixed, and
    /// its model sees what the others are ready for.
    pub watches: bool,
    /// Its scripts may hold objects of other rooms too: not where its calls do to processes what no
    /// other room's model knows of.
    pub mixes: bool,
    /// How one of its objects becomes ready, where others watch it; without, none of its objects is
    /// watched by chance.
    pub subject: Option<Subject>,
    /// The model of an empty case.
    pub model: fn(&Facts, &Limits) -> State,
    /// Draws one call for an actor, from the state that the models believe in.
    pub propose: fn(&View<'_>, Actor, &mut Draw<'_>) -> Op,
    /// Representative calls, the first `.1` of which create: all short sequences of them are tried
    /// before anything random.
    pub small_scope: fn() -> (Vec<Op>, usize),
    /// Situations that chance reaches too rarely.
    pub scenes: fn() -> Vec<Scene>,
    /// The same with objects of another room, where this one watches.
    pub scenes_beside: fn(&Subject) -> Vec<Scene>,
    /// Makes the call, raw. It decides nothing.
    pub perform: fn(&Op, &mut Hands) -> Answer,
    /// What the C of its calls needs: parts of a program that `replay --emit c` writes. Without,
    /// its calls cannot be written so yet.
    pub helpers_c: &'static [&'static str],
    /// Whether a call must not be made now, for it would do what the engine cannot follow: end
    /// another actor, as a signal may.
    pub refuses: fn(&View<'_>, Actor, &Op) -> bool,
    /// Removes what outlives descriptors (names), after a case. Called where the case ran.
    pub clean: fn(&mut Hands),
    /// Its place in the list of all rooms, once they are known.
    pub number: AtomicU8,
}

/// An object of a room as another watches it: made, and made ready for input.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// What comes before any is made, and opens nothing.
    pub before: fn() -> Vec<Op>,
    /// Makes the object of that number.
    pub create: fn(u8) -> Op,
    /// Of the descriptors that this opens, the ones to read from and to write to.
    pub reads: Pick,
    pub writes: Pick,
    /// There is something to read then; the tag is one of its own each time.
    pub fill: fn(Pick, u16) -> Op,
    /// There is nothing to read any more, if it was filled once.
    pub drain: fn(Pick) -> Op,
    /// The name of a silence: whether what happens to one that is ready all along is an edge.
    pub again: &'static str,
}

/// A situation: the number of its actors, the limits in force, its steps.
#[derive(Debug, Clone)]
pub struct Scene {
    pub actors: u8,
    pub limits: Limits,
    pub steps: Vec<Step>,
}

impl Scene {
    /// A scene without limits.
    pub fn of(actors: u8, steps: Vec<Step>) -> Self {
        Self { actors, limits: Limits::default(), steps }
    }

    /// The first actor makes these calls before the rest.
    #[must_use]
    pub fn after(self, calls: Vec<Op>) -> Self {
        let calls = calls.into_iter().map(|op| Step::call(Actor(0), op));
        Self { steps: calls.chain(self.steps).collect(), ..self }
    }
}

/// The plain data of a room.
#[derive(Debug, Clone, Copy)]
pub struct Facility {
    pub name: &'static str,
    /// One sentence: what it is.
    pub summary: &'static str,
    pub claims: &'static [&'static Claim],
    pub left_out: &'static [LeftOut],
    /// The engine's template claims as this facility states them.
    pub shared: &'static SharedClaims,
    pub needs: &'static [Need],
    /// The actors of its scripts, fewest and most.
    pub actors: (u8, u8),
}

impl Facility {
    /// Every claim of the room: its own, then the templates that it takes part in.
    pub fn all_claims(&self) -> impl Iterator<Item = &'static Claim> {
        self.claims.iter().copied().chain(self.shared.in_use())
    }
}

static NO_TEMPLATES: SharedClaims = SharedClaims::of("", &[]);

impl Room {
    /// What a room need not say.
    #[expect(clippy::declare_interior_mutable_const, reason = "each room has a number of its own")]
    pub const PLAIN: Self = Self {
        facility: Facility {
            name: "",
            summary: "",
            claims: &[],
            left_out: &[],
            shared: &NO_TEMPLATES,
            needs: &[],
            actors: (1, 1),
        },
        calls: &[],
        outcomes: &[],
        deeds: &[],
        limits: &[],
        liars: &[],
        shared_liars: &[],
        passes_percent: 40,
        waiting_shows: false,
        watches: false,
        mixes: true,
        subject: None,
        model: |_, _| unreachable!("every room has a model"),
        propose: |_, _, _| unreachable!("every room proposes"),
        small_scope: || (vec![], 0),
        scenes: Vec::new,
        scenes_beside: |_| vec![],
        perform: |_, _| unreachable!("every room performs"),
        helpers_c: &[],
        refuses: |_, _, _| false,
        clean: |_| {},
        number: AtomicU8::new(u8::MAX),
    };

    /// Its place in the list of all rooms.
    pub fn number(&self) -> u8 {
        self.number.load(Ordering::Relaxed)
    }

    /// Whether a deed of this kind says something about the facility.
    pub fn has(&self, kind: DeedKind) -> bool {
        self.deeds.iter().any(|(deed, _)| *deed == kind)
    }

    /// Whether it is that room.
    #[inline]
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    /// Whether its cases set what binds all of a machine that is ours: then they take turns.
    pub fn sets_machine(&self, facts: &Facts) -> bool {
        let binds_all = |spec: &LimitSpec| spec.limit.binds() == Binds::Machine;
        facts.own_machine && self.limits.iter().any(binds_all)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facility.name)
    }
}

static ALL: OnceLock<&'static [&'static Room]> = OnceLock::new();

/// Makes the list of all rooms known, by which actors and records name them. The first list stays.
pub fn know(rooms: &'static [&'static Room]) {
    if ALL.set(rooms).is_ok() {
        for (number, room) in (0..).zip(rooms) {
            room.number.store(number, Ordering::Relaxed);
        }
    }
}

/// All rooms, once they are known.
pub fn all() -> &'static [&'static Room] {
    ALL.get().copied().unwrap_or_default()
}

/// The room in that place of the list.
pub fn numbered(number: u8) -> Option<&'static Room> {
    all().get(usize::from(number)).copied()
}

/// The room of that name.
pub fn named(name: &str) -> Option<&'static Room> {
    all().iter().find(|room| room.facility.name == name).copied()
}
