//! Which calls of message queues are tried: boundary values from the live state.

mod arguments;
mod names;

use super::calls::{CALLS, CREATE, Call, EXCLUSIVE, Given, NONBLOCK, Name, OpenFlags, Request};
use super::model::{Kept, Queue, Queues};
use crate::claim::Capability;
use crate::engine::forms::{Flags, Form, PRIVATE, Tag, Until};
use crate::engine::world::Picks;
use crate::engine::{Access, Actor, Draw, Limit, Op, Pick, View};
use crate::families::names::holds;

/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 5;

struct Drawing<'a, 'd> {
    view: &'a View<'a>,
    model: &'a Queues,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { view, model: view.model(), by, draw }.call()
}

impl Drawing<'_, '_> {
    fn call(&mut self) -> Op {
        if let Some(call) = self.look_at_doubted() {
            return call.into();
        }
        if self.draw.percent(1) {
            return self.without_descriptor().into();
        }
        let picks = self.view.picks(self.by, |_| true);
        let form = self.form(picks);
        match form.variant {
            "Open" => self.open(),
            "Unlink" => self.unlink(),
            "Send" => self.send(),
            "Receive" => self.receive(),
            "SetAttributes" => self.set_attributes(),
            "Notify" => self.notify(),
            "ReadFile" => self.read_file(),
            "RemoveFile" => self.remove_file(),
            "Look" => Call::Look { name: self.plain() },
            "GetSetting" => Call::GetSetting { setting: self.setting() },
            "TrySetting" => self.try_setting(),
            // Its operand, if it has one, is any descriptor.
            _ => return form.draw(picks, self.draw),
        }
        .into()
    }

    /// Which call, by the weights of the table where the state does not say otherwise.
    fn form(&mut self, picks: Picks) -> &'static Form {
        let world = self.view.world;
        let process = world.process(self.by);
        let room = !world.is_full(self.by);
        let roomy = picks.len() < OPEN_MAX && world.free_slots(self.by) > 1;
        let bounds = &self.model.bounds;
        let bound = bounds.rlimit_drawn || bounds.is_drawn(Limit::MqueueQueuesMax);
        let opens = match (picks.is_empty(), roomy, bound) {
            (true, ..) => 200,
            (_, false, _) => 1,
            (_, true, true) => 40,
            (_, true, false) => 16,
        };
        // Its child takes its time, and a lone worker may not wait.
        let threads =
            bounds.leaves_room() && process.nofile_room.is_none() && world.processes.len() > 1;
        let mounted = self.view.facts.mqueue && room;
        let mounts = mounted && holds(self.by, Capability::SYS_ADMIN, world);
        let ours = self.view.facts.own_ipc_limits && room && !process.other_uid;
        self.draw.form(&CALLS, |form| match form.variant {
            "Open" => opens,
            "Unlink" if bound => 24,
            "NotifyThread" if !threads => 0,
            "ReadFile" | "RemoveFile" | "Look" | "Directory" if !mounted => 0,
            "Mount" if !mounts => 0,
            "GetSetting" | "TrySetting" if !ours => 0,
            _ if picks.is_empty() && form.takes_descriptor() => 0,
            _ => form.weight(),
        })
    }

    /// A call with a descriptor that is none.
    fn without_descriptor(&mut self) -> Call {
        let fd = Pick::NONE;
        let (tag, until) = (Tag(self.view.step), Until::Forever);
        match self.draw.below(4) {
            0 => Call::Send { fd, tag, bytes: 1, priority: 0, until },
            1 => Call::Receive { fd, bytes: 64, until },
            2 => Call::Notify { fd, request: Request::Nothing, tag },
            _ => Call::GetAttributes { fd },
        }
    }

    /// Looks at a registration that must outlast the closing of another descriptor: on Linux it
    /// does not, and a race would hide what was wrong.
    fn look_at_doubted(&mut self) -> Option<Call> {
        let (model, by) = (self.model, self.by);
        let lost =
            |queue: &Queue| queue.registration.is_some_and(|held| held.kept == Kept::OtherClosed);
        let fd = self.view.picks(by, |file| lost(model.of(file))).nth(0)?;
        if self.view.racing {
            return Some(Call::GetAttributes { fd });
        }
        if !self.draw.percent(70) {
            return None;
        }
        let queue = self.queue(fd)?;
        if queue.registration.is_some_and(|held| held.by == by) {
            let name = Name::plain()
                .find(|name| model.named(*name).is_some_and(|named| std::ptr::eq(named, queue)))?;
            return self.is_readable(name).then_some(Call::ReadFile { name });
        }
        Some(Call::Notify { fd, request: Request::Nothing, tag: Tag(self.view.step) })
    }

    fn queue(&self, fd: Pick) -> Option<&Queue> {
        self.view.file(self.by, fd).map(|file| self.model.of(file))
    }

    /// Nobody else could wake a sleeper.
    fn is_alone(&self) -> bool {
        let awake = |actor: &Actor| !self.view.waiting.contains(actor);
        self.view.world.actors().filter(awake).count() < 2
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (fd, name, until) = (Pick(0), Name::Plain(0), Until::Forever);
    let plain: Flags<OpenFlags> = Flags::of(NONBLOCK);
    let create = plain.with(CREATE);
    let given = Some(Given::of(2, 16));
    let open = |access, flags, attributes| Call::Open {
        name,
        access,
        flags,
        mode: PRIVATE,
        attributes,
        library: false,
    };
    let send = |tag, bytes, priority| Call::Send { fd, tag: Tag(tag), bytes, priority, until };
    let calls = [
        open(Access::Both, create, given),
        open(Access::Both, create, None),
        open(Access::Read, plain, None),
        open(Access::Both, create.with(EXCLUSIVE), given),
        Call::Unlink { name, library: false },
        send(1, 16, 0),
        send(2, 9, 1),
        send(3, 0, 0),
        send(4, 17, 0),
        send(5, 8, 32_767),
        Call::Receive { fd, bytes: 8192, until },
        Call::Receive { fd, bytes: 15, until },
        Call::GetAttributes { fd },
        Call::SetAttributes { fd, nonblocking: true, other_flag: false, junk: true },
        Call::Notify { fd, request: Request::Signal(0), tag: Tag(6) },
        Call::Notices,
        Call::ReadFile { name },
        Call::Status { fd },
    ];
    (calls.map(Op::from).into(), 2)
}
