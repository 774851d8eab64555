//! What came of a query.

use crate::{
    Query,
    engine::{Found, Request, Searcher},
};

/// The most hits that are looked at.
pub const DEPTH: usize = 10;

/// A query with what an engine found for it.
#[derive(Debug, Clone)]
pub struct Outcome<'q> {
    /// The query.
    pub query: &'q Query,
    /// What was found, at most [`DEPTH`] hits.
    pub found: Found,
}

impl Outcome<'_> {
    /// The place of the right solution, from 1.
    #[must_use]
    pub fn rank(&self) -> Option<usize> {
        let expected = self.query.expected.as_deref()?;
        self.found.hits.iter().position(|hit| hit.id == expected).map(|place| place + 1)
    }

    /// Whether the first hit is the right one.
    #[must_use]
    pub fn right(&self) -> bool {
        self.rank() == Some(1)
    }

    /// Whether the engine calls its first hit an answer. An engine that never says so never answers.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.found.answered == Some(true)
    }

    /// How sure the engine is of its first hit.
    #[must_use]
    pub fn confidence(&self) -> Option<f32> {
        self.found.hits.first()?.confidence
    }

    /// The id of the first hit.
    #[must_use]
    pub fn top(&self) -> Option<&str> {
        self.found.hits.first().map(|hit| hit.id.as_str())
    }
}

/// Asks an engine all queries.
///
/// # Errors
/// When the engine fails.
pub fn ask<'q>(searcher: &mut dyn Searcher, queries: &[&'q Query]) -> anyhow::Result<Vec<Outcome<'q>>> {
    let mut outcomes = Vec::new();
    for query in queries {
        let request =
            Request { text: &query.text, context: query.context.clone(), limit: DEPTH, typing: false };
        outcomes.push(Outcome { query, found: searcher.search(&request)? });
    }
    Ok(outcomes)
}
