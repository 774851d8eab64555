//! Catalogues of any size that behave like the real one, and questions to them.
//!
//! A document is made from the seed and its number alone, so that a catalogue is a stream: nothing but the
//! engine that indexes it holds all of it, and a question can name any document without reading the others.
//! The same seed gives the same bytes.
//!
//! Words follow Zipf's law over a vocabulary that grows by Heaps' law ([`Vocabulary`]). Every document has a few
//! words of its own that come back in its fields, as those of a real one do. One document in twenty is a near-duplicate:
//! a copy of an earlier one with some words changed.

pub mod asked;
mod shape;
mod signature;
mod vocabulary;
mod zipf;

use remedy_lookup::{Document, Field};

pub use self::{shape::Shape, vocabulary::Vocabulary};
use crate::Prng;

/// A generated catalogue.
#[derive(Debug, Clone)]
pub struct Catalogue {
    seed: u64,
    documents: u64,
    shape: Shape,
    vocabulary: Vocabulary,
}

/// Share of documents that are near-duplicates of an earlier one.
const DUPLICATES: f64 = 0.05;
/// Share of a near-duplicate's words that differ.
const CHANGED: f64 = 0.12;
/// Words of a document's own, and the share of its words that they are.
const OWN_WORDS: usize = 12;
const OWN_SHARE: f64 = 0.3;

/// Names for the facets of documents.
const NAMES: [&str; 24] = [
    "python",
    "javascript",
    "typescript",
    "java",
    "go",
    "rust",
    "csharp",
    "ruby",
    "asyncio",
    "fastapi",
    "django",
    "celery",
    "express",
    "spring",
    "langchain",
    "kubernetes",
    "docker",
    "windows",
    "macos",
    "linux",
    "redis",
    "postgres",
    "kafka",
    "sqlite",
];

impl Catalogue {
    /// A catalogue with this many documents, its vocabulary begun by the words of real ones.
    #[must_use]
    pub fn new(seed: u64, documents: u64, real: &[Document]) -> Self {
        let vocabulary = Vocabulary::new(real, documents);
        Self { seed, documents, shape: Shape::of(documents), vocabulary }
    }

    /// Lengths of the fields.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// All documents, made one by one.
    pub fn iter(&self) -> impl Iterator<Item = Document> {
        (0..self.documents).map(|number| self.document(number))
    }

    /// The id of a document.
    #[must_use]
    pub fn id(number: u64) -> String {
        format!("solution-{number:07}")
    }

    /// A document by its number.
    #[must_use]
    pub fn document(&self, number: u64) -> Document {
        let mut prng = Prng::of(self.seed, number);
        if number > 0 && prng.chance(DUPLICATES) {
            let mut copy = self.original(prng.below(number));
            copy.id = Self::id(number);
            for (_, text) in copy.fields.iter_mut().filter(|(field, _)| *field != Field::Keyword) {
                *text = self.changed(&mut prng, text);
            }
            copy.signatures = copy
                .fields
                .iter()
                .filter(|(field, _)| *field == Field::Signature)
                .map(|(_, text)| text.clone())
                .collect();
            return copy;
        }
        self.original(number)
    }

    /// A document that is nobody's copy.
    fn original(&self, number: u64) -> Document {
        let mut prng = Prng::of(self.seed ^ 0x5EED, number);
        let own: Vec<String> = (0..OWN_WORDS).map(|_| self.vocabulary.telling_word(&mut prng)).collect();
        let shape = &self.shape;
        let mut fields = vec![
            (Field::Title, self.text(&mut prng, &own, shape.title)),
            (Field::Summary, self.text(&mut prng, &own, shape.summary)),
        ];
        for _ in 0..shape.symptoms {
            fields.push((Field::Symptom, self.text(&mut prng, &own, shape.symptom)));
        }
        let signatures: Vec<String> =
            (0..shape.signatures).map(|_| self.signature(&mut prng, &own)).collect();
        fields.extend(signatures.iter().map(|signature| (Field::Signature, signature.clone())));
        let mut names = NAMES;
        prng.shuffle(&mut names);
        let facets: Vec<String> = names.iter().take(shape.facets).map(|name| (*name).to_owned()).collect();
        fields.extend(facets.iter().map(|facet| (Field::Keyword, facet.clone())));
        for _ in 0..shape.bodies {
            fields.push((Field::Body, self.text(&mut prng, &own, shape.body)));
        }
        Document { id: Self::id(number), stored: String::new(), fields, signatures, facets, elsewhere: false }
    }

    /// About this many words: from two thirds of it to four thirds.
    fn text(&self, prng: &mut Prng, own: &[String], words: usize) -> String {
        let count = prng.between((words * 2 / 3).max(2), words * 4 / 3);
        let words: Vec<String> = (0..count).map(|_| self.word(prng, own)).collect();
        words.join(" ")
    }

    fn word(&self, prng: &mut Prng, own: &[String]) -> String {
        if prng.chance(OWN_SHARE) { prng.pick(own).clone() } else { self.vocabulary.word(prng) }
    }

    /// The same text with some words exchanged; names of errors and placeholders stay.
    fn changed(&self, prng: &mut Prng, text: &str) -> String {
        let words: Vec<String> = text
            .split(' ')
            .map(|word| {
                let plain = word.bytes().all(|letter| letter.is_ascii_lowercase());
                if plain && prng.chance(CHANGED) { self.vocabulary.word(prng) } else { word.to_owned() }
            })
            .collect();
        words.join(" ")
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
