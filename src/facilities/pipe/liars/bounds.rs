//! Lies about the limits on pipes: what they break can be ruled only in a machine of ours.

use crate::engine::{Limit, Limits};

fn on_pipes(limit: Limit) -> bool {
    use Limit::{PipeMaxSizeBytes, PipeUserPagesHard, PipeUserPagesSoft};
    matches!(limit, PipeMaxSizeBytes | PipeUserPagesHard | PipeUserPagesSoft)
}

/// None is set.
pub fn unheeded(limits: &mut Limits) {
    limits.0.retain(|(limit, _)| !on_pipes(*limit));
}

/// One of no pages is one of as many as a new pipe has.
pub fn zero_is_16(limits: &mut Limits) {
    let zeros = limits.0.iter_mut().filter(|(limit, value)| on_pipes(*limit) && *value == 0);
    zeros.for_each(|(_, value)| *value = 16);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::claim::{Claim, Force, Need};
    use crate::engine::fake::under_liar;
    use crate::engine::liar::deed::DeedLiar;
    use crate::engine::liar::shared::liars;
    use crate::engine::scope::empty;
    use crate::engine::{Scene, Script, Step};
    use crate::facilities::pipe::PIPE;
    use crate::facilities::pipe::claims::LIMITS_EXEMPT;
    use crate::facilities::pipe::liars::LIARS;
    use crate::facilities::pipe::scenes;
    use crate::kernel::Facts;

    /// Answers of a fake kernel to one script, where several are allowed.
    const ANSWERS: u64 = 8;

    /// A machine of ours, with a user who has pipes in no other case.
    fn facts() -> Facts {
        let mut facts = crate::facilities::tests::facts();
        (facts.version, facts.page_size_bytes, facts.capabilities) = ((6, 12, 0), 4096, !0);
        (facts.own_machine, facts.other_uid) = (true, Some(2));
        facts
    }

    /// The scenes within limits, each without one of its steps, and without its first ones: for a
    /// script ends at its first deviation.
    fn scripts() -> Vec<Script> {
        let mut scripts = vec![];
        for Scene { actors, limits, steps } in scenes::within_limits() {
            let script = |steps: Vec<Step>| {
                let limits = limits.clone();
                Script { actors, limits, solo: false, steps, ..empty(&PIPE) }
            };
            for left_out in 0..steps.len() {
                let kept = steps.iter().enumerate().filter(|(nth, _)| *nth != left_out);
                scripts.push(script(kept.map(|(_, step)| step.clone()).collect()));
                scripts.push(script(steps[left_out..].to_vec()));
            }
        }
        scripts
    }

    /// The claims on which the blame falls.
    fn blamed(facts: &Facts, liar: Option<DeedLiar>) -> BTreeSet<String> {
        let each =
            |script| (0..ANSWERS).filter_map(move |nth| under_liar(facts, script, liar, nth));
        scripts().iter().flat_map(each).map(Claim::id).collect()
    }

    fn needs_own_machine(claim: &Claim) -> bool {
        claim.needs.contains(&Need::OwnMachine)
    }

    #[test]
    fn within_limits_each_lie_is_blamed_on_what_it_breaks_and_by_which_it_shows() {
        let facts = facts();
        let lies = liars(&PIPE).filter(|liar| liar.card.breaks().all(needs_own_machine));
        let mut count = 0;
        for liar in lies {
            let card = liar.card;
            let blamed = blamed(&facts, Some(liar));
            let unseen: Vec<_> =
                card.breaks().map(Claim::id).filter(|id| !blamed.contains(id)).collect();
            let may: BTreeSet<_> = card.claims().map(Claim::id).collect();
            let innocent: Vec<_> = blamed.difference(&may).collect();
            assert!(unseen.is_empty(), "{}: {unseen:?} are not in {blamed:?}", card.name);
            assert!(innocent.is_empty(), "{}: {innocent:?} did not do it", card.name);
            count += 1;
        }
        assert_eq!(count, 5);
        assert!(blamed(&facts, None).is_empty(), "without a lie nothing is blamed");
    }

    #[test]
    fn of_what_only_a_machine_of_ours_can_rule_a_lie_is_told() {
        let told = |claim: &Claim| LIARS.iter().any(|liar| liar.card.does_break(claim));
        let required = PIPE.facility.claims.iter().filter(|claim| claim.force == Force::Requires);
        let untold = required.filter(|claim| needs_own_machine(claim) && !told(claim));
        let untold: Vec<String> = untold.map(|claim| claim.id()).collect();
        // What no limit binds cannot be bound by another call, or by other limits.
        assert_eq!(untold, [LIMITS_EXEMPT.id()]);
    }
}
