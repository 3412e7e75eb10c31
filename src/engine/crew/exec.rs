//! Exec and re-entry: an actor replaces its program by this same binary and carries on.
//!
//! It must come up before the standard library does, which would change SIGPIPE, SIGSEGV and
//! descriptors 0 to 2. So `main.rs` places a hook with `before_std!` that calls [`enter_if_actor`]
//! with the list of the rooms, whose calls the actor is to make.
//!
//! What the actor is goes along as arguments; its descriptors and handler stand in its mailbox. A
//! handler is lost by exec; here it is installed again, so that a script's signal still finds it.

use std::ffi::CString;
use std::os::fd::RawFd;
use std::str::FromStr;

use super::actor::{ABANDONED_STATUS, Actor, SCRIPT_SIGNAL};
use super::mailbox::{Board, Word};
use crate::engine::deed::Told;
use crate::engine::isolate::Journal;
use crate::engine::room::{self, Room};
use crate::engine::{Answer, Hands};
use crate::sys::{self, Arguments, Errno};

/// The name under which a re-entering actor is started.
const ACTOR: &str = "bythebook-actor";
/// Stands for a descriptor that there is none of.
const NONE: RawFd = -1;

/// The descriptors of ours that an actor keeps out of its script's way.
#[derive(Debug, Clone)]
pub struct Control {
    pub board: Option<RawFd>,
    pub sockets: Option<[RawFd; 2]>,
    pub journal: Option<RawFd>,
    /// Our own binary.
    pub program: Option<RawFd>,
}

/// What a re-entering actor was left with.
#[derive(Debug)]
pub struct Resume {
    seat: usize,
    epoch: u32,
    worker: u32,
    limits: [u64; 2],
    control: Control,
    tag: String,
    directory: String,
}

/// Called before the standard library's start: returns at once if this process is no actor.
pub fn enter_if_actor(arguments: &Arguments, rooms: &'static [&'static Room]) {
    let mut words = arguments.iter().map(|word| word.to_str().unwrap_or_default());
    if words.next() != Some(ACTOR) {
        return;
    }
    room::know(rooms);
    match Resume::from_words(words) {
        Some(left) => resume(left),
        None => sys::exit(ABANDONED_STATUS),
    }
}

/// Carries on as an actor.
fn resume(resume: Resume) -> ! {
    let Resume { seat, epoch, worker, limits, control, tag, directory } = resume;
    let Some(Ok(board)) = control.board.map(Board::of) else { sys::exit(ABANDONED_STATUS) };
    let journal = control.journal.and_then(|fd| Journal::of(fd).ok());
    let mut hands = Hands::new(&tag, &directory).with_journal(journal);
    hands.set_slots(board.slots(seat));
    let restarts = board.get(seat, Word::Restarts) != 0;
    let _ = sys::catch(SCRIPT_SIGNAL, restarts);
    let _ = sys::catch_reserved();
    sys::signals_may_be_changed();
    control.set_close_on_exec(true);
    let threaded = board.get(seat, Word::Home) != 0;
    let mut actor = Actor::new(board, seat, hands, control, (epoch, worker), limits);
    actor.come_up();
    let open = actor.hands.really_open();
    let told = if threaded {
        Told::Alone { open, others: sys::has_other_threads() }
    } else {
        Told::Open(open)
    };
    actor.answer(&Answer::Ok(told));
    actor.work()
}

/// Replaces the program; returns only if that fails.
pub fn leave(actor: &Actor) -> Errno {
    let Some(program) = actor.control.program else { return Errno::ENOSYS };
    actor.board.set_slots(actor.seat, actor.hands.slots());
    let restarts = actor.board.get(actor.home(), Word::Restarts);
    actor.board.set(actor.seat, Word::Restarts, restarts);
    let words = words(actor);
    let words: Vec<_> = words.iter().map(CString::as_c_str).collect();
    actor.control.set_close_on_exec(false);
    let errno = sys::execveat(program, &words);
    actor.control.set_close_on_exec(true);
    errno
}

fn words(actor: &Actor) -> Vec<CString> {
    let control = &actor.control;
    let [to, from] = control.sockets.unwrap_or([NONE; 2]);
    let fd = |fd: Option<RawFd>| fd.unwrap_or(NONE).to_string();
    let words = [
        ACTOR.to_owned(),
        actor.seat.to_string(),
        actor.epoch.to_string(),
        actor.worker.to_string(),
        actor.limits[0].to_string(),
        actor.limits[1].to_string(),
        fd(control.board),
        to.to_string(),
        from.to_string(),
        fd(control.journal),
        fd(control.program),
        actor.hands.tag().to_owned(),
        actor.hands.directory().to_string_lossy().into_owned(),
    ];
    words.map(|word| CString::new(word).expect("words of ours have no NUL")).into()
}

impl Resume {
    fn from_words<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (seat, epoch) = (number(words.next())?, number(words.next())?);
        let worker = number(words.next())?;
        let limits = [number(words.next())?, number(words.next())?];
        let mut fd = || {
            let fd: RawFd = number(words.next())?;
            Some((fd != NONE).then_some(fd))
        };
        let (board, to, from, journal, program) = (fd()?, fd()?, fd()?, fd()?, fd()?);
        let sockets = to.zip(from).map(|(to, from)| [to, from]);
        let control = Control { board, sockets, journal, program };
        let (tag, directory) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(Self { seat, epoch, worker, limits, control, tag, directory })
    }
}

fn number<T: FromStr>(word: Option<&str>) -> Option<T> {
    word?.parse().ok()
}

impl Control {
    fn all(&self) -> impl Iterator<Item = RawFd> {
        let sockets = self.sockets.into_iter().flatten();
        self.board.into_iter().chain(sockets).chain(self.journal).chain(self.program)
    }

    /// The lowest descriptor of ours: those of scripts are below.
    pub fn lowest(&self) -> RawFd {
        self.all().min().unwrap_or(crate::engine::isolate::CONTROL_LOWEST)
    }

    fn set_close_on_exec(&self, on: bool) {
        let flag = if on { libc::FD_CLOEXEC } else { 0 };
        for fd in self.all() {
            let _ = sys::fcntl(fd, libc::F_SETFD, flag.into());
        }
    }
}
