//! The wake matrix of a run: which cells it met of those that are known.

use super::record::{Cell, Reached, Record};

/// Cells that long runs have met, a line each: made by `ci/wakes`.
const KNOWN: &str = include_str!("../../fixtures/wakes.txt");

/// The known cells of a facility, by the call that slept.
pub fn known(facility: &str) -> impl Iterator<Item = Cell> {
    let cell = move |line: &str| {
        let mut words = line.split('\t');
        words.next().filter(|known| *known == facility)?;
        let (call, beside) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
        Some(Cell { call, beside, by: words.next()?.to_owned(), times: 0 })
    };
    KNOWN.lines().filter_map(cell)
}

/// What a run met of a facility, known or new.
pub fn reached(facility: &str, cells: Vec<Cell>) -> Reached {
    let is_met = |wake: &Cell| cells.iter().any(|cell| cell.is(wake));
    let all = known(facility).count() as u64;
    let met = known(facility).filter(is_met).count() as u64;
    Reached { facility: facility.into(), known: all, met, cells }
}

/// Adds what another part of the run met.
pub fn add(merged: &mut Vec<Reached>, part: &Reached) {
    let Some(sum) = merged.iter_mut().find(|sum| sum.facility == part.facility) else {
        merged.push(part.clone());
        return;
    };
    for more in &part.cells {
        match sum.cells.iter_mut().find(|cell| cell.is(more)) {
            Some(cell) => cell.times += more.times,
            None => sum.cells.push(more.clone()),
        }
    }
    sum.cells.sort_by(|left, right| {
        (&left.call, left.beside, &left.by).cmp(&(&right.call, right.beside, &right.by))
    });
    *sum = reached(&sum.facility, std::mem::take(&mut sum.cells));
}

/// One sentence; nothing where nothing sleeps.
pub fn told(record: &Record) -> Option<String> {
    let sum = |number: fn(&Reached) -> u64| record.reached.iter().map(number).sum::<u64>();
    let (known, met) = (sum(|reached| reached.known), sum(|reached| reached.met));
    let new = sum(|reached| reached.cells.len() as u64) - met;
    let more = if new > 0 { format!(", and {new} that are new") } else { String::new() };
    (known + new > 0).then(|| format!("wake matrix: {met} of {known} known cells met{more}"))
}

#[cfg(test)]
mod tests {
    use super::{Cell, add, known, reached};

    #[test]
    fn what_is_met_is_told_from_what_is_known() {
        let all: Vec<Cell> = known("pipe").collect();
        assert!(all.len() > 10, "pipes wake in many ways: {all:?}");
        let new = Cell { by: "magic".into(), ..all[0].clone() };
        let told = reached("pipe", vec![all[0].clone(), all[1].clone(), new]);
        assert_eq!((told.known, told.met, told.cells.len()), (all.len() as u64, 2, 3));
    }

    #[test]
    fn parts_of_a_run_met_what_either_met() {
        let all: Vec<Cell> = known("pipe").map(|cell| Cell { times: 1, ..cell }).collect();
        let mut sum = vec![];
        add(&mut sum, &reached("pipe", all[..2].to_vec()));
        add(&mut sum, &reached("pipe", all[1..3].to_vec()));
        assert_eq!(sum[0].met, 3);
        assert_eq!(sum[0].cells.iter().map(|cell| cell.times).sum::<u64>(), 4);
    }
}
