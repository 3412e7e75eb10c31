//! Is there an order in which the open calls took effect, that the model allows?
//!
//! Wing and Gong's search with Lowe's memory: depth first over (model state, calls taken), where a
//! call may take effect anywhere between its call and its return. Solo, lock-step and race windows
//! are one search with one, few or many open calls. It does not decide whether a wake-up is still
//! on its way: that is the crew's to wait for.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use smallvec::SmallVec;

use super::config::{Changes, Config};
use super::history::Fate;
use super::{
    Actor, Allow, Call, Clause, Errno, Happens, How, Interrupted, Op, Ruling, Taken, World,
};
use crate::claim::{Claim, Version};

/// Most model states that the judge keeps at once.
pub const STATES_MAX: usize = 256;
/// Most nodes of one search; past it the window is inconclusive.
const NODES_MAX: usize = 20_000;

/// A call that has not been explained yet.
#[derive(Debug, Clone)]
pub struct Open {
    pub by: Actor,
    pub op: Op,
    /// Tickets: a call that ended before another started took effect before it.
    pub start: u64,
    pub end: u64,
    pub fate: Fate,
    /// It was waiting before this window.
    pub waited: bool,
    /// A signal was caught while it waited; with `SA_RESTART` or not.
    pub interrupted: Option<bool>,
    /// The claims by which it was seen waiting.
    pub waits_by: ClaimSet,
}

/// Claims by their place in the tally, sorted.
pub type ClaimSet = SmallVec<[u16; 8]>;

/// What a search found.
pub struct Explained {
    /// The states in which we may be, each with what its path opened.
    pub survivors: Vec<(Config, Changes)>,
    /// Claims that every explanation names.
    pub kept: ClaimSet,
    /// Claims that some explanation names.
    pub perhaps: ClaimSet,
    /// Claims that some ruling on the way of an explanation named.
    pub ruled: ClaimSet,
    /// A call of which the manual is silent: its place and the situation.
    pub silent: Option<(usize, &'static str)>,
    /// Where the longest partial explanation ended.
    pub failure: Option<Failure>,
    pub bounded: bool,
}

/// The end of the longest partial explanation.
#[derive(Debug, Clone)]
pub struct Failure {
    pub call: usize,
    pub ruling: Ruling,
    /// Every returned call is explained, but this one should have returned.
    pub unquiet: bool,
    depth: usize,
}

/// Searches from every state.
pub fn explain(configs: &[Config], calls: &[Open], world: &World, version: Version) -> Explained {
    let mut search = Search {
        calls,
        world,
        version,
        memory: HashMap::default(),
        found: Explained {
            survivors: Vec::new(),
            kept: ClaimSet::new(),
            perhaps: ClaimSet::new(),
            ruled: ClaimSet::new(),
            silent: None,
            failure: None,
            bounded: false,
        },
    };
    let mut all: Option<Path> = None;
    for config in configs {
        if let Some(path) = search.visit(config.clone(), 0, 0, &Changes::new()) {
            all = Some(merge(all, path));
        }
    }
    let mut found = search.found;
    let Path { kept, perhaps, ruled } = all.unwrap_or_default();
    (found.kept, found.perhaps, found.ruled) = (kept, perhaps, ruled);
    found.bounded |= found.survivors.len() > STATES_MAX;
    found
}

/// Calls of a window, a bit each.
type Mask = u16;

/// Calls that begin to wait, by their place, each with the mark of its clause.
type Asleep = SmallVec<[(usize, u8); 4]>;

/// The claims on the way from a node to the explanations below it.
#[derive(Debug, Clone, Default)]
struct Path {
    kept: ClaimSet,
    perhaps: ClaimSet,
    ruled: ClaimSet,
}

struct Search<'a> {
    calls: &'a [Open],
    world: &'a World,
    version: Version,
    memory: HashMap<(Config, Mask, Mask), Option<Path>, FixedState>,
    found: Explained,
}

impl Search<'_> {
    /// All explanations from here; none if there is none.
    fn visit(
        &mut self,
        config: Config,
        taken: Mask,
        slept: Mask,
        effects: &Changes,
    ) -> Option<Path> {
        let node = (config, taken, slept);
        if let Some(known) = self.memory.get(&node) {
            return known.clone();
        }
        if self.memory.len() >= NODES_MAX {
            self.found.bounded = true;
            return None;
        }
        let config = &node.0;
        let mut result = None;
        if let Some((path, asleep)) = self.quiet(config, taken, slept) {
            result = Some(path);
            self.survive(config, &asleep, effects);
        }
        for index in 0..self.calls.len() {
            if taken >> index & 1 == 1 || !self.may_be_next(index, taken) {
                continue;
            }
            if let Some(path) = self.take(index, config, taken, slept, effects) {
                result = Some(merge(result, path));
            }
        }
        self.memory.insert(node, result.clone());
        result
    }

    /// Every step that this call can make now.
    fn take(
        &mut self,
        index: usize,
        config: &Config,
        taken: Mask,
        slept: Mask,
        effects: &Changes,
    ) -> Option<Path> {
        let open = &self.calls[index];
        let ruling = self.ruling(index, config, slept);
        if let Some(situation) = ruling.silent {
            self.found.silent.get_or_insert((index, situation));
        }
        let mut result = self.fall_asleep(index, config, &ruling, (taken, slept), effects);
        let mut matched = result.is_some();
        for clause in &ruling.clauses {
            let (how, ends) = match (&clause.happens, &open.fate) {
                (Happens::Returns(expect), Fate::Returned(answer)) if expect.admits(answer) => {
                    (How::Returned(answer), true)
                }
                (Happens::Dies(expected), Fate::Died(signal)) if expected == signal => {
                    (How::Died, true)
                }
                (Happens::Advances(bytes), _) => (How::Advanced(*bytes), false),
                _ => continue,
            };
            matched = true;
            let advanced = if let How::Advanced(bytes) = how { bytes } else { 0 };
            let call = self.call(index, config, slept);
            let mut after = config.clone();
            let next = after.follow(&call, &Taken { mark: clause.mark, how }, self.world);
            for (mut after, changes) in next.states(after) {
                after.done[index] += advanced;
                let taken = if ends { taken | 1 << index } else { taken };
                let effects: Changes = effects.iter().copied().chain(changes).collect();
                if let Some(mut path) = self.visit(after, taken, slept, &effects) {
                    path.credit(clause, &ruling);
                    result = Some(merge(result, path));
                }
            }
        }
        if !matched && ruling.silent.is_none() && open.fate != Fate::Waits {
            self.fail(index, ruling, taken, false);
        }
        result
    }

    /// The call begins to wait before the others go on: a step of its own where models remember it.
    fn fall_asleep(
        &mut self,
        index: usize,
        config: &Config,
        ruling: &Ruling,
        (taken, slept): (Mask, Mask),
        effects: &Changes,
    ) -> Option<Path> {
        let awake = !self.calls[index].waited && slept >> index & 1 == 0;
        let alone = self.calls.len() == 1;
        let shows = self.calls[index].op.room().waiting_shows;
        let (clause, _) = ruling.waits().filter(|_| shows && awake && !alone)?;
        let call = self.call(index, config, slept);
        let took = Taken { mark: clause.mark, how: How::Waited };
        let mut after = config.clone();
        let next = after.follow(&call, &took, self.world);
        let mut result = None;
        for (asleep, changes) in next.states(after) {
            let effects: Changes = effects.iter().copied().chain(changes).collect();
            if let Some(mut path) = self.visit(asleep, taken, slept | 1 << index, &effects) {
                path.credit(clause, ruling);
                result = Some(merge(result, path));
            }
        }
        result
    }

    /// The window ends here: the calls that have not been said to wait begin to.
    fn survive(&mut self, config: &Config, asleep: &Asleep, effects: &Changes) {
        let mut survivors = vec![(config.clone(), effects.clone())];
        for (index, mark) in asleep {
            let before = std::mem::take(&mut survivors);
            for (mut config, effects) in before {
                let call = self.call(*index, &config, 0);
                let took = Taken { mark: *mark, how: How::Waited };
                let next = config.follow(&call, &took, self.world);
                survivors.extend(next.states(config).map(|(config, changes)| {
                    (config, effects.iter().copied().chain(changes).collect())
                }));
            }
        }
        self.found.survivors.extend(survivors);
    }

    /// Whether all that returned is explained and all that waits may wait; then which of those that
    /// wait begin to only now, each with the mark of the clause that lets it.
    fn quiet(&mut self, config: &Config, taken: Mask, slept: Mask) -> Option<(Path, Asleep)> {
        let returned = |index: usize| self.calls[index].fate != Fate::Waits;
        if (0..self.calls.len()).any(|index| returned(index) && taken >> index & 1 == 0) {
            return None;
        }
        let (mut path, mut asleep) = (Path::default(), Asleep::new());
        for index in 0..self.calls.len() {
            if taken >> index & 1 == 1 {
                continue;
            }
            let ruling = self.ruling(index, config, slept);
            let Some((clause, _)) = ruling.waits() else {
                if let Some(situation) = ruling.silent {
                    self.found.silent.get_or_insert((index, situation));
                    return None;
                }
                if !ruling
                    .clauses
                    .iter()
                    .any(|clause| matches!(clause.happens, Happens::Advances(_)))
                {
                    self.fail(index, ruling, taken, true);
                }
                return None;
            };
            let open = &self.calls[index];
            // Or it goes on waiting by another claim.
            let is_new = |claim: &Claim| !open.waits_by.contains(&(claim.index() as u16));
            let begins = !open.waited || open.interrupted.is_some();
            if begins || clause.claims.iter().any(|claim| is_new(claim)) {
                path.credit(clause, &ruling);
            }
            if !open.waited && slept >> index & 1 == 0 {
                asleep.push((index, clause.mark));
            }
        }
        Some((path, asleep))
    }

    /// No call that returned before this one started is still to be explained.
    fn may_be_next(&self, index: usize, taken: Mask) -> bool {
        let start = self.calls[index].start;
        self.calls
            .iter()
            .enumerate()
            .all(|(other, call)| taken >> other & 1 == 1 || call.end >= start)
    }

    fn call<'c>(&'c self, index: usize, config: &Config, slept: Mask) -> Call<'c> {
        let open = &self.calls[index];
        let waited = open.waited || slept >> index & 1 == 1;
        Call::new(open.by, &open.op, config.done[index], waited)
    }

    fn ruling(&self, index: usize, config: &Config, slept: Mask) -> Ruling {
        let ruling = config.rule(&self.call(index, config, slept), self.world);
        interrupt(ruling, self.calls[index].interrupted).for_kernel(self.version)
    }

    fn fail(&mut self, call: usize, ruling: Ruling, taken: u16, unquiet: bool) {
        // Of equals, rather the call that just began than one that may have been woken by it.
        let began = usize::from(!self.calls[call].waited);
        let depth = taken.count_ones() as usize * 4 + 2 * usize::from(unquiet) + began;
        if self.found.failure.as_ref().is_none_or(|failure| failure.depth < depth) {
            self.found.failure = Some(Failure { call, ruling, unquiet, depth });
        }
    }
}

/// What a caught signal makes of the clause that lets the call sleep (signal(7)).
pub(super) fn interrupt(ruling: Ruling, interrupted: Option<bool>) -> Ruling {
    let Some(restart) = interrupted else { return ruling };
    let mut after = Ruling { clauses: SmallVec::new(), silent: ruling.silent };
    for clause in ruling.clauses {
        let Happens::Waits(class) = &clause.happens else {
            after.clauses.push(clause);
            continue;
        };
        after = after
            | match class {
                Interrupted::Unruled => Ruling::silent("a signal is caught while the call sleeps"),
                Interrupted::Restarts(_, claim) if restart => claim.waits(class.clone()),
                Interrupted::Restarts(claim, _) | Interrupted::AlwaysEintr(claim) => {
                    claim.fails(Errno::EINTR)
                }
                Interrupted::Blocked(claim) => claim.waits(class.clone()),
                Interrupted::Short(claim, seen) => claim.returns((**seen).clone()),
            };
    }
    after
}

impl Path {
    fn credit(&mut self, clause: &Clause, ruling: &Ruling) {
        let claims = |clause: &Clause| -> ClaimSet {
            clause.claims.iter().map(|claim| claim.index() as u16).collect()
        };
        let taken = claims(clause);
        add(&mut self.kept, &taken);
        add(&mut self.perhaps, &taken);
        for clause in &ruling.clauses {
            add(&mut self.ruled, &claims(clause));
        }
    }
}

fn merge(result: Option<Path>, path: Path) -> Path {
    let Some(mut known) = result else { return path };
    known.kept.retain(|claim| path.kept.binary_search(claim).is_ok());
    add(&mut known.perhaps, &path.perhaps);
    add(&mut known.ruled, &path.ruled);
    known
}

fn add(set: &mut ClaimSet, claims: &ClaimSet) {
    for claim in claims {
        if let Err(place) = set.binary_search(claim) {
            set.insert(place, *claim);
        }
    }
}
