#![allow(clippy::indexing_slicing)]

use super::headings;

#[test]
fn headings_are_listed_with_those_below_them() {
    let html = "<h1 id=\"x\">X</h1><h3 id=\"early\">Early</h3><h2 id=\"one\">One</h2><p>x</p>\
                <h3 id=\"sub\">Sub</h3><hr /><h4 id=\"deep\">Deep</h4><h2 id=\"two\">Two</h2>";
    let found = headings(html);
    let ids: Vec<_> = found.iter().map(|heading| heading.id).collect();
    assert_eq!(ids, ["one", "two"]);
    assert_eq!(found[0].below, [("sub", "Sub".to_owned())]);
    assert!(found[1].below.is_empty());
}

#[test]
fn tags_within_a_heading_are_left_out_and_its_text_stays_escaped() {
    let html = "<h2 id=\"a\">A <code>b &lt; c</code> <a href=\"/x\">d</a></h2>";
    assert_eq!(headings(html)[0].html, "A b &lt; c d");
}

#[test]
fn html_without_headings_or_cut_short_gives_none() {
    for html in [
        "",
        "<p>x</p>",
        "<h2>no id</h2>",
        "<h2 id=\"cut",
        "<h2 id=\"cut\">off",
        "<header id=\"no\">x</header>",
    ] {
        assert!(headings(html).is_empty(), "{html}");
    }
}
