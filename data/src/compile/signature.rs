//! What a signature in content must be.

use super::{fields::Located, mistake::SourceFile};

/// Fewer fixed words than this cannot tell one failure from another.
const MIN_WORDS: usize = 2;

/// Reports a signature that matches nothing, or almost everything.
pub(super) fn check(file: &SourceFile, signature: &Located<String>) {
    let text = &signature.value;
    let words = remedy_lookup::signature_words(text);
    if words < MIN_WORDS {
        file.mistake(
            signature.at,
            format!(
                "signature `{text}` has {words} fixed words, write at least {MIN_WORDS} besides placeholders"
            ),
        );
    } else if !remedy_lookup::signature_matches(text, &filled(text)) {
        file.mistake(
            signature.at,
            format!("signature `{text}` matches nothing, write the error text with {{placeholders}} for what varies"),
        );
    }
}

/// The signature as a program would print it: a word for each placeholder.
fn filled(signature: &str) -> String {
    let mut filled = String::new();
    let mut rest = signature;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if is_placeholder(name) => {
                filled.push_str("sample");
                rest = after;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

fn is_placeholder(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}
