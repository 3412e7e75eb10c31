//! The life of an actor: it waits for an order, carries it out, and answers.

use serde::{Deserialize, Serialize};

use super::exec::{self, Control};
use super::mailbox::{Board, Common, LETTER_BYTES, Word, cookie};
use crate::engine::deed::Told;
use crate::engine::world::DEFAULT_UMASK;
use crate::engine::{Answer, Deed, Hands, Limit, Limits, Room, perform};
use crate::kernel::other_uid;
use crate::sys::{self, Ended, Errno, Fork, Source, Target};

/// What an actor is told to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order<Op> {
    Call(Op),
    /// `number` is the pid of its target, or the seat of the child.
    Deed {
        deed: Deed,
        number: i32,
    },
    /// Takes in the descriptor that another actor has sent.
    Receive,
    /// Reaps this child of its own.
    Reap(i32),
    Race {
        calls: Vec<Op>,
        /// Turns of a loop before the first call.
        delay: u32,
        /// How many take part.
        party: u32,
        race: u32,
    },
    /// The limits of a case come into force.
    Begin(Limits),
    /// Everything as it was at the start.
    Reset,
    /// A read that waits, or does not: for the self-test of the detector.
    Trial {
        waits: bool,
    },
}

/// The signal that scripts send.
pub const SCRIPT_SIGNAL: i32 = libc::SIGUSR1;

/// Exit status of an actor that has nobody to work for.
pub const ABANDONED_STATUS: i32 = 87;

/// Turns of the loop at the gate before the processor is offered to somebody else.
const GATE_TURNS: u32 = 2_000;
/// Offers at the gate before it is passed anyway: somebody died on the way to it.
const GATE_OFFERS_MAX: u32 = 20_000;

/// An actor, from inside.
pub struct Actor {
    pub board: Board,
    pub seat: usize,
    pub hands: Hands,
    pub control: Control,
    /// Epoch of the last order.
    pub epoch: u32,
    /// The worker's pid.
    pub worker: u32,
    /// Resource limits as they are outside of scripts.
    pub limits: [u64; 2],
    letter: Vec<u8>,
    changed: bool,
}

/// The resources whose limits scripts draw.
pub const RESOURCES: [u32; 2] = [libc::RLIMIT_NOFILE, libc::RLIMIT_MSGQUEUE];

impl Actor {
    pub fn new(
        board: Board,
        seat: usize,
        hands: Hands,
        control: Control,
        (epoch, worker): (u32, u32),
        limits: [u64; 2],
    ) -> Self {
        let letter = Vec::with_capacity(LETTER_BYTES);
        Self { board, seat, hands, control, epoch, worker, limits, letter, changed: false }
    }

    /// What a new process must do before it may act. It ends here if its worker has ended.
    pub fn come_up(&self) {
        self.end_with_worker();
        self.board.set(self.seat, Word::Phase, 0);
        self.board.set(self.seat, Word::Pid, std::process::id());
        let proc_pid = crate::engine::waiting::own_proc_pid();
        self.board.set(self.seat, Word::ProcPid, proc_pid);
    }

    /// The attributes with which every case begins.
    pub fn set_attributes(&mut self) {
        sys::umask(DEFAULT_UMASK);
        let _ = sys::ignore(libc::SIGPIPE);
        let _ = sys::catch(SCRIPT_SIGNAL, true);
        let _ = sys::catch_reserved();
        self.board.set(self.seat, Word::Restarts, 1);
        for (resource, soft) in RESOURCES.into_iter().zip(self.limits) {
            let _ = sys::set_soft_limit(resource, soft);
        }
        self.changed = false;
    }

    /// Works until it is killed or told to exit.
    pub fn work<R: Room>(mut self) -> ! {
        loop {
            self.epoch = self.board.await_order(self.seat, self.epoch);
            self.board.read_order(self.seat, &mut self.letter);
            let order: Order<R::Op> =
                postcard::from_bytes(&self.letter).expect("an order of our own driver");
            match order {
                Order::Call(op) => {
                    let answer = self.in_phase(self.epoch, |hands| perform::call::<R>(&op, hands));
                    self.answer(&answer);
                }
                Order::Deed { deed, number } => {
                    let answer = self.deed::<R>(&deed, number);
                    self.answer(&answer);
                }
                Order::Receive => {
                    let answer = self.receive();
                    self.answer(&answer);
                }
                Order::Reap(child) => self.answer(&Self::reap(child)),
                Order::Race { calls, delay, party, race } => {
                    self.race::<R>(&calls, delay, party, race);
                }
                Order::Begin(limits) => {
                    let answer = self.set_limits(&limits);
                    self.answer(&answer);
                }
                Order::Reset => {
                    self.reset();
                    self.answer(&Answer::Ok(Told::Done));
                }
                Order::Trial { waits } => {
                    let answer = self.trial(waits);
                    self.answer(&answer);
                }
            }
        }
    }

    /// Makes a call, showing from outside that it is in it.
    fn in_phase<T>(&mut self, phase: u32, call: impl FnOnce(&mut Hands) -> T) -> T {
        self.hands.set_cast(self.board.cast());
        sys::set_cookie(cookie(self.seat, phase));
        self.board.set(self.seat, Word::Phase, phase);
        let answer = call(&mut self.hands);
        self.board.set(self.seat, Word::Phase, 0);
        answer
    }

    pub fn answer(&mut self, answer: &impl Serialize) {
        self.put_answer(0, answer);
        self.board.ring(self.seat, self.epoch);
    }

    /// Puts an answer at this offset; where it ends.
    fn put_answer(&mut self, offset: usize, answer: &impl Serialize) -> usize {
        let letter = std::mem::take(&mut self.letter);
        self.letter = postcard::to_extend(answer, cleared(letter)).expect("symbols serialise");
        self.board.put_answer(self.seat, offset, &self.letter);
        offset + self.letter.len()
    }

    fn deed<R: Room>(&mut self, deed: &Deed, number: i32) -> Answer<Told> {
        match deed {
            Deed::Fork => return self.fork(number as usize),
            Deed::Exec => return Err(exec::leave::<R>(self)),
            Deed::Exit => sys::exit(0),
            Deed::Kill { .. } => drop(sys::kill(number, libc::SIGKILL)?),
            Deed::Signal { .. } => drop(sys::kill(number, SCRIPT_SIGNAL)?),
            Deed::Pass { fd, .. } => {
                let [to, _] = self.control.sockets.ok_or(Errno::ENOSYS)?;
                sys::send_descriptor(to, self.hands.fd(*fd))?;
            }
            Deed::Handle { restart } => {
                self.changed = true;
                self.board.set(self.seat, Word::Restarts, (*restart).into());
                sys::catch(SCRIPT_SIGNAL, *restart)?;
            }
            Deed::IgnorePipe { on: true } => {
                self.changed = true;
                sys::ignore(libc::SIGPIPE)?;
            }
            Deed::IgnorePipe { on: false } => {
                self.changed = true;
                sys::restore_default(libc::SIGPIPE)?;
            }
            Deed::BecomeOther => self.become_other()?,
            Deed::Umask { mask } => {
                self.changed = true;
                sys::umask(*mask);
            }
            simple => return perform::deed(simple, &mut self.hands),
        }
        Ok(Told::Done)
    }

    /// Forks; the child goes on in the given seat, as a child of the worker and not of ours if the
    /// kernel heeds that: emulators and sandboxes refuse the flag, or ignore it.
    fn fork(&mut self, seat: usize) -> Answer<Told> {
        let forked = match sys::clone(libc::CLONE_PARENT) {
            Err(Errno::EINVAL) => sys::clone(0)?,
            other => other?,
        };
        match forked {
            Fork::Parent { child } => {
                self.board.set(seat, Word::Pid, child.cast_unsigned());
                Ok(Told::Done)
            }
            Fork::Child => {
                let restarts = self.board.get(self.seat, Word::Restarts);
                let apart = std::os::unix::process::parent_id() != self.worker;
                self.seat = seat;
                self.epoch = self.board.get(seat, Word::Order);
                self.board.set(seat, Word::Restarts, restarts);
                self.board.set(seat, Word::Apart, apart.into());
                self.come_up();
                Ok(Told::Open(self.hands.really_open()))
            }
        }
    }

    /// Reaps a child of ours; the signal that killed it, or 0.
    fn reap(child: i32) -> Answer<Option<i32>> {
        Ok(sys::wait(child, true)?.map(|(_, ended)| match ended {
            Ended::Exited(_) => 0,
            Ended::Killed(signal) => signal,
        }))
    }

    fn become_other(&mut self) -> Result<(), Errno> {
        // The groups go with the user, else files of ours would still be open to it.
        sys::set_groups()?;
        let other = other_uid();
        sys::set_resgid(other)?;
        sys::set_resuid(other)?;
        // Changed credentials have cleared both.
        self.end_with_worker();
        Ok(())
    }

    /// Has the kernel end us with the worker, and lets the worker look at us. Whose parent is
    /// another actor would end with that one instead: it ends with the session.
    fn end_with_worker(&self) {
        let _ = sys::set_dumpable(true);
        if self.board.get(self.seat, Word::Apart) != 0 {
            return;
        }
        let _ = sys::set_parent_death_signal(libc::SIGKILL);
        if std::os::unix::process::parent_id() != self.worker {
            sys::exit(ABANDONED_STATUS);
        }
    }

    fn receive(&mut self) -> Answer<Told> {
        let [_, from] = self.control.sockets.ok_or(Errno::ENOSYS)?;
        let fd = sys::receive_descriptor(from)?;
        self.hands.keep(fd);
        Ok(Told::Done)
    }

    /// Makes the calls of a race, each between two tickets.
    fn race<R: Room>(&mut self, calls: &[R::Op], delay: u32, party: u32, race: u32) {
        let (epoch, seat) = (self.epoch, self.seat);
        self.pass_gate(party, race);
        for _ in 0..delay {
            std::hint::spin_loop();
        }
        let mut end = 0;
        for (nth, op) in calls.iter().enumerate() {
            if self.board.common(Common::Over) == race {
                break;
            }
            self.board.set(seat, Word::Begun, nth as u32 + 1);
            self.board.set_ticket_before(seat, nth, self.board.ticket());
            let answer = self.in_phase(epoch + nth as u32, |hands| perform::call::<R>(op, hands));
            self.board.set_ticket_after(seat, nth, self.board.ticket());
            end = self.put_answer(end, &answer);
            self.board.set_answer_end(seat, nth, end);
            self.board.set(seat, Word::Done, nth as u32 + 1);
        }
        self.board.ring(seat, epoch);
    }

    /// The last to arrive opens the gate for all.
    fn pass_gate(&self, party: u32, race: u32) {
        if self.board.count(Common::Arrived) + 1 == party {
            self.board.set_common(Common::Gate, race);
        }
        for _ in 0..GATE_OFFERS_MAX {
            for _ in 0..GATE_TURNS {
                if self.board.common(Common::Gate) == race {
                    return;
                }
                std::hint::spin_loop();
            }
            sys::yield_now();
        }
    }

    fn set_limits(&mut self, limits: &Limits) -> Answer<Told> {
        self.changed = true;
        if let Some(bytes) = limits.get(Limit::MsgqueueBytes) {
            sys::set_soft_limit(libc::RLIMIT_MSGQUEUE, bytes)?;
        }
        if let Some(room) = limits.get(Limit::NofileRoom) {
            sys::set_soft_limit(libc::RLIMIT_NOFILE, limit_with_room(room))?;
        }
        Ok(Told::Done)
    }

    fn reset(&mut self) {
        sys::close_range(FIRST_OF_SCRIPT, self.control.lowest() - 1);
        self.hands.set_slots([crate::engine::hands::EMPTY; crate::engine::world::SLOTS_MAX]);
        sys::forget_notices();
        sys::take_reserved();
        if self.changed {
            self.set_attributes();
        }
    }

    fn trial(&mut self, waits: bool) -> Answer<Told> {
        let [reads, writes] = sys::pipe2(libc::O_CLOEXEC)?;
        if !waits {
            sys::write(writes, Source::Bytes(b"."))?;
        }
        let phase = self.epoch;
        let read = self.in_phase(phase, |_| sys::read(reads, Target::Bytes(&mut [0])));
        sys::close(reads)?;
        sys::close(writes)?;
        sys::take_reserved();
        Ok(Told::Flag(read == Ok(1)))
    }
}

/// The first descriptor that is not one of the standard three.
pub const FIRST_OF_SCRIPT: i32 = 3;

/// The soft limit under which just so many more descriptors can be opened.
fn limit_with_room(room: u64) -> u64 {
    let mut free = 0;
    (0..sys::DESCRIPTORS_MAX)
        .find(|fd| {
            free += u64::from(sys::fcntl(*fd, libc::F_GETFD, 0).is_err());
            free > room
        })
        .map_or(u64::MAX, |fd| fd as u64)
}

fn cleared(mut letter: Vec<u8>) -> Vec<u8> {
    letter.clear();
    letter
}
