//! What is pending, blocked, ignored and caught in each process.

mod deliver;

use smallvec::SmallVec;

use super::operands::{ALL, COUNT, Sig};
use super::told::Code;
use crate::claim::Capability;
use crate::engine::forms::Choice;
use crate::engine::{Actor, World};

/// The signals of all actors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct States(SmallVec<[One; 4]>);

/// What happens at a signal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    #[default]
    Default,
    Ignore,
    Caught,
}

impl Choice for Act {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Default, "SIG_DFL", "DEFAULT"),
        (Self::Ignore, "SIG_IGN", "IGNORED"),
        (Self::Caught, "a handler", "CAUGHT"),
    ];
}

/// What happens at a signal, and how that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Action {
    pub act: Act,
    /// As sigaction takes them.
    pub flags: i32,
    /// Blocked besides while the handler runs.
    pub mask: u8,
    pub by: By,
}

/// What made a part of the state as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum By {
    /// Nothing has.
    #[default]
    Start,
    /// The last call; which of several is the room's to say.
    Call(u8),
    Fork,
    Exec,
    /// A handler has run.
    Handler,
}

/// A signal that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sent {
    pub signal: Sig,
    pub code: Code,
    pub value: i32,
    pub from: Actor,
    /// The sender is the other user.
    pub other_user: bool,
    /// Another one came while this was pending, and was dropped.
    pub again: bool,
    /// It came while another of its number was pending, and was queued.
    pub behind: bool,
}

impl Sent {
    /// Sent to one thread, not to its process.
    fn is_private(&self) -> bool {
        self.code == Code::Tkill
    }
}

/// Where a signal stood among those that were pending with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// It was never pending: sent by another process, or by itself.
    Straight(Source),
    /// It was alone.
    Only,
    /// Standard signals come before real-time signals.
    StandardFirst,
    /// The lowest number of several comes first.
    LowFirst,
    /// Instances of one number come in the order in which they were sent.
    InTurn,
}

/// Whether a process sent a signal to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    Itself,
    Another,
}

/// A signal that a handler was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caught {
    pub sent: Sent,
    pub order: Order,
    pub blocked: u8,
    /// The flags of its action.
    pub flags: i32,
    /// The signals of the action's own mask.
    pub masked: u8,
}

/// Whether a process sleeps for a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sleep {
    #[default]
    Awake,
    /// In sigsuspend, with this mask.
    Suspended(u8),
    /// Until one of these is pending.
    Accepting(u8),
}

/// The signals of one process.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct One {
    pub actions: [Action; COUNT],
    pub mask: u8,
    pub mask_by: By,
    pub pending: SmallVec<[Sent; 4]>,
    pub pending_by: By,
    /// Signals that came while they were blocked and ignored: whether they are pending is not
    /// plain.
    pub doubtful: u8,
    /// Standard signals that came to the thread while they were pending for the process, or the
    /// other way round: whether they come once is not plain.
    pub split: u8,
    /// Whether it sleeps for a signal.
    pub sleep: Sleep,
    /// A handler has run since it sleeps.
    pub interrupted: bool,
    /// What ended it: by its default action.
    pub dying: Option<Sig>,
    /// What handlers were told since that was last asked.
    pub caught: SmallVec<[Caught; 4]>,
    /// The order of what was caught is not plain.
    pub unordered: bool,
    /// Nor is what the last delivery left: which signal ended it, or what is still pending.
    pub unsure: bool,
    /// Another process has sent it a signal that it catches, and it has done nothing since.
    pub unsettled: bool,
    /// It is a child, whose parent had signals pending when it was made.
    pub left_behind: bool,
    /// The actors that were made since it sleeps, a bit each: it does not know their pids.
    strangers: u8,
}

impl One {
    pub fn action(&self, signal: Sig) -> Action {
        signal.place().map_or_else(Action::default, |place| self.actions[place])
    }

    pub fn ignores(&self, signal: Sig) -> bool {
        match self.action(signal).act {
            Act::Ignore => true,
            Act::Default => signal == Sig::Urg,
            Act::Caught => false,
        }
    }

    /// The signals that are blocked now.
    pub fn blocked(&self) -> u8 {
        if let Sleep::Suspended(mask) = self.sleep { mask } else { self.mask }
    }

    /// The signals that are pending, a bit each.
    pub fn pending_bits(&self) -> u8 {
        self.pending.iter().fold(0, |bits, sent| bits | sent.signal.bit())
    }

    /// What a signal that is sent now would do: end the process, or have a handler run.
    pub fn acts_on(&self, signal: Sig) -> Option<Act> {
        let act = self.action(signal).act;
        let free = self.blocked() & signal.bit() == 0 && !self.ignores(signal);
        (free && signal.place().is_some()).then_some(act)
    }

    /// The signals of this set that may come next, by their places among the pending: several where
    /// it is not said which. Each with where it stands.
    pub fn next_of(&self, set: u8) -> SmallVec<[(usize, Order); 4]> {
        let fitting: SmallVec<[usize; 8]> = (0..self.pending.len())
            .filter(|at| self.pending[*at].signal.bit() & set != 0)
            .collect();
        let signal = |at: &usize| self.pending[*at].signal;
        let first_of = |one: Sig| fitting.iter().copied().find(|at| signal(at) == one);
        let standard = fitting.iter().any(|at| !signal(at).is_real_time());
        let real_time = fitting.iter().any(|at| signal(at).is_real_time());
        if standard {
            let order = if real_time { Order::StandardFirst } else { Order::Only };
            let standard = ALL.into_iter().filter(|one| !one.is_real_time());
            return standard.filter_map(first_of).map(|at| (at, order)).collect();
        }
        let Some(lowest) = fitting.iter().map(signal).min_by_key(|one| one.place()) else {
            return SmallVec::new();
        };
        let several = fitting.iter().any(|at| signal(at) != lowest);
        let queued = fitting.iter().filter(|at| signal(at) == lowest).count() > 1;
        let first = first_of(lowest);
        let behind = first.is_some_and(|at| self.pending[at].behind);
        let order = match (several, queued || behind) {
            (true, _) => Order::LowFirst,
            (_, true) => Order::InTurn,
            _ => Order::Only,
        };
        first.map(|at| (at, order)).into_iter().collect()
    }

    /// Whether some signals of this set were sent to the thread and others to the process: which of
    /// them come first is not said.
    pub fn is_mixed(&self, set: u8) -> bool {
        let mut fitting = self.pending.iter().filter(|sent| sent.signal.bit() & set != 0);
        let Some(first) = fitting.next() else { return false };
        fitting.any(|sent| sent.is_private() != first.is_private())
    }

    /// Whether something pending would end the process under its own mask.
    pub fn would_end(&self) -> bool {
        let free = |sent: &&Sent| sent.signal.bit() & self.mask == 0;
        let ends = |sent: &Sent| {
            self.action(sent.signal).act == Act::Default && !self.ignores(sent.signal)
        };
        self.pending.iter().filter(free).any(ends)
    }
}

impl States {
    /// The signals of an actor.
    pub fn of(&self, actor: Actor) -> One {
        self.0.get(usize::from(actor.0)).cloned().unwrap_or_default()
    }

    pub fn of_mut(&mut self, actor: Actor) -> &mut One {
        let place = usize::from(actor.0);
        while self.0.len() <= place {
            self.0.push(One::default());
        }
        &mut self.0[place]
    }

    /// A signal is sent that scripts send.
    pub fn send(&mut self, to: Actor, sent: Sent) {
        let source = if sent.from == to { Source::Itself } else { Source::Another };
        self.of_mut(to).receive(sent, source);
    }

    pub fn fork(&mut self, parent: Actor, child: Actor) {
        self.of_mut(parent).settle();
        for one in self.0.iter_mut().filter(|one| one.sleep != Sleep::Awake) {
            one.strangers |= 1 << child.0;
        }
        let mut copy = self.of(parent);
        copy.left_behind = !copy.pending.is_empty();
        copy.pending.clear();
        (copy.pending_by, copy.mask_by) = (By::Fork, By::Fork);
        (copy.doubtful, copy.split) = (0, 0);
        for action in copy.actions.iter_mut().filter(|action| action.act != Act::Default) {
            action.by = By::Fork;
        }
        *self.of_mut(child) = copy;
    }

    pub fn exec(&mut self, actor: Actor) {
        let one = self.of_mut(actor);
        one.settle();
        (one.pending_by, one.mask_by) = (By::Exec, By::Exec);
        one.caught.clear();
        one.unordered = false;
        for action in one.actions.iter_mut().filter(|action| action.act != Act::Default) {
            let act = if action.act == Act::Caught { Act::Default } else { action.act };
            *action = Action { act, by: By::Exec, ..Action::default() };
        }
    }
}

/// Whether a process may send a signal to another, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permitted {
    SameUser,
    Privileged,
    No,
}

impl Permitted {
    pub fn of(by: Actor, to: Actor, world: &World) -> Self {
        let (sender, target) = (world.process(by), world.process(to));
        if sender.other_uid == target.other_uid {
            Self::SameUser
        } else if sender.capabilities >> Capability::KILL.number & 1 == 1 {
            Self::Privileged
        } else {
            Self::No
        }
    }
}
