//! Each piece of evidence is what it says: its span holds the words of the signature, the word, or the phrase.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{ask, index};
use proptest::prelude::*;
use remedy_lookup::{Why, WhyKind};

/// Words in lower case without what stands around them.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Edits between two words; swapped neighbours are one (optimal string alignment).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            rows[row][column] = match (row, column) {
                (0, _) => column,
                (_, 0) => row,
                _ => {
                    let same = one[row - 1] == other[column - 1];
                    let mut cost = (rows[row - 1][column - 1] + usize::from(!same))
                        .min(rows[row - 1][column] + 1)
                        .min(rows[row][column - 1] + 1);
                    if row > 1
                        && column > 1
                        && one[row - 1] == other[column - 2]
                        && one[row - 2] == other[column - 1]
                    {
                        cost = cost.min(rows[row - 2][column - 2] + 1);
                    }
                    cost
                }
            };
        }
    }
    rows[one.len()][other.len()]
}

/// What two forms of a word have in common: all but the last letters (`locked` and `locks`).
fn related(word: &str, term: &str) -> bool {
    let stem = |word: &str| {
        let ends = ["ingly", "edly", "ation", "ing", "ies", "es", "ed", "er", "ly", "s", "e", "y"];
        let end = ends.iter().find(|end| word.ends_with(**end) && word.len() > end.len() + 2);
        let stem = &word[..word.len() - end.map_or(0, |end| end.len())];
        let bytes = stem.as_bytes();
        let doubled = bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
        // As in Snowball's stemmer: `replies` and `reply` are both `repli`.
        let i = if matches!(end, Some(&"ies" | &"y")) { "i" } else { "" };
        stem[..stem.len() - usize::from(doubled)].to_owned() + i
    };
    let (word_stem, term_stem) = (stem(word), stem(term));
    let misspelt = |one: &str, other: &str| {
        let edits = [4, 8].iter().filter(|least| one.chars().count() >= **least).count();
        distance(one, other) <= edits
    };
    term.starts_with(word) || misspelt(word, term) || misspelt(&word_stem, &term_stem)
}

const CONCEPTS: [(&str, &[&str]); 2] = [
    ("hang", &["hang", "stuck", "freez", "never return"]),
    ("duplicate", &["duplic", "twice", "two time", "doubl"]),
];

fn is_what_it_says(why: &Why, text: &str) -> Result<(), String> {
    let span = why.span.map(|[start, end]| text.get(start..end).ok_or(format!("{why:?} leaves {text:?}")));
    let Some(span) = span.transpose()? else {
        return if why.kind == WhyKind::Context { Ok(()) } else { Err(format!("{why:?} has no span")) };
    };
    // What a copied page leaves between the words is passed over.
    let said = words(
        &["<b>", "&lt;", "\u{1b}[31m"].iter().fold(span.to_owned(), |text, mark| text.replace(mark, " ")),
    );
    let holds = match why.kind {
        WhyKind::Signature => {
            // Its fixed words, in order, the first and the last at the ends.
            let mut fixed: Vec<String> = Vec::new();
            for (place, part) in why.text.split('{').enumerate() {
                let part = if place == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
                fixed.extend(words(part));
            }
            let mut rest = said.iter();
            fixed.iter().all(|word| rest.any(|said| said == word))
                && said.first() == fixed.first()
                && said.last() == fixed.last()
        }
        WhyKind::Term => {
            let whole = words(span).concat();
            related(&whole, &words(&why.text).concat())
                || said.iter().any(|word| related(word, &why.text.to_lowercase()))
        }
        WhyKind::Concept => {
            let (_, phrases) =
                CONCEPTS.iter().find(|(id, _)| *id == why.text).ok_or(format!("{why:?} is no concept"))?;
            let said = said.join(" ");
            phrases.iter().any(|phrase| said.starts_with(phrase))
        }
        WhyKind::Symptom => {
            // A word of the symptom stands in it, or another word for the same.
            let (unit, joined) = (words(&why.text), said.join(" "));
            let same_concept = CONCEPTS.iter().any(|(_, phrases)| {
                let has = |text: &str| phrases.iter().any(|phrase| text.contains(phrase));
                has(&joined) && has(&unit.join(" "))
            });
            // In `webhookReplies` both are words.
            let inside = unit.iter().any(|term| term.len() > 3 && joined.contains(term.as_str()));
            same_concept || inside || said.iter().any(|word| unit.iter().any(|term| related(word, term)))
        }
        WhyKind::Context => false,
    };
    if holds { Ok(()) } else { Err(format!("{why:?} rests on {span:?} of {text:?}")) }
}

const PIECES: [&str; 44] = [
    "sqlite3.OperationalError: database is locked",
    "objects created in thread 140233 can only be used there",
    "RuntimeError: This event loop is already running",
    "Task <Task pending name='Task-7'> got Future <Future pending> attached to a different loop",
    "Wrong response from the webhook: 502 Bad Gateway",
    "MCP error -32001: Request timed out",
    "Out of memory: Killed process 4242 (python3)",
    "ModuleNotFoundError: No module named 'requests'",
    "database",
    "is",
    "locked",
    "lock",
    "telegrm",
    "repplies",
    "twice",
    "two",
    "times",
    "stuck",
    "freezes",
    "never",
    "returns",
    "hangs",
    "hanging",
    "duplicated",
    "notebok",
    "asyncio",
    "run_until_complete",
    "webhookReplies",
    "WORKER",
    "kiled",
    "containers",
    "137",
    "\n",
    "\n2026-01-05T08:12:48Z ERROR",
    "INFO",
    "{\"msg\":\"the agent hangs\"}",
    "<b>",
    "&lt;",
    "\u{1b}[31m",
    "> ",
    "é",
    "漢字",
    "modul",
    "instal",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_span_holds_what_its_evidence_says(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..12),
        cut in any::<prop::sample::Index>(),
        typing: bool,
    ) {
        let mut text = pieces.join(" ");
        if typing {
            let mut at = cut.index(text.len()).max(1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
            text.truncate(at);
        }
        let index = index();
        let query = remedy_lookup::Query { text: &text, limit: 9, typing, ..remedy_lookup::Query::default() };
        for hit in index.lookup(&query).hits {
            for why in &hit.why {
                let checked = is_what_it_says(why, &text);
                prop_assert!(checked.is_ok(), "{checked:?}");
            }
        }
    }
}

#[test]
fn the_check_itself_tells_right_from_wrong() {
    let text = "the telegrm bot hangs: database is locked";
    let why = |kind, text: &str, span: &str| {
        let start = "the telegrm bot hangs: database is locked".find(span).expect("a part");
        Why { kind, text: text.into(), span: Some([start, start + span.len()]) }
    };
    for right in [
        why(WhyKind::Term, "telegram", "telegrm"),
        why(WhyKind::Signature, "database {is} locked", "database is locked"),
        why(WhyKind::Concept, "hang", "hangs"),
    ] {
        assert_eq!(is_what_it_says(&right, text), Ok(()));
    }
    for wrong in [
        why(WhyKind::Term, "telegram", "database"),
        why(WhyKind::Signature, "database is locked", "database is"),
        why(WhyKind::Signature, "database is locked", "hangs: database is locked"),
        why(WhyKind::Concept, "hang", "locked"),
        why(WhyKind::Symptom, "Bot answers twice", "database is locked"),
    ] {
        assert!(is_what_it_says(&wrong, text).is_err(), "{wrong:?}");
    }
    assert!(ask(&index(), text).hits.iter().any(|hit| !hit.why.is_empty()));
}
