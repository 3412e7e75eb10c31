//! System V messages: a clerk serves urgent orders first, whatever came in before them, and each
//! customer takes only its own answer.
//!
//! Relies on:
//! - `sysv_msg.type_lowest`: the clerk takes the order of the lowest type;
//! - `sysv_msg.type_exact`, `sysv_msg.receive_waits`, `sysv_msg.receive_resumes`: a customer sleeps
//!   until the answer of its own type comes;
//! - `sysv_msg.receive_removed`: the clerk goes home when the queue is removed;
//! - `sysv_msg.remove_at_once`: nothing is left behind.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use bythebook::sys::{Errno, Fork, exit, fork, msgget, msgrcv, msgsnd, remove_message_queue, wait};

const CUSTOMERS: i64 = 3;
/// Orders have the types up to this; the answer to a customer has a type of its own above it.
const ORDERS: i64 = 8;
const ROOM: i32 = 64;

fn receive(queue: i32, wanted: i64) -> Result<(i64, String), Errno> {
    let (length, kind, text) = msgrcv(queue, Some(ROOM as usize), ROOM, wanted, 0)?;
    Ok((kind, String::from_utf8_lossy(&text[..length]).into_owned()))
}

fn send(queue: i32, kind: i64, text: &str) -> Result<usize, Errno> {
    msgsnd(queue, kind, Some(text.as_bytes()), text.len() as i32, 0)
}

fn serve(queue: i32) -> Result<(), Errno> {
    loop {
        match receive(queue, -ORDERS) {
            Ok((urgency, _)) => send(queue, ORDERS + urgency, "tea")?,
            Err(Errno::EIDRM) => return Ok(()),
            Err(errno) => return Err(errno),
        };
    }
}

fn main() -> Result<(), Errno> {
    let queue = msgget(libc::IPC_PRIVATE, 0o600)?;
    for urgency in (1..=CUSTOMERS).rev() {
        send(queue, urgency, "tea, please")?;
    }
    let Fork::Parent { .. } = fork()? else { exit(i32::from(serve(queue).is_err())) };
    for customer in 1..=CUSTOMERS {
        let (_, answer) = receive(queue, ORDERS + customer)?;
        println!("customer {customer} has {answer}");
    }
    remove_message_queue(queue)?;
    wait(-1, true).map(drop)
}
