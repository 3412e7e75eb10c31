//! Situations of terminals that chance reaches too rarely.

mod between;

use super::calls::Call;
use super::operands::{Ending, How, NONBLOCK, Setting, When, Which};
use crate::engine::deed::Watching;
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};

type Steps = Vec<Step>;

const A: Actor = Actor(0);
const B: Actor = Actor(1);
const MASTER: Pick = Pick(0);
const SLAVE: Pick = Pick(1);
const ALL: u32 = 10_000;

pub fn all() -> Vec<Scene> {
    let scenes = vec![
        names(),
        locks(),
        lines(),
        ends_of_files(),
        echo(),
        raw(),
        flushed(),
        min_and_no_bytes(),
        fewer_than_min(),
        packets(),
        several_at_once(),
        windows(),
        hang_up(),
        epoll_is_asked_again(),
    ];
    // Time passes in the last ones, and whoever has no time for them had the others.
    let slow = [a_long_line(), time_passes()];
    let alone = |steps| Scene::of(1, steps);
    let between = between::all().into_iter().map(|steps| Scene::of(2, steps));
    scenes.into_iter().map(alone).chain(between).chain(slow.map(alone)).collect()
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn open(flags: i32) -> Call {
    Call::Open { library: false, access: Access::Both, flags: Flags::of(flags) }
}

fn slave(how: How, flags: i32) -> Call {
    Call::Slave { fd: MASTER, how, flags: Flags::of(flags) }
}

fn set(fd: Pick, setting: Setting, [min, time]: [u8; 2]) -> Step {
    call(A, Call::Set { fd, setting, when: When::Flushed, min, time })
}

fn write(by: Actor, fd: Pick, letters: u32, tag: u16, ending: Ending) -> Step {
    call(by, Call::Write { fd, letters, tag: Tag(tag), ending })
}

fn read(by: Actor, fd: Pick, bytes: u32) -> Step {
    call(by, Call::Read { fd, bytes })
}

/// What arrives is waited for, and counted.
fn arrived(fd: Pick) -> [Step; 4] {
    let poll = deed(A, Deed::Poll { fd });
    let select = deed(A, Deed::Select { fd });
    [call(A, Call::Await { fd }), call(A, Call::Fionread { fd }), poll, select]
}

/// A pair whose slave is set so.
fn pair(setting: Setting, min_and_time: [u8; 2], flags: i32) -> Steps {
    vec![
        call(A, open(flags)),
        call(A, Call::Unlock { fd: MASTER }),
        call(A, slave(How::Name, flags)),
        call(A, Call::Get { fd: SLAVE }),
        set(SLAVE, setting, min_and_time),
        call(A, Call::Get { fd: SLAVE }),
    ]
}

fn names() -> Steps {
    let exists = |fd| call(A, Call::Exists { fd });
    let library = |access| Call::Open { library: true, access, flags: Flags::NONE };
    vec![
        call(A, Call::Node),
        call(A, library(Access::Both)),
        call(A, open(0)),
        call(A, library(Access::Read)),
        call(A, Call::Name { fd: MASTER, short: false }),
        call(A, Call::Name { fd: MASTER, short: true }),
        call(A, Call::Grant { fd: MASTER }),
        call(A, Call::Grant { fd: Pick::NONE }),
        call(A, Call::Unlock { fd: MASTER }),
        call(A, slave(How::Name, 0)),
        call(A, Call::Name { fd: Pick(3), short: false }),
        call(A, Call::Unlock { fd: Pick(3) }),
        call(A, Call::IsTerminal { fd: Pick(3) }),
        call(A, Call::Session { fd: Pick(3) }),
        call(A, Call::Group { fd: Pick(3) }),
        exists(Pick(3)),
        deed(A, Deed::Close { fd: MASTER }),
        exists(Pick(2)),
        deed(A, Deed::Poll { fd: Pick(2) }),
    ]
}

fn locks() -> Steps {
    let lock = |on| call(A, Call::Lock { fd: MASTER, on });
    let told = || call(A, Call::IsLocked { fd: MASTER });
    let opens = |how| call(A, slave(how, 0));
    let mut steps = vec![call(A, open(0)), told(), opens(How::Name), opens(How::Peer), lock(false)];
    steps.extend([told(), lock(true), told(), opens(How::Name), opens(How::Peer)]);
    steps.extend([call(A, Call::Unlock { fd: MASTER }), opens(How::Name), opens(How::Peer)]);
    steps
}

fn lines() -> Steps {
    let mut steps = pair(Setting::Quiet, [1, 0], 0);
    steps.extend([
        write(A, MASTER, 5, 1, Ending::Newline),
        write(A, MASTER, 7, 2, Ending::Return),
        write(A, MASTER, 3, 3, Ending::Nothing),
    ]);
    steps.extend(arrived(SLAVE));
    steps.extend([read(A, SLAVE, 2), read(A, SLAVE, ALL), read(A, SLAVE, ALL)]);
    steps.extend([deed(A, Deed::Poll { fd: SLAVE }), write(A, MASTER, 0, 4, Ending::Newline)]);
    steps.push(read(A, SLAVE, ALL));
    steps.extend([write(A, SLAVE, 4, 5, Ending::Newline), read(A, MASTER, ALL)]);
    steps
}

fn ends_of_files() -> Steps {
    let mut steps = pair(Setting::Quiet, [1, 0], 0);
    steps.extend([
        write(A, MASTER, 5, 1, Ending::Eof),
        read(A, SLAVE, ALL),
        write(A, MASTER, 0, 2, Ending::Eof),
        read(A, SLAVE, ALL),
        write(A, MASTER, 6, 3, Ending::Eof),
        read(A, SLAVE, 2),
        read(A, SLAVE, ALL),
    ]);
    steps
}

/// A line of more than 4096 bytes.
fn a_long_line() -> Steps {
    let mut steps = pair(Setting::Quiet, [1, 0], 0);
    steps.extend([
        write(A, MASTER, 3000, 1, Ending::Nothing),
        write(A, MASTER, 2000, 2, Ending::Newline),
        read(A, SLAVE, ALL),
        write(A, MASTER, 3, 3, Ending::Newline),
        read(A, SLAVE, ALL),
    ]);
    steps
}

fn echo() -> Steps {
    let mut steps = pair(Setting::Cooked, [1, 0], 0);
    steps.push(write(A, MASTER, 5, 1, Ending::Newline));
    steps.extend(arrived(MASTER));
    steps.extend([read(A, MASTER, ALL), read(A, SLAVE, ALL)]);
    steps.extend([write(A, MASTER, 2, 2, Ending::Return), read(A, SLAVE, ALL)]);
    steps.extend([write(A, SLAVE, 5, 3, Ending::Newline), read(A, MASTER, 3)]);
    steps.extend([read(A, MASTER, ALL), call(A, Call::Unsent { fd: SLAVE })]);
    steps
}

fn raw() -> Steps {
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    for ending in [Ending::Newline, Ending::Return, Ending::Eof] {
        steps.extend([write(A, MASTER, 5, 1, ending), write(A, SLAVE, 5, 2, ending)]);
        steps.extend(arrived(SLAVE));
        steps.extend(arrived(MASTER));
        steps.extend([read(A, SLAVE, 3), read(A, SLAVE, ALL), read(A, MASTER, ALL)]);
    }
    steps
}

/// What lies there is thrown away, or stays.
fn flushed() -> Steps {
    let flush = |fd, which| call(A, Call::Flush { fd, which });
    let mut steps = pair(Setting::Raw, [1, 0], NONBLOCK);
    let mut tag = 0;
    for (fd, which) in [
        (SLAVE, Which::Input),
        (SLAVE, Which::Output),
        (MASTER, Which::Input),
        (MASTER, Which::Output),
        (SLAVE, Which::Both),
    ] {
        tag += 2;
        steps.push(write(A, MASTER, 5, tag, Ending::Nothing));
        steps.push(write(A, SLAVE, 5, tag + 1, Ending::Nothing));
        steps.extend(arrived(SLAVE));
        steps.extend(arrived(MASTER));
        steps.extend([flush(fd, which), read(A, SLAVE, ALL), read(A, MASTER, ALL)]);
    }
    steps.push(write(A, MASTER, 5, 20, Ending::Nothing));
    steps.extend(arrived(SLAVE));
    steps.extend([set(SLAVE, Setting::Quiet, [1, 0]), read(A, SLAVE, ALL)]);
    steps
}

fn min_and_no_bytes() -> Steps {
    let mut steps = pair(Setting::Raw, [0, 0], 0);
    steps.extend([read(A, SLAVE, ALL), write(A, MASTER, 5, 1, Ending::Nothing)]);
    steps.extend(arrived(SLAVE));
    steps.extend([read(A, SLAVE, 3), read(A, SLAVE, ALL), read(A, SLAVE, ALL)]);
    steps.extend([deed(A, Deed::SetNonblock { fd: SLAVE, on: true }), read(A, SLAVE, ALL)]);
    steps
}

/// A read asks for fewer bytes than MIN, and there are fewer, or enough.
fn fewer_than_min() -> Steps {
    let mut steps = pair(Setting::Raw, [5, 0], 0);
    steps.extend([write(A, MASTER, 7, 1, Ending::Nothing), read(A, SLAVE, 6)]);
    steps.extend([write(A, MASTER, 2, 2, Ending::Nothing), read(A, SLAVE, 2)]);
    steps
}

fn time_passes() -> Steps {
    let mut steps = pair(Setting::Raw, [0, 1], 0);
    steps.extend([read(A, SLAVE, ALL), write(A, MASTER, 5, 1, Ending::Nothing)]);
    steps.extend(arrived(SLAVE));
    steps.extend([read(A, SLAVE, ALL), set(SLAVE, Setting::Raw, [5, 1])]);
    steps.extend([write(A, MASTER, 3, 2, Ending::Nothing), read(A, SLAVE, ALL)]);
    steps.extend([write(A, MASTER, 7, 3, Ending::Nothing), read(A, SLAVE, ALL)]);
    steps
}

fn packets() -> Steps {
    let packet = |fd, on| call(A, Call::Packet { fd, on });
    let told = || call(A, Call::IsPacket { fd: MASTER });
    let flush = |which| call(A, Call::Flush { fd: SLAVE, which });
    let flow = |on| call(A, Call::Flow { fd: SLAVE, on });
    let status = || {
        let pri = || call(A, Call::Priority { fd: MASTER });
        [pri(), read(A, MASTER, ALL), pri()]
    };
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    steps.extend([told(), packet(SLAVE, true), packet(MASTER, true), told()]);
    steps.extend([write(A, SLAVE, 5, 1, Ending::Nothing), read(A, MASTER, 4)]);
    steps.push(read(A, MASTER, ALL));
    for step in [flush(Which::Input), flush(Which::Output), flow(false), flow(true)] {
        steps.push(step);
        steps.extend(status());
    }
    steps.extend([packet(MASTER, false), told()]);
    steps.extend([write(A, SLAVE, 5, 2, Ending::Nothing), read(A, MASTER, ALL)]);
    steps
}

/// Several changes of status are one.
fn several_at_once() -> Steps {
    let flush = |which| call(A, Call::Flush { fd: SLAVE, which });
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    steps.push(call(A, Call::Packet { fd: MASTER, on: true }));
    steps.extend([flush(Which::Both), read(A, MASTER, ALL), flush(Which::Input)]);
    steps.extend([flush(Which::Output), call(A, Call::Flow { fd: SLAVE, on: false })]);
    steps.extend([read(A, MASTER, ALL), call(A, Call::Flow { fd: SLAVE, on: true })]);
    steps.push(read(A, MASTER, ALL));
    steps
}

fn windows() -> Steps {
    let size = |fd| call(A, Call::GetSize { fd });
    let set = |fd, rows| call(A, Call::SetSize { fd, rows, columns: 80 });
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    steps.extend([set(MASTER, 24), size(SLAVE), size(MASTER), set(SLAVE, 25), size(MASTER)]);
    steps.extend([call(A, Call::Grant { fd: MASTER }), call(A, Call::Grant { fd: SLAVE })]);
    steps.extend([call(A, Call::Mode { fd: MASTER }), call(A, Call::Owner { fd: MASTER })]);
    steps
}

/// The slave is closed while something lies in the master.
fn hang_up() -> Steps {
    let poll = || deed(A, Deed::Poll { fd: MASTER });
    let mut steps = vec![call(A, open(0)), poll()];
    steps.extend(pair(Setting::Raw, [1, 0], 0).into_iter().skip(1));
    steps.extend([poll(), write(A, SLAVE, 5, 1, Ending::Nothing)]);
    steps.extend([deed(A, Deed::Close { fd: SLAVE }), poll(), read(A, MASTER, ALL), poll()]);
    steps
}

/// What comes between two questions makes one report.
fn epoll_is_asked_again() -> Steps {
    let ask = || deed(A, Deed::EpollAgain);
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    steps.push(deed(A, Deed::Epoll { fd: SLAVE, how: Watching::Kept }));
    steps.push(write(A, MASTER, 1, 1, Ending::Nothing));
    steps.extend(arrived(SLAVE));
    steps.extend([ask(), read(A, SLAVE, ALL), ask()]);
    steps.push(write(A, MASTER, 1, 2, Ending::Nothing));
    steps.extend(arrived(SLAVE));
    steps.extend([deed(A, Deed::Close { fd: SLAVE }), ask()]);
    steps
}
