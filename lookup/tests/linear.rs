//! Twice the text is twice the work, whatever the text: counted, not timed.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{index, large_index};
use remedy_lookup::{Context, Query};

/// A text of a number of repetitions.
type Shape = fn(usize) -> String;

/// Shapes of texts, each from a number of repetitions. None is cut at twice the greatest number.
const SHAPES: [(&str, Shape); 26] = [
    ("words", |times| (0..times).map(|number| format!("word{} ", letters(number))).collect()),
    ("the same word", |times| "locked ".repeat(times)),
    ("one token", |times| "a".repeat(times * 8)),
    ("one token of humps", |times| "aB".repeat(times * 4)),
    ("opening braces", |times| "{".repeat(times * 8)),
    ("misspelt words", |times| (0..times).map(|number| format!("databse{} ", letters(number))).collect()),
    ("anchors of signatures", |times| "objects created in thread ".repeat(times / 4)),
    ("anchors and gaps", |times| "Task got ".repeat(times)),
    ("concepts", |times| "never returns two times ".repeat(times / 3)),
    ("ampersands", |times| "&".repeat(times * 8)),
    ("references", |times| "&lt;".repeat(times * 2)),
    ("less-than signs", |times| "<".repeat(times * 8)),
    ("tags that do not close", |times| "<a ".repeat(times * 2)),
    ("underscores", |times| "_".repeat(times * 8)),
    ("parts", |times| "a_".repeat(times * 4)),
    ("digits", |times| "7".repeat(times * 8)),
    ("combining marks", |times| "\u{301}".repeat(times * 4)),
    ("marked letters", |times| "e\u{301}".repeat(times * 2)),
    ("ideographs", |times| "漢字".repeat(times)),
    ("escapes of a terminal", |times| "\u{1b}[".repeat(times * 4)),
    ("names of secrets", |times| "token\":".to_owned() + &"\":".repeat(times * 4)),
    ("passwords", |times| "password:\"".repeat(times)),
    ("settings", |times| "token=1234&".repeat(times)),
    ("JSON", |times| format!("{{{}", "\"msg\":\"database is locked\\nsecond\",".repeat(times / 4))),
    ("quotes in JSON", |times| format!("{{\"msg\":{}", "\"".repeat(times * 8))),
    ("logfmt", |times| "level=error msg=\"database is locked\" a=b ".repeat(times / 4)),
];

fn letters(mut number: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(b'a' + u8::try_from(number % 26).expect("a letter")));
        number /= 26;
    }
    word
}

#[test]
fn twice_the_text_is_at_most_twice_the_work() {
    for index in [index(), large_index()] {
        for (name, shape) in SHAPES {
            for separator in ["", "\n"] {
                let work = |times: usize| {
                    // With line ends: the same in sixteen lines, told apart so that none is passed over.
                    let lines = if separator.is_empty() { 1 } else { 16 };
                    let text: String = (0..lines)
                        .map(|line| letters(line) + " " + &shape(times / lines) + separator)
                        .collect();
                    assert!(text.len() <= remedy_lookup::MAX_TEXT_BYTES, "{name} is cut");
                    let query = Query { text: &text, context: Context::default(), limit: 5, typing: true };
                    (index.lookup_counted(&query).1, text.len())
                };
                let ((once, bytes), (twice, _)) = (work(800), work(1_600));
                assert!(once.bytes as usize >= bytes, "{name}: every byte is looked at, {once:?}");
                assert!(
                    twice.total() <= once.total() * 21 / 10 + 2_000,
                    "{name}: {once:?} for {bytes} bytes, {twice:?} for twice as many"
                );
            }
        }
    }
}

#[test]
fn a_byte_costs_a_bounded_number_of_looks() {
    let index = index();
    for (name, shape) in SHAPES {
        let text = shape(1_600);
        let query = Query { text: &text, context: Context::default(), limit: 5, typing: false };
        let (_, work) = index.lookup_counted(&query);
        assert!(work.bytes <= 40 * text.len() as u64, "{name}: {work:?} for {} bytes", text.len());
        assert!(work.tokens <= 2 * text.len() as u64, "{name}: {work:?} for {} bytes", text.len());
    }
}

#[test]
fn what_is_cut_off_is_read_once() {
    let index = index();
    let work = |lines: usize| {
        let text: String = (0..lines).map(|line| format!("line {} went well\n", letters(line))).collect();
        let query = Query { text: &text, context: Context::default(), limit: 5, typing: false };
        index.lookup_counted(&query).1.total()
    };
    let (once, twice) = (work(6_000), work(12_000));
    assert!(twice <= once * 21 / 10, "{once} and {twice}");
}
