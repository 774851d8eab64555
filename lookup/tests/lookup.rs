//! What is found, and why.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{ask, first, index};
use remedy_lookup::{Context, Query, QueryKind, Redaction, WhyKind};

#[test]
fn a_signature_is_found_inside_a_log_with_its_exact_span() {
    let index = index();
    let log = "2026-01-01T10:00:00Z INFO start\n2026-01-01T10:00:01Z ERROR w-3 sqlite3.OperationalError: database is locked (retry 3)\n";
    let answer = ask(&index, log);
    assert_eq!((first(&answer), answer.answered), ("locked", true));
    assert_eq!(answer.query.kind, QueryKind::Log);
    let why = &answer.hits[0].why[0];
    assert_eq!(why.kind, WhyKind::Signature);
    let [start, end] = why.span.expect("a signature has a span");
    assert_eq!(&log[start..end], "sqlite3.OperationalError: database is locked");
}

#[test]
fn placeholders_stand_for_what_varies() {
    let index = index();
    for text in [
        "Task <Task pending name='Task-7' coro=<main() running at /srv/x.py:3>> got Future <Future pending> attached to a different loop",
        "objects created in thread 140233 can only be used there",
        "Out of memory: Killed process 4242 (python3)",
    ] {
        let answer = ask(&index, text);
        assert!(answer.answered, "{text}: {answer:?}");
        assert_eq!(answer.hits[0].why[0].kind, WhyKind::Signature, "{text}");
    }
}

#[test]
fn other_words_misspellings_and_inflections_find_the_same() {
    let index = index();
    for (text, id) in [
        ("telegram bot sends every reply twice", "twice"),
        ("telegrm bot repplies twice", "twice"),
        ("agent freezes after a tool call", "hang"),
        ("agent stuck, the tool result never arrives", "hang"),
        ("workers writing one sqlite database, locked", "locked"),
    ] {
        assert_eq!(first(&ask(&index, text)), id, "{text}");
    }
}

#[test]
fn a_misspelling_says_which_word_it_took_it_for() {
    let index = index();
    let text = "my telegrm bot replies twice";
    let answer = ask(&index, text);
    let why = answer.hits[0].why.iter().find(|why| why.text == "telegram").expect("the word it took it for");
    let [start, end] = why.span.expect("a word has a span");
    assert_eq!(&text[start..end], "telegrm");
}

#[test]
fn the_last_word_may_be_unfinished_while_typing() {
    let index = index();
    let ask = |typing| index.lookup(&Query { text: "telegr", context: Context::default(), limit: 5, typing });
    assert_eq!(first(&ask(true)), "twice");
    assert_eq!(first(&ask(false)), "nothing");
}

#[test]
fn what_is_unknown_is_not_answered() {
    let index = index();
    for text in [
        "",
        "   \n\t ",
        "how do I center a div",
        "RuntimeError",
        "the error",
        "오늘 날씨가 정말 좋네요",
        "TypeError: Cannot read properties of undefined (reading 'map')\n    at f (/srv/a.js:1:2)\n    at g (/srv/b.js:3:4)",
        "ModuleNotFoundError: No module named 'requests'",
    ] {
        let answer = ask(&index, text);
        assert!(!answer.answered, "{text}: {answer:?}");
    }
    assert!(ask(&index, "").hits.is_empty());
}

#[test]
fn context_is_evidence_and_never_hides_the_right_answer() {
    let index = index();
    let with = |language: &str| {
        let context = Context { language: Some(language.into()), ..Context::default() };
        index.lookup(&Query { text: "sqlite database is locked", context, limit: 5, typing: false })
    };
    let fits = with("Python");
    assert!(fits.hits[0].why.iter().any(|why| why.kind == WhyKind::Context && why.text == "python"));
    assert_eq!(first(&with("cobol")), "locked");
}

#[test]
fn secrets_are_named_and_not_repeated() {
    let index = index();
    let key = ["sk-", "live-0123456789abcdefghij"].concat();
    let token = ["123456789:", "AAF0123456789abcdefghijklmnopqrstuv"].concat();
    let text = format!(
        "Authorization: Bearer {key}\npassword=hunter22 mail ann@example.org from 203.0.113.7\nhttps://api.telegram.org/bot{token}/getMe\ndatabase is locked"
    );
    let answer = ask(&index, &text);
    let shown = format!("{answer:?}");
    for secret in [key.as_str(), "hunter22", "ann@example.org", "203.0.113.7", token.as_str()] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert_eq!(answer.query.redactions, [Redaction::Secret, Redaction::Email, Redaction::IpAddress]);
}

#[test]
fn hundreds_of_lines_of_routine_do_not_drown_one_failure() {
    let index = index();
    let mut log = String::new();
    for number in 0..400 {
        log.push_str(&format!(
            "2026-01-01T10:00:00Z INFO worker picked telegram webhook task {number}, bot replies\n"
        ));
    }
    log.push_str("2026-01-01T10:00:01Z ERROR database is locked\n");
    assert_eq!(first(&ask(&index, &log)), "locked");
}

#[test]
fn too_long_a_log_keeps_its_end_and_too_long_a_phrase_its_beginning() {
    let index = index();
    let log = "INFO all is well\n".repeat(10_000) + "sqlite3.OperationalError: database is locked\n";
    let answer = ask(&index, &log);
    assert!(answer.query.truncated);
    assert_eq!(first(&answer), "locked");
    let [start, end] = answer.hits[0].why[0].span.expect("a span");
    assert_eq!(
        &log[start..end],
        "sqlite3.OperationalError: database is locked",
        "spans are of the text as sent"
    );
    let phrase = "sqlite database is locked ".to_owned() + &"filler ".repeat(20_000);
    let answer = ask(&index, &phrase);
    assert!(answer.query.truncated);
    assert_eq!(first(&answer), "locked");
}

#[test]
fn a_failure_that_is_answered_elsewhere_is_no_match_and_says_what_it_is() {
    let index = index();
    let answer =
        ask(&index, "Traceback (most recent call last):\nModuleNotFoundError: No module named 'telegram'");
    assert!(!answer.answered, "{answer:?}");
    assert_eq!(answer.elsewhere, Some("stored missing-module"));
    assert!(answer.hits.iter().all(|hit| hit.id != "missing-module"), "{answer:?}");
}

#[test]
fn the_threshold_decides_what_is_called_an_answer_and_not_what_is_found() {
    let text = "telegram bot replies twice";
    let hits = |threshold| {
        let index = index().with_threshold(threshold);
        let answer = ask(&index, text);
        let first = answer.hits.first().map(|hit| (hit.id.to_owned(), hit.confidence));
        (answer.answered, first)
    };
    let ((never, strict), (always, lax)) = (hits(1.1), hits(0.0));
    assert_eq!((never, always), (false, true));
    assert_eq!(strict, lax);
}
