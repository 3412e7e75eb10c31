//! The roadmap: needs in, the facilities that meet them out, and what ruled the others out.
//!
//! A need is a question to one measure. It knows no facility: what rules one out is its own cell,
//! with where that is from.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::compare::{Cell, Compared, Comparison, Source};
use super::examples;

/// What a developer needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Stream,
    MessageBoundaries,
    SharedMemory,
    Lock,
    Notify,
    Unrelated,
    AcrossHosts,
    ManyToMany,
    BothWays,
    /// What is in it is there when every process has ended.
    OutlivesProcesses,
    /// And when the machine was started again.
    OutlivesKernel,
    Priority,
    Reliable,
    Pollable,
    Timeout,
    PassDescriptors,
    Identify,
    AccessControl,
    NoCleanup,
    MaxMessage(u64),
    Posix,
}

/// What was chosen from, by what is needed.
#[derive(Debug)]
pub struct Choice<'c> {
    pub needs: Vec<Need>,
    /// In order: the simpler one first.
    pub remain: Vec<&'c Compared>,
    pub ruled_out: Vec<RuledOut<'c>>,
}

/// A facility that a need ruled out, and by which of its cells.
#[derive(Debug)]
pub struct RuledOut<'c> {
    pub one: &'c Compared,
    pub need: Need,
    pub title: &'static str,
    pub cell: &'c Cell,
}

/// Chooses.
pub fn choose<'c>(from: &'c Comparison, needs: &[Need]) -> Choice<'c> {
    let mut choice = Choice { needs: needs.to_vec(), remain: vec![], ruled_out: vec![] };
    for one in &from.facilities {
        let unmet = needs.iter().find_map(|need| {
            let (title, cell) = need.unmet(one)?;
            Some(RuledOut { one, need: *need, title, cell })
        });
        match unmet {
            None => choice.remain.push(one),
            Some(ruled_out) => choice.ruled_out.push(ruled_out),
        }
    }
    choice.remain.sort_by_key(|one| one.row.rank);
    choice
}

impl Need {
    /// As it is asked for.
    pub fn flag(self) -> String {
        match self {
            Self::Stream => "--stream",
            Self::MessageBoundaries => "--message-boundaries",
            Self::SharedMemory => "--shared-memory",
            Self::Lock => "--lock",
            Self::Notify => "--notify",
            Self::Unrelated => "--unrelated",
            Self::AcrossHosts => "--across-hosts",
            Self::ManyToMany => "--many-to-many",
            Self::BothWays => "--both-ways",
            Self::OutlivesProcesses => "--survives process",
            Self::OutlivesKernel => "--survives kernel",
            Self::Priority => "--priority",
            Self::Reliable => "--reliable",
            Self::Pollable => "--pollable",
            Self::Timeout => "--timeout",
            Self::PassDescriptors => "--pass-descriptors",
            Self::Identify => "--identify",
            Self::AccessControl => "--access-control",
            Self::NoCleanup => "--no-cleanup",
            Self::MaxMessage(bytes) => return format!("--max-message {bytes}"),
            Self::Posix => "--portable posix",
        }
        .to_owned()
    }

    /// The measure that it asks about.
    fn key(self) -> &'static str {
        match self {
            Self::SharedMemory | Self::Lock | Self::Notify => "purpose",
            Self::Stream | Self::MessageBoundaries => "unit",
            Self::Unrelated | Self::AcrossHosts => "reach",
            Self::ManyToMany => "parties",
            Self::BothWays => "direction",
            Self::OutlivesProcesses | Self::OutlivesKernel => "persistence",
            Self::Priority => "order",
            Self::Reliable => "reliable",
            Self::Pollable => "pollable",
            Self::Timeout => "timeout",
            Self::PassDescriptors => "carries_descriptors",
            Self::Identify => "identifies",
            Self::AccessControl => "access",
            Self::NoCleanup => "crash",
            Self::MaxMessage(_) => "message_max",
            Self::Posix => "standard",
        }
    }

    /// The values of its measure that meet it.
    fn met_by(self) -> &'static [&'static str] {
        match self {
            Self::Stream => &["bytes"],
            Self::MessageBoundaries => &["messages"],
            Self::SharedMemory => &["shares memory"],
            Self::Lock => &["locks a file", "counts or excludes"],
            Self::Notify => &["notifies"],
            Self::Unrelated => &["same host", "other hosts"],
            Self::AcrossHosts => &["other hosts"],
            Self::ManyToMany => &["many to many"],
            Self::BothWays => &["both ways", "shared"],
            Self::OutlivesProcesses => &["kernel", "file system"],
            Self::OutlivesKernel => &["file system"],
            Self::Priority => &["priority", "by type"],
            Self::Reliable | Self::Pollable | Self::PassDescriptors | Self::Identify => &["yes"],
            Self::Timeout => &["poll", "own call"],
            Self::AccessControl => {
                &["permission bits", "user ID", "file's owner", "who has the descriptor"]
            }
            Self::NoCleanup => &["nothing remains", "released"],
            Self::Posix => &["POSIX"],
            Self::MaxMessage(_) => &[],
        }
    }

    /// The cell that says that the facility does not meet it; none if it does.
    fn unmet(self, one: &Compared) -> Option<(&'static str, &Cell)> {
        let key = match self {
            // What is no message has the size that its reader likes, or none.
            Self::MaxMessage(_) if is_large(one) => return None,
            Self::MaxMessage(_) if number(one.cell("message_max")?).is_none() => "unit",
            _ => self.key(),
        };
        let (measure, cell) = one.cells.iter().find(|(measure, _)| measure.key == key)?;
        let met = match self {
            Self::MaxMessage(bytes) => number(cell).is_some_and(|most| most >= bytes),
            // Far measured what is near: the page says how far it goes.
            Self::AcrossHosts | Self::Unrelated => {
                let said = cell.documented.as_deref().unwrap_or(&cell.value);
                self.met_by().contains(&said)
            }
            _ => cell.source != Source::NotApplicable && self.met_by().contains(&&*cell.value),
        };
        (!met).then_some((measure.title, cell))
    }

    /// What a person is asked on a terminal; none of what takes a number.
    pub fn question(self) -> &'static str {
        match self {
            Self::Stream => "Do bytes flow, without boundaries between them?",
            Self::MessageBoundaries => "Must a message arrive as it was sent, apart from others?",
            Self::SharedMemory => "Must processes see the same memory?",
            Self::Lock => "Is it to lock, or to count what may be used?",
            Self::Notify => "Is it enough to tell that something happened?",
            Self::Unrelated => "Must processes reach it that have no common parent for it?",
            Self::AcrossHosts => "Must it reach other hosts?",
            Self::ManyToMany => "Are there many on both sides of one object?",
            Self::BothWays => "Must it carry answers as well?",
            Self::OutlivesProcesses => "Must what is in it outlive all its processes?",
            Self::OutlivesKernel => "Must what is in it be there after a restart of the machine?",
            Self::Priority => "Must what is urgent overtake?",
            Self::Reliable => "Must everything arrive?",
            Self::Pollable => "Must it be watched beside other descriptors?",
            Self::Timeout => "Must a wait end at some time?",
            Self::PassDescriptors => "Must open files be handed over?",
            Self::Identify => "Must the receiver know which process it was?",
            Self::AccessControl => "Must others on the same host be kept out?",
            Self::NoCleanup => "Must nothing be left after a crash?",
            Self::MaxMessage(_) => "How many bytes has the largest message (0: no matter)?",
            Self::Posix => "Must the program be portable to other POSIX systems?",
        }
    }

    /// In the order in which a person is asked.
    pub const ALL: [Self; 21] = [
        Self::Stream,
        Self::MessageBoundaries,
        Self::SharedMemory,
        Self::Lock,
        Self::Notify,
        Self::Unrelated,
        Self::AcrossHosts,
        Self::ManyToMany,
        Self::BothWays,
        Self::OutlivesProcesses,
        Self::OutlivesKernel,
        Self::Priority,
        Self::Reliable,
        Self::Pollable,
        Self::Timeout,
        Self::PassDescriptors,
        Self::Identify,
        Self::AccessControl,
        Self::NoCleanup,
        Self::Posix,
        Self::MaxMessage(0),
    ];

    /// Whether it is no longer a question once the other is needed.
    pub fn follows_from(self, other: Self) -> bool {
        const KINDS: [Need; 5] =
            [Need::Stream, Need::MessageBoundaries, Need::SharedMemory, Need::Lock, Need::Notify];
        KINDS.contains(&self) && KINDS.contains(&other)
    }
}

/// Streams, files and memory take what there is room for.
fn is_large(one: &Compared) -> bool {
    one.cell("unit").is_some_and(|unit| ["bytes", "memory"].contains(&&*unit.value))
}

fn number(cell: &Cell) -> Option<u64> {
    cell.value.parse().ok()
}

impl Choice<'_> {
    /// As a person reads it.
    pub fn text(&self) -> String {
        let needs: Vec<String> = self.needs.iter().map(|need| need.flag()).collect();
        let mut text = format!("{}\n\n", needs.join(" "));
        if self.remain.is_empty() {
            text += "Nothing meets all of these; the fewest of them rule out what is below.\n";
        }
        for one in &self.remain {
            let name = one.row.facility;
            let start = match examples::of(name) {
                Some(_) => format!("start from examples/{name}.rs"),
                None => format!("bythebook compare {name}"),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:>14}  {}\n{:16}{start}", one.row.summary, "");
        }
        if !self.ruled_out.is_empty() {
            text += "\nRuled out\n\n";
        }
        for out in &self.ruled_out {
            let (name, need) = (out.one.row.facility, out.need.flag());
            let _ = writeln!(text, "{name:>14}  {need}: {}", out.fact());
        }
        text
    }

    /// As programs read it.
    pub fn json(&self) -> Value {
        json!({
            "needs": self.needs.iter().map(|need| need.flag()).collect::<Vec<_>>(),
            "remain": self.remain.iter().map(|one| json!({
                "facility": one.row.facility,
                "summary": one.row.summary,
                "example": examples::of(one.row.facility)
                    .map(|_| format!("examples/{}.rs", one.row.facility)),
            })).collect::<Vec<_>>(),
            "ruled_out": self.ruled_out.iter().map(|out| json!({
                "facility": out.one.row.facility,
                "need": out.need.flag(),
                "measure": out.title,
                "value": out.cell.value,
                "source": out.cell.source,
                "claim": out.cell.claim,
                "page": out.cell.page,
            })).collect::<Vec<_>>(),
        })
    }
}

impl RuledOut<'_> {
    /// The fact, and where it is from.
    fn fact(&self) -> String {
        let cell = self.cell;
        let from = match (&cell.claim, &cell.page, cell.source) {
            (Some(claim), ..) => format!(" ({claim})"),
            (None, Some(page), Source::Measured) => format!(" (measured; {page})"),
            (None, Some(page), _) => format!(" ({page})"),
            (None, None, Source::Measured) => " (measured)".into(),
            (None, None, _) => String::new(),
        };
        format!("{}: {}{from}", self.title, cell.value)
    }
}
