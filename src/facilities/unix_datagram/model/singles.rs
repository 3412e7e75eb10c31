//! Sockets that were made alone: their names, and where what they send goes.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::engine::forms::Mode;
use crate::engine::{Access, Actor, Object, World};
use crate::families::names::Owned;
use crate::families::socket::{Address, NAMES, Name};

/// Datagrams of one sender that are sure to find room wherever it sends them: so many, of so many
/// bytes together.
const FITS_MESSAGES: usize = 3;
const FITS_BYTES: u32 = 4096;

/// What each name is the name of, and the sockets by object number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Singles {
    names: [Holder; NAMES],
    /// Whose the paths are.
    owners: [Owned; NAMES],
    sockets: BTreeMap<u8, Single>,
}

/// What a name is the name of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Holder {
    #[default]
    Nobody,
    /// A socket, by its number.
    Socket(u8),
    /// A socket that was closed: a path stays, an abstract name is free.
    Closed,
    /// A path that was unlinked.
    Unlinked,
}

/// One socket that was made alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Single {
    /// The socket to which it is connected.
    pub to: Option<u8>,
    pub address: Option<Address>,
    /// A connect failed, which leaves it in a state that no page tells.
    pub unsure: bool,
    /// Who sent each datagram that it holds.
    sources: SmallVec<[Source; 4]>,
}

/// Who sent a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Source {
    socket: u8,
    /// What its address was.
    address: Option<Address>,
    bytes: u32,
}

impl Singles {
    pub fn get(&self, object: Object) -> Option<&Single> {
        self.sockets.get(&object.number)
    }

    pub fn numbered(&self, number: u8) -> &Single {
        &self.sockets[&number]
    }

    pub fn get_mut(&mut self, object: Object) -> Option<&mut Single> {
        self.sockets.get_mut(&object.number)
    }

    pub fn holder(&self, name: Name) -> Holder {
        self.names[name as usize]
    }

    /// Names of open sockets.
    pub fn held(&self) -> impl Iterator<Item = Name> {
        use crate::engine::forms::Choice;
        let names = Name::TABLE.iter().map(|(name, ..)| *name);
        names.filter(|name| matches!(self.holder(*name), Holder::Socket(_)))
    }

    pub fn create(&mut self, number: u8) {
        self.sockets.insert(number, Single::default());
    }

    pub fn bind(&mut self, object: Object, address: Address) {
        if let Address::Of(name) = address {
            self.names[name as usize] = Holder::Socket(object.number);
        }
        if let Some(single) = self.get_mut(object) {
            single.address = Some(address);
        }
    }

    /// The same for a path: with all permissions but those of the umask.
    pub fn own(&mut self, name: Name, by: Actor, world: &World) {
        self.owners[name as usize] = Owned::new(by, Mode(0o777), world);
    }

    /// Whether an actor may write to a path, as a send does.
    pub fn may_write(&self, name: Name, by: Actor, world: &World) -> bool {
        !name.is_path() || self.owners[name as usize].grants(by, Access::Write, world)
    }

    pub fn unlink(&mut self, name: Name) {
        self.names[name as usize] = Holder::Unlinked;
    }

    /// Its last descriptor was closed.
    pub fn closed(&mut self, object: Object) {
        let Some(single) = self.get_mut(object) else { return };
        single.sources.clear();
        for holder in self.names.iter_mut().filter(|it| **it == Holder::Socket(object.number)) {
            *holder = Holder::Closed;
        }
    }

    /// Whether a datagram of so many bytes is sure to find room among what its sender has on its
    /// way.
    pub fn fits(&self, from: Object, bytes: u32) -> bool {
        let sources = self.sockets.values().flat_map(|single| &single.sources);
        let own = sources.filter(|source| source.socket == from.number);
        let (count, sum) = own.fold((0, bytes), |(count, sum), it| (count + 1, sum + it.bytes));
        count < FITS_MESSAGES && sum <= FITS_BYTES
    }

    /// A socket sent a datagram to another one.
    pub fn put(&mut self, from: Object, to: u8, bytes: u32) {
        let address = self.get(from).and_then(|single| single.address);
        let source = Source { socket: from.number, address, bytes };
        self.sockets.entry(to).and_modify(|single| single.sources.push(source));
    }

    /// It received the first datagram.
    pub fn take(&mut self, object: Object) {
        if let Some(single) = self.get_mut(object)
            && !single.sources.is_empty()
        {
            single.sources.remove(0);
        }
    }

    /// The address of the sender of the first datagram; none where it had another one then, or had
    /// none.
    pub fn source(&self, object: Object) -> Option<Address> {
        let first = self.get(object)?.sources.first()?;
        let now = self.sockets.get(&first.socket)?.address;
        first.address.filter(|address| now == Some(*address))
    }
}
