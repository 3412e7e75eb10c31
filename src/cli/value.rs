//! Values of arguments: seeds, durations, partitions, kernel versions.

use std::time::Duration;

use crate::claim::Version;
use crate::engine::plan::{By, Partition};
use crate::report::version;

/// Most parts that a run may be dealt into.
const PARTS_MAX: u32 = 10_000;
/// Longest time that can be asked for: a week.
const SECONDS_MAX: f64 = 604_800.0;

/// A seed: `0x` and hexadecimal digits, or decimal.
pub fn seed(text: &str) -> Result<u64, String> {
    let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    // `from_str_radix` and `parse` both take a sign, which a seed has not.
    number
        .ok()
        .filter(|_| !text.contains('+'))
        .ok_or_else(|| "a seed is 0x and up to 16 hexadecimal digits, or decimal below 2^64".into())
}

/// As records print it.
pub fn show_seed(seed: u64) -> String {
    format!("{seed:#018x}")
}

/// A duration: a number and its unit, `500ms`, `20s`, `2m`, `1h`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let mend = || "a duration is a number and ms, s, m or h: 500ms, 20s, 2m, 1.5h".to_owned();
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(mend)?;
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        _ => return Err(mend()),
    };
    let seconds = number.parse::<f64>().map_err(|_| mend())? * factor;
    if !(seconds > 0.0 && seconds <= SECONDS_MAX) {
        return Err("a duration is above zero and at most a week".into());
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// A partition: `slice:K/N` or `hash:K/N`, K from 1.
pub fn partition(text: &str) -> Result<Partition, String> {
    let mend = || format!("a partition is slice:K/N or hash:K/N, with 1 <= K <= N <= {PARTS_MAX}");
    let (by, parts) = text.split_once(':').ok_or_else(mend)?;
    let by = match by {
        "slice" => By::Slice,
        "hash" => By::Hash,
        _ => return Err(mend()),
    };
    let (part, of) = parts.split_once('/').ok_or_else(mend)?;
    let (part, of) = (part.parse().map_err(|_| mend())?, of.parse().map_err(|_| mend())?);
    if part == 0 || part > of || of > PARTS_MAX {
        return Err(mend());
    }
    Ok(Partition { by, part, of })
}

/// A kernel version: `5.10` or `5.10.3`.
pub fn kernel(text: &str) -> Result<Version, String> {
    version::parse(text).ok_or_else(|| "a kernel version is X.Y or X.Y.Z, such as 5.10".to_owned())
}

/// A count that is not zero, within the range of its type.
pub fn positive<N: TryFrom<u64>>(text: &str) -> Result<N, String> {
    let number = text.parse::<u64>().ok().filter(|number| *number > 0);
    let fitting = number.and_then(|number| N::try_from(number).ok());
    fitting.ok_or_else(|| "a whole number above zero".into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::{duration, kernel, partition, positive, seed, show_seed};

    #[rstest]
    #[case("0x51f3", 0x51f3)]
    #[case("0xffffffffffffffff", u64::MAX)]
    #[case("18446744073709551615", u64::MAX)]
    #[case("0", 0)]
    fn a_seed_is_hexadecimal_or_decimal(#[case] text: &str, #[case] expected: u64) {
        assert_eq!(seed(text), Ok(expected));
        assert_eq!(seed(&show_seed(expected)), Ok(expected));
    }

    #[rstest]
    fn what_is_not_a_seed_is_refused(
        #[values("", "51f3", "-1", "+1", "0x", "0x+1", "0x12345678901234567", "1.5")] text: &str,
    ) {
        assert!(seed(text).is_err());
    }

    #[rstest]
    #[case("500ms", 500)]
    #[case("20s", 20_000)]
    #[case("2m", 120_000)]
    #[case("1.5h", 5_400_000)]
    fn a_duration_has_a_unit(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    fn what_is_not_a_duration_is_refused(
        #[values("", "20", "s", "0s", "-1s", "5 parsecs", "1e9h", "infs", "nans")] text: &str,
    ) {
        assert!(duration(text).is_err());
    }

    #[rstest]
    fn what_is_not_a_partition_is_refused(
        #[values("", "1/2", "slice:0/2", "slice:3/2", "hash:1", "dice:1/2", "slice:1/99999")]
        text: &str,
    ) {
        assert!(partition(text).is_err());
    }

    #[rstest]
    fn what_is_not_a_count_is_refused(#[values("", "0", "-1", "many", "4294967296")] text: &str) {
        assert_eq!(positive::<u32>(text), Err("a whole number above zero".into()));
    }

    #[test]
    fn a_partition_is_shown_as_it_was_read() {
        assert_eq!(partition("hash:2/4").unwrap().to_string(), "hash:2/4");
    }

    #[rstest]
    fn what_is_not_a_kernel_version_is_refused(#[values("", "6", "6.x", "6.1.2.3")] text: &str) {
        assert!(kernel(text).is_err());
    }
}
