//! `compare choose`: needs in, facilities out; asked one by one on a terminal.

use std::io::{self, BufRead, IsTerminal};

use clap::{ArgAction, ValueEnum};

use super::super::args::Format;
use super::super::trouble::Trouble;
use super::super::{Status, output};
use super::{From, measured};
use crate::engine::Facility;
use crate::guide::choose::{Choice, Need, choose};

/// Say what meets some needs, in order, and what rules the others out.
///
/// Without a need, they are asked for one by one on a terminal.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook compare choose --unrelated --message-boundaries --priority
  bythebook compare choose --shared-memory --no-cleanup --format json
  bythebook compare choose                               asks one by one")]
pub struct Arguments {
    #[command(flatten)]
    kind: Kind,
    #[command(flatten)]
    parties: Parties,
    #[command(flatten)]
    conduct: Conduct,
    /// What is in it is there when every process has ended (process), or after a restart (kernel).
    #[arg(long, value_enum, value_name = "WHAT")]
    survives: Option<Survives>,
    /// Messages have up to so many bytes.
    #[arg(long, value_name = "BYTES", value_parser = super::super::value::positive::<u64>)]
    max_message: Option<u64>,
    /// Other systems have it too.
    #[arg(long, value_enum, value_name = "STANDARD")]
    portable: Option<Standard>,
    #[command(flatten)]
    from: From,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env = true)]
    format: Format,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What it is for")]
struct Kind {
    /// Bytes flow, without boundaries.
    #[arg(long, action = ArgAction::SetTrue)]
    stream: bool,
    /// A message arrives as it was sent, apart from others.
    #[arg(long, action = ArgAction::SetTrue)]
    message_boundaries: bool,
    /// Processes see the same memory.
    #[arg(long, action = ArgAction::SetTrue)]
    shared_memory: bool,
    /// It locks, or counts what may be used.
    #[arg(long, action = ArgAction::SetTrue)]
    lock: bool,
    /// It tells that something happened.
    #[arg(long, action = ArgAction::SetTrue)]
    notify: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Who takes part")]
struct Parties {
    /// Processes reach it that did not inherit it.
    #[arg(long, action = ArgAction::SetTrue)]
    unrelated: bool,
    /// It reaches other hosts.
    #[arg(long, action = ArgAction::SetTrue)]
    across_hosts: bool,
    /// There may be many on both sides of one object.
    #[arg(long, action = ArgAction::SetTrue)]
    many_to_many: bool,
    /// Answers go back the same way.
    #[arg(long, action = ArgAction::SetTrue)]
    both_ways: bool,
    /// The receiver knows which process it was.
    #[arg(long, action = ArgAction::SetTrue)]
    identify: bool,
    /// Others on the same host are kept out.
    #[arg(long, action = ArgAction::SetTrue)]
    access_control: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What it does")]
struct Conduct {
    /// What is urgent overtakes.
    #[arg(long, action = ArgAction::SetTrue)]
    priority: bool,
    /// Everything arrives.
    #[arg(long, action = ArgAction::SetTrue)]
    reliable: bool,
    /// epoll watches it beside other descriptors.
    #[arg(long, action = ArgAction::SetTrue)]
    pollable: bool,
    /// A wait can be given an end.
    #[arg(long, action = ArgAction::SetTrue)]
    timeout: bool,
    /// Open files are handed over.
    #[arg(long, action = ArgAction::SetTrue)]
    pass_descriptors: bool,
    /// Nothing is left after a crash.
    #[arg(long, action = ArgAction::SetTrue)]
    no_cleanup: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Survives {
    Process,
    Kernel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Standard {
    Posix,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let mut needs = arguments.needs();
    if needs.is_empty() {
        if !io::stdin().is_terminal() {
            let mend = "say what is needed, as in `bythebook compare choose --unrelated`; \
                        --help lists the needs";
            return Err(Trouble::usage(mend));
        }
        needs = interview(&mut io::stdin().lock());
    }
    let all = measured(&arguments.from, facilities)?;
    let choice: Choice<'_> = choose(&all, &needs);
    output::print(&match arguments.format {
        Format::Text => choice.text(),
        Format::Json => format!("{:#}\n", choice.json()),
    })?;
    Ok(Status::AsExpected)
}

impl Arguments {
    fn needs(&self) -> Vec<Need> {
        let Self { kind, parties, conduct, .. } = self;
        let flags = [
            (kind.stream, Need::Stream),
            (kind.message_boundaries, Need::MessageBoundaries),
            (kind.shared_memory, Need::SharedMemory),
            (kind.lock, Need::Lock),
            (kind.notify, Need::Notify),
            (parties.unrelated, Need::Unrelated),
            (parties.across_hosts, Need::AcrossHosts),
            (parties.many_to_many, Need::ManyToMany),
            (parties.both_ways, Need::BothWays),
            (self.survives == Some(Survives::Process), Need::OutlivesProcesses),
            (self.survives == Some(Survives::Kernel), Need::OutlivesKernel),
            (conduct.priority, Need::Priority),
            (conduct.reliable, Need::Reliable),
            (conduct.pollable, Need::Pollable),
            (conduct.timeout, Need::Timeout),
            (conduct.pass_descriptors, Need::PassDescriptors),
            (parties.identify, Need::Identify),
            (parties.access_control, Need::AccessControl),
            (conduct.no_cleanup, Need::NoCleanup),
            (self.portable == Some(Standard::Posix), Need::Posix),
        ];
        let message = self.max_message.map(Need::MaxMessage);
        flags.into_iter().filter_map(|(is, need)| is.then_some(need)).chain(message).collect()
    }
}

/// Asks one by one. An empty line is no; the end of input ends the questions.
fn interview(answers: &mut impl BufRead) -> Vec<Need> {
    let mut needs: Vec<Need> = vec![];
    for need in Need::ALL {
        if needs.iter().any(|needed| need.follows_from(*needed)) {
            continue;
        }
        output::note(need.question());
        let mut line = String::new();
        if !matches!(answers.read_line(&mut line), Ok(1..)) {
            break;
        }
        let said = line.trim().to_ascii_lowercase();
        match need {
            Need::MaxMessage(_) => {
                let bytes = said.parse().ok().filter(|bytes| *bytes > 0);
                needs.extend(bytes.map(Need::MaxMessage));
            }
            _ if said.starts_with('y') => needs.push(need),
            _ => {}
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::{Need, interview};

    #[test]
    fn needs_are_asked_for_one_by_one_until_the_input_ends() {
        // A stream; what else it could be for is not asked, and unrelated it is.
        let needs = interview(&mut "yes\nn\n\nno\n".as_bytes());
        assert_eq!(needs, [Need::Stream]);
        let needs = interview(&mut "n\ny\ny\n".as_bytes());
        assert_eq!(needs, [Need::MessageBoundaries, Need::Unrelated]);
        let rest = "n\n".repeat(20) + "4096\n";
        assert_eq!(interview(&mut rest.as_bytes()), [Need::MaxMessage(4096)]);
    }
}
