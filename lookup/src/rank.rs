//! BM25F: term frequencies of all fields are weighted, length-normalised and added up before they saturate.
//!
//! Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009, section 3.6.

use crate::Field;

/// The parameters of the ranking.
pub(crate) struct Params {
    /// Saturation of term frequency.
    pub(crate) k1: f32,
    /// Weight of each field, by [`Field::index`].
    pub(crate) weight: [f32; Field::COUNT],
    /// How much a field's length counts against it, 0 to 1.
    pub(crate) b: [f32; Field::COUNT],
}

/// Chosen by what the fields are: what people say weighs more than what is explained; not fitted.
pub(crate) const PARAMS: Params = Params {
    k1: 1.2,
    //       title summary symptom signature keyword body
    weight: [3.0, 2.0, 2.5, 2.0, 1.5, 0.6],
    b: [0.3, 0.3, 0.6, 0.6, 0.2, 0.75],
};

/// Words of each field of a document, or their averages.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lengths<T = u32>(pub(crate) [T; Field::COUNT]);

impl Lengths {
    /// The average of each field.
    pub(crate) fn average(all: &[Self]) -> Lengths<f32> {
        let mut average = Lengths::<f32>::default();
        for (field, average) in average.0.iter_mut().enumerate() {
            let total: u64 = all.iter().map(|lengths| u64::from(lengths.0[field])).sum();
            *average = total as f32 / all.len().max(1) as f32;
        }
        average
    }
}

/// How rare a term is: Robertson and Sparck Jones weight with the +1 that keeps it positive. Documents with
/// the term count by its saturated frequency in them, so that a word that is only mentioned in the
/// explanation of many stays rare.
pub(crate) fn idf(documents: usize, mass: f32) -> f32 {
    let all = documents as f32;
    libm::logf(1.0 + (all - mass + 0.5).max(0.0) / (mass + 0.5))
}

/// The saturated frequency of a term in a document, 0 to 1.
pub(crate) fn saturation(frequency: &[u32; Field::COUNT], length: &Lengths, average: &Lengths<f32>) -> f32 {
    let mut weighted = 0.0;
    for field in 0..Field::COUNT {
        if frequency[field] > 0 {
            let relative = length.0[field] as f32 / average.0[field].max(1.0);
            let norm = 1.0 - PARAMS.b[field] + PARAMS.b[field] * relative;
            weighted += PARAMS.weight[field] * frequency[field] as f32 / norm;
        }
    }
    weighted / (PARAMS.k1 + weighted)
}
