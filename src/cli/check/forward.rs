//! The arguments of a check as another machine is given them: what is to be run, and no report.

use std::path::Path;

use super::super::elsewhere::Elsewhere;
use super::super::trouble::Trouble;
use super::super::value::show_seed;
use super::super::{artefacts, lines};
use super::Arguments;
use crate::engine::plan::CheckPlan;
use crate::report::record::Record;
use crate::report::version;

impl Arguments {
    /// `check` and its arguments, defaults and variables of this machine resolved. The ledgers of
    /// [`Self::ledgers`] are not among them: where they lie elsewhere, the target knows.
    pub fn forwarded(&self, plan: &CheckPlan, target: &str) -> Vec<String> {
        let mut words = vec!["check".to_owned()];
        words.extend(self.patterns.iter().cloned());
        let mut add = |name: &str, value: Option<String>| {
            words.extend(value.map(|value| format!("--{name}={value}")));
        };
        add("seed", Some(show_seed(plan.seed)));
        add("cases", plan.cases.map(|cases| cases.to_string()));
        add("steps", plan.steps.map(|steps| steps.to_string()));
        add("time", plan.time.map(|time| format!("{}ms", time.as_millis().max(1))));
        // Without a number, each machine has as many as it has processors.
        add("jobs", self.budget.jobs.map(|jobs| jobs.to_string()));
        add("max-fail", plan.max_fail.map(|most| most.to_string()));
        add("partition", plan.partition.map(|partition| partition.to_string()));
        add("assume-kernel", plan.assume_kernel.map(version::show));
        add("speak-for", Some(target.to_owned()));
        let switches = [(self.no_isolation, "--no-isolation"), (self.strict, "--strict")];
        words.extend(switches.into_iter().filter(|(on, _)| *on).map(|(_, word)| word.to_owned()));
        words.push("--format=json".into());
        words
    }

    /// Where the check runs, if not here.
    pub fn elsewhere(&self) -> &Elsewhere {
        &self.elsewhere
    }

    /// What `--expect` names.
    pub fn ledgers(&self) -> &[String] {
        &self.expect
    }

    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Whether a kernel version was given that is to be assumed.
    pub fn assumes_kernel(&self) -> bool {
        self.assume_kernel.is_some()
    }

    /// Gives each deviation of a record the command that shows it again from here: from the record
    /// of this host, if one is kept. `verb` replays, and `there` says where.
    pub fn replay_from_here(&self, record: &mut Record, verb: &str, there: &str) {
        let Some(path) = self.record().filter(|path| *path != Path::new("-")) else { return };
        let path = lines::quoted(&path.display().to_string());
        for deviation in &mut record.deviations {
            let claim = &deviation.claim;
            deviation.replay = format!("bythebook {verb} {path} --claim {claim}{there}");
        }
    }

    /// Puts the script of each deviation into the directory of artefacts, if one was named, and has
    /// it replayed from there.
    pub fn put_scripts(&self, record: &mut Record, verb: &str, there: &str) -> Result<(), Trouble> {
        let Some(directory) = &self.artefacts else { return Ok(()) };
        for deviation in &mut record.deviations {
            let path = artefacts::put(deviation, directory)?;
            let path = lines::quoted(&path.display().to_string());
            deviation.replay = format!("bythebook {verb} {path}{there}");
        }
        Ok(())
    }
}
