//! The calls of stream sockets, and what comes back.

mod odd;
mod seen;

use super::UNIX_STREAM;
use crate::claim::Need;
use crate::engine::content::Content;
use crate::engine::forms::{Flags, Row, Tag};
use crate::engine::{Answer, Hands, Op, Pick};
use crate::families::socket::{self, How, Made, Making, Peer, Receiving, Sending, Told, Wrong};
use crate::{calls, sys};
pub use odd::Elsewhere;
pub use seen::{OUTCOMES, Seen};

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of UNIX_STREAM:
    Pair { flags: Flags<Making>, wrong: Wrong },
        Row::of("socketpair").weight(3).opens(2)
            .words("socketpair {flags}{wrong}").written(pair_c);
    Send { fd: Pick, bytes: u32 = [1], tag: Tag, flags: Flags<Sending> },
        Row::of("send").weight(30).class(class)
            .words("send {bytes} (#{tag}) on {fd} {flags}")
            .c("told(send(fd[{fd}], piece({tag}), {bytes}, {flags}));");
    Write { fd: Pick, bytes: u32 = [1], tag: Tag },
        Row::of("write").weight(8).class(class)
            .words("write {bytes} (#{tag}) to {fd}")
            .c("told(write(fd[{fd}], piece({tag}), {bytes}));");
    Recv { fd: Pick, bytes: u32 = [1], flags: Flags<Receiving> },
        Row::of("recv").weight(30).class(class)
            .words("recv {bytes} from {fd} {flags}")
            .c("received(recv(fd[{fd}], buffer, {bytes}, {flags}), {bytes}, 0);");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(8).class(class)
            .words("read {bytes} from {fd}")
            .c("received(read(fd[{fd}], buffer, {bytes}), {bytes}, 0);");
    Shutdown { fd: Pick, how: How },
        Row::of("shutdown").weight(5)
            .words("shut {fd} down for {how}").c("took(shutdown(fd[{fd}], {how}));");
    /// A long receive beside it may have taken a part: that it does so at once no page promises.
    Fionread { fd: Pick },
        Row::of("ioctl(FIONREAD)").weight(5).races(false)
            .words("FIONREAD {fd}").c("told_readable(fd[{fd}]);");
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
    Lseek { fd: Pick },
        Row::of("lseek").words("lseek {fd}").c("took(lseek(fd[{fd}], 0, SEEK_CUR));");
    /// Reads the link in /proc/self/fd.
    Link { fd: Pick },
        Row::of("readlink").needs(&[Need::Proc]).words("readlink {fd}").c("told_link(fd[{fd}]);");
    /// poll, of which a hang-up is looked at.
    Hangup { fd: Pick },
        Row::of("poll after shutdown").weight(2)
            .words("hang-up of {fd}?").c("told_hangup(fd[{fd}], 0);");
    /// poll for POLLRDHUP, or epoll for EPOLLRDHUP.
    ReadHangup { fd: Pick, by_epoll: bool },
        Row::of("poll(POLLRDHUP)").weight(3)
            .words("has {fd} nothing more to receive{by_epoll?, by epoll|}?")
            .c("told_read_hangup(fd[{fd}], {by_epoll});");
    /// A byte out of band, sent or received.
    OutOfBand { fd: Pick, receives: bool },
        Row::of("MSG_OOB").races(false)
            .words("{receives?recv|send} 1 out of band on {fd}")
            .c("out_of_band(fd[{fd}], {receives});");
    /// On a pair of its own: a byte out of band, a plain one, and a look at the first.
    PeekPastOob,
        Row::of("recv past MSG_OOB").races(false)
            .words("peek past a byte out of band").c("peek_past_oob();");
    /// On a pair of its own: a byte and a descriptor are received where the rest of the buffer is
    /// not memory.
    PartlyMapped,
        Row::of("recvmsg into half a buffer").races(false)
            .words("receive a byte before no memory").c("receive_before_nothing(SOCK_STREAM);");
    /// On a pair of its own: a send, non-blocking, of four times the size of the send buffer.
    TooLarge,
        Row::of("send of too much").call("send").races(false)
            .words("send more than a send buffer holds").c("send_much(SOCK_STREAM, 4, 0);");
    /// A call of sockets on what is none.
    OnOther { call: Elsewhere },
        Row::of("calls on an eventfd").bare().races(false)
            .words("{call} on an eventfd").c("{call};");
}

fn pair_c(op: &Op) -> String {
    let Call::Pair { flags, wrong } = Call::of(op) else { return String::new() };
    socket::pair_c("SOCK_STREAM", flags, wrong)
}

fn class(op: &Op) -> u32 {
    let large = |bytes| u32::from(bytes > super::model::FITS_BYTES);
    match Call::of(op) {
        Call::Send { bytes, flags, .. } => large(bytes) | u32::from(flags.has(socket::MORE)) << 1,
        Call::Write { bytes, .. } => large(bytes),
        Call::Recv { bytes, flags, .. } => {
            let waitall = u32::from(flags.has(socket::WAITALL));
            let peek = u32::from(flags.has(socket::PEEK));
            u32::from(bytes == 0) | waitall << 1 | peek << 2
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
            match socket::pair(libc::SOCK_STREAM, flags, wrong, hands)? {
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
        Call::Recv { fd, bytes, flags } => {
            let fd = hands.fd(fd);
            let buffer = &mut hands.scratch[..bytes as usize];
            let received = sys::recv(fd, (&mut *buffer).into(), flags.bits())?;
            Seen::Received { content: Content::decode(&buffer[..received]) }.answer()
        }
        Call::Read { fd, bytes } => {
            let fd = hands.fd(fd);
            let buffer = &mut hands.scratch[..bytes as usize];
            let received = sys::read(fd, (&mut *buffer).into())?;
            Seen::Received { content: Content::decode(&buffer[..received]) }.answer()
        }
        Call::Shutdown { fd, how } => {
            sys::shutdown(hands.fd(fd), how.bits())?;
            Seen::Done.answer()
        }
        Call::Fionread { fd } => {
            let bytes = sys::readable_bytes(hands.fd(fd))? as u64;
            Seen::Count { bytes }.answer()
        }
        Call::PeerCred { fd } => Seen::Peer { peer: Peer::of(hands.fd(fd), hands)? }.answer(),
        Call::Option { fd, which } => {
            Seen::Value { value: sys::socket_option(hands.fd(fd), which.option())? }.answer()
        }
        Call::Name { fd, of_peer } => {
            Seen::Length { bytes: sys::name_bytes(hands.fd(fd), of_peer)? as u64 }.answer()
        }
        Call::Lseek { fd } => sys::lseek(hands.fd(fd), 0, libc::SEEK_CUR).map(sent),
        Call::Link { fd } => {
            let named = format!("socket:[{}]", sys::fstat(hands.fd(fd))?.st_ino);
            Seen::Named { so: hands.link(fd)? == named }.answer()
        }
        Call::Hangup { fd } => Seen::Hangup { told: sys::poll_now(hands.fd(fd))?.hangup }.answer(),
        Call::ReadHangup { fd, by_epoll } => odd::read_hangup(hands.fd(fd), by_epoll),
        Call::OutOfBand { fd, receives } => socket::out_of_band(hands.fd(fd), receives).map(sent),
        Call::PeekPastOob => odd::peek_past_oob(),
        Call::PartlyMapped => odd::partly_mapped(),
        Call::TooLarge => odd::too_large(),
        Call::OnOther { call } => call.made(),
    }
}
