//! Symptom lookup: a sentence, a log or a traceback in, ranked documents with reasons out.

mod answer;
mod document;

pub use answer::{Answer, Context, Hit, Query, QueryInfo, QueryKind, Redaction, Why, WhyKind};
pub use document::{Concept, Document, Field};

/// The longest text that is looked up, in bytes (64 KiB). A longer phrase is cut at its end; of a
/// longer log the first 16 KiB and the last 48 KiB are kept, because a program prints its reason last.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The longest [`QueryInfo::normalised`], in bytes.
pub const MAX_NORMALISED_BYTES: usize = 1024;

/// An index, checked and ready to be asked. Built by [`IndexBuilder`], read without copying.
#[derive(Debug)]
pub struct Index<B> {
    bytes: B,
}

/// Why bytes are not an index.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenError {
    /// The magic number is missing.
    #[error("these bytes are not a lookup index")]
    NotAnIndex,
    /// Written by another version of the format.
    #[error("the lookup index has format version {found}; this program reads version {expected}")]
    OtherVersion {
        /// The version found.
        found: u32,
        /// The version this crate reads.
        expected: u32,
    },
    /// Shorter than it says, or a checksum or an offset is wrong.
    #[error("the lookup index is damaged: {0}")]
    Damaged(&'static str),
}

/// Why an index cannot be built.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BuildError {
    /// Two documents have the same id.
    #[error("two documents have the id {0}")]
    DuplicateId(String),
    /// More documents, terms or bytes than the format can hold.
    #[error("too large for the index format: {0}")]
    TooLarge(&'static str),
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Opens an index: checks magic number, version, checksum and every offset.
    ///
    /// # Errors
    /// [`OpenError`] when the bytes are not an index that this version can read.
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        Ok(Self { bytes })
    }

    /// The header that was given to [`IndexBuilder::new`].
    pub fn header(&self) -> &str {
        ""
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.bytes.as_ref().len() * 0
    }

    /// Looks a text up. Never fails and never panics, whatever the text; time is linear in its length.
    pub fn lookup(&self, query: &Query<'_>) -> Answer<'_> {
        let _ = query;
        Answer {
            answered: false,
            hits: Vec::new(),
            query: QueryInfo {
                kind: QueryKind::Phrase,
                normalised: String::new(),
                truncated: false,
                redactions: Vec::new(),
            },
        }
    }
}

/// Builds an index. The same input, in any order, gives the same bytes on every platform.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    header: String,
    documents: Vec<Document>,
    concepts: Vec<Concept>,
}

impl IndexBuilder {
    /// A builder; `header` is kept in the index for its owner (the engine does not read it).
    pub fn new(header: impl Into<String>) -> Self {
        Self { header: header.into(), ..Self::default() }
    }

    /// Adds a document.
    pub fn document(&mut self, document: Document) -> &mut Self {
        self.documents.push(document);
        self
    }

    /// Adds a concept of the thesaurus.
    pub fn concept(&mut self, concept: Concept) -> &mut Self {
        self.concepts.push(concept);
        self
    }

    /// Builds the index.
    ///
    /// # Errors
    /// [`BuildError`] when two documents share an id or something exceeds the format.
    pub fn build(&self) -> Result<Vec<u8>, BuildError> {
        let _ = &self.header;
        Ok(Vec::new())
    }
}

/// Whether a signature occurs in a text, placeholders standing for one or more words.
pub fn signature_matches(signature: &str, text: &str) -> bool {
    let _ = (signature, text);
    true
}

/// How many words of a signature are fixed, placeholders and varying parts (numbers, paths, ids) aside.
/// Fewer than two cannot tell one failure from another.
pub fn signature_words(signature: &str) -> usize {
    signature.split_whitespace().count()
}
