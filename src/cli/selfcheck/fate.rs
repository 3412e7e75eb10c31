//! What became of the lies about a claim.

use std::fmt;

use crate::claim::{Claim, Force};
use crate::engine::job::Exposure;
use crate::engine::liar::deed::Card;
use crate::engine::plan::RoomResult;
use crate::kernel::Facts;

/// What became of the lies about a claim.
pub enum Fate {
    Caught(By),
    /// Nothing was seen that speaks for it or against it: more scripts may show it.
    Missed(String),
    Survived(String),
    Excused(String),
}

/// By what a claim was caught.
#[derive(Default)]
pub struct By {
    /// An answer was another one.
    answers: bool,
    /// A call that should have succeeded was said to have failed.
    error: bool,
    /// Deed liars for which it was blamed.
    deeds: Vec<&'static str>,
    /// Deed liars that break it, for which others were blamed of those that they break.
    effects: Vec<&'static str>,
    /// The kernel itself breaks it.
    kernel: bool,
}

/// What a room's lies came to.
pub struct Trial<'t> {
    pub came: &'t RoomResult,
    pub liars: Vec<Card>,
    pub facts: &'t Facts,
    /// Every claim, by its place in the tally.
    pub all: &'t [&'static Claim],
}

impl Trial<'_> {
    pub fn fate(&self, claim: &'static Claim) -> Fate {
        let mut by = By { kernel: self.is_found(claim.index()), ..By::default() };
        if let Some(lies) = self.came.lies.iter().find(|lies| lies.claim == claim.index()) {
            if let Some(innocent) = lies.misblamed.first() {
                let innocent = self.all[*innocent].id();
                return Fate::Survived(format!("the blame fell on {innocent}"));
            }
            if lies.escaped > 0 {
                return Fate::Survived(format!("{} lies went unnoticed", lies.escaped));
            }
            by.answers = lies.telling > 0;
            by.error = lies.caught > 0 && lies.telling == 0;
        }
        let here = || self.excuse(claim).is_none();
        let mut unnoticed = None;
        for (exposure, liar) in self.exposures(claim) {
            let broken = liar.does_break(claim) && here();
            if broken && let Some(why) = self.stray(exposure, liar) {
                return Fate::Survived(why);
            }
            if broken && exposure.blamed.is_empty() {
                let (name, does, scripts) = (liar.name, liar.does, exposure.scripts);
                unnoticed = Some(format!("{name} ({does}) went unnoticed in {scripts} scripts"));
            }
            if exposure.blamed.contains_key(&claim.index()) {
                by.deeds.push(liar.name);
            } else if !exposure.blamed.is_empty() && liar.does_break(claim) {
                by.effects.push(liar.name);
            }
        }
        if let Some(why) = unnoticed {
            return Fate::Missed(why);
        }
        if by.any() {
            return Fate::Caught(by);
        }
        self.excuse(claim).map_or_else(
            || Fate::Missed("no lie was told: no outcome was ruled by it alone".into()),
            Fate::Excused,
        )
    }

    /// The liars that were not run, with the reason: none of what they break can be ruled here.
    pub fn unrun(&self) -> impl Iterator<Item = String> {
        let needs =
            |liar: &Card| Some(format!("{}: not run: {}", liar.name, liar.needs(self.facts)?));
        self.liars.iter().filter_map(needs)
    }

    /// For each liar, on which claims the blame fell, and in how many scripts.
    pub fn liars(&self) -> impl Iterator<Item = String> {
        self.came.exposures.iter().filter_map(|exposure| {
            let liar = self.liars.get(exposure.liar)?;
            let blamed: Vec<String> = exposure
                .blamed
                .iter()
                .map(|(claim, times)| format!("{} {times}", self.all[*claim].id()))
                .collect();
            let scripts = exposure.scripts;
            let once = match exposure.once {
                0 => String::new(),
                once => format!("; besides, {once} that no rerun showed again"),
            };
            Some(format!("{}: {} of {scripts} scripts{once}", liar.name, blamed.join(", ")))
        })
    }

    /// Why no lie about the claim can be told here.
    fn excuse(&self, claim: &Claim) -> Option<String> {
        if claim.force == Force::Permits {
            return Some("it permits, and what is permitted cannot be broken".into());
        }
        let stated = claim.excuse.map(Into::into).or_else(|| self.came.absent.clone());
        let silent = || {
            (!claim.speaks_of(self.facts.version))
                .then(|| "it does not speak of this kernel".into())
        };
        let lacks = || claim.needs.iter().find_map(|need| self.facts.lacks(need));
        stated.or_else(silent).or_else(lacks)
    }

    /// The liars that say they break the claim, with what became of them.
    fn exposures(&self, claim: &'static Claim) -> impl Iterator<Item = (&Exposure, Card)> {
        let each = self.came.exposures.iter();
        each.filter_map(move |exposure| {
            let liar = *self.liars.get(exposure.liar)?;
            liar.answers_for(claim).then_some((exposure, liar))
        })
    }

    /// The innocent claim on which the blame fell, and by what.
    fn stray(&self, exposure: &Exposure, liar: Card) -> Option<String> {
        let declared = |claim: usize| liar.answers_for(self.all[claim]);
        let is_stray = |claim: usize| !declared(claim) && !self.is_found(claim);
        let (innocent, times) = exposure.blamed.iter().find(|(claim, _)| is_stray(**claim))?;
        let innocent = self.all[*innocent].id();
        let shown = exposure.stray.as_ref().map(|found| found.script.to_string());
        let shown = shown.unwrap_or_default();
        let name = liar.name;
        Some(format!("for {name} the blame fell on {innocent} ({times} times): {shown}"))
    }

    /// The kernel itself breaks it, and was caught.
    fn is_found(&self, claim: usize) -> bool {
        self.came.found.iter().any(|found| found.claim == claim)
    }
}

impl By {
    fn any(&self) -> bool {
        self.answers || self.error || self.kernel || self.is_by_deeds()
    }

    fn is_by_deeds(&self) -> bool {
        !(self.deeds.is_empty() && self.effects.is_empty())
    }

    /// Its place among: answers and deeds, answers alone, deeds alone, an error alone.
    pub fn way(&self) -> usize {
        match (self.answers || self.kernel, self.is_by_deeds()) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = vec![];
        let ways = [
            (self.answers, "answers"),
            (self.error, "an error in place of success"),
            (self.kernel, "the kernel itself"),
        ];
        words.extend(ways.iter().filter(|(was, _)| *was).map(|(_, word)| (*word).to_owned()));
        if !self.deeds.is_empty() {
            words.push(format!("deeds ({})", self.deeds.join(", ")));
        }
        if !self.effects.is_empty() {
            words.push(format!("deeds in effect ({})", self.effects.join(", ")));
        }
        f.write_str(&words.join(", "))
    }
}
