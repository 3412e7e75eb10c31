//! What a read of a master or a terminal may give.

use super::queue::{Kind, Queue};
use super::{FLUSHREAD, FLUSHWRITE, Pair, STATUS, Set, Setting};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::{Actor, Allow, Errno, File, Interrupted, Ruling};
use crate::facilities::pty::calls::Seen;
use crate::facilities::pty::claims::*;
use crate::families::stream::Blocked;

/// There is nothing to read.
static EMPTY: Blocked = Blocked {
    waits: &READ_WAITS,
    eagain: &READ_EAGAIN,
    interrupted: Some((&READ_EINTR, &READ_RESTARTS)),
};
/// There is a part of a line.
static NO_LINE: Blocked = Blocked {
    waits: &LINE_WAITS,
    eagain: &READ_EAGAIN,
    interrupted: Some((&READ_EINTR, &READ_RESTARTS)),
};

fn nothing() -> Seen {
    Seen::Read { content: Content::default() }
}

/// A read of what the slave wrote, and of the status of packet mode.
pub fn of_master(pair: &Pair, file: &File, asked: usize) -> Ruling {
    let queue = &pair.output;
    if queue.torn {
        return Ruling::silent("a read of an echo that may have been lost");
    }
    if pair.packet && asked < 2 {
        return Ruling::silent("a packet of one byte");
    }
    let status = || {
        let content = Content::decode(&[pair.status]);
        told_by(pair.status)
            .returns::<crate::engine::Outcome>(Seen::Read { content })
            .marked(STATUS)
    };
    let has_status = pair.packet && pair.status != 0;
    if queue.is_empty() {
        return match (has_status, pair.slave_gone) {
            (true, _) => status(),
            (_, true) => Ruling::silent("a read from a master whose slave is closed"),
            _ => EMPTY.rule(file.nonblocking),
        };
    }
    let (before, room) = if pair.packet { (&[0][..], asked - 1) } else { (&[][..], asked) };
    let data = if pair.packet {
        Given { queue, before, claim: &PACKET_DATA, also: None, least: 1 }.rule(room)
    } else {
        let claim = output_claim(queue, room);
        Given { queue, before, claim, also: None, least: 1 }.rule(room)
    };
    let data = if file.nonblocking && queue.seen() == 0 {
        data | NOT_AT_ONCE.fails(Errno::EAGAIN)
    } else {
        data
    };
    if has_status { status() | data } else { data }
}

/// The claim that speaks of a status.
fn told_by(status: u8) -> &'static Claim {
    match status {
        FLUSHREAD => &PACKET_FLUSHREAD,
        FLUSHWRITE => &PACKET_FLUSHWRITE,
        super::STOP | super::START => &PACKET_STOP_START,
        _ => &PACKET_STATUS,
    }
}

fn output_claim(queue: &Queue, asked: usize) -> &'static Claim {
    let has = |kind| queue.cells()[..asked.min(queue.len())].iter().any(|cell| cell.kind == kind);
    match () {
        () if has(Kind::Mapped) => &NEWLINE_RETURNS,
        () if has(Kind::Echo) => &ECHOES,
        () if has(Kind::Raw) => &RAW_OUTPUT,
        () => &SLAVE_TO_MASTER,
    }
}

fn input_claim(queue: &Queue, asked: usize) -> &'static Claim {
    let has = |kind| queue.cells()[..asked.min(queue.len())].iter().any(|cell| cell.kind == kind);
    match () {
        () if has(Kind::Mapped) => &RETURN_IS_NEWLINE,
        () if has(Kind::Raw) => &RAW_INPUT,
        () => &MASTER_TO_SLAVE,
    }
}

/// Data that a read gives: what has arrived, at least so much.
struct Given<'q> {
    queue: &'q Queue,
    /// What comes before them.
    before: &'q [u8],
    claim: &'static Claim,
    /// What speaks of how many there are.
    also: Option<&'static Claim>,
    least: usize,
}

impl Given<'_> {
    fn rule(&self, asked: usize) -> Ruling {
        let most = asked.min(self.queue.len());
        let least = self.least.max(self.queue.seen()).min(most);
        let gives = |cells: usize| {
            let bytes = self.queue.cells()[..cells].iter().map(|cell| cell.byte);
            let all: Vec<u8> = self.before.iter().copied().chain(bytes).collect();
            Seen::Read { content: Content::decode(&all) }
        };
        let also = self.also.unwrap_or(self.claim);
        if least == most {
            [self.claim, also, also].returns(gives(most))
        } else {
            [self.claim, also].returns_between(gives(least), gives(most))
        }
    }
}

/// A read of a terminal, set in this way.
pub fn of_slave(pair: &Pair, set: Set, (file, by): (&File, Actor), asked: usize) -> Ruling {
    if pair.is_parted(file, Some(by)) {
        return Ruling::silent("a read of what another reader may have taken a part of");
    }
    if set.setting != Setting::Raw {
        return line(&pair.input, file, asked);
    }
    if file.nonblocking { at_once(&pair.input, set, asked) } else { raw(&pair.input, set, asked) }
}

/// A read of a line.
fn line(queue: &Queue, file: &File, asked: usize) -> Ruling {
    let Some(end) = queue.line() else {
        let blocked = if queue.is_empty() { &EMPTY } else { &NO_LINE };
        return blocked.rule(file.nonblocking);
    };
    let last = queue.cells()[end].kind;
    let length = end + usize::from(last != Kind::Eof);
    let claim = input_claim(queue, length);
    let gives = |bytes: usize| {
        let bytes: Vec<u8> = queue.cells()[..bytes].iter().map(|cell| cell.byte).collect();
        Seen::Read { content: Content::decode(&bytes) }
    };
    let ruling = match last {
        Kind::Eof if end == 0 => EOF_FIRST.returns(nothing()),
        Kind::Eof if asked == end => Ruling::silent("a read of just what comes before an EOF"),
        _ if asked < length => [claim, &LINE_IN_PARTS, &LINE_IN_PARTS].returns(gives(asked)),
        Kind::Eof => [claim, &EOF_SENDS, &EOF_NOT_READ].returns(gives(end)),
        Kind::Cut => [&LINE_CUT, &LINE_CUT, &LINE_CUT].returns(gives(length)),
        _ => [claim, &LINE_HAS_NEWLINE, &LINE_ALONE].returns(gives(length)),
    };
    if file.nonblocking && queue.seen() <= end {
        return ruling | NOT_AT_ONCE.fails(Errno::EAGAIN);
    }
    ruling
}

/// A non-blocking read in noncanonical mode.
fn at_once(queue: &Queue, set: Set, asked: usize) -> Ruling {
    if queue.is_empty() {
        return RAW_EMPTY_NONBLOCK.fails(Errno::EAGAIN) | RAW_EMPTY_NONBLOCK.returns(nothing());
    }
    if queue.len() < set.min.into() {
        return Ruling::silent("a non-blocking read of fewer bytes than MIN");
    }
    let claim = input_claim(queue, asked);
    let data = Given { queue, before: &[], claim, also: None, least: 1 }.rule(asked);
    if queue.seen() > 0 {
        return data;
    }
    data | NOT_AT_ONCE.fails(Errno::EAGAIN) | NOT_AT_ONCE.returns(nothing())
}

/// A blocking read in noncanonical mode.
fn raw(queue: &Queue, Set { min, time, .. }: Set, asked: usize) -> Ruling {
    let (min, held) = (usize::from(min), queue.len());
    let claim = input_claim(queue, asked);
    let data =
        |also, least| Given { queue, before: &[], claim, also: Some(also), least }.rule(asked);
    match (min, time) {
        (0, 0) if held == 0 => POLLING_EMPTY.returns(nothing()),
        (0, 0) if queue.seen() == 0 => data(&POLLING_GIVES, 1) | NOT_AT_ONCE.returns(nothing()),
        (0, 0) => data(&POLLING_GIVES, 1),
        (0, _) if held == 0 => TIMER_EXPIRES.returns(nothing()),
        (0, _) => data(&TIMER_GIVES, 1),
        _ if held == 0 => EMPTY.rule(false),
        (_, 0) if held >= min => data(&MIN_GIVEN, min),
        (_, 0) if asked <= held => MIN_WAITS_FOR_FEWER.waits(Interrupted::Unruled),
        (_, 0) => MIN_WAITS.waits(Interrupted::Unruled),
        _ if held < min && asked > held => data(&INTERBYTE_EXPIRES, 1),
        _ => data(&MIN_GIVEN, 1),
    }
}
