//! The figures of a bench: what the middle half of the rounds shows.

use serde_json::{Map, Value, json};

use super::quiet::Disturbed;
use crate::engine::bench::{Cost, Measured, Round};
use crate::engine::crew::Soak;

/// Spread of a ratio over the rounds, as a part of it, above which it is not to be trusted: from
/// the first quartile to the third.
const SPREAD_MAX: f64 = 0.2;

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Figures {
    pub rooms: Vec<RoomFigures>,
    /// Of all rooms together: solo, lock-step.
    pub all: [Option<Ratios>; 2],
    pub scaling: Vec<(f64, f64)>,
    pub soak: Soak,
    pub disturbed: Option<Disturbed>,
    pub reasons: Vec<String>,
    rounds: [Vec<Vec<Round>>; 2],
}

/// One room: its scripts of one process, and those in lock-step.
#[derive(Debug)]
pub struct RoomFigures {
    pub name: &'static str,
    pub lanes: [Option<Ratios>; 2],
}

/// What the rounds of one kind of scripts show whose ratio lies between the first quartile and the
/// third, added up. The ratio is 1 and the parts `generation`, `judging` and `performing`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ratios {
    /// Drawn and judged to bare: processor time, and time on the wall.
    pub ratio: f64,
    pub wall_ratio: f64,
    /// What drawing adds to bare.
    pub generation: f64,
    /// What the judge adds: operands, rulings, states, counts, and in lock-step what it foresees.
    pub judging: f64,
    /// What it adds that calls are performed one by one, or as relays that break off where nothing
    /// is foreseen, and that their answers are compared.
    pub performing: f64,
    /// Of the performing of judged scripts, in lock-step: settling (looks whether somebody waits),
    /// and resets; both on the wall, the bare replay resets too.
    pub settling: f64,
    pub reset: f64,
    pub bare_ns: f64,
    pub operations_per_second: f64,
    pub waited_percent: f64,
    /// From the first quartile of the ratio to the third.
    pub spread: f64,
    pub rounds: usize,
    pub strayed: u64,
}

impl Figures {
    pub fn room(&mut self, name: &'static str, solo: &Measured, lockstep: &Measured) {
        let both = [solo, lockstep];
        let lanes = both.map(|measured| Ratios::of(&measured.rounds));
        for (all, measured) in self.rounds.iter_mut().zip(both) {
            all.push(measured.rounds.clone());
        }
        self.rooms.push(RoomFigures { name, lanes });
    }

    /// One round of one worker and two: operations by processor time, and by time on the wall.
    pub fn pace(&mut self, alone: &[Measured], both: &[Measured]) {
        let sum = |measured: &[Measured], of: fn(&Round) -> f64| -> f64 {
            measured.iter().flat_map(|one| &one.rounds).map(of).sum()
        };
        // Each room ran alone on either processor, then on both: as many slices, in half the time.
        let by =
            |of: fn(&Round) -> f64| 2.0 * sum(both, of) / sum(alone, of).max(f64::MIN_POSITIVE);
        let by_cpu = by(|round| round.operations as f64 / round.drawn.cpu_ns.max(1) as f64);
        let by_wall = by(|round| round.operations as f64 / round.drawn.wall_ns.max(1) as f64);
        self.scaling.push((by_cpu, by_wall));
    }

    pub fn blocked(&mut self, soak: Soak) {
        self.soak = soak;
    }

    /// Adds the rooms up, and says what is not to be trusted.
    pub fn finish(&mut self, disturbed: Option<Disturbed>) {
        for (place, rounds) in self.rounds.iter().enumerate() {
            self.all[place] = Ratios::of(&added(rounds));
        }
        self.disturbed = disturbed;
        self.reasons = disturbed.map_or(vec![], |disturbed| disturbed.reasons());
        let all = self.rounds.iter().flatten().flatten();
        let deviated: u64 = all.map(|round| round.deviated).sum();
        if deviated > 0 {
            self.reasons.push(format!("scripts deviated from the manual {deviated} times"));
        }
        for (name, ratios) in ["solo", "lock-step"].iter().zip(self.all) {
            if let Some(ratios) = ratios.filter(|ratios| ratios.spread > SPREAD_MAX * ratios.ratio)
            {
                let spread = ratios.spread;
                self.reasons.push(format!("the rounds in {name} differ by {spread:.2}"));
            }
        }
    }

    /// Two workers to one: by processor time, and by time on the wall.
    pub fn scaling_2(&self) -> Option<(f64, f64)> {
        let of = |pick: fn(&(f64, f64)) -> f64| quartiles(self.scaling.iter().map(pick).collect());
        Some((of(|pair| pair.0)?[1], of(|pair| pair.1)?[1]))
    }

    pub fn json(&self) -> Value {
        let [solo, lockstep] = self.all;
        let ratio = |ratios: Option<Ratios>| ratios.map(|ratios| rounded(ratios.ratio));
        let rooms: Map<String, Value> = self
            .rooms
            .iter()
            .map(|room| {
                let [solo, lockstep] = room.lanes.map(|lane| lane.map(|lane| lane.json()));
                (room.name.to_owned(), json!({ "solo": solo, "lockstep": lockstep }))
            })
            .collect();
        let soak = &self.soak;
        let scaling = self.scaling_2();
        json!({
            "solo_ratio": ratio(solo),
            "lockstep_ratio": ratio(lockstep),
            "generation_ratio": solo.or(lockstep).map(|ratios| rounded(ratios.generation)),
            "scaling_2": scaling.map(|scaling| rounded(scaling.0)),
            "scaling_2_wall": scaling.map(|scaling| rounded(scaling.1)),
            "blocked_p50_us": rounded(soak.waits_p50_us),
            "blocked_wrong": soak.wrong,
            "blocked_trials": soak.trials,
            "blocked_seconds": rounded(soak.seconds),
            "blocked_under_hogs": soak.under_hogs,
            "blocked_p50_hogs_us": rounded(soak.waits_p50_hogs_us),
            "blocked_faulting": soak.faulting,
            "blocked_pages_fetched": soak.pages_fetched,
            "returned_p50_us": rounded(soak.returns_p50_us),
            "solo": solo.map(|ratios| ratios.json()),
            "lockstep": lockstep.map(|ratios| ratios.json()),
            "facilities": rooms,
            "trustworthy": self.reasons.is_empty(),
            "untrustworthy": self.reasons,
            "others_percent": self.disturbed.map(|disturbed| rounded(disturbed.others_percent)),
            "steal_percent": self.disturbed.map(|disturbed| rounded(disturbed.steal_percent)),
        })
    }
}

/// Round by round, all rooms together; of a room with more rounds than another, some all along.
fn added(rooms: &[Vec<Round>]) -> Vec<Round> {
    let rooms: Vec<_> = rooms.iter().filter(|rounds| !rounds.is_empty()).collect();
    let length = rooms.iter().map(|rounds| rounds.len()).min().unwrap_or(0);
    let add = |nth: usize| {
        let mut sum = rooms.iter().fold(Round::default(), |mut sum, rounds| {
            let round = &rounds[nth * rounds.len() / length];
            sum.operations += round.operations;
            sum.waited += round.waited;
            sum.bare += round.bare;
            sum.judged += round.judged;
            sum.drawn += round.drawn;
            // Weighed by what it is a part of; divided below.
            sum.performing += round.performing * cpu(round.judged);
            sum.settling_wall_ns += round.settling_wall_ns;
            sum.reset_wall_ns += round.reset_wall_ns;
            sum.strayed += round.strayed;
            sum.deviated += round.deviated;
            sum
        });
        sum.performing /= cpu(sum.judged);
        sum
    };
    (0..length).map(add).collect()
}

impl Ratios {
    fn of(rounds: &[Round]) -> Option<Self> {
        let of = |round: &Round| cpu(round.drawn) / cpu(round.bare);
        let [low, _, high] = quartiles(rounds.iter().map(of).collect())?;
        let middle: Vec<&Round> =
            rounds.iter().filter(|round| (low..=high).contains(&of(round))).collect();
        let sum = |of: &dyn Fn(&Round) -> f64| middle.iter().map(|round| of(round)).sum::<f64>();
        let bare = sum(&|round| cpu(round.bare));
        let bare_wall = sum(&|round| wall(round.bare)).max(1.0);
        let (judged, drawn) = (sum(&|round| cpu(round.judged)), sum(&|round| cpu(round.drawn)));
        let drawn_wall = sum(&|round| wall(round.drawn)).max(1.0);
        let performed = sum(&|round| round.performing * cpu(round.judged));
        let operations = sum(&|round| round.operations as f64).max(1.0);
        Some(Self {
            ratio: drawn / bare,
            wall_ratio: drawn_wall / bare_wall,
            generation: (drawn - judged) / bare,
            judging: (judged - performed) / bare,
            performing: performed / bare - 1.0,
            settling: sum(&|round| round.settling_wall_ns as f64) / bare_wall,
            reset: sum(&|round| round.reset_wall_ns as f64) / bare_wall,
            bare_ns: bare / operations,
            operations_per_second: 1e9 * operations / drawn_wall,
            waited_percent: 100.0 * sum(&|round| round.waited as f64) / operations,
            spread: high - low,
            rounds: rounds.len(),
            strayed: rounds.iter().map(|round| round.strayed).sum(),
        })
    }

    fn json(&self) -> Value {
        json!({
            "ratio": rounded(self.ratio),
            "wall_ratio": rounded(self.wall_ratio),
            "spread": rounded(self.spread),
            "rounds": self.rounds,
            "bare_ns_per_operation": rounded(self.bare_ns),
            "operations_per_second": self.operations_per_second.round(),
            "waited_percent": rounded(self.waited_percent),
            "strayed": self.strayed,
            "profile": {
                "bare": 1.0,
                "generation": rounded(self.generation),
                "judging": rounded(self.judging),
                "performing": rounded(self.performing),
                "settling_wall": rounded(self.settling),
                "reset_wall": rounded(self.reset),
            },
        })
    }
}

fn cpu(cost: Cost) -> f64 {
    cost.cpu_ns.max(1) as f64
}

fn wall(cost: Cost) -> f64 {
    cost.wall_ns as f64
}

/// First quartile, median, third quartile; none of nothing.
fn quartiles(mut values: Vec<f64>) -> Option<[f64; 3]> {
    values.sort_by(f64::total_cmp);
    let at = |part: usize| values.get(values.len() * part / 4).copied();
    Some([at(1)?, at(2)?, at(3)?])
}

/// To three places: more would be noise.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
