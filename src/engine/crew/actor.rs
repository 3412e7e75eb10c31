//! The life of an actor: it waits for an order, carries it out, and answers.

use serde::{Deserialize, Serialize};

use super::exec::{self, Control};
use super::mailbox::{Board, Common, LETTER_BYTES, Word, cookie};
use crate::engine::deed::Told;
use crate::engine::hands::EMPTY;
use crate::engine::liar::deed::{self as lies, Altered, DeedLiar};
use crate::engine::liar::shared;
use crate::engine::world::{DEFAULT_UMASK, SLOTS_MAX};
use crate::engine::{Answer, Deed, Hands, Limit, Limits, Op, perform};
use crate::kernel::other_uid;
use crate::sys::{self, Ended, Errno, Fork};

/// What an actor is told to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
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
    /// A read that waits, or does not; or a write whose page must be fetched from a disk first: for
    /// the self-test of the detector, and its soak.
    Trial {
        waits: bool,
        faults: bool,
    },
}

/// The signal that scripts send.
pub const SCRIPT_SIGNAL: i32 = libc::SIGUSR1;

/// Exit status of an actor that has nobody to work for.
pub const ABANDONED_STATUS: i32 = 87;

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
    pub(super) letter: Vec<u8>,
    changed: bool,
    /// For trials, once one was made.
    pub(super) missing: Option<sys::MissingPage>,
    /// The slots as the threads of its process had them when the order came.
    pub(super) shared: [i32; SLOTS_MAX],
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
        let shared = [EMPTY; SLOTS_MAX];
        Self {
            board,
            seat,
            hands,
            control,
            epoch,
            worker,
            limits,
            letter,
            changed: false,
            missing: None,
            shared,
        }
    }

    /// What a new process must do before it may act. It ends here if its worker has ended.
    pub fn come_up(&self) {
        self.end_with_worker();
        self.board.set(self.seat, Word::Home, 0);
        self.show_up(crate::engine::waiting::own_proc_pid());
    }

    /// Says by which numbers it is known.
    pub fn show_up(&self, proc_pid: u32) {
        self.board.set(self.seat, Word::Phase, 0);
        self.board.set(self.seat, Word::Pid, std::process::id());
        self.board.set(self.seat, Word::Thread, sys::thread_id().cast_unsigned());
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
    pub fn work(mut self) -> ! {
        loop {
            self.epoch = self.board.await_order(self.seat, self.epoch);
            if let Some(leg) = self.board.leg_of(self.epoch) {
                self.run_legs(leg);
                continue;
            }
            if self.board.get(self.seat, Word::Letter) != self.epoch {
                // A leg of a relay that was broken off while we were still in a call.
                continue;
            }
            self.board.read_order(self.seat, &mut self.letter);
            self.take_slots();
            let order: Order =
                postcard::from_bytes(&self.letter).expect("an order of our own driver");
            match order {
                Order::Call(op) => {
                    let liar = self.liar();
                    let call = |hands: &mut Hands| perform::call(&op, liar.as_ref(), hands);
                    let answer = self.in_phase(self.epoch, call);
                    self.answer(&answer);
                }
                Order::Deed { deed, number } => {
                    let answer = self.deed_or_lie(&deed, number);
                    self.answer(&answer);
                }
                Order::Receive => {
                    let answer = self.receive();
                    self.answer(&answer);
                }
                Order::Reap(child) => self.answer(&Self::reap(child)),
                Order::Race { calls, delay, party, race } => {
                    self.race(&calls, delay, party, race);
                }
                Order::Begin(limits) => {
                    let answer = self.set_limits(&limits);
                    self.answer(&answer);
                }
                Order::Reset => {
                    self.reset();
                    self.answer(&Answer::Ok(Told::Done));
                }
                Order::Trial { waits, faults } => {
                    let answer = if faults { self.faulting_trial() } else { self.trial(waits) };
                    self.answer(&answer);
                }
            }
        }
    }

    /// Makes a call, showing from outside that it is in it.
    pub(super) fn in_phase<T>(&mut self, phase: u32, call: impl FnOnce(&mut Hands) -> T) -> T {
        self.hands.set_cast(self.board.cast());
        sys::set_cookie(cookie(self.seat, phase));
        self.board.set(self.seat, Word::Phase, phase);
        let answer = call(&mut self.hands);
        self.board.set(self.seat, Word::Phase, 0);
        answer
    }

    pub fn answer(&mut self, answer: &impl Serialize) {
        self.show_slots();
        self.put_answer(0, answer);
        self.board.ring(self.seat, self.epoch);
    }

    /// Puts an answer at this offset; where it ends.
    pub(super) fn put_answer(&mut self, offset: usize, answer: &impl Serialize) -> usize {
        let letter = std::mem::take(&mut self.letter);
        self.letter = postcard::to_extend(answer, cleared(letter)).expect("symbols serialise");
        self.board.put_answer(self.seat, offset, &self.letter);
        offset + self.letter.len()
    }

    /// Whoever stands in for the kernel, where somebody does.
    pub(super) fn liar(&self) -> Option<DeedLiar> {
        shared::numbered(self.board.common(Common::Liar))
    }

    pub(super) fn deed_or_lie(&mut self, deed: &Deed, number: i32) -> Answer<Told> {
        let Some(liar) = self.liar() else { return self.deed(deed, number) };
        let stand_in = match lies::deed(&liar, deed, &mut self.hands) {
            Altered::Done => return self.deed(deed, number),
            Altered::Told(answer) => return answer,
            Altered::To(fd) => fd,
        };
        let Some(slot) = deed.pick().and_then(|pick| self.hands.slot(pick)) else {
            return self.deed(deed, number);
        };
        let real = self.hands.replace(slot, stand_in);
        let answer = self.deed(deed, number);
        self.hands.replace(slot, real);
        let _ = sys::close(stand_in);
        answer
    }

    fn deed(&mut self, deed: &Deed, number: i32) -> Answer<Told> {
        match deed {
            Deed::Fork => return self.fork(number as usize),
            Deed::Thread => return self.start_thread(number as usize),
            Deed::Exec => return Err(exec::leave(self)),
            Deed::Exit => sys::exit(0),
            Deed::Kill { .. } => drop(sys::kill(number, libc::SIGKILL)?),
            // To one of several threads by its own number.
            Deed::Signal { .. } if number < 0 => {
                let _: usize = sys::kill_thread(-number, SCRIPT_SIGNAL)?;
            }
            Deed::Signal { .. } => drop(sys::kill(number, SCRIPT_SIGNAL)?),
            Deed::Pass { fd, .. } => {
                let [to, _] = self.control.sockets.ok_or(Errno::ENOSYS)?;
                sys::send_descriptor(to, self.hands.fd(*fd))?;
            }
            Deed::Handle { restart } => {
                self.changed = true;
                self.board.set(self.home(), Word::Restarts, (*restart).into());
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
                self.hands.watch(None);
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

    pub(super) fn receive(&mut self) -> Answer<Told> {
        let [_, from] = self.control.sockets.ok_or(Errno::ENOSYS)?;
        let fd = sys::receive_descriptor(from)?;
        self.hands.keep(fd);
        Ok(Told::Done)
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

    pub(super) fn reset(&mut self) {
        self.hands.watch(None);
        sys::close_range(FIRST_OF_SCRIPT, self.control.lowest() - 1);
        self.hands.set_slots([EMPTY; SLOTS_MAX]);
        sys::detach_all();
        let _ = sys::unmap_area();
        sys::forget_notices();
        sys::reset_signals();
        sys::take_reserved();
        if self.changed {
            self.set_attributes();
        }
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
