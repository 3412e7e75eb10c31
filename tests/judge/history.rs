//! Random histories of the box: calls of several actors that overlap, in two windows, with the
//! answers of a box that conforms; and such as somebody has tampered with.

use bythebook::engine::history::Fate;
use bythebook::engine::{Answer, Draw, Errno};

use crate::toy::{CAPACITY, Call, Saw};

pub const ACTORS: usize = 3;
/// Calls of one actor in one window.
const CALLS_MAX: usize = 2;

/// One call as it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    pub by: usize,
    pub call: Call,
    pub start: u64,
    /// The largest number while it waits.
    pub end: u64,
    /// How it stood at the end of each window; none before it began.
    pub fates: [Option<Fate<Saw>>; 2],
}

/// What one step of a call does to the box.
pub enum Move {
    Ends(Answer<Saw>, Vec<u8>),
    /// A part of it took effect.
    Part(Vec<u8>),
}

fn told(number: u8) -> Saw {
    Saw::Number { number }
}

/// What a call may do now, of which it did so many parts; nothing if it must wait. Written anew,
/// not with the model's rules.
pub fn moves(held: &[u8], call: Call, parts: u8) -> Vec<Move> {
    let with = |number: u8| held.iter().copied().chain([number]).collect::<Vec<u8>>();
    let same = || held.to_vec();
    let room = held.len() < CAPACITY;
    match call {
        Call::Put { number, .. } if room => vec![Move::Ends(Ok(Saw::Done), with(number))],
        Call::Take { .. } if !held.is_empty() => {
            vec![Move::Ends(Ok(told(held[0])), held[1..].to_vec())]
        }
        Call::Put { wait: false, .. } | Call::Take { wait: false } => {
            vec![Move::Ends(Err(Errno::EAGAIN), same())]
        }
        Call::Drain => vec![Move::Ends(Ok(told(held.iter().sum())), vec![])],
        Call::Turn => {
            let turned = held.iter().rev().copied().collect();
            vec![Move::Ends(Ok(Saw::Done), same()), Move::Ends(Ok(Saw::Done), turned)]
        }
        Call::PutTwice { number } if room && parts == 0 => vec![Move::Part(with(number))],
        Call::PutTwice { number } if room => vec![Move::Ends(Ok(Saw::Done), with(number))],
        Call::Put { .. } | Call::Take { .. } | Call::PutTwice { .. } => vec![],
    }
}

/// A call under way.
struct Open {
    /// Its place in the history.
    place: usize,
    parts: u8,
    answer: Option<Answer<Saw>>,
}

/// A history as a box that conforms would give it, in one window or two.
pub fn conforming(draw: &mut Draw<'_>, windows: usize, operations: &[Call]) -> Vec<Timed> {
    let mut history: Vec<Timed> = vec![];
    let mut held = vec![];
    let mut open: [Option<Open>; ACTORS] = [const { None }; ACTORS];
    let mut now = 0;
    for window in 0..windows {
        let mut left: Vec<usize> = (0..ACTORS)
            .map(|by| if open[by].is_some() { 0 } else { draw.below(CALLS_MAX + 1) })
            .collect();
        loop {
            // Who can do something: begin a call, go on with one, or return from it.
            let ready: Vec<usize> = (0..ACTORS)
                .filter(|by| match &open[*by] {
                    None => left[*by] > 0,
                    Some(call) if call.answer.is_some() => true,
                    Some(call) => !moves(&held, history[call.place].call, call.parts).is_empty(),
                })
                .collect();
            let Some(by) = draw.maybe(&ready).copied() else { break };
            now += 1;
            step(by, now, &mut held, &mut open[by], &mut history, draw, operations);
            if open[by].as_ref().is_some_and(|call| history[call.place].start == now) {
                left[by] -= 1;
            }
        }
        for timed in &mut history {
            let call = open[timed.by].as_ref().filter(|_| timed.end == u64::MAX);
            let stood = timed.fates[0].clone().filter(|fate| *fate != Fate::Waits);
            timed.fates[window] = match (call, stood) {
                (Some(_), _) => Some(Fate::Waits),
                (None, Some(stood)) if window > 0 => Some(stood),
                (None, _) => timed.fates[1].take(),
            };
        }
    }
    history
}

fn step(
    by: usize,
    now: u64,
    held: &mut Vec<u8>,
    open: &mut Option<Open>,
    history: &mut Vec<Timed>,
    draw: &mut Draw<'_>,
    operations: &[Call],
) {
    let Some(call) = open else {
        let call = *draw.one_of(operations);
        let timed = Timed { by, call, start: now, end: u64::MAX, fates: [None, None] };
        *open = Some(Open { place: history.len(), parts: 0, answer: None });
        history.push(timed);
        return;
    };
    if let Some(answer) = call.answer.take() {
        history[call.place].end = now;
        // Kept here until the window ends.
        history[call.place].fates[1] = Some(Fate::Returned(answer));
        *open = None;
        return;
    }
    let mut possible = moves(held, history[call.place].call, call.parts);
    match possible.swap_remove(draw.below(possible.len())) {
        Move::Ends(answer, after) => {
            call.answer = Some(answer);
            *held = after;
        }
        Move::Part(after) => {
            call.parts += 1;
            *held = after;
        }
    }
}

/// Changes one answer, or the answers of two calls for each other's.
pub fn tamper(history: &mut [Timed], windows: usize, draw: &mut Draw<'_>) {
    if history.is_empty() {
        return;
    }
    let place = draw.below(history.len());
    let answers =
        [Ok(Saw::Done), Ok(told(draw.below(6) as u8)), Err(Errno::EAGAIN), Err(Errno::EIO)];
    let other = draw.below(history.len());
    if draw.percent(40) && history[place].end < u64::MAX && history[other].end < u64::MAX {
        let fates = history[place].fates.clone();
        // Only where both stand alike in every window.
        let alike = |one: &Option<Fate<Saw>>, two: &Option<Fate<Saw>>| {
            one.is_some() == two.is_some() && is_waiting(one.as_ref()) == is_waiting(two.as_ref())
        };
        if (0..2).all(|window| alike(&fates[window], &history[other].fates[window])) {
            let others = std::mem::replace(&mut history[other].fates, fates);
            history[place].fates = others;
        }
        return;
    }
    let lie = Fate::Returned(draw.one_of(&answers).clone());
    let timed = &mut history[place];
    for window in 0..windows {
        if timed.fates[window].is_some() && !is_waiting(timed.fates[window].as_ref()) {
            timed.fates[window] = Some(lie.clone());
        }
    }
}

fn is_waiting(fate: Option<&Fate<Saw>>) -> bool {
    fate == Some(&Fate::Waits)
}
