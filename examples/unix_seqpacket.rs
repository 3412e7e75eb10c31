//! unix_seqpacket: a helper answers requests, one message each, over a pair of sockets.
//!
//! Relies on:
//! - `unix_seqpacket.recv_one_message`: a receive gives one request, however many have come;
//! - `unix_seqpacket.recv_in_order`: requests and answers come in the order of sending;
//! - `unix_seqpacket.recv_end_shut`: the helper's requests end when we shut our end down;
//! - `unix_seqpacket.exec_keeps`: the helper's socket outlives the exec by which it begins.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::process::Command;

use nix::sys::socket::{
    AddressFamily, MsgFlags, Shutdown, SockFlag, SockType, recv, send, shutdown, socketpair,
};

/// So few short messages fit into a socket, whoever is slower.
const REQUESTS: usize = 50;
/// As long as the longest message.
const BUFFER_BYTES: usize = 64;

fn main() -> io::Result<()> {
    match std::env::args().nth(1) {
        Some(_) => answer(io::stdin().as_raw_fd()),
        None => ask(),
    }
}

fn ask() -> io::Result<()> {
    let (family, kind) = (AddressFamily::Unix, SockType::SeqPacket);
    let (ours, helpers) = socketpair(family, kind, None, SockFlag::SOCK_CLOEXEC)?;
    let mut command = Command::new(std::env::current_exe()?);
    let mut helper = command.arg("helper").stdin(helpers).spawn()?;
    let ours = ours.as_raw_fd();
    for number in 0..REQUESTS {
        let request = "x".repeat(1 + number % BUFFER_BYTES);
        send(ours, request.as_bytes(), MsgFlags::MSG_NOSIGNAL)?;
    }
    for number in 0..REQUESTS {
        let mut buffer = [0; BUFFER_BYTES];
        let length = recv(ours, &mut buffer, MsgFlags::empty())?;
        let expected = (1 + number % BUFFER_BYTES).to_string();
        assert_eq!(&buffer[..length], expected.as_bytes(), "one answer, in its turn");
    }
    shutdown(ours, Shutdown::Write)?;
    helper.wait()?;
    println!("{REQUESTS} requests are answered");
    Ok(())
}

/// Tells the length of each request, until there are no more.
fn answer(requests: RawFd) -> io::Result<()> {
    let mut buffer = [0; BUFFER_BYTES];
    loop {
        let length = recv(requests, &mut buffer, MsgFlags::empty())?;
        if length == 0 {
            return Ok(());
        }
        send(requests, length.to_string().as_bytes(), MsgFlags::MSG_NOSIGNAL)?;
    }
}
