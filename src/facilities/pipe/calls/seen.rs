//! What comes back from the calls of pipes.

use crate::engine::content::Content;
use crate::engine::forms::OutcomeRow;
use crate::engine::{Errno, Outcome};
use crate::facilities::pipe::PIPE;
use crate::outcomes;

outcomes! { Seen of PIPE:
    /// A new pipe: which end is the first descriptor, and the flags of both.
    Created { read_end_first: bool, cloexec: [bool; 2], nonblock: [bool; 2] },
        OutcomeRow::shown(show_created);
    /// The creation failed; whether the array was left as it was.
    Refused { errno: Errno, array_untouched: bool },
        OutcomeRow::of("{errno}{array_untouched?|, the array written to}");
    Read { content: Content },
        OutcomeRow::shown(show_read).differs(read_differs).lie(read_lie);
    Wrote { bytes: u64 }, OutcomeRow::of("wrote {bytes}");
    /// A number: a capacity, a count of bytes, a limit.
    Number { number: u64 }, OutcomeRow::of("{number}");
    Done, OutcomeRow::of("done");
    /// Whether the link names the type and the inode.
    Named { so: bool },
        OutcomeRow::of("a link to {so?the pipe by its inode|something else}");
    /// Whether a signal came, and whether it named the descriptor.
    Noticed { came: bool, names_it: bool },
        OutcomeRow::of("{came?a signal|no signal}{names_it? for the descriptor|}");
    /// A file after a splice into it: whether the offset that was to move did and the other stayed,
    /// and what it holds.
    Filed { as_said: bool, content: Content },
        OutcomeRow::of("the file holds {content}{as_said?|, the wrong offset moved}");
    /// A splice from a file: the same, and how many bytes.
    Moved { as_said: bool, bytes: u64 },
        OutcomeRow::of("spliced {bytes}{as_said?|, the wrong offset moved}");
}

fn show_created(outcome: &Outcome) -> String {
    let Seen::Created { read_end_first, cloexec, nonblock } = Seen::of(outcome) else {
        return String::new();
    };
    let set = |ends: [bool; 2], flag: &str| match ends {
        [true, true] => format!(", {flag}"),
        [false, false] => String::new(),
        _ => format!(", {flag} on one end"),
    };
    let order = if read_end_first { "" } else { ", write end first" };
    let (cloexec, nonblock) = (set(cloexec, "close-on-exec"), set(nonblock, "non-blocking"));
    format!("a new pipe{order}{cloexec}{nonblock}")
}

fn show_read(outcome: &Outcome) -> String {
    match Seen::of(outcome) {
        Seen::Read { content } if !content.is_empty() => format!("read {content}"),
        _ => "end of file".into(),
    }
}

/// The places of the claims of a read: its order, that all was taken, that no write was torn.
const AVAILABLE: usize = 1;
const ATOMIC: usize = 2;

fn read_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Read { content: expected }, Seen::Read { content }) if content < expected => {
            AVAILABLE
        }
        (_, Seen::Read { content }) if content.is_torn() => ATOMIC,
        _ => 0,
    }
}

fn read_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Read { content } = Seen::of(truth) else { return None };
    let content = match part {
        AVAILABLE => content.shortened(),
        ATOMIC => content.torn(),
        _ => content.reversed(),
    };
    Some(Seen::Read { content: content? }.into())
}
