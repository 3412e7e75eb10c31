//! A claim: one testable statement of the documentation, as a value that rulings name.
//!
//! Nothing here knows a facility, a kernel or a model. A room states its claims with `claims!`;
//! the doc comment of each *is* its statement, so rustdoc, `explain` and the record share one text.

mod page;
pub mod pages;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

pub use pages::Page;

/// One testable statement of the documentation.
///
/// Its id is the facility and the lower-case name of the static: `eventfd.read_takes_one` is
/// `READ_TAKES_ONE` in `facilities/eventfd/claims.rs`.
#[derive(Debug)]
pub struct Claim {
    pub facility: &'static str,
    name: &'static str,
    statement: &'static str,
    pub aspect: Aspect,
    pub citation: Citation,
    /// First kernel (major, minor, patch) of which the statement is made.
    pub since: Option<Version>,
    /// First kernel of which the statement is no longer made.
    pub until: Option<Version>,
    pub needs: &'static [Need],
    pub layer: Layer,
    pub force: Force,
    /// It lets a call sleep: it must be seen waiting, and woken.
    pub waits: bool,
    /// Why no liar can break it, where that is so.
    pub excuse: Option<&'static str>,
    /// The parts of the facility's state of which it speaks, a bit each: see [`Claim::of`].
    pub speaks_of_state: u32,
    index: AtomicU16,
}

/// The part of any object's state that poll, select and epoll report.
pub const READY: u32 = 1 << 31;
/// The part of any description's state that F_GETFL reports.
pub const FLAGS: u32 = 1 << 30;

/// A kernel version: major, minor, patch.
pub type Version = (u16, u16, u16);

/// Where a statement is written.
#[derive(Debug, Clone, Copy)]
pub struct Citation {
    pub page: &'static Page,
    pub heading: &'static str,
}

/// Which property of a facility a claim speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    Semantics,
    Error,
    Limit,
    Persistence,
    Access,
    /// What becomes of it at fork, exec and dup.
    Inheritance,
    /// Poll, close-on-exec, passing: what it is as a file descriptor.
    Descriptor,
    Configuration,
    Atomicity,
}

/// What must hold of the machine for a claim's situation to arise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The caller must hold this capability (by its number in capabilities(7)'s header).
    Has(Capability),
    /// The caller must be able to act without this capability.
    Lacks(Capability),
    /// The kernel must be ours alone: a machine-wide setting is changed.
    OwnMachine,
    /// The IPC namespace must be ours, and its limits ours to set.
    OwnIpc,
    /// The kernel must have been built with (or without) this option.
    Config(&'static str),
    /// Another user id must be there to become.
    OtherUid,
    /// The real user must be ours alone, for limits that the kernel counts for each.
    OwnUser,
    /// Two processors: an interleaving that one processor cannot show.
    TwoCpus,
    /// A mounted mqueue file system of ours.
    Mqueue,
    /// A proc file system, mounted at its place.
    Proc,
    /// A multiplexor of pseudoterminals that may be opened.
    Terminals,
    /// A mounted devpts file system of ours.
    OwnTerminals,
}

/// A capability by name and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    pub name: &'static str,
    pub number: u8,
}

impl Capability {
    pub const SYS_ADMIN: Self = Self { name: "CAP_SYS_ADMIN", number: 21 };
    pub const SYS_RESOURCE: Self = Self { name: "CAP_SYS_RESOURCE", number: 24 };
    pub const IPC_OWNER: Self = Self { name: "CAP_IPC_OWNER", number: 15 };
    pub const KILL: Self = Self { name: "CAP_KILL", number: 5 };
    pub const DAC_OVERRIDE: Self = Self { name: "CAP_DAC_OVERRIDE", number: 1 };
}

/// Whether the raw system call or the C library's wrapper is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Kernel,
    Glibc,
}

/// Whether the page says *must* or *may*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    Requires,
    /// Witnessed or not, never broken.
    Permits,
}

impl Claim {
    /// A claim as `claims!` writes it down.
    ///
    /// # Panics
    /// At compile time, if the page has no such heading: a citation that dangles does not compile.
    pub const fn new(
        facility: &'static str,
        name: &'static str,
        statement: &'static str,
        aspect: Aspect,
        page: &'static Page,
        heading: &'static str,
    ) -> Self {
        assert!(page.has(heading), "the page has no such heading");
        Self {
            facility,
            name,
            statement,
            aspect,
            citation: Citation { page, heading },
            since: None,
            until: None,
            needs: &[],
            layer: Layer::Kernel,
            force: Force::Requires,
            waits: false,
            excuse: None,
            speaks_of_state: 0,
            index: AtomicU16::new(u16::MAX),
        }
    }

    /// The statement is made of this kernel and later ones.
    #[must_use]
    pub const fn since(mut self, major: u16, minor: u16, patch: u16) -> Self {
        self.since = Some((major, minor, patch));
        self
    }

    /// The statement is no longer made of this kernel and later ones.
    #[must_use]
    pub const fn until(mut self, major: u16, minor: u16, patch: u16) -> Self {
        self.until = Some((major, minor, patch));
        self
    }

    #[must_use]
    pub const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    /// The statement is the C library's.
    #[must_use]
    pub const fn glibc(mut self) -> Self {
        self.layer = Layer::Glibc;
        self
    }

    /// The page says *may*.
    #[must_use]
    pub const fn permits(mut self) -> Self {
        self.force = Force::Permits;
        self
    }

    /// It lets a call sleep.
    #[must_use]
    pub const fn can_wait(mut self) -> Self {
        self.waits = true;
        self
    }

    /// It speaks of these parts of the facility's state: a lie that disturbs one of them may show
    /// by this claim. A room gives its parts a bit each, from the lowest; [`READY`] and [`FLAGS`]
    /// are the engine's.
    #[must_use]
    pub const fn of(mut self, states: u32) -> Self {
        self.speaks_of_state = states;
        self
    }

    /// No liar can break this claim, for the reason given.
    #[must_use]
    pub const fn excused(mut self, why: &'static str) -> Self {
        self.excuse = Some(why);
        self
    }

    /// `facility.name`, in lower case: what a report prints and `grep -i` finds in the code.
    pub fn id(&self) -> String {
        format!("{}.{}", self.facility, self.name.to_ascii_lowercase())
    }

    /// The name of the static.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The statement, one or more sentences in our own words.
    pub fn statement(&self) -> &'static str {
        self.statement.trim()
    }

    /// Whether the statement is made of this kernel version.
    #[inline]
    pub fn speaks_of(&self, version: Version) -> bool {
        self.since.is_none_or(|since| version >= since)
            && self.until.is_none_or(|until| version < until)
    }

    /// The place of this claim in the tally, given by [`number`] before any process is forked.
    #[inline]
    pub fn index(&self) -> usize {
        usize::from(self.index.load(Ordering::Relaxed))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Claim {}

/// By its number: models remember claims.
impl Hash for Claim {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index().hash(state);
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.page.name, self.heading)
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Semantics => "semantics",
            Self::Error => "error",
            Self::Limit => "limit",
            Self::Persistence => "persistence",
            Self::Access => "access",
            Self::Inheritance => "inheritance",
            Self::Descriptor => "descriptor",
            Self::Configuration => "configuration",
            Self::Atomicity => "atomicity",
        })
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Has(capability) => write!(f, "needs {}", capability.name),
            Self::Lacks(capability) => write!(f, "needs a caller without {}", capability.name),
            Self::OwnMachine => f.write_str("needs a machine of our own"),
            Self::OwnIpc => f.write_str("needs an IPC namespace of our own, with its limits ours"),
            Self::Config(option) => write!(f, "needs a kernel with {option}"),
            Self::OtherUid => f.write_str("needs another user id to become"),
            Self::OwnUser => f.write_str("needs a real user of our own"),
            Self::TwoCpus => f.write_str("needs two processors"),
            Self::Proc => f.write_str("needs a proc file system at /proc"),
            Self::Terminals => f.write_str("needs a /dev/ptmx that may be opened"),
            Self::OwnTerminals => f.write_str("needs a devpts file system of our own"),
            Self::Mqueue => f.write_str("needs an mqueue file system of our own"),
        }
    }
}

/// What was left out of a room by name, and why: shown as `skipped`.
#[derive(Debug, Clone, Copy)]
pub struct LeftOut {
    pub name: &'static str,
    pub aspect: Aspect,
    pub citation: Citation,
    pub why: &'static str,
}

impl LeftOut {
    pub const fn new(
        name: &'static str,
        aspect: Aspect,
        page: &'static Page,
        heading: &'static str,
        why: &'static str,
    ) -> Self {
        assert!(page.has(heading), "the page has no such heading");
        Self { name, aspect, citation: Citation { page, heading }, why }
    }
}

/// Numbers the claims in the order given, so that a tally is a plain vector.
pub fn number<'a>(claims: impl IntoIterator<Item = &'a Claim>) {
    let mut count = 0;
    for (index, claim) in claims.into_iter().enumerate() {
        claim.index.store(index as u16, Ordering::Relaxed);
        count = index + 1;
    }
    COUNT.store(count, Ordering::Relaxed);
}

/// How many claims were numbered.
pub fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// States the claims of a room: a doc comment, a name, an aspect, a page and a heading, options.
///
/// ```text
/// claims! { "eventfd":
///     /// With EFD_SEMAPHORE, a read of a counter that is not zero returns 1 and takes 1 from it.
///     READ_TAKES_ONE: Semantics, EVENTFD_2, "DESCRIPTION", since(2, 6, 30);
/// }
/// ```
/// The options are the builder functions of [`Claim`].
#[macro_export]
macro_rules! claims {
    ($facility:literal: $(
        $(#[doc = $statement:literal])+
        $name:ident: $aspect:ident, $page:ident, $heading:literal
        $(, $option:ident($($argument:expr),*))*;
    )+) => {
        $(
            $(#[doc = $statement])+
            pub static $name: $crate::claim::Claim = $crate::claim::Claim::new(
                $facility,
                stringify!($name),
                concat!($($statement),+),
                $crate::claim::Aspect::$aspect,
                &$crate::claim::pages::$page,
                $heading,
            )$(.$option($($argument),*))*;
        )+
        /// Every claim of this room, in the order of the file.
        pub static CLAIMS: &[&$crate::claim::Claim] = &[$(&$name),+];
    };
}
