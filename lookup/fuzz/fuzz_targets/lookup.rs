//! Any question: text, context, limit, typing. What is promised of every answer is checked, and that a secret
//! which stands anywhere in the text is not in it.
#![no_main]

#[path = "../../tests/fixture/mod.rs"]
mod fixture;

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use remedy_lookup::{Context, Index, Query};

static SMALL: LazyLock<Index<Vec<u8>>> = LazyLock::new(fixture::index);
static LARGE: LazyLock<Index<Vec<u8>>> = LazyLock::new(fixture::large_index);

#[derive(Arbitrary, Debug)]
struct Question {
    text: String,
    language: Option<String>,
    framework: Option<String>,
    platform: Option<String>,
    limit: usize,
    typing: bool,
    large: bool,
    /// Which secret stands in the text, and where.
    secret: Option<(u8, u16)>,
}

fuzz_target!(|question: Question| {
    let Question { mut text, language, framework, platform, limit, typing, large, secret } = question;
    let secret = secret.map(|(which, at)| {
        let secrets = fixture::secrets();
        let (written, hidden) = &secrets[usize::from(which) % secrets.len()];
        let mut at = usize::from(at) % (text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let said_before = text.to_lowercase().contains(&hidden.to_lowercase());
        text.insert_str(at, &format!("\n{written}\n"));
        (hidden.to_lowercase(), said_before)
    });
    let context = Context { language, framework, platform };
    let index = if large { &*LARGE } else { &*SMALL };
    let answer = index.lookup(&Query { text: &text, context, limit, typing });
    fixture::assert_sound(&answer, &text);
    assert!(answer.hits.len() <= limit);
    if let Some((hidden, false)) = secret {
        assert!(!format!("{answer:?}").to_lowercase().contains(&hidden), "{hidden} in {answer:?}");
    }
});
