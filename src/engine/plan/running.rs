//! A job at work in its own tree of processes, and the pipe by which it speaks.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::PlanError;
use crate::engine::isolate::{Child, Wanted, launch};
use crate::engine::job::{JobSpec, Message};
use crate::engine::room::Room;
use crate::engine::worker;
use crate::kernel::Facts;
use crate::sys;

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
    pipe: File,
    said: Vec<u8>,
    /// Up to here it was looked at for progress.
    looked: usize,
    over: bool,
}

impl Running {
    pub fn start(
        place: usize,
        spec: &JobSpec,
        facts: &Facts,
        wanted: &Wanted,
    ) -> Result<Self, PlanError> {
        let [read, write] = sys::pipe2(libc::O_CLOEXEC).map_err(PlanError::Pipe)?;
        let (read, write) = (sys::owned(read), sys::owned(write));
        let (room, cpu) = (spec.rooms[0], wanted.cpu);
        let child = launch(wanted, |environment| {
            let mut out = File::from(write.try_clone().expect("a descriptor is left"));
            let mut tell = |message: Message| {
                let mut line = serde_json::to_vec(&message).expect("a message is plain data");
                line.push(b'\n');
                // The harness is gone: so is this process, soon.
                let _ = out.write_all(&line);
            };
            match worker::carry_out(spec, facts, environment, &mut tell) {
                Ok(report) => {
                    tell(Message::Done(Box::new(report)));
                    0
                }
                Err(trouble) => {
                    tell(Message::Trouble(trouble.to_string()));
                    1
                }
            }
        })?;
        Ok(Self {
            place,
            room,
            cpu,
            progress: (0, 0, 0),
            until: spec.time.map(|time| Instant::now() + time),
            child,
            pipe: File::from(read),
            said: vec![],
            looked: 0,
            over: false,
        })
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
                Ok(Message::Done(_) | Message::Trouble(_)) => self.over = true,
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

    /// What it said, and how it ended.
    pub fn end(self) -> (Vec<Message>, String) {
        let lines = self.said.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let messages = lines.filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let ended = format!("{:?}", self.child.wait());
        (messages, ended)
    }
}
