//! Pairs of connected sockets: how one is asked for, made and refused.

use serde::{Deserialize, Serialize};

use super::flags::{CLOEXEC, Making, NONBLOCK, UNKNOWN};
use crate::claim::Claim;
use crate::engine::forms::{Choice, Flags};
use crate::engine::{Actor, Allow, Errno, Hands, Outcome, Ruling, World};
use crate::sys;

/// What is wrong with the arguments of a socketpair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    Nothing,
    /// The array is not the caller's memory.
    Array,
    /// A family that there is not.
    Family,
    /// A family that has no pairs.
    Inet,
    /// A protocol that is not of the family.
    Protocol,
    /// A type that the family has not.
    Type,
    /// A family that there is not; and whether the array is left as it was is looked at.
    Untouched,
}

/// No family has this number.
const NO_FAMILY: i32 = 255;
/// The Internet's TCP.
const OTHER_PROTOCOL: i32 = 6;

impl Choice for Wrong {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Nothing, "", "ends"),
        (Self::Array, " to a bad address", "(int *)8"),
        (Self::Family, " of family 255", "ends"),
        (Self::Inet, " of AF_INET", "ends"),
        (Self::Protocol, " of protocol 6", "ends"),
        (Self::Type, " of type SOCK_RDM", "ends"),
        (Self::Untouched, " of family 255, and the array?", "ends"),
    ];
}

impl Wrong {
    fn family(self) -> i32 {
        match self {
            Self::Family | Self::Untouched => NO_FAMILY,
            Self::Inet => libc::AF_INET,
            _ => libc::AF_UNIX,
        }
    }

    /// The Internet family has streams.
    fn kind(self, kind: i32) -> i32 {
        match self {
            Self::Type => libc::SOCK_RDM,
            Self::Inet => libc::SOCK_STREAM,
            _ => kind,
        }
    }

    fn protocol(self) -> i32 {
        if self == Self::Protocol { OTHER_PROTOCOL } else { 0 }
    }
}

/// What came of a socketpair.
#[derive(Debug, Clone, Copy)]
pub enum Made {
    /// The descriptors are kept; whether each has the two flags.
    Pair { cloexec: [bool; 2], nonblock: [bool; 2] },
    /// None is made, and the array was looked at.
    Refused { errno: Errno, array_untouched: bool },
}

/// Makes a pair of this type.
pub fn pair(
    kind: i32,
    flags: Flags<Making>,
    wrong: Wrong,
    hands: &mut Hands,
) -> Result<Made, Errno> {
    /// No descriptor: shows whether the array was written to.
    const UNTOUCHED: [i32; 2] = [-7, -7];
    let mut ends = UNTOUCHED;
    let target = (wrong != Wrong::Array).then_some(&mut ends);
    let kind = wrong.kind(kind) | flags.bits();
    if let Err(errno) = sys::socketpair(wrong.family(), kind, wrong.protocol(), target) {
        let array_untouched = ends == UNTOUCHED;
        let refused = Made::Refused { errno, array_untouched };
        return if wrong == Wrong::Untouched { Ok(refused) } else { Err(errno) };
    }
    let flag = |fd, command, bit: i32| {
        sys::fcntl(fd, command, 0).is_ok_and(|flags| flags & bit as usize != 0)
    };
    let made = Made::Pair {
        cloexec: ends.map(|fd| flag(fd, libc::F_GETFD, libc::FD_CLOEXEC)),
        nonblock: ends.map(|fd| flag(fd, libc::F_GETFL, libc::O_NONBLOCK)),
    };
    hands.keep(ends[0]);
    hands.keep(ends[1]);
    Ok(made)
}

/// The call as C.
pub fn pair_c(kind: &str, flags: Flags<Making>, wrong: Wrong) -> String {
    use crate::engine::forms::Operand;
    let kind = match wrong {
        Wrong::Type => "SOCK_RDM",
        Wrong::Inet => "SOCK_STREAM",
        _ => kind,
    };
    let family = match wrong {
        Wrong::Family | Wrong::Untouched => "255",
        Wrong::Inet => "AF_INET",
        _ => "AF_UNIX",
    };
    let (flags, protocol) = (Operand::c(flags), wrong.protocol());
    let array = Operand::c(wrong);
    format!("make_pair({family}, {kind} | {flags}, {protocol}, {array});")
}

/// The claims of a room on a socketpair that is refused.
#[derive(Debug, Clone, Copy)]
pub struct Refusals {
    pub unknown_flag: &'static Claim,
    pub array: &'static Claim,
    pub family: &'static Claim,
    pub no_pairs: &'static Claim,
    pub protocol: &'static Claim,
    pub kind: &'static Claim,
    /// Fewer than two descriptors are left.
    pub few: &'static Claim,
    /// The array stays as it was.
    pub untouched: &'static Claim,
    /// The outcome of a refusal by that error.
    pub refused: fn(Errno) -> Outcome,
}

impl Refusals {
    /// The manual does not rank the errors.
    pub fn rule(&self, flags: Flags<Making>, wrong: Wrong, by: Actor, world: &World) -> Ruling {
        let by_wrong = match wrong {
            Wrong::Nothing => None,
            Wrong::Array => Some((self.array, Errno::EFAULT)),
            Wrong::Family | Wrong::Untouched => Some((self.family, Errno::EAFNOSUPPORT)),
            Wrong::Inet => Some((self.no_pairs, Errno::EOPNOTSUPP)),
            Wrong::Protocol => Some((self.protocol, Errno::EPROTONOSUPPORT)),
            Wrong::Type => Some((self.kind, Errno::ESOCKTNOSUPPORT)),
        };
        let few = world.process(by).nofile_room.is_some_and(|room| room < 2);
        let by_flag = flags.has(UNKNOWN).then_some((self.unknown_flag, Errno::EINVAL));
        let by_few = few.then_some((self.few, Errno::EMFILE));
        let refusals = [by_flag, by_few, by_wrong].into_iter().flatten();
        refusals.fold(Ruling::none(), |ruling, (claim, errno)| {
            ruling
                | match wrong {
                    Wrong::Untouched => [claim, self.untouched].returns((self.refused)(errno)),
                    _ => claim.fails(errno),
                }
        })
    }
}

/// The flags that each of the two sockets of a new pair has.
pub fn both(flags: Flags<Making>) -> ([bool; 2], [bool; 2]) {
    ([flags.has(CLOEXEC); 2], [flags.has(NONBLOCK); 2])
}
