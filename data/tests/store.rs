//! A compiled catalogue: the same bytes for the same content, and no damage goes unnoticed.
#![allow(clippy::expect_used)]

mod fixture;

use std::{fs, path::PathBuf};

use fixture::Data;
use remedy_data::{SolutionFilter, Store, StoreError, compile};

fn compiled(data: &Data) -> PathBuf {
    let bytes = compile(&data.path()).expect("no mistakes");
    let path = data.path().join("catalogue.sqlite");
    fs::write(&path, bytes).expect("a file");
    path
}

#[test]
fn the_same_content_compiles_to_the_same_bytes_wherever_it_lies() {
    let (one, other) = (Data::new(), Data::new());
    assert!(compile(&one.path()).expect("no mistakes") == compile(&other.path()).expect("no mistakes"));
}

#[test]
fn any_change_of_content_changes_the_version() {
    let data = Data::new();
    let before = Store::open(&compiled(&data)).expect("a catalogue").info().clone();
    data.edit("thesaurus.toml", "stuck", "frozen");
    let after = Store::open(&compiled(&data)).expect("a catalogue").info().clone();
    assert_ne!(before.version, after.version);
    assert_eq!(before.built_at, "2026-01-03T00:00:00Z");
}

#[test]
fn what_was_written_is_read_back() {
    let data = Data::new();
    let store = Store::open(&compiled(&data)).expect("a catalogue");
    let solution = store.solution("first-failure").expect("readable").expect("there");
    assert_eq!(solution.related[0].title, "Second");
    assert_eq!(solution.fixes[0].body, "```python fixed.py\nprint('cured')\n```\n\nIt works.");
    assert_eq!(solution.description, "It fails. See [the other](/solutions/second-failure).");
    assert_eq!(solution.proof.verified.expect("recorded").runs, 10);
    assert_eq!(store.categories().expect("readable")[0].solutions, 2);
    assert_eq!(store.guide("concurrency").expect("readable").expect("there").solutions, ["first-failure"]);
    assert!(store.solution("no-such-failure").expect("readable").is_none());
}

#[test]
fn html_shows_markup_in_content_as_text() {
    let data = Data::new();
    data.edit(fixture::FIRST, "A cause.", "A `<script>` cause.");
    let store = Store::open(&compiled(&data)).expect("a catalogue");
    let html = store.solution_html("first-failure").expect("readable").expect("there");
    assert!(html.contains("<code>&lt;script&gt;</code>"), "{html}");
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn solutions_are_listed_by_filter_and_page() {
    let data = Data::new();
    let store = Store::open(&compiled(&data)).expect("a catalogue");
    let ids = |filter: &SolutionFilter<'_>, after, limit| -> Vec<String> {
        store
            .solutions(filter, after, limit)
            .expect("readable")
            .into_iter()
            .map(|solution| solution.id)
            .collect()
    };
    let all = SolutionFilter::default();
    assert_eq!(ids(&all, None, 1), ["first-failure"]);
    assert_eq!(ids(&all, Some("first-failure"), 1), ["second-failure"]);
    assert_eq!(ids(&SolutionFilter { language: Some("python"), ..all.clone() }, None, 9).len(), 2);
    assert_eq!(ids(&SolutionFilter { language: Some("cobol"), ..all.clone() }, None, 9).len(), 0);
    assert_eq!(ids(&SolutionFilter { category: Some("limits"), ..all }, None, 9).len(), 0);
}

#[test]
fn a_missing_file_says_how_to_build_one() {
    let error = Store::open(&Data::new().path().join("none.sqlite")).expect_err("nothing there");
    assert!(matches!(error, StoreError::Unreadable { .. }));
    assert!(error.to_string().contains("remedy build"), "{error}");
}

#[test]
fn another_file_is_not_a_catalogue() {
    let data = Data::new();
    let error = Store::open(&data.path().join("thesaurus.toml")).expect_err("not SQLite");
    assert!(matches!(error, StoreError::NotACatalogue(_)), "{error}");
}

#[test]
fn another_schema_version_is_refused() {
    let data = Data::new();
    let path = compiled(&data);
    let mut bytes = fs::read(&path).expect("a file");
    // `user_version` stands at byte 60: https://www.sqlite.org/fileformat.html#the_database_header
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&path, bytes).expect("a file");
    let error = Store::open(&path).expect_err("another version");
    assert!(matches!(error, StoreError::OtherVersion { found: 99 }), "{error}");
}

#[test]
fn truncated_anywhere_it_is_refused() {
    let data = Data::new();
    let path = compiled(&data);
    let bytes = fs::read(&path).expect("a file");
    for eighth in 0..8 {
        fs::write(&path, &bytes[..bytes.len() * eighth / 8]).expect("a file");
        let error = Store::open(&path).expect_err("truncated");
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[test]
fn changed_content_does_not_match_the_checksum() {
    let data = Data::new();
    let path = compiled(&data);
    let mut bytes = fs::read(&path).expect("a file");
    let word = b"What happens.";
    let at = bytes.windows(word.len()).position(|window| window == word).expect("the summary is in the file");
    bytes[at] = b'X';
    fs::write(&path, bytes).expect("a file");
    let error = Store::open(&path).expect_err("changed");
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
}
