//! Which calls of message queues are tried: boundary values from the live state.

mod calls;

use super::PosixMq;
use super::model::{Kept, Queue, charge};
use super::operations::{Flags, Given, Name, Op, PLAIN_NAMES, Request, Until};
use crate::claim::Capability;
use crate::engine::{Access, Actor, Draw, File, Limit, Pick, State};

/// Bytes that the queues of a script are charged at the most: the default of `RLIMIT_MSGQUEUE` is
/// 819,200, and where no user is a job's own, jobs share it.
const CHARGE_MAX_BYTES: u64 = 170_000;
/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 5;
/// Longest message.
const MESSAGE_MAX_BYTES: u32 = 1 << 17;

const MODES: [u32; 8] = [0o600, 0o600, 0o600, 0o666, 0o644, 0o622, 0o000, 0o777];

struct Drawing<'a, 's, 'd> {
    state: &'a State<'s, PosixMq>,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(state: &State<'_, PosixMq>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { state, by, draw }.operation()
}

impl Drawing<'_, '_, '_> {
    fn operation(&mut self) -> Op {
        if let Some(op) = self.look_at_doubted() {
            return op;
        }
        let fds = self.state.world.picks(self.by, |_| true);
        let Some(any) = self.draw.pick(fds) else { return self.with_nothing_open() };
        let process = self.state.world.process(self.by);
        let room = process.nofile_room != Some(0);
        let roomy = fds.len() < OPEN_MAX && self.state.world.free_slots(self.by) > 1;
        let bounds = &self.state.model.bounds;
        let bound = bounds.rlimit_drawn || bounds.is_drawn(Limit::MqueueQueuesMax);
        // Its child takes its time, and a lone worker may not wait.
        let threads = bounds.leaves_room()
            && process.nofile_room.is_none()
            && self.state.world.processes.len() > 1;
        let mounted = u32::from(self.state.facts.mqueue && room);
        let mounts = process.capabilities >> Capability::SYS_ADMIN.number & 1 == 1;
        let ours = u32::from(self.state.facts.own_ipc_limits && room && !process.other_uid);
        let opens = match (roomy, bound) {
            (false, _) => 1,
            (true, true) => 40,
            (true, false) => 16,
        };
        let any = if self.draw.percent(1) { Pick::NONE } else { any };
        let kinds = [
            ("mq_open", opens),
            ("mq_unlink", if bound { 24 } else { 7 }),
            ("mq_timedsend", 70),
            ("mq_timedreceive", 50),
            ("mq_getattr", 14),
            ("mq_setattr", 7),
            ("mq_notify", 24),
            ("notices", 14),
            ("thread", u32::from(threads)),
            ("file", 12 * mounted),
            ("remove", mounted),
            ("look", 4 * mounted),
            ("directory", mounted),
            ("mount", mounted * u32::from(mounts)),
            ("fstat", 5),
            ("get", 3 * ours),
            ("try", 5 * ours),
            ("sysconf", 1),
        ];
        match self.draw.kind(&kinds) {
            "mq_timedsend" => self.send(),
            "mq_timedreceive" => self.receive(),
            "mq_getattr" => Op::GetAttributes { fd: any },
            "mq_setattr" => self.set_attributes(any),
            "mq_notify" => self.notify(any),
            "thread" => Op::NotifyThread,
            "fstat" => Op::Status { fd: real(any) },
            other => self.without_descriptor(other),
        }
    }

    fn with_nothing_open(&mut self) -> Op {
        let process = self.state.world.process(self.by);
        let room = process.nofile_room != Some(0);
        let mounted = u32::from(self.state.facts.mqueue && room);
        let ours = u32::from(self.state.facts.own_ipc_limits && room && !process.other_uid);
        let kinds = [
            ("mq_open", 80),
            ("mq_unlink", 6),
            ("file", 2 * mounted),
            ("look", 3 * mounted),
            ("get", 2 * ours),
            ("try", 2 * ours),
            ("notices", 2),
            ("bad", 2),
        ];
        let kind = self.draw.kind(&kinds);
        self.without_descriptor(kind)
    }

    fn without_descriptor(&mut self, kind: &str) -> Op {
        match kind {
            "mq_unlink" => {
                let name = self.name();
                let raw = self.may_remove(name) || self.state.model.named(name).is_none();
                Op::Unlink { name, library: !raw || self.draw.percent(20) }
            }
            "file" => match self.readable() {
                Some(name) => Op::ReadFile { name },
                None => Op::Look { name: self.plain() },
            },
            "remove" => {
                let name = self.plain();
                if self.may_remove(name) { Op::RemoveFile { name } } else { Op::Look { name } }
            }
            "look" => Op::Look { name: self.plain() },
            "directory" => Op::Directory,
            "mount" => Op::Mount,
            "notices" => Op::Notices,
            "get" => Op::GetSetting { setting: self.setting() },
            "try" => self.try_setting(),
            "sysconf" => Op::PriorityMax,
            "bad" => self.bad(),
            _ => self.open(),
        }
    }

    /// A call with a descriptor that is none.
    fn bad(&mut self) -> Op {
        let fd = Pick::NONE;
        let (tag, until) = (self.state.step, Until::Forever);
        match self.draw.below(4) {
            0 => Op::Send { fd, tag, bytes: 1, priority: 0, until },
            1 => Op::Receive { fd, bytes: 64, until },
            2 => Op::Notify { fd, request: Request::Nothing, tag },
            _ => Op::GetAttributes { fd },
        }
    }

    /// Looks at a registration that must outlast the closing of another descriptor: on Linux it
    /// does not, and a race would hide what was wrong.
    fn look_at_doubted(&mut self) -> Option<Op> {
        let (model, world, by) = (self.state.model, self.state.world, self.by);
        let lost = |object: u8| {
            model.queue(object).registration.is_some_and(|held| held.kept == Kept::OtherClosed)
        };
        let fds = world.picks(by, |file| lost(file.object));
        let fd = fds.nth(0)?;
        if self.state.racing {
            return Some(Op::GetAttributes { fd });
        }
        if !self.draw.percent(70) {
            return None;
        }
        let queue = self.queue(fd)?;
        let holder = queue.registration.is_some_and(|held| held.by == by);
        if holder {
            let names = (0..PLAIN_NAMES).map(Name::Plain);
            let object = self.file(fd)?.object;
            let name = names.into_iter().find(|name| model.named(*name) == Some(object))?;
            return self.readable_names().contains(&name).then_some(Op::ReadFile { name });
        }
        Some(Op::Notify { fd, request: Request::Nothing, tag: self.state.step })
    }

    fn file(&self, fd: Pick) -> Option<&File<u8>> {
        self.state.world.file(self.by, fd)
    }

    fn queue(&self, fd: Pick) -> Option<&Queue> {
        Some(self.state.model.queue(self.file(fd)?.object))
    }

    /// Nobody else could wake a sleeper.
    fn is_alone(&self) -> bool {
        let world = self.state.world;
        world.actors().filter(|actor| !self.state.waiting.contains(actor)).count() < 2
    }

    fn plain(&mut self) -> Name {
        Name::Plain(*self.draw.one_of(&[0, 0, 0, 1, 1, PLAIN_NAMES - 1]))
    }

    fn name(&mut self) -> Name {
        if self.draw.percent(90) {
            return self.plain();
        }
        *self.draw.one_of(&[
            Name::Longest,
            Name::Longest,
            Name::TooLong,
            Name::TwoSlashes,
            Name::Slash,
            Name::WithoutSlash,
            Name::PastLongest,
            Name::Dot,
        ])
    }

    fn may_remove(&self, name: Name) -> bool {
        let object = self.state.model.named(name);
        object.is_some_and(|object| self.state.model.removable(object, self.by, self.state.world))
    }

    /// A queue whose file may be read.
    fn readable(&mut self) -> Option<Name> {
        let (model, by) = (self.state.model, self.by);
        let mut names = self.readable_names();
        // By reading it, a registrant would close a descriptor.
        names.retain(|name| {
            let held = model.named(*name).and_then(|object| model.queue(object).registration);
            held.is_none_or(|held| held.by != by)
        });
        self.draw.maybe(&names).copied()
    }

    fn readable_names(&self) -> Vec<Name> {
        let (model, world, by) = (self.state.model, self.state.world, self.by);
        let readable = |name: &Name| {
            let object = model.named(*name);
            object.is_some_and(|object| model.grants(object, by, Access::Read, world))
        };
        let mounted = self.state.facts.mqueue && world.process(by).nofile_room != Some(0);
        (0..PLAIN_NAMES).map(Name::Plain).filter(readable).filter(|_| mounted).collect()
    }

    fn setting(&mut self) -> Limit {
        *self.draw.one_of(&[
            Limit::MqueueMsgMax,
            Limit::MqueueMsgDefault,
            Limit::MqueueMsgsizeMaxBytes,
            Limit::MqueueMsgsizeDefaultBytes,
            Limit::MqueueQueuesMax,
        ])
    }

    fn try_setting(&mut self) -> Op {
        let setting = self.setting();
        let value = match setting {
            Limit::MqueueMsgMax | Limit::MqueueMsgDefault => {
                self.draw.near(&[1, 1, 65_536, 65_536, 20])
            }
            Limit::MqueueQueuesMax => *self.draw.one_of(&[0, 1, 1024, 65_537, 2_147_483_647]),
            _ => self.draw.near(&[128, 128, 16_777_216, 16_777_216, 1000]),
        };
        Op::TrySetting { setting, value: value as i64 }
    }
}

fn real(fd: Pick) -> Pick {
    if fd == Pick::NONE { Pick(0) } else { fd }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let name = Name::Plain(0);
    let flags = Flags { create: true, nonblocking: true, ..Flags::default() };
    let until = Until::Forever;
    let given = Some(Given { messages_max: 2, message_bytes_max: 16, junk: false });
    let open = |access, flags, attributes| Op::Open {
        name,
        access,
        flags,
        mode: 0o600,
        attributes,
        library: false,
    };
    let send = |tag, bytes, priority| Op::Send { fd, tag, bytes, priority, until };
    let operations = vec![
        open(Access::Both, flags, given),
        open(Access::Both, flags, None),
        open(Access::Read, Flags { nonblocking: true, ..Flags::default() }, None),
        open(Access::Both, Flags { exclusive: true, ..flags }, given),
        Op::Unlink { name, library: false },
        send(1, 16, 0),
        send(2, 9, 1),
        send(3, 0, 0),
        send(4, 17, 0),
        send(5, 8, 32_767),
        Op::Receive { fd, bytes: 8192, until },
        Op::Receive { fd, bytes: 15, until },
        Op::GetAttributes { fd },
        Op::SetAttributes { fd, nonblocking: true, other_flag: false, junk: true },
        Op::Notify { fd, request: Request::Signal(0), tag: 6 },
        Op::Notices,
        Op::ReadFile { name },
        Op::Status { fd },
    ];
    (operations, 2)
}
