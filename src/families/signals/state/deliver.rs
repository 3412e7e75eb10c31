//! What becomes of a signal in a process: it is pending, ignored, caught, or the end of it.
//!
//! Where several signals find their handlers at once, each handler is entered before the one that
//! was entered before it has begun, as far as its mask lets it: so signal(7) describes the way back
//! to user mode.

use smallvec::SmallVec;

use super::{Act, Action, By, Caught, One, Order, Sent, Sleep, Source};
use crate::engine::Actor;

impl One {
    /// Takes a pending signal.
    pub fn take(&mut self, at: usize) -> Sent {
        self.pending.remove(at)
    }

    /// Has handlers run, or the process end, for what is pending and not blocked.
    fn deliver(&mut self, straight: Option<Source>) {
        let mut blocked = self.blocked();
        let mut entered: SmallVec<[(Caught, u8); 4]> = SmallVec::new();
        let (mut ran, mut unsure) = (false, false);
        self.unsure = false;
        loop {
            let free = !blocked;
            let next = self.next_of(free);
            let Some((at, order)) = next.first().copied() else {
                // The handler that was entered last runs to its end.
                let Some((caught, before)) = entered.pop() else { break };
                self.caught.push(caught);
                blocked = before;
                continue;
            };
            unsure |= next.len() > 1 || self.is_mixed(free);
            self.unordered |= unsure;
            let sent = self.take(at);
            if self.ignores(sent.signal) {
                continue;
            }
            let action = self.action(sent.signal);
            if action.act == Act::Default {
                self.dying = Some(sent.signal);
                self.unsure = unsure;
                return;
            }
            let own = if action.flags & libc::SA_NODEFER == 0 { sent.signal.bit() } else { 0 };
            let within = blocked | action.mask | own;
            let order = straight.filter(|_| !ran).map_or(order, Order::Straight);
            let Action { flags, mask: masked, .. } = action;
            // After the first, the mask of before sigsuspend is in force.
            let before = if ran { blocked } else { self.mask };
            entered.push((Caught { sent, order, blocked: within, flags, masked }, before));
            blocked = within;
            ran = true;
            if action.flags & libc::SA_RESETHAND != 0
                && let Some(place) = sent.signal.place()
            {
                self.actions[place] = Action { by: By::Handler, ..Action::default() };
            }
        }
        // Once a handler has run, sigsuspend lets no more through.
        self.unsure = unsure && matches!(self.sleep, Sleep::Suspended(_));
        if ran {
            self.interrupted |= self.sleep != Sleep::Awake;
            self.mask_by = By::Handler;
            if straight.is_none() {
                self.pending_by = By::Handler;
            }
        }
    }

    /// A signal comes; it is one that scripts send.
    pub(super) fn receive(&mut self, mut sent: Sent, source: Source) {
        let bit = sent.signal.bit();
        let blocked = self.blocked() & bit != 0;
        if self.ignores(sent.signal) {
            if blocked {
                self.doubtful |= bit;
            }
            return;
        }
        let known = |other: &&mut Sent| other.signal == sent.signal;
        if !sent.signal.is_real_time()
            && let Some(other) = self.pending.iter_mut().find(known)
        {
            if other.is_private() != sent.is_private() {
                self.split |= bit;
            }
            other.again = true;
            return;
        }
        sent.behind = self.pending.iter().any(|other| other.signal == sent.signal);
        self.pending.push(sent);
        self.pending_by = By::Start;
        if !blocked {
            self.unsettled |= source == Source::Another && self.sleep == Sleep::Awake;
            self.deliver(Some(source));
        }
    }

    /// Another mask; what it lets through is delivered.
    pub fn set_mask(&mut self, mask: u8, by: By) {
        self.mask = mask;
        self.mask_by = by;
        (self.doubtful, self.split) = (self.doubtful & mask, self.split & mask);
        self.deliver(None);
    }

    /// Sleeps with that mask; what it lets through is delivered at once.
    pub fn suspend(&mut self, mask: u8) {
        self.sleep = Sleep::Suspended(mask);
        self.interrupted = false;
        self.deliver(None);
    }

    /// Sleeps no longer.
    pub fn wake(&mut self, by: By) {
        let suspended = matches!(self.sleep, Sleep::Suspended(_));
        self.begin_sleep(Sleep::Awake);
        if suspended {
            self.deliver(None);
            self.mask_by = by;
        }
    }

    pub fn begin_sleep(&mut self, sleep: Sleep) {
        self.sleep = sleep;
        self.interrupted = false;
        self.strangers = 0;
    }

    /// Whether it knows the pid of an actor: who sends it a signal.
    pub fn knows(&self, other: Actor) -> bool {
        self.strangers >> other.0 & 1 == 0
    }

    /// It acts again: whatever was sent to it has come.
    pub fn settle(&mut self) {
        self.unsettled = false;
    }
}
