//! Ids of headings, made from their words.

use std::collections::BTreeMap;

/// Gives the headings of one text their ids.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    seen: BTreeMap<String, usize>,
}

impl Slugs {
    /// The id of the next heading, unique within the text: a heading with the words of an earlier one gets a number.
    pub(super) fn name(&mut self, heading: &str) -> String {
        let base = slug(heading);
        let count = self.seen.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{count}") }
    }
}

/// Words in lower case joined by hyphens.
pub(super) fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
