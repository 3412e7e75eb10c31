//! The state of pairs: who may open them, how they are set, and what lies in either direction.

mod queue;
mod reading;
mod rules;
#[cfg(test)]
mod tests;
mod watching;

use smallvec::SmallVec;

use super::calls::{Call, Seen};
use super::operands::{CLOEXEC, EOF, Ending, NONBLOCK, Setting, When};
use crate::engine::{
    self, Access, Actor, Event, File, How, Model, Next, Object, Readiness, Ruling, Taken, World,
};
use queue::Kind;
pub use queue::Queue;

/// The notes of descriptions: which end of its pair each is.
pub const MASTER: u32 = 0;
pub const SLAVE: u32 = 1;

/// The mark of a clause by which a status is read.
const STATUS: u8 = 1;
/// The bits of a status.
const FLUSHREAD: u8 = 1;
const FLUSHWRITE: u8 = 2;
const STOP: u8 = 4;
const START: u8 = 8;

/// The pairs of a case, by object number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Pairs(SmallVec<[Pair; 2]>);

/// How a terminal was set, and MIN and TIME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Set {
    pub setting: Setting,
    pub min: u8,
    pub time: u8,
}

/// A master and its slave.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings")]
pub struct Pair {
    pub unlocked: bool,
    /// Its lock was set or removed.
    lock_set: bool,
    /// grantpt was called by the other user, or by ours.
    granted: Option<bool>,
    pub opened: bool,
    master_gone: bool,
    pub slave_gone: bool,
    /// None before anybody set it.
    pub set: Option<Set>,
    packet: bool,
    status: u8,
    pub stopped: bool,
    size: Option<(u16, u16)>,
    exclusive: bool,
    /// An open of the slave was refused while others had it open.
    spoiled: bool,
    /// What the slave reads.
    pub input: Queue,
    /// What the master reads.
    pub output: Queue,
}

impl Pairs {
    /// How many there have been.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn pair(&self, object: Object) -> &Pair {
        &self.0[object.index()]
    }
}

impl Pair {
    /// What is read by a description, and what its writes go to.
    fn queues(&self, file: &File) -> (&Queue, &Queue) {
        if is_master(file) { (&self.output, &self.input) } else { (&self.input, &self.output) }
    }

    fn read_by(&mut self, file: &File) -> &mut Queue {
        if is_master(file) { &mut self.output } else { &mut self.input }
    }

    fn setting(&self) -> Option<Setting> {
        self.set.map(|set| set.setting)
    }

    fn is_canonical(&self) -> bool {
        self.setting().is_some_and(|setting| setting != Setting::Raw)
    }

    /// A read of the terminal that waits for more may have taken what there is.
    fn reads_in_parts(&self) -> bool {
        self.set.is_some_and(|set| set.setting == Setting::Raw && set.min > 1)
    }

    /// Whether another than this actor may have taken a part of what this description reads.
    fn is_parted(&self, file: &File, by: Option<Actor>) -> bool {
        let input = &self.input;
        if is_master(file) {
            return self.output.torn;
        }
        input.torn || self.reads_in_parts() && input.is_waited_for(by)
    }

    /// The master is told, in packet mode.
    fn tell(&mut self, bits: u8) {
        if self.packet {
            self.status |= bits;
        }
    }

    /// Bytes that a master writes are typed.
    fn typed(&mut self, bytes: &[u8]) {
        let setting = self.setting();
        for byte in bytes {
            match (setting, *byte) {
                (None | Some(Setting::Raw), byte) => {
                    let kind = if byte.is_ascii_lowercase() { Kind::Plain } else { Kind::Raw };
                    self.input.put(byte, kind);
                }
                (_, EOF) => self.input.put_typed(EOF, Kind::Eof),
                (_, b'\r') => self.input.put_typed(b'\n', Kind::Mapped),
                (_, byte) => self.input.put_typed(byte, Kind::Plain),
            }
            if setting == Some(Setting::Cooked) {
                if matches!(byte, b'\r' | b'\n') {
                    self.output.put(b'\r', Kind::Echo);
                    self.output.put(b'\n', Kind::Echo);
                } else {
                    self.output.put(*byte, Kind::Echo);
                }
            }
        }
    }

    /// Bytes that a slave writes come out.
    fn come_out(&mut self, bytes: &[u8]) {
        let raw = !self.is_canonical();
        for byte in bytes {
            match byte {
                b'\n' if !raw => {
                    self.output.put(b'\r', Kind::Mapped);
                    self.output.put(b'\n', Kind::Mapped);
                }
                byte if raw && !byte.is_ascii_lowercase() => self.output.put(*byte, Kind::Raw),
                byte => self.output.put(*byte, Kind::Plain),
            }
        }
    }

    /// What was read is gone.
    fn was_read(&mut self, file: &File, given: usize, asked: usize, mark: u8) {
        if mark == STATUS {
            self.status = 0;
        } else if is_master(file) {
            self.output.take(given - usize::from(self.packet));
        } else if self.is_canonical() {
            self.input.take_line(given, asked);
        } else {
            self.input.take(given);
        }
    }

    fn flow(&mut self, on: bool) {
        if on == self.stopped {
            self.stopped = !on;
            self.tell(if on { START } else { STOP });
        }
    }
}

fn is_master(file: &File) -> bool {
    file.note == MASTER
}

impl Model for Pairs {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        if let Call::Open { access, flags, .. } = Call::of(call.op) {
            let How::Returned(Ok(_)) = took.how else { return Next::here() };
            let object = Object::of(self.0.len() as u8);
            self.0.push(Pair::default());
            let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
            return Next::opening([File { object, access, nonblocking, cloexec, note: MASTER }]);
        }
        let fd = call.op.picks().first().and_then(|fd| world.file(call.by, *fd));
        let Some(file) = fd else { return Next::here() };
        let pair = &mut self.0[file.object.index()];
        let call_made = Call::of(call.op);
        let reads = matches!(call_made, Call::Read { .. });
        if let (Call::Slave { .. }, How::Returned(Err(_))) = (call_made, &took.how) {
            pair.spoiled |= pair.opened && !pair.unlocked;
        }
        match took.how {
            How::Waited if reads => pair.read_by(file).sleeps(call.by),
            How::Returned(_) | How::Died if reads => pair.read_by(file).wakes(call.by),
            _ => {}
        }
        let How::Returned(Ok(outcome)) = took.how else { return Next::here() };
        pair.returned(call, file, &Seen::of(outcome), took.mark, world)
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match event {
            Event::Closed { file, last_of_description: true, .. } => {
                let same = |open: &File| open.object == file.object && open.note == file.note;
                if !world.descriptions().any(|(open, _)| same(open)) {
                    let pair = &mut self.0[file.object.index()];
                    if is_master(file) {
                        pair.master_gone = true;
                    } else {
                        pair.slave_gone = true;
                        // An echo may be lost that is not there yet.
                        pair.output.torn |= pair.output.awaits_echo();
                    }
                }
            }
            Event::Ended(actor) | Event::Left(actor) => self.loses(*actor),
            _ => {}
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        watching::ready(self.pair(file.object), file)
    }
}

impl Pairs {
    fn loses(&mut self, actor: Actor) {
        for pair in &mut self.0 {
            let in_parts = pair.reads_in_parts();
            pair.input.loses(actor, in_parts);
            pair.output.loses(actor, false);
        }
    }
}

impl Pair {
    /// What a call that succeeded did.
    fn returned(
        &mut self,
        call: &engine::Call<'_>,
        file: &File,
        seen: &Seen,
        mark: u8,
        world: &World,
    ) -> Next {
        match (Call::of(call.op), seen) {
            (Call::Slave { flags, .. }, _) => {
                self.opened = true;
                let (object, access) = (file.object, Access::Both);
                let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
                return Next::opening([File { object, access, nonblocking, cloexec, note: SLAVE }]);
            }
            (Call::Unlock { .. }, _) => self.unlocked = true,
            (Call::Lock { on, .. }, _) => (self.unlocked, self.lock_set) = (!on, true),
            (Call::Grant { .. }, _) => self.granted = Some(world.process(call.by).other_uid),
            (Call::Set { setting, when, min, time, .. }, _) => {
                if when == When::Flushed {
                    self.input.clear();
                    self.tell(FLUSHREAD);
                }
                self.set = Some(Set { setting, min, time });
            }
            (Call::Read { bytes, .. }, Seen::Read { content }) => {
                self.was_read(file, content.len(), bytes as usize, mark);
            }
            (Call::Write { letters, tag, ending, .. }, Seen::Wrote { bytes }) => {
                self.written(file, &ending.text(tag, letters)[..*bytes as usize]);
            }
            (Call::Await { .. }, _) => {
                let line = self.is_canonical() && !is_master(file);
                let queue = self.read_by(file);
                queue.see(if line { queue.line().map_or(0, |end| end + 1) } else { 1 });
            }
            (Call::Fionread { .. }, Seen::Number { number }) => {
                self.read_by(file).see(*number as usize);
            }
            (Call::Flush { which, .. }, _) => {
                if which.is_of_input() {
                    self.read_by(file).clear();
                }
                if !is_master(file) {
                    self.tell(if which.is_of_input() { FLUSHREAD } else { 0 });
                    self.tell(if which.is_of_output() { FLUSHWRITE } else { 0 });
                }
            }
            (Call::Flow { on, .. }, _) => self.flow(on),
            (Call::Packet { on, .. }, _) => {
                if on && !self.packet {
                    self.status = 0;
                }
                self.packet = on;
            }
            (Call::SetSize { rows, columns, .. }, _) => self.size = Some((rows, columns)),
            (Call::Exclusive { on, .. }, _) => self.exclusive = on,
            _ => {}
        }
        Next::here()
    }

    fn written(&mut self, file: &File, bytes: &[u8]) {
        if is_master(file) { self.typed(bytes) } else { self.come_out(bytes) }
    }

    /// Whether something with this ending can be typed, whose echo the manual tells.
    pub fn echoes_plainly(&self, ending: Ending) -> bool {
        self.setting() != Some(Setting::Cooked) || ending != Ending::Eof
    }
}
