use remedy_tests::{Service, real_input};
use serde_json::{Value, json};

fn first(answer: &Value) -> &str {
    answer["matches"][0]["solution"]["id"].as_str().unwrap_or("nothing")
}

#[test]
fn each_recorded_failure_finds_its_own_solution_first() {
    let service = Service::start();
    let mut wrong = Vec::new();
    for (id, output) in real_input::recorded_failures() {
        let answer = service.lookup(output.as_bytes());
        if answer["answered"] != true || first(&answer) != id {
            wrong.push(format!("{id}: answered {} with {}", answer["answered"], first(&answer)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_locked_database_in_200_lines_of_log_is_found() {
    let answer = Service::start().lookup(real_input::service_log().as_bytes());
    assert_eq!(answer["answered"], true, "{answer}");
    assert_eq!(first(&answer), "sqlite-errors-with-multiple-agent-workers", "{answer}");
    assert_eq!(answer["query"]["kind"], "log");
    let why = answer["matches"][0]["why"][0].clone();
    assert_eq!(why["kind"], "signature", "{why}");
    let log = real_input::service_log();
    let span = |end: usize| usize::try_from(why["span"][end].as_u64().expect("a span")).expect("small");
    assert!(log[span(0)..span(1)].contains("database is locked"), "{}", &log[span(0)..span(1)]);
}

#[test]
fn what_is_not_in_the_catalogue_is_no_match() {
    let service = Service::start();
    let random = real_input::random_bytes();
    let unrelated: [(&str, &[u8]); 4] = [
        ("a Node trace of something else", real_input::UNRELATED_NODE_TRACE.as_bytes()),
        ("nothing", b""),
        ("random bytes", &random),
        ("Korean small talk", real_input::KOREAN.as_bytes()),
    ];
    for (name, text) in unrelated {
        let answer = service.lookup(text);
        assert_eq!(answer["answered"], false, "{name}: {answer}");
    }
    assert_eq!(service.lookup(b"")["matches"], json!([]));
}

#[test]
fn what_is_answered_elsewhere_is_no_match_and_says_what_it_is() {
    let service = Service::start();
    let answer = service.lookup(real_input::ANSWERED_ELSEWHERE.as_bytes());
    assert_eq!(answer["answered"], false, "{answer}");
    assert_eq!(answer["elsewhere"]["title"], real_input::ANSWERED_ELSEWHERE_TITLE, "{answer}");
    assert!(answer["elsewhere"]["hint"].as_str().is_some_and(|hint| hint.ends_with('.')), "{answer}");
    for text in ["sqlite3.OperationalError: database is locked", real_input::KOREAN, ""] {
        let answer = service.lookup(text.as_bytes());
        assert!(answer.get("elsewhere").is_none(), "{answer}");
    }
}

#[test]
fn the_three_ways_to_ask_give_the_same_answer() {
    let service = Service::start();
    let text = "sqlite3.OperationalError: database is locked";
    let plain = service.lookup(text.as_bytes());
    let get = service.get("/v1/lookup?q=sqlite3.OperationalError%3A%20database%20is%20locked").json();
    let body = json!({ "text": text }).to_string();
    let post = service.post("/v1/lookup", "application/json", body.as_bytes()).json();
    for answer in [&get, &post] {
        assert_eq!(answer["matches"], plain["matches"]);
    }
    assert!(plain["took_us"].is_u64());
    assert_eq!(plain["catalogue"]["version"].as_str().expect("a version").len(), 12);
}

#[test]
fn limit_bounds_the_matches() {
    let service = Service::start();
    let answer = service.get("/v1/lookup?q=agents+write+the+same+file+at+once&limit=1").json();
    assert_eq!(answer["matches"].as_array().expect("a list").len(), 1, "{answer}");
}

#[test]
fn too_long_a_text_is_cut_and_the_answer_says_so() {
    let service = Service::start();
    let mut text = "INFO all is well\n".repeat(8000);
    text.push_str("sqlite3.OperationalError: database is locked\n");
    let answer = service.lookup(text.as_bytes());
    assert_eq!(answer["query"]["truncated"], true);
    assert_eq!(
        first(&answer),
        "sqlite-errors-with-multiple-agent-workers",
        "the end of a log is kept: {answer}"
    );
}

#[test]
fn secrets_do_not_come_back() {
    let service = Service::start();
    let text =
        "worker 3 with key sk-proj-abcdefghijklmnopqrstuvwxyz123456 of ann@example.com: database is locked";
    let answer = service.lookup(text.as_bytes());
    let shown = answer.to_string();
    assert!(!shown.contains("abcdefghijklmnop") && !shown.contains("ann@example.com"), "{shown}");
    let redactions = answer["query"]["redactions"].as_array().expect("a list").clone();
    assert!(redactions.contains(&json!("secret")) && redactions.contains(&json!("email")), "{shown}");
}

#[test]
fn a_word_being_typed_already_finds() {
    let service = Service::start();
    let answer = service.get("/v1/lookup?q=telegram+sends+dupl&typing=true").json();
    assert_eq!(first(&answer), "telegram-sends-duplicate-responses", "{answer}");
}

#[test]
fn any_site_may_ask() {
    let service = Service::start();
    let response = service.get_with("/v1/lookup?q=deadlock", &[("origin", "https://docs.example.org")]);
    assert!(["*", "https://docs.example.org"].contains(&response.header("access-control-allow-origin")));
    let preflight = service.method(
        "OPTIONS",
        "/v1/lookup",
        &[
            ("origin", "https://docs.example.org"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ],
    );
    assert!(preflight.status < 300, "{preflight:?}");
    assert!(preflight.header("access-control-allow-headers").contains("content-type"), "{preflight:?}");
}
