//! Steps whose outcomes are predicted: in lock-step they are kept and performed as one relay.
//!
//! A step that comes out otherwise is judged as if nothing had been predicted, from the state
//! before it; so the same outcomes are allowed, and the same steps are drawn.

use super::{Source, Under, after_deed, conclude, perform};
use crate::engine::crew::Answers;
use crate::engine::deed::{Deed, Told};
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Checkpoint, Credit, Judge, Verdict};
use crate::engine::script::{Script, Step};
use crate::engine::stage::{Relayed, Settled, Stage, Then, Trouble};
use crate::engine::{Answer, flight};

/// What a step of a relay must come out as: of a call, as one of these.
#[derive(Debug, Clone)]
pub enum Prediction {
    Call(Answers<Answer>),
    Deed(Answer<Told>),
    /// The last, a call: it comes out as it may.
    Nothing {
        may_wait: bool,
    },
}

impl Prediction {
    /// Which of the answers that are predicted of a call this is, if it is one.
    pub fn place_of(&self, fate: &Fate) -> Option<usize> {
        let (Self::Call(answers), Fate::Returned(answer)) = (self, fate) else { return None };
        answers.iter().position(|predicted| predicted == answer)
    }
}

/// Steps that are drawn and judged ahead, and not performed yet: the last ones of the script.
pub struct Ahead {
    /// Most steps of a relay; none if nothing is performed ahead.
    steps_max: usize,
    predictions: Vec<Prediction>,
    /// What is to be credited for each, how many steps had been drawn with it, and operations.
    credit: Vec<(Credit, usize, u64)>,
    /// The state before the first of them.
    checkpoint: Option<Checkpoint>,
}

impl Ahead {
    pub fn new(stage: &dyn Stage, under: &Under<'_>) -> Self {
        // A lie is told of one outcome at a time; and what a crashed machine was doing must be the
        // step that was noted last.
        let enabled = under.liar.is_none() && !flight::is_noting();
        let steps_max = if enabled { stage.relay_max() } else { 0 };
        Self { steps_max, predictions: vec![], credit: vec![], checkpoint: None }
    }

    /// Takes the last step of the script if its outcome is predicted; the judge is then after it.
    pub fn takes(&mut self, step: &Step, judge: &mut Judge<'_>, drawn: (usize, u64)) -> bool {
        if self.predictions.len() >= self.steps_max {
            return false;
        }
        let predictions = match step {
            Step::Call { by, op } => {
                let Some(predicted) = judge.predict(*by, op) else { return false };
                let checkpoint = self.checkpoint.is_none().then(|| judge.checkpoint());
                let came = judge.advance_predicted(*by, op, predicted);
                let Some((answers, credit)) = came else { return false };
                self.checkpoint = self.checkpoint.take().or(checkpoint);
                self.credit.push((credit, drawn.0, drawn.1));
                Prediction::Call(answers)
            }
            Step::Deed { by, deed } if can_be_handed_on(deed) => {
                let Some(predicted) = judge.predict_deed(*by, deed) else { return false };
                let checkpoint = self.checkpoint.is_none().then(|| judge.checkpoint());
                let Some(credit) = judge.advance_after_deed(*by, deed, &predicted) else {
                    return false;
                };
                self.checkpoint = self.checkpoint.take().or(checkpoint);
                self.credit.push((credit, drawn.0, drawn.1));
                Prediction::Deed(predicted.answer)
            }
            _ => return false,
        };
        self.predictions.push(predictions);
        true
    }

    pub fn is_empty(&self) -> bool {
        self.predictions.is_empty()
    }

    /// Ends the relay with this step, a call of which nothing is predicted, if it may: what then
    /// comes of others who wait must have one cause.
    pub fn ends_with(&mut self, step: &Step, judge: &Judge<'_>) -> bool {
        let Step::Call { by, op } = step else { return false };
        if self.is_empty() {
            return false;
        }
        let ruling = judge.outlook(*by, op);
        let certain = !judge.is_branched();
        let ends = judge.waiting().is_empty() || (certain && ruling.must_wait());
        let may_wait = !certain || ruling.may_wait_or_die();
        if ends {
            self.predictions.push(Prediction::Nothing { may_wait });
        }
        ends
    }

    /// Performs the steps, which are the last ones of the script but for what follows. Where one
    /// ends the script, those after it were never drawn.
    pub fn perform(
        &mut self,
        script: &mut Script,
        follows: Follows,
        source: &mut dyn Source,
        stage: &mut dyn Stage,
        judge: &mut Judge<'_>,
        under: &mut Under<'_>,
    ) -> Result<Verdict, Trouble> {
        if self.is_empty() {
            return Ok(Verdict::Allowed);
        }
        let predictions = std::mem::take(&mut self.predictions);
        let credit = std::mem::take(&mut self.credit);
        let checkpoint = self.checkpoint.take().expect("marked with the first");
        let end = script.steps.len() - usize::from(follows == Follows::Step);
        let first = end - predictions.len();
        let Relayed { came, then } = stage.relay(&script.steps[first..end], &predictions)?;
        let done = came.len();
        for ((credit, ..), came) in credit.iter().zip(&came) {
            under.tally.credit_predicted(credit, usize::from(*came));
        }
        if done == credit.len() {
            let Then::Settled(settled) = then else { return Err(elsewhere()) };
            if follows == Follows::Within {
                return judge_open(script.steps.last(), settled, stage, judge, under);
            }
            if settled.iter().all(|(_, fate)| *fate == Fate::Waits) {
                return Ok(Verdict::Allowed);
            }
            // Somebody returned who had to wait all along.
            let verdict = conclude(vec![], settled, stage, judge, under)?;
            return Ok(cut(verdict, script, end, source, under, credit.last()));
        }
        judge.rewind(&checkpoint);
        script.steps[first..first + done].iter().for_each(|step| again(step, judge));
        judge.next_step();
        let step = &script.steps[first + done];
        let verdict = match (then, step) {
            (Then::Settled(settled), Step::Call { .. }) => {
                judge_open(Some(step), settled, stage, judge, under)?
            }
            (Then::Answered(answer), Step::Deed { by, deed }) => {
                after_deed(*by, deed, &answer, stage, judge, under)?
            }
            _ => return Err(elsewhere()),
        };
        if !matches!(verdict, Verdict::Allowed) {
            let place = first + done + 1;
            return Ok(cut(verdict, script, place, source, under, credit.get(done)));
        }
        // It came late, as a wait that ended: what was drawn after it still stands.
        for place in first + done + 1..end {
            let step = script.steps[place].clone();
            judge.next_step();
            let verdict = perform(&step, stage, judge, under)?;
            if !matches!(verdict, Verdict::Allowed) {
                let drawn = credit.get(place - first);
                return Ok(cut(verdict, script, place + 1, source, under, drawn));
            }
        }
        Ok(Verdict::Allowed)
    }
}

/// What follows the steps that are performed ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    Nothing,
    /// A step that is performed after them.
    Step,
    /// A call of which nothing is predicted, and which ends the relay.
    Within,
}

/// Judges a call that is open at the end of a relay, and what else it did.
fn judge_open(
    step: Option<&Step>,
    settled: Settled,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Verdict, Trouble> {
    let Some(Step::Call { by, op }) = step else { return Err(elsewhere()) };
    let mine = settled.iter().find(|(actor, _)| actor == by);
    let fate = mine.map(|(_, fate)| fate.clone());
    let fate = fate.ok_or_else(|| Trouble(format!("the call of {by} was lost")))?;
    let begun = Begun { by: *by, op: *op, start: 0, end: u64::MAX, fate };
    conclude(vec![begun], settled, stage, judge, under)
}

fn elsewhere() -> Trouble {
    Trouble("a relay broke off at another step than its own".into())
}

/// A step that came out as predicted is judged once more.
fn again(step: &Step, judge: &mut Judge<'_>) {
    judge.next_step();
    match step {
        Step::Call { by, op } => {
            let predicted = judge.predict(*by, op).expect("it was predicted");
            judge.advance_predicted(*by, op, predicted);
        }
        Step::Deed { by, deed } => {
            let predicted = judge.predict_deed(*by, deed).expect("it was predicted");
            judge.advance_after_deed(*by, deed, &predicted);
        }
        Step::Race { .. } => unreachable!("no race is predicted"),
    }
}

/// The script ends with its first `length` steps.
fn cut(
    verdict: Verdict,
    script: &mut Script,
    length: usize,
    source: &mut dyn Source,
    under: &mut Under<'_>,
    last: Option<&(Credit, usize, u64)>,
) -> Verdict {
    if matches!(verdict, Verdict::Allowed) {
        return verdict;
    }
    script.steps.truncate(length);
    if let Some((_, drawn, operations)) = last {
        source.take_back(*drawn);
        under.tally.operations = *operations;
    }
    verdict
}

/// Deeds that make and end nobody, and wake nobody by a signal.
fn can_be_handed_on(deed: &Deed) -> bool {
    matches!(
        deed,
        Deed::Close { .. }
            | Deed::Dup { .. }
            | Deed::SetCloexec { .. }
            | Deed::GetCloexec { .. }
            | Deed::SetNonblock { .. }
            | Deed::GetNonblock { .. }
            | Deed::GetAccess { .. }
            | Deed::Fdinfo { .. }
            | Deed::FdinfoCloexec { .. }
            | Deed::Poll { .. }
            | Deed::Select { .. }
            | Deed::Epoll { .. }
            | Deed::EpollAgain
            | Deed::Pass { .. }
            | Deed::Handle { .. }
            | Deed::IgnorePipe { .. }
            | Deed::Umask { .. }
    )
}
