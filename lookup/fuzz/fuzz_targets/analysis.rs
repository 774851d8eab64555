//! Any text: as what is looked up, as a signature, and as both at once.
#![no_main]

#[path = "../../tests/fixture/mod.rs"]
mod fixture;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use remedy_lookup::{Index, MAX_NORMALISED_BYTES, signature_matches, signature_words};

static INDEX: LazyLock<Index<Vec<u8>>> = LazyLock::new(fixture::index);

fuzz_target!(|text: &str| {
    let answer = fixture::ask(&INDEX, text);
    assert!(answer.query.normalised.len() <= MAX_NORMALISED_BYTES);
    fixture::assert_sound(&answer, text);
    let (signature, rest) = text.split_once('\n').unwrap_or((text, text));
    signature_words(signature);
    signature_matches(signature, rest);
    signature_matches("Task {task} got Future {future} attached to a different loop", text);
});
