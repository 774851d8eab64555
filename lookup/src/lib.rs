//! Symptom lookup: a sentence, a log or a traceback in, ranked documents with reasons out.

mod analysis;
mod answer;
mod builder;
mod bytes;
mod confidence;
mod document;
mod format;
mod index;
mod rank;
mod search;
mod signature;

pub use answer::{Answer, Context, Hit, Query, QueryInfo, QueryKind, Redaction, Why, WhyKind};
pub use builder::IndexBuilder;
pub use document::{Concept, Document, Field};
pub use index::Index;
pub use signature::{signature_matches, signature_words};

/// The longest text that is looked up, in bytes (64 KiB). A longer phrase is cut at its end; of a
/// longer log the first 16 KiB and the last 48 KiB are kept, because a program prints its reason last.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The longest [`QueryInfo::normalised`], in bytes.
pub const MAX_NORMALISED_BYTES: usize = 1024;

/// Why bytes are not an index.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
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
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum BuildError {
    /// Two documents have the same id.
    #[error("two documents have the id {0}")]
    DuplicateId(String),
    /// More documents, terms or bytes than the format can hold.
    #[error("too large for the index format: {0}")]
    TooLarge(&'static str),
}
