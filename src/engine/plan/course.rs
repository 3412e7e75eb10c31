//! Carries out a plan: deals its jobs to workers, and adds up what they say.

use std::time::{Duration, Instant};

use super::budget::{self, Turn};
use super::jobs::jobs;
use super::running::Running;
use super::{CheckPlan, Expectation};
use crate::engine::finds;
use crate::engine::found::Found;
use crate::engine::isolate::{LaunchError, Wanted};
use crate::engine::job::mixed::is_of;
use crate::engine::job::{Exposure, JobReport, JobSpec, Lies, Message, Setting, Task};
use crate::engine::room::Room;
use crate::engine::tally::Tally;
use crate::kernel::Facts;
use crate::sys;

/// A job that goes on so long after its time is the harness's fault, and is ended.
const GRACE: Duration = Duration::from_secs(20);
/// How long workers may take to report when the run was asked to end.
const PARTING: Duration = Duration::from_secs(5);
/// How long a look at the workers waits for them to say something.
const LOOK: Duration = Duration::from_millis(100);
/// What every room weighs when time is shared out, besides one for each of its claims.
const ROOM_WEIGHT: u32 = 20;

/// How far a run is.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    pub jobs: usize,
    pub jobs_done: usize,
    /// The facilities at work.
    pub at: Vec<&'static str>,
    pub scripts: u64,
    pub operations: u64,
    pub deviations: u64,
}

/// What came of a plan.
#[derive(Debug, Default)]
pub struct RunResult {
    pub setting: Option<Setting>,
    /// In the order of the plan's rooms.
    pub rooms: Vec<RoomResult>,
    pub digest: u128,
    pub seconds: f64,
    /// What failed of the harness or the machine.
    pub troubles: Vec<String>,
}

/// What came of one room.
#[derive(Debug, Default)]
pub struct RoomResult {
    pub tally: Tally,
    pub found: Vec<Found>,
    pub absent: Option<String>,
    /// Calls that the kernel does not have.
    pub absent_calls: Vec<String>,
    /// Calls that a filter of system calls refuses.
    pub filtered_calls: Vec<String>,
    /// Deviations that may or may not be what is known.
    pub not_told_apart: u64,
    /// Why scripts were given up.
    pub given_up: Vec<String>,
    /// Sequences of the small scope that were tried, and how many there are.
    pub scope: (u64, u64),
    /// For each of the plan's expectations of this room, whether it still deviates.
    pub stands: Vec<(Expectation, bool)>,
    pub lies: Vec<Lies>,
    pub exposures: Vec<Exposure>,
    pub replays: (u32, u32),
}

/// A plan that could not be carried out at all.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("{0}")]
    Launch(#[from] LaunchError),
    #[error("make a pipe to a worker: {0}; see RLIMIT_NOFILE")]
    Pipe(sys::Errno),
}

/// Carries out the plan. The process must have a single thread, for it forks.
pub fn carry_out(
    rooms: &'static [&'static Room],
    plan: &CheckPlan,
    task: &Task,
    facts: &Facts,
    progress: &mut dyn FnMut(&Progress),
) -> Result<RunResult, PlanError> {
    let begun = Instant::now();
    crate::engine::content::prepare();
    let jobs = jobs(rooms, plan, task);
    let mut queue: Vec<usize> = (0..jobs.len()).rev().collect();
    let mut course = Course {
        plan,
        jobs: &jobs,
        begun,
        progress: Progress { jobs: jobs.len(), ..Progress::default() },
        result: RunResult {
            rooms: plan.rooms.iter().map(|_| RoomResult::default()).collect(),
            ..RunResult::default()
        },
        asked: None,
    };
    let mut running: Vec<Running> = Vec::new();
    let mut free: Vec<Running> = Vec::new();
    loop {
        while running.len() < plan.jobs && !course.is_enough() && sys::interrupted().is_none() {
            course.pass_over(&mut queue);
            let Some(which) = course.next(&mut queue, &running, facts) else { break };
            let order = (which, course.time(which, &queue, &running, facts));
            // Before it starts: it may take the machine with it.
            course.tell(&running, Some(jobs[which].1.rooms[0]), progress);
            if let Some(mut worker) = free.pop() {
                worker.go_on(&jobs, order);
                running.push(worker);
                continue;
            }
            let cpu = free_cpu(&running, facts);
            let wanted = Wanted { namespaces: !plan.no_isolation, cpu, dropped_capabilities: 0 };
            running.push(Running::start(&jobs, order, facts, &wanted)?);
        }
        for worker in free.drain(..) {
            worker.end();
        }
        if running.is_empty() {
            break;
        }
        Running::listen(&mut running, LOOK);
        course.tell(&running, None, progress);
        let (done, still): (Vec<_>, Vec<_>) = running.into_iter().partition(Running::is_over);
        running = still;
        free.extend(done.into_iter().filter_map(|worker| course.finish(worker)));
        course.bound(&mut running);
    }
    course.result.seconds = begun.elapsed().as_secs_f64();
    Ok(course.result)
}

/// The processor with the fewest workers: more workers than processors share them.
fn free_cpu(running: &[Running], facts: &Facts) -> Option<usize> {
    let taken = |cpu: &&usize| running.iter().filter(|job| job.cpu == Some(**cpu)).count();
    facts.cpus.iter().min_by_key(taken).copied()
}

struct Course<'p> {
    plan: &'p CheckPlan,
    /// With the place of each one's room in the plan.
    jobs: &'p [(usize, JobSpec)],
    begun: Instant,
    progress: Progress,
    result: RunResult,
    /// When a signal asked the run to end.
    asked: Option<Instant>,
}

impl Course<'_> {
    /// As many claims are broken as the plan bears.
    fn is_enough(&self) -> bool {
        let mut broken: Vec<usize> = self
            .result
            .rooms
            .iter()
            .flat_map(|room| &room.found)
            .filter(|found| found.is_confirmed())
            .map(|found| found.claim)
            .collect();
        broken.sort_unstable();
        broken.dedup();
        self.plan.max_fail.is_some_and(|most| broken.len() >= most as usize)
    }

    /// Strikes the jobs of rooms that have turned out to be absent.
    fn pass_over(&mut self, queue: &mut Vec<usize>) {
        let before = queue.len();
        queue.retain(|which| self.result.rooms[self.jobs[*which].0].absent.is_none());
        self.progress.jobs -= before - queue.len();
    }

    fn room(&self, which: usize) -> &'static Room {
        self.jobs[which].1.rooms[0]
    }

    /// The next job that may start now.
    fn next(&self, queue: &mut Vec<usize>, running: &[Running], facts: &Facts) -> Option<usize> {
        let may = |which: &usize| {
            let room = self.room(*which);
            !(running.iter().any(|job| job.room.is(room)) && room.sets_machine(facts))
        };
        Some(queue.remove(queue.iter().rposition(may)?))
    }

    /// The time of a job that starts now, while those run and these wait.
    fn time(
        &self,
        which: usize,
        queue: &[usize],
        running: &[Running],
        facts: &Facts,
    ) -> Option<Duration> {
        let left = self.plan.time?.saturating_sub(self.begun.elapsed());
        let room = self.room(which);
        let waiting = || queue.iter().map(|which| self.room(*which));
        let like_it = || waiting().filter(|other| other.is(room)).count() as u32;
        let turn = Turn {
            weight: weight(room),
            weights: weight(room) + waiting().map(weight).sum::<u32>(),
            in_turn: if room.sets_machine(facts) { 1 + like_it() } else { 1 },
        };
        let workers = self.plan.jobs.min(1 + running.len() + queue.len()) as u32;
        let busy: Vec<Duration> = running.iter().map(|job| job.left(left)).collect();
        Some(budget::share(left, workers, &busy, turn))
    }

    /// Tells how far the run is: which rooms are at work, and which is about to be.
    fn tell(
        &mut self,
        running: &[Running],
        next: Option<&'static Room>,
        progress: &mut dyn FnMut(&Progress),
    ) {
        let at_work = running.iter().map(|job| job.room);
        self.progress.at = at_work.chain(next).map(|room| room.facility.name).collect();
        let mut now = self.progress.clone();
        for job in running {
            let (scripts, operations, deviations) = job.progress;
            now.scripts += scripts;
            now.operations += operations;
            now.deviations += deviations;
        }
        progress(&now);
    }

    /// Adds up what a worker said of its job; the worker, if it can be given another.
    fn finish(&mut self, job: Running) -> Option<Running> {
        self.progress.jobs_done += 1;
        let place = job.place;
        let name = job.room.facility.name;
        let mut reported = false;
        for message in job.messages() {
            match message {
                Message::Setting(setting) => {
                    self.result.setting.get_or_insert(*setting);
                }
                Message::Progress { .. } => {}
                Message::Trouble(what) => {
                    reported = true;
                    self.result.troubles.push(format!("{name}: {what}"));
                }
                Message::Done(report) => {
                    reported = true;
                    self.progress.scripts += report.tally.scripts;
                    self.progress.operations += report.tally.operations;
                    self.progress.deviations += report.found.len() as u64;
                    self.result.digest = self.result.digest.wrapping_add(report.digest);
                    self.add(place, *report);
                }
            }
        }
        if job.is_free() {
            return Some(job);
        }
        let ended = job.end();
        if !reported {
            self.result.troubles.push(format!("{name}: a worker ended without a report ({ended})"));
        }
        None
    }

    fn add(&mut self, place: usize, mut report: JobReport) {
        self.deal_to_others(place, &mut report);
        let facility = self.plan.rooms[place].facility.name;
        let room = &mut self.result.rooms[place];
        room.tally.add(&report.tally);
        for found in report.found {
            finds::add(&mut room.found, found);
        }
        room.absent = room.absent.take().or(report.absent);
        unite(&mut room.absent_calls, report.absent_calls);
        unite(&mut room.filtered_calls, report.filtered_calls);
        room.not_told_apart += report.not_told_apart;
        room.given_up.extend(report.given_up);
        room.scope.0 += report.scope.0;
        room.scope.1 += report.scope.1;
        room.replays.0 += report.replays.0;
        room.replays.1 += report.replays.1;
        let scripted = self
            .plan
            .expectations
            .iter()
            .filter(|known| known.claim.facility == facility && known.script.is_some());
        for (place, deviates) in report.stands {
            let Some(expectation) = scripted.clone().nth(place) else { continue };
            let known = room.stands.iter_mut().find(|(known, _)| {
                known.claim == expectation.claim && known.script == expectation.script
            });
            match known {
                Some((_, stands)) => *stands |= deviates,
                None => room.stands.push((expectation.clone(), deviates)),
            }
        }
        room.add_lies(report.lies, report.exposures);
    }

    /// What mixed scripts showed of other rooms is counted to these.
    fn deal_to_others(&mut self, place: usize, report: &mut JobReport) {
        for (other, selected) in self.plan.rooms.iter().enumerate() {
            if other == place {
                continue;
            }
            let facility = &selected.facility;
            let room = &mut self.result.rooms[other];
            room.tally.add_claims(&mut report.tally, |claim| is_of(facility, claim));
            let is_theirs = |found: &Found| is_of(facility, found.claim);
            let (theirs, ours) = report.found.drain(..).partition::<Vec<_>, _>(is_theirs);
            report.found = ours;
            for found in theirs {
                finds::add(&mut room.found, found);
            }
        }
    }

    /// Ends what goes on too long, and everything once enough claims are broken.
    fn bound(&mut self, running: &mut Vec<Running>) {
        let late = self.plan.time.is_some_and(|time| self.begun.elapsed() > time + GRACE);
        let asked = sys::interrupted().map(|_| *self.asked.get_or_insert_with(Instant::now));
        let overdue = asked.is_some_and(|asked| asked.elapsed() > PARTING);
        if late || overdue || self.is_enough() {
            for job in running.drain(..) {
                if late {
                    let name = job.room.facility.name;
                    self.result.troubles.push(format!("{name}: a worker went on past its time"));
                }
            }
        }
    }
}

/// A room with many claims has many situations to reach.
fn weight(room: &Room) -> u32 {
    ROOM_WEIGHT + room.facility.all_claims().count() as u32
}

/// Adds names to a list, each once and in order.
fn unite(names: &mut Vec<String>, further: Vec<String>) {
    names.extend(further);
    names.sort_unstable();
    names.dedup();
}

impl RoomResult {
    /// Adds what became of further lies.
    pub fn add_lies(&mut self, lies: Vec<Lies>, exposures: Vec<Exposure>) {
        for lies in lies {
            match self.lies.iter_mut().find(|known| known.claim == lies.claim) {
                Some(known) => known.add(lies),
                None => self.lies.push(lies),
            }
        }
        for exposure in exposures {
            match self.exposures.iter_mut().find(|known| known.liar == exposure.liar) {
                Some(known) => known.add(exposure),
                None => self.exposures.push(exposure),
            }
        }
    }
}
