//! `elsewhere/*.toml`: failures that people report and that no solution here answers.

use std::path::Path;

use super::{
    fields::{Fields, Located},
    is_slug,
    mistake::{Report, SourceFile},
    signature,
};
use crate::Elsewhere;

/// A failure that is known and answered elsewhere.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Failure {
    pub(super) id: String,
    /// What an answer shows of it.
    pub(super) shown: Elsewhere,
    pub(super) symptoms: Vec<String>,
    pub(super) signatures: Vec<String>,
}

/// Reads all files of the folder, by name. A catalogue may do without them.
pub(super) fn read(folder: &Path, is_solution: impl Fn(&str) -> bool, report: &Report) -> Vec<Failure> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut found: Vec<Failure> = Vec::new();
    for file in paths.iter().filter_map(|path| SourceFile::read(path, report)) {
        let fields = Fields::parse(&file, &file.text, 0);
        for table in fields.tables("failure") {
            let (id, title, hint) = (table.string("id"), table.string("title"), table.string("hint"));
            let (near, symptoms, signatures) =
                (table.strings("near"), table.strings("symptoms"), table.strings("signatures"));
            table.finish();
            for near in near.iter().filter(|near| !is_solution(&near.value)) {
                file.mistake(
                    near.at,
                    format!("there is no solution `{}`, name one or leave it out", near.value),
                );
            }
            for text in &signatures {
                signature::check(&file, text);
            }
            let Some(id) = id else { continue };
            if !is_slug(&id.value) {
                file.mistake(
                    id.at,
                    format!("`{}` is not an id, write lower case, digits and hyphens", id.value),
                );
            }
            if is_solution(&id.value) || found.iter().any(|other| other.id == id.value) {
                file.mistake(id.at, format!("duplicate id: `{}` occurs twice, rename one", id.value));
                continue;
            }
            if symptoms.len() < 3 {
                file.mistake(id.at, format!("`{}` has too few symptoms, write at least three", id.value));
            }
            let texts = |located: Vec<Located<String>>| located.into_iter().map(|text| text.value).collect();
            found.push(Failure {
                id: id.value,
                shown: Elsewhere {
                    title: title.map(|title| title.value).unwrap_or_default(),
                    hint: hint.map(|hint| hint.value).unwrap_or_default(),
                },
                symptoms: texts(symptoms),
                signatures: texts(signatures),
            });
        }
        fields.finish();
    }
    found.sort_by(|one, other| one.id.cmp(&other.id));
    found
}
