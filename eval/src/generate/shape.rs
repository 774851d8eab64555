//! How long the fields of generated documents are.

/// Words of a field, and how many texts it has. Each text varies by a third around its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Words of the title.
    pub title: usize,
    /// Words of the summary.
    pub summary: usize,
    /// Number of symptoms.
    pub symptoms: usize,
    /// Words of a symptom.
    pub symptom: usize,
    /// Number of signatures.
    pub signatures: usize,
    /// Words of a signature after the name of its error.
    pub signature: usize,
    /// Languages, frameworks, platforms and components.
    pub facets: usize,
    /// Number of texts in the body.
    pub bodies: usize,
    /// Words of each.
    pub body: usize,
}

impl Shape {
    /// As the real catalogue has them, on average.
    pub const FULL: Self = Self {
        title: 11,
        summary: 32,
        symptoms: 47,
        symptom: 12,
        signatures: 15,
        signature: 8,
        facets: 14,
        bodies: 6,
        body: 80,
    };

    /// A sixth of the text, so that a million documents can be indexed in the memory of one machine.
    pub const SHORT: Self = Self {
        title: 8,
        summary: 16,
        symptoms: 8,
        symptom: 10,
        signatures: 3,
        signature: 8,
        facets: 4,
        bodies: 2,
        body: 30,
    };

    /// [`Shape::FULL`] below 100,000 documents, else [`Shape::SHORT`].
    #[must_use]
    pub fn of(documents: u64) -> Self {
        if documents < 100_000 { Self::FULL } else { Self::SHORT }
    }
}
