//! The queries are what an evaluation needs: valid, of known solutions, and enough of them.
#![allow(clippy::expect_used)]

use std::collections::BTreeMap;

use remedy_eval::{Query, Split, quality, query, root};

/// The fewest queries for a solution.
const FOR_EACH_SOLUTION: usize = 8;
/// The fewest queries that no solution answers; a third of them resemble one.
const NEGATIVES: usize = 120;

fn queries() -> Vec<Query> {
    query::read(&root().join("eval/queries")).expect("every query file is valid")
}

fn solutions() -> Vec<String> {
    let (documents, _) = quality::catalogue(&root().join("data")).expect("the catalogue has no mistakes");
    documents.into_iter().filter(|document| !document.elsewhere).map(|document| document.id).collect()
}

#[test]
fn every_query_names_a_solution_that_exists() {
    let solutions = solutions();
    for query in queries() {
        for id in [&query.expected, &query.near].into_iter().flatten() {
            assert!(solutions.contains(id), "{}: no solution has the id {id}", query.place());
        }
    }
}

#[test]
fn every_solution_has_enough_queries() {
    let mut counts: BTreeMap<String, usize> = solutions().into_iter().map(|id| (id, 0)).collect();
    for id in queries().into_iter().filter_map(|query| query.expected) {
        *counts.entry(id).or_default() += 1;
    }
    counts.retain(|_, count| *count < FOR_EACH_SOLUTION);
    assert!(counts.is_empty(), "fewer than {FOR_EACH_SOLUTION}: {counts:?}");
}

#[test]
fn there_are_enough_negatives_and_a_third_of_them_are_near_misses() {
    let mut negatives = queries();
    negatives.retain(|query| query.expected.is_none());
    let near = negatives.iter().filter(|query| query.near.is_some()).count();
    assert!(negatives.len() >= NEGATIVES, "{} negatives", negatives.len());
    assert!(3 * near >= negatives.len(), "{near} of {} are near misses", negatives.len());
}

#[test]
fn no_text_is_asked_twice() {
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for query in queries() {
        let other = places.insert(query.text.trim().to_lowercase(), query.place());
        assert_eq!(other, None, "{} has the same text", query.place());
    }
}

#[test]
fn both_sides_of_the_split_have_queries_of_every_solution() {
    let queries = queries();
    for id in solutions() {
        for split in [Split::Tune, Split::Hold] {
            let found =
                queries.iter().any(|query| query.expected.as_ref() == Some(&id) && query.split == split);
            assert!(found, "{id} has no query in {split}");
        }
    }
}
