//! Makes the calls, raw. It decides nothing.

use super::calls::{Call, RECORD_BYTES, Seen};
use crate::engine::forms::Rest;
use crate::engine::{Answer, Errno, Hands, Op, Pick};
use crate::families::signals::{Set, Sig, Told, told};
use crate::sys::{self, Notice, Patience};

/// Never a descriptor.
const NO_DESCRIPTOR: i32 = 1_000_000;
/// Room for any read.
const BUFFER_BYTES: usize = 512;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Create { set, flags } => {
            hands.keep(sys::signalfd4(-1, set.kernel(), flags.bits())?);
            Seen::Created.answer()
        }
        Call::Change { fd, set, flags } => {
            let fd = hands.fd(fd);
            let same = sys::signalfd4(fd, set.kernel(), flags.bits())? == fd;
            Seen::Changed { same }.answer()
        }
        Call::ChangeOther { foreign, set } => {
            let fd = if foreign { sys::eventfd2(0, 0)? } else { NO_DESCRIPTOR };
            let answer = sys::signalfd4(fd, set.kernel(), 0);
            if foreign {
                sys::close(fd)?;
            }
            Seen::Changed { same: answer? == fd }.answer()
        }
        Call::Read { fd, bytes } => read(fd, bytes, hands),
        Call::Block { set } => {
            let _: u64 = sys::change_signal_mask(libc::SIG_BLOCK, Some(set.kernel()))?;
            Seen::Done.answer()
        }
        Call::Kill { to, signal } => done(sys::kill(to.pid(hands), signal.number())),
        Call::Queue { to, signal, value } => {
            let (pid, code) = (to.pid(hands), libc::SI_QUEUE);
            done(sys::queue_signal(pid, signal.number(), code, value))
        }
        Call::Pending => Seen::Pending { set: Set::told(sys::pending_signals()?) }.answer(),
        Call::Accept { set } => {
            let notice = sys::accept_signal(set.kernel(), Patience::For([0, 0]))?;
            let signal = Sig::numbered(notice.signal).ok_or(Errno::EIO)?;
            Seen::Took { signal }.answer()
        }
        Call::Fdinfo { fd } => {
            let mask = hands.fdinfo(fd, "sigmask:")?;
            let mask = u64::from_str_radix(&mask, 16).map_err(|_| Errno::EIO)?;
            Seen::Set { set: Set::told(mask) }.answer()
        }
    }
}

fn done(answer: Result<usize, Errno>) -> Answer {
    answer?;
    Seen::Done.answer()
}

fn read(fd: Pick, bytes: u16, hands: &Hands) -> Answer {
    let mut buffer = [0u8; BUFFER_BYTES];
    let read = sys::read(hands.fd(fd), (&mut buffer[..usize::from(bytes)]).into())?;
    let record = usize::from(RECORD_BYTES);
    let all = buffer[..read].chunks_exact(record).map(|record| told_in(record, hands));
    Seen::Read { whole: read % record == 0, all: Rest(all.collect()) }.answer()
}

/// What a `signalfd_siginfo` tells.
fn told_in(record: &[u8], hands: &Hands) -> Told {
    let (words, _) = record.as_chunks();
    let word = |place: usize| i32::from_ne_bytes(words[place]);
    // Signal, error, code, pid, uid; the value stands behind six more.
    let notice =
        Notice { signal: word(0), code: word(2), value: word(11), pid: word(3), uid: word(4) };
    told(&notice, 0, hands)
}
