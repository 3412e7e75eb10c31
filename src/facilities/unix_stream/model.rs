//! The state of stream sockets: what is on its way to each, and how it follows from what was seen.

mod odd;
mod receive;
mod rules;
mod send;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{Call, Seen};
use crate::engine::content::{Content, Piece};
use crate::engine::forms::Flags;
use crate::engine::{
    self, Access, Actor, Errno, Event, File, How, Model, Next, Object, Pick, Readiness, Ruling,
    Taken, World,
};
use crate::families::socket::{CLOEXEC, Making, NONBLOCK, PEEK, Peer};
use crate::families::stream::Held;

/// No page says how much a socket has room for. A few short sends fit, or nothing could be sent:
/// up to so many bytes,
pub const FITS_BYTES: u32 = 4096;
/// and so many sends.
const FITS_SENDS: usize = 8;

/// The sockets of a case, by object number; a closed one keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sockets {
    ends: SmallVec<[End; 4]>,
    /// What receives with MSG_WAITALL that still sleep have taken.
    taken: SmallVec<[(Actor, SmallVec<[Piece; 2]>); 1]>,
}

/// One socket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct End {
    pub peer: u8,
    pub open: bool,
    /// What was sent to it and not received.
    pub inbox: Held<()>,
    pub shut_read: bool,
    pub shut_write: bool,
    /// The other socket was closed before it had received all.
    pub reset: bool,
    /// The last send to it found no room, and nothing was received since.
    pub full: bool,
    /// The actor whose sleeping send has put some of its bytes into the inbox: how many, nobody
    /// says.
    pub partly_by: Option<Actor>,
    /// Such a sender is gone: how much it sent, nobody says.
    pub lost: bool,
    /// What comes first was received with MSG_PEEK.
    pub peeked: bool,
    /// Who made it.
    pub made_by: Peer,
}

impl End {
    fn new(peer: u8, made_by: Peer) -> Self {
        Self {
            peer,
            open: true,
            inbox: Held::default(),
            shut_read: false,
            shut_write: false,
            reset: false,
            full: false,
            partly_by: None,
            lost: false,
            peeked: false,
            made_by,
        }
    }

    /// Whether so many bytes more are sure to fit into its inbox.
    pub fn fits(&self, bytes: u32) -> bool {
        self.inbox.bytes() + bytes <= FITS_BYTES && self.inbox.segments().len() < FITS_SENDS
    }

    fn take(&mut self, bytes: u32) {
        if bytes > 0 {
            self.inbox.take(bytes);
            (self.full, self.peeked) = (false, false);
        }
    }
}

impl Sockets {
    pub fn end(&self, object: Object) -> &End {
        &self.ends[object.index()]
    }

    /// The other socket.
    pub fn peer(&self, object: Object) -> &End {
        &self.ends[usize::from(self.end(object).peer)]
    }

    fn end_mut(&mut self, object: Object) -> &mut End {
        &mut self.ends[object.index()]
    }

    fn peer_mut(&mut self, object: Object) -> &mut End {
        let peer = usize::from(self.end(object).peer);
        &mut self.ends[peer]
    }

    /// How many sockets are open.
    pub fn open(&self) -> usize {
        self.ends.iter().filter(|end| end.open).count()
    }

    /// What a sleeping receive of this actor has taken.
    pub fn taken(&self, by: Actor) -> &[Piece] {
        let own = self.taken.iter().find(|(actor, _)| *actor == by);
        own.map_or(&[], |(_, pieces)| &pieces[..])
    }

    fn forget_taken(&mut self, by: Actor) {
        self.taken.retain(|(actor, _)| *actor != by);
    }

    fn create(&mut self, flags: Flags<Making>, by: Actor, world: &World) -> Next {
        let first = self.ends.len() as u8;
        let other = world.process(by).other_uid;
        let made_by = Peer::Process { first: world.process_of(by), other };
        self.ends.push(End::new(first + 1, made_by));
        self.ends.push(End::new(first, made_by));
        let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
        Next::opening([first, first + 1].map(|number| File {
            object: Object::of(number),
            access: Access::Both,
            nonblocking,
            cloexec,
            note: 0,
        }))
    }

    /// What calls that returned did to the sockets.
    fn returned(&mut self, call: &engine::Call<'_>, seen: &Seen, world: &World) -> Next {
        let object = |fd: Pick| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), seen) {
            (Call::Pair { flags, .. }, Seen::Created { .. }) => {
                return self.create(flags, call.by, world);
            }
            (
                Call::Send { fd, bytes, tag, .. } | Call::Write { fd, bytes, tag },
                Seen::Sent { bytes: sent },
            ) => {
                let to = self.peer_mut(object(fd));
                to.partly_by = None;
                if call.done == 0 {
                    to.inbox.put(tag.piece(bytes).split(*sent as u32).0, ());
                    to.full |= (*sent as u32) < bytes;
                }
            }
            (Call::Recv { fd, flags, .. }, Seen::Received { content }) if flags.has(PEEK) => {
                self.end_mut(object(fd)).peeked |= !content.is_empty();
            }
            (Call::Recv { fd, .. } | Call::Read { fd, .. }, Seen::Received { content }) => {
                self.forget_taken(call.by);
                let bytes = content.len() as u32 - call.done as u32;
                self.end_mut(object(fd)).take(bytes);
            }
            (Call::Shutdown { fd, how }, Seen::Done) => {
                let end = self.end_mut(object(fd));
                end.shut_read |= how.reads();
                end.shut_write |= how.writes();
            }
            _ => {}
        }
        Next::here()
    }

    /// A sender found no room, or sent a part and goes on.
    fn went_on(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) {
        let object = |fd: Pick| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), &took.how) {
            (
                Call::Send { fd, .. } | Call::Write { fd, .. },
                How::Returned(Err(Errno::EAGAIN)) | How::Waited,
            ) => {
                let to = self.peer_mut(object(fd));
                to.full |= to.partly_by.is_none();
            }
            (
                Call::Send { fd, bytes, tag, .. } | Call::Write { fd, bytes, tag },
                How::Advanced(more),
            ) => {
                let rest = tag.piece(bytes).split(call.done as u32).1;
                let to = self.peer_mut(object(fd));
                to.inbox.put(rest.split(*more as u32).0, ());
                to.partly_by = Some(call.by);
            }
            (Call::Recv { fd, .. }, How::Advanced(more)) => {
                let end = self.end_mut(object(fd));
                let pieces: SmallVec<[Piece; 2]> =
                    end.inbox.front(*more as u32).map(|segment| segment.piece).collect();
                end.take(*more as u32);
                match self.taken.iter_mut().find(|(actor, _)| *actor == call.by) {
                    Some((_, taken)) => taken.extend(pieces),
                    None => self.taken.push((call.by, pieces)),
                }
            }
            (Call::Recv { .. }, How::Returned(Err(_))) => self.forget_taken(call.by),
            _ => {}
        }
    }

    /// An actor is gone, and what it had begun stays as it was.
    fn gone(&mut self, is_gone: impl Fn(Actor) -> bool) {
        self.taken.retain(|(actor, _)| !is_gone(*actor));
        for end in &mut self.ends {
            if end.partly_by.take_if(|actor| is_gone(*actor)).is_some() {
                end.lost = true;
            }
        }
    }

    /// The last descriptor of a socket was closed.
    fn closed(&mut self, object: Object) {
        let unread = !self.end(object).inbox.is_empty();
        self.end_mut(object).open = false;
        self.peer_mut(object).reset |= unread;
    }
}

impl Model for Sockets {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        if let How::Returned(Ok(outcome)) = took.how {
            return self.returned(call, &Seen::of(outcome), world);
        }
        self.went_on(call, took, world);
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match event {
            Event::Closed { file, last_of_description: true, .. } => self.closed(file.object),
            Event::Left(actor) => self.gone(|other| other == *actor),
            Event::Ended(process) => self.gone(|other| world.process_of(other) == *process),
            _ => {}
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        rules::ready(self, file)
    }
}

/// What these pieces are together.
fn content_of(pieces: impl IntoIterator<Item = Piece>) -> Content {
    pieces.into_iter().collect()
}
