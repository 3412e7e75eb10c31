//! What a deviation looks like, as far as it tells its cause: the call, the state, the outcome.

use crate::report::alike;
use crate::report::picture::{self, Line};
use crate::report::record::{Deviation, Record};

/// What changes processes and their descriptors: what is lost in one of these is lost for all that
/// look at it afterwards.
const UPHEAVALS: [&str; 7] = ["exec", "fork", "exit", "kill", "start a thread", "dup", "close"];
/// Deeds that are called otherwise than the system call that does them.
const REAL_NAMES: [(&str, &str); 3] =
    [("exec", "execveat"), ("start a thread", "clone"), ("handler with", "rt_sigaction")];
/// A script of more steps was not shrunk to the end: what is in it need not matter.
const SMALL: usize = 8;
/// Words of a call that say how it is made and not what it does.
const MANNER: [&str; 2] = ["read", "write"];

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    claim: String,
    facility: String,
    /// The call or deed that deviated, as the picture has it.
    shown: String,
    /// Its name, without operands.
    call: String,
    /// What was done before it, by name, sorted, each once.
    before: Vec<String>,
    outcome: Outcome,
    allowed: Vec<String>,
    observed: String,
    /// Steps up to the deviation.
    pub steps: usize,
}

/// What was seen, as far as it tells one cause from another.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// It failed so: what was allowed instead does not matter.
    Failed(String),
    /// What was allowed, with other numbers in it.
    OtherNumbers(String),
    /// Something else than what was allowed.
    Other { observed: String, allowed: Vec<String> },
}

impl Sign {
    pub fn of(record: &Record, deviation: &Deviation) -> Self {
        let drawn = picture::parse(&deviation.picture);
        let here = drawn.lines.iter().find(|line| line.here).or(drawn.lines.last());
        let step = here.map_or(0, |line| line.step);
        let earlier = drawn.lines.iter().filter(|line| line.step < step);
        let mut before: Vec<String> = earlier.flat_map(calls).collect();
        before.sort_unstable();
        before.dedup();
        let claim = record.claim(&deviation.claim);
        Self {
            claim: deviation.claim.clone(),
            facility: claim.map(|claim| claim.facility.clone()).unwrap_or_default(),
            shown: here.map(|line| line.does.clone()).unwrap_or_default(),
            call: here.and_then(|line| calls(line).pop()).unwrap_or_default(),
            before,
            outcome: Outcome::of(deviation),
            allowed: deviation.allowed.clone(),
            observed: deviation.observed.clone(),
            steps: step,
        }
    }

    /// Whether one cause explains both.
    pub fn is_one_with(&self, other: &Self) -> bool {
        if self.is_absence() || other.is_absence() {
            return self.outcome == other.outcome && self.call == other.call;
        }
        if self.facility != other.facility {
            return false;
        }
        let same_call = self.call == other.call && self.outcome == other.outcome;
        if (same_call && self.claim == other.claim) || self.misses_the_same(other) {
            return true;
        }
        let nested = within(&self.before, &other.before) || within(&other.before, &self.before);
        nested && (same_call || self.lost_with(other))
    }

    /// Neither fails with the error that the manual gives, and both do the same instead.
    fn misses_the_same(&self, other: &Self) -> bool {
        let one_error = matches!(&self.allowed[..], [one] if is_errno(one));
        // The errors that a busy object gives are too many things.
        let common = self.allowed.iter().any(|error| error == "EAGAIN");
        one_error && !common && self.outcome == other.outcome && self.allowed == other.allowed
    }

    /// Both lost something in the same upheaval.
    fn lost_with(&self, other: &Self) -> bool {
        let upheavals = |sign: &Self| -> Vec<String> {
            let is = |call: &&String| UPHEAVALS.contains(&call.as_str());
            sign.before.iter().filter(is).cloned().collect()
        };
        let failed = |sign: &Self| matches!(sign.outcome, Outcome::Failed(_));
        let small = self.steps <= SMALL && other.steps <= SMALL;
        let lost = upheavals(self);
        small && !failed(self) && !failed(other) && !lost.is_empty() && lost == upheavals(other)
    }

    /// The call is not there at all: what was to be seen with it does not matter.
    fn is_absence(&self) -> bool {
        self.outcome == Outcome::Failed("ENOSYS".into())
    }

    /// The system call that is not there: the one by which the step says that it is done.
    fn absentee(&self) -> &str {
        if let Some((_, by)) = self.shown.split_once(", by ") {
            return by;
        }
        let named = REAL_NAMES.iter().find(|(deed, _)| *deed == self.call);
        named.map_or(self.call.as_str(), |(_, call)| call)
    }

    /// What the kernel does.
    pub fn headline(&self) -> String {
        let (shown, observed) = (&self.shown, &self.observed);
        if self.is_absence() {
            return format!("{} is not in this kernel: {observed}", self.absentee());
        }
        let does = match (&self.outcome, observed.as_str()) {
            (Outcome::Failed(_), _) => format!("fails with {observed}"),
            (_, "waits") => "sleeps".into(),
            (_, "done") => "succeeds".into(),
            _ => format!("gives {observed}"),
        };
        format!("{shown} {does}; allowed {}", self.allowed.join(", or "))
    }
}

impl Outcome {
    fn of(deviation: &Deviation) -> Self {
        if is_errno(&deviation.observed) {
            return Self::Failed(deviation.observed.clone());
        }
        let kind = |outcome: &String| alike::kind(&outcome.replace('-', ""));
        let observed = kind(&deviation.observed);
        let allowed: Vec<String> = deviation.allowed.iter().map(kind).collect();
        if allowed.contains(&observed) {
            return Self::OtherNumbers(observed.replace("read", "write"));
        }
        Self::Other { observed, allowed }
    }
}

/// The calls of a line by name; a race has several.
fn calls(line: &Line) -> Vec<String> {
    let calls = line.does.trim_start_matches("|| ").split("; ");
    calls.map(name).filter(|name| !name.is_empty()).collect()
}

/// The words before the first operand: an operand has a digit in it, or is a name or an address.
/// The first word is the name in any case.
fn name(call: &str) -> String {
    let operand = |word: &&str| word.contains(|c: char| c.is_ascii_digit() || "/#,|".contains(c));
    let mut words: Vec<&str> = vec![];
    for word in call.split_whitespace() {
        if !words.is_empty() && (operand(&word) || is_flag(word)) {
            break;
        }
        words.push(word.trim_end_matches(','));
    }
    if words.len() > 1 {
        let of_manner = |word: &&str| !MANNER.contains(word);
        words.retain(of_manner);
    }
    words.join(" ")
}

/// `O_DIRECT`, `SEEK_CUR`, and `A`: a constant that is handed over, or an actor.
fn is_flag(word: &str) -> bool {
    let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    capitals && (word.contains('_') || word.len() == 1)
}

/// `EAGAIN`: the name of an error.
fn is_errno(word: &str) -> bool {
    word.len() > 2
        && word.starts_with('E')
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether all of `some` are among `all`; both are sorted.
fn within(some: &[String], all: &[String]) -> bool {
    some.iter().all(|one| all.binary_search(one).is_ok())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::name;

    #[rstest]
    #[case("write lock fd0 0, 1, waiting", "lock")]
    #[case("OFD read lock fd0 0, 1", "OFD lock")]
    #[case("F_GETLK write fd0 0, 0", "F_GETLK")]
    #[case("write 1 (#8) to fd1", "write")]
    #[case("pipe2 O_DIRECT to a bad address", "pipe2")]
    #[case("epoll fd0, by epoll_pwait2", "epoll")]
    #[case("start a thread", "start a thread")]
    #[case("kill A", "kill")]
    #[case("/proc/locks of fd0", "/proc/locks of")]
    fn a_call_is_named_without_its_operands(#[case] call: &str, #[case] expected: &str) {
        assert_eq!(name(call), expected);
    }
}
