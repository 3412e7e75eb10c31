//! unix(7) and the pages of the calls, executable: datagram sockets.

mod rules;
pub mod singles;
#[cfg(test)]
mod tests;

use super::calls::{Call, Seen};
use crate::engine::content::Piece;
use crate::engine::forms::Flags;
use crate::engine::{
    self, Errno, Event, File, How, Model, Next, Object, Pick, Readiness, Ruling, Taken, World,
};
use crate::families::datagrams::{Pairs, Receive, Receives};
use crate::families::socket::{Address, Name};
use singles::{Holder, Singles};

/// The sockets of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sockets {
    pub pairs: Pairs,
    pub singles: Singles,
}

impl Sockets {
    fn returned(&mut self, call: &engine::Call<'_>, seen: &Seen, world: &World) -> Next {
        let object = |fd: Pick| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), seen) {
            (Call::Pair { flags, .. }, Seen::Created { .. }) => {
                return self.pairs.create(flags, call.by, world);
            }
            (Call::Socket { flags }, Seen::Opened { .. }) => {
                let next = self.pairs.create_alone(flags, call.by, world);
                self.singles.create(self.pairs.last_alone());
                return next;
            }
            (
                Call::Send { fd, bytes, tag, .. } | Call::Write { fd, bytes, tag },
                Seen::Sent { .. },
            ) => self.sent(object(fd), tag.piece(bytes), None),
            (Call::SendTo { fd, name, bytes, tag, .. }, Seen::Sent { .. }) => {
                self.sent(object(fd), tag.piece(bytes), Some(name));
            }
            (Call::Recv { fd, bytes, flags }, Seen::Received { .. }) => {
                self.received(object(fd), Receive::of(bytes, false, flags));
            }
            (Call::Read { fd, bytes }, Seen::Received { .. }) => {
                self.received(object(fd), Receive::of(bytes, true, Flags::NONE));
            }
            (Call::Whether { fd, bytes }, Seen::Cut { .. }) => {
                self.received(object(fd), Receive::of(bytes, false, Flags::NONE));
            }
            (Call::Source { fd }, Seen::Address { .. }) => {
                self.received(object(fd), Receive::of(u32::MAX, false, Flags::NONE));
            }
            (Call::Shutdown { fd, how }, Seen::Done) => self.pairs.shut(object(fd), how),
            (Call::Bind { fd, name }, Seen::Done) => {
                self.singles.bind(object(fd), Address::Of(name));
                self.singles.own(name, call.by, world);
            }
            (Call::Autobind { fd }, Seen::Done) => self.singles.bind(object(fd), Address::Auto),
            (Call::Unlink { name }, Seen::Done) => self.singles.unlink(name),
            (Call::Connect { fd, name }, Seen::Done) => {
                let Holder::Socket(to) = self.singles.holder(name) else { return Next::here() };
                self.connect(object(fd), Some(to));
            }
            (Call::Dissolve { fd }, Seen::Done) => self.connect(object(fd), None),
            _ => {}
        }
        Next::here()
    }

    /// A datagram went, to the socket of that name or to the one that the sender is connected to.
    fn sent(&mut self, from: Object, datagram: Piece, name: Option<Name>) {
        let to = match (self.singles.get(from), name.map(|name| self.singles.holder(name))) {
            (Some(_), Some(Holder::Socket(to))) => Some(to),
            (Some(single), None) => single.to,
            (Some(_), Some(_)) => None,
            (None, _) => return self.pairs.peer_mut(from).inbox.put(datagram),
        };
        let Some(to) = to else { return };
        self.pairs.numbered_mut(to).inbox.put(datagram);
        self.singles.put(from, to, datagram.bytes);
    }

    fn received(&mut self, by: Object, asked: Receive) {
        let inbox = &mut self.pairs.end_mut(by).inbox;
        let before = inbox.len();
        Receives::took(inbox, asked);
        if inbox.len() < before {
            self.singles.take(by);
        }
    }

    fn connect(&mut self, object: Object, to: Option<u8>) {
        if let Some(single) = self.singles.get_mut(object) {
            single.to = to;
        }
    }
}

impl Model for Sockets {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        match (&took.how, Call::of(call.op)) {
            (How::Returned(Ok(outcome)), _) => {
                return self.returned(call, &Seen::of(outcome), world);
            }
            (
                How::Returned(Err(Errno::EAGAIN)) | How::Waited,
                Call::Send { fd, .. } | Call::Write { fd, .. },
            ) => {
                let object = world.file(call.by, fd).expect("it was ruled").object;
                self.pairs.peer_mut(object).inbox.full = true;
            }
            (How::Returned(Err(_)), Call::Connect { fd, .. }) => {
                let object = world.file(call.by, fd).expect("it was ruled").object;
                if let Some(single) = self.singles.get_mut(object) {
                    single.unsure = true;
                }
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        if let Event::Closed { file, last_of_description: true, .. } = event {
            self.pairs.closed(file.object);
            self.singles.closed(file.object);
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        rules::ready(self, file)
    }
}
