use remedy_tests::{Response, Service};

/// A problem whose detail or remedy says each of `words`.
fn says(response: &Response, status: u16, words: &[&str]) {
    assert_eq!(response.status, status, "{}", response.text);
    let problem = response.problem().to_string();
    for word in words {
        assert!(problem.contains(word), "{problem} does not say {word}");
    }
}

#[test]
fn an_oversized_body_is_413_with_the_limit() {
    let body = vec![b'a'; 1024 * 1024];
    says(&Service::start().post("/v1/lookup", "text/plain", &body), 413, &["256 KiB"]);
}

#[test]
fn an_oversized_json_body_is_413_too() {
    let body = format!(r#"{{"text": "{}"}}"#, "a".repeat(1024 * 1024));
    says(&Service::start().post("/v1/lookup", "application/json", body.as_bytes()), 413, &["256 KiB"]);
}

#[test]
fn an_unknown_field_is_400_and_named() {
    let body = br#"{"text": "x", "colour": "red"}"#;
    says(&Service::start().post("/v1/lookup", "application/json", body), 400, &["colour", "language"]);
}

#[test]
fn an_unknown_query_parameter_is_400_and_named() {
    says(&Service::start().get("/v1/lookup?q=x&colour=red"), 400, &["colour"]);
}

#[test]
fn a_missing_text_is_400_and_named() {
    let service = Service::start();
    says(&service.post("/v1/lookup", "application/json", b"{}"), 400, &["text"]);
    says(&service.get("/v1/lookup"), 400, &["`q`"]);
}

#[test]
fn json_that_is_none_is_400() {
    says(&Service::start().post("/v1/lookup", "application/json", b"{"), 400, &["JSON"]);
}

#[test]
fn a_bad_limit_is_400_with_the_range() {
    let service = Service::start();
    for limit in ["0", "21", "-1", "many", "99999999999999999999"] {
        let response = service.get(&format!("/v1/lookup?q=x&limit={limit}"));
        says(&response, 400, &["limit", "1", "20"]);
        assert_eq!(response.problem()["field"], "limit");
    }
    says(
        &service.post("/v1/lookup", "application/json", br#"{"text":"x","limit":0}"#),
        400,
        &["limit", "20"],
    );
    says(&service.get("/v1/solutions?limit=1000"), 400, &["limit", "100"]);
}

#[test]
fn a_wrong_content_type_is_415_with_the_right_ones() {
    let response = Service::start().post("/v1/lookup", "application/xml", b"<a/>");
    says(&response, 415, &["application/json", "text/plain"]);
}

#[test]
fn an_unknown_route_is_404() {
    let service = Service::start();
    for path in
        ["/v1/nothing", "/v2/lookup", "/v1/solutions/no-such-id", "/v1/guides/none", "/v1/categories/none"]
    {
        says(&service.get(path), 404, &[]);
    }
}

#[test]
fn a_wrong_method_is_405_and_says_which_are_allowed() {
    let service = Service::start();
    for (method, path, allowed) in [
        ("DELETE", "/v1/lookup", "POST"),
        ("DELETE", "/v1/solutions", "GET"),
        ("PATCH", "/v1/guides", "GET"),
        ("DELETE", "/healthz", "GET"),
    ] {
        let response = service.method(method, path, &[]);
        says(&response, 405, &[]);
        assert!(response.header("allow").contains(allowed), "{method} {path}: {response:?}");
    }
}

#[test]
fn a_cursor_that_is_none_is_400() {
    says(&Service::start().get("/v1/solutions?cursor=%00%00"), 400, &["cursor"]);
}

#[test]
fn a_representation_that_there_is_none_of_is_406() {
    let response = Service::start()
        .get_with("/v1/solutions/event-loop-already-running", &[("accept", "application/pdf")]);
    says(&response, 406, &["text/markdown"]);
}

#[test]
fn after_all_that_the_service_still_answers() {
    let service = Service::start();
    for body in [&b"\xff\xfe\x00"[..], b"{\"text\": \"\\ud800\"}", b"[1, 2", b"null"] {
        let response = service.post("/v1/lookup", "application/json", body);
        says(&response, 400, &[]);
        assert!(!response.text.contains("panicked"), "{}", response.text);
    }
    assert_eq!(service.get("/healthz").status, 200);
}
