//! Which candidate is the right one, and how sure that is: a conditional logit with *none of them* among
//! the choices (McFadden, *Conditional logit analysis of qualitative choice behavior*, 1974).
//!
//! Each candidate has a utility, the weighted sum of its features; the probability that it is the right one
//! is `exp(utility) / (exp(none) + Σ exp(utility of each))`. So a close rival lowers the confidence in the
//! first, a failure that is answered elsewhere does too, and as no feature's weight is negative, more evidence
//! never lowers it.

/// The confidence at or above which the first hit is called an answer, unless [`crate::Index::with_threshold`]
/// says otherwise: it is then likelier than everything else together. A lower threshold answers more, rightly and
/// wrongly; the evaluation prints how many at each.
pub const DEFAULT_THRESHOLD: f32 = 0.5;

/// What speaks for a candidate. Each part is 0 when nothing does.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features {
    /// The sum of the shares of the text's words (see the crate's documentation, *ranking*), 0 and up.
    pub score: f32,
    /// The same relative to what the text says at most, and a little that it may have left unsaid: 0 to 1.
    pub coverage: f32,
    /// Mean closeness of the three closest units, 0 to 1.
    pub agreement: f32,
    /// Information in the strongest signature that occurs, 0 to 4.
    pub signature: f32,
    /// Parts of the context that fit, 0 to 3.
    pub context: f32,
}

/// The model.
pub(crate) struct Model {
    /// The weight of each feature; none is negative.
    weights: Features,
    /// The utility of *none of them*.
    none: f32,
    /// What is added to the utility of a failure that is answered elsewhere.
    elsewhere: f32,
}

/// Fitted by maximum likelihood on the tuning half of the evaluation's queries and on texts of failures as if they were
/// unknown: `cargo xtask eval --fit`. The weight of a signature stands at the least that the fit allows it;
/// `eval/src/fit.rs` says why there is one.
pub(crate) const MODEL: Model = Model {
    weights: Features { score: 0.64, coverage: 6.78, agreement: 11.05, signature: 0.35, context: 0.95 },
    none: 7.77,
    elsewhere: 1.66,
};

/// The weighted sum of a candidate's features.
pub(crate) fn utility(features: &Features, elsewhere: bool) -> f32 {
    let weights = &MODEL.weights;
    weights.score * features.score
        + weights.coverage * features.coverage
        + weights.agreement * features.agreement
        + weights.signature * features.signature
        + weights.context * features.context
        + if elsewhere { MODEL.elsewhere } else { 0.0 }
}

/// The probability of each candidate.
pub(crate) fn probabilities(utilities: &[f32]) -> Vec<f32> {
    let greatest = utilities.iter().copied().fold(MODEL.none, f32::max);
    let parts: Vec<f32> = utilities.iter().map(|utility| libm::expf(utility - greatest)).collect();
    let total = libm::expf(MODEL.none - greatest) + parts.iter().sum::<f32>();
    parts.into_iter().map(|part| part / total).collect()
}
