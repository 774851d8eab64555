//! Folding and stemming of words.

use rust_stemmers::{Algorithm, Stemmer};

/// Longer words are no words: they are cut, so that one huge token costs no more than its reading.
const MAX_WORD_CHARS: usize = 64;

/// Appends a word in lower case without accents: compatibility decomposition (Unicode NFKD) with its
/// marks dropped.
pub(super) fn fold_onto(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().take(MAX_WORD_CHARS).map(|letter| letter.to_ascii_lowercase()));
        return;
    }
    let word: String = word.chars().take(MAX_WORD_CHARS).collect();
    // No letter without marks has a lower case with one.
    out.extend(unmarked(&word).chars().flat_map(char::to_lowercase).take(MAX_WORD_CHARS));
}

/// Compatibility decomposition without its marks.
#[cfg(not(all(feature = "browser", target_arch = "wasm32")))]
fn unmarked(word: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    word.nfkd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// The same by the browser, which has the tables: they would be half of the engine's size. Unicode
/// never changes the decomposition of a letter (<https://www.unicode.org/policies/stability_policy.html>),
/// so both give the same for all letters that both know.
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
fn unmarked(word: &str) -> String {
    use js_sys::{JsString, RegExp};

    let decomposed = JsString::from(word).normalize("NFKD");
    decomposed.replace_by_pattern(&RegExp::new(r"\p{M}", "gu"), "").into()
}

/// The stem of a folded word: Snowball English (Porter2, <https://snowballstem.org/algorithms/english/stemmer.html>).
pub(crate) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_') {
        return word.to_owned();
    }
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}
