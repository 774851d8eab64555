use remedy_tests::{Response, Service, real_input};

fn page(service: &Service, path: &str) -> Response {
    let response = service.get_with(path, &[("accept", "text/html")]);
    assert_eq!(response.status, 200, "{path}: {}", response.text);
    assert!(response.header("content-type").starts_with("text/html"), "{path}");
    response
}

#[test]
fn every_page_can_be_reached_from_the_home_page() {
    let service = Service::start();
    let mut open = vec!["/".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let response = service.get_with(&path, &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]);
        assert_eq!(response.status, 200, "dead link {path}");
        if !response.header("content-type").starts_with("text/html") || path.starts_with("/docs") {
            continue;
        }
        for link in response.text.split("href=\"").skip(1) {
            let link = link.split(['"', '#']).next().unwrap_or_default().replace("&amp;", "&");
            if link.starts_with('/') && !link.starts_with("/widget") {
                open.push(link);
            }
        }
    }
    for (id, _) in real_input::recorded_failures() {
        assert!(seen.contains(&format!("/solutions/{id}")), "{id} cannot be reached");
    }
    for path in ["/solutions", "/categories/concurrency", "/guides", "/guides/concurrency", "/docs/"] {
        assert!(seen.contains(path) || seen.contains(path.trim_end_matches('/')), "{path} cannot be reached");
    }
}

#[test]
fn the_search_box_works_without_javascript() {
    let service = Service::start();
    let result = page(&service, "/?q=database+is+locked");
    assert!(result.text.contains("/solutions/sqlite-errors-with-multiple-agent-workers"), "{}", result.text);
    let long = format!(
        "q={}",
        "INFO+all+is+well%0A".repeat(2000) + "sqlite3.OperationalError%3A+database+is+locked"
    );
    let posted = service.post("/", "application/x-www-form-urlencoded", long.as_bytes());
    assert_eq!(posted.status, 200, "{}", posted.text);
    assert!(posted.text.contains("/solutions/sqlite-errors-with-multiple-agent-workers"));
}

#[test]
fn what_is_answered_elsewhere_is_named_with_a_hint() {
    let service = Service::start();
    let answer = service.lookup(real_input::ANSWERED_ELSEWHERE.as_bytes());
    let hint = answer["elsewhere"]["hint"].as_str().expect("a hint");
    let result = page(&service, &format!("/?q={}", real_input::ANSWERED_ELSEWHERE.replace(' ', "+")));
    let title = format!("<strong>{}</strong>", real_input::ANSWERED_ELSEWHERE_TITLE);
    for words in ["No solution here. It looks like: ", &title, hint] {
        assert!(result.text.contains(words), "no {words}: {}", result.text);
    }
}

#[test]
fn what_was_typed_comes_back_as_text() {
    let result = page(&Service::start(), "/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg+src%3Dx%3E");
    assert!(!result.text.contains("<script>alert"), "{}", result.text);
    assert!(!result.text.contains("<img src=x"), "{}", result.text);
}

#[test]
fn a_solution_page_shows_proof_fixes_and_sources() {
    let service = Service::start();
    let solution = page(&service, "/solutions/sqlite-errors-with-multiple-agent-workers");
    for part in
        ["id=\"symptoms\"", "id=\"root-cause\"", "id=\"fixes\"", "id=\"prevention\"", "id=\"how-to-verify\""]
    {
        assert!(solution.text.contains(part), "no {part}");
    }
    for words in
        ["hl-", "Trade-off", "10 runs", "sqlite.org", "/categories/concurrency", "/guides/concurrency"]
    {
        assert!(solution.text.contains(words), "no {words}");
    }
}

#[test]
fn a_category_page_counts_and_leads_back_and_on() {
    let category = page(&Service::start(), "/categories/concurrency");
    let count = real_input::recorded_failures().len();
    assert!(category.text.contains(&format!("{count} solutions")), "{}", category.text);
    for link in ["href=\"/solutions\"", "href=\"/guides\"", "href=\"/guides/concurrency\""] {
        assert!(category.text.contains(link), "no {link}");
    }
}

#[test]
fn no_page_has_inline_script_or_style_and_the_policy_forbids_it() {
    let service = Service::start();
    for path in ["/", "/solutions", "/solutions/event-loop-already-running", "/guides/concurrency", "/?q=x"] {
        let response = page(&service, path);
        let policy = response.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self'") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert!(!response.text.contains(" style=\"") && !response.text.contains("<style"), "{path}");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn a_browser_gets_an_error_page_and_a_program_a_problem() {
    let service = Service::start();
    let page = service.get_with("/solutions/no-such-id", &[("accept", "text/html")]);
    assert_eq!(page.status, 404);
    assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
    let problem = service.get_with("/solutions/no-such-id", &[("accept", "application/json")]);
    assert_eq!(problem.status, 404);
    problem.problem();
}
