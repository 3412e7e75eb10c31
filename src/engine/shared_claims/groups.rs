//! The templates by groups: a room says in which of them it takes part.

use super::Shared;

/// Templates in which a facility takes part together.
pub type Group = &'static [Shared];

/// What is done to any descriptor, and what becomes of it in another process.
pub const DESCRIPTORS: Group = &[
    Shared::CloseFrees,
    Shared::DupRefers,
    Shared::DupLimit,
    Shared::CloexecAsSet,
    Shared::PassRefers,
    Shared::ForkCopies,
    Shared::ExecKeeps,
    Shared::ExecCloses,
];

/// O_NONBLOCK, where it means something.
pub const BLOCKING: Group = &[Shared::FlagsShared, Shared::NonblockSwitches];

/// What is told of a descriptor's flags.
pub const FLAGS: Group = &[Shared::AccessTold, Shared::FdinfoFlags, Shared::FdinfoCloexec];

/// select and epoll, of what poll reports on.
pub const MONITORS: Group = &[
    Shared::SelectReports,
    Shared::EpollLevel,
    Shared::EpollEdge,
    Shared::EpollOneshot,
    Shared::EpollTwice,
    Shared::EpollAbsent,
    Shared::EpollAnew,
    Shared::EpollCombined,
    Shared::EpollForgets,
    Shared::EpollNested,
    Shared::EpollPwait2,
    Shared::EpollExclusiveStays,
    Shared::EpollExclusiveLate,
    Shared::EpollExclusiveOneshot,
];

/// epoll and duplicates, where their close says nothing to the object.
pub const DUPLICATES: Group = &[Shared::EpollDuplicate, Shared::EpollOutlives];

/// epoll, of what it does not take.
pub const REFUSED: Group = &[Shared::EpollRefused];

/// Processes with several threads.
pub const THREADS: Group =
    &[Shared::ThreadShares, Shared::ExecEndsThreads, Shared::ExitEndsThreads];

#[cfg(test)]
mod tests {
    use super::super::{COUNT, SharedClaims};
    use super::*;

    const ALL: &[Group] = &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, REFUSED, THREADS];

    #[test]
    fn every_template_is_in_one_group() {
        let mut groups = [0; COUNT];
        for template in ALL.iter().copied().flatten() {
            groups[*template as usize] += 1;
        }
        assert_eq!(groups, [1; COUNT]);
    }

    #[test]
    fn what_is_left_out_of_a_group_is_not_in_use() {
        static HERE: SharedClaims =
            SharedClaims::of("here", &[FLAGS, REFUSED]).without(&[Shared::AccessTold]);
        let ids: Vec<String> = HERE.in_use().map(crate::claim::Claim::id).collect();
        assert_eq!(ids, ["here.fdinfo_flags", "here.fdinfo_cloexec", "here.epoll_refused"]);
        assert!(HERE.get(Shared::AccessTold).is_none());
    }
}
