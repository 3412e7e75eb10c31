//! One call, one state, nothing waiting: judged without a search where one clause speaks of it.

use super::{Begun, Judge, Verdict, blame, open, show};
use crate::claim::Claim;
use crate::engine::history::Fate;
use crate::engine::ruling::Happens;
use crate::engine::search::explain;
use crate::engine::tally::Tally;
use crate::engine::{Call, Clause, How, Taken};

impl Judge<'_> {
    /// The path of most calls: one call, one state, nothing waiting.
    pub(super) fn single(&mut self, begun: &Begun, tally: &mut Tally) -> Verdict {
        let config = &self.configs[0];
        let call = Call::new(begun.by, &begun.op, 0, false);
        let ruling = config.rule(&call, &self.world).for_kernel(self.facts.version);
        if let Some(situation) = ruling.silent {
            tally.silence(situation, show(&begun.fate));
            return Verdict::Silent;
        }
        let how = |clause: &Clause| clause.allows(&begun.fate);
        if ruling.clauses.iter().filter(|clause| how(clause)).count() != 1
            || ruling.clauses.iter().any(|clause| matches!(clause.happens, Happens::Advances(_)))
        {
            return self.searched(begun, tally);
        }
        let clause = ruling.clauses.iter().find(|clause| how(clause)).expect("just counted");
        let how = match &begun.fate {
            Fate::Returned(answer) => How::Returned(answer),
            _ => How::Died,
        };
        let mut after = config.clone();
        after.done.push(0);
        let next = after.follow(&call, &Taken { mark: clause.mark, how }, &self.world);
        tally.credit_each(
            ruling.clauses.iter().flat_map(Clause::credited).map(Claim::index),
            clause.credited().map(Claim::index),
        );
        let survivors = next.states(after).collect();
        self.adopt(survivors, vec![open(begun.clone())], tally)
    }

    /// One call by the general search.
    fn searched(&mut self, begun: &Begun, tally: &mut Tally) -> Verdict {
        let calls = vec![open(begun.clone())];
        let mut starts = self.configs.clone();
        for config in &mut starts {
            config.done.resize(1, 0);
        }
        let found = explain(&starts, &calls, &self.world, self.facts.version);
        if found.survivors.is_empty() {
            let Some(failure) = found.failure else { return Verdict::Silent };
            let blame = blame(begun.by, &failure.ruling, &begun.fate);
            let Some(blame) = blame else { return Verdict::Silent };
            tally.break_claim(blame.claim.index());
            return Verdict::Deviation(blame);
        }
        tally.credit(&found.ruled, &found.kept, &found.perhaps);
        self.adopt(found.survivors, calls, tally)
    }
}
