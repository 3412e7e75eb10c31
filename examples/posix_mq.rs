//! `posix_mq`: messages wait in a queue that nobody has open, and the urgent one comes first.
//!
//! Relies on:
//! - `posix_mq.create_exclusive`: a queue that somebody else made is not taken for ours;
//! - `posix_mq.persists_with_messages`: the messages outlive the sender;
//! - `posix_mq.receive_highest_first`: the highest priority is received first;
//! - `posix_mq.receive_oldest_first`: and within one, what was sent first;
//! - `posix_mq.send_eagain`: a full queue refuses a sender that does not want to wait;
//! - `posix_mq.unlink_name_gone`: the name is free again.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use nix::errno::Errno;
use nix::mqueue::{MQ_OFlag, MqAttr, mq_open, mq_receive, mq_send, mq_unlink};
use nix::sys::stat::Mode;

const MESSAGES_MAX: i64 = 3;
const MESSAGE_BYTES_MAX: i64 = 32;

fn main() -> nix::Result<()> {
    let name = format!("/example-{}", std::process::id());
    let result = send(&name).and_then(|()| receive(&name));
    // It would stay until the machine is started again.
    mq_unlink(&*name)?;
    let received = result?;
    assert_eq!(received, ["fire", "tea", "cake"]);
    println!("received {}", received.join(", "));
    assert_eq!(mq_unlink(&*name), Err(Errno::ENOENT));
    Ok(())
}

fn send(name: &str) -> nix::Result<()> {
    let attributes = MqAttr::new(0, MESSAGES_MAX, MESSAGE_BYTES_MAX, 0);
    let flags = MQ_OFlag::O_CREAT | MQ_OFlag::O_EXCL | MQ_OFlag::O_WRONLY | MQ_OFlag::O_NONBLOCK;
    let queue = mq_open(name, flags, Mode::S_IRUSR | Mode::S_IWUSR, Some(&attributes))?;
    for (text, priority) in [("tea", 1), ("cake", 1), ("fire", 9)] {
        mq_send(&queue, text.as_bytes(), priority)?;
    }
    assert_eq!(mq_send(&queue, b"more", 1), Err(Errno::EAGAIN));
    // The queue is closed here, and keeps what it has.
    Ok(())
}

fn receive(name: &str) -> nix::Result<Vec<String>> {
    let queue = mq_open(name, MQ_OFlag::O_RDONLY, Mode::empty(), None)?;
    let mut buffer = [0; MESSAGE_BYTES_MAX as usize];
    let mut received = Vec::new();
    for _ in 0..MESSAGES_MAX {
        let mut priority = 0;
        let bytes = mq_receive(&queue, &mut buffer, &mut priority)?;
        received.push(String::from_utf8_lossy(&buffer[..bytes]).into_owned());
    }
    Ok(received)
}
