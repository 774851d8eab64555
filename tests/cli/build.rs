use std::fs;

use remedy_tests::{remedy, root};

use crate::{stderr, stdout};

#[test]
fn the_same_data_builds_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, other] = ["one.sqlite", "other.sqlite"].map(|name| folder.path().join(name));
    for path in [&one, &other] {
        let output = remedy(&["build", "--output", path.to_str().expect("UTF-8")], b"");
        assert!(output.status.success(), "{output:?}");
    }
    assert!(fs::read(&one).expect("built") == fs::read(&other).expect("built"), "the bytes differ");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "nothing else is left behind: {left:?}");
}

#[test]
fn a_built_catalogue_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("catalogue.sqlite");
    let path = path.to_str().expect("UTF-8");
    assert!(remedy(&["build", "--output", path], b"").status.success());
    let output = remedy(&["ask", "--catalogue", path, "database is locked"], b"");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn check_finds_no_mistake_in_the_catalogue() {
    let output = remedy(&["check"], b"");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn check_lists_every_mistake_with_its_line_and_exits_with_1() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("data/catalogue"), &folder.path().join("catalogue"));
    fs::copy(root().join("data/thesaurus.toml"), folder.path().join("thesaurus.toml")).expect("copied");
    let solution = folder.path().join("catalogue/concurrency/event-loop-already-running/solution.md");
    let text = fs::read_to_string(&solution).expect("a solution");
    let text = text
        .replacen("severity = \"", "colour = \"red\"\nseverity = \"very-", 1)
        .replace("## Prevention", "## Luck");
    fs::write(&solution, text).expect("written");
    let output = remedy(&["check", "--data", folder.path().to_str().expect("UTF-8")], b"");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let shown = stdout(&output) + &stderr(&output);
    for words in ["unknown field `colour`", "very-", "unknown section `Luck`", "`Prevention` is missing"] {
        let line = shown
            .lines()
            .find(|line| line.contains(words))
            .unwrap_or_else(|| panic!("no {words} in {shown}"));
        assert!(line.contains("event-loop-already-running/solution.md:"), "{line}");
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
