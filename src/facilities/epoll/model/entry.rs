//! One descriptor on a list: what it was put there for, and what became of it since.

use super::super::calls::{Aspect, EDGE, ERR, EXCLUSIVE, HUP, IN, ONESHOT, OUT, PRI, RDHUP};
use crate::engine::{FileId, Readiness, Ready};

/// Events that may be asked for, of which any room may speak.
const EVENTS: i32 = IN | OUT | PRI | RDHUP;
const TROUBLE: i32 = ERR | HUP;
/// What may be given beside EPOLLEXCLUSIVE.
pub const BESIDE_EXCLUSIVE: i32 = IN | OUT | ERR | HUP | EDGE | EXCLUSIVE;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What it is told by: the number of its descriptor, and its description.
    pub slot: u8,
    pub file: FileId,
    /// The instance that it is, if it is one.
    pub inner: Option<u8>,
    pub events: i32,
    pub data: u64,
    /// EPOLLONESHOT has not disabled it.
    pub armed: bool,
    /// It was disabled, and armed anew.
    pub rearmed: bool,
    /// It was added or changed, and not been asked for since: whether it was changed.
    pub fresh: Option<bool>,
    /// Events that were not ready at some time since it was reported last.
    pub low: u16,
    /// Something may have happened to it since then.
    pub touched: bool,
    /// How often it was reported since anything else happened.
    pub turns: u8,
}

/// What is found of an entry.
#[derive(Debug, Clone, Copy)]
pub enum Found {
    /// It is reported.
    Due { bits: u16, spoken: u16, by: Aspect },
    /// It is not.
    Not { by: Aspect },
    /// What is asked for is nothing that the object's page speaks of.
    Unsure,
    /// It was ready all along, and something happened to it.
    Touched,
}

impl Entry {
    pub fn new(slot: u8, file: FileId, inner: Option<u8>, events: i32, data: u64) -> Self {
        Self {
            slot,
            file,
            inner,
            events,
            data,
            armed: true,
            rearmed: false,
            fresh: Some(false),
            low: 0,
            touched: false,
            turns: 0,
        }
    }

    /// The events of which something may be reported.
    pub fn asked(&self) -> u16 {
        (self.events & EVENTS | TROUBLE) as u16
    }

    pub fn is_edge(&self) -> bool {
        self.events & EDGE != 0
    }

    /// The events that must be reported, and those that are spoken of.
    pub fn bits(&self, ready: &Readiness) -> (u16, u16) {
        let asked = self.asked();
        let (mut bits, mut spoken) = (0, !((PRI | RDHUP) as u16 & asked));
        let each =
            [(IN, ready.input), (OUT, ready.output), (HUP, ready.hangup), (ERR, ready.error)];
        for (event, ready) in each {
            match ready {
                Ready::Yes(_) => bits |= event as u16 & asked,
                Ready::No(_) => {}
                Ready::Unruled => spoken &= !(event as u16 & asked),
            }
        }
        (bits, spoken)
    }

    pub fn found(&self, ready: &Readiness) -> Found {
        let (bits, spoken) = self.bits(ready);
        if !self.armed {
            return Found::Not { by: if bits == 0 { Aspect::Requested } else { Aspect::Oneshot } };
        }
        if bits == 0 {
            let unsure = self.asked() & !(TROUBLE as u16) & !spoken != 0;
            return if unsure { Found::Unsure } else { Found::Not { by: Aspect::Requested } };
        }
        let by = if !self.is_edge() {
            if self.rearmed { Aspect::Rearmed } else { Aspect::Level }
        } else if bits & self.low != 0 {
            Aspect::EdgeAnew
        } else if self.fresh == Some(true) {
            if self.rearmed { Aspect::Rearmed } else { Aspect::Reread }
        } else if self.fresh.is_some() {
            Aspect::Requested
        } else if self.touched {
            return Found::Touched;
        } else {
            return Found::Not { by: Aspect::EdgeOnce };
        };
        let by = if self.inner.is_some() && by == Aspect::Level { Aspect::Nested } else { by };
        Found::Due { bits, spoken, by }
    }

    /// It was reported.
    pub fn told(&mut self) {
        (self.fresh, self.low, self.touched) = (None, 0, false);
        self.turns = (self.turns + 1).min(15);
        if self.events & ONESHOT != 0 {
            self.armed = false;
        }
    }

    pub fn change(&mut self, events: i32, data: u64) {
        self.rearmed = !self.armed || self.rearmed && self.fresh.is_some();
        (self.events, self.data, self.armed) = (events, data, true);
        (self.fresh, self.low, self.touched) = (Some(true), 0, false);
    }

    /// After a step; whether it was one of epoll's own.
    pub fn see(&mut self, ready: &Readiness, ours: bool) {
        if !self.is_edge() {
            return;
        }
        let (bits, spoken) = self.bits(ready);
        // What may be ready need not have become so.
        self.low |= self.asked() & spoken & !bits;
        // An instance inside may hear of more than it has to report.
        self.touched |= !ours || self.inner.is_some();
    }
}
