//! What Unicode says of letters.
//!
//! Compiled for a browser, its functions are asked, because the tables would be a tenth of the widget. Unicode never changes
//! the decomposition of a letter nor its lower case (<https://www.unicode.org/policies/stability_policy.html>), and hardly
//! ever its class, so both give the same for all letters that both know.

/// Whether it is a letter or a number.
#[must_use]
pub fn is_alphanumeric(letter: char) -> bool {
    if letter.is_ascii() { letter.is_ascii_alphanumeric() } else { all::is_alphanumeric(letter) }
}

pub(crate) fn is_upper_case(letter: char) -> bool {
    if letter.is_ascii() { letter.is_ascii_uppercase() } else { all::is_upper_case(letter) }
}

pub(crate) fn is_lower_case(letter: char) -> bool {
    if letter.is_ascii() { letter.is_ascii_lowercase() } else { all::is_lower_case(letter) }
}

/// A text in lower case.
pub(crate) fn lower_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { all::lower_case(text) }
}

/// Compatibility decomposition (NFKD) without its marks, each letter in lower case.
pub(crate) fn folded(word: &str) -> String {
    all::folded(word)
}

#[cfg(not(all(feature = "browser", target_arch = "wasm32")))]
mod all {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    pub(super) fn is_alphanumeric(letter: char) -> bool {
        letter.is_alphanumeric()
    }

    pub(super) fn is_upper_case(letter: char) -> bool {
        letter.is_uppercase()
    }

    pub(super) fn is_lower_case(letter: char) -> bool {
        letter.is_lowercase()
    }

    pub(super) fn lower_case(text: &str) -> String {
        text.to_lowercase()
    }

    pub(super) fn folded(word: &str) -> String {
        // No letter without marks has a lower case with one.
        word.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
    }
}

#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod all {
    use std::thread::LocalKey;

    use js_sys::{JsString, RegExp};

    thread_local! {
        static ALPHANUMERIC: RegExp = RegExp::new(r"[\p{Alphabetic}\p{N}]", "u");
        static UPPER_CASE: RegExp = RegExp::new(r"\p{Uppercase}", "u");
        static LOWER_CASE: RegExp = RegExp::new(r"\p{Lowercase}", "u");
        static MARKS: RegExp = RegExp::new(r"\p{M}", "gu");
        static SIGMA: RegExp = RegExp::new("Σ", "g");
    }

    fn is(class: &'static LocalKey<RegExp>, letter: char) -> bool {
        class.with(|class| class.test(letter.encode_utf8(&mut [0; 4])))
    }

    pub(super) fn is_alphanumeric(letter: char) -> bool {
        is(&ALPHANUMERIC, letter)
    }

    pub(super) fn is_upper_case(letter: char) -> bool {
        is(&UPPER_CASE, letter)
    }

    pub(super) fn is_lower_case(letter: char) -> bool {
        is(&LOWER_CASE, letter)
    }

    pub(super) fn lower_case(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub(super) fn folded(word: &str) -> String {
        let decomposed = JsString::from(word).normalize("NFKD");
        let unmarked = MARKS.with(|marks| decomposed.replace_by_pattern(marks, ""));
        // The lower case of a sigma at the end of a word is another letter, and here it is each letter's own.
        SIGMA.with(|sigma| unmarked.replace_by_pattern(sigma, "σ")).to_lower_case().into()
    }
}

#[cfg(test)]
#[path = "unicode_tests.rs"]
mod unicode_tests;
