//! The deviations of a record, each thing told once.

use super::record::Deviation;

/// Takes out what is told a second time in the same words, and puts the smallest script of each
/// claim first. The claims stay in their order.
pub fn distinct(deviations: &mut Vec<Deviation>) {
    let mut told: Vec<Deviation> = Vec::with_capacity(deviations.len());
    for deviation in deviations.drain(..) {
        if let Some(before) = told.iter_mut().find(|before| is_told(before, &deviation)) {
            before.rate = before.rate.max(deviation.rate);
        } else {
            told.push(deviation);
        }
    }
    let claims: Vec<String> = told.iter().map(|deviation| deviation.claim.clone()).collect();
    let place = |claim: &str| claims.iter().position(|known| known == claim);
    told.sort_by_key(|deviation| (place(&deviation.claim), deviation.picture.lines().count()));
    *deviations = told;
}

/// Whether a reader could not tell the two apart.
fn is_told(before: &Deviation, deviation: &Deviation) -> bool {
    let told = |of: &Deviation| {
        let Deviation { claim, picture, observed, allowed, .. } = of.clone();
        (claim, picture, observed, allowed, of.known, of.seen_once())
    };
    told(before) == told(deviation)
}

#[cfg(test)]
mod tests {
    use super::distinct;
    use crate::report::record::Deviation;

    fn deviation(claim: &str, picture: &str) -> Deviation {
        Deviation {
            claim: claim.into(),
            picture: picture.into(),
            rate: 1.0,
            ..Deviation::default()
        }
    }

    #[test]
    fn what_reads_the_same_is_told_once_and_the_smallest_script_first() {
        let long = "A\n1\n2";
        let mut all = vec![
            deviation("b", long),
            deviation("a", long),
            deviation("b", "A\n1"),
            deviation("b", long),
        ];
        distinct(&mut all);
        let told: Vec<_> = all.iter().map(|one| (&*one.claim, &*one.picture)).collect();
        assert_eq!(told, [("b", "A\n1"), ("b", long), ("a", long)]);
    }
}
