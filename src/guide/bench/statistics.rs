//! Intervals of medians, and groups of what they do not tell apart.

use super::{Place, Timed};

/// What differs by less is not told apart, whatever the intervals say: from one run to the next it
/// changes by as much.
const MARGIN: f64 = 1.2;
/// How sure an interval is to hold the median.
const DOUBT: f64 = 0.05;

pub fn median(values: &[u64]) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

/// The interval between two of the values that holds the median of what they are drawn from: how
/// many lie below it is a coin's throws.
pub fn interval(values: &[u64]) -> (u64, u64) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let count = sorted.len();
    let (mut below, mut rank) = (0.0, 0);
    let mut chance = 0.5f64.powi(count as i32);
    for k in 0..count / 2 {
        below += chance;
        if 2.0 * below > DOUBT {
            break;
        }
        rank = k;
        chance *= (count - k) as f64 / (k + 1) as f64;
    }
    match sorted[..] {
        [] => (0, 0),
        _ => (sorted[rank], sorted[count - 1 - rank]),
    }
}

/// Numbers the groups of each place and size: a new one begins where an interval lies wholly above
/// that of the fastest of the group, and by more than the margin.
pub fn group(cells: &mut [Timed]) {
    cells.sort_by_key(|cell| (cell.place, cell.bytes, cell.p50_ns));
    let mut at: Option<(Place, usize)> = None;
    let (mut group, mut upper, mut fastest) = (0, 0, 0);
    for cell in cells {
        let new = at != Some((cell.place, cell.bytes));
        let apart = cell.interval_ns.0 > upper && cell.p50_ns as f64 > fastest as f64 * MARGIN;
        if new || apart {
            group = if new { 1 } else { group + 1 };
            (upper, fastest) = (cell.interval_ns.1, cell.p50_ns);
        }
        at = Some((cell.place, cell.bytes));
        cell.group = group;
    }
}

#[cfg(test)]
mod tests {
    use super::{group, interval, median};
    use crate::guide::bench::{Place, Timed};

    #[test]
    fn of_nine_values_the_second_and_the_last_but_one_hold_the_median() {
        let values = [9, 1, 8, 2, 7, 3, 6, 4, 5];
        assert_eq!((median(&values), interval(&values)), (5, (2, 8)));
        assert_eq!(interval(&[3, 1, 2]), (1, 3));
    }

    fn timed(facility: &str, p50_ns: u64, interval_ns: (u64, u64)) -> Timed {
        Timed {
            facility: facility.into(),
            bytes: 1,
            place: Place::SameCpu,
            p50_ns,
            p90_ns: 0,
            p99_ns: 0,
            p999_ns: 0,
            interval_ns,
            group: 0,
            megabytes_per_second: 0.0,
            switches_per_trip: 0.0,
            syscalls_per_trip: 0.0,
            trips: 1,
        }
    }

    #[test]
    fn what_overlaps_or_is_near_is_one_group() {
        let mut cells = [
            timed("near", 110, (108, 112)),
            timed("fastest", 100, (98, 102)),
            timed("apart", 200, (190, 210)),
            timed("wide", 300, (205, 400)),
        ];
        group(&mut cells);
        let groups: Vec<(&str, usize)> =
            cells.iter().map(|cell| (&*cell.facility, cell.group)).collect();
        assert_eq!(groups, [("fastest", 1), ("near", 1), ("apart", 2), ("wide", 2)]);
    }
}
