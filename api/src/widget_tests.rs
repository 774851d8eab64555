use super::{is_hashed, media_type};

#[test]
fn only_a_name_with_a_hash_is_cached_for_ever() {
    assert!(is_hashed("remedy-0123456789abcdef.js"));
    assert!(is_hashed("remedy-deadbeef.wasm"));
    assert!(is_hashed("remedy-deadbeef.js.map"));
    for name in
        ["remedy.js", "remedy-dev.js", "remedy-1234567.js", "remedy-notahash.js", "index.bin", "", "-"]
    {
        assert!(!is_hashed(name), "{name}");
    }
}

#[test]
fn the_files_of_a_widget_have_the_types_that_browsers_insist_on() {
    assert_eq!(media_type("remedy.js"), "text/javascript; charset=utf-8");
    assert_eq!(media_type("remedy-deadbeef.wasm"), "application/wasm");
    assert_eq!(media_type("LICENSE"), "application/octet-stream");
}
