//! A room for the crew to stand on: a pipe, with calls that wait, and a model that is never asked.

use bythebook::engine::shared_claims::Shared;
use bythebook::engine::{
    Actor, Answer, Call, Draw, Facility, Hands, Limits, Model, Next, Operation, Pick, Room, Ruling,
    Seen, SharedClaims, State, Taken, World,
};
use bythebook::kernel::Facts;
use bythebook::sys::{self, Errno, Source, Target};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

#[derive(Debug, Clone, Copy)]
pub struct Toy;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Op {
    Pipe,
    Read {
        fd: Pick,
    },
    Write {
        fd: Pick,
        bytes: u32,
    },
    /// Reads the umask of its process.
    Umask,
    /// Makes a queue of ours.
    Queue,
    Uid,
    Panic,
}

#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Count(pub u64);

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Seen for Count {}

impl Operation for Op {
    fn kind(&self) -> &'static str {
        "toy"
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        SmallVec::new()
    }

    fn simpler(&self) -> Vec<Self> {
        Vec::new()
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }

    fn c(&self) -> String {
        String::new()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoModel;

impl Model<Toy> for NoModel {
    fn new(_: &Facts, _: &Limits) -> Self {
        Self
    }

    fn rule(&self, _: &Call<'_, Toy>, _: &World<()>) -> Ruling<Count> {
        Ruling::silent("a toy")
    }

    fn follow(&mut self, _: &Call<'_, Toy>, _: &Taken<'_, Count>, _: &World<()>) -> Next<Toy> {
        Next::here()
    }
}

static SHARED: SharedClaims = SharedClaims::of("toy", &[&[Shared::CloseFrees]]);

impl Room for Toy {
    type Op = Op;
    type Seen = Count;
    type Object = ();
    type Model = NoModel;

    const FACILITY: Facility = Facility {
        name: "toy",
        summary: "A pipe for tests of the crew.",
        claims: &[],
        left_out: &[],
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    };
    const DEEDS: &'static [(bythebook::engine::DeedKind, u32)] = &[];

    fn propose(_: &State<'_, Self>, _: Actor, _: &mut Draw<'_>) -> Op {
        Op::Pipe
    }

    fn small_scope() -> (Vec<Op>, usize) {
        (vec![Op::Pipe], 1)
    }

    fn perform(op: &Op, hands: &mut Hands) -> Answer<Count> {
        let count = match op {
            Op::Pipe => {
                let [reads, writes] = sys::pipe2(0)?;
                hands.keep(reads);
                hands.keep(writes);
                0
            }
            Op::Read { fd } => {
                let fd = hands.fd(*fd);
                sys::read(fd, Target::Bytes(&mut hands.scratch[..64]))?
            }
            Op::Write { fd, bytes } => {
                let fd = hands.fd(*fd);
                sys::write(fd, Source::Bytes(&hands.scratch[..*bytes as usize]))?
            }
            Op::Umask => {
                let mask = sys::umask(0);
                sys::umask(mask);
                mask as usize
            }
            Op::Queue => {
                let name = std::ffi::CString::new(hands.tag()).map_err(|_| Errno::EINVAL)?;
                let flags = libc::O_CREAT | libc::O_RDWR;
                let fd = sys::mq_open(sys::Text::Of(&name), flags, 0o600, None)?;
                hands.keep(fd);
                0
            }
            Op::Uid => nix::unistd::getuid().as_raw() as usize,
            Op::Panic => panic!("an actor panics on purpose"),
        };
        Ok(Count(count as u64))
    }

    fn opens(op: &Op) -> usize {
        match op {
            Op::Pipe => 2,
            Op::Queue => 1,
            _ => 0,
        }
    }
}
