//! How sure an answer is: a logistic model over a few features, each of which can only raise it.

/// At or above it an answer is called an answer.
pub(crate) const THRESHOLD: f32 = 0.5;

/// What a match rests on.
pub(crate) struct Evidence {
    /// Share of the query's information that the document has, 0 to 1.
    pub(crate) coverage: f32,
    /// How far the score is above the best other one, relative to it; negative when below.
    pub(crate) margin: f32,
    /// Information in the words of the best signature that occurs.
    pub(crate) signature: f32,
    /// Closeness to one symptom, 0 to 1.
    pub(crate) symptom: f32,
    /// Information of the matched words.
    pub(crate) mass: f32,
}

/// Weights, chosen on the recorded failures and a list of unrelated texts; a first rough fit.
pub(crate) fn confidence(evidence: &Evidence) -> f32 {
    let logit = -6.0
        + 3.0 * evidence.coverage
        + 1.5 * evidence.margin
        + 2.2 * evidence.signature.min(3.0)
        + 3.0 * evidence.symptom
        + 0.5 * evidence.mass.min(6.0);
    1.0 / (1.0 + libm::expf(-logit))
}
