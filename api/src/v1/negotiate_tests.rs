#![allow(clippy::unwrap_used)]

use actix_web::{http::header, test::TestRequest};

use super::json_or_markdown;

/// The media type that is sent for an Accept header, or the code of the problem.
fn sent(accept: Option<&str>) -> String {
    let mut request = TestRequest::default();
    if let Some(accept) = accept {
        request = request.insert_header((header::ACCEPT, accept));
    }
    match json_or_markdown(&request.to_http_request(), &"x", |text| (*text).to_owned()) {
        Ok(response) => response.headers().get(header::CONTENT_TYPE).unwrap().to_str().unwrap().to_owned(),
        Err(problem) => problem.kind.code().to_owned(),
    }
}

const JSON: &str = "application/json";
const MARKDOWN: &str = "text/markdown; charset=utf-8";

#[test]
fn json_is_sent_unless_markdown_is_preferred() {
    for (accept, expected) in [
        (None, JSON),
        (Some(""), JSON),
        (Some("*/*"), JSON),
        (Some("application/json"), JSON),
        (Some("application/*"), JSON),
        (Some("text/html,application/xhtml+xml,*/*;q=0.8"), JSON),
        (Some("text/markdown"), MARKDOWN),
        (Some("text/*"), MARKDOWN),
        (Some("text/markdown, application/json;q=0.9"), MARKDOWN),
        (Some("text/markdown;q=0.5, application/json"), JSON),
        (Some("text/markdown, */*;q=0.1"), MARKDOWN),
        (Some("application/json;q=0, */*"), MARKDOWN),
        (Some("not a media type"), JSON),
    ] {
        assert_eq!(sent(accept), expected, "{accept:?}");
    }
}

#[test]
fn a_form_that_there_is_not_is_a_problem() {
    for accept in ["image/png", "text/html", "application/json;q=0, text/markdown;q=0"] {
        assert_eq!(sent(Some(accept)), "not-acceptable", "{accept}");
    }
}
