//! What outcomes add up to. Positives are queries that a solution answers, negatives those that none does.

use crate::{Outcome, Prng, outcome::DEPTH};

/// Counts over outcomes. Ranking is measured on positives alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Metrics {
    /// Positives.
    pub positives: usize,
    /// Positives whose solution came first.
    pub hit_1: usize,
    /// Positives whose solution was among the first three.
    pub hit_3: usize,
    /// Sum of 1 / place of the right solution, down to the tenth place.
    pub reciprocal: f64,
    /// Positives that were answered at the engine's own threshold.
    pub answered: usize,
    /// Of these, those answered with the right solution.
    pub answered_rightly: usize,
    /// Negatives.
    pub negatives: usize,
    /// Negatives that were answered all the same.
    pub false_answers: usize,
    /// Negatives that resemble a solution.
    pub near: usize,
    /// Of these, those that were answered.
    pub near_false_answers: usize,
}

impl Metrics {
    /// Adds outcomes up.
    pub fn of<'o>(outcomes: impl IntoIterator<Item = &'o Outcome<'o>>) -> Self {
        let mut sum = Self::default();
        for outcome in outcomes {
            let answered = usize::from(outcome.answered());
            if outcome.query.expected.is_some() {
                let rank = outcome.rank().filter(|rank| *rank <= DEPTH);
                sum.positives += 1;
                sum.hit_1 += usize::from(rank == Some(1));
                sum.hit_3 += usize::from(rank.is_some_and(|rank| rank <= 3));
                sum.reciprocal += rank.map_or(0.0, |rank| 1.0 / rank as f64);
                sum.answered += answered;
                sum.answered_rightly += answered * usize::from(rank == Some(1));
            } else {
                let near = usize::from(outcome.query.near.is_some());
                sum.negatives += 1;
                sum.false_answers += answered;
                sum.near += near;
                sum.near_false_answers += near * answered;
            }
        }
        sum
    }

    /// Mean reciprocal rank.
    #[must_use]
    pub fn mrr(&self) -> f64 {
        self.reciprocal / self.positives.max(1) as f64
    }
}

/// A share; 0 of nothing.
#[must_use]
pub fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// Resamples for an interval.
const RESAMPLES: usize = 2_000;
const SEED: u64 = 7;

/// The 95 % interval of a mean by the percentile bootstrap (Efron, 1979): the same values give the same interval.
#[must_use]
pub fn interval(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut prng = Prng::new(SEED);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| (0..values.len()).map(|_| *prng.pick(values)).sum::<f64>() / values.len() as f64)
        .collect();
    means.sort_by(f64::total_cmp);
    (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40])
}

/// For each positive 1 when its solution came first, else 0.
#[must_use]
pub fn firsts(outcomes: &[Outcome<'_>]) -> Vec<f64> {
    let positives = outcomes.iter().filter(|outcome| outcome.query.expected.is_some());
    positives.map(|outcome| f64::from(u8::from(outcome.right()))).collect()
}

/// How much more often the one than the other is right first, with its 95 % interval, on the same queries.
#[must_use]
pub fn advantage(one: &[Outcome<'_>], other: &[Outcome<'_>]) -> (f64, (f64, f64)) {
    let differences: Vec<f64> =
        firsts(one).iter().zip(firsts(other)).map(|(one, other)| one - other).collect();
    let mean = differences.iter().sum::<f64>() / differences.len().max(1) as f64;
    (mean, interval(&differences))
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
