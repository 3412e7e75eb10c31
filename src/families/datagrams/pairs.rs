//! Pairs of sockets that exchange messages: which are open, shut down, and hold what.

use smallvec::SmallVec;

use super::inbox::Inbox;
use crate::engine::forms::Flags;
use crate::engine::{Access, Actor, File, Next, Object, World};
use crate::families::socket::{CLOEXEC, How, Making, NONBLOCK, Peer};

/// The sockets of a case, by object number; a closed one keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Pairs(SmallVec<[End; 4]>);

/// One socket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct End {
    pub open: bool,
    pub inbox: Inbox,
    pub shut_read: bool,
    pub shut_write: bool,
    /// The other socket was closed before it had received all.
    pub reset: bool,
    /// Who made the pair.
    pub made_by: Peer,
}

impl End {
    /// Whether neither way was shut down on it.
    pub fn is_whole(&self) -> bool {
        self.open && !self.shut_read && !self.shut_write
    }
}

impl Pairs {
    pub fn end(&self, object: Object) -> &End {
        &self.0[object.index()]
    }

    /// The other socket of its pair: its number differs in the last bit.
    pub fn peer(&self, object: Object) -> &End {
        &self.0[object.index() ^ 1]
    }

    pub fn end_mut(&mut self, object: Object) -> &mut End {
        &mut self.0[object.index()]
    }

    pub fn peer_mut(&mut self, object: Object) -> &mut End {
        &mut self.0[object.index() ^ 1]
    }

    /// A socket by its number.
    pub fn numbered(&self, number: u8) -> &End {
        &self.0[usize::from(number)]
    }

    pub fn numbered_mut(&mut self, number: u8) -> &mut End {
        &mut self.0[usize::from(number)]
    }

    /// The number of the socket that was made alone last.
    pub fn last_alone(&self) -> u8 {
        (self.0.len() - 2) as u8
    }

    /// How many sockets are open.
    pub fn open(&self) -> usize {
        self.0.iter().filter(|end| end.open).count()
    }

    /// A new pair, whose sockets take the caller's next two descriptors.
    pub fn create(&mut self, flags: Flags<Making>, by: Actor, world: &World) -> Next {
        let first = self.put(by, world);
        Next::opening([first, first + 1].map(|number| opened(number, flags)))
    }

    /// A new socket without another one: what would be that is closed. It takes the caller's next
    /// descriptor.
    pub fn create_alone(&mut self, flags: Flags<Making>, by: Actor, world: &World) -> Next {
        let number = self.put(by, world);
        self.numbered_mut(number + 1).open = false;
        Next::opening([opened(number, flags)])
    }

    /// The number of the first of two new sockets.
    fn put(&mut self, by: Actor, world: &World) -> u8 {
        let first = self.0.len() as u8;
        let other = world.process(by).other_uid;
        let made_by = Peer::Process { first: world.process_of(by), other };
        let end = End {
            open: true,
            inbox: Inbox::default(),
            shut_read: false,
            shut_write: false,
            reset: false,
            made_by,
        };
        self.0.extend([end.clone(), end]);
        first
    }

    pub fn shut(&mut self, object: Object, how: How) {
        let end = self.end_mut(object);
        end.shut_read |= how.reads();
        end.shut_write |= how.writes();
    }

    /// The last descriptor of a socket was closed.
    pub fn closed(&mut self, object: Object) {
        let unread = !self.end(object).inbox.is_empty();
        self.end_mut(object).open = false;
        self.peer_mut(object).reset |= unread;
    }
}

/// The description of a new socket.
fn opened(number: u8, flags: Flags<Making>) -> File {
    File {
        object: Object::of(number),
        access: Access::Both,
        nonblocking: flags.has(NONBLOCK),
        cloexec: flags.has(CLOEXEC),
        note: 0,
    }
}
