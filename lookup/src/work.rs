//! How much a lookup did, counted where it is done: what shows that the cost of a text grows with its length and
//! not with its square, without a clock.

use std::cell::Cell;

/// What a lookup did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes of the text that were looked at, each as often as it was.
    pub bytes: u64,
    /// Words, masks and readings of identifiers that the text was split into.
    pub tokens: u64,
    /// Signatures and phrases, and elements of signatures, that were compared with the text.
    pub comparisons: u64,
    /// Different words that were looked up in the dictionary.
    pub words: u64,
    /// Steps of the walks over the dictionary for unfinished and misspelt words.
    pub steps: u64,
    /// Postings that were unpacked.
    pub postings: u64,
}

impl Work {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.bytes + self.tokens + self.comparisons + self.words + self.steps + self.postings
    }
}

/// Counts work in passing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    pub(crate) bytes: Counter,
    pub(crate) tokens: Counter,
    pub(crate) comparisons: Counter,
    pub(crate) words: Counter,
    pub(crate) steps: Counter,
    pub(crate) postings: Counter,
}

/// A number that grows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counter(Cell<u64>);

impl Counter {
    pub(crate) fn add(&self, count: usize) {
        self.0.set(self.0.get() + count as u64);
    }
}

impl Meter {
    /// What was counted here and there.
    pub(crate) fn with(&self, other: &Self) -> Work {
        let sum = |one: &Counter, other: &Counter| one.0.get() + other.0.get();
        Work {
            bytes: sum(&self.bytes, &other.bytes),
            tokens: sum(&self.tokens, &other.tokens),
            comparisons: sum(&self.comparisons, &other.comparisons),
            words: sum(&self.words, &other.words),
            steps: sum(&self.steps, &other.steps),
            postings: sum(&self.postings, &other.postings),
        }
    }
}
