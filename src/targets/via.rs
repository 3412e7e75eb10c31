//! Runs the check through another command: a sandbox, a container, an emulator, another machine.
//!
//! Only the record comes back, on standard output, which is a pipe: some sandboxes overwrite a file
//! from its start. Standard error is passed through, with the end of it kept for the message.

use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::named::Target;
use super::received::Received;
use super::{Came, Lost};
use crate::sys;

/// How often a silent target is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How long a target may take to end after its last word.
const PARTING: Duration = Duration::from_secs(10);
/// Most that is kept of what is no record.
const SAID_BYTES_MAX: usize = 1 << 22;
/// Read at once.
const CHUNK_BYTES: usize = 1 << 16;

/// Runs the check there.
pub fn run(target: &Target, words: &[String], deadline: Duration) -> Result<Came> {
    let (mut child, out) = start(target, words)?;
    let mut received = Received::default();
    let in_time = listen(&child, out, Instant::now() + deadline, &mut |chunk| {
        received.take(chunk);
        // Others may hold the pipe for longer than the check runs.
        received.has_ended()
    });
    let status = part(&mut child, received.has_ended())?;
    Ok(judge(received, in_time.then_some(status), deadline))
}

/// Has this binary do something there that says no record: what it printed, and its exit status.
pub fn say(target: &Target, words: &[String], deadline: Duration) -> Result<(Vec<u8>, i32)> {
    let (mut child, out) = start(target, words)?;
    let mut said = vec![];
    let in_time = listen(&child, out, Instant::now() + deadline, &mut |chunk| {
        said.extend_from_slice(chunk);
        said.len() > SAID_BYTES_MAX
    });
    let status = part(&mut child, in_time)?;
    let seconds = deadline.as_secs();
    anyhow::ensure!(in_time, "hear the end of {}: not over after {seconds} s", target.name);
    let code = status.code().with_context(|| format!("end {}: it died ({status})", target.name))?;
    Ok((said, code))
}

/// Starts this binary there.
fn start(target: &Target, words: &[String]) -> Result<(Child, ChildStdout)> {
    let here = std::env::current_exe().context("find this binary's own path")?;
    let program = match &target.program {
        Some(program) => program.into(),
        None => here.into_os_string(),
    };
    let mut command = Command::new(&target.via[0]);
    command.args(&target.via[1..]).arg(program).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    // Out of the terminal's reach: what we are asked, we ask of it.
    command.process_group(0);
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    let mut child = sys::end_with_parent(&mut command)
        .spawn()
        .with_context(|| format!("run {}; install it, or name another command", target.via[0]))?;
    let out = child.stdout.take().ok_or_else(|| anyhow!("read from {}", target.via[0]))?;
    Ok((child, out))
}

/// Variables that stand for arguments: they were resolved here.
fn is_ours(name: &str) -> bool {
    name.starts_with("BYTHEBOOK_") || name.starts_with("PROPTEST_")
}

/// Whether it ended, or `take` had enough of what it said, in time.
fn listen(
    child: &Child,
    mut out: ChildStdout,
    mut deadline: Instant,
    take: &mut dyn FnMut(&[u8]) -> bool,
) -> bool {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut asked = false;
    while Instant::now() < deadline {
        if !asked && sys::interrupted().is_some() {
            asked = true;
            deadline = deadline.min(Instant::now() + PARTING);
            // It may have ended at this moment; then there is nobody to ask.
            let _ = sys::kill(child.id() as i32, libc::SIGTERM);
        }
        let ready = {
            let timeout = PollTimeout::try_from(LOOK).unwrap_or(PollTimeout::ZERO);
            let mut fds = [PollFd::new(out.as_fd(), PollFlags::POLLIN)];
            poll(&mut fds, timeout).is_ok_and(|ready| ready > 0)
        };
        if !ready {
            continue;
        }
        match out.read(&mut chunk) {
            Ok(0) | Err(_) => return true,
            Ok(read) if take(&chunk[..read]) => return true,
            Ok(_) => {}
        }
    }
    false
}

/// Lets it end after its last word; ends it otherwise.
fn part(child: &mut Child, over: bool) -> Result<std::process::ExitStatus> {
    let patience = if over { PARTING } else { LOOK };
    let until = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait().context("wait for the target")? {
            return Ok(status);
        }
        if Instant::now() > until {
            // It may end at this moment; then there is nothing to kill.
            let _ = child.kill();
            return child.wait().context("wait for the target");
        }
        let _ = poll(&mut [], PollTimeout::from(10u8));
    }
}

fn judge(received: Received, status: Option<std::process::ExitStatus>, deadline: Duration) -> Came {
    let in_flight = received.in_flight().map(str::to_owned);
    let noise = received.noise();
    let said = if noise.is_empty() { noise } else { format!("; it printed: {noise}") };
    let lost = |how: String| Lost::failed(how).during(in_flight.as_deref());
    let (begun, ended) = (received.has_begun(), received.has_ended());
    if ended {
        return match received.record() {
            Ok(record) => Came::whole(record),
            Err(fault) => lost(format!("read the target's record: {fault}")).into(),
        };
    }
    let Some(status) = status else {
        let seconds = deadline.as_secs();
        return lost(format!("get the target's record: it hangs, not over after {seconds} s"))
            .into();
    };
    if !begun {
        let how = format!("run the check there: the command ended ({status}) and said no record");
        let usage = status.code() == Some(2);
        return Lost { usage, ..lost(format!("{how}{said}")) }.into();
    }
    lost(format!("get the target's record: it died ({status}) without an end{said}")).into()
}
