//! How good the lookup is, and how fast, beside SQLite FTS5 and Tantivy on the same documents.
//!
//! | module | what it knows |
//! |---|---|
//! | [`query`], [`Split`] | real queries, what is expected of each, and which half may be tuned on |
//! | [`engine`] | the engines behind one face |
//! | [`Outcome`], [`metrics`], [`calibration`] | what came of a query, and what outcomes add up to |
//! | [`quality`], [`report`] | the evaluation and its report |
//! | [`mod@fit`] | the model of confidence, fitted on the tuning half |
//! | [`generate`] | catalogues of any size, and questions to them |
//! | [`scale`] | speed and size in such catalogues |
//!
//! It is a tool of this repository, never a part of the product.

pub mod calibration;
pub mod engine;
pub mod fit;
pub mod generate;
pub mod metrics;
pub mod outcome;
mod prng;
pub mod quality;
pub mod query;
pub mod report;
pub mod scale;
mod split;
#[cfg(test)]
mod testing;

use std::path::PathBuf;

pub use outcome::Outcome;
pub use prng::Prng;
pub use query::Query;
pub use split::Split;

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}
