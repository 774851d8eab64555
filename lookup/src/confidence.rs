//! Which candidate is the right one, and how sure that is: a conditional logit with *none of them* among
//! the choices (McFadden, *Conditional logit analysis of qualitative choice behavior*, 1974).
//!
//! Each candidate has a utility, the weighted sum of its features; the probability that it is the right one
//! is `exp(utility) / (exp(none) + Σ exp(utility of each))`. So a close rival lowers the confidence in the
//! first, and every weight but that of nothing is positive: more evidence never lowers it.

/// At or above it an answer is called an answer.
pub(crate) const THRESHOLD: f32 = 0.5;

/// What a match rests on. Each is 0 when nothing speaks for the candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Features(pub(crate) [f32; Features::COUNT]);

impl Features {
    pub(crate) const COUNT: usize = 8;
}

/// The weight of each feature, and the utility of *none*.
pub(crate) const WEIGHTS: Features = Features([0.15, 3.0, 5.0, 3.0, 2.0, 0.9, 0.0, 0.5]);
pub(crate) const NONE: f32 = 5.0;

/// The weighted sum of a candidate's features.
pub(crate) fn utility(features: &Features) -> f32 {
    features.0.iter().zip(WEIGHTS.0).map(|(feature, weight)| feature * weight).sum()
}

/// The probability of each candidate.
pub(crate) fn probabilities(utilities: &[f32]) -> Vec<f32> {
    let greatest = utilities.iter().copied().fold(NONE, f32::max);
    let parts: Vec<f32> = utilities.iter().map(|utility| libm::expf(utility - greatest)).collect();
    let total = libm::expf(NONE - greatest) + parts.iter().sum::<f32>();
    parts.into_iter().map(|part| part / total).collect()
}
