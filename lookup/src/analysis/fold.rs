//! Folding and stemming of words.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are no words: they are cut, so that one huge token costs no more than its reading.
const MAX_WORD_CHARS: usize = 64;

/// Lower case without accents: compatibility decomposition (Unicode NFKD) with its marks dropped.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().take(MAX_WORD_CHARS).map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let letters = word.chars().take(MAX_WORD_CHARS).nfkd().filter(|letter| !is_combining_mark(*letter));
    let lower = letters.flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter));
    lower.take(MAX_WORD_CHARS).collect()
}

/// The stem of a folded word: Snowball English (Porter2, <https://snowballstem.org/algorithms/english/stemmer.html>).
pub(crate) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_') {
        return word.to_owned();
    }
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}
