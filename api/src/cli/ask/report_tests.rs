#![allow(clippy::unwrap_used)]

use anstream::adapter::strip_str;
use remedy_data::{Elsewhere, LookupAnswer};
use serde_json::json;

use super::report;

/// An answer with these confidences.
fn answer(answered: bool, confidences: &[f32]) -> LookupAnswer {
    let matches: Vec<_> = confidences
        .iter()
        .map(|confidence| {
            json!({
                "solution": {
                    "id": "x", "title": "Some Failure", "summary": "It fails.", "category": "c",
                    "url": "/solutions/x", "severity": "high"
                },
                "confidence": confidence,
                "why": [{ "kind": "term", "text": "fail", "span": [0, 4] }]
            })
        })
        .collect();
    serde_json::from_value(json!({
        "answered": answered, "matches": matches, "took_us": 1,
        "query": { "kind": "log", "normalised": "fail", "truncated": true, "redactions": ["secret"] },
        "catalogue": { "version": "0", "built_at": "2026-01-01T00:00:00Z" }
    }))
    .unwrap()
}

#[test]
fn no_match_says_so_and_marks_the_nearest_as_such() {
    let text = strip_str(&report(&answer(false, &[0.31, 0.002]), None, 60)).to_string();
    assert_eq!(
        text,
        "\
No match
Nothing in the catalogue is likely enough to be the answer.
The nearest are below; most likely they are not it. The
exact text of the error, with the lines around it, works
best.

Nearest, but not likely
   31 %  Some Failure
         /solutions/x
    0 %  Some Failure
         /solutions/x

The text was cut to 64 KiB: of a log, its beginning and
its end.

What looked like a secret or personal data was left out.
"
    );
}

#[test]
fn no_match_without_anything_near_promises_none() {
    let text = strip_str(&report(&answer(false, &[]), None, 80)).to_string();
    assert!(text.starts_with("No match\n") && !text.contains("nearest"), "{text}");
}

#[test]
fn what_is_answered_elsewhere_is_said_instead_of_the_advice_to_paste_more() {
    let mut answer = answer(false, &[0.02]);
    answer.elsewhere = Some(Elsewhere { title: "A module is missing".into(), hint: "Install it.".into() });
    let text = strip_str(&report(&answer, None, 80)).to_string();
    assert!(
        text.starts_with(
            "\
No match
No solution here. It looks like: A module is missing. Install it. The nearest
are below; most likely they are not it.

Nearest, but not likely
"
        ),
        "{text}"
    );
}
