use remedy_tests::{Service, real_input};

#[test]
fn the_category_counts_its_solutions_and_names_its_guide() {
    let service = Service::start();
    let categories = service.get("/v1/categories").json();
    let category = &categories["categories"][0];
    assert_eq!(category["id"], "concurrency");
    assert_eq!(category["title"], "Concurrency Errors");
    assert_eq!(category["guide"], "concurrency");
    let count = real_input::recorded_failures().len();
    assert_eq!(category["solutions"], count);
    let whole = service.get("/v1/categories/concurrency").json();
    assert_eq!(whole["solutions"].as_array().expect("its solutions").len(), count);
}

#[test]
fn every_solution_that_the_guide_links_to_is_there() {
    let service = Service::start();
    let guides = service.get("/v1/guides").json();
    assert_eq!(guides["guides"][0]["id"], "concurrency");
    let guide = service.get("/v1/guides/concurrency").json();
    let linked = guide["solutions"].as_array().expect("links");
    assert_eq!(linked.len(), real_input::recorded_failures().len(), "{linked:?}");
    for id in linked {
        let path = format!("/v1/solutions/{}", id.as_str().expect("an id"));
        assert_eq!(service.get(&path).status, 200, "{path}");
    }
    let markdown = service.get_with("/v1/guides/concurrency", &[("accept", "text/markdown")]);
    assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
}

#[test]
fn what_the_guide_says_of_a_solution_leads_there_and_back() {
    let service = Service::start();
    let guide = service.get("/v1/guides/concurrency").json();
    let page = service.get_with("/guides/concurrency", &[("accept", "text/html")]).text;
    let mut links = 0;
    for section in guide["sections"].as_array().expect("sections") {
        let id = section["id"].as_str().expect("an id");
        assert!(page.contains(&format!("id=\"{id}\"")), "the page has no part {id}");
        for solution in section["solutions"].as_array().expect("links") {
            let solution = solution.as_str().expect("an id");
            assert!(page.contains(&format!("href=\"/solutions/{solution}\"")), "no link to {solution}");
            let back = format!("href=\"/guides/concurrency#{id}\"");
            let path = format!("/solutions/{solution}");
            let text = service.get_with(&path, &[("accept", "text/html")]).text;
            assert!(text.contains(&back), "{path} does not lead back to {id}");
            links += 1;
        }
    }
    assert!(links >= 2 * real_input::recorded_failures().len(), "{links} links: a cause and a pattern each");
}

#[test]
fn the_description_is_openapi_3_1_and_covers_what_is_served() {
    let service = Service::start();
    let description = service.get("/openapi.json").json();
    assert!(description["openapi"].as_str().expect("a version").starts_with("3.1"));
    for path in [
        "/v1/lookup",
        "/v1/solutions",
        "/v1/solutions/{id}",
        "/v1/categories",
        "/v1/categories/{id}",
        "/v1/guides",
        "/v1/guides/{id}",
        "/healthz",
        "/readyz",
    ] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
    assert!(service.get("/docs/").text.to_lowercase().contains("swagger"));
}

#[test]
fn the_service_says_that_it_lives_and_that_it_is_ready() {
    let service = Service::start();
    assert_eq!(service.get("/healthz").status, 200);
    let ready = service.get("/readyz");
    assert_eq!(ready.status, 200);
    assert!(ready.text.contains(service.lookup(b"")["catalogue"]["version"].as_str().expect("a version")));
}
