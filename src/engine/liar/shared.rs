//! Lies about the engine's own deeds: declared once, for every room that takes part in the
//! templates which they break. A room says only what is its own.

mod acts;

use super::deed::{Card, DeedLiar, Instead, InsteadOfDeed, Templates};
use crate::claim::{Claim, pages};
use crate::engine::room::{self, Room};
use crate::engine::shared_claims::Shared::{
    self, CloexecAsSet, CloseFrees, DupRefers, EpollAbsent, EpollDuplicate, EpollEdge,
    EpollExclusiveLate, EpollExclusiveOneshot, EpollExclusiveStays, EpollForgets, EpollLevel,
    EpollNested, EpollOneshot, EpollOutlives, EpollPwait2, EpollRefused, EpollTwice, ExecCloses,
    ExecKeeps, ExitEndsThreads, FdinfoCloexec, FdinfoFlags, FlagsShared, ForkCopies,
    NonblockSwitches, PassRefers,
};
use acts::{
    close_leaks, close_skipped, dup_copies_cloexec, edge_is_level, exec_closes_all,
    exec_closes_none, exit_ends_itself, fork_loses_last, oneshot_is_level, opened_anew, skipped,
};

/// One of them.
struct SharedLiar {
    name: &'static str,
    of: &'static [&'static str],
    does: &'static str,
    instead: InsteadOfDeed,
    breaks: &'static [Shared],
    shows: &'static [Shared],
}

/// All of them, in their order.
static ALL: [SharedLiar; 13] = [
    lie("close_skipped", &["close"], "close tells success and closes nothing", close_skipped)
        .breaks(&[CloseFrees]),
    // epoll takes a descriptor while it is asked.
    lie(
        "close_leaks",
        &["close"],
        "close tells success and closes nothing where descriptors are few",
        close_leaks,
    )
    .breaks(&[CloseFrees])
    .shows(&[
        DupRefers,
        PassRefers,
        EpollLevel,
        EpollEdge,
        EpollOneshot,
        EpollTwice,
        EpollAbsent,
        EpollRefused,
        EpollDuplicate,
        EpollOutlives,
        EpollForgets,
        EpollNested,
        EpollPwait2,
        EpollExclusiveStays,
        EpollExclusiveLate,
        EpollExclusiveOneshot,
        FdinfoFlags,
        FdinfoCloexec,
    ]),
    lie(
        "nonblock_skipped",
        &["fcntl(F_SETFL)"],
        "F_SETFL tells that it switched O_NONBLOCK, and does not",
        skipped,
    )
    .breaks(&[NonblockSwitches, FlagsShared]),
    lie("dup_opens_anew", &["dup"], "dup gives a descriptor of another description", opened_anew)
        .breaks(&[DupRefers, FlagsShared]),
    lie(
        "pass_opens_anew",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another description",
        opened_anew,
    )
    .breaks(&[PassRefers, FlagsShared]),
    lie(
        "cloexec_skipped",
        &["fcntl(F_SETFD)"],
        "F_SETFD tells that it set close-on-exec, and does not",
        skipped,
    )
    .breaks(&[CloexecAsSet, FdinfoCloexec])
    .shows(&[ExecCloses, ExecKeeps]),
    lie("dup_copies_cloexec", &["dup"], "dup copies close-on-exec", dup_copies_cloexec)
        .breaks(&[CloexecAsSet, FdinfoCloexec])
        .shows(&[ExecKeeps]),
    lie(
        "fork_loses_last",
        &["fork"],
        "a child does not have its parent's last descriptor",
        fork_loses_last,
    )
    .breaks(&[ForkCopies]),
    lie("exec_closes_none", &["execveat"], "execve closes no descriptor", exec_closes_none)
        .breaks(&[ExecCloses]),
    lie("exec_closes_all", &["execveat"], "execve closes every descriptor", exec_closes_all)
        .breaks(&[ExecKeeps]),
    lie("edge_is_level", &["epoll_wait"], "epoll does not look at EPOLLET", edge_is_level)
        .breaks(&[EpollEdge]),
    lie(
        "oneshot_is_level",
        &["epoll_wait"],
        "epoll does not look at EPOLLONESHOT",
        oneshot_is_level,
    )
    .breaks(&[EpollOneshot]),
    lie("exit_ends_itself", &["_exit"], "_exit ends the calling thread alone", exit_ends_itself)
        .breaks(&[ExitEndsThreads]),
];

const fn lie(
    name: &'static str,
    of: &'static [&'static str],
    does: &'static str,
    instead: InsteadOfDeed,
) -> SharedLiar {
    SharedLiar { name, of, does, instead, breaks: &[], shows: &[] }
}

impl SharedLiar {
    const fn breaks(mut self, templates: &'static [Shared]) -> Self {
        self.breaks = templates;
        self
    }

    const fn shows(mut self, templates: &'static [Shared]) -> Self {
        self.shows = templates;
        self
    }
}

/// What a room says of one of them.
#[derive(Debug)]
pub struct Here {
    /// Its place in [`ALL`].
    liar: usize,
    breaks: &'static [&'static Claim],
    shows: &'static [&'static [&'static Claim]],
    disturbs: u32,
    /// Why it makes no sense there.
    senseless: Option<&'static str>,
}

impl Here {
    /// # Panics
    /// At compile time, if none has that name.
    pub const fn of(name: &str) -> Self {
        let mut liar = 0;
        while liar < ALL.len() {
            if pages::same(ALL[liar].name, name) {
                return Self { liar, breaks: &[], shows: &[], disturbs: 0, senseless: None };
            }
            liar += 1;
        }
        panic!("no shared liar has this name")
    }

    /// It makes no sense in the room, for the reason given.
    ///
    /// # Panics
    /// At compile time, if none has that name.
    pub const fn without(name: &str, why: &'static str) -> Self {
        Self { senseless: Some(why), ..Self::of(name) }
    }

    /// Claims of the room that it breaks.
    #[must_use]
    pub const fn breaks(mut self, claims: &'static [&'static Claim]) -> Self {
        self.breaks = claims;
        self
    }

    /// Parts of the room's state that it disturbs.
    #[must_use]
    pub const fn disturbs(mut self, states: u32) -> Self {
        self.disturbs = states;
        self
    }

    /// Claims of the room by which it may show besides.
    #[must_use]
    pub const fn shows(mut self, claims: &'static [&'static [&'static Claim]]) -> Self {
        self.shows = claims;
        self
    }
}

/// The liars of a room: its own, then those that break a template which it takes part in and
/// rewrite a deed which it has.
pub fn liars(room: &'static Room) -> impl Iterator<Item = DeedLiar> {
    let here = move |(place, liar)| in_room(room, place, liar);
    let all = room.liars.iter().copied().chain(ALL.iter().enumerate().filter_map(here));
    all.map(move |mut liar| {
        liar.card.room = Some(room);
        liar
    })
}

/// A number for a liar of a room; none is 0.
pub fn number_of(room: &'static Room, place: usize) -> u32 {
    (u32::from(room.number()) + 1) << 16 | place as u32
}

/// The liar of that number.
pub fn numbered(number: u32) -> Option<DeedLiar> {
    let room = room::numbered((number >> 16).checked_sub(1)? as u8)?;
    liars(room).nth((number & 0xffff) as usize)
}

fn in_room(room: &'static Room, place: usize, liar: &'static SharedLiar) -> Option<DeedLiar> {
    let of = room.facility.shared;
    let has = |kind: &&str| room.deeds.iter().any(|(deed, _)| deed.name() == *kind);
    let states = |template: &Shared| of.get(*template).is_some();
    if !liar.of.iter().any(has) || !liar.breaks.iter().any(states) {
        return None;
    }
    let here = room.shared_liars.iter().find(|here| here.liar == place);
    if here.is_some_and(|here| here.senseless.is_some()) {
        return None;
    }
    let card = Card {
        name: liar.name,
        does: liar.does,
        of: liar.of,
        breaks: here.map_or(&[], |here| here.breaks),
        shows: here.map_or(&[], |here| here.shows),
        disturbs: here.map_or(0, |here| here.disturbs),
        room: Some(room),
        templates: Some(Templates { of, breaks: liar.breaks, shows: liar.shows }),
    };
    Some(DeedLiar { card, instead: Instead::Deed(liar.instead) })
}
