//! The calls of datagram sockets, and what comes back.

use super::UNIX_DATAGRAM;
use crate::engine::content::Content;
use crate::engine::forms::{Flags, OutcomeRow, Row, Tag};
use crate::engine::{Answer, Errno, Hands, Op, Outcome, Pick};
use crate::families::socket::{
    self, Alone, How, Made, Making, Peer, Receiving, Sending, Told, Wrong,
};
use crate::{calls, outcomes, sys};

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of UNIX_DATAGRAM:
    Pair { flags: Flags<Making>, wrong: Wrong },
        Row::of("socketpair").weight(3).opens(2)
            .words("socketpair {flags}{wrong}").written(pair_c);
    Send { fd: Pick, bytes: u32 = [1], tag: Tag, flags: Flags<Sending> },
        Row::of("send").weight(30)
            .words("send {bytes} (#{tag}) on {fd} {flags}")
            .c("send(fd[{fd}], buffer, {bytes}, {flags});");
    Write { fd: Pick, bytes: u32 = [1], tag: Tag },
        Row::of("write").weight(8)
            .words("write {bytes} (#{tag}) to {fd}").c("write(fd[{fd}], buffer, {bytes});");
    Recv { fd: Pick, bytes: u32 = [1], flags: Flags<Receiving> },
        Row::of("recv").weight(30).class(class)
            .words("recv {bytes} from {fd} {flags}")
            .c("recv(fd[{fd}], buffer, {bytes}, {flags});");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(6).class(class)
            .words("read {bytes} from {fd}").c("read(fd[{fd}], buffer, {bytes});");
    /// recvmsg, of which MSG_TRUNC among the flags that it tells is looked at.
    Whether { fd: Pick, bytes: u32 = [1] },
        Row::of("recvmsg").weight(6)
            .words("recvmsg {bytes} from {fd}: cut?").c("recvmsg_cut(fd[{fd}], {bytes});");
    Shutdown { fd: Pick, how: How },
        Row::of("shutdown").weight(5)
            .words("shut {fd} down for {how}").c("shutdown(fd[{fd}], {how});");
    /// `SO_PEERCRED`.
    PeerCred { fd: Pick },
        Row::of("getsockopt(SO_PEERCRED)").weight(3)
            .words("the peer of {fd}?").c("show_peer(fd[{fd}]);");
    Option { fd: Pick, which: Told },
        Row::of("getsockopt").weight(3)
            .words("{which} of {fd}?").c("getsockopt(fd[{fd}], SOL_SOCKET, {which}, &n, &size);");
    Name { fd: Pick, of_peer: bool },
        Row::of("getsockname").weight(2)
            .words("the name of {of_peer?the peer of |}{fd}?")
            .c("get{of_peer?peer|sock}name(fd[{fd}], (struct sockaddr *)&name, &size);");
    Fionread { fd: Pick },
        Row::of("ioctl(FIONREAD)").weight(5).races(false)
            .words("FIONREAD {fd}").c("ioctl(fd[{fd}], FIONREAD, &n);");
    /// A byte out of band, sent or received.
    OutOfBand { fd: Pick, receives: bool },
        Row::of("MSG_OOB").races(false)
            .words("{receives?recv|send} 1 out of band on {fd}")
            .c("{receives?recv|send}(fd[{fd}], buffer, 1, MSG_OOB|MSG_DONTWAIT);");
    /// On a pair of its own: an empty datagram is read, and then received.
    ReadOfEmpty,
        Row::of("read of an empty datagram").races(false)
            .words("is an empty datagram left by read?").c("read_of_empty();");
    /// On a pair of its own: a byte and a descriptor are received where the rest of the buffer is
    /// not memory.
    PartlyMapped,
        Row::of("recvmsg into half a buffer").races(false)
            .words("receive a byte before no memory").c("receive_before_nothing();");
    /// On a pair of its own: a descriptor is sent without any bytes.
    RightsAlone,
        Row::of("a descriptor alone").races(false)
            .words("does a descriptor come without bytes?").c("send_descriptor_alone();");
    /// On a pair of its own: what has come is received after a send to the closed other socket.
    RefusedSend,
        Row::of("send to a closed socket").races(false)
            .words("does what came before survive a send to the closed socket?")
            .c("send_to_closed();");
    /// On a socket of its own, which is not connected.
    Alone { does: Alone },
        Row::of("a call on an unconnected socket").races(false)
            .words("{does} on a socket that is not connected").c("{does};");
    /// On a pair of its own, whose send buffer is set: the longest datagram, and a longer one.
    Largest { buffer_bytes: u32 = [4096, 10000, 2048] },
        Row::of("setsockopt(SO_SNDBUF)").races(false)
            .words("send as much as SO_SNDBUF {buffer_bytes} lets, and more")
            .c("send_largest({buffer_bytes});");
}

outcomes! { Seen of UNIX_DATAGRAM:
    /// A new pair, and the flags of both sockets.
    Created { cloexec: [bool; 2], nonblock: [bool; 2] },
        OutcomeRow::of("a new pair, close-on-exec {cloexec}, non-blocking {nonblock}");
    /// The creation failed; whether the array was left as it was.
    Refused { errno: Errno, array_untouched: bool },
        OutcomeRow::of("{errno}{array_untouched?|, the array written to}");
    /// The number that a receive returned, and what it gave.
    Received { content: Content, length: u64 },
        OutcomeRow::of("received {content}, told as {length}")
            .differs(received_differs).lie(received_lie);
    Sent { bytes: u64 }, OutcomeRow::of("sent {bytes}");
    Done, OutcomeRow::of("done");
    Peer { peer: Peer }, OutcomeRow::of("made by {peer}");
    Value { value: i32 }, OutcomeRow::of("{value}");
    /// An address of so many bytes.
    Length { bytes: u64 }, OutcomeRow::of("an address of {bytes} bytes");
    /// Whether the flags of a received datagram say that a part of it was discarded.
    Cut { told: bool }, OutcomeRow::of("MSG_TRUNC {told?set|clear}");
    /// Whether a datagram was still there.
    Left { left: bool }, OutcomeRow::of("{left?left|gone}");
    /// Whether the descriptor came.
    Came { came: bool }, OutcomeRow::of("{came?came|did not come}");
    Count { bytes: u64 }, OutcomeRow::of("{bytes} bytes");
    /// Whether the longest datagram goes, and one that is a byte longer is too long.
    Largest { goes: bool, refused: bool },
        OutcomeRow::of("the longest {goes?goes|fails}, a longer one {refused?is too long|is not}");
    /// A receive into a buffer of which a part is not memory: the bytes, whether the descriptor
    /// came, and whether the far end of what it refers to hung up once all were closed.
    Partly { bytes: u64, came: bool, gone: bool },
        OutcomeRow::of("{bytes} bytes, {came?a|no} descriptor{gone?|, which stays open}");
}

/// The first claim of a receive speaks of what it gives, the second of how much.
fn received_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Received { content: expected, .. }, Seen::Received { content, .. }) => {
            usize::from(content.partial_cmp(&expected).is_some())
        }
        _ => 0,
    }
}

fn received_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Received { content, length } = Seen::of(truth) else { return None };
    let lie = match part {
        0 => Seen::Received { content: content.reversed()?, length },
        _ => Seen::Received { content, length: length + 1 },
    };
    Some(lie.into())
}

fn pair_c(op: &Op) -> String {
    let Call::Pair { flags, wrong } = Call::of(op) else { return String::new() };
    socket::pair_c("SOCK_DGRAM", flags, wrong)
}

fn class(op: &Op) -> u32 {
    match Call::of(op) {
        Call::Recv { bytes, flags, .. } => {
            let peek = u32::from(flags.has(socket::PEEK));
            let waitall = u32::from(flags.has(socket::WAITALL)) << 3;
            u32::from(bytes == 0) | peek << 1 | u32::from(flags.has(socket::TRUNC)) << 2 | waitall
        }
        Call::Read { bytes, .. } => u32::from(bytes == 0),
        _ => 0,
    }
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let sent = |bytes: usize| Seen::Sent { bytes: bytes as u64 }.into();
    match Call::of(op) {
        Call::Pair { flags, wrong } => match socket::pair(libc::SOCK_DGRAM, flags, wrong, hands)? {
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
            Seen::Length { bytes: sys::name_bytes(hands.fd(fd), of_peer)? as u64 }.answer()
        }
        Call::Fionread { fd } => {
            let bytes = sys::readable_bytes(hands.fd(fd))? as u64;
            Seen::Count { bytes }.answer()
        }
        Call::Largest { buffer_bytes } => {
            let buffer_bytes = buffer_bytes.cast_signed();
            let [goes, refused] = socket::largest(libc::SOCK_DGRAM, buffer_bytes)?;
            Seen::Largest { goes, refused }.answer()
        }
        Call::OutOfBand { fd, receives } => socket::out_of_band(hands.fd(fd), receives).map(sent),
        Call::ReadOfEmpty => {
            Seen::Left { left: socket::read_leaves_empty(libc::SOCK_DGRAM)? }.answer()
        }
        Call::RightsAlone => Seen::Came { came: socket::rights_alone(libc::SOCK_DGRAM)? }.answer(),
        Call::RefusedSend => {
            Seen::Left { left: socket::unread_survives(libc::SOCK_DGRAM)? }.answer()
        }
        Call::Alone { does } => {
            does.run(libc::SOCK_DGRAM)?;
            Seen::Done.answer()
        }
        Call::PartlyMapped => {
            let socket::Partly { bytes, came, gone } = socket::partly_mapped(libc::SOCK_DGRAM)?;
            Seen::Partly { bytes, came, gone }.answer()
        }
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
