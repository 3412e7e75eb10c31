//! The calls of datagram sockets, made: raw. It decides nothing.

use super::calls::{Call, Seen};
use crate::engine::content::Content;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::families::socket::{self, Address, Made, Name, Peer};
use crate::sys;

const KIND: i32 = libc::SOCK_DGRAM;

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let sent = |bytes: usize| Seen::Sent { bytes: bytes as u64 }.into();
    match Call::of(op) {
        Call::Pair { flags, wrong } => match socket::pair(KIND, flags, wrong, hands)? {
            Made::Pair { cloexec, nonblock } => Seen::Created { cloexec, nonblock },
            Made::Refused { errno, array_untouched } => Seen::Refused { errno, array_untouched },
        }
        .answer(),
        Call::Send { fd, bytes, tag, flags } => {
            sys::send(hands.fd(fd), tag.piece(bytes).as_slice().into(), flags.bits()).map(sent)
        }
        Call::Write { fd, bytes, tag } => {
            sys::write(hands.fd(fd), tag.piece(bytes).as_slice().into()).map(sent)
        }
        Call::Recv { fd, bytes, flags } => received(bytes, hands, |hands, bytes| {
            let fd = hands.fd(fd);
            sys::recv(fd, (&mut hands.scratch[..bytes]).into(), flags.bits())
        }),
        Call::Read { fd, bytes } => received(bytes, hands, |hands, bytes| {
            let fd = hands.fd(fd);
            sys::read(fd, (&mut hands.scratch[..bytes]).into())
        }),
        Call::Whether { fd, bytes } => {
            let fd = hands.fd(fd);
            let told = sys::recvmsg(fd, &mut hands.scratch[..bytes as usize], 0)?;
            Seen::Cut { told: told.flags & libc::MSG_TRUNC != 0 }.answer()
        }
        Call::Shutdown { fd, how } => {
            sys::shutdown(hands.fd(fd), how.bits())?;
            Seen::Done.answer()
        }
        Call::PeerCred { fd } => Seen::Peer { peer: Peer::of(hands.fd(fd), hands)? }.answer(),
        Call::Option { fd, which } => {
            Seen::Value { value: sys::socket_option(hands.fd(fd), which.option())? }.answer()
        }
        Call::Name { fd, of_peer } => {
            told(sys::socket_name(hands.fd(fd), of_peer)?, hands).answer()
        }
        Call::Fionread { fd } => {
            let bytes = sys::readable_bytes(hands.fd(fd))? as u64;
            Seen::Count { bytes }.answer()
        }
        Call::OutOfBand { fd, receives } => socket::out_of_band(hands.fd(fd), receives).map(sent),
        call @ (Call::Socket { .. }
        | Call::Bind { .. }
        | Call::Autobind { .. }
        | Call::Unlink { .. }
        | Call::Connect { .. }
        | Call::Dissolve { .. }
        | Call::SendTo { .. }
        | Call::Source { .. }) => named(call, hands),
        call => own(call, hands),
    }
}

/// What is about names, and about sockets that are made alone.
fn named(call: Call, hands: &mut Hands) -> Answer {
    match call {
        Call::Socket { flags } => {
            let fd = sys::socket(libc::AF_UNIX, KIND | flags.bits())?;
            let has = |command, bit: i32| {
                sys::fcntl(fd, command, 0).is_ok_and(|flags| flags & bit as usize != 0)
            };
            let cloexec = has(libc::F_GETFD, libc::FD_CLOEXEC);
            let nonblock = has(libc::F_GETFL, libc::O_NONBLOCK);
            hands.keep(fd);
            return Seen::Opened { cloexec, nonblock }.answer();
        }
        Call::Bind { fd, name } => sys::bind(hands.fd(fd), &name.noted(hands)),
        Call::Autobind { fd } => sys::bind(hands.fd(fd), &[]),
        Call::Unlink { name } => name.unlink(hands),
        Call::Connect { fd, name } => sys::connect(hands.fd(fd), &name.bytes(hands)),
        Call::Dissolve { fd } => sys::disconnect(hands.fd(fd)),
        Call::SendTo { fd, name, bytes, tag, flags } => {
            let (fd, piece, name) = (hands.fd(fd), tag.piece(bytes), name.bytes(hands));
            let sent = sys::send_to(fd, piece.as_slice(), flags.bits(), &name)?;
            return Seen::Sent { bytes: sent as u64 }.answer();
        }
        Call::Source { fd } => {
            let fd = hands.fd(fd);
            let source = sys::receive_from(fd, &mut hands.scratch)?;
            return told(source, hands).answer();
        }
        _ => unreachable!("the other calls are made elsewhere"),
    }?;
    Seen::Done.answer()
}

fn told((name, bytes): (Vec<u8>, usize), hands: &Hands) -> Seen {
    let address = Address::told(&name, hands);
    Seen::Address { address, fits: address.is_as_long(bytes as u64, hands) }
}

/// What calls show that make sockets of their own.
fn own(call: Call, hands: &Hands) -> Answer {
    match call {
        Call::Largest { buffer_bytes } => {
            let buffer_bytes = buffer_bytes.cast_signed();
            let [goes, refused] = socket::largest(KIND, buffer_bytes)?;
            Seen::Largest { goes, refused }.answer()
        }
        Call::ReadOfEmpty => Seen::Left { left: socket::read_leaves_empty(KIND)? }.answer(),
        Call::RightsAlone => Seen::Came { came: socket::rights_alone(KIND)? }.answer(),
        Call::RefusedSend => Seen::Left { left: socket::unread_survives(KIND)? }.answer(),
        Call::Alone { does } => {
            does.run(KIND)?;
            Seen::Done.answer()
        }
        Call::PartlyMapped => {
            let socket::Partly { bytes, came, gone } = socket::partly_mapped(KIND)?;
            Seen::Partly { bytes, came, gone }.answer()
        }
        Call::SourceOfPair => Seen::Length { bytes: socket::source_of_pair(KIND)? }.answer(),
        Call::TargetOfConnected => {
            Seen::Sent { bytes: socket::target_of_connected(KIND)? as u64 }.answer()
        }
        Call::OtherType { path: false } => {
            socket::to_other_type(KIND, &[])?;
            Seen::Done.answer()
        }
        Call::OtherType { path: true } => {
            let done = socket::to_other_type(KIND, &Name::Stream.noted(hands));
            let _ = Name::Stream.unlink(hands);
            done?;
            Seen::Done.answer()
        }
        _ => unreachable!("the other calls are made before"),
    }
}

/// Removes every path that a case may have made.
pub fn clean(hands: &mut Hands) {
    for name in Name::PATHS {
        // Most cases use none of them.
        let _ = name.unlink(hands);
    }
}

fn received(
    bytes: u32,
    hands: &mut Hands,
    receive: impl FnOnce(&mut Hands, usize) -> Result<usize, Errno>,
) -> Answer {
    let length = receive(hands, bytes as usize)?;
    let content = Content::decode(&hands.scratch[..length.min(bytes as usize)]);
    Seen::Received { content, length: length as u64 }.answer()
}
