//! The legs of a relay, as they lie on the board: the operations of several actors in their order,
//! each with the answers that are predicted.

use std::sync::atomic::Ordering::SeqCst;

use smallvec::SmallVec;

use super::mailbox::{Board, Common, RELAY};

/// Most legs of one relay.
pub const LEGS_MAX: usize = 64;
/// Bytes of all their orders and predicted answers.
pub const LETTERS_BYTES: usize = 64 << 10;

const TABLE_BYTES: usize = 4096;
const LEG_BYTES: usize = 32;
/// Where in a leg stands which of its answers came.
const CAME: usize = LEG_BYTES - 4;
pub(super) const RELAY_BYTES: usize = TABLE_BYTES + LETTERS_BYTES;
const _: () = assert!(LEGS_MAX * LEG_BYTES <= TABLE_BYTES);

/// One operation of a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    pub seat: usize,
    /// Where its order begins and ends among the letters.
    pub order: (usize, usize),
    /// Where the predicted answers end, which follow the order.
    pub answer_end: usize,
    pub hands_on: HandsOn,
}

/// When the actor of a leg hands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandsOn {
    /// Once the answer is one that was predicted; with another it calls the driver.
    IfPredicted = 0,
    /// Whatever came out.
    Always = 1,
    /// Before the call, which will wait.
    Before = 2,
    /// The last, of which nothing is predicted: before the call, which may wait; the answer goes to
    /// the driver.
    Open = 3,
}

impl HandsOn {
    pub fn is_before(self) -> bool {
        matches!(self, Self::Before | Self::Open)
    }
}

/// Which answers are predicted: mostly one.
pub type Answers<T> = SmallVec<[T; 1]>;

/// The legs of a relay, while the driver writes them.
#[derive(Debug, Default)]
pub struct Relay {
    pub legs: Vec<Leg>,
    pub letters: Vec<u8>,
}

impl Relay {
    pub fn clear(&mut self) {
        self.legs.clear();
        self.letters.clear();
    }
}

impl Board {
    /// Puts a relay on the board, its first leg with this epoch.
    pub fn put_relay(&self, relay: &Relay, first: u32) {
        for (nth, leg) in relay.legs.iter().enumerate() {
            let Leg { seat, hands_on, order, answer_end } = *leg;
            let fields = [seat, hands_on as usize, order.0, order.1, answer_end];
            let mut bytes = [0; LEG_BYTES];
            for (to, field) in bytes.chunks_exact_mut(4).zip(fields) {
                to.copy_from_slice(&(field as u32).to_le_bytes());
            }
            self.0.put(RELAY + LEG_BYTES * nth, &bytes);
        }
        self.0.put(RELAY + TABLE_BYTES, &relay.letters);
        self.set_common(Common::RelayAt, first);
        self.set_common(Common::RelayLegs, relay.legs.len() as u32);
        self.set_common(Common::RelayFirst, first);
    }

    /// Which leg of the relay has this epoch, if it is under way.
    pub fn leg_of(&self, epoch: u32) -> Option<usize> {
        if self.common(Common::RelayAt) != epoch {
            return None;
        }
        let nth = epoch.wrapping_sub(self.common(Common::RelayFirst));
        (nth < self.common(Common::RelayLegs)).then_some(nth as usize)
    }

    pub fn leg(&self, nth: usize) -> Leg {
        let mut bytes = [0; LEG_BYTES];
        self.0.get(RELAY + LEG_BYTES * nth, &mut bytes);
        let field = |place: usize| {
            let bytes = bytes[4 * place..][..4].try_into().expect("four bytes");
            u32::from_le_bytes(bytes) as usize
        };
        let hands_on = match field(1) {
            0 => HandsOn::IfPredicted,
            1 => HandsOn::Always,
            2 => HandsOn::Before,
            _ => HandsOn::Open,
        };
        Leg { seat: field(0), order: (field(2), field(3)), answer_end: field(4), hands_on }
    }

    /// Which of the answers that were predicted came of a leg; the first unless it says otherwise.
    pub fn came(&self, nth: usize) -> u32 {
        self.0.word(RELAY + LEG_BYTES * nth + CAME).load(SeqCst)
    }

    pub fn set_came(&self, nth: usize, which: usize) {
        self.0.word(RELAY + LEG_BYTES * nth + CAME).store(which as u32, SeqCst);
    }

    /// The letters from `from` to `to`.
    pub fn read_letters(&self, from: usize, to: usize, into: &mut Vec<u8>) {
        let to = to.min(LETTERS_BYTES);
        into.resize(to.saturating_sub(from), 0);
        self.0.get(RELAY + TABLE_BYTES + from, into);
    }
}
