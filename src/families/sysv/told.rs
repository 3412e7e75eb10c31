//! What is told of System V objects, in symbols: users, times, processes, lists and keys. The room
//! reads; this says what it means.

use super::{KEYS, Key, Time, User, Whose};
use crate::engine::ids::{IDS_MAX, id};
use crate::engine::isolate::Made;
use crate::engine::{Errno, Hands};

/// A time is of now if it is at most so long ago.
const NOW_SECONDS: i64 = 60;

/// What a file in /proc/sysvipc lists.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    pub headings: bool,
    /// The objects of the script, a bit each.
    pub shown: u64,
    pub others: u64,
}

impl Listed {
    /// What the text of such a file says, whose headings have one for the ids, in the second
    /// column.
    pub fn of(text: &str, heading: &str, kind: Made, hands: &Hands) -> Self {
        let second = |line: &'_ str| line.split_whitespace().nth(1).map(str::to_owned);
        let mut lines = text.lines().map(second);
        let headings = lines.next().flatten().is_some_and(|word| word == heading);
        let ours: Vec<Option<i32>> =
            (0..IDS_MAX as u8).map(|number| id(kind, number, hands)).collect();
        let mut listed = Self { headings, shown: 0, others: 0 };
        for id in lines.filter_map(|word| word?.parse().ok()) {
            match ours.iter().position(|known| *known == Some(id)) {
                Some(number) => listed.shown |= 1 << number,
                None => listed.others += 1,
            }
        }
        listed
    }
}

/// The users of a script, and their groups.
#[derive(Debug, Clone, Copy)]
pub struct Users {
    first: [u32; 2],
    other: u32,
}

impl Users {
    pub fn of(hands: &Hands) -> Result<Self, Errno> {
        let [first, [other, _]] = hands.users()?;
        Ok(Self { first, other })
    }

    /// The user and the group of these numbers.
    pub fn named(&self, user: u32, group: u32) -> [User; 2] {
        [(user, self.first[0]), (group, self.first[1])].map(|(id, first)| match id {
            id if id == first => User::First,
            id if id == self.other => User::Other,
            _ => User::Stranger,
        })
    }

    /// The numbers of the first user or the other one, and of the group of either.
    pub fn numbers(&self, user: bool, group: bool) -> [u32; 2] {
        [(user, self.first[0]), (group, self.first[1])]
            .map(|(other, first)| if other { self.other } else { first })
    }
}

/// What a time in seconds means, now.
pub fn time(told: i64, now: i64) -> Time {
    match now - told {
        _ if told == 0 => Time::Never,
        0..NOW_SECONDS => Time::Now,
        _ => Time::Else,
    }
}

/// The process of a pid.
pub fn whose(pid: i32, hands: &Hands) -> Whose {
    let actor = hands.actor_of(pid).map_or(Whose::Stranger, Whose::Actor);
    if pid == 0 { Whose::Nobody } else { actor }
}

/// The key of a script that has this number, counted from 1; 0 for none, the most for a stranger's.
pub fn key(told: i32, hands: &Hands) -> u8 {
    let known = (0..KEYS).find(|key| Key::Nth(*key).number(hands) == told);
    known.map_or(u8::from(told != 0) * u8::MAX, |key| 1 + key)
}
