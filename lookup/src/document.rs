//! What an index is built from.

use serde::{Deserialize, Serialize};

/// A document with fields. The engine knows nothing else about what it finds.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Unique within the index.
    pub id: String,
    /// Given back with a hit, untouched.
    pub stored: String,
    /// Texts by field; a field may occur many times, and each text is matched by itself.
    pub fields: Vec<(Field, String)>,
    /// Exact error texts with `{placeholders}` for what varies.
    pub signatures: Vec<String>,
    /// Languages, frameworks, platforms and components that the document is about.
    pub facets: Vec<String>,
    /// A failure that is known, and whose answer is not here: it competes with the others and is never a hit,
    /// so that a text which is about it has no match, though other documents share its words.
    pub elsewhere: bool,
}

/// The fields of a document; each has its own weight and length normalisation in the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// The title.
    Title,
    /// One sentence that says what happens.
    Summary,
    /// A symptom, as people put it.
    Symptom,
    /// The text of a signature, as words.
    Signature,
    /// Names of languages, frameworks, platforms and components.
    Keyword,
    /// Everything else: root cause, fixes, prevention.
    Body,
}

/// A concept and the words that people really use for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Unique slug, shown as evidence.
    pub id: String,
    /// Words and phrases with this meaning.
    pub words: Vec<String>,
}

impl Field {
    pub(crate) const COUNT: usize = 6;

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}
