use super::next_address;

#[test]
fn the_next_page_has_the_same_selection_and_one_cursor() {
    for (query, expected) in [
        ("", "/v1/solutions?cursor=62"),
        ("limit=2", "/v1/solutions?limit=2&cursor=62"),
        ("cursor=61&limit=2&language=c%2B%2B", "/v1/solutions?limit=2&language=c%2B%2B&cursor=62"),
    ] {
        assert_eq!(next_address(query, "62"), expected, "{query}");
    }
}
