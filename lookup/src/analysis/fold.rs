//! Folding and stemming of words.

use rust_stemmers::{Algorithm, Stemmer};

use crate::unicode::folded;

/// Longer words are no words: they are cut, so that one huge token costs no more than its reading.
const MAX_WORD_CHARS: usize = 64;

/// Appends a word in lower case without accents.
pub(super) fn fold_onto(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().take(MAX_WORD_CHARS).map(|letter| letter.to_ascii_lowercase()));
        return;
    }
    let word: String = word.chars().take(MAX_WORD_CHARS).collect();
    out.extend(folded(&word).chars().take(MAX_WORD_CHARS));
}

/// The stem of a folded word: Snowball English (Porter2, <https://snowballstem.org/algorithms/english/stemmer.html>).
pub(crate) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_') {
        return word.to_owned();
    }
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}
