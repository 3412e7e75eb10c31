//! Liars at work: what lies about answers came to, and scripts with each deed liar standing in for
//! the kernel, until every claim that it says it breaks was blamed.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::{Exposure, Job, Lies, Message, Stages, mixed};
use crate::claim::Claim;
use crate::engine::Scene;
use crate::engine::draw::{Draw, NEUTRAL};
use crate::engine::found::{rerun, trace};
use crate::engine::liar::deed::Card;
use crate::engine::liar::shared;
use crate::engine::propose::Generator;
use crate::engine::run::{End, Fixed, PATIENCE_AGAIN, Ran, Source, Under, run};
use crate::engine::scope::{beside, deeds::deeds, scenes};
use crate::engine::script::{Script, Step};
use crate::engine::stage::Trouble;
use crate::engine::steer::Steering;
use crate::engine::tally::Tally;

/// Deed liars may use this part of a job's time.
const SHARE: u32 = 2;
/// Random scripts of one liar, however little time there is.
const SCRIPTS_LEAST: u64 = 20;
/// Random scripts of one liar at most.
const SCRIPTS_MAX: u64 = 3_000;
/// Deviations of one liar; claims that were not blamed by then are rare.
const DEVIATIONS_MAX: u32 = 100;
/// The longest search for what lies behind a deviation that is none of the liar's claims.
const TRACING_MAX: Duration = Duration::from_secs(1);
/// As many of one liar are looked into so; the others are taken as they are.
const TRACES_MAX: u32 = 8;
/// Deviations of one liar at least.
const DEVIATIONS_LEAST: u32 = 5;

impl Job<'_> {
    /// Has each liar of this stream stand in for the kernel.
    pub(super) fn expose(
        &mut self,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        if self.liar.is_none() {
            return Ok(());
        }
        let streams = super::STREAMS as usize;
        let cards = shared::liars(self.room()).map(|liar| liar.card).enumerate();
        let mine = cards
            .filter(|(liar, _)| liar % streams == self.spec.stream as usize)
            .filter(|(_, card)| card.needs(&self.facts).is_none());
        let mine: Vec<(usize, Card)> = mine.collect();
        let end = self.spec.time.map(|time| self.begun + time / SHARE);
        for (nth, (liar, card)) in mine.iter().enumerate() {
            let left = (mine.len() - nth) as u32;
            let share = |end: Instant| end.saturating_duration_since(Instant::now()) / left;
            let deadline = end.map(|end| Instant::now() + share(end));
            stages.stage(false)?.stand_in(Some((self.room(), *liar)));
            let exposure = self.expose_one((*liar, *card), deadline, stages);
            stages.stage(false)?.stand_in(None);
            self.report.exposures.push(exposure?);
            tell(Message::Progress(self.report.how_far()));
        }
        Ok(())
    }

    fn expose_one(
        &mut self,
        (liar, card): (usize, Card),
        deadline: Option<Instant>,
        stages: &mut dyn Stages,
    ) -> Result<Exposure, Trouble> {
        let mut exposure = Exposure { liar, ..Exposure::default() };
        let late = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let facts = Rc::clone(&self.facts);
        let room = self.room();
        let prepared = scenes(room)
            .into_iter()
            .chain(deeds(room))
            .filter(|scene| mixed::can_be(self.spec, scene, &facts) && concerns(card, &scene.steps))
            .collect::<Vec<_>>();
        for Scene { actors, limits, steps } in prepared {
            if late() && is_enough(&exposure, card) {
                break;
            }
            let script = Script { actors, solo: false, limits, ..beside(room, &steps) };
            let script = Script { steps, ..script };
            let source = &mut Fixed { steps: script.steps.iter() };
            self.try_out(&mut exposure, card, &script, source, stages)?;
        }
        let weights = |_: &'static str| NEUTRAL;
        let steering = Steering::default();
        for index in 0..SCRIPTS_MAX {
            if (late() && index >= SCRIPTS_LEAST) || is_enough(&exposure, card) {
                break;
            }
            let draw = Draw::new(self.spec.seed, room.facility.name, index, &weights);
            let rooms = mixed::rooms(self.spec, index, &facts);
            let (mut header, mut source) =
                Generator::new(draw, &rooms, &steering, &facts, self.spec.steps_max);
            // What the liar does may wait where the kernel would not.
            header.solo = false;
            self.try_out(&mut exposure, card, &header, &mut source, stages)?;
        }
        Ok(exposure)
    }

    /// Performs one script under the liar.
    fn try_out(
        &mut self,
        exposure: &mut Exposure,
        card: Card,
        script: &Script,
        source: &mut dyn Source,
        stages: &mut dyn Stages,
    ) -> Result<(), Trouble> {
        // What is seen under a liar counts for no claim.
        let tally = &mut Tally::default();
        let under = &mut Under { facts: &self.facts, tally, liar: None, patience: PATIENCE_AGAIN };
        let ran = run(stages.stage(false)?, script, source, under)?;
        self.report.tally.scripts += 1;
        self.report.tally.operations += tally.operations;
        exposure.scripts += 1;
        let End::Deviated { blame, .. } = &ran.end else { return Ok(()) };
        if self.is_the_kernels(exposure.liar, &ran, stages)? {
            return Ok(());
        }
        if card.answers_for(blame.claim) {
            *exposure.blamed.entry(blame.claim.index()).or_default() += 1;
            return Ok(());
        }
        self.trace_back(exposure, card, ran, stages)
    }

    /// The blame fell on a claim that the liar does not break: the smallest script that deviates
    /// decides, as it would for whoever reads of it. What shows in no rerun decides nothing.
    fn trace_back(
        &mut self,
        exposure: &mut Exposure,
        card: Card,
        ran: Ran,
        stages: &mut dyn Stages,
    ) -> Result<(), Trouble> {
        let time = if exposure.traced < TRACES_MAX { TRACING_MAX } else { Duration::ZERO };
        exposure.traced += 1;
        let deadline = Instant::now() + time;
        let found = trace(stages.stage(false)?, ran, &self.facts, deadline)?;
        if !found.is_confirmed() {
            exposure.once += 1;
            return Ok(());
        }
        *exposure.blamed.entry(found.claim).or_default() += 1;
        let is_stray = card.claims().all(|claim| claim.index() != found.claim);
        if is_stray && exposure.stray.is_none() {
            exposure.stray = Some(found);
        }
        Ok(())
    }

    /// What became of a lie about an answer.
    pub(super) fn lied(&mut self, about: &'static Claim, telling: bool, end: &End) {
        let claim = about.index();
        let lies = &mut self.report.lies;
        let index = lies.iter().position(|lies| lies.claim == claim).unwrap_or_else(|| {
            lies.push(Lies { claim, caught: 0, telling: 0, escaped: 0, misblamed: vec![] });
            lies.len() - 1
        });
        match end {
            End::Deviated { blame, .. } if blame.claim == about => {
                lies[index].caught += 1;
                lies[index].telling += u32::from(telling);
            }
            End::Deviated { blame, .. } => lies[index].misblamed.push(blame.claim.index()),
            _ => lies[index].escaped += 1,
        }
    }

    /// Whether the kernel itself does the same when nobody stands in for it.
    fn is_the_kernels(
        &mut self,
        liar: usize,
        ran: &Ran,
        stages: &mut dyn Stages,
    ) -> Result<bool, Trouble> {
        let stage = stages.stage(false)?;
        stage.stand_in(None);
        let again = rerun(stage, &ran.script, &self.facts)?;
        stage.stand_in(Some((self.room(), liar)));
        let broken = |ran: &Ran| match &ran.end {
            End::Deviated { blame, .. } => Some(blame.claim),
            _ => None,
        };
        Ok(broken(&again) == broken(ran))
    }
}

/// Whether any of the steps is one that the liar rewrites.
fn concerns(liar: Card, steps: &[Step]) -> bool {
    let of = liar.of;
    of.is_empty()
        || steps.iter().any(|step| match step {
            Step::Call { op, .. } => of.contains(&op.kind()),
            Step::Deed { deed, .. } => of.contains(&deed.kind().name()),
            Step::Race { windows } => {
                windows.iter().any(|lane| lane.calls.iter().any(|op| of.contains(&op.kind())))
            }
        })
}

/// Whether every claim that the liar says it breaks was blamed, or enough was seen otherwise.
fn is_enough(exposure: &Exposure, card: Card) -> bool {
    let seen: u32 = exposure.blamed.values().sum();
    let all = card.breaks().all(|claim| exposure.blamed.contains_key(&claim.index()));
    seen >= DEVIATIONS_MAX || (all && seen >= DEVIATIONS_LEAST)
}
