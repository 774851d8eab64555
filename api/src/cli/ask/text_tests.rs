use anstream::adapter::strip_str;

use super::{BRIEF, brief, markdown};

fn plain(text: &str, width: usize) -> String {
    strip_str(&markdown(text, "  ", width)).to_string()
}

#[test]
fn code_is_shown_as_it_is_and_prose_is_wrapped() {
    let text = "One two three four\nfive.\n\n```python\nif  x:\n    a_very_long_line_that_is_not_wrapped()\n```\n\nEnd.";
    assert_eq!(
        plain(text, 16),
        "  One two three\n  four five.\n\n    if  x:\n        a_very_long_line_that_is_not_wrapped()\n\n  End.\n"
    );
}

#[test]
fn items_of_a_list_begin_on_their_own_lines() {
    assert_eq!(plain("- one\n  more\n- two\n1. three", 40), "  - one more\n  - two\n  1. three\n");
}

#[test]
fn code_that_is_never_closed_is_still_shown() {
    assert_eq!(plain("```\nx", 40), "    x\n");
}

#[test]
fn the_brief_is_prose_only() {
    let text = "```text\ntimeline\n\nmore of it\n```\n\n### Head\n\nThe cause\nis this.\n\n- One.\n";
    assert_eq!(brief(text), "The cause\nis this.\n\n- One.");
    assert_eq!(brief(""), "");
}

#[test]
fn the_brief_ends_with_the_paragraph_that_says_enough() {
    let long = "x".repeat(BRIEF);
    assert_eq!(brief(&format!("{long}\n\nMore.")), long);
}
