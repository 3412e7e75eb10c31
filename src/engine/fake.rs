//! A fake kernel: answers every call with a random outcome that the model allows.
//!
//! Against it the judge must find nothing, however long; and with one law broken, it must find
//! that. It is a stage like any other, for tests; it makes no system call.

use std::time::Duration;

use super::deed::{self, Deed, Told};
use super::history::Fate;
use super::judge::{Begun, Judge, Verdict};
use super::script::{Lane, Script};
use super::stage::{Raced, Settled, Stage, Trouble};
use super::tally::Tally;
use super::{Actor, Answer, Draw, Expect, Happens, Room, Ruling};
use crate::kernel::Facts;

/// Changes an answer: a law that this kernel breaks.
pub type Breaks<R> = fn(&<R as Room>::Op, &mut Fate<<R as Room>::Seen>);

/// A kernel that does as the book says, unless told to break a law.
pub struct Fake<'f, R: Room> {
    facts: &'f Facts,
    judge: Option<Judge<'f, R>>,
    pending: Vec<(Actor, R::Op)>,
    draw: Draw<'f>,
    breaks: Option<Breaks<R>>,
    tally: Tally,
}

impl<'f, R: Room> Fake<'f, R> {
    pub fn new(facts: &'f Facts, draw: Draw<'f>, breaks: Option<Breaks<R>>) -> Self {
        let tally = Tally::new(crate::claim::count());
        Self { facts, judge: None, pending: vec![], draw, breaks, tally }
    }

    fn judge(&mut self) -> &mut Judge<'f, R> {
        self.judge.as_mut().expect("a script has begun")
    }

    /// A random outcome of a ruling; none where the manual is silent.
    fn choose(&mut self, ruling: &Ruling<R::Seen>) -> Option<Fate<R::Seen>> {
        let clauses: Vec<_> = ruling
            .clauses
            .iter()
            .filter(|clause| !matches!(clause.happens, Happens::Advances(_)))
            .collect();
        let clause = self.draw.maybe(&clauses)?;
        Some(match &clause.happens {
            Happens::Returns(Expect::Is(seen)) => Fate::Returned(Ok(seen.clone())),
            Happens::Returns(Expect::Between(low, high)) => {
                let ends = [low, high];
                Fate::Returned(Ok((*self.draw.one_of(&ends)).clone()))
            }
            Happens::Returns(Expect::Fails(errno)) => Fate::Returned(Err(*errno)),
            Happens::Returns(Expect::FailsOneOf(errnos)) => {
                Fate::Returned(Err(*self.draw.one_of(errnos)))
            }
            Happens::Dies(signal) => Fate::Died(*signal),
            Happens::Waits(_) | Happens::Advances(_) => Fate::Waits,
        })
    }

    /// Lets waiting calls return until none must.
    fn let_return(&mut self) -> Vec<(Actor, Fate<R::Seen>)> {
        let mut news = vec![];
        for _ in 0..MOVES_MAX {
            let Some((actor, fate)) = self.next_return() else { break };
            self.pending.retain(|(waiting, _)| *waiting != actor);
            news.push((actor, fate));
        }
        news
    }

    /// One waiting call that may return, and how: as the judge's first state has it.
    fn next_return(&mut self) -> Option<(Actor, Fate<R::Seen>)> {
        for (actor, _) in self.pending.clone() {
            let ruling = self.judge().outlook_waiting(actor)?;
            if ruling.waits().is_some() {
                continue;
            }
            if let Some(fate) = self.choose(&ruling) {
                let verdict = {
                    let mut tally = std::mem::take(&mut self.tally);
                    let verdict = self.judge().window(vec![], &[(actor, fate.clone())], &mut tally);
                    self.tally = tally;
                    verdict
                };
                if matches!(verdict, Verdict::Allowed | Verdict::Unquiet(_)) {
                    return Some((actor, fate));
                }
            }
        }
        None
    }

    fn settled(&self, news: Vec<(Actor, Fate<R::Seen>)>) -> Settled<R::Seen> {
        let waiting = self.pending.iter().map(|(actor, _)| (*actor, Fate::Waits));
        news.into_iter().chain(waiting).collect()
    }
}

/// Most returns after one step.
const MOVES_MAX: usize = 16;

impl<R: Room> Stage<R> for Fake<'_, R> {
    fn begin(&mut self, script: &Script<R::Op>) -> Result<(), Trouble> {
        self.judge = Some(Judge::new(self.facts, script));
        self.pending.clear();
        Ok(())
    }

    fn call(&mut self, by: Actor, op: &R::Op) -> Result<Settled<R::Seen>, Trouble> {
        let ruling = self.judge().outlook(by, op);
        // Where the manual is silent anything will do; the script ends there.
        let fate = self.choose(&ruling).unwrap_or(Fate::Returned(Err(super::Errno::EIO)));
        let mut tally = std::mem::take(&mut self.tally);
        let begun = Begun { by, op: op.clone(), start: 0, end: u64::MAX, fate: fate.clone() };
        self.judge().window(vec![begun], &[], &mut tally);
        self.tally = tally;
        let mut told = fate.clone();
        if let Some(breaks) = self.breaks {
            breaks(op, &mut told);
        }
        let mut news = vec![];
        if fate == Fate::Waits {
            self.pending.push((by, op.clone()));
        } else {
            news.push((by, told));
        }
        let woken = self.let_return();
        news.extend(woken);
        Ok(self.settled(news))
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        let judge = self.judge.as_mut().expect("a script has begun");
        let ruling = deed::rule::<R>(deed, by, &judge.world, judge.state().model);
        let answer = match ruling.and_then(|ruling| ruling.clauses.into_iter().next()) {
            Some(clause) => match clause.happens {
                Happens::Returns(Expect::Is(told)) => Ok(told),
                Happens::Returns(Expect::Fails(errno)) => Err(errno),
                _ => Ok(Told::Done),
            },
            None => Ok(Told::Done),
        };
        judge.deed(by, deed, &answer, &mut self.tally);
        if let Deed::Kill { target } = deed {
            self.pending.retain(|(actor, _)| actor != target);
        }
        Ok(answer)
    }

    fn settle(&mut self) -> Result<Settled<R::Seen>, Trouble> {
        let news = self.let_return();
        Ok(self.settled(news))
    }

    fn outlast(&mut self, _patience: Duration) -> Result<Settled<R::Seen>, Trouble> {
        self.settle()
    }

    fn race(&mut self, _lanes: &[Lane<R::Op>]) -> Result<Raced<R::Seen>, Trouble> {
        Ok(Raced { calls: vec![], overlapped: false })
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.judge = None;
        Ok(())
    }
}
