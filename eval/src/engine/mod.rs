//! The engines that are compared, behind one face.

mod fts5;
mod ours;
#[cfg(feature = "baselines")]
mod tantivy;

use std::{fmt, path::Path};

use remedy_lookup::{Concept, Context, Document, Field};

/// The fields that baselines index, with the names of their columns; every engine gets the same texts.
const FIELDS: [(Field, &str); 6] = [
    (Field::Title, "title"),
    (Field::Summary, "summary"),
    (Field::Symptom, "symptom"),
    (Field::Signature, "signature"),
    (Field::Keyword, "keyword"),
    (Field::Body, "body"),
];

/// What is asked of an engine.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// Any text.
    pub text: &'a str,
    /// Where it was seen; baselines have no use for it.
    pub context: Context,
    /// The most hits.
    pub limit: usize,
    /// The last word may be unfinished.
    pub typing: bool,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// How sure the engine is, where it says so.
    pub confidence: Option<f32>,
}

/// What an engine answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Whether the engine calls the first one an answer, where it says so.
    pub answered: Option<bool>,
}

/// An opened index.
pub trait Searcher {
    /// Finds the best documents for a text.
    ///
    /// # Errors
    /// When the engine fails.
    fn search(&mut self, request: &Request<'_>) -> anyhow::Result<Found>;
}

/// The engines by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// `remedy-lookup`, its index mapped from a file.
    Remedy,
    /// SQLite FTS5: `bm25()`, tokenizer `porter unicode61`, OR of all terms.
    Fts5,
    /// Tantivy: BM25, tokenizer `en_stem`, OR of all terms in all fields.
    Tantivy,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Remedy => "Remedy",
            Self::Fts5 => "FTS5",
            Self::Tantivy => "Tantivy",
        })
    }
}

impl Engine {
    /// The engines that were compiled in.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Remedy, Self::Fts5];
        if cfg!(feature = "baselines") {
            all.push(Self::Tantivy);
        }
        all
    }

    /// Builds an index in an empty folder.
    ///
    /// # Errors
    /// When it cannot be built or written.
    pub fn build(
        self,
        folder: &Path,
        documents: &mut dyn Iterator<Item = Document>,
        concepts: &[Concept],
    ) -> anyhow::Result<()> {
        match self {
            Self::Remedy => ours::build(folder, documents, concepts),
            Self::Fts5 => fts5::build(folder, documents),
            #[cfg(feature = "baselines")]
            Self::Tantivy => tantivy::build(folder, documents),
            #[cfg(not(feature = "baselines"))]
            Self::Tantivy => anyhow::bail!("Tantivy is not compiled in; add `--features baselines`"),
        }
    }

    /// Opens the index in a folder, to read only.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(self, folder: &Path) -> anyhow::Result<Box<dyn Searcher>> {
        Ok(match self {
            Self::Remedy => Box::new(ours::open(folder)?),
            Self::Fts5 => Box::new(fts5::Fts5::open(folder)?),
            #[cfg(feature = "baselines")]
            Self::Tantivy => Box::new(tantivy::Tantivy::open(folder)?),
            #[cfg(not(feature = "baselines"))]
            Self::Tantivy => anyhow::bail!("Tantivy is not compiled in; add `--features baselines`"),
        })
    }
}

/// All texts of a field, one a line.
fn field_text(document: &Document, field: Field) -> String {
    let texts: Vec<&str> =
        document.fields.iter().filter(|(of, _)| *of == field).map(|(_, text)| text.as_str()).collect();
    texts.join("\n")
}

/// The words of a text as both baselines cut them: runs of letters and digits, in lower case, each once.
fn words(text: &str) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| seen.insert(word.clone()))
        .collect()
}
