//! A step in the worker itself, where its outcome is foreseen: made and compared at once, without
//! a search. One that comes out otherwise is judged as ever.

use super::{Under, after_deed, conclude};
use crate::engine::Room;
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::ruling::Ruling;
use crate::engine::script::Step;
use crate::engine::stage::{Stage, Trouble};

/// Performs and judges a step, `ruling` being what is allowed of it if it is a call; none if it is
/// to be performed by the general way.
pub fn perform<R: Room>(
    step: &Step<R::Op>,
    ruling: Option<Ruling<R::Seen>>,
    stage: &mut dyn Stage<R>,
    judge: &mut Judge<'_, R>,
    under: &mut Under<'_, R>,
) -> Result<Option<Verdict>, Trouble> {
    if under.liar.is_some() || !judge.waiting().is_empty() {
        return Ok(None);
    }
    match step {
        Step::Call { by, op } => {
            let Some(ruling) = ruling.filter(|_| !judge.is_branched()) else { return Ok(None) };
            let Some(fate) = stage.call_here(op) else { return Ok(None) };
            if let Fate::Returned(answer) = &fate
                && judge.accept(*by, op, &ruling, answer, under.tally)
            {
                return Ok(Some(Verdict::Allowed));
            }
            let settled = vec![(*by, fate.clone())];
            let begun = Begun { by: *by, op: op.clone(), start: 0, end: u64::MAX, fate };
            conclude(vec![begun], settled, stage, judge, under).map(Some)
        }
        Step::Deed { by, deed } => {
            let Some(foreseen) = judge.foresee_deed(*by, deed) else { return Ok(None) };
            let answer = stage.deed(*by, deed)?;
            if answer != foreseen.answer {
                return after_deed(*by, deed, &answer, stage, judge, under).map(Some);
            }
            if let Some(credit) = judge.go_on_after(*by, deed, &foreseen) {
                under.tally.credit_foreseen(&credit, 0);
            }
            Ok(Some(Verdict::Allowed))
        }
        Step::Race { .. } => Ok(None),
    }
}
