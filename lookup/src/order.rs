//! One sort for everything that a lookup puts in order.
//!
//! The standard library compiles its own anew for each type that is sorted: more than a quarter of the engine in a browser
//! would be that. So only the places of the items are sorted, which are numbers whatever the items are.

use std::{cmp::Ordering, mem::replace};

/// Sorts; of equal items the first stays the first.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order = sorted_places(items.len(), &|one, other| compare(&items[one], &items[other]));
    // Cycle by cycle, each place gets the item that belongs there.
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// The places of the items in the order that they are to have.
fn sorted_places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod order_tests;
