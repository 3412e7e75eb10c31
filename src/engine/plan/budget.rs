//! How the time of a run is dealt to its jobs: what one leaves, those that follow it share.
//!
//! A room that is absent, or is slow to begin, costs the others nothing: each job has its part of
//! what is left when it starts.

use std::time::Duration;

/// What starting and ending a job costs at the most: kept back from its time.
const OVERHEAD: Duration = Duration::from_millis(80);

/// A job that is about to start, among those that still wait for their turn.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    pub weight: u32,
    /// The weights of all that wait, with its own.
    pub weights: u32,
    /// Jobs that can run only one after the other, with this one; 1 if it runs beside any.
    pub in_turn: u32,
}

/// The time of a job, `left` before the end of all, of so many workers; those that are `busy` are
/// so for that long yet.
pub fn share(left: Duration, workers: u32, busy: &[Duration], turn: Turn) -> Duration {
    let busy: Duration = busy.iter().map(|busy| left.min(*busy)).sum();
    let free = (left * workers).saturating_sub(busy);
    let share = free * turn.weight / turn.weights;
    share.min(left / turn.in_turn).saturating_sub(OVERHEAD)
}

#[cfg(test)]
mod tests {
    use super::{OVERHEAD, Turn, share};
    use std::time::Duration;

    const ALONE: Turn = Turn { weight: 1, weights: 1, in_turn: 1 };
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn jobs_share_what_all_workers_have_by_their_weight() {
        let turn = Turn { weight: 3, weights: 8, in_turn: 1 };
        assert_eq!(share(8 * SECOND, 2, &[], turn) + OVERHEAD, 6 * SECOND);
    }

    #[test]
    fn what_a_running_job_will_use_is_not_dealt_again() {
        let turn = Turn { weight: 1, weights: 2, in_turn: 1 };
        assert_eq!(share(8 * SECOND, 2, &[6 * SECOND], turn) + OVERHEAD, 5 * SECOND);
    }

    #[test]
    fn what_earlier_jobs_left_belongs_to_the_last() {
        assert_eq!(share(8 * SECOND, 1, &[], ALONE) + OVERHEAD, 8 * SECOND);
    }

    #[test]
    fn no_job_has_more_than_is_left_of_the_run() {
        assert_eq!(share(8 * SECOND, 2, &[], ALONE) + OVERHEAD, 8 * SECOND);
        assert_eq!(share(Duration::ZERO, 2, &[SECOND], ALONE), Duration::ZERO);
    }

    #[test]
    fn jobs_that_take_turns_have_the_time_once() {
        let turn = Turn { weight: 1, weights: 4, in_turn: 4 };
        assert_eq!(share(8 * SECOND, 8, &[], turn) + OVERHEAD, 2 * SECOND);
    }
}
