//! All deviations that a room has shown: of one claim, not more than helps.

use super::found::Found;

/// Deviations that are told of one claim: as many that were confirmed, and as many that were not.
const PER_CLAIM: usize = 3;

/// Whether what deviates like this need not be examined. Of what never shows again on a rerun, it
/// is counted that yet another script showed it.
pub fn is_enough(finds: &mut [Found], claim: usize, observed: &str) -> bool {
    let of_claim = |found: &&Found| found.claim == claim;
    let (confirmed, once): (Vec<&Found>, Vec<&Found>) =
        finds.iter().filter(of_claim).partition(|found| found.again > 0);
    let (confirmed, once) = (confirmed.len(), once.len());
    if confirmed >= PER_CLAIM || once < PER_CLAIM {
        return confirmed >= PER_CLAIM;
    }
    if let Some(found) = unconfirmed(finds, claim, observed) {
        found.seen_elsewhere(0, 0);
    }
    true
}

/// Adds what was found, unless it was told already.
pub fn add(finds: &mut Vec<Found>, found: Found) {
    if found.again == 0
        && let Some(before) = unconfirmed(finds, found.claim, &found.observed)
    {
        before.seen_elsewhere(found.elsewhere, found.reruns);
        return;
    }
    // That a call is absent is one finding, whatever claim showed it: the first in the tally's
    // order, so that it does not depend on who came first.
    if let Some(call) = &found.absent
        && let Some(before) = finds.iter_mut().find(|known| known.absent.as_ref() == Some(call))
    {
        if found.claim < before.claim {
            *before = found;
        }
        return;
    }
    let alike =
        |known: &&Found| known.claim == found.claim && (known.again > 0) == (found.again > 0);
    let known = finds.iter().filter(alike);
    if known.clone().count() < PER_CLAIM && known.clone().all(|known| known.script != found.script)
    {
        finds.push(found);
    }
}

fn unconfirmed<'f>(finds: &'f mut [Found], claim: usize, observed: &str) -> Option<&'f mut Found> {
    finds.iter_mut().find(|found| found.again == 0 && found.is_alike(claim, observed))
}

#[cfg(test)]
mod tests {
    use super::{add, is_enough};
    use crate::engine::found::Found;

    fn found(observed: &str, again: u32) -> Found {
        Found {
            claim: 7,
            also: vec![],
            allowed: vec!["done".into()],
            observed: observed.into(),
            again,
            reruns: 8,
            elsewhere: 0,
            absent: None,
            minimal: false,
            script: observed.into(),
            picture: vec![],
            step: 0,
            actors: 1,
        }
    }

    #[test]
    fn what_several_scripts_showed_once_counts() {
        let mut finds = vec![];
        add(&mut finds, found("wrote 3", 0));
        add(&mut finds, found("wrote 4", 0));
        assert!(!finds[0].is_confirmed(), "twice may be chance");
        add(&mut finds, found("wrote 5", 0));
        assert_eq!((finds.len(), finds[0].elsewhere, finds[0].reruns), (1, 2, 26));
        assert!(finds[0].is_confirmed());
    }

    #[test]
    fn an_absent_call_is_one_finding_whichever_claims_show_it() {
        let absent = |claim| Found { claim, absent: Some("vmsplice".into()), ..found("ENOSYS", 8) };
        let mut finds = vec![];
        for claim in [8, 5, 9] {
            add(&mut finds, absent(claim));
        }
        add(&mut finds, Found { absent: Some("tee".into()), ..absent(6) });
        let claims: Vec<usize> = finds.iter().map(|found| found.claim).collect();
        assert_eq!(claims, [5, 6]);
    }

    #[test]
    fn what_was_seen_once_does_not_hide_what_is_seen_always() {
        let mut finds = vec![];
        for observed in ["EIO", "EPERM", "EINVAL"] {
            assert!(!is_enough(&mut finds, 7, observed));
            add(&mut finds, found(observed, 0));
        }
        assert!(is_enough(&mut finds, 7, "EIO") && finds[0].elsewhere == 1);
        add(&mut finds, found("EFAULT", 8));
        assert_eq!(finds.len(), 4);
    }
}
