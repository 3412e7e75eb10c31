//! Makes the calls, raw.

use std::os::fd::RawFd;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use super::calls::{Asks, Aspect, Call, Item, Mask, Must, Report, Seen, Timeout, data};
use crate::engine::{Answer, Hands, Op};
use crate::sys::{self, Control, EpollEvent, Room};

const SIGNAL: i32 = libc::SIGUSR1;
const NANOSECONDS: i64 = 1_000_000_000;
/// The timeout that must pass.
const SOON: Duration = Duration::from_millis(1);
/// Events for which there is memory.
const MOST: usize = 16;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    if let Some(asks) = Asks::of(op) {
        return pending(&asks, hands.fd(asks.on));
    }
    let control = |on, control, fd, hands: &Hands| {
        sys::epoll_ctl(hands.fd(on), control, hands.fd(fd))?;
        Seen::Done.answer()
    };
    match Call::of(op) {
        Call::Create { flags } => {
            hands.keep(sys::epoll_create1(flags.bits())?);
            Seen::Created.answer()
        }
        Call::CreateSized { size } => {
            hands.keep(sys::epoll_create(size)?);
            Seen::Created.answer()
        }
        Call::Add { on, fd, events, tag } => {
            control(on, Control::Add(events.bits() as u32, data(tag)), fd, hands)
        }
        Call::Modify { on, fd, events, tag } => {
            control(on, Control::Modify(events.bits() as u32, data(tag)), fd, hands)
        }
        Call::Remove { on, fd } => control(on, Control::Remove, fd, hands),
        Call::Unknown { on, fd } => control(on, Control::Unknown, fd, hands),
        Call::Wait { .. } | Call::Pwait { .. } | Call::Pwait2 { .. } => {
            unreachable!("it is a wait")
        }
    }
}

/// A wait, with the script's signal pending before it where it is to be.
pub fn pending(asks: &Asks, on: RawFd) -> Answer {
    if asks.mask == Some(Mask::Pending) {
        sys::block(SIGNAL);
        let _ = sys::kill_thread(sys::thread_id(), SIGNAL);
    }
    let answer = wait(asks, on);
    if asks.mask == Some(Mask::Pending) {
        sys::unblock_all();
    }
    answer
}

fn wait(asks: &Asks, on: RawFd) -> Answer {
    let mut events = [EpollEvent { events: 0, u64: 0 }; MOST];
    let most = asks.most.min(MOST as i32);
    let room = if asks.outside { Room::Outside } else { Room::Of(&mut events) };
    let mask = asks.mask.and_then(Mask::bits);
    let before = sys::signal_mask();
    let begun = Instant::now();
    let count = match (asks.fine, asks.mask) {
        (true, _) => {
            sys::epoll_pwait2(on, room, most, asks.timeout.time(NANOSECONDS).as_ref(), mask)
        }
        (false, Some(_)) => sys::epoll_pwait(on, room, most, asks.timeout.milliseconds(), mask),
        (false, None) => sys::epoll_wait(on, room, most, asks.timeout.milliseconds()),
    }?;
    let passed = begun.elapsed();
    let least = if asks.timeout == Timeout::Soon { SOON } else { Duration::ZERO };
    let items: SmallVec<[Item; 4]> = events.iter().take(count).map(came).collect();
    let report = Report {
        came: true,
        early: Some(items.is_empty() && passed < least),
        items,
        most: most.max(0) as u8,
        partly: false,
        restored: Some(sys::signal_mask() == before),
        cited: 0,
        first: None,
    };
    Seen::Told { report }.answer()
}

/// An event as it came.
pub fn came(event: &EpollEvent) -> Item {
    let (data, bits) = (event.u64, event.events as u16);
    let (spoken, asked) = (u16::MAX, 0);
    Item { data, bits, spoken, asked, must: Must::Be, by: Aspect::Level, turns: 0 }
}
