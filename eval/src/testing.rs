//! Queries and outcomes for tests.

use remedy_lookup::Context;

use crate::{
    Outcome, Query, Split,
    engine::{Found, Hit},
    query::Kind,
};

/// A query with this answer, or near to this one.
pub(crate) fn query(expected: Option<&str>, near: Option<&str>) -> Query {
    Query {
        file: "file".into(),
        number: 1,
        kind: Kind::Phrase,
        source: "https://example.org".into(),
        text: "text".into(),
        context: Context::default(),
        expected: expected.map(str::to_owned),
        near: near.map(str::to_owned),
        split: Split::Tune,
    }
}

/// These hits, the first with this confidence.
pub(crate) fn outcome<'q>(query: &'q Query, ids: &[&str], confidence: f32, answered: bool) -> Outcome<'q> {
    let hits = ids.iter().map(|id| Hit { id: (*id).to_owned(), confidence: Some(confidence) }).collect();
    Outcome { query, found: Found { hits, answered: Some(answered) } }
}
