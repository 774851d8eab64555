use remedy_tests::{Service, real_input};
use serde_json::Value;

const ID: &str = "sqlite-errors-with-multiple-agent-workers";

#[test]
fn a_solution_carries_its_fixes_its_code_and_what_was_verified() {
    let solution = Service::start().get(&format!("/v1/solutions/{ID}")).json();
    assert_eq!(solution["id"], ID);
    assert_eq!(solution["url"], format!("/solutions/{ID}"));
    assert_eq!(solution["proof"]["verified"]["runs"], 10);
    assert_eq!(solution["proof"]["verified"]["runtime"], "python");
    for fix in solution["fixes"].as_array().expect("fixes") {
        assert!(fix["body"].as_str().expect("a body").contains("```python"), "{fix}");
        assert!(!fix["when"].as_str().expect("when").is_empty());
        assert!(!fix["trade_off"].as_str().expect("a trade-off").is_empty());
    }
    for source in solution["sources"].as_array().expect("sources") {
        assert!(source["url"].as_str().expect("an address").starts_with("https://"), "{source}");
    }
}

#[test]
fn a_solution_is_markdown_for_those_who_ask_for_it() {
    let response = Service::start().get_with(&format!("/v1/solutions/{ID}"), &[("accept", "text/markdown")]);
    assert_eq!(response.header("content-type"), "text/markdown; charset=utf-8");
    assert!(response.header("vary").to_lowercase().contains("accept"));
    assert!(response.text.starts_with("# SQLite Database Errors"), "{}", response.text);
    for heading in
        ["## Symptoms", "## Root cause", "## Fixes", "## Prevention", "## How to verify", "## Sources"]
    {
        assert!(response.text.contains(heading), "no {heading}");
    }
}

#[test]
fn pages_of_solutions_follow_each_other_without_gap_or_repetition() {
    let service = Service::start();
    let ids = |page: &Value| -> Vec<String> {
        let list = page["solutions"].as_array().expect("a list");
        list.iter().map(|solution| solution["id"].as_str().expect("an id").to_owned()).collect()
    };
    let mut walked = Vec::new();
    let mut path = "/v1/solutions?limit=3".to_owned();
    loop {
        let page = service.get(&path).json();
        walked.extend(ids(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/solutions?limit=3&cursor={cursor}");
    }
    let recorded: Vec<String> = real_input::recorded_failures().into_iter().map(|(id, _)| id).collect();
    assert_eq!(walked, recorded);
}

#[test]
fn solutions_are_filtered() {
    let service = Service::start();
    let telegram = service.get("/v1/solutions?platform=telegram").json();
    let list = telegram["solutions"].as_array().expect("a list");
    assert!(list.iter().any(|solution| solution["id"] == "telegram-sends-duplicate-responses"), "{telegram}");
    let none = service.get("/v1/solutions?language=cobol").json();
    assert_eq!(none["solutions"], serde_json::json!([]));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let service = Service::start();
    for path in ["/v1/solutions", &format!("/v1/solutions/{ID}"), "/v1/categories", "/v1/guides/concurrency"]
    {
        let first = service.get(path);
        let etag = first.header("etag");
        assert!(!etag.is_empty(), "{path}");
        let again = service.get_with(path, &[("if-none-match", etag)]);
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
    }
}

#[test]
fn head_answers_like_get_without_a_body() {
    let response = Service::start().method("HEAD", &format!("/v1/solutions/{ID}"), &[]);
    assert_eq!((response.status, response.text.as_str()), (200, ""));
}
