//! What comes back from the calls of stream sockets.

use crate::engine::content::Content;
use crate::engine::forms::OutcomeRow;
use crate::engine::{Errno, Outcome};
use crate::facilities::unix_stream::UNIX_STREAM;
use crate::families::socket::Peer;
use crate::outcomes;

outcomes! { Seen of UNIX_STREAM:
    /// A new pair, and the flags of both sockets.
    Created { cloexec: [bool; 2], nonblock: [bool; 2] }, OutcomeRow::shown(show_created);
    /// The creation failed; whether the array was left as it was.
    Refused { errno: Errno, array_untouched: bool },
        OutcomeRow::of("{errno}{array_untouched?|, the array written to}");
    Received { content: Content },
        OutcomeRow::shown(show_received).differs(received_differs).lie(received_lie);
    Sent { bytes: u64 }, OutcomeRow::of("sent {bytes}");
    Count { bytes: u64 }, OutcomeRow::of("{bytes} unread");
    Done, OutcomeRow::of("done");
    Peer { peer: Peer }, OutcomeRow::of("made by {peer}");
    Value { value: i32 }, OutcomeRow::of("{value}");
    /// An address of so many bytes.
    Length { bytes: u64 }, OutcomeRow::of("an address of {bytes} bytes");
    /// Whether the link names the type and the inode.
    Named { so: bool },
        OutcomeRow::of("a link to {so?the socket by its inode|something else}");
    Hangup { told: bool }, OutcomeRow::of("{told?a hang-up|no hang-up}");
    /// A look past a byte out of band: whether it saw the plain one behind it.
    Peeked { plain: bool }, OutcomeRow::of("peeked {plain?the plain byte|something else}");
    /// A receive into a buffer of which a part is not memory: the bytes, whether the descriptor
    /// came, and whether the far end of what it refers to hung up once all were closed.
    Partly { bytes: u64, came: bool, gone: bool },
        OutcomeRow::of("{bytes} bytes, {came?a|no} descriptor{gone?|, which stays open}");
}

fn show_created(outcome: &Outcome) -> String {
    let Seen::Created { cloexec, nonblock } = Seen::of(outcome) else { return String::new() };
    let set = |ends: [bool; 2], flag: &str| match ends {
        [true, true] => format!(", {flag}"),
        [false, false] => String::new(),
        _ => format!(", {flag} on one socket"),
    };
    let (cloexec, nonblock) = (set(cloexec, "close-on-exec"), set(nonblock, "non-blocking"));
    format!("a new pair{cloexec}{nonblock}")
}

fn show_received(outcome: &Outcome) -> String {
    match Seen::of(outcome) {
        Seen::Received { content } if !content.is_empty() => format!("received {content}"),
        _ => "end of file".into(),
    }
}

/// The place of the claim that all was taken; before it stands that of the order.
const AVAILABLE: usize = 1;

fn received_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Received { content: expected }, Seen::Received { content })
            if content < expected =>
        {
            AVAILABLE
        }
        _ => 0,
    }
}

fn received_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Received { content } = Seen::of(truth) else { return None };
    let content = if part == AVAILABLE { content.shortened() } else { content.reversed() };
    Some(Seen::Received { content: content? }.into())
}
