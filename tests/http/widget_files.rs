use remedy_tests::Service;

#[test]
fn the_entry_is_revalidated_and_what_it_loads_is_immutable() {
    let service = Service::start();
    let entry = service.get("/widget/v1/remedy.js");
    assert_eq!(entry.status, 200, "{}", entry.text);
    assert!(entry.header("content-type").contains("javascript"));
    assert!(!entry.header("cache-control").contains("immutable"));
    assert!(!entry.header("etag").is_empty());
    let mut loaded = 0;
    for name in entry.text.split(['"', '\'', '`', '/']).filter(|word| word.starts_with("remedy-")) {
        if !(name.ends_with(".js") || name.ends_with(".wasm")) {
            continue;
        }
        let file = service.get(&format!("/widget/v1/{name}"));
        assert_eq!(file.status, 200, "{name}");
        assert!(file.header("cache-control").contains("immutable"), "{name}: {file:?}");
        let expected = if name.ends_with(".wasm") { "application/wasm" } else { "javascript" };
        assert!(file.header("content-type").contains(expected), "{name}: {}", file.header("content-type"));
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin", "{name}");
        loaded += 1;
    }
    assert_eq!(loaded, 3, "the entry names the bindings, and the wasm of widget and engine: {}", entry.text);
}

#[test]
fn a_widget_file_that_there_is_none_of_is_a_problem() {
    let service = Service::start();
    let response = service.get("/widget/v1/remedy-000000000000.js");
    assert_eq!(response.status, 404);
    response.problem();
    for path in ["/widget/v1/../../Cargo.toml", "/widget/v1/%2e%2e%2fCargo.toml"] {
        assert_eq!(service.get(path).status, 404, "{path}");
    }
}
