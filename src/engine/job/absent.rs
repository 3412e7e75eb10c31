//! Whether the kernel has the facility at all: that it has not is one finding, not hundreds.

use super::{Job, Stages};
use crate::engine::history::Fate;
use crate::engine::scope::SmallScope;
use crate::engine::script::Step;
use crate::engine::stage::Trouble;
use crate::engine::{Actor, Errno, Room};

impl Job<'_> {
    /// Why the facility is absent; none if it is there. It is absent where what makes its objects
    /// is, and where most of its calls are: a stub, of whose conduct the manual says nothing.
    pub(super) fn absent(&self, stages: &mut dyn Stages) -> Result<Option<String>, Trouble> {
        if let Some(need) =
            self.room().facility.needs.iter().find_map(|need| self.facts.lacks(need))
        {
            return Ok(Some(need));
        }
        let script = SmallScope::of(self.room()).script(0);
        let Some(Step::Call { by, op }) = script.steps.first() else { return Ok(None) };
        let stage = stages.stage(true)?;
        stage.begin(&script)?;
        let first = stage.call(*by, op)?;
        stage.end()?;
        if let Some((_, Fate::Returned(Err(errno)))) = first.first()
            && [Errno::ENOSYS, Errno::EOPNOTSUPP].contains(errno)
        {
            return Ok(Some(format!("not in this kernel: {} fails with {errno}", op.kind())));
        }
        let (missing, kinds) = calls_failing_with(self.room(), Errno::ENOSYS, stages)?;
        Ok((2 * missing.len() > kinds).then(|| {
            let missing = missing.join(", ");
            format!("not in this kernel: {missing} fail with {}", Errno::ENOSYS)
        }))
    }
}

/// The kinds of operations that fail so, and how many kinds were tried: each once, on whatever
/// descriptor there is.
fn calls_failing_with(
    room: &'static Room,
    errno: Errno,
    stages: &mut dyn Stages,
) -> Result<(Vec<&'static str>, usize), Trouble> {
    let (operations, _) = (room.small_scope)();
    let (mut tried, mut missing) = (vec![], vec![]);
    let script = crate::engine::scope::empty(room);
    for op in operations {
        // What needs more than the facility itself tells nothing about it.
        if !op.needs().is_empty() || tried.contains(&op.kind()) || op.opens() > 0 {
            continue;
        }
        tried.push(op.kind());
        let stage = stages.stage(true)?;
        stage.begin(&script)?;
        let settled = stage.call(Actor(0), &op)?;
        stage.end()?;
        if matches!(settled.first(), Some((_, Fate::Returned(Err(failed)))) if *failed == errno) {
            missing.push(op.kind());
        }
    }
    Ok((missing, tried.len() + 1))
}
