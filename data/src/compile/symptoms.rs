//! `symptoms.txt`: further ways in which people report a failure, for the lookup alone.

use std::{collections::HashSet, path::Path};

use super::mistake::{Report, SourceFile};

/// Reads the file of a solution's folder, when there is one: each line is a symptom. `known` are those of
/// `solution.md`.
pub(super) fn read(folder: &Path, known: &[String], report: &Report) -> Vec<String> {
    let path = folder.join("symptoms.txt");
    let Some(file) = path.is_file().then(|| SourceFile::read(&path, report)).flatten() else {
        return Vec::new();
    };
    let mut seen: HashSet<&str> = known.iter().map(String::as_str).collect();
    let mut symptoms = Vec::new();
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let symptom = line.trim();
        if symptom.is_empty() {
            file.mistake(at, "an empty line, write one symptom a line");
        } else if seen.insert(symptom) {
            symptoms.push(symptom.to_owned());
        } else {
            file.mistake(at, format!("\"{symptom}\" is said twice, remove one"));
        }
        at += line.len();
    }
    symptoms
}
