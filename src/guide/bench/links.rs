//! The two ends of each facility as a ping-pong needs them: put a message, take a message, both
//! waiting. How many system calls that takes is counted, but for those of library functions that
//! make one only to sleep.

use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::Ordering;

use nix::sys::socket::{AddressFamily, SockFlag, SockType, socketpair};

use crate::guide::probe::site::Site;
use crate::sys::apart::{Semaphore, msgget, msgrcv_waiting, msgsnd, queue_signal, take_signal};
use crate::sys::{self, Errno, MqAttr, Region, Timeout, Until};

/// How one end puts and takes.
pub enum Link {
    Stream {
        takes: RawFd,
        puts: RawFd,
    },
    /// One call for a message.
    Packet {
        takes: RawFd,
        puts: RawFd,
    },
    Queue {
        takes: RawFd,
        puts: RawFd,
    },
    SystemV {
        takes: i32,
        puts: i32,
    },
    Counter {
        takes: RawFd,
        puts: RawFd,
    },
    Signal {
        /// Whom to tell; known after the fork.
        peer: i32,
    },
    PosixSemaphore {
        takes: Semaphore,
        puts: Semaphore,
        memory: usize,
    },
    SystemVSemaphore {
        id: i32,
        takes: u16,
        puts: u16,
        memory: usize,
    },
    /// Words of shared memory, at which one sleeps or spins.
    Word {
        takes: usize,
        puts: usize,
        memory: usize,
        how: Wait,
    },
}

/// How one waits for a word to change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    Sleep,
    Spin,
}

/// Both ends, before the fork, and what they are made of.
pub struct Pair {
    pub client: Link,
    pub server: Link,
    /// Memory that both share: words first, the messages of each direction behind.
    pub region: Region,
    /// What must stay open for as long.
    open: Vec<OwnedFd>,
}

/// A facility that can go to and fro.
pub struct Lane {
    pub facility: &'static str,
    pub bytes_max: usize,
    pub make: fn(&Site<'_>, usize) -> Result<Pair, Errno>,
}

pub const LANES: &[Lane] = &[
    Lane { facility: "pipe", bytes_max: 65_536, make: |_, _| pipes() },
    Lane { facility: "unix_stream", bytes_max: 65_536, make: |_, _| sockets(SockType::Stream) },
    Lane {
        facility: "unix_seqpacket",
        bytes_max: 65_536,
        make: |_, _| sockets(SockType::SeqPacket),
    },
    Lane { facility: "unix_datagram", bytes_max: 65_536, make: |_, _| sockets(SockType::Datagram) },
    Lane { facility: "tcp", bytes_max: 65_536, make: |_, _| tcp() },
    Lane { facility: "udp", bytes_max: 65_507, make: |_, _| udp() },
    Lane { facility: "posix_mq", bytes_max: 8192, make: queues },
    Lane { facility: "sysv_msg", bytes_max: 8192, make: |_, _| system_v() },
    Lane { facility: "eventfd", bytes_max: 1, make: |_, _| counters() },
    Lane { facility: "signal", bytes_max: 1, make: |_, _| signals() },
    Lane { facility: "posix_sem", bytes_max: 65_536, make: |_, _| posix_semaphores() },
    Lane { facility: "sysv_sem", bytes_max: 65_536, make: |_, _| system_v_semaphores() },
    Lane { facility: "futex", bytes_max: 65_536, make: |_, _| words(Wait::Sleep) },
    Lane { facility: FLOOR, bytes_max: 65_536, make: |_, _| words(Wait::Spin) },
];

/// Memory that is looked at until it changes: nothing can be faster.
pub const FLOOR: &str = "spinning";

/// Where the messages of each direction begin, and the end of the second.
const THERE: usize = 4096;
const BACK: usize = THERE + 65_536;
const BYTES: usize = BACK + 65_536;
/// Words at which ends wait.
const TO_SERVER: usize = 0;
const TO_CLIENT: usize = 64;
/// What the server says of itself when it has ended.
pub const SERVER_CALLS: usize = 128;
pub const SERVER_SWITCHES: usize = 192;

fn pair(client: Link, server: Link, open: Vec<OwnedFd>) -> Result<Pair, Errno> {
    Ok(Pair { client, server, region: Region::new(BYTES)?, open })
}

fn pipes() -> Result<Pair, Errno> {
    let (there, to_server) = nix::unistd::pipe()?;
    let (back, to_client) = nix::unistd::pipe()?;
    let client = Link::Stream { takes: back.as_raw_fd(), puts: to_server.as_raw_fd() };
    let server = Link::Stream { takes: there.as_raw_fd(), puts: to_client.as_raw_fd() };
    pair(client, server, vec![there, to_server, back, to_client])
}

fn sockets(kind: SockType) -> Result<Pair, Errno> {
    let (near, far) = socketpair(AddressFamily::Unix, kind, None, SockFlag::empty())?;
    let end = |fd: &OwnedFd| {
        let (takes, puts) = (fd.as_raw_fd(), fd.as_raw_fd());
        match kind {
            SockType::Stream => Link::Stream { takes, puts },
            _ => Link::Packet { takes, puts },
        }
    };
    pair(end(&near), end(&far), vec![near, far])
}

fn tcp() -> Result<Pair, Errno> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let near = std::net::TcpStream::connect(listener.local_addr()?)?;
    let (far, _) = listener.accept()?;
    for end in [&near, &far] {
        end.set_nodelay(true)?;
    }
    let end = |fd: RawFd| Link::Stream { takes: fd, puts: fd };
    pair(end(near.as_raw_fd()), end(far.as_raw_fd()), vec![near.into(), far.into()])
}

fn udp() -> Result<Pair, Errno> {
    let near = std::net::UdpSocket::bind("127.0.0.1:0")?;
    let far = std::net::UdpSocket::bind("127.0.0.1:0")?;
    near.connect(far.local_addr()?)?;
    far.connect(near.local_addr()?)?;
    let end = |fd: RawFd| Link::Packet { takes: fd, puts: fd };
    pair(end(near.as_raw_fd()), end(far.as_raw_fd()), vec![near.into(), far.into()])
}

fn queues(site: &Site<'_>, bytes: usize) -> Result<Pair, Errno> {
    let name = std::ffi::CString::new(&site.name().to_bytes()[1..]).map_err(|_| Errno::EINVAL)?;
    let attributes =
        MqAttr { messages_max: 2, message_bytes_max: bytes as i64, ..MqAttr::default() };
    let open = || {
        let flags = libc::O_RDWR | libc::O_CREAT | libc::O_EXCL;
        let queue = sys::mq_open(name.as_c_str().into(), flags, 0o600, Some(&attributes))?;
        sys::mq_unlink(name.as_c_str().into())?;
        Ok::<_, Errno>(sys::owned(queue))
    };
    let (there, back) = (open()?, open()?);
    let client = Link::Queue { takes: back.as_raw_fd(), puts: there.as_raw_fd() };
    let server = Link::Queue { takes: there.as_raw_fd(), puts: back.as_raw_fd() };
    pair(client, server, vec![there, back])
}

fn system_v() -> Result<Pair, Errno> {
    let queue = || msgget(libc::IPC_PRIVATE, 0o600);
    let (there, back) = (queue()?, queue()?);
    let client = Link::SystemV { takes: back, puts: there };
    pair(client, Link::SystemV { takes: there, puts: back }, vec![])
}

fn counters() -> Result<Pair, Errno> {
    let counter = || sys::eventfd2(0, 0).map(sys::owned);
    let (there, back) = (counter()?, counter()?);
    let client = Link::Counter { takes: back.as_raw_fd(), puts: there.as_raw_fd() };
    let server = Link::Counter { takes: there.as_raw_fd(), puts: back.as_raw_fd() };
    pair(client, server, vec![there, back])
}

fn signals() -> Result<Pair, Errno> {
    sys::block(signal());
    let peer = std::process::id() as i32;
    pair(Link::Signal { peer: 0 }, Link::Signal { peer }, vec![])
}

fn signal() -> i32 {
    libc::SIGRTMIN() + 3
}

fn posix_semaphores() -> Result<Pair, Errno> {
    // They stay mapped, as regions do.
    let (one, other) = (Region::new(4096)?, Region::new(4096)?);
    let (there, back) = (Semaphore::within(&one, 0)?, Semaphore::within(&other, 0)?);
    let mut pair = pair(
        Link::PosixSemaphore { takes: back, puts: there, memory: THERE },
        Link::PosixSemaphore { takes: there, puts: back, memory: BACK },
        vec![],
    )?;
    let files = [one, other].map(|region| region.fd());
    pair.open.extend(files.into_iter().flatten().map(sys::owned));
    Ok(pair)
}

fn system_v_semaphores() -> Result<Pair, Errno> {
    let id = sys::semget(libc::IPC_PRIVATE, 2, 0o600)?;
    pair(
        Link::SystemVSemaphore { id, takes: 1, puts: 0, memory: THERE },
        Link::SystemVSemaphore { id, takes: 0, puts: 1, memory: BACK },
        vec![],
    )
}

fn words(how: Wait) -> Result<Pair, Errno> {
    pair(
        Link::Word { takes: TO_CLIENT, puts: TO_SERVER, memory: THERE, how },
        Link::Word { takes: TO_SERVER, puts: TO_CLIENT, memory: BACK, how },
        vec![],
    )
}

impl Pair {
    /// Removes what does not go with its descriptors.
    pub fn remove(&self) {
        match self.client {
            Link::SystemV { takes, puts } => {
                let _ = sys::remove_message_queue(takes);
                let _ = sys::remove_message_queue(puts);
            }
            Link::SystemVSemaphore { id, .. } => {
                let _ = sys::remove_semaphores(id);
            }
            _ => {}
        }
    }
}

impl Link {
    /// Puts a message; the system calls that it took.
    pub fn put(&self, region: &Region, bytes: &[u8]) -> Result<u64, Errno> {
        match self {
            Self::Stream { puts, .. } | Self::Packet { puts, .. } => {
                let (mut done, mut calls) = (0, 0);
                while done < bytes.len() {
                    done += sys::write(*puts, bytes[done..].into())?;
                    calls += 1;
                }
                return Ok(calls);
            }
            Self::Queue { puts, .. } => {
                sys::mq_timedsend(*puts, bytes.into(), 0, Until::Forever)?;
            }
            Self::SystemV { puts, .. } => msgsnd(*puts, 1, bytes)?,
            Self::Counter { puts, .. } => {
                sys::write(*puts, 1u64.to_ne_bytes()[..].into())?;
            }
            Self::Signal { peer } => queue_signal(*peer, signal(), 1)?,
            Self::PosixSemaphore { puts, memory, .. } => {
                region.put(*memory, bytes);
                puts.post()?;
            }
            Self::SystemVSemaphore { id, puts, memory, .. } => {
                region.put(*memory, bytes);
                operate(*id, *puts, 1)?;
            }
            Self::Word { puts, memory, how, .. } => {
                region.put(*memory, bytes);
                region.word(*puts).store(1, Ordering::Release);
                if *how == Wait::Spin {
                    return Ok(0);
                }
                sys::futex_wake(region.word(*puts), 1);
            }
        }
        Ok(1)
    }

    /// Takes a message of that length; the system calls that it took.
    pub fn take(&self, region: &Region, bytes: &mut [u8], alone: bool) -> Result<u64, Errno> {
        match self {
            Self::Stream { takes, .. } => {
                let (mut done, mut calls) = (0, 0);
                while done < bytes.len() {
                    match sys::read(*takes, (&mut bytes[done..]).into())? {
                        0 => return Err(Errno::EPIPE),
                        length => done += length,
                    }
                    calls += 1;
                }
                return Ok(calls);
            }
            Self::Packet { takes, .. } => {
                sys::read(*takes, bytes.into())?;
            }
            Self::Queue { takes, .. } => {
                sys::mq_timedreceive(*takes, bytes.into(), Until::Forever)?;
            }
            Self::SystemV { takes, .. } => {
                msgrcv_waiting(*takes, bytes.len())?;
            }
            Self::Counter { takes, .. } => {
                sys::read(*takes, (&mut [0; 8][..]).into())?;
            }
            Self::Signal { .. } => {
                take_signal(&[signal()], true)?;
            }
            Self::PosixSemaphore { takes, memory, .. } => {
                takes.wait()?;
                region.get(other(*memory), bytes);
            }
            Self::SystemVSemaphore { id, takes, memory, .. } => {
                operate(*id, *takes, -1)?;
                region.get(other(*memory), bytes);
            }
            Self::Word { takes, memory, how, .. } => {
                let calls = await_word(region, *takes, *how, alone);
                region.get(other(*memory), bytes);
                return Ok(calls);
            }
        }
        Ok(1)
    }
}

/// Where the other end's messages are.
fn other(memory: usize) -> usize {
    if memory == THERE { BACK } else { THERE }
}

fn operate(id: i32, number: u16, by: i16) -> Result<(), Errno> {
    let element = sys::sembuf(number, by, 0);
    sys::semop(id, element[..].into(), 1, Timeout::Semop).0.map(drop)
}

/// Waits until the word is set, and clears it. On a processor that both share, who spins has to let
/// the other run.
fn await_word(region: &Region, word: usize, how: Wait, alone: bool) -> u64 {
    let word = region.word(word);
    let mut calls = 0;
    while word.swap(0, Ordering::Acquire) == 0 {
        match how {
            Wait::Sleep => sys::futex_wait(word, 0, None),
            Wait::Spin if alone => {
                std::hint::spin_loop();
                continue;
            }
            Wait::Spin => sys::yield_now(),
        }
        calls += 1;
    }
    calls
}
