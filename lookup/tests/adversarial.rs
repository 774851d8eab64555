//! Texts that nobody writes by accident, and some that people do.
#![allow(clippy::expect_used, clippy::panic)]

mod fixture;

use fixture::{ask, assert_sound, builder, first, index, secrets};
use remedy_lookup::{Context, Index, MAX_TEXT_BYTES, Query, WhyKind, signature_matches, signature_words};

#[test]
fn extremes_are_answered_soundly() {
    let index = index();
    let deep = "{\"a\":".repeat(8_000);
    let texts = [
        "a".repeat(MAX_TEXT_BYTES),
        "a".repeat(MAX_TEXT_BYTES * 4),
        "\u{301}".repeat(1_000_000),
        "e\u{301}\u{302}\u{303}".repeat(9_000),
        "\u{345}".repeat(3_000),
        "\u{fdfa}".repeat(20_000),
        "\u{fffc}".repeat(20_000),
        "İ".repeat(20_000),
        "漢".repeat(30_000),
        "👩‍👩‍👧‍👦".repeat(2_000),
        "{".repeat(60_000),
        "<a ".repeat(20_000),
        "_a".repeat(30_000),
        "\u{1b}[".repeat(30_000),
        "\u{0}\u{7}\u{8}\u{7f}\u{85}".repeat(5_000),
        deep.clone() + "\"database is locked",
        deep,
        "{\"msg\":\"".into(),
        "{\"msg\":\"\\".into(),
        "{\"msg\":\"\\é".into(),
        "{\"msg\":\"database is locked\\n".into(),
        "{\"msg\":\"database is locked\\n\\".into(),
        "{\"level\":".into(),
        "{\"level\":9".into(),
        "\"\":\"".into(),
        "msg=".into(),
        "msg=\"".into(),
        "level=error msg=\"\\é".into(),
        "\u{1b}[31".into(),
        "&".into(),
        "&#".into(),
        "</".into(),
        "\r".into(),
        "\r\n\r\n".into(),
        "database is locked\r".into(),
        "x\n".repeat(100_000),
        "é\n".repeat(50_000),
        "line of a very long log ".repeat(5_000) + "\n" + &"database is locked ".repeat(5_000),
    ];
    for text in &texts {
        for (limit, typing) in [(0, false), (1, true), (usize::MAX, false)] {
            let answer = index.lookup(&Query { text, context: Context::default(), limit, typing });
            assert_sound(&answer, text);
            assert!(answer.hits.len() <= limit);
        }
        signature_matches("database {what} locked", text);
        let start: String = text.chars().take(300).collect();
        signature_words(&start);
        signature_matches(&start, text);
    }
}

#[test]
fn any_letter_of_a_word_but_the_first_may_be_wrong() {
    let index = index();
    for word in ["telegram", "notebook", "webhook"] {
        let letters: Vec<char> = word.chars().collect();
        for place in 1..letters.len() {
            let (mut changed, mut missing, mut doubled) = (letters.clone(), letters.clone(), letters.clone());
            changed[place] = 'q';
            missing.remove(place);
            doubled.insert(place, letters[place]);
            let mut swapped = letters.clone();
            if place > 1 {
                swapped.swap(place - 1, place);
            }
            for variant in [changed, missing, doubled, swapped] {
                let text: String = variant.iter().collect();
                let answer = ask(&index, &text);
                let why = answer.hits.iter().flat_map(|hit| &hit.why).find(|why| why.text == word);
                let why = why.unwrap_or_else(|| panic!("{text} is not taken for {word}: {answer:?}"));
                assert_eq!((why.kind, why.span), (WhyKind::Term, Some([0, text.len()])));
            }
        }
    }
}

#[test]
fn all_near_misses_of_all_words_together_are_answered() {
    let index = index();
    let words = "sqlite database locked workers write asyncio notebook telegram replies message webhook agent \
                 hangs result arrives worker killed tasks container module install requests";
    let mut text = String::new();
    for word in words.split_whitespace() {
        for place in 1..word.len() {
            for letter in ["x", "q", ""] {
                text.push_str(&format!("{}{letter}{} ", &word[..place], &word[place + 1..]));
            }
        }
    }
    let query = Query { text: &text, context: Context::default(), limit: 9, typing: false };
    let (answer, work) = index.lookup_counted(&query);
    assert_sound(&answer, &text);
    assert!(work.steps < 500 * work.words, "{work:?}");
}

#[test]
fn a_book_of_misspelt_words_is_walked_for_once_in_a_while_only() {
    let index = index();
    let word = |number: usize| {
        let letter = |step: usize| char::from(b'a' + u8::try_from(number / step % 26).expect("a letter"));
        format!("data{}{}{}base ", letter(1), letter(26), letter(676))
    };
    let steps = |words: usize| {
        let text: String = (0..words).map(word).collect();
        let query = Query { text: &text, context: Context::default(), limit: 9, typing: false };
        index.lookup_counted(&query).1.steps
    };
    let (some, many) = (steps(600), steps(4_000));
    assert!(some > 0 && many <= some * 11 / 10, "{some} and {many}");
}

#[test]
fn directions_and_control_characters_do_not_hide_a_failure() {
    let index = index();
    let failure = "sqlite3.OperationalError: database is locked";
    for text in [
        format!("\u{202e}{failure}\u{202c}"),
        format!("שגיאה: {failure}"),
        format!("خطأ في الخادم\n{failure}\nشكرا"),
        format!("\u{7}\u{0}{failure}\u{0}"),
        format!("\u{feff}{failure}"),
        format!("before\r{failure}\rafter"),
        format!("before\r\n{failure}\r\n"),
    ] {
        let answer = ask(&index, &text);
        assert_eq!(first(&answer), "locked", "{text:?}");
        let why = &answer.hits[0].why[0];
        let [start, end] = why.span.expect("a signature has a span");
        assert_eq!((why.kind, &text[start..end]), (WhyKind::Signature, failure), "{text:?}");
    }
}

#[test]
fn an_index_of_nothing_answers_nothing() {
    for builder in [remedy_lookup::IndexBuilder::new(""), builder(Vec::new())] {
        let index = Index::open(builder.build().expect("nothing fits")).expect("what was built");
        assert_eq!(index.documents(), 0);
        for typing in [false, true] {
            let query =
                Query { text: "database is locked, it hangs", context: Context::default(), limit: 5, typing };
            let answer = index.lookup(&query);
            assert!(!answer.answered && answer.hits.is_empty() && answer.elsewhere.is_none());
        }
    }
}

#[test]
fn a_phrase_of_a_concept_is_found_in_other_words_with_its_span() {
    let index = index();
    let text = "the tool call never returns";
    let answer = ask(&index, text);
    assert_eq!(first(&answer), "hang");
    let why = answer.hits[0].why.iter().find(|why| why.kind == WhyKind::Concept).expect("a concept");
    let [start, end] = why.span.expect("a concept has a span");
    assert_eq!(&text[start..end], "never returns");
}

#[test]
fn secrets_are_not_repeated_in_any_kind_of_line() {
    let index = index();
    for (written, hidden) in secrets() {
        for text in [
            written.clone(),
            format!("{written}\r\ndatabase is locked"),
            format!("database is locked\n{written}\n{written}\n"),
            format!("2026-01-01T10:00:00Z ERROR worker-3 {written}"),
            format!("web-1  | {written}"),
            format!("> {written}"),
            format!("```\n{written}\n```"),
            format!("\u{1b}[31m{written}\u{1b}[0m"),
        ] {
            let answer = ask(&index, &text);
            let shown = format!("{answer:?}").to_lowercase();
            assert!(!shown.contains(&hidden.to_lowercase()), "{hidden} of {text:?} in {shown}");
            assert!(!answer.query.redactions.is_empty(), "{text:?}");
        }
    }
}

#[test]
fn a_second_private_key_is_hidden_like_the_first() {
    let index = index();
    let key = |body: &str| {
        ["-----BEGIN PRIVATE ", "KEY-----\n", body, "\n-----END PRIVATE ", "KEY-----\n"].concat()
    };
    let text = key("MIIEvQIBADAone") + &key("MIIEvQIBADAtwo") + "database is locked\n";
    let answer = ask(&index, &text);
    let shown = format!("{answer:?}").to_lowercase();
    assert!(!shown.contains("miie"), "{shown}");
    assert_eq!(first(&answer), "locked");
}

#[test]
fn a_key_that_was_cut_hides_neither_too_little_nor_all_the_rest() {
    let index = index();
    let body: String = (0..3_000).map(|line| format!("MIIEbody{line:05}abcdefghijkl\n")).collect();
    let text = ["-----BEGIN PRIVATE ", "KEY-----\n", &body, "-----END PRIVATE ", "KEY-----\n"].concat()
        + "ERROR sqlite3.OperationalError: database is locked\n";
    assert!(text.len() > MAX_TEXT_BYTES);
    let answer = ask(&index, &text);
    assert_eq!(first(&answer), "locked");
    assert!(!format!("{answer:?}").contains("miiebody"), "{answer:?}");
}
