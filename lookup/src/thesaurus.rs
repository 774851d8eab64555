//! Concepts of the thesaurus: which phrases mean the same.

use std::ops::Range;

use crate::{
    Concept,
    analysis::{TokenKind, analyse_text, stem},
    bytes::{Reader, put_str, put_varint},
};

/// Most words of a phrase.
const MAX_WORDS: usize = 5;

/// The term under which documents with a concept are found; no word begins like this.
pub(crate) fn concept_term(id: &str) -> String {
    format!("{CONCEPT}{id}")
}

/// What the term of a concept begins with.
pub(crate) const CONCEPT: char = '\u{1}';

/// A phrase, its words stemmed, and the concept it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Phrase {
    stems: Vec<String>,
    concept: String,
}

/// All phrases, ordered.
#[derive(Debug, Default)]
pub(crate) struct Phrases(Vec<Phrase>);

impl Phrases {
    /// The phrases of concepts. A phrase of two concepts belongs to the first by id.
    pub(crate) fn of(concepts: &[Concept]) -> Self {
        let mut phrases = Vec::new();
        for concept in concepts {
            for words in &concept.words {
                let analysis = analyse_text(words);
                let stems: Vec<String> = analysis
                    .lines
                    .iter()
                    .flat_map(|line| analysis.tokens(line))
                    .filter(|token| token.kind == TokenKind::Word)
                    .map(|token| stem(analysis.word(token)))
                    .collect();
                if (1..=MAX_WORDS).contains(&stems.len()) {
                    phrases.push(Phrase { stems, concept: concept.id.clone() });
                }
            }
        }
        phrases.sort();
        phrases.dedup_by(|later, earlier| later.stems == earlier.stems);
        Self(phrases)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_varint(out, self.0.len() as u32);
        for phrase in &self.0 {
            put_varint(out, phrase.stems.len() as u32);
            for stem in &phrase.stems {
                put_str(out, stem);
            }
            put_str(out, &phrase.concept);
        }
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let mut phrases = Vec::new();
        for _ in 0..reader.varint()? {
            let count = reader.size().filter(|count| (1..=MAX_WORDS).contains(count))?;
            let stems = (0..count).map(|_| reader.str().map(str::to_owned)).collect::<Option<Vec<_>>>()?;
            phrases.push(Phrase { stems, concept: reader.str()?.to_owned() });
        }
        phrases.is_sorted().then_some(Self(phrases))
    }

    /// Whether a phrase begins with this stem.
    pub(crate) fn begins(&self, stem: &str) -> bool {
        let at = self.0.partition_point(|phrase| phrase.stems[0].as_str() < stem);
        self.0.get(at).is_some_and(|phrase| phrase.stems[0] == stem)
    }

    /// The concepts whose phrases occur, the longest phrase at each place, with the range of stems. What is
    /// not a word has an empty stem. Returns how many phrases were compared.
    pub(crate) fn each_in<'p>(
        &'p self,
        stems: &[&str],
        mut found: impl FnMut(&'p str, Range<usize>),
    ) -> usize {
        let (mut at, mut compared) = (0, 0);
        while at < stems.len() {
            let first = self.0.partition_point(|phrase| phrase.stems[0].as_str() < stems[at]);
            let longest = self.0[first..]
                .iter()
                .take_while(|phrase| phrase.stems[0] == stems[at])
                .inspect(|_| compared += 1)
                .filter(|phrase| {
                    let words = stems.get(at..at + phrase.stems.len());
                    words.is_some_and(|words| phrase.stems.iter().zip(words).all(|(one, other)| one == other))
                })
                .max_by_key(|phrase| phrase.stems.len());
            match longest {
                Some(phrase) => {
                    found(&phrase.concept, at..at + phrase.stems.len());
                    at += phrase.stems.len();
                }
                None => at += 1,
            }
        }
        compared
    }
}
