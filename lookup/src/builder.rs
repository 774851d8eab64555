//! Builds an index.

use std::collections::BTreeMap;

use crate::{
    BuildError, Concept, Document, Field,
    analysis::{Line, TokenKind, analyse_text, stem},
    bytes::{put_str, put_varint},
    format::{Sections, assemble},
    signature::{Element, sequence},
};

/// Builds an index. The same input, in any order, gives the same bytes on every platform.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    header: String,
    documents: Vec<Document>,
    concepts: Vec<Concept>,
}

/// Most words of a concept's phrase.
pub(crate) const MAX_PHRASE_WORDS: usize = 4;

/// The term under which documents with a concept are found; no word begins like this.
pub(crate) fn concept_term(id: &str) -> String {
    format!("\u{1}{id}")
}

/// The terms of a line, each with how much of its weight it keeps and the token it stems from.
pub(crate) fn stems(line: &Line) -> Vec<String> {
    line.tokens
        .iter()
        .map(|token| if token.kind == TokenKind::Word { stem(&token.word) } else { String::new() })
        .collect()
}

#[derive(Default)]
struct Posting {
    /// Term frequency by field.
    tf: [u32; Field::COUNT],
}

#[derive(Default)]
struct Term {
    surface: String,
    postings: BTreeMap<u32, Posting>,
}

impl IndexBuilder {
    /// A builder; `header` is kept in the index for its owner (the engine does not read it).
    pub fn new(header: impl Into<String>) -> Self {
        Self { header: header.into(), ..Self::default() }
    }

    /// Adds a document.
    pub fn document(&mut self, document: Document) -> &mut Self {
        self.documents.push(document);
        self
    }

    /// Adds a concept of the thesaurus.
    pub fn concept(&mut self, concept: Concept) -> &mut Self {
        self.concepts.push(concept);
        self
    }

    /// Builds the index.
    ///
    /// # Errors
    /// [`BuildError`] when two documents share an id or something exceeds the format.
    pub fn build(&self) -> Result<Vec<u8>, BuildError> {
        let mut documents: Vec<&Document> = self.documents.iter().collect();
        documents.sort_by(|one, other| one.id.cmp(&other.id));
        if let Some(pair) = documents.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(BuildError::DuplicateId(pair[0].id.clone()));
        }
        let phrases = self.phrases();
        let mut terms: BTreeMap<String, Term> = BTreeMap::new();
        let mut units: Vec<Vec<(String, Vec<String>)>> = Vec::new();
        let mut lengths = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let number = u32::try_from(number).map_err(|_| BuildError::TooLarge("documents"))?;
            let mut length = [0_u32; Field::COUNT];
            let mut own_units = Vec::new();
            for (field, text) in &document.fields {
                let mut words = Vec::new();
                for line in analyse_text(text).lines {
                    let stems = stems(&line);
                    for (stem, token) in stems.iter().zip(&line.tokens).filter(|(stem, _)| !stem.is_empty()) {
                        words.push((stem.clone(), token.word.clone()));
                    }
                    for compound in &line.compounds {
                        words.push((stem(&compound.word), compound.word.clone()));
                    }
                    for concept in concepts_in(&stems, &phrases) {
                        words.push((concept_term(concept.0), concept.0.to_owned()));
                    }
                }
                length[field.index()] += u32::try_from(words.len()).unwrap_or(u32::MAX);
                for (term, surface) in &words {
                    let entry = terms.entry(term.clone()).or_default();
                    if entry.surface.is_empty() || surface.len() < entry.surface.len() {
                        entry.surface.clone_from(surface);
                    }
                    entry.postings.entry(number).or_default().tf[field.index()] += 1;
                }
                if matches!(field, Field::Symptom | Field::Title | Field::Summary) {
                    let mut unit: Vec<String> = words.into_iter().map(|(term, _)| term).collect();
                    unit.sort();
                    unit.dedup();
                    own_units.push((text.clone(), unit));
                }
            }
            units.push(own_units);
            lengths.push(length);
        }
        let mut sections = Sections { header: self.header.clone(), ..Sections::default() };
        let ordinals = write_terms(&terms, &mut sections)?;
        write_documents(&documents, &lengths, &units, &ordinals, &mut sections);
        write_signatures(&documents, &mut sections)?;
        write_concepts(&phrases, &mut sections)?;
        assemble(&sections)
    }

    /// Stemmed phrases and the concept that each belongs to.
    fn phrases(&self) -> BTreeMap<String, String> {
        let mut phrases = BTreeMap::new();
        let mut concepts: Vec<&Concept> = self.concepts.iter().collect();
        concepts.sort_by(|one, other| one.id.cmp(&other.id));
        for concept in concepts {
            for word in &concept.words {
                for line in analyse_text(word).lines {
                    phrases.entry(stems(&line).join(" ")).or_insert_with(|| concept.id.clone());
                }
            }
        }
        phrases
    }
}

/// The concepts whose phrases occur, the longest phrase at each place, with the range of tokens.
pub(crate) fn concepts_in<'p>(
    stems: &[String],
    phrases: &'p BTreeMap<String, String>,
) -> Vec<(&'p str, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < stems.len() {
        let hit = (1..=MAX_PHRASE_WORDS.min(stems.len() - at)).rev().find_map(|words| {
            let concept = phrases.get(&stems[at..at + words].join(" "))?;
            Some((concept.as_str(), at..at + words))
        });
        at = hit.as_ref().map_or(at + 1, |(_, range)| range.end);
        found.extend(hit);
    }
    found
}

fn write_terms(
    terms: &BTreeMap<String, Term>,
    out: &mut Sections,
) -> Result<BTreeMap<String, u32>, BuildError> {
    let mut fst = fst::MapBuilder::memory();
    let mut ordinals = BTreeMap::new();
    for (ordinal, (term, entry)) in terms.iter().enumerate() {
        let ordinal = u32::try_from(ordinal).map_err(|_| BuildError::TooLarge("terms"))?;
        fst.insert(term, u64::from(ordinal)).map_err(|_| BuildError::TooLarge("terms"))?;
        ordinals.insert(term.clone(), ordinal);
        let at = u32::try_from(out.postings.len()).map_err(|_| BuildError::TooLarge("postings"))?;
        out.term_starts.extend_from_slice(&at.to_le_bytes());
        put_str(&mut out.postings, &entry.surface);
        put_varint(&mut out.postings, entry.postings.len() as u32);
        let mut last = 0;
        for (document, posting) in &entry.postings {
            put_varint(&mut out.postings, document - last);
            last = *document;
            let mask = posting
                .tf
                .iter()
                .enumerate()
                .fold(0, |mask, (field, tf)| mask | (u32::from(*tf > 0) << field));
            put_varint(&mut out.postings, mask);
            for tf in posting.tf.iter().filter(|tf| **tf > 0) {
                put_varint(&mut out.postings, *tf);
            }
        }
    }
    out.terms = fst.into_inner().map_err(|_| BuildError::TooLarge("terms"))?;
    Ok(ordinals)
}

fn write_documents(
    documents: &[&Document],
    lengths: &[[u32; Field::COUNT]],
    units: &[Vec<(String, Vec<String>)>],
    ordinals: &BTreeMap<String, u32>,
    out: &mut Sections,
) {
    put_varint(&mut out.documents, documents.len() as u32);
    for ((document, length), units) in documents.iter().zip(lengths).zip(units) {
        put_str(&mut out.documents, &document.id);
        put_str(&mut out.documents, &document.stored);
        for field in length {
            put_varint(&mut out.documents, *field);
        }
        put_varint(&mut out.documents, document.facets.len() as u32);
        for facet in &document.facets {
            put_str(&mut out.documents, &facet.to_lowercase());
        }
        put_varint(&mut out.documents, units.len() as u32);
        for (text, terms) in units {
            put_str(&mut out.documents, text);
            put_varint(&mut out.documents, terms.len() as u32);
            for term in terms {
                put_varint(&mut out.documents, ordinals.get(term).copied().unwrap_or_default());
            }
        }
    }
}

fn write_signatures(documents: &[&Document], out: &mut Sections) -> Result<(), BuildError> {
    let mut anchors: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut number = 0;
    for (document, content) in documents.iter().enumerate() {
        for text in &content.signatures {
            let sequence = sequence(text);
            let Some((at, Element::Word(anchor))) =
                sequence.iter().enumerate().find(|(_, element)| matches!(element, Element::Word(_)))
            else {
                continue;
            };
            anchors.entry(anchor.clone()).or_default().push(number);
            put_varint(&mut out.signatures, document as u32);
            put_varint(&mut out.signatures, at as u32);
            put_str(&mut out.signatures, text);
            number += 1;
        }
    }
    let mut fst = fst::MapBuilder::memory();
    for (anchor, signatures) in &anchors {
        fst.insert(anchor, out.anchor_lists.len() as u64).map_err(|_| BuildError::TooLarge("signatures"))?;
        put_varint(&mut out.anchor_lists, signatures.len() as u32);
        for signature in signatures {
            put_varint(&mut out.anchor_lists, *signature);
        }
    }
    out.anchors = fst.into_inner().map_err(|_| BuildError::TooLarge("signatures"))?;
    Ok(())
}

fn write_concepts(phrases: &BTreeMap<String, String>, out: &mut Sections) -> Result<(), BuildError> {
    for (phrase, concept) in phrases {
        put_str(&mut out.phrases, phrase);
        put_str(&mut out.phrases, concept);
    }
    Ok(())
}
