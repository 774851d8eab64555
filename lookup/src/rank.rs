//! What a term says for a document: query likelihood over weighted fields, with a Dirichlet prior.
//!
//! A document is a model of the texts that people would write about it. A term's share of the score is the
//! logarithm of how much likelier the document's model makes it than the whole collection does:
//! `ln(1 + f / (μ p))`, where `f` is the term's frequency in the document and `p` its probability in the
//! collection (Zhai and Lafferty, *A study of smoothing methods for language models applied to ad hoc
//! information retrieval*, SIGIR 2001, section 3.2). Frequencies of fields are weighted, length-normalised and
//! added up before that, as in BM25F (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and
//! Beyond*, 2009, section 3.6; the mixture of fields is that of Ogilvie and Callan, SIGIR 2003). Unlike BM25's,
//! the share grows with the frequency without bound: in a document whose symptoms are told in thirty ways, the
//! word of twenty of them says far more than the word of one.

use crate::Field;

/// The parameters of the ranking.
pub(crate) struct Params {
    /// The weight of the prior: `μ` is the collection's mean frequency of all terms in a document, divided by
    /// this.
    pub(crate) sharpness: f32,
    /// Added to a term's frequency in the collection: so much does it count that in other texts the word is used
    /// too, which a single mention in a small collection cannot show.
    pub(crate) pseudo: f32,
    /// Weight of each field, by [`Field::index`].
    pub(crate) weight: [f32; Field::COUNT],
    /// How much a field's length counts against it, 0 to 1.
    pub(crate) b: [f32; Field::COUNT],
}

/// The fields' weights are chosen by what the fields are: what people say weighs more than what is explained.
/// `sharpness` and `pseudo` were chosen on the tuning half of the evaluation's queries.
pub(crate) const PARAMS: Params = Params {
    sharpness: 3.0,
    pseudo: 20.0,
    //       title summary symptom signature keyword body
    weight: [3.0, 2.0, 2.5, 2.0, 1.5, 0.6],
    b: [0.3, 0.3, 0.3, 0.6, 0.2, 0.75],
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

/// The frequency of a term in a document, weighted and normalised by field.
pub(crate) fn frequency(counts: &[u32; Field::COUNT], length: &Lengths, average: &Lengths<f32>) -> f32 {
    let mut weighted = 0.0;
    for (field, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let relative = length.0[field] as f32 / average.0[field].max(1.0);
        let norm = 1.0 - PARAMS.b[field] + PARAMS.b[field] * relative;
        weighted += PARAMS.weight[field] * *count as f32 / norm;
    }
    weighted
}

/// A term's share of a document's score, given its frequency there and in all of `documents`. The unit is what a
/// single mention of a word says that is mentioned nowhere else, so that shares mean the same in a collection of
/// any size.
pub(crate) fn share(documents: usize, frequency: f32, in_collection: f32) -> f32 {
    let ratio = |frequency: f32, in_collection: f32| {
        let expected = (in_collection + PARAMS.pseudo) / (PARAMS.sharpness * documents.max(1) as f32);
        libm::logf(1.0 + frequency / expected)
    };
    ratio(frequency, in_collection) / ratio(1.0, 1.0)
}
