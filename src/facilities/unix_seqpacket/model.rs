//! unix(7) and the pages of the calls, executable: sequenced-packet sockets.

mod rules;
#[cfg(test)]
mod tests;

use super::calls::{Call, Seen};
use crate::engine::forms::Flags;
use crate::engine::{
    self, Errno, Event, File, How, Model, Next, Pick, Readiness, Ruling, Taken, World,
};
use crate::families::datagrams::{Pairs, Receive, Receives};

/// The sockets of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sockets(pub Pairs);

impl Sockets {
    fn returned(&mut self, call: &engine::Call<'_>, seen: &Seen, world: &World) -> Next {
        let object = |fd: Pick| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), seen) {
            (Call::Pair { flags, .. }, Seen::Created { .. }) => {
                return self.0.create(flags, call.by, world);
            }
            (
                Call::Send { fd, bytes, tag, .. } | Call::Write { fd, bytes, tag },
                Seen::Sent { .. },
            ) => self.0.peer_mut(object(fd)).inbox.put(tag.piece(bytes)),
            (Call::Recv { fd, bytes, flags }, Seen::Received { .. }) => {
                let asked = Receive::of(bytes, false, flags);
                Receives::took(&mut self.0.end_mut(object(fd)).inbox, asked);
            }
            (Call::Read { fd, bytes }, Seen::Received { .. }) => {
                let asked = Receive::of(bytes, true, Flags::NONE);
                Receives::took(&mut self.0.end_mut(object(fd)).inbox, asked);
            }
            (Call::Whether { fd, bytes }, Seen::Cut { .. }) => {
                self.0.end_mut(object(fd)).inbox.take(bytes);
            }
            (Call::Shutdown { fd, how }, Seen::Done) => self.0.shut(object(fd), how),
            _ => {}
        }
        Next::here()
    }
}

impl Model for Sockets {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(&self.0, call, world)
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
                self.0.peer_mut(object).inbox.full = true;
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        if let Event::Closed { file, last_of_description: true, .. } = event {
            self.0.closed(file.object);
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        rules::ready(&self.0, file)
    }
}
