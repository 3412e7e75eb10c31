//! Situations of message queues that chance reaches too rarely.

use super::calls::{COPY, CREATE, Call, EXCEPT, NOERROR, NOWAIT, Which};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::{Actor, Deed, Limit, Limits, Scene, Step};
use crate::families::sysv::Key;

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const THREE: Actor = Actor(2);
const QUEUE: Which = Which::Nth(0);

pub fn all() -> Vec<Scene> {
    vec![
        Scene::of(3, a_removal_wakes_all()),
        Scene::of(2, a_sender_sleeps_until_there_is_room(false)),
        Scene::of(2, a_sender_sleeps_until_there_is_room(true)),
        Scene::of(2, a_queue_that_is_given_more_room_wakes_a_sender()),
        Scene::of(3, receivers_of_types_are_handed_their_own()),
        Scene::of(2, a_receiver_with_a_small_buffer_is_woken()),
        Scene::of(2, sleepers_are_interrupted(false)),
        Scene::of(2, sleepers_are_interrupted(true)),
        Scene::of(2, messages_outlive_their_sender(Deed::Exit)),
        Scene::of(2, messages_outlive_their_sender(Deed::Kill { target: TWO })),
        Scene::of(1, what_is_copied_stays()),
        Scene::of(1, a_copy_is_cut()),
        Scene::of(1, a_text_is_too_big()),
        Scene::of(1, types_are_chosen()),
        Scene::of(2, the_other_user_comes(Call::List)),
        Scene::of(2, the_other_user_comes(get(0o400))),
        Scene::of(2, a_bit_for_execution_is_asked_for()),
        Scene::of(2, the_creator_gives_the_queue_away()),
        Scene::of(2, a_user_of_the_group_comes()),
        Scene::of(2, the_first_user_removes_what_is_not_its_own()),
        Scene {
            actors: 1,
            limits: Limits([(Limit::MsgmnbBytes, 2)].into_iter().collect()),
            steps: messages_without_text_are_counted(),
        },
        Scene {
            actors: 1,
            limits: Limits([(Limit::MsgmnbBytes, 16)].into_iter().collect()),
            steps: vec![make(ONE, 0o600), call(ONE, Call::Namespace { queue: QUEUE })],
        },
    ]
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn make(by: Actor, mode: u32) -> Step {
    call(by, Call::Get { key: Key::Nth(0), mode: Mode(mode), flags: Flags::of(CREATE) })
}

fn get(mode: u32) -> Call {
    Call::Get { key: Key::Nth(0), mode: Mode(mode), flags: Flags::NONE }
}

fn sent(tag: u16, bytes: i32, kind: i64, nowait: bool) -> Call {
    Call::Send { queue: QUEUE, tag: Tag(tag), bytes, kind, nowait, bad: false }
}

fn send(by: Actor, tag: u16, bytes: i32, kind: i64) -> Step {
    call(by, sent(tag, bytes, kind, false))
}

fn receive(by: Actor, bytes: i32, wanted: i64, flags: i32) -> Step {
    let flags = Flags::of(flags);
    call(by, Call::Receive { queue: QUEUE, bytes, wanted, flags, bad: false })
}

fn set(by: Actor, owner: bool, group: bool, mode: u32, most: u32) -> Step {
    call(by, Call::Set { queue: QUEUE, owner, group, mode: Mode(mode), most, bad: false })
}

fn stat(by: Actor) -> Step {
    call(by, Call::Stat { queue: QUEUE, bad: false })
}

fn remove(by: Actor) -> Step {
    call(by, Call::Remove { queue: QUEUE })
}

fn a_removal_wakes_all() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        set(ONE, false, false, 0o600, 16),
        send(ONE, 1, 16, 1),
        send(TWO, 2, 8, 1),
        receive(THREE, 64, 2, 0),
        remove(ONE),
        call(ONE, get(0)),
    ]
}

fn a_sender_sleeps_until_there_is_room(stays: bool) -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        set(ONE, false, false, 0o600, 16),
        send(ONE, 1, 8, 1),
        send(ONE, 2, 8, 1),
        send(TWO, 3, if stays { 16 } else { 8 }, 1),
        receive(ONE, 64, 0, 0),
        stat(ONE),
        receive(ONE, 64, 0, 0),
        stat(ONE),
    ]
}

fn a_queue_that_is_given_more_room_wakes_a_sender() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        set(ONE, false, false, 0o600, 8),
        send(TWO, 1, 16, 1),
        set(ONE, false, false, 0o600, 24),
        stat(ONE),
    ]
}

fn receivers_of_types_are_handed_their_own() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        receive(TWO, 64, -2, 0),
        receive(THREE, 64, 2, EXCEPT),
        send(ONE, 1, 8, 3),
        send(ONE, 2, 16, 2),
        stat(ONE),
    ]
}

fn a_receiver_with_a_small_buffer_is_woken() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        receive(TWO, 7, 0, 0),
        send(ONE, 1, 8, 1),
        stat(ONE),
        receive(ONE, 8, 0, NOWAIT),
    ]
}

fn sleepers_are_interrupted(restart: bool) -> Vec<Step> {
    let signal = || deed(ONE, Deed::Signal { target: TWO });
    vec![
        make(ONE, 0o600),
        deed(TWO, Deed::Handle { restart }),
        receive(TWO, 64, 0, 0),
        signal(),
        set(ONE, false, false, 0o600, 8),
        send(TWO, 1, 16, 1),
        signal(),
        stat(ONE),
    ]
}

fn messages_outlive_their_sender(end: Deed) -> Vec<Step> {
    let by = if matches!(end, Deed::Exit) { TWO } else { ONE };
    vec![
        make(TWO, 0o600),
        send(TWO, 1, 8, 2),
        deed(by, end),
        stat(ONE),
        receive(ONE, 64, 0, NOWAIT),
    ]
}

fn what_is_copied_stays() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        send(ONE, 1, 8, 2),
        send(ONE, 2, 16, 1),
        receive(ONE, 64, 1, COPY | NOWAIT),
        receive(ONE, 64, 2, COPY | NOWAIT),
        receive(ONE, 64, 0, COPY),
        receive(ONE, 64, 0, COPY | EXCEPT | NOWAIT),
        receive(ONE, 64, 1, NOWAIT),
        receive(ONE, 64, 1, NOWAIT),
    ]
}

fn a_copy_is_cut() -> Vec<Step> {
    vec![make(ONE, 0o600), send(ONE, 1, 8, 1), receive(ONE, 7, 0, COPY | NOERROR | NOWAIT)]
}

fn a_text_is_too_big() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        send(ONE, 1, 24, 2),
        send(ONE, 2, 16, 2),
        receive(ONE, 16, 0, NOWAIT),
        receive(ONE, 24, 0, NOWAIT),
        receive(ONE, 8, 0, NOERROR | NOWAIT),
        receive(ONE, 64, 0, NOWAIT),
        send(ONE, 3, 24, 2),
        send(ONE, 4, 16, 2),
        receive(ONE, 8, 2, NOERROR | NOWAIT),
        receive(ONE, 64, 2, NOWAIT),
    ]
}

fn types_are_chosen() -> Vec<Step> {
    let sends = (1..).zip([3, 2, 1, 2]).map(|(tag, kind)| send(ONE, tag, 8, kind));
    let receives =
        [(2, 0), (3, EXCEPT), (-3, 0), (0, 0)].map(|(kind, flags)| receive(ONE, 8, kind, flags));
    std::iter::once(make(ONE, 0o600)).chain(sends).chain(receives).collect()
}

fn messages_without_text_are_counted() -> Vec<Step> {
    let none = |tag| call(ONE, sent(tag, 0, 1, true));
    vec![make(ONE, 0o600), none(1), none(2), none(3), receive(ONE, 8, 0, 0), stat(ONE)]
}

fn the_other_user_comes(last: Call) -> Vec<Step> {
    vec![
        make(ONE, 0o604),
        send(ONE, 1, 8, 1),
        deed(TWO, Deed::BecomeOther),
        stat(TWO),
        call(TWO, get(0o400)),
        call(TWO, Call::List),
        call(TWO, sent(2, 8, 1, true)),
        receive(TWO, 64, 0, NOWAIT),
        remove(TWO),
        set(TWO, false, false, 0o600, 16),
        set(ONE, false, false, 0o600, 16),
        call(TWO, get(0o600)),
        stat(TWO),
        receive(TWO, 64, 0, NOWAIT),
        call(TWO, Call::Index { queue: QUEUE, any: false }),
        call(TWO, Call::Index { queue: QUEUE, any: true }),
        call(TWO, last),
    ]
}

fn a_bit_for_execution_is_asked_for() -> Vec<Step> {
    vec![make(ONE, 0o604), deed(TWO, Deed::BecomeOther), call(TWO, get(0o500))]
}

fn the_creator_gives_the_queue_away() -> Vec<Step> {
    vec![
        deed(TWO, Deed::BecomeOther),
        make(TWO, 0o600),
        set(TWO, false, true, 0o060, 16),
        stat(ONE),
        set(TWO, true, true, 0o1600, 24),
        stat(TWO),
        set(ONE, false, true, 0o600, 16),
        remove(TWO),
    ]
}

fn a_user_of_the_group_comes() -> Vec<Step> {
    vec![
        make(ONE, 0o600),
        send(ONE, 1, 8, 1),
        set(ONE, false, true, 0o640, 16),
        deed(TWO, Deed::BecomeOther),
        receive(TWO, 64, 0, NOWAIT),
        call(TWO, sent(2, 8, 1, true)),
    ]
}

fn the_first_user_removes_what_is_not_its_own() -> Vec<Step> {
    vec![deed(TWO, Deed::BecomeOther), make(TWO, 0o600), remove(ONE)]
}
