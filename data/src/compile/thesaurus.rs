//! `thesaurus.toml`: concepts and the words that people really use for them.

use std::collections::BTreeMap;

use remedy_lookup::Concept;

use super::{
    fields::{Fields, Located},
    mistake::SourceFile,
};

/// Reads the thesaurus. A word in two concepts is a mistake: it would make different failures look alike.
pub(super) fn read(file: &SourceFile) -> Vec<Concept> {
    let fields = Fields::parse(file, &file.text, 0);
    let mut concepts: Vec<Concept> = Vec::new();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for table in fields.tables("concept") {
        let id = table.string("id");
        let _scope = table.string("scope");
        let words = table.strings("words");
        table.finish();
        let Some(Located { value: id, at }) = id else { continue };
        if concepts.iter().any(|other| other.id == id) {
            file.mistake(at, format!("duplicate id: the concept `{id}` occurs twice, join them"));
        }
        for word in &words {
            if word.value.to_lowercase() != word.value {
                file.mistake(
                    word.at,
                    format!("`{}` has capital letters, write it in lower case", word.value),
                );
            }
            if let Some(owner) = owners.insert(word.value.clone(), id.clone())
                && owner != id
            {
                file.mistake(
                    word.at,
                    format!("`{}` is in the concept `{owner}` too, keep it in one", word.value),
                );
            }
        }
        concepts.push(Concept { id, words: words.into_iter().map(|word| word.value).collect() });
    }
    fields.finish();
    concepts
}
