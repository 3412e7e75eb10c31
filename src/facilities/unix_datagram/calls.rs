//! The calls of datagram sockets, and what comes back.

use super::UNIX_DATAGRAM;
use crate::engine::content::Content;
use crate::engine::forms::{Flags, OutcomeRow, Row, Tag};
use crate::engine::{Errno, Op, Outcome, Pick};
use crate::families::socket::{
    self, Address, Alone, How, Making, Name, Peer, Receiving, Sending, Told, Wrong,
};
use crate::{calls, outcomes};

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
    /// A socket without another one.
    Socket { flags: Flags<Making> },
        Row::of("socket").weight(3).opens(1)
            .words("socket {flags}").c("keep(socket(AF_UNIX, SOCK_DGRAM|{flags}, 0));");
    Bind { fd: Pick, name: Name },
        Row::of("bind").weight(6)
            .words("bind {fd} to {name}").c("bind(fd[{fd}], {name}, sizeof({name}));");
    Autobind { fd: Pick },
        Row::of("bind").weight(2)
            .words("bind {fd} to any name").c("bind(fd[{fd}], unnamed, sizeof(sa_family_t));");
    Unlink { name: Name },
        Row::of("unlink").weight(2).races(false)
            .words("unlink {name}").c("unlink({name}.sun_path);");
    Connect { fd: Pick, name: Name },
        Row::of("connect").weight(6)
            .words("connect {fd} to {name}").c("connect(fd[{fd}], {name}, sizeof({name}));");
    Dissolve { fd: Pick },
        Row::of("connect").weight(2)
            .words("connect {fd} to nothing")
            .c("connect(fd[{fd}], unspecified, sizeof(sa_family_t));");
    SendTo { fd: Pick, name: Name, bytes: u32 = [1], tag: Tag, flags: Flags<Sending> },
        Row::of("sendto").weight(12)
            .words("send {bytes} (#{tag}) on {fd} to {name} {flags}")
            .c("sendto(fd[{fd}], buffer, {bytes}, {flags}, {name}, sizeof({name}));");
    /// A receive of which the source is looked at.
    Source { fd: Pick },
        Row::of("recvfrom").weight(4)
            .words("receive from {fd}: whence?").c("show_source(fd[{fd}]);");
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
    /// On a pair of its own: how long the address is from which a datagram came.
    SourceOfPair,
        Row::of("recvfrom of a pair").races(false)
            .words("how long is the source of a datagram of a pair?").c("show_source_of_pair();");
    /// On a pair of its own: a send to the address of a third socket.
    TargetOfConnected,
        Row::of("sendto of a pair").races(false)
            .words("a socket of a pair sends to a third").c("send_to_third();");
    /// Connects a socket of its own to one that listens for streams.
    OtherType { path: bool },
        Row::of("connect to a stream").races(false)
            .words("connect to {path?a path|an abstract name} of a stream")
            .c("connect_to_stream({path?path_a|abstract_a});");
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
    /// A new socket, and its flags.
    Opened { cloexec: bool, nonblock: bool },
        OutcomeRow::of("a new socket{cloexec?, close-on-exec|}{nonblock?, non-blocking|}");
    /// An address, and whether its length is that of the family and the name.
    Address { address: Address, fits: bool },
        OutcomeRow::of("{address}{fits?|, of another length}");
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

impl Call {
    /// Whether it is about a socket that was made alone.
    pub fn wants_single(self) -> bool {
        matches!(
            self,
            Self::Bind { .. }
                | Self::Autobind { .. }
                | Self::Connect { .. }
                | Self::Dissolve { .. }
                | Self::SendTo { .. }
                | Self::Source { .. }
        )
    }
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
