//! How long things take.

use serde::{Deserialize, Serialize};

/// Questions of one sort, put to one engine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Timing {
    /// Number of questions.
    pub(super) asked: usize,
    /// The median, in nanoseconds.
    pub(super) median: u64,
    /// 99 of 100 took no longer, in nanoseconds.
    pub(super) p99: u64,
    /// Questions whose document came first.
    pub(super) first: usize,
    /// Questions whose document was among the hits.
    pub(super) found: usize,
}

/// The value that this share of values does not exceed (nearest rank).
pub(super) fn quantile(values: &mut [u64], share: f64) -> u64 {
    values.sort_unstable();
    let rank = (share * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The middle one of some measurements, each statistic by itself.
pub(super) fn middle(timings: &[Timing]) -> Timing {
    let of = |value: fn(&Timing) -> u64| quantile(&mut timings.iter().map(value).collect::<Vec<_>>(), 0.5);
    let first = timings.first().cloned().unwrap_or_default();
    Timing { median: of(|timing| timing.median), p99: of(|timing| timing.p99), ..first }
}

#[cfg(test)]
mod tests {
    use super::{Timing, middle, quantile};

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let mut values: Vec<u64> = (1..=200).rev().collect();
        assert_eq!((quantile(&mut values, 0.5), quantile(&mut values, 0.99)), (100, 198));
        assert_eq!((quantile(&mut [7], 0.99), quantile(&mut [], 0.5)), (7, 0));
    }

    #[test]
    fn one_slow_round_does_not_count() {
        let timing = |median, p99| Timing { median, p99, ..Timing::default() };
        let middle = middle(&[timing(1, 9), timing(5, 2), timing(2, 3)]);
        assert_eq!((middle.median, middle.p99), (2, 3));
    }
}
