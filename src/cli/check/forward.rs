//! The arguments of a check as another machine is given them: what is to be run, and no report.

use super::super::elsewhere::Elsewhere;
use super::super::value::show_seed;
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

    /// Names the record of this host in the commands that show a deviation again.
    pub fn replay_here(&self, record: &mut Record) {
        let Some(path) = self.record() else { return };
        for deviation in &mut record.deviations {
            deviation.replay =
                format!("bythebook replay {} --claim {}", path.display(), deviation.claim);
        }
    }
}
