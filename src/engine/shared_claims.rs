//! Claims that hold for every descriptor of every facility: templates with a stable id per facility
//! (`pipe.exec_closes`), not copies.

mod epoll;
mod flags;
pub mod groups;
mod monitors;
mod threads;

use crate::claim::{Aspect, Claim, pages};
pub use groups::Group;

/// Which template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    CloseFrees,
    DupRefers,
    DupLimit,
    CloexecAsSet,
    FlagsShared,
    NonblockSwitches,
    PassRefers,
    ForkCopies,
    ExecKeeps,
    ExecCloses,
    AccessTold,
    FdinfoFlags,
    FdinfoCloexec,
    SelectReports,
    EpollLevel,
    EpollEdge,
    EpollOneshot,
    EpollTwice,
    EpollAbsent,
    EpollRefused,
    EpollDuplicate,
    EpollOutlives,
    EpollAnew,
    EpollCombined,
    EpollForgets,
    EpollNested,
    EpollPwait2,
    EpollExclusiveStays,
    EpollExclusiveLate,
    EpollExclusiveOneshot,
    ThreadShares,
    ExecEndsThreads,
    ExitEndsThreads,
}

/// Templates of any descriptor; then where each further group of them begins.
const PLAIN: usize = 10;
const MONITORS: usize = PLAIN + flags::COUNT;
const EPOLL: usize = MONITORS + monitors::COUNT;
const THREADS: usize = EPOLL + epoll::COUNT;
const COUNT: usize = THREADS + threads::COUNT;

/// The templates of one facility, and which of them it takes part in.
#[derive(Debug)]
pub struct SharedClaims {
    claims: [Claim; PLAIN],
    flags: [Claim; flags::COUNT],
    monitors: [Claim; monitors::COUNT],
    epoll: [Claim; epoll::COUNT],
    threads: [Claim; threads::COUNT],
    used: [bool; COUNT],
}

impl SharedClaims {
    /// The templates as `facility` states them, restricted to these groups.
    pub const fn of(facility: &'static str, groups: &[Group]) -> Self {
        let mut used = [false; COUNT];
        let mut group = 0;
        while group < groups.len() {
            let mut member = 0;
            while member < groups[group].len() {
                used[groups[group][member] as usize] = true;
                member += 1;
            }
            group += 1;
        }
        Self {
            claims: stated_by(facility, TEMPLATES),
            flags: stated_by(facility, flags::TEMPLATES),
            monitors: stated_by(facility, monitors::TEMPLATES),
            epoll: stated_by(facility, epoll::TEMPLATES),
            threads: stated_by(facility, threads::TEMPLATES),
            used,
        }
    }

    /// The same without these, which its groups have.
    ///
    /// # Panics
    /// At compile time, if none of its groups has one of them.
    #[must_use]
    pub const fn without(mut self, left_out: &[Shared]) -> Self {
        let mut index = 0;
        while index < left_out.len() {
            let place = left_out[index] as usize;
            assert!(self.used[place], "no group of the facility has this template");
            self.used[place] = false;
            index += 1;
        }
        self
    }

    pub fn get(&'static self, which: Shared) -> Option<&'static Claim> {
        let index = which as usize;
        self.used[index].then(|| self.all().nth(index))?
    }

    fn all(&'static self) -> impl Iterator<Item = &'static Claim> {
        let monitors = self.monitors.iter().chain(&self.epoll);
        self.claims.iter().chain(&self.flags).chain(monitors).chain(&self.threads)
    }

    /// The claim itself, as what is constant names it. That the facility takes part in it, a test
    /// sees.
    pub const fn claim(&'static self, which: Shared) -> &'static Claim {
        let index = which as usize;
        if index < PLAIN {
            &self.claims[index]
        } else if index < MONITORS {
            &self.flags[index - PLAIN]
        } else if index < EPOLL {
            &self.monitors[index - MONITORS]
        } else if index < THREADS {
            &self.epoll[index - EPOLL]
        } else {
            &self.threads[index - THREADS]
        }
    }

    /// The claims by which select and epoll show what poll does, for a facility that takes part in
    /// all of them.
    pub const fn reports(&'static self) -> [&'static Claim; 11] {
        [
            self.claim(Shared::SelectReports),
            self.claim(Shared::EpollLevel),
            self.claim(Shared::EpollEdge),
            self.claim(Shared::EpollOneshot),
            self.claim(Shared::EpollDuplicate),
            self.claim(Shared::EpollOutlives),
            self.claim(Shared::EpollAnew),
            self.claim(Shared::EpollCombined),
            self.claim(Shared::EpollForgets),
            self.claim(Shared::EpollNested),
            self.claim(Shared::EpollPwait2),
        ]
    }

    pub fn in_use(&'static self) -> impl Iterator<Item = &'static Claim> {
        self.all().zip(self.used).filter(|(_, used)| *used).map(|(claim, _)| claim)
    }
}

/// These templates as a facility states them.
const fn stated_by<const N: usize>(
    facility: &'static str,
    mut templates: [Claim; N],
) -> [Claim; N] {
    let mut place = 0;
    while place < N {
        templates[place].facility = facility;
        place += 1;
    }
    templates
}

/// In the order of [`Shared`].
#[expect(clippy::declare_interior_mutable_const, reason = "a table that each facility copies")]
const TEMPLATES: [Claim; PLAIN] = [
    Claim::new(
        "",
        "CLOSE_FREES",
        "close of an open descriptor succeeds.",
        Aspect::Descriptor,
        &pages::CLOSE_2,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "DUP_REFERS",
        "dup makes another descriptor of the same open file description.",
        Aspect::Inheritance,
        &pages::DUP_2,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "DUP_LIMIT",
        "dup fails with EMFILE when the process has no descriptor left under RLIMIT_NOFILE.",
        Aspect::Limit,
        &pages::DUP_2,
        "ERRORS",
    ),
    Claim::new(
        "",
        "CLOEXEC_AS_SET",
        "F_GETFD reports the close-on-exec flag as it was last set for that descriptor: \
         by its creation, by F_SETFD, or clear by dup.",
        Aspect::Descriptor,
        &pages::F_GETFD_2CONST,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "FLAGS_SHARED",
        "All descriptors of one open file description (by dup, fork or passing) report the \
         same O_NONBLOCK, as it was last set through any of them.",
        Aspect::Inheritance,
        &pages::DUP_2,
        "DESCRIPTION",
    )
    .of(crate::claim::FLAGS),
    Claim::new(
        "",
        "NONBLOCK_SWITCHES",
        "F_SETFL switches O_NONBLOCK on and off after the descriptor was made.",
        Aspect::Descriptor,
        &pages::F_GETFL_2CONST,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "PASS_REFERS",
        "A descriptor received with SCM_RIGHTS refers to the sender's open file description.",
        Aspect::Descriptor,
        &pages::UNIX_7,
        "Ancillary messages",
    ),
    Claim::new(
        "",
        "FORK_COPIES",
        "A child starts with copies of all of its parent's open descriptors.",
        Aspect::Inheritance,
        &pages::FORK_2,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "EXEC_KEEPS",
        "Descriptors without close-on-exec stay open across execve.",
        Aspect::Inheritance,
        &pages::EXECVE_2,
        "Effect on process attributes",
    ),
    Claim::new(
        "",
        "EXEC_CLOSES",
        "Descriptors with close-on-exec are closed by execve.",
        Aspect::Inheritance,
        &pages::EXECVE_2,
        "Effect on process attributes",
    ),
];
