//! What is told of a signal: by which call it was sent, with which value, by which process and
//! user.

use super::operands::{ALL, Set, Sig};
use super::state::Sent;
use crate::engine::Hands;
use crate::engine::forms::{Choice, Part, Parts, TakeParts};
use crate::families::sysv::{User, Whose};
use crate::sys::{self, Notice};

/// By which call a signal was sent, as its si_code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    User,
    Queue,
    Tkill,
    Else,
}

impl Choice for Code {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::User, "SI_USER", "SI_USER"),
        (Self::Queue, "SI_QUEUE", "SI_QUEUE"),
        (Self::Tkill, "SI_TKILL", "SI_TKILL"),
        (Self::Else, "another si_code", ""),
    ];
}

/// What is told of a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// None for one that no script sends.
    pub signal: Option<Sig>,
    pub code: Code,
    /// Of one that was queued; else 0.
    pub value: i32,
    pub from: Whose,
    pub user: User,
    /// The signals that were blocked in its handler; nothing where it was accepted.
    pub blocked: u8,
}

/// In words.
impl Part for Told {
    fn put(self, parts: &mut Parts) {
        parts.word(self.signal.and_then(Sig::place).map_or(0, |place| place as u64 + 1));
        Part::put(self.code, parts);
        Part::put(self.value, parts);
        Part::put(self.from, parts);
        Part::put(self.user, parts);
        Part::put(self.blocked, parts);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        let place = (parts.word() as usize).checked_sub(1);
        Self {
            signal: place.and_then(|place| super::ALL.get(place).copied()),
            code: Part::take(parts),
            value: Part::take(parts),
            from: Part::take(parts),
            user: Part::take(parts),
            blocked: Part::take(parts),
        }
    }

    fn show(&self) -> String {
        let Self { signal, code, value, from, user, blocked } = self;
        let signal = signal.map_or("another signal".into(), |signal| Part::show(&signal));
        let value = if *code == Code::Queue { format!(" {value}") } else { String::new() };
        let (code, from, user) = (Part::show(code), Part::show(from), Part::show(user));
        let blocked = match *blocked {
            0 => String::new(),
            blocked => format!(", {:?} blocked", super::set_of(blocked)),
        };
        format!("{signal} {code}{value} of {from}/{user}{blocked}")
    }

    fn lie(&self) -> Option<Self> {
        Some(Self { value: self.value.wrapping_add(1), ..*self })
    }
}

/// How many claims speak of what a handler is told of one signal; of one that was accepted, one
/// less.
pub const FIELDS: usize = 6;

impl Told {
    /// What is told of a signal that was sent so.
    pub fn of(sent: &Sent, blocked: u8) -> Self {
        let Sent { signal, code, value, from, other_user, .. } = *sent;
        let (from, user) = match code {
            Code::Tkill => (Whose::Nobody, User::First),
            _ => (Whose::Actor(from), User::of(other_user)),
        };
        Self { signal: Some(signal), code, value, from, user, blocked }
    }

    /// The first field in which two differ.
    pub fn differs(&self, seen: &Self) -> Option<usize> {
        let same = [
            self.signal == seen.signal,
            self.code == seen.code,
            self.value == seen.value,
            self.from == seen.from,
            self.user == seen.user,
            self.blocked == seen.blocked,
        ];
        same.iter().position(|same| !same)
    }

    /// The same, with a lie in one field.
    #[must_use]
    pub fn lie_in(self, field: usize) -> Self {
        let other = || ALL.into_iter().find(|one| Some(*one) != self.signal);
        let blocked = if self.blocked & 1 == 0 { 1 } else { 2 };
        match field {
            0 => Self { signal: other(), ..self },
            1 => Self { code: Code::Else, ..self },
            2 => Self { value: self.value.wrapping_add(1), ..self },
            3 => Self { from: Whose::Stranger, ..self },
            4 => Self { user: User::Stranger, ..self },
            _ => Self { blocked: self.blocked ^ blocked, ..self },
        }
    }
}

/// Where two lists differ, of which so many claims speak of each: the first signal that differs,
/// and in what; what there is too much of comes last.
pub fn lists_differ(expected: &[Told], seen: &[Told], fields: usize) -> usize {
    for (place, told) in expected.iter().enumerate() {
        match seen.get(place).map(|other| told.differs(other)) {
            None => return fields * place,
            Some(Some(field)) => return fields * place + field,
            Some(None) => {}
        }
    }
    fields * expected.len()
}

/// The list with a lie in that place; with one signal more, where it ends before.
pub fn lists_lie(mut list: Vec<Told>, place: usize, fields: usize) -> Vec<Told> {
    match list.get_mut(place / fields) {
        Some(told) => *told = told.lie_in(place % fields),
        None => list.push(Told {
            signal: Some(Sig::Hup),
            code: Code::User,
            value: 0,
            from: Whose::Stranger,
            user: User::First,
            blocked: 0,
        }),
    }
    list
}

/// Which signals of scripts are pending, as a person reads it: each, so that two such texts differ
/// in numbers only.
pub fn pending(set: u8) -> String {
    let bit = |one: &Sig| u8::from(set & one.bit() != 0);
    let all: Vec<String> =
        ALL.iter().map(|one| format!("{} {}", Part::show(one), bit(one))).collect();
    format!("pending: {}", all.join(", "))
}

/// What a notice tells, in symbols.
pub fn told(notice: &Notice, blocked: u64, hands: &Hands) -> Told {
    let code = match notice.code {
        libc::SI_USER => Code::User,
        libc::SI_QUEUE => Code::Queue,
        libc::SI_TKILL => Code::Tkill,
        _ => Code::Else,
    };
    // No page says which process and user are told where a thread was sent it.
    let (from, user) = match code {
        Code::Tkill => (Whose::Nobody, User::First),
        _ => (whose(notice.pid, hands), user(notice.uid.cast_unsigned(), hands)),
    };
    Told {
        signal: Sig::numbered(notice.signal),
        code,
        value: if code == Code::Queue { notice.value } else { 0 },
        from,
        user,
        blocked: Set::told(blocked),
    }
}

/// The signals that handlers were told of since this was last asked.
pub fn caught_now(hands: &Hands) -> Vec<Told> {
    let caught = sys::take_caught();
    caught.iter().map(|caught| told(&caught.notice, caught.blocked, hands)).collect()
}

fn whose(pid: i32, hands: &Hands) -> Whose {
    match hands.actor_of(pid) {
        Some(actor) => Whose::Actor(actor),
        None if pid == 0 => Whose::Nobody,
        None => Whose::Stranger,
    }
}

fn user(uid: u32, hands: &Hands) -> User {
    match hands.real_users() {
        Some([first, _]) if uid == first => User::First,
        Some([_, other]) if uid == other => User::Other,
        _ => User::Stranger,
    }
}
