#![allow(clippy::unwrap_used)]

use actix_web::web::Bytes;

use super::LookupRequest;
use crate::problem::Problem;

fn read(body: &'static str) -> Result<LookupRequest, Problem> {
    LookupRequest::from_json(&Bytes::from_static(body.as_bytes()))
}

#[test]
fn a_text_is_enough() {
    let question = read(r#"{"text": "x", "language": null}"#).unwrap();
    assert_eq!((question.text.as_str(), question.limit, question.typing), ("x", 5, false));
    assert_eq!((question.language, question.framework, question.platform), (None, None, None));
}

#[test]
fn every_field_is_read() {
    let question =
        read(r#"{"text":"x","language":"a","framework":"b","platform":"c","limit":20,"typing":true}"#)
            .unwrap();
    assert_eq!((question.language.unwrap(), question.framework.unwrap()), ("a".into(), "b".into()));
    assert_eq!((question.platform.unwrap(), question.limit, question.typing), ("c".into(), 20, true));
}

#[test]
fn each_mistake_is_named_with_its_field() {
    for (body, code, said) in [
        ("", "invalid-json", "EOF"),
        ("{", "invalid-json", "EOF"),
        ("[]", "invalid-json", "expected a map"),
        ("\"x\"", "invalid-json", "expected a map"),
        ("{}", "missing-parameter", "`text`"),
        (r#"{"text": null}"#, "missing-parameter", "`text`"),
        (r#"{"text": 1}"#, "invalid-parameter", "`text` must be a string"),
        (r#"{"text": "x", "typing": "yes"}"#, "invalid-parameter", "`typing` must be true or false"),
        (r#"{"text": "x", "limit": 0}"#, "invalid-limit", "from 1 to 20"),
        (r#"{"text": "x", "limit": 21}"#, "invalid-limit", "from 1 to 20"),
        (r#"{"text": "x", "limit": -1}"#, "invalid-limit", "from 1 to 20"),
        (r#"{"text": "x", "limit": 1.5}"#, "invalid-limit", "from 1 to 20"),
        (r#"{"text": "x", "limit": "5"}"#, "invalid-limit", "from 1 to 20"),
        (r#"{"text": "x", "lang": "a"}"#, "unknown-field", "`lang`"),
    ] {
        let problem = read(body).unwrap_err();
        assert_eq!(problem.kind.code(), code, "{body}");
        assert!(problem.detail.contains(said), "{body}: {}", problem.detail);
    }
}

#[test]
fn a_long_name_of_an_unknown_field_is_not_repeated_in_full() {
    let body = format!(r#"{{"text": "x", "{}": 1}}"#, "é".repeat(10_000));
    let problem = LookupRequest::from_json(&Bytes::from(body)).unwrap_err();
    assert!(problem.detail.len() < 200, "{}", problem.detail);
}
