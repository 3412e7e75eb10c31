//! The pages on signals, executable.

mod sleeps;
mod tell;

use super::calls::{Call, How, Seen, UNKNOWN};
use super::claims::*;
use crate::claim::Claim;
use crate::engine::{
    self, Actor, Allow, Errno, Event, How as Took, Model, Next, Op, Ruling, Taken, View, World,
};
use crate::families::signals::{
    Act, Action, By, Code, KILL_AND_STOP, One, Permitted, Sent, Set, Sig, Sleep, States, Target,
};

/// The signals of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Signals(pub States);

/// What made a mask or a pending set as it is, as [`By::Call`] has it.
const BLOCK: By = By::Call(0);
const UNBLOCK: By = By::Call(1);
const SETMASK: By = By::Call(2);
const UNSTOPPABLE: By = By::Call(3);
const SUSPEND: By = By::Call(4);
const ACCEPT: By = By::Call(5);

/// A situation of which the pages do not speak.
const SPLIT: &str =
    "a standard signal was sent to a thread and to its process while it was blocked";

const UNSURE: &str = "several signals are let through, and what comes of it hangs on their order";

/// One way to send, with what the pages say of it.
struct Way {
    same_user: &'static Claim,
    privileged: &'static Claim,
    null: &'static Claim,
    eperm: &'static Claim,
    esrch: &'static Claim,
    einval: &'static Claim,
}

static KILL: Way = Way {
    same_user: &KILL_SAME_USER,
    privileged: &KILL_PRIVILEGED,
    null: &KILL_NULL,
    eperm: &KILL_EPERM,
    esrch: &KILL_ESRCH,
    einval: &KILL_EINVAL,
};
static TGKILL: Way = Way {
    same_user: &TGKILL_SAME_USER,
    privileged: &TGKILL_PRIVILEGED,
    null: &TGKILL_SAME_USER,
    eperm: &TGKILL_EPERM,
    esrch: &TGKILL_ESRCH,
    einval: &TGKILL_EINVAL,
};
static QUEUE: Way = Way {
    same_user: &QUEUE_SAME_USER,
    privileged: &QUEUE_PRIVILEGED,
    null: &QUEUE_NULL,
    eperm: &QUEUE_EPERM,
    esrch: &QUEUE_ESRCH,
    einval: &QUEUE_EINVAL,
};

/// A call that sends.
#[derive(Clone, Copy)]
struct Sending {
    to: Target,
    signal: Sig,
    code: Code,
    value: i32,
}

impl Sending {
    fn of(op: &Op) -> Option<Self> {
        let (to, signal, code, value) = match Call::of(op) {
            Call::Kill { to, signal } => (to, signal, Code::User, 0),
            Call::Tgkill { to, signal } => (to, signal, Code::Tkill, 0),
            Call::Queue { to, signal, value } => (to, signal, Code::Queue, value),
            _ => return None,
        };
        Some(Self { to, signal, code, value })
    }

    fn way(self) -> &'static Way {
        match self.code {
            Code::Tkill => &TGKILL,
            Code::Queue => &QUEUE,
            _ => &KILL,
        }
    }

    /// The process that it is sent to, if there is one.
    fn target(self, world: &World) -> Option<Actor> {
        match self.to {
            Target::Actor(actor) => Some(actor).filter(|actor| world.exists(*actor)),
            Target::Nobody => None,
        }
    }

    fn sent(self, from: Actor, world: &World) -> Sent {
        let Self { signal, code, value, .. } = self;
        let other_user = world.process(from).other_uid;
        Sent { signal, code, value, from, other_user, again: false, behind: false }
    }
}

impl Model for Signals {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        if let Some(sending) = Sending::of(call.op) {
            return self.rule_sending(sending, call.by, world);
        }
        let one = self.0.of(call.by);
        match Call::of(call.op) {
            Call::Action { signal, act, .. } => rule_action(&one, signal, act),
            Call::Query { signal } => rule_query(&one, signal),
            Call::Mask { how: How::Bad, .. } => BAD_HOW.fails(Errno::EINVAL),
            Call::Mask { how, set } => rule_mask(one, how, set),
            Call::AskMask { how: How::Bad } => NULL_SET.returns(Seen::Mask { set: one.mask }),
            Call::AskMask { .. } => tell::mask(&one),
            Call::Pending => tell::pending(&one),
            Call::Suspend { set } => sleeps::rule_suspend(one, set),
            Call::Accept { set, until } => sleeps::rule_accept(&one, set, until, call.waited),
            Call::Caught => tell::caught(&one),
            Call::Kill { .. } | Call::Tgkill { .. } | Call::Queue { .. } => {
                unreachable!("it sends")
            }
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        self.0.of_mut(call.by).settle();
        let failed = matches!(took.how, Took::Returned(Err(_)));
        if let Some(sending) = Sending::of(call.op) {
            if !failed
                && let Some(to) = sending.target(world)
                && sending.signal.place().is_some()
            {
                self.0.send(to, sending.sent(call.by, world));
            }
            return Next::here();
        }
        let one = self.0.of_mut(call.by);
        match Call::of(call.op) {
            Call::Suspend { set } => sleeps::follow_suspend(one, set, took),
            Call::Accept { set, .. } => sleeps::follow_accept(one, set, took),
            _ if failed => {}
            Call::Action { signal, act, flags, mask } => {
                if let Some(place) = signal.place() {
                    let (flags, mask) = (flags.bits(), mask.ours());
                    one.actions[place] = Action { act, flags, mask, by: By::Start };
                }
            }
            Call::Mask { how, set } => {
                one.set_mask(changed(one.mask, how, set), changed_by(how, set));
            }
            Call::Caught => {
                one.caught.clear();
                one.unordered = false;
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Forked { parent, child } => self.0.fork(*parent, *child),
            Event::Executed(actor) => self.0.exec(*actor),
            _ => {}
        }
        Next::here()
    }
}

impl Signals {
    fn rule_sending(&self, sending: Sending, by: Actor, world: &World) -> Ruling {
        let (way, signal) = (sending.way(), sending.signal);
        let target = sending.target(world);
        let permitted = target.map(|to| Permitted::of(by, to, world));
        // The manual does not rank the errors.
        let fails = way.einval.fails_if(signal.is_invalid(), Errno::EINVAL)
            | way.esrch.fails_if(target.is_none(), Errno::ESRCH)
            | way.eperm.fails_if(permitted == Some(Permitted::No), Errno::EPERM);
        fails.or_else(|| {
            let claim = match permitted {
                Some(Permitted::Privileged) => way.privileged,
                _ if signal == Sig::Null => way.null,
                _ => way.same_user,
            };
            match target {
                Some(to) if to == by => self.rule_to_itself(sending, by, claim, world),
                _ => claim.returns(Seen::Done),
            }
        })
    }

    fn rule_to_itself(
        &self,
        sending: Sending,
        by: Actor,
        claim: &'static Claim,
        world: &World,
    ) -> Ruling {
        let signal = sending.signal;
        if signal == Sig::Kill {
            return KILL_ENDS.dies(libc::SIGKILL);
        }
        let one = self.0.of(by);
        if signal.bit() & !one.mask != 0 && one.ignores(signal) {
            let default = one.action(signal).act == Act::Default;
            return if default { &DEFAULT_IGNORES } else { &IGNORE_IGNORES }.returns(Seen::Done);
        }
        if signal.place().is_some() {
            let mut after = self.0.clone();
            after.send(by, sending.sent(by, world));
            if let Some(ending) = after.of(by).dying {
                return ends(ending);
            }
        }
        claim.returns(Seen::Done)
    }
}

/// What ends a process by its default action.
fn ends(signal: Sig) -> Ruling {
    let claim = if signal.is_real_time() { &REAL_TIME_ENDS } else { &DEFAULT_ENDS };
    claim.dies(signal.number())
}

fn rule_action(one: &One, signal: Sig, act: Act) -> Ruling {
    if signal.is_unstoppable() {
        return ACTION_UNSTOPPABLE.fails(Errno::EINVAL);
    }
    let Some(place) = signal.place() else { return ACTION_EINVAL.fails(Errno::EINVAL) };
    let mut after = one.clone();
    after.actions[place].act = act;
    if after.ignores(signal) && one.pending_bits() & signal.bit() != 0 {
        return Ruling::silent("a pending signal becomes ignored");
    }
    if one.doubtful & signal.bit() != 0 && !after.ignores(signal) {
        return Ruling::silent("a signal that came while blocked and ignored is ignored no longer");
    }
    ACTION_SETS.returns(Seen::Done)
}

fn rule_query(one: &One, signal: Sig) -> Ruling {
    if signal.is_unstoppable() {
        return QUERY_UNSTOPPABLE.returns(Seen::Action { act: Act::Default, flags: 0 });
    }
    if signal.place().is_none() {
        return ACTION_EINVAL.fails(Errno::EINVAL);
    }
    let Action { act, flags, by, .. } = one.action(signal);
    let is = match (by, act) {
        (By::Fork, _) => &FORK_ACTIONS,
        (By::Exec, Act::Ignore) => &EXEC_IGNORES,
        (By::Exec, _) => &EXEC_RESETS,
        (By::Handler, _) => &RESETHAND_RESETS,
        _ => &ACTION_TOLD,
    };
    let tells = |flags: i32| Seen::Action { act, flags: flags.cast_unsigned() };
    if act == Act::Caught && flags & UNKNOWN != 0 {
        return [is, &UNKNOWN_CLEARED].returns(tells(flags & !UNKNOWN))
            | [is, &UNKNOWN_KEPT].returns(tells(flags));
    }
    [is, &FLAGS_TOLD].returns(tells(if act == Act::Caught { flags } else { 0 }))
}

/// The mask after a change.
fn changed(mask: u8, how: How, set: Set) -> u8 {
    match how {
        How::Block => mask | set.ours(),
        How::Unblock => mask & !set.ours(),
        How::Set => set.ours(),
        How::Bad => mask,
    }
}

fn changed_by(how: How, set: Set) -> By {
    match how {
        How::Block | How::Set if set.has(KILL_AND_STOP) => UNSTOPPABLE,
        How::Block => BLOCK,
        How::Unblock => UNBLOCK,
        _ => SETMASK,
    }
}

fn rule_mask(mut one: One, how: How, set: Set) -> Ruling {
    let ruling = tell::mask(&one);
    let mask = changed(one.mask, how, set);
    if one.split & !mask != 0 {
        return Ruling::silent(SPLIT);
    }
    one.set_mask(mask, changed_by(how, set));
    if one.unsure {
        return Ruling::silent(UNSURE);
    }
    one.dying.map_or(ruling, ends)
}

/// A signal that would end another process that is in no call, or run a handler of one that may
/// still be about another: what came first would not be known. One to a process that sleeps since
/// before the sender was made: it would not know by whom.
pub fn refuses(view: &View<'_>, by: Actor, op: &Op) -> bool {
    let Some(sending) = Sending::of(op) else { return false };
    let Some(to) = sending.target(view.world) else { return false };
    let own = to == by;
    match sending.signal {
        Sig::Stop => return true,
        Sig::Kill => return !own || view.racing,
        _ if Permitted::of(by, to, view.world) == Permitted::No => return false,
        _ => {}
    }
    let one = view.model::<Signals>().0.of(to);
    if !one.knows(by) {
        return true;
    }
    let asleep = one.sleep != Sleep::Awake;
    match one.acts_on(sending.signal) {
        None => false,
        Some(_) if view.racing => true,
        Some(_) if own => false,
        Some(Act::Caught) => one.unsettled || (!asleep && view.waiting.contains(&to)),
        Some(_) => !asleep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::trial;
    use crate::engine::history::Fate;
    use crate::facilities::signal::SIGNAL;
    use crate::facilities::tests::facts;

    #[test]
    fn a_kernel_that_conforms_is_accepted() {
        let (tally, broken) = trial(&SIGNAL, &facts(), 2_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 10_000, "{} operations", tally.operations);
    }

    #[test]
    fn a_kernel_that_tells_another_value_is_rejected() {
        let alters = |_: &Op, fate: &mut Fate| {
            if let Fate::Returned(Ok(outcome)) = fate
                && let Seen::Took { mut told } = Seen::of(outcome)
                && told.code == Code::Queue
            {
                told.value = told.value.wrapping_add(1);
                *outcome = Seen::Took { told }.into();
            }
        };
        let (_, broken) = trial(&SIGNAL, &facts(), 2_000, Some(alters));
        assert_eq!(broken, Some("QUEUE_VALUE"));
    }
}
