//! Which outcomes of silent situations are the same thing done: numbers and actors aside.

use super::record::Silence;

/// How likely it may be that chance alone makes a difference, where a difference is told of, and
/// where it is only perhaps one. Two runs have some fifty situations, and what is tried in them is
/// not drawn evenly, so the first is far below what one comparison would need.
const BY_CHANCE_MAX: f64 = 1e-6;
const BY_CHANCE_PERHAPS: f64 = 0.01;

/// Whether two kernels did the same in one situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Alike,
    /// One was in the situation too rarely to tell.
    Perhaps,
    Contradict,
}

/// An outcome with every number as `N`, and every actor as `X`: `wrote 4096` and `wrote 3` are one.
pub fn kind(outcome: &str) -> String {
    let mut kind = String::with_capacity(outcome.len());
    let mut rest = outcome;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (token, after) = rest.split_at(word.max(first.len_utf8()));
        match token.as_bytes() {
            bytes if bytes.iter().all(u8::is_ascii_digit) => kind.push('N'),
            [b'A'..=b'Z'] => kind.push('X'),
            _ => kind.push_str(token),
        }
        rest = after;
    }
    kind
}

/// The kinds of things done, most frequent first, each with how often.
fn kinds(silence: &Silence) -> Vec<(String, u64)> {
    let mut kinds: Vec<(String, u64)> = vec![];
    for done in &silence.outcomes {
        let this = kind(&done.outcome);
        match kinds.iter_mut().find(|(known, _)| *known == this) {
            Some((_, times)) => *times += done.times,
            None => kinds.push((this, done.times)),
        }
    }
    kinds.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    kinds
}

/// What was done, as a person reads it: what was always the same stands as it was.
pub fn shown(silence: &Silence) -> Vec<(String, u64)> {
    let whole = |(this, times): (String, u64)| {
        let mut alike = silence.outcomes.iter().filter(|done| kind(&done.outcome) == this);
        let first = alike.next().map(|done| done.outcome.clone());
        let shown = first.filter(|_| alike.next().is_none()).unwrap_or(this);
        (shown, times)
    };
    kinds(silence).into_iter().map(whole).collect()
}

/// Whether two kernels did different things there. Each run tries a situation some number of times
/// only, so what was done rarely on one side and not on the other tells nothing.
pub fn likeness(left: &Silence, right: &Silence) -> Likeness {
    let (left, right) = (kinds(left), kinds(right));
    match by_chance(&left, &right).min(by_chance(&right, &left)) {
        chance if chance < BY_CHANCE_MAX => Likeness::Contradict,
        chance if chance < BY_CHANCE_PERHAPS => Likeness::Perhaps,
        _ => Likeness::Alike,
    }
}

/// How likely it is that something done on this side was not done on the other by chance alone; of
/// all that was done, the least.
fn by_chance(here: &[(String, u64)], there: &[(String, u64)]) -> f64 {
    let all = |side: &[(String, u64)]| side.iter().map(|(_, times)| *times).sum::<u64>();
    let (tries, tries_there) = (all(here), all(there));
    let absent = |kind: &str| !there.iter().any(|(other, _)| other == kind);
    let chance = |times: u64| {
        let rate = times as f64 / (tries + 1) as f64;
        (1.0 - rate).powf(tries_there as f64)
    };
    let missed = here.iter().filter(|(kind, _)| absent(kind));
    missed.map(|(_, times)| chance(*times)).fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::{Likeness, kind, likeness, shown};
    use crate::report::record::{Done, Silence};

    fn silence(outcomes: &[(&str, u64)]) -> Silence {
        let done = |&(outcome, times): &(&str, u64)| Done { outcome: outcome.into(), times };
        Silence { outcomes: outcomes.iter().map(done).collect(), ..Silence::default() }
    }

    #[test]
    fn numbers_and_actors_make_no_difference() {
        assert_eq!(kind("POSIX read A 99-EOF, 0x1f"), "POSIX read X N-EOF, 0x1f");
        assert_eq!(kind("EAGAIN"), "EAGAIN");
        assert_eq!(kind(""), "");
        let written = silence(&[("wrote 1", 1), ("EAGAIN", 3), ("wrote 4096", 4)]);
        assert_eq!(shown(&written), [("wrote N".to_owned(), 5), ("EAGAIN".to_owned(), 3)]);
        assert_eq!(shown(&silence(&[("wrote 1", 2)])), [("wrote 1".to_owned(), 2)]);
    }

    #[test]
    fn a_difference_is_more_than_chance() {
        let (often, rarely) = (&[("done", 90), ("EINVAL", 40)], &[("done", 90), ("EINVAL", 1)]);
        let never = silence(&[("done", 100)]);
        assert_eq!(likeness(&silence(often), &never), Likeness::Contradict);
        assert_eq!(likeness(&never, &silence(often)), Likeness::Contradict);
        assert_eq!(likeness(&silence(rarely), &never), Likeness::Alike);
        assert_eq!(likeness(&never, &silence(rarely)), Likeness::Alike);
    }

    #[test]
    fn what_was_tried_a_few_times_is_perhaps_a_difference() {
        let few = |times| likeness(&silence(&[("EINVAL", times)]), &silence(&[("done", times)]));
        assert_eq!(few(1), Likeness::Alike);
        assert_eq!(few(4), Likeness::Perhaps);
        assert_eq!(few(12), Likeness::Contradict);
    }
}
