//! Symptom lookup: a sentence, a log or a traceback in, ranked documents with reasons out.
//!
//! The crate is pure: no input or output, no clock, no global. It runs natively and in WebAssembly and gives
//! the same answers in both. It knows documents with fields, not what they are about.
//!
//! ```
//! use remedy_lookup::{Context, Document, Field, Index, IndexBuilder, Query};
//!
//! let mut builder = IndexBuilder::new("any header");
//! builder.document(Document {
//!     id: "locked".into(),
//!     stored: "given back with a hit".into(),
//!     fields: vec![(Field::Symptom, "sqlite says the database is locked".into())],
//!     signatures: vec!["sqlite3.OperationalError: database is locked".into()],
//!     facets: vec!["python".into()],
//!     elsewhere: false,
//! });
//! let index = Index::open(builder.build()?)?;
//!
//! let log = "10:00:01 ERROR worker 3: sqlite3.OperationalError: database is locked";
//! let answer = index.lookup(&Query { text: log, context: Context::default(), limit: 5, typing: false });
//! assert_eq!(answer.hits[0].id, "locked");
//! let [start, end] = answer.hits[0].why[0].span.expect("a signature stands in the text");
//! assert_eq!(&log[start..end], "sqlite3.OperationalError: database is locked");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way of a text
//!
//! | step | module | what happens |
//! |---|---|---|
//! | cut | `analysis::truncate` | a text that is too long is cut by the rule at [`MAX_TEXT_BYTES`] |
//! | analyse | `analysis` | terminal escapes skipped, secrets redacted, what varies masked, identifiers split, words folded and stemmed; each line of a log weighed by what it is |
//! | signatures | `signature` | error texts whose fixed words stand in a line, placeholders aside |
//! | terms | `search` | words through the [`fst`] dictionary: exact, unfinished, misspelt (Levenshtein automaton), or another word of the same concept |
//! | ranking | `rank` | BM25F over weighted fields, closeness to one symptom, context as evidence |
//! | confidence | `confidence` | a logistic model; below its threshold the answer is *no match* |
//!
//! # The index
//!
//! ```text
//! magic "REMEDYLX" | version u32 | checksum u64 | length u32 of each section | sections
//!
//! header      the owner's string            documents  id, stored text, field lengths, facets, symptoms
//! terms       fst: term ─► number           anchors    fst: first fixed word ─► place in anchor lists
//! term starts u32: number ─► place below    lists      numbers of signatures
//! postings    document, tf by field         signatures document, anchor, text
//!                                           phrases    stemmed phrase, concept
//! ```
//!
//! Numbers are little-endian or LEB128 varints; the bytes are the same on every platform. Terms, postings and
//! anchors are read in place; documents, signatures and phrases are read once, when the index is opened.

mod analysis;
mod answer;
mod builder;
mod bytes;
mod clue;
mod confidence;
mod dictionary;
mod document;
mod evidence;
mod format;
mod fst_check;
mod index;
mod levenshtein;
mod max_score;
mod postings;
mod rank;
mod search;
mod signature;
mod stored;
mod thesaurus;

pub use answer::{Answer, Context, Hit, Query, QueryInfo, QueryKind, Redaction, Why, WhyKind};
pub use builder::IndexBuilder;
pub use confidence::Features;
pub use document::{Concept, Document, Field};
pub use index::Index;
pub use search::Explanation;
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
