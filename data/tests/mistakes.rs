//! Every mistake in content is one line that says where, what, and what to write instead.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{Data, FIRST};

/// One mistake made by replacing `from` by `to`: exactly one line, that names the line where `place`
/// first stands and has all of `words`.
fn one_mistake(path: &str, from: &str, to: &str, place: &str, words: &[&str]) {
    let data = Data::new();
    data.edit(path, from, to);
    let text = std::fs::read_to_string(data.path().join(path)).expect("the file is there");
    let line = 1 + text.lines().position(|line| line.contains(place)).expect("the place is in the file");
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    let place = format!("{path}:{line}: ");
    assert!(mistakes[0].starts_with(&place), "{} does not start with {place}", mistakes[0]);
    for word in words {
        assert!(mistakes[0].contains(word), "{} does not say {word}", mistakes[0]);
    }
}

#[test]
fn content_without_mistakes_compiles() {
    assert_eq!(Data::new().mistakes(), Vec::<String>::new());
}

#[test]
fn further_symptoms_are_one_a_line_and_said_once() {
    let data = Data::new();
    let path = FIRST.replace("solution.md", "symptoms.txt");
    std::fs::write(data.path().join(&path), "a new way\nit fails in way 3\n\na new way\n").expect("written");
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
    for (mistake, (line, word)) in mistakes.iter().zip([(2, "way 3"), (3, "empty"), (4, "a new way")]) {
        assert!(mistake.starts_with(&format!("{path}:{line}: ")) && mistake.contains(word), "{mistake}");
    }
}

#[test]
fn an_unknown_field_is_named_with_the_fields_there_are() {
    one_mistake(
        FIRST,
        "severity =",
        "importance = 3\nseverity =",
        "importance",
        &["unknown field `importance`", "severity"],
    );
}

#[test]
fn an_unknown_field_in_a_table_is_found_too() {
    one_mistake(
        FIRST,
        "components = []",
        "components = []\nos = []",
        "os = []",
        &["unknown field `os`", "platforms"],
    );
}

#[test]
fn a_missing_field_says_what_to_write() {
    one_mistake(FIRST, "severity = \"high\"\n", "", "title =", &["`severity` is missing", "severity = "]);
}

#[test]
fn a_severity_that_does_not_exist_lists_those_that_do() {
    one_mistake(FIRST, "\"high\"", "\"huge\"", "huge", &["\"huge\"", "low, medium, high, critical"]);
}

#[test]
fn a_missing_section_is_named() {
    one_mistake(
        FIRST,
        "## Prevention\n\n- Care.\n",
        "",
        "## Symptoms",
        &["section `Prevention` is missing", "## Prevention"],
    );
}

#[test]
fn an_unknown_section_is_named() {
    one_mistake(
        FIRST,
        "## Prevention",
        "## History\n\nOld.\n\n## Prevention",
        "## History",
        &["`History`", "How to verify"],
    );
}

#[test]
fn a_dead_relation_is_named() {
    one_mistake(
        FIRST,
        "id = \"second-failure\"",
        "id = \"third-failure\"",
        "third-failure",
        &["dead relation", "`third-failure`"],
    );
}

#[test]
fn a_dead_link_is_named() {
    one_mistake(
        FIRST,
        "../second-failure/",
        "../third-failure/",
        "../third-failure",
        &["dead link", "../third-failure/solution.md"],
    );
}

#[test]
fn a_confusion_must_say_how_to_tell() {
    one_mistake(
        FIRST,
        "note = \"Look at the number.\"\n",
        "",
        "[[related]]",
        &["`confused-with` has no `note`"],
    );
}

#[test]
fn a_signature_of_placeholders_alone_matches_nothing_in_particular() {
    one_mistake(
        FIRST,
        "OSError: the {which} failure happened",
        "{error}: {text}",
        "{error}",
        &["fixed words", "at least 2"],
    );
}

#[test]
fn a_code_region_that_does_not_exist_says_how_to_mark_one() {
    one_mistake(
        FIRST,
        "fixed.py#cure",
        "fixed.py#potion",
        "#potion",
        &["no region `potion`", "# region: potion"],
    );
}

#[test]
fn a_source_without_an_address_is_found() {
    one_mistake(FIRST, "url = \"https://example.org/0\"\n", "", "[[sources]]", &["`url` is missing"]);
}

#[test]
fn a_source_that_is_no_https_address_is_found() {
    one_mistake(
        FIRST,
        "https://example.org/0",
        "the manual",
        "the manual",
        &["`the manual` is not an address", "https://"],
    );
}

#[test]
fn a_proof_that_fails_otherwise_than_it_claims_is_found() {
    one_mistake(
        "catalogue/concurrency/first-failure/solution.md",
        "fails_with = \"OSError: the first failure",
        "fails_with = \"OSError: the last disaster",
        "last disaster",
        &["`fails_with` does not occur in proof/broken.txt"],
    );
}

#[test]
fn a_proof_changed_after_it_was_recorded_is_found() {
    let path = "catalogue/concurrency/first-failure/proof/fixed.py";
    let data = Data::new();
    data.edit(path, "cured", "changed");
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].contains("verified.toml:1: the proof has changed"), "{}", mistakes[0]);
}

#[test]
fn a_fix_without_its_trade_off_is_found() {
    one_mistake(FIRST, "**Trade-off:** none.\n", "", "### Cure it", &["`Cure it` has no **Trade-off:**"]);
}

#[test]
fn raw_html_is_refused() {
    one_mistake(FIRST, "A cause.", "A <script>alert(1)</script> cause.", "<script>", &["raw HTML"]);
}

#[test]
fn an_id_in_two_categories_is_found() {
    let data = Data::new();
    data.write("catalogue/limits/category.md", "+++\ntitle = \"Limits\"\nsummary = \"Too much.\"\n+++\n");
    data.write("catalogue/limits/first-failure/solution.md", "");
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].contains("limits/first-failure:1: duplicate id"), "{}", mistakes[0]);
}

#[test]
fn a_word_in_two_concepts_is_found() {
    one_mistake(
        "thesaurus.toml",
        "\"stuck\"]\n",
        "\"stuck\"]\n\n[[concept]]\nid = \"slow\"\nscope = \"Late.\"\nwords = [\"stuck\"]\n",
        "words = [\"stuck\"]",
        &["`stuck` is in the concept `hang` too"],
    );
}

#[test]
fn front_matter_that_is_not_toml_is_one_line_with_its_place() {
    let data = Data::new();
    data.edit(FIRST, "severity = \"high\"", "severity = = \"high\"");
    let mistakes = data.mistakes();
    assert!(
        mistakes.iter().any(|line| line.starts_with(&format!("{FIRST}:4: not valid TOML"))),
        "{mistakes:#?}"
    );
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let data = Data::new();
    data.edit(FIRST, "severity = \"high\"", "severity = \"huge\"\ncolour = \"red\"");
    data.edit(FIRST, "fixed.py#cure", "fixed.py#potion");
    data.edit(
        "catalogue/concurrency/second-failure/solution.md",
        "https://example.org/1",
        "ftp://example.org/1",
    );
    assert_eq!(data.mistakes().len(), 4, "{:#?}", data.mistakes());
}

#[test]
fn a_missing_file_is_one_mistake() {
    let data = Data::new();
    std::fs::remove_file(data.path().join(FIRST)).expect("the file is there");
    let mistakes = data.mistakes();
    assert!(
        mistakes.iter().any(|line| line.starts_with(&format!("{FIRST}:1: cannot be read"))),
        "{mistakes:#?}"
    );
    assert!(!mistakes.iter().any(|line| line.contains("section")), "{mistakes:#?}");
}

const ELSEWHERE: &str = r#"[[failure]]
id = "no-module"
title = "A module is missing"
hint = "Install it."
near = ["first-failure"]
symptoms = ["python does not find my package", "import fails on the server", "cannot import what pip installed"]
signatures = ["ModuleNotFoundError: No module named {name}"]

[[failure]]
id = "no-route"
title = "A page is missing"
hint = "Look at the routes."
near = []
symptoms = ["404 on every page", "reload gives not found", "the link leads nowhere"]
signatures = []
"#;

/// One mistake made in a file of failures that are answered elsewhere.
fn one_mistake_elsewhere(from: &str, to: &str, line: usize, words: &str) {
    let data = Data::new();
    data.write("elsewhere/web.toml", ELSEWHERE);
    assert_eq!(data.mistakes(), Vec::<String>::new());
    data.edit("elsewhere/web.toml", from, to);
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    let place = format!("elsewhere/web.toml:{line}: ");
    assert!(mistakes[0].starts_with(&place), "{} does not start with {place}", mistakes[0]);
    assert!(mistakes[0].contains(words), "{} does not say {words}", mistakes[0]);
}

#[test]
fn a_failure_elsewhere_with_the_id_of_another_or_of_a_solution_is_found() {
    one_mistake_elsewhere("\"no-route\"", "\"no-module\"", 10, "duplicate id: `no-module`");
    one_mistake_elsewhere("\"no-route\"", "\"first-failure\"", 10, "duplicate id: `first-failure`");
    let data = Data::new();
    data.write("elsewhere/code.toml", ELSEWHERE);
    data.write("elsewhere/web.toml", ELSEWHERE);
    let mistakes = data.mistakes();
    assert_eq!(mistakes.len(), 2, "{mistakes:#?}");
    assert!(mistakes[0].starts_with("elsewhere/web.toml:2: duplicate id: `no-module`"), "{mistakes:#?}");
}

#[test]
fn a_failure_elsewhere_that_is_near_no_solution_is_found() {
    one_mistake_elsewhere(
        "\"first-failure\"",
        "\"third-failure\"",
        5,
        "there is no solution `third-failure`",
    );
}

#[test]
fn a_failure_elsewhere_needs_three_symptoms() {
    one_mistake_elsewhere(", \"the link leads nowhere\"", "", 10, "`no-route` has too few symptoms");
}

#[test]
fn fields_of_a_failure_elsewhere_are_checked_like_those_of_a_solution() {
    one_mistake_elsewhere("near = []", "near = []\nseverity = \"low\"", 14, "unknown field `severity`");
    one_mistake_elsewhere("hint = \"Install it.\"\n", "", 1, "`hint` is missing");
    one_mistake_elsewhere("No module named {name}", "{name}", 7, "fixed words");
    one_mistake_elsewhere(
        "[[failure]]\nid = \"no-route\"",
        "[[fault]]\nid = \"no-route\"",
        9,
        "unknown field `fault`",
    );
}
