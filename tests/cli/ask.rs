use remedy_tests::{real_input, remedy};
use serde_json::Value;

use crate::{stderr, stdout};

fn json(arguments: &[&str], input: &[u8]) -> (i32, Value) {
    let output = remedy(arguments, input);
    let answer = serde_json::from_str(&stdout(&output)).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.status.code().expect("not killed"), answer)
}

#[test]
fn each_recorded_failure_piped_in_is_answered_with_its_solution() {
    for (id, recorded) in real_input::recorded_failures() {
        let (code, answer) = json(&["ask", "--json"], recorded.as_bytes());
        assert_eq!(code, 0, "{id}");
        assert_eq!(answer["matches"][0]["solution"]["id"], id.as_str());
    }
}

#[test]
fn an_answer_names_the_solution_why_and_the_fix() {
    let output = remedy(&["ask", "sqlite3.OperationalError: database is locked"], b"");
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.contains("SQLite Database Errors with Multiple Agent Workers"), "{text}");
    assert!(text.contains("database is locked"), "{text}");
    assert!(text.contains("/solutions/sqlite-errors-with-multiple-agent-workers"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours in a pipe: {text}");
}

#[test]
fn words_need_no_quotes() {
    let (code, answer) =
        json(&["ask", "--json", "telegram", "bot", "answers", "every", "message", "twice"], b"");
    assert_eq!(code, 0);
    assert_eq!(answer["matches"][0]["solution"]["id"], "telegram-sends-duplicate-responses");
}

#[test]
fn a_line_in_a_long_log_is_found() {
    let (code, answer) = json(&["ask", "--json"], real_input::service_log().as_bytes());
    assert_eq!(code, 0);
    assert_eq!(answer["matches"][0]["solution"]["id"], "sqlite-errors-with-multiple-agent-workers");
}

#[test]
fn what_is_unknown_is_no_match_and_exits_with_1() {
    let random = real_input::random_bytes();
    for input in [real_input::UNRELATED_NODE_TRACE.as_bytes(), b"", &random, real_input::KOREAN.as_bytes()] {
        let (code, answer) = json(&["ask", "--json"], input);
        assert_eq!((code, &answer["answered"]), (1, &Value::Bool(false)), "{answer}");
    }
    let output = remedy(&["ask"], real_input::KOREAN.as_bytes());
    assert!(stdout(&output).to_lowercase().contains("no match"), "{output:?}");
}

#[test]
fn what_is_answered_elsewhere_is_no_match_and_says_what_it_is() {
    let (code, answer) = json(&["ask", "--json"], real_input::ANSWERED_ELSEWHERE.as_bytes());
    assert_eq!((code, &answer["answered"]), (1, &Value::Bool(false)), "{answer}");
    assert_eq!(answer["elsewhere"]["title"], real_input::ANSWERED_ELSEWHERE_TITLE);
    let output = remedy(&["ask", real_input::ANSWERED_ELSEWHERE], b"");
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    let hint = answer["elsewhere"]["hint"].as_str().expect("a hint");
    let said = format!("No solution here. It looks like: {}. {hint}", real_input::ANSWERED_ELSEWHERE_TITLE);
    assert!(text.contains(&said), "{text}");
}

#[test]
fn a_huge_pipe_is_read_to_its_end_in_bounded_space() {
    let mut log = b"INFO all is well\n".repeat(400_000);
    log.extend_from_slice(b"sqlite3.OperationalError: database is locked\n");
    let (code, answer) = json(&["ask", "--json"], &log);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["query"]["truncated"], true);
}

#[test]
fn wrong_use_exits_with_2_and_says_what_is_right() {
    for arguments in [&["ask", "--limit", "0", "x"][..], &["ask", "--colour", "x"], &["frobnicate"], &[]] {
        let output = remedy(arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        let text = stderr(&output);
        assert!(text.contains("Usage") || text.contains("--help"), "{output:?}");
    }
}

#[test]
fn a_lower_threshold_answers_more_and_a_wrong_one_is_explained() {
    let vague = "my bot is slow and sometimes forgets what it was doing";
    let (strict, _) = json(&["ask", "--json", "--threshold", "1", vague], b"");
    let (lax, answer) = json(&["ask", "--json", "--threshold", "0", vague], b"");
    assert_eq!((strict, lax), (1, 0));
    assert_eq!(answer["answered"], true);
    let output = remedy(&["ask", "--threshold", "2", vague], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("from 0 to 1"), "{output:?}");
}
