//! Makes the calls, raw. It decides nothing.

use std::time::{Duration, Instant};

use super::calls::{Call, How, NODEFER, RESETHAND, RESTART, Seen, UNKNOWN, Until};
use crate::engine::forms::Rest;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::families::signals::{Act, Set, caught_now, told};
use crate::sys::{self, Disposition, Patience};

/// How long a call waits that is to wait for a moment.
const SOON: Duration = Duration::from_millis(1);
/// Longer than any script.
const FAR_SECONDS: i64 = 3600;
/// A value of `how` that means nothing.
const BAD_HOW: i32 = 77;
/// The flags that scripts set.
const FLAGS: i32 = RESTART | RESETHAND | NODEFER | UNKNOWN;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    // On the way back from any call the handlers run of what has come.
    let _ = sys::thread_id();
    match Call::of(op) {
        Call::Kill { to, signal } => done(sys::kill(to.pid(hands), signal.number())),
        Call::Tgkill { to, signal } => {
            let pid = to.pid(hands);
            done(sys::kill_thread_of(pid, pid, signal.number()))
        }
        Call::Queue { to, signal, value } => {
            let (pid, code) = (to.pid(hands), libc::SI_QUEUE);
            done(sys::queue_signal(pid, signal.number(), code, value))
        }
        Call::Action { signal, act, flags, mask } => {
            let disposition = match act {
                Act::Default => Disposition::Default,
                Act::Ignore => Disposition::Ignore,
                Act::Caught => Disposition::Caught,
            };
            let set = sys::set_action(signal.number(), disposition, flags.bits(), mask.kernel());
            done(set.map(|()| 0))
        }
        Call::Query { signal } => {
            let (disposition, flags) = sys::action(signal.number())?;
            let (act, flags) = match disposition {
                Disposition::Default => (Act::Default, 0),
                Disposition::Ignore => (Act::Ignore, 0),
                Disposition::Caught => (Act::Caught, flags & FLAGS),
            };
            Seen::Action { act, flags: flags.cast_unsigned() }.answer()
        }
        Call::Mask { how, set } => mask(how, Some(set.kernel())),
        Call::AskMask { how } => mask(how, None),
        Call::Pending => Seen::Pending { set: Set::told(sys::pending_signals()?) }.answer(),
        Call::Suspend { set } => done(sys::suspend(set.kernel())),
        Call::Accept { set, until } => accept(set, until, hands),
        Call::Caught => Seen::Caught { all: Rest(caught_now(hands)) }.answer(),
    }
}

fn done(answer: Result<usize, Errno>) -> Answer {
    answer?;
    Seen::Done.answer()
}

fn mask(how: How, set: Option<u64>) -> Answer {
    let how = match how {
        How::Block => libc::SIG_BLOCK,
        How::Unblock => libc::SIG_UNBLOCK,
        How::Set => libc::SIG_SETMASK,
        How::Bad => BAD_HOW,
    };
    Seen::Mask { set: Set::told(sys::change_signal_mask(how, set)?) }.answer()
}

fn accept(set: Set, until: Until, hands: &Hands) -> Answer {
    let patience = match until {
        Until::Null => Patience::Forever,
        Until::Zero => Patience::For([0, 0]),
        Until::Soon => Patience::For([0, SOON.subsec_nanos().into()]),
        Until::Far => Patience::For([FAR_SECONDS, 0]),
        Until::Negative => Patience::For([-1, 0]),
        Until::TooMany => Patience::For([0, 1_000_000_000]),
    };
    let begin = Instant::now();
    match sys::accept_signal(set.kernel(), patience) {
        Ok(notice) => Seen::Took { told: told(&notice, 0, hands) }.answer(),
        Err(Errno::EAGAIN) if until == Until::Soon => {
            Seen::TimedOut { early: begin.elapsed() < SOON }.answer()
        }
        Err(errno) => Err(errno),
    }
}
