//! `check --via` and `check --target`: the check runs elsewhere, its reports are made here.

use std::path::PathBuf;

use super::check;
use super::trouble::Trouble;
use super::{Status, lines, offer, output};
use crate::engine::plan::CheckPlan;
use crate::report::version;
use crate::targets::named::{self, Target};
use crate::targets::{Came, Lost, NEEDS_A_LIBRARY, deadline, via};

/// Where the configuration of targets is looked for.
pub const CONFIG: &str = "bythebook.toml";

/// The variable that stands for --config.
const CONFIG_VARIABLE: &str = "BYTHEBOOK_CONFIG";

/// Where a check or a replay is to run, if not here.
#[derive(Debug, clap::Args)]
pub struct Elsewhere {
    /// Run through another command, which runs what is added to it: 'runsc do', 'ssh host'.
    #[arg(long, value_name = "COMMAND", env = "BYTHEBOOK_VIA", hide_env = true)]
    #[arg(conflicts_with = "target")]
    via: Option<String>,
    /// Run on a target that the configuration names.
    #[arg(long, value_name = "NAME", env = "BYTHEBOOK_TARGET", hide_env = true)]
    #[arg(add = offer::targets())]
    target: Option<String>,
    /// The configuration of targets [default: bythebook.toml, if it is there]
    #[arg(long, value_name = "FILE", env = "BYTHEBOOK_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
    /// Speak for a host: say early what is in flight, and call the target by this name.
    #[arg(long, value_name = "TARGET", hide = true)]
    speak_for: Option<String>,
}

impl Elsewhere {
    /// Where the check is to run; none is here.
    pub fn target(&self) -> Result<Option<Target>, Trouble> {
        if let Some(command) = &self.via {
            return named::of_command(command).map(Some).map_err(|error| usage(&error));
        }
        let Some(name) = &self.target else { return self.unneeded().map(|()| None) };
        let path = self.config.clone().unwrap_or_else(|| PathBuf::from(CONFIG));
        named::read(&path, name).map(Some).map_err(|error| usage(&error))
    }

    /// Refuses a configuration that was typed and that nothing is looked up in. The variable may
    /// stand for further commands.
    fn unneeded(&self) -> Result<(), Trouble> {
        let Some(path) = &self.config else { return Ok(()) };
        let names = named::names(path).map_err(|error| usage(&error))?;
        let standing = std::env::var_os(CONFIG_VARIABLE).is_some_and(|value| value == *path);
        if standing {
            return Ok(());
        }
        let shown = path.display();
        Err(Trouble::Usage(format!(
            "--config {shown} without --target: nothing is looked up in it; add --target NAME \
             (it has {})",
            names.join(", ")
        )))
    }

    /// Whether anything of it was given: what runs in a machine of ours takes none of it.
    pub fn is_given(&self) -> bool {
        self.via.is_some() || self.target.is_some()
    }

    /// The options as they would be typed again, each after a space.
    pub fn as_typed(&self) -> String {
        let config = self.config.as_ref().map(|path| path.display().to_string());
        let options = [("via", &self.via), ("target", &self.target), ("config", &config)];
        let typed = options.into_iter().filter_map(|(name, value)| {
            value.as_ref().map(|value| format!(" --{name} {}", lines::quoted(value)))
        });
        typed.collect()
    }

    /// The target that a host has for us.
    pub fn spoken_for(&self) -> Option<&str> {
        self.speak_for.as_deref()
    }
}

/// Runs the check through the target, and reports what came of it.
pub fn run(
    arguments: &check::Arguments,
    target: &Target,
    plan: &CheckPlan,
) -> Result<Status, Trouble> {
    let mut words = arguments.forwarded(plan, &target.name);
    if let Some(assumed) = target.assume_kernel.filter(|_| !arguments.assumes_kernel()) {
        words.push(format!("--assume-kernel={}", version::show(assumed)));
    }
    let ledgers = arguments.ledgers().iter().chain(&target.expect);
    words.extend(ledgers.map(|ledger| format!("--expect={ledger}")));
    words.extend(target.args.iter().cloned());
    if let Some(why) = NEEDS_A_LIBRARY {
        output::note(&format!("where there is none, it cannot run: {why}"));
    }
    let came = via::run(target, &words, deadline::of_budget(plan.time))?;
    deliver(arguments, came, &target.name)
}

/// Reports a record that came from elsewhere; a loss counts whatever the record says.
fn deliver(arguments: &check::Arguments, came: Came, target: &str) -> Result<Status, Trouble> {
    let lost = came.lost.map(|lost| trouble(&lost, target));
    let Some(mut record) = came.record else {
        let nothing = || Trouble::Failed(format!("failed to get a record from {target}"));
        return Err(lost.unwrap_or_else(nothing));
    };
    let there = arguments.elsewhere().as_typed();
    for deviation in &mut record.deviations {
        deviation.replay.push_str(&there);
    }
    arguments.replay_from_here(&mut record, "replay", &there);
    arguments.put_scripts(&mut record, "replay", &there)?;
    let status = arguments.deliver_all(vec![record])?;
    if let Some(lost) = &lost {
        output::complain(lost);
    }
    Ok(Status::worst([status].into_iter().chain(lost.map(|lost| lost.status()))))
}

/// A loss, as trouble of this command.
pub fn trouble(lost: &Lost, target: &str) -> Trouble {
    let message = format!("{target}: failed to {lost}");
    match lost {
        Lost { crashed: true, .. } => Trouble::Crashed(message),
        Lost { usage: true, .. } => Trouble::Usage(message),
        _ => Trouble::Failed(message),
    }
}

/// What was named cannot be used: the caller can mend it.
pub fn usage(error: &anyhow::Error) -> Trouble {
    Trouble::Usage(format!("failed to {error:#}"))
}
