//! How long a run elsewhere may take before it counts as hung.

use std::time::Duration;

/// What a run takes beyond its budget: set-up, confirming, and reports over a slow line.
const SLACK: Duration = Duration::from_mins(1);
/// A run that has cases and no time.
const UNTIMED: Duration = Duration::from_mins(30);

/// The deadline of a run with this budget of time. Emulators stretch what is not budgeted.
pub fn of_budget(time: Option<Duration>) -> Duration {
    time.map_or(UNTIMED, |time| time * 2 + SLACK)
}
