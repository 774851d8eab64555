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
    out.extend(unicode::folded(&word).chars().take(MAX_WORD_CHARS));
}

/// A text in lower case.
pub(crate) fn lower_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { unicode::lower_case(text) }
}

#[cfg(not(all(feature = "browser", target_arch = "wasm32")))]
mod unicode {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    /// Letters without their marks, each in lower case.
    pub(super) fn folded(word: &str) -> String {
        // No letter without marks has a lower case with one.
        word.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
    }

    pub(super) fn lower_case(text: &str) -> String {
        text.to_lowercase()
    }
}

/// The same by the browser, which has the tables: they would be half of the engine's size. Unicode
/// never changes the decomposition of a letter, nor its lower case
/// (<https://www.unicode.org/policies/stability_policy.html>), so both give the same for all letters that
/// both know.
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod unicode {
    use js_sys::{JsString, RegExp};

    pub(super) fn folded(word: &str) -> String {
        let unmarked =
            JsString::from(word).normalize("NFKD").replace_by_pattern(&RegExp::new(r"\p{M}", "gu"), "");
        // Of a whole word, a sigma at its end would become another letter.
        unmarked.replace_by_pattern(&RegExp::new("Σ", "g"), "σ").to_lower_case().into()
    }

    pub(super) fn lower_case(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }
}

/// The stem of a folded word: Snowball English (Porter2, <https://snowballstem.org/algorithms/english/stemmer.html>).
pub(crate) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_') {
        return word.to_owned();
    }
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}
