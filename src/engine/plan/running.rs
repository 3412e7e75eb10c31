//! A worker in its own tree of processes, the job that it does, and the pipes by which it is told
//! of the next and speaks.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde::Serialize;

use super::PlanError;
use crate::engine::isolate::{Child, Environment, Wanted, launch};
use crate::engine::job::{JobSpec, Message};
use crate::engine::room::Room;
use crate::engine::worker::Worker;
use crate::kernel::Facts;
use crate::sys;

/// A job that a worker is to do: which of the plan's, and how long.
type Order = (usize, Option<Duration>);

/// Read at once from a worker.
const CHUNK_BYTES: usize = 1 << 16;
/// Most that a worker may say.
const SAID_BYTES_MAX: usize = 1 << 26;

pub struct Running {
    pub place: usize,
    pub room: &'static Room,
    pub cpu: Option<usize>,
    /// Scripts, operations, deviations.
    pub progress: (u64, u64, u64),
    /// When its time is over, if it has one.
    until: Option<Instant>,
    child: Child,
    orders: File,
    pipe: File,
    said: Vec<u8>,
    /// Up to here it was looked at for progress.
    looked: usize,
    over: bool,
    free: bool,
}

impl Running {
    /// Starts a worker with one of the jobs; it may be given any of the others afterwards.
    pub fn start(
        jobs: &[(usize, JobSpec)],
        order: Order,
        facts: &Facts,
        wanted: &Wanted,
    ) -> Result<Self, PlanError> {
        let pipe = || {
            let ends = sys::pipe2(libc::O_CLOEXEC).map_err(PlanError::Pipe)?;
            Ok::<_, PlanError>(ends.map(|end| File::from(sys::owned(end))))
        };
        let ([heard, orders], [pipe, said]) = (pipe()?, pipe()?);
        let child =
            launch(wanted, |environment| serve(jobs, order, facts, environment, &heard, &said))?;
        let (place, room) = (jobs[order.0].0, jobs[order.0].1.rooms[0]);
        Ok(Self {
            place,
            room,
            cpu: wanted.cpu,
            progress: (0, 0, 0),
            until: order.1.map(|time| Instant::now() + time),
            child,
            orders,
            pipe,
            said: vec![],
            looked: 0,
            over: false,
            free: false,
        })
    }

    /// Whether the worker has done its job and can be given another.
    pub fn is_free(&self) -> bool {
        self.free
    }

    /// Gives it another job.
    pub fn go_on(&mut self, jobs: &[(usize, JobSpec)], order: Order) {
        self.place = jobs[order.0].0;
        self.room = jobs[order.0].1.rooms[0];
        self.progress = (0, 0, 0);
        self.until = order.1.map(|time| Instant::now() + time);
        self.said.clear();
        self.looked = 0;
        (self.over, self.free) = (false, false);
        // If it has ended meanwhile, that is seen as of any worker.
        let _ = send(&self.orders, &Some(order));
    }

    /// Waits until one of them says something, at most so long, and reads it.
    pub fn listen(running: &mut [Self], patience: Duration) {
        let timeout = PollTimeout::try_from(patience).unwrap_or(PollTimeout::ZERO);
        let ready: Vec<bool> = {
            let mut fds: Vec<_> = running
                .iter()
                .map(|job| PollFd::new(job.pipe.as_fd(), PollFlags::POLLIN))
                .collect();
            if poll(&mut fds, timeout).is_err() {
                return;
            }
            fds.iter().map(|fd| fd.any().unwrap_or(false)).collect()
        };
        for (job, ready) in running.iter_mut().zip(ready) {
            if ready {
                job.read();
            } else if job.child.ended().is_some() {
                job.read_rest();
                job.over = true;
            }
        }
    }

    /// Reads what it said between the last look and its end.
    fn read_rest(&mut self) {
        let said = |pipe: &File| {
            let mut fds = [PollFd::new(pipe.as_fd(), PollFlags::POLLIN)];
            poll(&mut fds, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
        };
        while !self.over && said(&self.pipe) {
            self.read();
        }
    }

    fn read(&mut self) {
        let mut chunk = vec![0; CHUNK_BYTES];
        match self.pipe.read(&mut chunk) {
            Ok(0) => self.over = true,
            Ok(_) if self.said.len() > SAID_BYTES_MAX => self.over = true,
            Ok(read) => self.said.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => self.over = true,
        }
        while let Some(end) = self.said[self.looked..].iter().position(|byte| *byte == b'\n') {
            let line = &self.said[self.looked..self.looked + end];
            // Others hold the other end of the pipe too (the guardian of the job): the last message
            // says the end, not the end of the file.
            match serde_json::from_slice(line) {
                Ok(Message::Progress { scripts, operations, deviations }) => {
                    self.progress = (scripts, operations, deviations);
                }
                Ok(Message::Done(_)) => (self.over, self.free) = (true, true),
                Ok(Message::Trouble(_)) => self.over = true,
                _ => {}
            }
            self.looked += end + 1;
        }
    }

    /// How long it will yet be at work, at most so long.
    pub fn left(&self, most: Duration) -> Duration {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        self.until.map_or(most, left).min(most)
    }

    /// It has said everything.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What it said of its job.
    pub fn messages(&self) -> Vec<Message> {
        let lines = self.said.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }

    /// Lets the worker end: how it did.
    pub fn end(self) -> String {
        // Others hold this end of the pipe too: the end must be said.
        let _ = send(&self.orders, &None::<Order>);
        format!("{:?}", self.child.wait())
    }
}

/// The worker's side: does the jobs that it is told to.
fn serve(
    jobs: &[(usize, JobSpec)],
    first: Order,
    facts: &Facts,
    environment: &Environment,
    orders: &File,
    said: &File,
) -> i32 {
    let mut orders = BufReader::new(orders);
    // If the harness is gone, so is this process, soon.
    let mut tell = |message: Message| drop(send(said, &message));
    let mut worker = Worker::new(facts, environment);
    let mut order = Some(first);
    while let Some((which, time)) = order {
        let spec = JobSpec { time, ..jobs[which].1.clone() };
        match worker.carry_out(&spec, &mut tell) {
            Ok(report) => tell(Message::Done(Box::new(report))),
            Err(trouble) => {
                tell(Message::Trouble(trouble.to_string()));
                return 1;
            }
        }
        let mut line = String::new();
        order = match orders.read_line(&mut line) {
            Ok(1..) => serde_json::from_str(&line).unwrap_or_default(),
            _ => None,
        };
    }
    0
}

/// Writes a line.
fn send(mut to: &File, what: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line)
}
