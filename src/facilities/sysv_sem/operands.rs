//! The operands of semaphore calls: arrays of operations, timeouts, what semctl is asked for.

use serde::{Deserialize, Serialize};

use crate::engine::Draw;
use crate::engine::forms::{Choice, Operand, Put, Take};
use crate::families::sysv;

/// The set of a call.
pub type Which = sysv::Which<{ sysv::SETS }>;

/// Most operations of a call.
pub const ARRAY_MAX: usize = 3;

/// One operation of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Element {
    pub number: u16,
    pub change: i16,
    pub nowait: bool,
    pub undo: bool,
}

/// An array of operations. In a script, a list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(into = "Vec<Element>", from = "Vec<Element>")]
pub struct Array {
    count: u8,
    elements: [Element; ARRAY_MAX],
}

/// How long a call may sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// It is semop, and takes no timeout.
    Semop,
    /// A null pointer.
    Null,
    Zero,
    /// Not long.
    Soon,
    /// Longer than any script.
    Far,
    /// Less than nothing.
    Below,
    /// An address at which nothing is mapped.
    Bad,
}

/// What semctl gives of one semaphore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Value,
    Pid,
    Increase,
    Zero,
}

impl Element {
    pub const fn of(number: u16, change: i16) -> Self {
        Self { number, change, nowait: false, undo: false }
    }

    #[must_use]
    pub const fn nowait(self) -> Self {
        Self { nowait: true, ..self }
    }

    #[must_use]
    pub const fn undo(self) -> Self {
        Self { undo: true, ..self }
    }

    /// As the call takes it.
    pub fn flags(self) -> i16 {
        let nowait = if self.nowait { libc::IPC_NOWAIT as i16 } else { 0 };
        nowait | if self.undo { SEM_UNDO } else { 0 }
    }

    fn pack(self) -> u64 {
        u64::from(self.number)
            | u64::from(self.change.cast_unsigned()) << 16
            | u64::from(self.nowait) << 32
            | u64::from(self.undo) << 33
    }

    fn unpack(word: u64) -> Self {
        let change = ((word >> 16) as u16).cast_signed();
        let (nowait, undo) = (word >> 32 & 1 != 0, word >> 33 & 1 != 0);
        Self { number: word as u16, change, nowait, undo }
    }

    fn simpler(self) -> impl Iterator<Item = Self> {
        let fewer = [
            Self { undo: false, ..self },
            Self { nowait: false, ..self },
            Self { number: 0, ..self },
            Self { change: self.change.signum(), ..self },
            Self { change: self.change / 2, ..self },
            Self { change: self.change - self.change.signum(), ..self },
        ];
        // Zero is another operation, not a smaller one.
        fewer
            .into_iter()
            .filter(move |other| *other != self && (other.change == 0) == (self.change == 0))
    }
}

const SEM_UNDO: i16 = 0x1000;

impl Array {
    /// At most as many as fit.
    pub fn of(elements: &[Element]) -> Self {
        let mut array = Self::default();
        for (to, from) in array.elements.iter_mut().zip(elements) {
            *to = *from;
            array.count += 1;
        }
        array
    }

    pub fn elements(&self) -> &[Element] {
        &self.elements[..usize::from(self.count)]
    }

    /// Whether EAGAIN may mean that the time is over: an operation would sleep, and not for long.
    pub fn may_time_out(&self, until: Until) -> bool {
        matches!(until, Until::Zero | Until::Soon)
            && self.elements().iter().any(|element| !element.nowait && element.change <= 0)
    }

    pub fn elements_mut(&mut self) -> &mut [Element] {
        &mut self.elements[..usize::from(self.count)]
    }
}

impl From<Array> for Vec<Element> {
    fn from(array: Array) -> Self {
        array.elements().to_vec()
    }
}

impl From<Vec<Element>> for Array {
    fn from(elements: Vec<Element>) -> Self {
        Self::of(&elements)
    }
}

impl Operand for Array {
    fn put(self, words: &mut Put) {
        words.word(self.count.into());
        self.elements.iter().for_each(|element| words.word(element.pack()));
    }

    fn take(words: &mut Take<'_>) -> Self {
        let count = words.word() as u8;
        Self { count, elements: std::array::from_fn(|_| Element::unpack(words.word())) }
    }

    fn show(self) -> String {
        let show = |element: &Element| {
            let undo = if element.undo { " undone" } else { "" };
            let nowait = if element.nowait { " at once" } else { "" };
            format!("{:+} on {}{undo}{nowait}", element.change, element.number)
        };
        let shown: Vec<String> = self.elements().iter().map(show).collect();
        if shown.is_empty() { "nothing".into() } else { shown.join(", ") }
    }

    fn c(self) -> String {
        let flags = |element: &Element| match (element.nowait, element.undo) {
            (false, false) => "0",
            (true, false) => "IPC_NOWAIT",
            (false, true) => "SEM_UNDO",
            (true, true) => "IPC_NOWAIT | SEM_UNDO",
        };
        let c = |e: &Element| format!("{{ {}, {}, {} }}", e.number, e.change, flags(e));
        let elements: Vec<String> = self.elements().iter().map(c).collect();
        format!("(struct sembuf[]){{ {} }}, {}", elements.join(", "), self.count)
    }

    fn simpler(self) -> Vec<Self> {
        let elements = self.elements();
        let mut simpler = vec![];
        for place in 0..elements.len() {
            let mut fewer = elements.to_vec();
            fewer.remove(place);
            simpler.push(Self::of(&fewer));
        }
        for (place, element) in elements.iter().enumerate() {
            for other in element.simpler() {
                let mut array = self;
                array.elements[place] = other;
                simpler.push(array);
            }
        }
        simpler
    }

    fn class(self) -> u32 {
        let sign = |element: &Element| (i32::from(element.change.signum()) + 1) as u32;
        self.elements().iter().fold(u32::from(self.count), |class, e| class * 3 + sign(e))
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        let count = *draw.one_of(&[1, 1, 1, 1, 2, 2, 2, 3, 3, 0]);
        let nowait = draw.percent(50);
        let undo = draw.percent(30);
        let mut array = Self { count, ..Self::default() };
        for element in array.elements_mut() {
            element.number = *draw.one_of(&[0, 0, 0, 1, 1, 2]);
            element.change = *draw.one_of(&[1, 1, -1, -1, 0, 0, 2, -2, 3, -3]);
            element.nowait = nowait != draw.percent(10);
            element.undo = undo && draw.percent(80);
        }
        Some(array)
    }
}

impl Choice for Until {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Semop, "", "NO_TIMEOUT"),
        (Self::Null, " without a timeout", "NULL"),
        (Self::Zero, " for no time", "&(struct timespec){0}"),
        (Self::Far, " for an hour", "&(struct timespec){3600, 7}"),
        (Self::Soon, " for a moment", "&(struct timespec){0, 1000000}"),
        (Self::Bad, " for a time at a bad address", "(void *)8"),
        (Self::Below, " for less than no time", "&(struct timespec){-1}"),
    ];
}

impl Choice for Asked {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Value, "GETVAL", "GETVAL"),
        (Self::Pid, "GETPID", "GETPID"),
        (Self::Increase, "GETNCNT", "GETNCNT"),
        (Self::Zero, "GETZCNT", "GETZCNT"),
    ];
}
