//! signalfd(2), executable.

mod read;

use smallvec::SmallVec;

use super::calls::{CLOEXEC, Call, NONBLOCK, Seen, UNKNOWN};
use super::claims::*;
use crate::engine::{
    self, Access, Actor, Allow, Errno, Event, File, How, Model, Next, Object, Op, Readiness, Ready,
    Ruling, Taken, View, World,
};
use crate::families::signals::{
    By, Code, KILL_AND_STOP, Permitted, Sent, Set, Sig, States, Target,
};

/// The signalfds of a case, by object number, and the signals of its processes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Descriptors {
    fds: SmallVec<[Description; 4]>,
    pub signals: States,
    /// Who made each child.
    parents: SmallVec<[(Actor, Actor); 4]>,
}

/// The set of a description; a closed one keeps its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Description {
    set: u8,
    maker: Actor,
    /// What was asked for has SIGKILL and SIGSTOP.
    unstoppable: bool,
    changed: bool,
}

/// A signal was read, or accepted, as [`By::Call`] has it; what was read is in another set too.
const READ: By = By::Call(0);
const ACCEPTED: By = By::Call(1);

impl Descriptors {
    /// How many signalfds there have been.
    pub fn made(&self) -> usize {
        self.fds.len()
    }

    /// The signals of a description's set.
    pub fn set(&self, file: &File) -> u8 {
        self.fds[file.object.index()].set
    }

    fn descends(&self, actor: Actor, from: Actor) -> bool {
        let parent = self.parents.iter().find(|(child, _)| *child == actor);
        parent.is_some_and(|(_, parent)| *parent == from || self.descends(*parent, from))
    }
}

/// A call that sends: to whom, which signal, by what, with which value.
fn sending(op: &Op) -> Option<(Target, Sig, Code, i32)> {
    match Call::of(op) {
        Call::Kill { to, signal } => Some((to, signal, Code::User, 0)),
        Call::Queue { to, signal, value } => Some((to, signal, Code::Queue, value)),
        _ => None,
    }
}

fn target(to: Target, world: &World) -> Option<Actor> {
    match to {
        Target::Actor(actor) => Some(actor).filter(|actor| world.exists(*actor)),
        Target::Nobody => None,
    }
}

impl Model for Descriptors {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let on = |fd| world.file(call.by, fd);
        if let Some((to, signal, code, _)) = sending(call.op) {
            return rule_sending(target(to, world), signal, code);
        }
        let one = self.signals.of(call.by);
        match Call::of(call.op) {
            // The manual does not rank the two errors.
            Call::Create { flags, .. } => (UNKNOWN_FLAG
                .fails_if(flags.has(UNKNOWN), Errno::EINVAL)
                | CREATE_EMFILE.fails_if(world.is_full(call.by), Errno::EMFILE))
            .or_else(|| CREATE_NEW.returns(Seen::Created)),
            Call::Change { fd, flags, .. } => match on(fd) {
                None => Ruling::silent("signalfd without a descriptor"),
                Some(_) => UNKNOWN_FLAG
                    .fails_if(flags.has(UNKNOWN), Errno::EINVAL)
                    .or_else(|| CHANGE_SAME_NUMBER.returns(Seen::Changed { same: true })),
            },
            Call::ChangeOther { foreign: true, .. } if world.is_full(call.by) => {
                Ruling::silent("no descriptor is left to try with")
            }
            Call::ChangeOther { foreign: true, .. } => CHANGE_EINVAL.fails(Errno::EINVAL),
            Call::ChangeOther { .. } => CHANGE_EBADF.fails(Errno::EBADF),
            Call::Read { fd, bytes } => match on(fd) {
                None => Ruling::silent("read without a descriptor"),
                Some(file) => self.rule_read(&one, file, bytes, call.by),
            },
            Call::Block { .. } => BLOCK_SUCCEEDS.returns(Seen::Done),
            Call::Pending if one.doubtful != 0 => Ruling::silent(DOUBTFUL),
            Call::Pending => {
                let claim = if one.pending_by == READ { &READ_CONSUMES } else { &PENDING_TOLD };
                claim.returns(Seen::Pending { set: one.pending_bits() })
            }
            Call::Accept { set } => rule_accept(&one, set),
            Call::Fdinfo { .. } if world.is_full(call.by) => {
                Ruling::silent("no descriptor is left to look with")
            }
            Call::Fdinfo { fd } => match on(fd) {
                None => Ruling::silent("fdinfo without a descriptor"),
                Some(file) => {
                    let Description { set, unstoppable, changed, .. } =
                        self.fds[file.object.index()];
                    let claim = match (unstoppable, changed) {
                        (true, _) => &UNSTOPPABLE_LEFT_OUT,
                        (_, true) => &CHANGE_REPLACES,
                        _ => &FDINFO_SET,
                    };
                    claim.returns(Seen::Set { set })
                }
            },
            Call::Kill { .. } | Call::Queue { .. } => unreachable!("it sends"),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let How::Returned(Ok(outcome)) = took.how else { return Next::here() };
        if let Some((to, signal, code, value)) = sending(call.op) {
            if let Some(to) = target(to, world)
                && signal.place().is_some()
            {
                let (from, other_user) = (call.by, world.process(call.by).other_uid);
                let (again, behind) = (false, false);
                let sent = Sent { signal, code, value, from, other_user, again, behind };
                self.signals.send(to, sent);
            }
            return Next::here();
        }
        match Call::of(call.op) {
            Call::Create { set, flags } => {
                let object = Object::of(self.fds.len() as u8);
                let (unstoppable, maker) = (set.has(KILL_AND_STOP), call.by);
                let set = set.ours();
                self.fds.push(Description { set, maker, unstoppable, changed: false });
                let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
                let access = Access::Both;
                return Next::opening([File { object, access, nonblocking, cloexec, note: 0 }]);
            }
            Call::Change { fd, set, .. } => {
                let file = world.file(call.by, fd).expect("it was ruled");
                let of = &mut self.fds[file.object.index()];
                (of.set, of.unstoppable, of.changed) = (set.ours(), set.has(KILL_AND_STOP), true);
            }
            Call::Read { .. } => {
                if let Seen::Read { all, .. } = Seen::of(outcome) {
                    let signals = all.0.iter().filter_map(|told| told.signal);
                    signals.for_each(|signal| self.takes(call.by, signal, READ));
                }
            }
            Call::Accept { .. } => {
                if let Seen::Took { signal } = Seen::of(outcome) {
                    self.takes(call.by, signal, ACCEPTED);
                }
            }
            Call::Block { set } => {
                let one = self.signals.of_mut(call.by);
                let mask = one.mask | set.ours();
                one.set_mask(mask, By::Start);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Forked { parent, child } => {
                self.signals.fork(*parent, *child);
                self.parents.push((*child, *parent));
            }
            Event::Executed(actor) => self.signals.exec(*actor),
            _ => {}
        }
        Next::here()
    }

    /// Each process is told of its own signals: ruled where all that have it would be told alike.
    fn ready(&self, file: &File, world: &World) -> Readiness {
        let set = self.set(file);
        let mut told = None;
        for actor in world.actors() {
            let has = world
                .slots(actor)
                .any(|(_, slot)| world.description(slot.file).object == file.object);
            if !has {
                continue;
            }
            let one = self.signals.of(actor);
            let ready = one.pending_bits() & set != 0;
            if one.doubtful & set != 0 || told.is_some_and(|other| other != ready) {
                return Readiness::UNRULED;
            }
            told = Some(ready);
        }
        let Some(ready) = told else { return Readiness::UNRULED };
        Readiness { input: Ready::iff(&POLL_INPUT, ready), ..Readiness::UNRULED }
    }
}

/// What is kept from being told by sigpending(2), and is told.
const DOUBTFUL: &str = "a signal came while it was blocked and ignored";

impl Descriptors {
    fn takes(&mut self, by: Actor, signal: Sig, how: By) {
        let one = self.signals.of_mut(by);
        if let Some(at) = one.pending.iter().position(|sent| sent.signal == signal) {
            one.take(at);
            one.pending_by = how;
        }
    }
}

fn rule_sending(target: Option<Actor>, signal: Sig, code: Code) -> Ruling {
    let (sends, esrch) = match code {
        Code::Queue => (&QUEUE_SENDS, &QUEUE_ESRCH),
        _ => (&KILL_SENDS, &KILL_ESRCH),
    };
    if signal.place().is_none() {
        return Ruling::silent("another signal is sent");
    }
    esrch.fails_if(target.is_none(), Errno::ESRCH).or_else(|| sends.returns(Seen::Done))
}

fn rule_accept(one: &crate::families::signals::One, set: Set) -> Ruling {
    let bits = set.ours();
    if bits & !one.mask != 0 {
        return Ruling::silent("a signal is accepted that is not blocked");
    }
    if bits & one.doubtful != 0 {
        return Ruling::silent(DOUBTFUL);
    }
    let next = one.next_of(bits);
    let took = next
        .iter()
        .map(|(at, _)| ACCEPT_TAKES.returns(Seen::Took { signal: one.pending[*at].signal }));
    let nothing = if one.pending_by == READ { &READ_CONSUMES } else { &ACCEPT_NOTHING };
    took.fold(Ruling::none(), |either, took| either | took).or_else(|| nothing.fails(Errno::EAGAIN))
}

/// A signal that is not blocked would end the process. Of a read that sleeps while the set of its
/// descriptor changes, the manual does not speak.
pub fn refuses(view: &View<'_>, by: Actor, op: &Op) -> bool {
    if matches!(Call::of(op), Call::Change { .. }) {
        return !view.waiting.is_empty();
    }
    let Some((to, signal, ..)) = sending(op) else { return false };
    let Some(to) = target(to, view.world) else { return false };
    signal.place().is_none()
        || Permitted::of(by, to, view.world) == Permitted::No
        || view.model::<Descriptors>().signals.of(to).acts_on(signal).is_some()
}

#[cfg(test)]
mod tests {
    use crate::engine::fake::trial;
    use crate::facilities::signalfd::SIGNALFD;
    use crate::facilities::tests::facts;

    #[test]
    fn a_kernel_that_conforms_is_accepted() {
        let (tally, broken) = trial(&SIGNALFD, &facts(), 2_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 8_000, "{} operations", tally.operations);
    }
}
