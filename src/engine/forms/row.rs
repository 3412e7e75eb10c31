//! What a row of a room's table of calls says besides its operands.

use super::call::Op;
use crate::claim::Need;

/// What a row says besides its operands; what it does not say stays as it is here.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub(super) kind: &'static str,
    pub(super) kinds: Option<fn(&Op) -> &'static str>,
    pub(super) call: Option<&'static str>,
    pub(super) path: Option<&'static [&'static str]>,
    pub(super) bare: bool,
    pub(super) words: &'static str,
    pub(super) shown: Option<fn(&Op) -> String>,
    pub(super) c: &'static str,
    pub(super) written: Option<fn(&Op) -> String>,
    pub(super) needs: &'static [Need],
    pub(super) opens: u8,
    pub(super) races: Option<bool>,
    pub(super) weight: u32,
    pub(super) class: Option<fn(&Op) -> u32>,
}

impl Row {
    /// A call of this kind.
    pub const fn of(kind: &'static str) -> Self {
        Self {
            kind,
            kinds: None,
            call: None,
            path: None,
            bare: false,
            words: "",
            shown: None,
            c: "",
            written: None,
            needs: &[],
            opens: 0,
            races: None,
            weight: 1,
            class: None,
        }
    }

    /// Its kind depends on its operands.
    #[must_use]
    pub const fn kinds(mut self, kinds: fn(&Op) -> &'static str) -> Self {
        self.kinds = Some(kinds);
        self
    }

    /// The system call that it stands or falls with, where that is not its kind.
    #[must_use]
    pub const fn call(mut self, call: &'static str) -> Self {
        self.call = Some(call);
        self
    }

    /// How scripts name it, where that is not the name of the row: each name within the one before.
    #[must_use]
    pub const fn path(mut self, path: &'static [&'static str]) -> Self {
        self.path = Some(path);
        self
    }

    /// In scripts its only operand stands without its name.
    #[must_use]
    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// As a person reads it, with `{operand}` where one stands.
    #[must_use]
    pub const fn words(mut self, words: &'static str) -> Self {
        self.words = words;
        self
    }

    /// As a person reads it, where a template cannot say it.
    #[must_use]
    pub const fn shown(mut self, shown: fn(&Op) -> String) -> Self {
        self.shown = Some(shown);
        self
    }

    /// As C, with `{operand}` where one stands.
    #[must_use]
    pub const fn c(mut self, c: &'static str) -> Self {
        self.c = c;
        self
    }

    /// As C, where a template cannot say it.
    #[must_use]
    pub const fn written(mut self, written: fn(&Op) -> String) -> Self {
        self.written = Some(written);
        self
    }

    /// What the machine must have for it; without, the step is left out.
    #[must_use]
    pub const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    /// How many descriptors a success adds to its caller's table.
    #[must_use]
    pub const fn opens(mut self, opens: u8) -> Self {
        self.opens = opens;
        self
    }

    /// Whether it may be made in a race; what opens nothing may, unless this says otherwise.
    #[must_use]
    pub const fn races(mut self, races: bool) -> Self {
        self.races = Some(races);
        self
    }

    /// How often it is drawn beside the others.
    #[must_use]
    pub const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// A coarse class of its operands, where it is not that of their types.
    #[must_use]
    pub const fn class(mut self, class: fn(&Op) -> u32) -> Self {
        self.class = Some(class);
        self
    }
}
