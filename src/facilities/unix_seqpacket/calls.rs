//! The calls of sequenced-packet sockets, and what comes back.

use super::UNIX_SEQPACKET;
use crate::engine::content::Content;
use crate::engine::forms::{Flags, OutcomeRow, Row, Tag};
use crate::engine::{Answer, Errno, Hands, Op, Outcome, Pick};
use crate::families::socket::{self, How, Made, Making, Peer, Receiving, Sending, Told, Wrong};
use crate::{calls, outcomes, sys};

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of UNIX_SEQPACKET:
    Pair { flags: Flags<Making>, wrong: Wrong },
        Row::of("socketpair").weight(3).opens(2)
            .words("socketpair {flags}{wrong}").written(pair_c);
    Send { fd: Pick, bytes: u32 = [1], tag: Tag, flags: Flags<Sending> },
        Row::of("send").weight(30)
            .words("send {bytes} (#{tag}) on {fd} {flags}")
            .c("told(send(fd[{fd}], piece({tag}), {bytes}, {flags}));");
    Write { fd: Pick, bytes: u32 = [1], tag: Tag },
        Row::of("write").weight(8)
            .words("write {bytes} (#{tag}) to {fd}")
            .c("told(write(fd[{fd}], piece({tag}), {bytes}));");
    Recv { fd: Pick, bytes: u32 = [1], flags: Flags<Receiving> },
        Row::of("recv").weight(30).class(class)
            .words("recv {bytes} from {fd} {flags}")
            .c("received(recv(fd[{fd}], buffer, {bytes}, {flags}), {bytes}, 1);");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(6).class(class)
            .words("read {bytes} from {fd}")
            .c("received(read(fd[{fd}], buffer, {bytes}), {bytes}, 1);");
    /// recvmsg, of which MSG_TRUNC among the flags that it tells is looked at.
    Whether { fd: Pick, bytes: u32 = [1] },
        Row::of("recvmsg").weight(6)
            .words("recvmsg {bytes} from {fd}: cut?").c("told_cut(fd[{fd}], {bytes});");
    Shutdown { fd: Pick, how: How },
        Row::of("shutdown").weight(5)
            .words("shut {fd} down for {how}").c("took(shutdown(fd[{fd}], {how}));");
    /// `SO_PEERCRED`.
    PeerCred { fd: Pick },
        Row::of("getsockopt(SO_PEERCRED)").weight(3)
            .words("the peer of {fd}?").c("told_peer(fd[{fd}]);");
    Option { fd: Pick, which: Told },
        Row::of("getsockopt").weight(3)
            .words("{which} of {fd}?").c("told_option(fd[{fd}], {which});");
    Name { fd: Pick, of_peer: bool },
        Row::of("getsockname").weight(2)
            .words("the name of {of_peer?the peer of |}{fd}?")
            .c("told_name(fd[{fd}], {of_peer});");
    /// poll, of which a hang-up is looked at.
    Hangup { fd: Pick },
        Row::of("poll after shutdown").weight(2)
            .words("hang-up of {fd}?").c("told_hangup(fd[{fd}], 0);");
    /// A byte out of band, sent or received.
    OutOfBand { fd: Pick, receives: bool },
        Row::of("MSG_OOB").races(false)
            .words("{receives?recv|send} 1 out of band on {fd}")
            .c("out_of_band(fd[{fd}], {receives});");
    /// On a pair of its own: an empty message is read, and then received.
    ReadOfEmpty,
        Row::of("read of an empty message").races(false)
            .words("is an empty message left by read?").c("read_of_empty(SOCK_SEQPACKET);");
    /// On a pair of its own: a byte and a descriptor are received where the rest of the buffer is
    /// not memory.
    PartlyMapped,
        Row::of("recvmsg into half a buffer").races(false)
            .words("receive a byte before no memory").c("receive_before_nothing(SOCK_SEQPACKET);");
    /// On a pair of its own: a message that is longer than the send buffer.
    TooLong,
        Row::of("send of more than the buffer").races(false)
            .words("send a message longer than the buffer").c("send_much(SOCK_SEQPACKET, 1, 1);");
}

outcomes! { Seen of UNIX_SEQPACKET:
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
    /// Whether the flags of a received message say that a part of it was discarded.
    Cut { told: bool }, OutcomeRow::of("MSG_TRUNC {told?set|clear}");
    /// Whether a message was still there after it was read.
    Left { left: bool }, OutcomeRow::of("{left?left|taken}");
    Hangup { told: bool }, OutcomeRow::of("{told?hung up|no hang-up}");
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
    socket::pair_c("SOCK_SEQPACKET", flags, wrong)
}

fn class(op: &Op) -> u32 {
    match Call::of(op) {
        Call::Recv { bytes, flags, .. } => {
            let peek = u32::from(flags.has(socket::PEEK));
            u32::from(bytes == 0) | peek << 1 | u32::from(flags.has(socket::TRUNC)) << 2
        }
        Call::Read { bytes, .. } => u32::from(bytes == 0),
        _ => 0,
    }
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let sent = |bytes: usize| Seen::Sent { bytes: bytes as u64 }.into();
    match Call::of(op) {
        Call::Pair { flags, wrong } => {
            match socket::pair(libc::SOCK_SEQPACKET, flags, wrong, hands)? {
                Made::Pair { cloexec, nonblock } => Seen::Created { cloexec, nonblock },
                Made::Refused { errno, array_untouched } => {
                    Seen::Refused { errno, array_untouched }
                }
            }
            .answer()
        }
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
        Call::Hangup { fd } => Seen::Hangup { told: sys::poll_now(hands.fd(fd))?.hangup }.answer(),
        Call::TooLong => socket::too_long(libc::SOCK_SEQPACKET).map(sent),
        Call::OutOfBand { fd, receives } => socket::out_of_band(hands.fd(fd), receives).map(sent),
        Call::ReadOfEmpty => {
            Seen::Left { left: socket::read_leaves_empty(libc::SOCK_SEQPACKET)? }.answer()
        }
        Call::PartlyMapped => {
            let socket::Partly { bytes, came, gone } = socket::partly_mapped(libc::SOCK_SEQPACKET)?;
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
