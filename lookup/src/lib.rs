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
//! | open | `analysis::envelope`, `markup` | what loggers, orchestrators, chats and web pages put around a message is taken off |
//! | analyse | `analysis` | secrets redacted, what varies masked, identifiers split, words folded; each line of a log weighed by what it is |
//! | signatures | `signature` | error texts whose fixed words stand in a line, placeholders aside |
//! | clues | `clue`, `dictionary`, `levenshtein`, `thesaurus` | words through the [`fst`] dictionary: exact, unfinished, misspelt, or another word of the same concept |
//! | candidates | `max_score`, `postings` | the 64 documents with the greatest scores, by MaxScore over blocks |
//! | evidence | `evidence`, `stored` | each candidate looked at closely: its score, its three closest texts, signatures, context |
//! | confidence | `confidence` | a conditional logit over candidates, failures answered elsewhere, and *none of them* |
//! | reasons | `search` | why each hit is shown, with the spans of the text that it rests on |
//!
//! # Ranking
//!
//! A term's *share* of a document's score (`rank`) is the logarithm of how much likelier the document makes the
//! term than the collection does, with a Dirichlet prior and weighted fields:
//!
//! ```text
//! frequency(t, d) = Σ over fields  weight · count / (1 − b + b · length / average length)
//! share(t, d)     = ln(1 + sharpness · N · frequency(t, d) / (Σ frequency(t, ·) + pseudo)) / the same of a single mention
//! information(t)  = informativeness(t) · greatest share(t, ·)      impact(t, d) = share(t, d) / greatest share, in a byte
//! value(clue)     = weight of its line · informativeness · information of its best reading
//! score(d)        = Σ over clues  greatest of its readings' weight · factor · information · impact
//! ```
//!
//! A *unit* is a title, a summary, a symptom or an error text of a document. Its *closeness* is the cosine of the
//! vectors of information of text and unit. From score, coverage, the mean closeness of the three closest units
//! (*agreement*), the strongest signature and the context comes each candidate's utility, and from all utilities the
//! confidence (`confidence`: [`Features`] says what each is). Sources of the formulas stand where they are used: Zhai
//! and Lafferty 2001 and Robertson and Zaragoza 2009 (`rank`), Turtle and Flood 1995 and Ding and Suel 2011
//! (`max_score`), Anh and Moffat 2005 (`postings`), Damerau 1964 and Boytsov 2011 (`levenshtein`), McFadden 1974
//! (`confidence`).
//!
//! # The index
//!
//! ```text
//! magic "REMEDYLX" │ version u32 │ directory: offset, length, checksum u64 of each section │ checksum u64 │ sections
//!
//!  header      the owner's string
//!  totals      documents, terms, documents that can be hits: u32
//!  terms       FST: term ─► ordinal ──────────┐
//!  term table  24 bytes a term: ◄─────────────┘ postings u64, first block u32, documents u32, information f32, surface u32
//!                                                    │                │                                         │
//!  surfaces    the shortest word of each stem ◄──────┼────────────────┼─────────────────────────────────────────┘
//!  blocks      12 bytes a block: last document, offset, greatest impact, width, count ◄┘
//!  postings    blocks of 128: bit-packed deltas │ impacts │ units of each posting ◄─┘
//!  documents   table u64: number ─► place; each: norms of its units │ facets │ id │ stored │ texts of its units
//!  signatures  table: hash of the anchor, document, offset, ordered by hash; each: strength, elements, text
//!  phrases     of the thesaurus: stems, concept
//! ```
//!
//! Numbers are little-endian or LEB128 varints; the bytes are the same on every platform. All is read in place: opening
//! checks the directory, the FST (`fst_check`: the `fst` crate trusts its bytes) and the thesaurus, and reads nothing that
//! grows with the number of documents; so an index can be a memory-mapped file. A record that lies is passed over, never
//! followed. [`Index::verify`] compares all checksums.

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
mod names;
mod order;
mod postings;
mod rank;
mod search;
mod signature;
mod stored;
mod thesaurus;
mod unicode;
mod work;

pub use answer::{Answer, Context, Hit, Query, QueryInfo, QueryKind, Redaction, Why, WhyKind};
pub use builder::IndexBuilder;
pub use confidence::{DEFAULT_THRESHOLD, Features};
pub use document::{Concept, Document, Field};
pub use index::Index;
pub use search::Explanation;
pub use signature::{signature_matches, signature_words};
pub use unicode::is_alphanumeric;
pub use work::Work;

/// The longest text that is looked up, in bytes (64 KiB). A longer phrase is cut at its end; of a
/// longer log the first 8 KiB and the last 32 KiB are kept, because a program prints its reason last, and from
/// between them up to 24 KiB of lines that name a failure, with two lines around each, the last ones first.
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
