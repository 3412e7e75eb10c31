//! pty(7), executable: what each call may do in each state.

use super::watching::{ROOM, rule_await};
use super::{Pair, Pairs, SLAVE, START, STOP, reading};
use crate::claim::Capability;
use crate::engine::forms::Flags;
use crate::engine::{self, Access, Actor, Allow, Errno, File, Pick, Ruling, World};
use crate::facilities::pty::calls::{Call, Seen};
use crate::facilities::pty::claims::*;
use crate::facilities::pty::operands::{
    CLOEXEC, Ending, How, LETTERS_MAX, OpenFlags, Setting, When,
};
use crate::families::names::holds;

/// With which error a locked slave is not opened, no page says.
static LOCKED: &[Errno] =
    &[Errno::EIO, Errno::EAGAIN, Errno::EACCES, Errno::EPERM, Errno::ENXIO, Errno::EBUSY];

pub fn rule(pairs: &Pairs, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    match Call::of(call.op) {
        Call::Open { library, flags, .. } => return open(library, flags, by, world),
        Call::Node => {
            return PTMX_NODE.returns(Seen::Node { is_device: true, major: 5, minor: 2 });
        }
        Call::Grant { fd: Pick::NONE } => return GRANT_BAD.fails(Errno::EBADF),
        _ => {}
    }
    let Some(file) = call.op.picks().first().and_then(|fd| world.file(by, *fd)) else {
        return Ruling::silent("a call without a descriptor");
    };
    let pair = pairs.pair(file.object);
    let asked = Asked { pair, file, by, world };
    let is_named = matches!(Call::of(call.op), Call::Exists { .. });
    if is_named {
        return NAME_LIFETIME.returns(Seen::Flag { on: !pair.master_gone });
    }
    if file.note == SLAVE && pair.master_gone {
        return Ruling::silent("a call on a terminal whose master is closed");
    }
    let of_bytes = match Call::of(call.op) {
        Call::Slave { .. } => !pair.unlocked,
        Call::Lock { .. } | Call::IsLocked { .. } | Call::Unlock { .. } => false,
        _ => file.note == SLAVE || matches!(Call::of(call.op), Call::Write { .. }),
    };
    if pair.spoiled && of_bytes {
        return Ruling::silent("a slave that was locked and refused while others had it open");
    }
    if file.note == SLAVE { asked.of_slave(call) } else { asked.of_master(call) }
}

/// A new pair.
fn open(library: bool, flags: Flags<OpenFlags>, by: Actor, world: &World) -> Ruling {
    if world.is_full(by) {
        return OPENS_EMFILE.fails(Errno::EMFILE);
    }
    let opens = if library { &OPENPT_OPENS } else { &PTMX_OPENS };
    let opened = Seen::Opened { lowest: true, fresh: true, cloexec: flags.has(CLOEXEC) };
    [opens, &OPENS_LOWEST, &OPENS_INDEPENDENT, &OPENS_CLOEXEC].returns(opened)
}

/// A call on a description of a pair.
struct Asked<'a> {
    pair: &'a Pair,
    file: &'a File,
    by: Actor,
    world: &'a World,
}

impl Asked<'_> {
    fn of_master(&self, call: &engine::Call<'_>) -> Ruling {
        let pair = self.pair;
        let (done, flag) = (Seen::Done, |on| Seen::Flag { on });
        match Call::of(call.op) {
            Call::Slave { how, flags, .. } => self.slave(how, flags),
            Call::Unlock { .. } if !self.file.access.writes() => {
                UNLOCK_READ_ONLY.fails(Errno::EBADF)
            }
            Call::Unlock { .. } => UNLOCKS.returns(done),
            Call::Lock { .. } => LOCK_SETS.returns(done),
            Call::IsLocked { .. } => LOCK_TOLD.returns(flag(!pair.unlocked)),
            Call::Grant { .. } => GRANTS.returns(done),
            Call::Owner { .. } | Call::Mode { .. } if pair.granted.is_none() => {
                Ruling::silent("who may open a slave before grantpt")
            }
            Call::Owner { .. } => {
                let other = self.world.process(self.by).other_uid;
                GRANT_OWNER.returns(Seen::Owner { owned: pair.granted == Some(other) })
            }
            Call::Mode { .. } => GRANT_MODE.returns(Seen::Mode { mode: 0o620 }),
            Call::Name { short: true, .. } => NAME_SHORT.fails(Errno::ERANGE),
            Call::Name { .. } => NAME_IS_OF_SLAVE.returns(Seen::Named { right: true }),
            Call::Packet { .. } if !pair.output.sleepers.is_empty() => {
                Ruling::silent("packet mode is switched while somebody reads from the master")
            }
            Call::Packet { .. } => PACKET_SWITCHES.returns(done),
            Call::IsPacket { .. } => PACKET_TOLD.returns(flag(pair.packet)),
            Call::Priority { .. } if pair.packet => PACKET_PRIORITY.returns(flag(pair.status != 0)),
            Call::Read { bytes, .. } if bytes > 0 => {
                reading::of_master(pair, self.file, bytes as usize)
            }
            Call::Write { letters, ending, .. } => self.typed(letters, ending),
            Call::Flow { .. } | Call::Set { .. } | Call::Get { .. } => {
                Ruling::silent("whether a terminal is set by its master")
            }
            Call::Exclusive { .. } | Call::IsExclusive { .. } => {
                Ruling::silent("the exclusive mode of a master")
            }
            Call::Session { .. } | Call::Group { .. } => {
                Ruling::silent("the session of a terminal that controls nobody")
            }
            _ => self.of_either(call),
        }
    }

    fn of_slave(&self, call: &engine::Call<'_>) -> Ruling {
        let pair = self.pair;
        match Call::of(call.op) {
            Call::Unlock { .. } => UNLOCK_OTHER.fails(Errno::EINVAL),
            Call::Grant { .. } => GRANT_OTHER.fails(Errno::EINVAL),
            Call::Name { short: false, .. } => NAME_OF_OTHER.fails(Errno::ENOTTY),
            Call::IsTerminal { .. } => SLAVE_IS_TERMINAL.returns(Seen::Flag { on: true }),
            Call::Set { when, .. } => self.set(when),
            Call::Get { .. } => match pair.set {
                None => CANONICAL_FIRST.returns(Seen::Flag { on: true }),
                Some(_) => SETTINGS_TOLD.returns(Seen::Flag { on: pair.is_canonical() }),
            },
            Call::Read { bytes, .. } if bytes > 0 => match pair.set {
                Some(set) => reading::of_slave(pair, set, (self.file, self.by), bytes as usize),
                None => Ruling::silent("a read from a terminal as it is at first"),
            },
            Call::Write { letters, ending, .. } => self.comes_out(letters, ending),
            Call::Flow { on, .. } => {
                if !on && pair.output.awaits_echo() {
                    return Ruling::silent("output is stopped while an echo is on its way");
                }
                let undone = if on { STOP } else { START };
                if pair.packet && pair.status & undone != 0 && on == pair.stopped {
                    return Ruling::silent("output is stopped and goes on before anybody was told");
                }
                FLOW_STOPS.returns(Seen::Done)
            }
            Call::Packet { .. } => PACKET_OF_SLAVE.fails(Errno::ENOTTY),
            Call::Exclusive { .. } => EXCLUSIVE_SETS.returns(Seen::Done),
            Call::IsExclusive { .. } => EXCLUSIVE_TOLD.returns(Seen::Flag { on: pair.exclusive }),
            Call::Session { .. } => SESSION_OF_OTHER.fails(Errno::ENOTTY),
            Call::Group { .. } => GROUP_OF_OTHER.fails(Errno::ENOTTY),
            _ => self.of_either(call),
        }
    }

    fn of_either(&self, call: &engine::Call<'_>) -> Ruling {
        let pair = self.pair;
        let (read, written) = pair.queues(self.file);
        let number = |number: usize| Seen::Number { number: number as u64 };
        match Call::of(call.op) {
            Call::Await { .. } => rule_await(pair, self.file),
            Call::Fionread { .. } if pair.is_parted(self.file, None) => {
                Ruling::silent("how much there is where a reader may have taken a part")
            }
            Call::Fionread { .. } => {
                let (least, most) = (read.bytes(read.seen()), read.bytes(read.len()));
                if least == most {
                    FIONREAD_COUNTS.returns(number(most))
                } else {
                    FIONREAD_COUNTS.returns_between(number(least), number(most))
                }
            }
            Call::Unsent { .. } => {
                UNSENT_COUNTS.returns_between(number(0), number(written.bytes(written.len())))
            }
            Call::Flush { which, .. } => {
                let parted = pair.reads_in_parts() && pair.input.is_waited_for(None);
                if which.is_of_input() && read.has_unseen()
                    || which.is_of_output() && written.has_unseen()
                    || parted
                {
                    return Ruling::silent("what is thrown away of bytes that are on their way");
                }
                match (which.is_of_input(), which.is_of_output()) {
                    (true, true) => [&FLUSH_INPUT, &FLUSH_OUTPUT].returns(Seen::Done),
                    (true, _) => FLUSH_INPUT.returns(Seen::Done),
                    _ => FLUSH_OUTPUT.returns(Seen::Done),
                }
            }
            Call::SetSize { .. } => SIZE_SETS.returns(Seen::Done),
            Call::GetSize { .. } => match pair.size {
                Some((rows, columns)) => SIZE_KEPT.returns(Seen::Size { rows, columns }),
                None => Ruling::silent("the size of a window that nobody gave one"),
            },
            _ => Ruling::silent("a call that is not for this end of a pair"),
        }
    }

    /// An open of the slave.
    fn slave(&self, how: How, flags: Flags<OpenFlags>) -> Ruling {
        let pair = self.pair;
        let by_name = how == How::Name;
        if by_name && self.world.process(self.by).other_uid {
            return Ruling::silent("whether another user may open a slave by its name");
        }
        if pair.slave_gone || pair.spoiled {
            return Ruling::silent("a slave is opened that was closed, or refused to others");
        }
        let privileged = holds(self.by, Capability::SYS_ADMIN, self.world);
        let refused = !pair.unlocked || pair.exclusive && pair.opened && !privileged;
        if self.world.is_full(self.by) {
            return if refused {
                Ruling::silent("which of several errors a slave is not opened with")
            } else {
                OPENS_EMFILE.fails(Errno::EMFILE)
            };
        }
        match (pair.unlocked, refused) {
            (false, _) if pair.exclusive => Ruling::silent("a slave both locked and exclusive"),
            (false, _) if pair.lock_set => LOCK_SETS.refused(LOCKED),
            (false, _) => NEW_IS_LOCKED.refused(LOCKED),
            (true, true) => EXCLUSIVE_EBUSY.fails(Errno::EBUSY),
            (true, false) => {
                let opened = Seen::Slave { same: true, cloexec: flags.has(CLOEXEC) };
                let (opens, leads) = if by_name {
                    (&SLAVE_BY_NAME, &NAME_IS_OF_SLAVE)
                } else {
                    (&SLAVE_AS_PEER, &SLAVE_AS_PEER)
                };
                let opens = if pair.exclusive { &EXCLUSIVE_PRIVILEGED } else { opens };
                [opens, leads, &OPENS_CLOEXEC].returns(opened)
            }
        }
    }

    /// A change of settings, which leaves no doubt of what it does to bytes.
    fn set(&self, when: When) -> Ruling {
        let Pair { input, output, .. } = self.pair;
        if !input.sleepers.is_empty() || input.torn || self.pair.stopped {
            return Ruling::silent("a terminal is set while somebody reads from it");
        }
        if self.pair.packet && self.pair.set.is_none() {
            return Ruling::silent("whether a first setting changes the start and stop characters");
        }
        if !output.is_empty() && when == When::Now {
            return Ruling::silent("what a setting changes of output that nobody has read");
        }
        match (input.is_empty(), when) {
            (true, _) => SETS.returns(Seen::Done),
            (_, When::Flushed) if !input.has_unseen() => [&SET_FLUSHES, &SETS].returns(Seen::Done),
            _ => Ruling::silent("what a setting changes of input that nobody has read"),
        }
    }

    /// A write to the master.
    fn typed(&self, letters: u32, ending: Ending) -> Ruling {
        let pair = self.pair;
        let Pair { input, output, .. } = pair;
        if self.file.access == Access::Read {
            return WRITE_READ_ONLY.fails(Errno::EBADF);
        }
        let Some(set) = pair.set.filter(|_| pair.opened && !pair.slave_gone) else {
            return Ruling::silent("what is typed to a terminal that nobody has opened and set");
        };
        if pair.stopped || !pair.echoes_plainly(ending) || input.torn {
            return Ruling::silent("how a stopped terminal or an EOF echoes");
        }
        let line = set.setting == Setting::Quiet && input.line().is_none();
        let room = if line { LETTERS_MAX as usize } else { ROOM };
        if output.len() > ROOM {
            return Ruling::silent("how much a terminal holds");
        }
        self.wrote(input.len(), letters, ending, room)
    }

    /// A write to the slave.
    fn comes_out(&self, letters: u32, ending: Ending) -> Ruling {
        let Pair { input, output, .. } = self.pair;
        let Some(set) = self.pair.set else {
            return Ruling::silent("a write to a terminal as it is at first");
        };
        if self.pair.stopped {
            return Ruling::silent("a write to a terminal whose output is stopped");
        }
        if set.setting == Setting::Cooked && input.has_unseen() {
            return Ruling::silent("whether an echo comes before what is written");
        }
        self.wrote(output.len(), letters, ending, ROOM)
    }

    /// A write to what holds so much, and has this room.
    fn wrote(&self, held: usize, letters: u32, ending: Ending, room: usize) -> Ruling {
        let bytes = letters as usize + usize::from(ending != Ending::Nothing);
        if bytes == 0 {
            return Ruling::silent("a write of nothing");
        }
        if held + bytes > room || letters > LETTERS_MAX {
            return Ruling::silent("how much a terminal holds");
        }
        let wrote = |bytes: usize| Seen::Wrote { bytes: bytes as u64 };
        let written = if bytes == 1 {
            WRITE_COUNTS.returns(wrote(1))
        } else {
            WRITE_COUNTS.returns_between(wrote(1), wrote(bytes))
        };
        written | WRITE_EAGAIN.fails_if(self.file.nonblocking, Errno::EAGAIN)
    }
}
