//! The measures that facilities are compared by: the tutorial's, in its order of questions.

/// One question about every facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// As JSON names it.
    pub key: &'static str,
    /// As people read it.
    pub title: &'static str,
    /// The answers that exclude each other; where they do not, there are none.
    pub words: &'static [&'static str],
}

const fn measure(
    key: &'static str,
    title: &'static str,
    words: &'static [&'static str],
) -> Measure {
    Measure { key, title, words }
}

const YES_NO: &[&str] = &["yes", "no"];

/// How many calls and lines the example of a facility has: of its program, not of its page.
pub const EASE: Measure = measure("ease", "example", &[]);

/// All of them, in the order of tables.
pub const ALL: &[Measure] = &[
    measure("purpose", "what it does", &[]),
    measure("name", "name", &[]),
    measure("handle", "handle", &[]),
    measure("reach", "who can reach it", &["relatives", "same host"]),
    measure("parties", "parties", &[]),
    measure("persistence", "persistence", &["process", "kernel"]),
    measure("access", "access control", &["permission bits", "none", "user ID", "file's owner"]),
    measure("unit", "unit", &["bytes", "messages", "memory", "counter", "signal"]),
    measure("order", "order", &["first in, first out", "priority", "by type"]),
    measure("reliable", "nothing is lost", YES_NO),
    measure("direction", "direction", &["one way", "both ways", "shared"]),
    measure("carries_descriptors", "carries descriptors", YES_NO),
    measure("identifies", "tells who sent", YES_NO),
    measure("descriptor", "is a descriptor", YES_NO),
    measure("pollable", "epoll takes it", YES_NO),
    measure("passable", "can be passed", YES_NO),
    measure("close_on_exec", "cloexec at first", &["clear", "set"]),
    measure("fork", "after fork", &["shared", "copied", "not inherited"]),
    measure("exec", "after exec", &["kept", "closed", "gone"]),
    measure("notification", "notification", &["SIGIO", "mq_notify", "none"]),
    measure("timeout", "bounded waits", &[]),
    measure("capacity", "holds", &[]),
    measure("message_max", "largest message", &[]),
    measure("configuration", "set by", &[]),
    measure("namespace", "namespace", &["IPC", "network", "PID"]),
    measure(
        "crash",
        "left after a crash",
        &["nothing remains", "name remains", "object remains", "released"],
    ),
    measure(
        "peer_death",
        "the other side dies",
        &["end of file", "nothing", "EIO", "ESRCH", "lock is free", "stays taken"],
    ),
    measure("standard", "standard", &[]),
    measure("since", "since Linux", &[]),
    EASE,
];

/// The measure of that key.
pub fn of(key: &str) -> Option<&'static Measure> {
    ALL.iter().find(|measure| measure.key == key)
}

impl Measure {
    /// Whether two answers cannot both be true: two words of its own, or two numbers.
    pub fn excludes(&self, one: &str, other: &str) -> bool {
        let number = |text: &str| text.parse::<u64>().ok();
        match (number(one), number(other)) {
            (Some(one), Some(other)) => one != other,
            _ => one != other && [one, other].iter().all(|word| self.words.contains(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn words_of_a_measure_exclude_each_other_and_others_do_not() {
        let unit = of("unit").unwrap();
        assert!(unit.excludes("bytes", "messages"));
        assert!(!unit.excludes("bytes", "bytes"));
        assert!(!unit.excludes("bytes", "lock"));
        let capacity = of("capacity").unwrap();
        assert!(capacity.excludes("65536", "4096"));
        assert!(!capacity.excludes("by SO_SNDBUF", "212992"));
    }
}
