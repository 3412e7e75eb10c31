//! A step in the worker itself, where its outcome is predicted: made and compared at once, without
//! a search. One that comes out otherwise is judged as ever.

use super::{Under, after_deed, conclude};
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::ruling::Ruling;
use crate::engine::script::Step;
use crate::engine::stage::{Stage, Trouble};

/// Performs and judges a step, `ruling` being what is allowed of it if it is a call; none if it is
/// to be performed by the general way.
pub fn perform(
    step: &Step,
    ruling: Option<Ruling>,
    stage: &mut dyn Stage,
    judge: &mut Judge<'_>,
    under: &mut Under<'_>,
) -> Result<Option<Verdict>, Trouble> {
    if under.liar.is_some() || !judge.waiting().is_empty() {
        return Ok(None);
    }
    match step {
        Step::Call { by, op } => {
            let Some(ruling) = ruling.filter(|_| !judge.is_branched()) else { return Ok(None) };
            let Some(fate) = stage.call_here(op) else { return Ok(None) };
            if let Fate::Returned(answer) = &fate
                && judge.advance(*by, op, &ruling, answer, under.tally)
            {
                return Ok(Some(Verdict::Allowed));
            }
            let settled = vec![(*by, fate.clone())];
            let begun = Begun { by: *by, op: *op, start: 0, end: u64::MAX, fate };
            conclude(vec![begun], settled, stage, judge, under).map(Some)
        }
        Step::Deed { by, deed } => {
            let Some(predicted) = judge.predict_deed(*by, deed) else { return Ok(None) };
            let answer = stage.deed(*by, deed)?;
            if answer != predicted.answer {
                return after_deed(*by, deed, &answer, stage, judge, under).map(Some);
            }
            if let Some(credit) = judge.advance_after_deed(*by, deed, &predicted) {
                under.tally.credit_predicted(&credit, 0);
            }
            Ok(Some(Verdict::Allowed))
        }
        Step::Race { .. } => Ok(None),
    }
}
