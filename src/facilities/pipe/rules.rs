//! pipe(2) and pipe(7), executable: what each call may do in each state.

use super::PipeRoom;
use super::bounds::{may_exceed_size, rule_made};
use super::claims::*;
use super::held::{Made, Pipe};
use super::model::{PIPE_BUF, Pipes};
use super::notice::Notice;
use super::operations::{Array, Flags, Op};
use super::seen::Saw;
use crate::engine::{
    Access, Actor, Allow, Call, Errno, File, Interrupted, Readiness, Ready, Ruling, World,
};

/// The largest capacity that can be asked for at all: beyond it the manual is silent.
const ASKED_MAX: u32 = 1 << 31;

pub fn rule(pipes: &Pipes, call: &Call<'_, PipeRoom>, world: &World<u8>) -> Ruling<Saw> {
    let fd = match *call.op {
        Op::Create { flags, array } => return create(pipes, flags, array, call.by, world),
        Op::Setting(setting) => return pipes.rule_setting(setting, call.by, world),
        Op::CapacityOfOther => {
            return match world.process(call.by).nofile_room {
                Some(0) => Ruling::silent("no descriptor is left to ask about"),
                _ => CAPACITY_OF_OTHER.fails(Errno::EBADF),
            };
        }
        Op::Notice(how) => return notice(how, call.by, world),
        Op::Splicing(ref splicing) => {
            return super::splicing::rules::rule(pipes, splicing, call.by, world);
        }
        Op::Read { fd, .. }
        | Op::Write { fd, .. }
        | Op::GetCapacity { fd }
        | Op::SetCapacity { fd, .. }
        | Op::Fionread { fd }
        | Op::Lseek { fd }
        | Op::Link { fd }
        | Op::SetPacket { fd, .. }
        | Op::PipeBuf { fd } => fd,
    };
    let Some(file) = world.file(call.by, fd) else {
        return Ruling::silent("a call without a descriptor");
    };
    let pipe = pipes.pipe(file.object);
    let looks = matches!(
        call.op,
        Op::GetCapacity { .. } | Op::SetCapacity { .. } | Op::Lseek { .. } | Op::Link { .. }
    );
    if pipe.made == Made::Small && !looks {
        return Ruling::silent("a pipe of one page or two: which, was not asked");
    }
    match *call.op {
        Op::Read { bytes, .. } => read(pipe, file, bytes, (call.by, world)),
        Op::Write { bytes, .. } => Writing { pipes, pipe, file, bytes, world }.rule(call),
        Op::GetCapacity { .. } => capacity(pipe, pipes.page_bytes),
        Op::SetCapacity { bytes, .. } => set_capacity(pipes, pipe, bytes, call.by, world),
        Op::Fionread { .. } => FIONREAD_COUNTS.returns(number(pipe.held_bytes())),
        Op::Link { .. } => FD_LINK.returns(Saw::Named(true)),
        Op::Lseek { .. } => LSEEK_ESPIPE.fails(Errno::ESPIPE),
        Op::SetPacket { .. } if file.access == Access::Read => {
            Ruling::silent("O_DIRECT on a read end")
        }
        Op::SetPacket { .. } => PACKET_SWITCHES.returns(Saw::Done),
        Op::PipeBuf { .. } => PIPE_BUF_4096.returns(number(PIPE_BUF)),
        Op::Create { .. }
        | Op::CapacityOfOther
        | Op::Splicing(_)
        | Op::Notice(_)
        | Op::Setting(_) => unreachable!("ruled above"),
    }
}

pub fn number(value: u32) -> Saw {
    Saw::Number(u64::from(value))
}

fn notice(how: Notice, by: Actor, world: &World<u8>) -> Ruling<Saw> {
    if world.process(by).nofile_room.is_some_and(|room| room < 2) {
        return Ruling::silent("no descriptors are left for a pipe");
    }
    if world.is_threaded(by) {
        return Ruling::silent("a signal to a process whose other threads may take it");
    }
    let (claim, came, names_it) = match how {
        Notice::Usual => (&ASYNC_SIGNAL, true, false),
        Notice::Chosen => (&ASYNC_SIGNAL_CHOSEN, true, true),
        Notice::None => (&ASYNC_OFF, false, false),
    };
    claim.returns(Saw::Noticed { came, names_it })
}

fn create(pipes: &Pipes, flags: Flags, array: Array, by: Actor, world: &World<u8>) -> Ruling<Saw> {
    let full = world.process(by).nofile_room.is_some_and(|room| room < 2);
    let refused = |errno: Errno| Saw::Refused { errno: errno.0, array_untouched: true };
    // The manual does not rank the errors.
    let mut ruling: Option<Ruling<Saw>> = None;
    let mut add = |holds: bool, more: Ruling<Saw>| {
        if holds {
            ruling = Some(match ruling.take() {
                Some(ruling) => ruling | more,
                None => more,
            });
        }
    };
    add(
        flags.unknown,
        [&CREATE_UNKNOWN_FLAG, &FAILURE_LEAVES_ARRAY].returns(refused(Errno::EINVAL)),
    );
    add(full, [&CREATE_EMFILE, &FAILURE_LEAVES_ARRAY].returns(refused(Errno::EMFILE)));
    add(array == Array::Invalid, CREATE_EFAULT.returns(refused(Errno::EFAULT)));
    let both = |flag| [flag, flag];
    let created = Saw::Created {
        read_end_first: true,
        cloexec: both(flags.cloexec),
        nonblock: both(flags.nonblock),
    };
    match (ruling, pipes.rule_making(by, world, created.clone())) {
        (Some(ruling), None) => ruling,
        (None, Some(limited)) => limited,
        // The manual does not rank the errors.
        (Some(ruling), Some(limited)) => ruling | limited,
        (None, None) if flags == Flags::default() => {
            [&READ_END_FIRST, &CREATE_FLAGS_0].returns(created)
        }
        (None, None) => [&READ_END_FIRST, &CREATE_CLOEXEC, &CREATE_NONBLOCK].returns(created),
    }
}

pub fn ends(world: &World<u8>, object: u8, wanted: Access) -> bool {
    world.descriptions().any(|(file, _)| file.object == object && file.access == wanted)
}

/// Whether this process itself has a write end of that pipe.
fn writes(by: Actor, object: u8, world: &World<u8>) -> bool {
    let writes = |file: &File<u8>| file.object == object && file.access == Access::Write;
    world.slots(by).any(|(_, slot)| writes(world.description(slot.file)))
}

fn read(pipe: &Pipe, file: &File<u8>, bytes: u32, (by, world): (Actor, &World<u8>)) -> Ruling<Saw> {
    if file.access == Access::Write {
        return READ_OF_WRITE_END.fails(Errno::EBADF);
    }
    if bytes == 0 {
        return READ_OF_NOTHING.returns(Saw::Read(crate::engine::content::Content::default()));
    }
    if pipe.is_empty() {
        if !ends(world, file.object, Access::Write) {
            return READ_END_OF_FILE.returns(Saw::Read(crate::engine::content::Content::default()));
        }
        if file.nonblocking {
            let own = writes(by, file.object, world);
            let claim = if own { &READ_OF_EMPTY_EAGAIN } else { &READ_END_NEEDS_ALL };
            return claim.fails(Errno::EAGAIN);
        }
        return READ_OF_EMPTY_WAITS.waits(Interrupted::Restarts(&READ_EINTR, &READ_RESTARTS));
    }
    let next = pipe.peek(bytes);
    let saw = Saw::Read(next.content);
    if next.packet && next.switched {
        return PACKET_SWITCHES.returns(saw);
    }
    if next.excess {
        return PACKET_EXCESS_DISCARDED.returns(saw);
    }
    if next.packet {
        return PACKET_IS_ONE_READ.returns(saw);
    }
    if next.interleaved {
        return [&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &WRITE_LARGE_INTERLEAVES].returns(saw);
    }
    if next.several_small {
        return [&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &WRITE_SMALL_ATOMIC].returns(saw);
    }
    [&READ_IN_ORDER, &READ_TAKES_AVAILABLE].returns(saw)
}

/// A write, and all that decides about it.
struct Writing<'a> {
    pipes: &'a Pipes,
    pipe: &'a Pipe,
    file: &'a File<u8>,
    bytes: u32,
    world: &'a World<u8>,
}

impl Writing<'_> {
    fn rule(&self, call: &Call<'_, PipeRoom>) -> Ruling<Saw> {
        if self.file.access == Access::Read {
            return WRITE_TO_READ_END.fails(Errno::EBADF);
        }
        if self.bytes == 0 {
            return Ruling::silent("a write of no bytes to a pipe");
        }
        if !ends(self.world, self.file.object, Access::Read) {
            return self.broken(call);
        }
        if self.pipe.is_mixed() {
            return Ruling::silent("packets and plain bytes in one pipe");
        }
        match (self.bytes <= PIPE_BUF, self.file.nonblocking) {
            (true, nonblocking) => self.small(nonblocking),
            (false, true) => self.large_nonblocking(),
            (false, false) => self.large_blocking(call.done as u32),
        }
    }

    fn packet(&self) -> bool {
        self.pipe.packet
    }

    /// No read end is left.
    fn broken(&self, call: &Call<'_, PipeRoom>) -> Ruling<Saw> {
        if call.done > 0 {
            return Ruling::silent("the read end goes while a write has written a part");
        }
        if self.world.process(call.by).ignores_sigpipe {
            WRITE_EPIPE.fails(Errno::EPIPE)
        } else {
            WRITE_SIGPIPE.dies(libc::SIGPIPE)
        }
    }

    /// Bytes that could still be put at the most.
    fn room_bytes(&self) -> u32 {
        self.pipe.room_bytes(self.pipes.page_bytes)
    }

    fn pages_free(&self) -> u32 {
        self.pipe.pages_free(self.pipes.page_bytes)
    }

    fn small(&self, nonblocking: bool) -> Ruling<Saw> {
        let whole = || WRITE_SMALL_WHOLE.returns(Saw::Wrote(u64::from(self.bytes)));
        let eintr = || Interrupted::Restarts(&WRITE_EINTR, &WRITE_RESTARTS);
        if self.pages_free() > 0 {
            return whole();
        }
        if self.bytes > self.room_bytes() {
            return if nonblocking {
                WRITE_SMALL_EAGAIN.fails(Errno::EAGAIN)
            } else {
                WRITE_SMALL_WAITS.waits(eintr())
            };
        }
        // By its bytes there is room; by the layout of its pages there may be none.
        whole()
            | if nonblocking {
                FULL_BEFORE_CAPACITY.fails(Errno::EAGAIN)
            } else {
                FULL_BEFORE_CAPACITY.waits(eintr())
            }
    }

    fn large_nonblocking(&self) -> Ruling<Saw> {
        let most = self.bytes.min(self.room_bytes());
        if most == 0 {
            return WRITE_LARGE_EAGAIN.fails(Errno::EAGAIN);
        }
        let claim = if self.packet() { &PACKET_SPLIT } else { &WRITE_LARGE_PARTIAL };
        let partial = claim.returns_between(Saw::Wrote(1), Saw::Wrote(u64::from(most)));
        if self.pages_free() > 0 {
            return partial;
        }
        partial | FULL_BEFORE_CAPACITY.fails(Errno::EAGAIN)
    }

    fn large_blocking(&self, done: u32) -> Ruling<Saw> {
        let left = self.bytes - done;
        let room = self.room_bytes();
        let class = if done == 0 {
            Interrupted::Restarts(&WRITE_EINTR, &WRITE_RESTARTS)
        } else {
            Interrupted::Short(&WRITE_CUT_SHORT, Box::new(Saw::Wrote(u64::from(done))))
        };
        let waits = || WRITE_LARGE_WAITS.waits(class);
        if room == 0 {
            return waits();
        }
        let complete = if self.packet() { &PACKET_SPLIT } else { &WRITE_LARGE_COMPLETES };
        let completes = || complete.returns(Saw::Wrote(u64::from(self.bytes)));
        let page = self.pipes.page_bytes;
        let mut ruling = if left <= room {
            completes()
        } else {
            WRITE_LARGE_WAITS.advances(u64::from(page.min(room)))
        };
        // It may also take a page at a time, with others in between; and what is over a whole
        // number of pages may go first, into a page that the last write left unfilled.
        if left > page && left <= room {
            ruling = ruling | WRITE_LARGE_WAITS.advances(u64::from(page));
        }
        let over = self.bytes % page;
        if done == 0 && over > 0 && over <= room && self.pipe.ends_within_a_page(page) {
            ruling = ruling | WRITE_LARGE_WAITS.advances(u64::from(over));
        }
        if self.pages_free() == 0 { ruling | waits() } else { ruling }
    }
}

fn capacity(pipe: &Pipe, page_bytes: u32) -> Ruling<Saw> {
    if let Some(ruling) = rule_made(pipe, page_bytes) {
        return ruling;
    }
    let default = super::model::DEFAULT_PAGES * page_bytes;
    let claim = if pipe.capacity_bytes == default { &CAPACITY_DEFAULT } else { &CAPACITY_REPORTED };
    claim.returns(number(pipe.capacity_bytes))
}

fn set_capacity(
    pipes: &Pipes,
    pipe: &Pipe,
    bytes: u32,
    by: Actor,
    world: &World<u8>,
) -> Ruling<Saw> {
    if bytes > ASKED_MAX {
        return Ruling::silent("a capacity of more than 2^31 bytes");
    }
    let page = pipes.page_bytes;
    let pages = bytes.div_ceil(page).max(1).next_power_of_two();
    let target = pages * page;
    let above = target > pipes.maximum_bytes && target > pipe.capacity_bytes;
    let privileged = may_exceed_size(world.process(by));
    let busy = || CAPACITY_BUSY.fails(Errno::EBUSY);
    if above && !privileged {
        return CAPACITY_ABOVE_MAXIMUM.fails(Errno::EPERM);
    }
    if let Some(ruling) = pipes.rule_resizing(pipe, pages, by, world) {
        return ruling;
    }
    if pipe.held_bytes() > target {
        return busy();
    }
    let claim = match (above, bytes < page) {
        (true, _) => &CAPACITY_PRIVILEGED,
        (_, true) => &CAPACITY_AT_LEAST_A_PAGE,
        _ => &CAPACITY_SET,
    };
    let set = claim.returns(number(target));
    if pipe.fits_pages(pages, page) { set } else { set | FULL_BEFORE_CAPACITY.fails(Errno::EBUSY) }
}

pub fn ready(pipes: &Pipes, file: &File<u8>, world: &World<u8>) -> Readiness {
    let pipe = pipes.pipe(file.object);
    if file.access == Access::Read {
        let widowed = !ends(world, file.object, Access::Write);
        return Readiness {
            input: Ready::iff(&POLL_INPUT, !pipe.is_empty()),
            output: Ready::Unruled,
            hangup: Ready::iff(&POLL_HANGUP, widowed),
            error: Ready::Unruled,
        };
    }
    let widowed = !ends(world, file.object, Access::Read);
    let room = pipe.room_bytes(pipes.page_bytes);
    let output = match (pipe.pages_free(pipes.page_bytes), room) {
        _ if pipe.is_mixed() => Ready::Unruled,
        (1.., _) => Ready::Yes(&POLL_OUTPUT),
        (0, 0) => Ready::No(&POLL_OUTPUT),
        (0, _) => Ready::Unruled,
    };
    Readiness {
        input: Ready::Unruled,
        output,
        hangup: Ready::Unruled,
        error: Ready::iff(&POLL_ERROR, widowed),
    }
}
