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
    assert!(linked.len() >= 7, "{linked:?}");
    for id in linked {
        let path = format!("/v1/solutions/{}", id.as_str().expect("an id"));
        assert_eq!(service.get(&path).status, 200, "{path}");
    }
    let markdown = service.get_with("/v1/guides/concurrency", &[("accept", "text/markdown")]);
    assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
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
