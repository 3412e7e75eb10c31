//! Rounds: every cell in turn, some trips each, until the time is over.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use nix::sys::resource::{UsageWho, getrusage};

use super::links::{LANES, Lane, Link, Pair, SERVER_CALLS, SERVER_SWITCHES};
use super::statistics::{interval, median};
use super::{Benchmark, Place, SIZES, Timed};
use crate::engine::isolate::Environment;
use crate::guide::probe::site::Site;
use crate::sys::{self, Errno, Fork};

/// Rounds: as many as an interval needs that is not the whole range.
const ROUNDS_MIN: usize = 9;
/// Of a cell's trips, those that warm up: one in so many.
const WARM_UP_PART: u64 = 5;
const TRIPS_MIN: u64 = 40;
const TRIPS_MAX: u64 = 20_000;
/// Longest trip that is told apart, and its digits.
const TRIP_NS_MAX: u64 = 10_000_000_000;
const DIGITS: u8 = 3;

/// One cell while it is measured.
struct Cell {
    lane: &'static Lane,
    bytes: usize,
    place: Place,
    all: Histogram<u64>,
    medians: Vec<u64>,
    trips: u64,
    calls: u64,
    switches: u64,
    spent: Duration,
    broken: bool,
}

/// What one visit to a cell found.
struct Visit {
    trips: Histogram<u64>,
    calls: u64,
    switches: u64,
    spent: Duration,
}

pub fn measured(environment: &Environment, time: Duration) -> Benchmark {
    let begin = Instant::now();
    let mut cells = cells(environment);
    let visit = time / (cells.len().max(1) * ROUNDS_MIN) as u32;
    let mut rounds = 0;
    while rounds < ROUNDS_MIN || begin.elapsed() < time {
        for (serial, cell) in (8000..).zip(&mut cells) {
            let site = Site::new(environment, serial);
            cell.visit(&site, &environment.cpus, visit);
        }
        rounds += 1;
        if sys::interrupted().is_some() {
            break;
        }
    }
    Benchmark {
        cells: cells.iter().filter_map(Cell::timed).collect(),
        rounds,
        seconds: begin.elapsed().as_secs_f64(),
        ..Benchmark::default()
    }
}

fn cells(environment: &Environment) -> Vec<Cell> {
    let two = environment.cpus.len() > 1;
    let places = Place::ALL.into_iter().filter(|place| two || *place == Place::SameCpu);
    let mut cells = vec![];
    for place in places {
        for bytes in SIZES {
            for lane in LANES.iter().filter(|lane| bytes <= lane.bytes_max) {
                cells.push(Cell {
                    lane,
                    bytes,
                    place,
                    all: histogram(),
                    medians: vec![],
                    trips: 0,
                    calls: 0,
                    switches: 0,
                    spent: Duration::ZERO,
                    broken: false,
                });
            }
        }
    }
    cells
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_max(TRIP_NS_MAX, DIGITS).expect("the bounds are a histogram's")
}

impl Cell {
    fn visit(&mut self, site: &Site<'_>, cpus: &[usize], time: Duration) {
        let each = self.spent.as_nanos() as u64 / self.trips.max(1);
        // The first visit finds out how long a trip takes.
        let trips = (time.as_nanos() as u64).checked_div(each).unwrap_or(TRIPS_MIN);
        let trips = trips.clamp(TRIPS_MIN, TRIPS_MAX);
        let visited = (!self.broken).then(|| self.there_and_back(site, cpus, trips));
        match visited {
            Some(Ok(visit)) => {
                self.medians.push(visit.trips.value_at_quantile(0.5));
                let _ = self.all.add(&visit.trips);
                self.trips += trips;
                self.calls += visit.calls;
                self.switches += visit.switches;
                self.spent += visit.spent;
            }
            _ => self.broken = true,
        }
    }

    /// Forks the server, which ends after so many trips.
    fn there_and_back(&self, site: &Site<'_>, cpus: &[usize], trips: u64) -> Result<Visit, Errno> {
        let mut pair = (self.lane.make)(site, self.bytes)?;
        let [near, far] = [cpus.first(), cpus.last()].map(|cpu| cpu.copied().unwrap_or(0));
        let far = if self.place == Place::SameCpu { near } else { far };
        let warm_up = trips.div_ceil(WARM_UP_PART);
        match sys::fork()? {
            Fork::Child => {
                let _ = sys::set_parent_death_signal(libc::SIGKILL);
                let _ = sys::pin(0, &[far]);
                let served = self.serve(&pair, warm_up, trips);
                sys::exit(served.map_or_else(|errno| errno.0, |()| 0))
            }
            Fork::Parent { child } => {
                if let Link::Signal { peer } = &mut pair.client {
                    *peer = child;
                }
                let _ = sys::pin(0, &[near]);
                let visit = self.ask(&pair, warm_up, trips);
                if visit.is_err() {
                    let _ = sys::kill(child, libc::SIGKILL);
                }
                let _ = sys::wait(child, true);
                let _ = sys::pin(0, cpus);
                let visit = visit.map(|visit| with_server(visit, &pair));
                pair.remove();
                release(pair);
                visit
            }
        }
    }

    fn ask(&self, pair: &Pair, warm_up: u64, trips: u64) -> Result<Visit, Errno> {
        let message = vec![b'x'; self.bytes];
        let mut answer = vec![0; self.bytes];
        let alone = self.place == Place::AcrossCpus;
        let mut visit = Visit { trips: histogram(), calls: 0, switches: 0, spent: Duration::ZERO };
        for _ in 0..warm_up {
            pair.client.put(&pair.region, &message)?;
            pair.client.take(&pair.region, &mut answer, alone)?;
        }
        let before = switches();
        for _ in 0..trips {
            let begin = Instant::now();
            visit.calls += pair.client.put(&pair.region, &message)?;
            visit.calls += pair.client.take(&pair.region, &mut answer, alone)?;
            let spent = begin.elapsed();
            visit.spent += spent;
            visit.trips.saturating_record(spent.as_nanos() as u64);
        }
        visit.switches = switches() - before;
        Ok(visit)
    }

    fn serve(&self, pair: &Pair, warm_up: u64, trips: u64) -> Result<(), Errno> {
        let mut message = vec![0; self.bytes];
        let alone = self.place == Place::AcrossCpus;
        let (mut calls, mut before) = (0, 0);
        for trip in 0..warm_up + trips {
            if trip == warm_up {
                (calls, before) = (0, switches());
            }
            calls += pair.server.take(&pair.region, &mut message, alone)?;
            calls += pair.server.put(&pair.region, &message)?;
        }
        for (place, count) in [(SERVER_CALLS, calls), (SERVER_SWITCHES, switches() - before)] {
            let word = pair.region.long(place);
            word.store(count, std::sync::atomic::Ordering::Release);
        }
        Ok(())
    }

    fn timed(&self) -> Option<Timed> {
        if self.medians.is_empty() || self.broken {
            return None;
        }
        let at = |quantile| self.all.value_at_quantile(quantile);
        let per_trip = |count: u64| count as f64 / self.trips as f64;
        let seconds = self.spent.as_secs_f64();
        Some(Timed {
            facility: self.lane.facility.into(),
            bytes: self.bytes,
            place: self.place,
            p50_ns: median(&self.medians),
            p90_ns: at(0.9),
            p99_ns: at(0.99),
            p999_ns: at(0.999),
            interval_ns: interval(&self.medians),
            group: 0,
            megabytes_per_second: 2.0 * (self.bytes as u64 * self.trips) as f64 / seconds / 1e6,
            switches_per_trip: per_trip(self.switches),
            syscalls_per_trip: per_trip(self.calls),
            trips: self.trips,
        })
    }
}

fn with_server(visit: Visit, pair: &Pair) -> Visit {
    let count = |place| pair.region.long(place).load(std::sync::atomic::Ordering::Acquire);
    Visit {
        calls: visit.calls + count(SERVER_CALLS),
        switches: visit.switches + count(SERVER_SWITCHES),
        ..visit
    }
}

/// Gives back what a visit had: there are thousands.
fn release(pair: Pair) {
    if let Some(fd) = pair.region.fd() {
        let _ = sys::close(fd);
    }
    pair.region.unmap();
}

/// The times that this process was taken off its processor.
fn switches() -> u64 {
    let of = |usage: nix::sys::resource::Usage| {
        usage.voluntary_context_switches() + usage.involuntary_context_switches()
    };
    getrusage(UsageWho::RUSAGE_SELF).map_or(0, of) as u64
}
