//! Whether a confidence means what it says.
//!
//! A sample is the first hit of any query, its confidence, and whether it was right; the first hit of a
//! negative is wrong by definition. A query without hits makes no claim, and is no sample.

use crate::Outcome;

/// A claim and its truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// What the engine said, 0 to 1.
    pub confidence: f64,
    /// Whether it was right.
    pub right: bool,
}

/// Samples whose confidence lies in one tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Number of samples.
    pub count: usize,
    /// Sum of their confidences.
    pub claimed: f64,
    /// How many were right.
    pub right: usize,
}

impl Bin {
    /// How far claim and truth are apart, on average.
    #[must_use]
    pub fn gap(&self) -> f64 {
        (self.claimed - self.right as f64).abs() / self.count.max(1) as f64
    }
}

/// Number of bins, of equal width.
pub const BINS: usize = 10;

/// The samples of outcomes.
#[must_use]
pub fn samples(outcomes: &[Outcome<'_>]) -> Vec<Sample> {
    outcomes
        .iter()
        .filter_map(|outcome| {
            Some(Sample { confidence: f64::from(outcome.confidence()?), right: outcome.right() })
        })
        .collect()
}

/// The reliability table.
#[must_use]
pub fn reliability(samples: &[Sample]) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for sample in samples {
        let bin = &mut bins[((sample.confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.claimed += sample.confidence;
        bin.right += usize::from(sample.right);
    }
    bins
}

/// Expected calibration error: the gap of each bin, weighed by its samples (Naeini, Cooper and Hauskrecht,
/// *Obtaining well calibrated probabilities using Bayesian binning*, AAAI 2015).
#[must_use]
pub fn ece(samples: &[Sample]) -> f64 {
    let total: f64 = reliability(samples).iter().map(|bin| bin.gap() * bin.count as f64).sum();
    total / samples.len().max(1) as f64
}

/// What happens when everything at or above a confidence is called an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Trade {
    /// The confidence.
    pub threshold: f64,
    /// Positives that are answered.
    pub positives: usize,
    /// Negatives that are answered.
    pub negatives: usize,
    /// Answers that are wrong.
    pub wrong: usize,
}

/// Risk and coverage at some thresholds.
#[must_use]
pub fn trades(outcomes: &[Outcome<'_>], thresholds: &[f64]) -> Vec<Trade> {
    let trade = |threshold: &f64| {
        let mut trade = Trade { threshold: *threshold, ..Trade::default() };
        for outcome in outcomes {
            if outcome.confidence().is_some_and(|confidence| f64::from(confidence) >= *threshold) {
                let positive = outcome.query.expected.is_some();
                trade.positives += usize::from(positive);
                trade.negatives += usize::from(!positive);
                trade.wrong += usize::from(!outcome.right());
            }
        }
        trade
    };
    thresholds.iter().map(trade).collect()
}

#[cfg(test)]
mod tests {
    use super::{Sample, ece, reliability, samples, trades};
    use crate::testing::{outcome, query};

    fn sample(confidence: f64, right: bool) -> Sample {
        Sample { confidence, right }
    }

    #[test]
    fn the_error_is_the_mean_gap_of_the_bins() {
        // Bin 9: claims 0.95 and 0.90, one of two right: gap 0.425. Bin 1: claims 0.15, wrong: gap 0.15.
        let three = [sample(0.95, true), sample(0.90, false), sample(0.15, false)];
        assert!((ece(&three) - (2.0 * 0.425 + 0.15) / 3.0).abs() < 1e-12);
        assert_eq!(reliability(&three)[9].count, 2);
        assert_eq!(reliability(&[sample(1.0, true)])[9].count, 1);
        assert!(ece(&[sample(1.0, true), sample(0.0, false)]).abs() < 1e-12);
        assert!(ece(&[]).abs() < 1e-12);
    }

    #[test]
    fn a_negatives_first_hit_is_wrong_and_no_hit_is_no_sample() {
        let (positive, negative) = (query(Some("a"), None), query(None, None));
        let outcomes = [
            outcome(&positive, &["a"], 0.75, true),
            outcome(&negative, &["a"], 0.5, true),
            outcome(&positive, &[], 0.0, false),
        ];
        assert_eq!(samples(&outcomes), [sample(0.75, true), sample(0.5, false)]);
        let trades = trades(&outcomes, &[0.5, 0.6]);
        assert_eq!((trades[0].positives, trades[0].negatives, trades[0].wrong), (1, 1, 1));
        assert_eq!((trades[1].positives, trades[1].negatives, trades[1].wrong), (1, 0, 0));
    }
}
