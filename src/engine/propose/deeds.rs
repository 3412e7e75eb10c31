//! Draws the engine's own deeds.

use smallvec::SmallVec;

use crate::engine::deed::{Deed, DeedKind, Watching};
use crate::engine::script::Step;
use crate::engine::shared_claims::Shared;
use crate::engine::world::World;
use crate::engine::{Actor, Draw, Pick, Room, View};

/// How much likelier a signal is once a call waits.
const SIGNAL_FACTOR: u32 = 6;
/// Most kinds of deeds that a room lists.
const DEEDS_MAX: usize = 32;

/// Passes a descriptor to an actor that has none: without names, this is how objects are shared.
pub fn share(state: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Step> {
    if !state.room().deeds.iter().any(|(kind, weight)| *kind == DeedKind::Pass && *weight > 0) {
        return None;
    }
    let world = state.world;
    let fd = any_pick(world, by, draw)?;
    let without: SmallVec<[Actor; 6]> = world
        .actors()
        .filter(|actor| *actor != by && !state.waiting.contains(actor))
        .filter(|actor| {
            let object = world.file(by, fd).map(|file| (file.object, file.access));
            world.slots(*actor).all(|(_, slot)| {
                let file = world.description(slot.file);
                Some((file.object, file.access)) != object
            })
        })
        .collect();
    let to = *draw.maybe(&without)?;
    Some(Step::Deed { by, deed: Deed::Pass { fd, to } })
}

fn any_pick(world: &World, by: Actor, draw: &mut Draw<'_>) -> Option<Pick> {
    let count = world.in_use(by);
    (count > 0).then(|| Pick(draw.below(count) as u8))
}

/// In which way to ask epoll. Where the close of a duplicate says something to the object, none is
/// made.
fn watching(room: &Room, draw: &mut Draw<'_>) -> Watching {
    let how = *draw.one_of(&WATCHINGS);
    let spoken_of = room.facility.shared.get(Shared::EpollDuplicate).is_some();
    if how.duplicates() && !spoken_of { Watching::Level } else { how }
}

/// In which ways epoll is asked, each as often as it stands here.
const WATCHINGS: [Watching; 20] = [
    Watching::Level,
    Watching::Level,
    Watching::Edge,
    Watching::Edge,
    Watching::Oneshot,
    Watching::Oneshot,
    Watching::Twice,
    Watching::ChangeAbsent,
    Watching::RemoveAbsent,
    Watching::Duplicate,
    Watching::Outlived,
    Watching::Kept,
    Watching::Kept,
    Watching::Kept,
    Watching::Kept,
    Watching::Nested,
    Watching::Pwait2,
    Watching::ChangeExclusive,
    Watching::ChangeToExclusive,
    Watching::ExclusiveOneshot,
];

/// Draws one of the room's deeds, if it can be done.
pub fn draw_deed(state: &View<'_>, by: Actor, solo: bool, draw: &mut Draw<'_>) -> Option<Deed> {
    let weigh = |(kind, weight): &(DeedKind, u32)| match kind {
        _ if solo && kind.needs_actor() => 0,
        // What befalls a whole process, every room of the script must speak of; of a signal, only
        // the call that it interrupts.
        _ if !(kind.is_of_descriptor() || kind.is_of_signal() || state.all_have(*kind)) => 0,
        // Only a call that waits is interrupted; then it is worth a try.
        DeedKind::Signal if state.waiting.is_empty() => 0,
        DeedKind::Signal => weight * SIGNAL_FACTOR,
        // Only who keeps an epoll instance can ask it again.
        DeedKind::EpollAgain if state.world.watched_by(by).is_none() => 0,
        _ => *weight,
    };
    let deeds = state.room().deeds;
    let mut weights = [0; DEEDS_MAX];
    let weights = &mut weights[..deeds.len()];
    for (weight, deed) in weights.iter_mut().zip(deeds) {
        *weight = weigh(deed);
    }
    if weights.iter().all(|weight| *weight == 0) {
        return None;
    }
    let kind = deeds[draw.weighted(weights)].0;
    let world = state.world;
    let others =
        || -> SmallVec<[Actor; 6]> { world.actors().filter(|actor| *actor != by).collect() };
    let fd = any_pick(world, by, draw).filter(|fd| {
        let file = world.file(by, *fd);
        file.is_some_and(|file| !kind.is_of_descriptor() || world.room_of(file).has(kind))
    });
    let on = draw.percent(50);
    Some(match kind {
        DeedKind::Close => Deed::Close { fd: fd? },
        DeedKind::Dup => Deed::Dup { fd: fd? },
        DeedKind::SetCloexec => Deed::SetCloexec { fd: fd?, on },
        DeedKind::GetCloexec => Deed::GetCloexec { fd: fd? },
        DeedKind::SetNonblock => Deed::SetNonblock { fd: fd?, on },
        DeedKind::GetNonblock => Deed::GetNonblock { fd: fd? },
        DeedKind::GetAccess => Deed::GetAccess { fd: fd? },
        DeedKind::Fdinfo => Deed::Fdinfo { fd: fd? },
        DeedKind::FdinfoCloexec => Deed::FdinfoCloexec { fd: fd? },
        DeedKind::Poll => Deed::Poll { fd: fd? },
        DeedKind::Select => Deed::Select { fd: fd? },
        DeedKind::Epoll => Deed::Epoll { fd: fd?, how: watching(state.room(), draw) },
        DeedKind::EpollAgain => Deed::EpollAgain,
        DeedKind::Pass => Deed::Pass { fd: fd?, to: *draw.maybe(&others())? },
        DeedKind::Fork => Deed::Fork,
        DeedKind::Thread => Deed::Thread,
        DeedKind::Exec => Deed::Exec,
        // The last process may end only if something outlives it.
        DeedKind::Exit if others().is_empty() => return None,
        DeedKind::Exit => Deed::Exit,
        DeedKind::Kill => Deed::Kill { target: *draw.maybe(&others())? },
        DeedKind::Signal => {
            let waiting: SmallVec<[Actor; 6]> = state.waiting.iter().copied().collect();
            Deed::Signal { target: *draw.maybe(&waiting)? }
        }
        DeedKind::Handle => Deed::Handle { restart: on },
        DeedKind::IgnorePipe => Deed::IgnorePipe { on },
        DeedKind::BecomeOther if state.facts.other_uid.is_none() => return None,
        DeedKind::BecomeOther => Deed::BecomeOther,
        DeedKind::Umask => Deed::Umask { mask: *draw.one_of(&[0, 0o022, 0o077, 0o777, 0o027]) },
    })
}
