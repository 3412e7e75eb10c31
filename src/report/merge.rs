//! The parts of one run made one record: counts added, verdicts drawn anew from the sums.

use super::distinct;
use super::reached;
use super::record::{ClaimLine, Record, Run, Silence, Verdict};

/// Why records are not parts of one run.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct MergeError {
    /// Which of the records does not belong to the first, or cannot be used itself.
    pub nth: usize,
    why: String,
}

impl MergeError {
    fn differ(nth: usize, what: &str, left: &str, right: &str) -> Self {
        let why =
            format!("they differ in {what} ({left} and {right}); merge only parts of one run");
        Self { nth, why }
    }
}

/// Merges one or more records. The exit status is left to the caller.
pub fn merge(records: &[Record]) -> Result<Record, MergeError> {
    let (first, rest) = records.split_first().expect("a merge is of at least one record");
    if let Some(nth) = records.iter().position(|record| record.end.interrupted) {
        let why = "the run was interrupted, and its record is no whole part; run that part again";
        return Err(MergeError { nth, why: why.into() });
    }
    let mut merged = first.clone();
    let mut parts: Vec<&str> = first.run.partition.as_deref().into_iter().collect();
    for (index, record) in rest.iter().enumerate() {
        agree(&first.run, &record.run, index + 1)?;
        let part = record.run.partition.as_deref().unwrap_or("no partition");
        if parts.is_empty() || parts.contains(&part) {
            let left = parts.first().copied().unwrap_or("no partition");
            let what = "nothing, not even the part";
            return Err(MergeError::differ(index + 1, what, left, part));
        }
        parts.push(part);
        add(&mut merged, record);
    }
    distinct(&mut merged.deviations);
    merged.run.partition = (!is_whole(&parts) && !parts.is_empty()).then(|| parts.join("+"));
    merged.count();
    Ok(merged)
}

fn agree(left: &Run, right: &Run, nth: usize) -> Result<(), MergeError> {
    let assumed = |run: &Run| run.assumed_kernel.clone().unwrap_or_default();
    let facts = [
        ("schema", left.schema.to_string(), right.schema.to_string()),
        ("version of bythebook", left.version.clone(), right.version.clone()),
        ("kernel", left.kernel.release.clone(), right.kernel.release.clone()),
        ("machine", left.kernel.machine.clone(), right.kernel.machine.clone()),
        ("assumed kernel", assumed(left), assumed(right)),
        ("target", left.target.clone(), right.target.clone()),
        ("seed", left.seed.clone(), right.seed.clone()),
        ("cases", format!("{:?}", left.cases), format!("{:?}", right.cases)),
        ("steps", format!("{:?}", left.steps), format!("{:?}", right.steps)),
        ("patterns", left.patterns.join(" "), right.patterns.join(" ")),
    ];
    match facts.into_iter().find(|(_, left, right)| left != right) {
        Some((what, left, right)) => Err(MergeError::differ(nth, what, &left, &right)),
        None => Ok(()),
    }
}

/// Whether these are all N parts of N.
fn is_whole(parts: &[&str]) -> bool {
    let of = |part: &str| part.rsplit_once('/').and_then(|(_, of)| of.parse::<usize>().ok());
    parts.first().is_some_and(|part| of(part) == Some(parts.len()))
        && parts.iter().all(|part| of(part) == Some(parts.len()))
}

fn add(merged: &mut Record, part: &Record) {
    for begun in &part.begun {
        if !merged.begun.contains(begun) {
            merged.begun.push(begun.clone());
        }
    }
    for line in &part.claims {
        match merged.claims.iter_mut().find(|known| known.id == line.id) {
            Some(known) => add_claim(known, line),
            None => merged.claims.push(line.clone()),
        }
    }
    for deviation in &part.deviations {
        if !merged.deviations.contains(deviation) {
            merged.deviations.push(deviation.clone());
        }
    }
    for silence in &part.silences {
        match merged.silences.iter_mut().find(|known| known.id == silence.id) {
            Some(known) => add_silence(known, silence),
            None => merged.silences.push(silence.clone()),
        }
    }
    for limit in &part.limits {
        if !merged.limits.iter().any(|known| known.name == limit.name) {
            merged.limits.push(limit.clone());
        }
    }
    part.reached.iter().for_each(|part| reached::add(&mut merged.reached, part));
    add_end(merged, part);
}

fn add_end(merged: &mut Record, part: &Record) {
    let (sum, end) = (&mut merged.end, &part.end);
    sum.inconclusive += end.inconclusive;
    sum.not_told_apart += end.not_told_apart;
    for call in &end.filtered_calls {
        if !sum.filtered_calls.contains(call) {
            sum.filtered_calls.push(call.clone());
        }
    }
    sum.scripts += end.scripts;
    sum.operations += end.operations;
    sum.races += end.races;
    sum.races_overlapped += end.races_overlapped;
    // Parts run side by side: the time that a person waited is the longest of theirs.
    sum.seconds = sum.seconds.max(end.seconds);
    sum.digest = combined(&sum.digest, &end.digest);
}

/// Independent of the order of the parts: the sum of the numbers that the digests are.
fn combined(left: &str, right: &str) -> String {
    match (u128::from_str_radix(left, 16), u128::from_str_radix(right, 16)) {
        (Ok(one), Ok(other)) => {
            format!("{:0width$x}", one.wrapping_add(other), width = left.len().min(32))
        }
        _ => format!("{left}+{right}"),
    }
}

fn add_claim(known: &mut ClaimLine, line: &ClaimLine) {
    known.ruled += line.ruled;
    known.kept += line.kept;
    known.broken += line.broken;
    known.ambiguous += line.ambiguous;
    known.waited = sum(known.waited, line.waited);
    known.woken = sum(known.woken, line.woken);
    if weight(line.verdict) < weight(known.verdict) {
        known.verdict = line.verdict;
        known.reason.clone_from(&line.reason);
    }
}

fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one.unwrap_or(0) + other.unwrap_or(0)).filter(|_| one.is_some() || other.is_some())
}

/// What one part found beats what another did not see; a fault beats everything.
fn weight(verdict: Verdict) -> usize {
    const ORDER: [Verdict; 7] = [
        Verdict::Broken,
        Verdict::Failed,
        Verdict::Unexpected,
        Verdict::Known,
        Verdict::Kept,
        Verdict::Idle,
        Verdict::Skipped,
    ];
    ORDER.iter().position(|listed| *listed == verdict).unwrap_or(ORDER.len())
}

fn add_silence(known: &mut Silence, silence: &Silence) {
    for done in &silence.outcomes {
        match known.outcomes.iter_mut().find(|seen| seen.outcome == done.outcome) {
            Some(seen) => seen.times += done.times,
            None => known.outcomes.push(done.clone()),
        }
    }
}
