//! Steps whose outcomes are foreseen: in lock-step they are kept and performed as one relay, in the
//! worker itself each is made and compared at once.
//!
//! A step that comes out otherwise is judged as if nothing had been foreseen, from the state before
//! it; so the same outcomes are allowed, and the same steps are drawn.

use super::{Source, Under, after_deed, conclude, perform};
use crate::engine::crew::Answers;
use crate::engine::deed::{Deed, Told};
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Credit, Judge, Mark, Verdict};
use crate::engine::script::{Script, Step};
use crate::engine::stage::{Relayed, Settled, Stage, Then, Trouble};
use crate::engine::{Answer, Room, Seen, flight};

/// What a step of a relay must come out as: of a call, as one of these.
#[derive(Debug, Clone)]
pub enum Foresight<S> {
    Call(Answers<Answer<S>>),
    Deed(Answer<Told>),
    /// The last, a call: it comes out as it may.
    Nothing {
        may_wait: bool,
    },
}

impl<S: Seen> Foresight<S> {
    /// Which of the answers that are foreseen of a call this is, if it is one.
    pub fn place_of(&self, fate: &Fate<S>) -> Option<usize> {
        let (Self::Call(answers), Fate::Returned(answer)) = (self, fate) else { return None };
        answers.iter().position(|foreseen| foreseen == answer)
    }
}

/// Steps that are drawn and judged ahead, and not performed yet: the last ones of the script.
pub struct Ahead<R: Room> {
    /// Most steps of a relay; none if nothing is performed ahead.
    steps_max: usize,
    foresight: Vec<Foresight<R::Seen>>,
    /// What is to be credited for each, how many steps had been drawn with it, and operations.
    credit: Vec<(Credit, usize, u64)>,
    /// The state before the first of them.
    mark: Option<Mark<R>>,
}

impl<R: Room> Ahead<R> {
    pub fn new(stage: &dyn Stage<R>, under: &Under<'_, R>) -> Self {
        // A lie is told of one outcome at a time; and what a crashed machine was doing must be the
        // step that was noted last.
        let enabled = under.liar.is_none() && !flight::is_noting();
        let steps_max = if enabled { stage.relay_max() } else { 0 };
        Self { steps_max, foresight: vec![], credit: vec![], mark: None }
    }

    /// Takes the last step of the script if its outcome is foreseen; the judge is then after it.
    pub fn takes(
        &mut self,
        step: &Step<R::Op>,
        judge: &mut Judge<'_, R>,
        drawn: (usize, u64),
    ) -> bool {
        if self.foresight.len() >= self.steps_max {
            return false;
        }
        let foresight = match step {
            Step::Call { by, op } => {
                let Some(foreseen) = judge.foresee(*by, op) else { return false };
                let mark = self.mark.is_none().then(|| judge.mark());
                let came = judge.go_on(*by, op, foreseen);
                let Some((answers, credit)) = came else { return false };
                self.mark = self.mark.take().or(mark);
                self.credit.push((credit, drawn.0, drawn.1));
                Foresight::Call(answers)
            }
            Step::Deed { by, deed } if can_be_handed_on(deed) => {
                let Some(foreseen) = judge.foresee_deed(*by, deed) else { return false };
                let mark = self.mark.is_none().then(|| judge.mark());
                let Some(credit) = judge.go_on_after(*by, deed, &foreseen) else { return false };
                self.mark = self.mark.take().or(mark);
                self.credit.push((credit, drawn.0, drawn.1));
                Foresight::Deed(foreseen.answer)
            }
            _ => return false,
        };
        self.foresight.push(foresight);
        true
    }

    pub fn is_empty(&self) -> bool {
        self.foresight.is_empty()
    }

    /// Ends the relay with this step, a call of which nothing is foreseen, if it may: what then
    /// comes of others who wait must have one cause.
    pub fn ends_with(&mut self, step: &Step<R::Op>, judge: &Judge<'_, R>) -> bool {
        let Step::Call { by, op } = step else { return false };
        if self.is_empty() {
            return false;
        }
        let ruling = judge.outlook(*by, op);
        let certain = !judge.is_branched();
        let ends = judge.waiting().is_empty() || (certain && ruling.must_wait());
        let may_wait = !certain || ruling.may_wait_or_die();
        if ends {
            self.foresight.push(Foresight::Nothing { may_wait });
        }
        ends
    }

    /// Performs the steps, which are the last ones of the script but for what follows. Where one
    /// ends the script, those after it were never drawn.
    pub fn perform(
        &mut self,
        script: &mut Script<R::Op>,
        follows: Follows,
        source: &mut dyn Source<R>,
        stage: &mut dyn Stage<R>,
        judge: &mut Judge<'_, R>,
        under: &mut Under<'_, R>,
    ) -> Result<Verdict, Trouble> {
        if self.is_empty() {
            return Ok(Verdict::Allowed);
        }
        let foresight = std::mem::take(&mut self.foresight);
        let credit = std::mem::take(&mut self.credit);
        let mark = self.mark.take().expect("marked with the first");
        let end = script.steps.len() - usize::from(follows == Follows::Step);
        let first = end - foresight.len();
        let Relayed { came, then } = stage.relay(&script.steps[first..end], &foresight)?;
        let done = came.len();
        for ((credit, ..), came) in credit.iter().zip(&came) {
            under.tally.credit_foreseen(credit, usize::from(*came));
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
        judge.come_back(&mark);
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
    /// A call of which nothing is foreseen, and which ends the relay.
    Within,
}

/// Judges a call that is open at the end of a relay, and what else it did.
fn judge_open<R: Room>(
    step: Option<&Step<R::Op>>,
    settled: Settled<R::Seen>,
    stage: &mut dyn Stage<R>,
    judge: &mut Judge<'_, R>,
    under: &mut Under<'_, R>,
) -> Result<Verdict, Trouble> {
    let Some(Step::Call { by, op }) = step else { return Err(elsewhere()) };
    let mine = settled.iter().find(|(actor, _)| actor == by);
    let fate = mine.map(|(_, fate)| fate.clone());
    let fate = fate.ok_or_else(|| Trouble(format!("the call of {by} was lost")))?;
    let begun = Begun { by: *by, op: op.clone(), start: 0, end: u64::MAX, fate };
    conclude(vec![begun], settled, stage, judge, under)
}

fn elsewhere() -> Trouble {
    Trouble("a relay broke off at another step than its own".into())
}

/// A step that came out as foreseen is judged once more.
fn again<R: Room>(step: &Step<R::Op>, judge: &mut Judge<'_, R>) {
    judge.next_step();
    match step {
        Step::Call { by, op } => {
            let foreseen = judge.foresee(*by, op).expect("it was foreseen");
            judge.go_on(*by, op, foreseen);
        }
        Step::Deed { by, deed } => {
            let foreseen = judge.foresee_deed(*by, deed).expect("it was foreseen");
            judge.go_on_after(*by, deed, &foreseen);
        }
        Step::Race { .. } => unreachable!("no race is foreseen"),
    }
}

/// The script ends with its first `length` steps.
fn cut<R: Room>(
    verdict: Verdict,
    script: &mut Script<R::Op>,
    length: usize,
    source: &mut dyn Source<R>,
    under: &mut Under<'_, R>,
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
