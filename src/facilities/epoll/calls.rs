//! The calls of epoll, and what comes back.

mod report;

use super::EPOLL;
use crate::engine::forms::{FlagSet, FlagSpec, flag};
use crate::engine::forms::{Flags, Operand, Row, Tag};
use crate::engine::{Op, Outcome, Pick};
use crate::{calls, outcomes};

pub use crate::families::watching::{Mask, Timeout};
pub use report::{Aspect, Item, Must, Report};

/// The flags of epoll_create1, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Create;

pub const CLOEXEC: i32 = libc::EPOLL_CLOEXEC;
pub const UNKNOWN: i32 = 1 << 20;

impl FlagSet for Create {
    const TABLE: &'static [FlagSpec] = &[
        flag("cloexec", "EPOLL_CLOEXEC", CLOEXEC).percent(30),
        flag("unknown", "1 << 20", UNKNOWN).percent(6).tells(),
    ];
}

/// Events, and how they are to be told.
#[derive(Debug, Clone, Copy)]
pub struct Events;

pub const IN: i32 = libc::EPOLLIN;
pub const PRI: i32 = libc::EPOLLPRI;
pub const OUT: i32 = libc::EPOLLOUT;
pub const ERR: i32 = libc::EPOLLERR;
pub const HUP: i32 = libc::EPOLLHUP;
pub const RDHUP: i32 = libc::EPOLLRDHUP;
pub const EXCLUSIVE: i32 = libc::EPOLLEXCLUSIVE;
pub const ONESHOT: i32 = libc::EPOLLONESHOT;
pub const EDGE: i32 = libc::EPOLLET;

impl FlagSet for Events {
    const TABLE: &'static [FlagSpec] = &[
        flag("in", "EPOLLIN", IN),
        flag("pri", "EPOLLPRI", PRI),
        flag("out", "EPOLLOUT", OUT),
        flag("err", "EPOLLERR", ERR),
        flag("hup", "EPOLLHUP", HUP),
        flag("rdhup", "EPOLLRDHUP", RDHUP),
        flag("exclusive", "EPOLLEXCLUSIVE", EXCLUSIVE).tells(),
        flag("oneshot", "EPOLLONESHOT", ONESHOT).tells(),
        flag("edge", "EPOLLET", EDGE).tells(),
    ];
}

/// The data of a call with that tag: all its 64 bits are its own.
pub fn data(tag: Tag) -> u64 {
    (u64::from(tag.0) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

calls! { Call of EPOLL:
    Create { flags: Flags<Create> },
        Row::of("epoll_create1").weight(4).opens(1)
            .words("epoll_create1 {flags}").c("keep(epoll_create1({flags}));");
    CreateSized { size: i32 },
        Row::of("epoll_create").weight(1).opens(1)
            .words("epoll_create {size}").c("keep(epoll_create({size}));");
    Add { on: Pick, fd: Pick, events: Flags<Events>, tag: Tag },
        Row::of("epoll_ctl(ADD)").call("epoll_ctl").weight(10).races(false)
            .words("epoll_ctl {on} ADD {fd} {events} (#{tag})")
            .c("control(fd[{on}], EPOLL_CTL_ADD, fd[{fd}], {events}, {tag});");
    Modify { on: Pick, fd: Pick, events: Flags<Events>, tag: Tag },
        Row::of("epoll_ctl(MOD)").call("epoll_ctl").weight(6).races(false)
            .words("epoll_ctl {on} MOD {fd} {events} (#{tag})")
            .c("control(fd[{on}], EPOLL_CTL_MOD, fd[{fd}], {events}, {tag});");
    Remove { on: Pick, fd: Pick },
        Row::of("epoll_ctl(DEL)").call("epoll_ctl").weight(3).races(false)
            .words("epoll_ctl {on} DEL {fd}")
            .c("epoll_ctl(fd[{on}], EPOLL_CTL_DEL, fd[{fd}], NULL);");
    /// An operation that there is not.
    Unknown { on: Pick, fd: Pick },
        Row::of("epoll_ctl(99)").call("epoll_ctl").races(false)
            .words("epoll_ctl {on} 99 {fd}").c("control(fd[{on}], 99, fd[{fd}], 0, 0);");
    Wait { on: Pick, most: i32, outside: bool, timeout: Timeout },
        Row::of("epoll_wait").weight(16).races(false)
            .words("epoll_wait {on} for {most}{outside?, outside of memory|}{timeout}")
            .written(written);
    Pwait { on: Pick, most: i32, outside: bool, timeout: Timeout, mask: Mask },
        Row::of("epoll_pwait").weight(7).races(false)
            .words("epoll_pwait {on} for {most}{outside?, outside of memory|}{timeout}{mask}")
            .written(written);
    Pwait2 { on: Pick, most: i32, outside: bool, timeout: Timeout, mask: Mask },
        Row::of("epoll_pwait2").weight(7).races(false)
            .words("epoll_pwait2 {on} for {most}{outside?, outside of memory|}{timeout}{mask}")
            .written(written);
}

outcomes! { Seen of EPOLL:
    Created, crate::engine::forms::OutcomeRow::of("a new instance");
    Done, crate::engine::forms::OutcomeRow::of("done");
    Told { report: Report },
        crate::engine::forms::OutcomeRow::shown(told).differs(differs).lie(lie).equals(equals);
}

/// A wait as the rules read it: one for all three.
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    pub on: Pick,
    pub most: i32,
    pub outside: bool,
    pub timeout: Timeout,
    /// None where the call takes none.
    pub mask: Option<Mask>,
    /// Its timeout is a structure.
    pub fine: bool,
}

impl Asks {
    /// None where the call is no wait.
    pub fn of(op: &Op) -> Option<Self> {
        Some(match Call::of(op) {
            Call::Wait { on, most, outside, timeout } => {
                Self { on, most, outside, timeout, mask: None, fine: false }
            }
            Call::Pwait { on, most, outside, timeout, mask } => {
                Self { on, most, outside, timeout, mask: Some(mask), fine: false }
            }
            Call::Pwait2 { on, most, outside, timeout, mask } => {
                Self { on, most, outside, timeout, mask: Some(mask), fine: true }
            }
            _ => return None,
        })
    }
}

fn written(op: &Op) -> String {
    let Some(asks) = Asks::of(op) else { unreachable!("it is the row of a wait") };
    let name = op.form().kind;
    let Asks { on, most, outside, timeout, mask, fine } = asks;
    let events = if outside { "(void *)-65536" } else { "events" };
    let timeout = timeout.written(if fine { "ppoll" } else { "poll" });
    let mask = mask.map(|mask| format!(", {}", mask.c())).unwrap_or_default();
    format!("{name}(fd[{}], {events}, {most}, {timeout}{mask});", on.0)
}

fn report(outcome: &Outcome) -> Option<Report> {
    match Seen::of(outcome) {
        Seen::Told { report } => Some(report),
        _ => None,
    }
}

fn told(outcome: &Outcome) -> String {
    report(outcome).map(|report| report.shown()).unwrap_or_default()
}

fn differs(expected: &Outcome, seen: &Outcome) -> usize {
    report(expected).zip(report(seen)).map_or(0, |(expected, seen)| expected.differs(&seen))
}

fn equals(one: &Outcome, other: &Outcome) -> bool {
    report(one).zip(report(other)).is_some_and(|(one, other)| one.equals(&other))
}

fn lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    report(truth)?.lie(part).map(|report| Seen::Told { report }.into())
}
