//! What a job makes of deviations: the known are recognised, the new confirmed, shrunk and steered
//! around.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::signature::{Signature, alike, explain, signature};
use super::{Job, Message, Stages};
use crate::engine::Errno;
use crate::engine::Room;
use crate::engine::finds;
use crate::engine::found::{examine, rerun, told};
use crate::engine::liar::Liar;
use crate::engine::run::{End, Ran};
use crate::engine::script::{Script, Step};
use crate::engine::stage::Trouble;
use crate::engine::world::Rooms;

/// Longest time to shrink one deviation, and what each has even where little time is left.
const SHRINK_MAX: Duration = Duration::from_secs(3);
const SHRINK_MIN: Duration = Duration::from_millis(600);
/// Shrinking may use this part of a job's time: what lies behind a deviation needs the rest.
const EXAMINING_SHARE: u32 = 3;
/// How often a ledger's script is performed at most until it deviates.
const KNOWN_TRIES: usize = 6;
/// What is observed of a call that should have returned.
const WAITS: &str = "waits";
/// How often a job says how far it is.
const TELL_EVERY: Duration = Duration::from_millis(100);

impl Job<'_> {
    /// Runs the scripts of known deviations: what looks the same is not reported again.
    pub(super) fn known(&mut self, stages: &mut dyn Stages) -> Result<(), Trouble> {
        for (place, (claim, script)) in self.spec.known.iter().enumerate() {
            let script = Script::of_json(script)
                .map_err(|why| Trouble(format!("a ledger's script cannot be read: {why}")))?;
            self.known_beside.push((*claim, script.rooms.clone()));
            if self.liar.is_none() {
                let ran = match self.until_it_deviates(&script, stages) {
                    Ok(ran) => ran,
                    Err(trouble) => {
                        self.give_up(trouble, stages)?;
                        continue;
                    }
                };
                let shown = signature(&ran).filter(|shown| shown.0 == *claim);
                let deviates = shown.is_some();
                if let Some(call) = absent_call(&ran, shown.as_ref()) {
                    self.is_absent(call);
                }
                // What is known never to return is not waited for so long either.
                self.lost_wake_up |= shown.as_ref().is_some_and(|shown| shown.2 == WAITS);
                self.known.extend(shown);
                // What could be performed only in part shows nothing either way.
                let whole = ran.script.steps.len() == script.steps.len();
                if deviates || (whole && matches!(ran.end, End::Finished)) {
                    self.report.stands.push((place, deviates));
                }
            }
        }
        Ok(())
    }

    /// A ledger's script, once more while it shows nothing: what a kernel does when its caller has
    /// returned already, as a terminal does, may come after the harness has looked.
    fn until_it_deviates(&self, script: &Script, stages: &mut dyn Stages) -> Result<Ran, Trouble> {
        let mut ran = rerun(stages.stage(script.solo)?, script, &self.facts)?;
        for _ in 1..KNOWN_TRIES {
            if !matches!(ran.end, End::Finished) {
                break;
            }
            ran = rerun(stages.stage(script.solo)?, script, &self.facts)?;
        }
        Ok(ran)
    }

    /// What a script showed: lies are counted, deviations examined.
    pub(super) fn conclude(
        &mut self,
        ran: Option<Ran>,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        self.scripts += 1;
        let Some(ran) = ran else { return Ok(()) };
        if let Some((about, telling)) = self.liar.as_mut().and_then(Liar::rest) {
            self.lied(about, telling, &ran.end);
        } else if matches!(ran.end, End::Deviated { .. }) {
            self.deviated(ran, stages)?;
        }
        if self.told.elapsed() > TELL_EVERY {
            self.told = Instant::now();
            tell(Message::Progress(self.report.how_far()));
        }
        Ok(())
    }

    /// Whether a filter of system calls refused the call, of whose conduct no page speaks. From now
    /// on no script makes it.
    fn is_of_the_filter(&mut self, observed: &str, call: Option<&'static str>) -> bool {
        let refused = self.facts.filtered && observed == Errno::EPERM.to_string();
        let Some(call) = call.filter(|_| refused) else { return false };
        self.is_absent(call);
        self.report.filtered_calls.push(call.to_owned());
        true
    }

    /// Of a number of scripts that was asked for, each is a function of its own number only.
    fn steer_around(&mut self, minimal: &Script) {
        if self.spec.cases.is_none() {
            self.steering.avoid(minimal);
        }
    }

    fn deviated(&mut self, ran: Ran, stages: &mut dyn Stages) -> Result<(), Trouble> {
        let End::Deviated { step, blame } = &ran.end else { return Ok(()) };
        let claim = blame.claim.index();
        if ran.script.rooms.len() > 1 && self.is_known_to_be_broken(claim, &ran.script.rooms) {
            // Whether a mixed script shows what the ledger has, or another thing, is not told: but
            // what a room that watches is known for beside one other is new beside a third. A
            // wake-up that is known to be lost is not waited for so long again.
            self.lost_wake_up |= blame.observed == WAITS;
            return Ok(());
        }
        let shown = signature(&ran);
        if explain(&self.known, shown.clone()) || explain(&self.examined, shown.clone()) {
            return Ok(());
        }
        if finds::is_enough(&mut self.report.found, claim, &blame.observed) {
            return Ok(());
        }
        if self.liar.is_some() {
            self.report.found.push(told(&ran.script, *step, blame, 0, false));
            return Ok(());
        }
        let begun = Instant::now();
        let deadline = begun + self.time_to_shrink();
        let stage = stages.stage(ran.script.solo)?;
        let rooms = ran.script.rooms.clone();
        let examined = examine(stage, ran, &self.facts, deadline);
        self.examining += begun.elapsed();
        let (mut found, minimal) = match examined {
            Ok(told) => told,
            Err(trouble) => return self.give_up(trouble, stages),
        };
        // What could not be shrunk in time is not told apart from what its claim is known for.
        let is_known = |(claim, ..): &Signature| *claim == found.claim;
        let unshrunk = !found.minimal && self.known.iter().any(is_known);
        let alone =
            minimal.steps.get(found.step).map(|step| alike(found.claim, step, &found.observed));
        // What showed in a race, or beside another room, may have turned out to be what is known.
        let of_partner = rooms.len() > 1 && self.is_known_to_be_broken(found.claim, &rooms);
        if explain(&self.known, alone.clone()) || of_partner {
            return Ok(());
        }
        if unshrunk {
            self.report.not_told_apart += 1;
            return Ok(());
        }
        let call = minimal.steps.get(found.step).and_then(Step::system_call);
        let call = call.filter(|_| found.again > 0);
        if self.is_of_the_filter(&found.observed, call) {
            return Ok(());
        }
        if found.again > 0 {
            self.steer_around(&minimal);
            self.lost_wake_up |= found.observed == WAITS;
            if found.observed == Errno::ENOSYS.to_string()
                && let Some(call) = call
            {
                // One finding, behind which nothing may hide.
                self.is_absent(call);
                found.absent = Some(call.to_owned());
            }
            // The minimal script has the same look with smaller numbers.
            self.examined.extend(shown.into_iter().chain(alone));
        }
        finds::add(&mut self.report.found, found);
        Ok(())
    }

    fn is_known_to_be_broken(&self, claim: usize, rooms: &[&'static Room]) -> bool {
        let among = |known: &Rooms| known.iter().all(|one| rooms.iter().any(|room| room.is(one)));
        self.spec.known_of_partners.contains(&claim)
            || self.known_beside.iter().any(|(known, of)| *known == claim && among(of))
    }

    /// From now on no script makes this call.
    pub(super) fn is_absent(&mut self, call: &str) {
        if self.facts.absent.iter().any(|known| known == call) {
            return;
        }
        Rc::make_mut(&mut self.facts).absent.push(call.to_owned());
    }

    /// A part of the job's time is for shrinking, and what is left of it for one deviation.
    fn time_to_shrink(&self) -> Duration {
        let share = self.spec.time.map_or(Duration::MAX, |time| time / EXAMINING_SHARE);
        share.saturating_sub(self.examining).clamp(SHRINK_MIN, SHRINK_MAX)
    }
}

/// The call that the kernel does not have, if that is what was shown.
fn absent_call(ran: &Ran, shown: Option<&Signature>) -> Option<&'static str> {
    let (_, _, observed) = shown?;
    let End::Deviated { step, .. } = &ran.end else { return None };
    let is_absent = *observed == Errno::ENOSYS.to_string();
    ran.script.steps.get(*step).filter(|_| is_absent).and_then(Step::system_call)
}
