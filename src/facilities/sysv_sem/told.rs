//! What is told of System V objects, in symbols: users, times, processes, lists and keys.

use std::ffi::{CString, OsStr};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::time::{SystemTime, UNIX_EPOCH};

use nix::unistd::geteuid;

use super::ids::{IDS_MAX, id};
use crate::engine::{Errno, Hands};
use crate::families::sysv::{Time, User, Whose};
use crate::kernel::other_uid;
use crate::sys;

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

/// Reads such a file, whose headings have one for the ids, in the second column.
pub fn listed(path: &str, heading: &str, hands: &Hands) -> Result<Listed, Errno> {
    let text = fs::read_to_string(path)?;
    let mut lines = text.lines();
    let headings = lines.next().is_some_and(|line| line.split_whitespace().nth(1) == Some(heading));
    let ours: Vec<Option<i32>> = (0..IDS_MAX as u8).map(|number| id(number, hands)).collect();
    let mut listed = Listed { headings, shown: 0, others: 0 };
    for id in lines.filter_map(|line| line.split_whitespace().nth(1)?.parse().ok()) {
        match ours.iter().position(|known| *known == Some(id)) {
            Some(number) => listed.shown |= 1 << number,
            None => listed.others += 1,
        }
    }
    Ok(listed)
}

/// Whether ftok gives the key that it gives for a plain name and the low bits: of that name, of
/// another name of the same file, or of a name that no file has.
pub fn ftok_agrees(named: u8, project: i32, hands: &Hands) -> Result<bool, Errno> {
    let missing = CString::new(format!("/missing-{}", hands.tag())).map_err(|_| Errno::EINVAL)?;
    let name = match named {
        0 => c"/",
        1 => c"/./..",
        _ => missing.as_c_str(),
    };
    let plain = sys::ftok(c"/", project & 0xff)?;
    Ok(sys::ftok(name, project)? == plain)
}

/// The users of a script, and their groups.
#[derive(Debug, Clone, Copy)]
pub struct Users {
    first: [u32; 2],
    other: u32,
}

impl Users {
    /// The actors of a script begin as the user of the directory of the job. The user that one
    /// becomes has a group of the same number.
    pub fn of(hands: &Hands) -> Result<Self, Errno> {
        let directory = fs::metadata(OsStr::from_bytes(hands.directory().as_bytes()))?;
        let now = geteuid().as_raw();
        let other = if now == directory.uid() { other_uid() } else { now };
        Ok(Self { first: [directory.uid(), directory.gid()], other })
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

/// What a time in seconds means.
pub fn time(told: i64) -> Time {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    match now.map_or(0, |now| now.as_secs() as i64) - told {
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
