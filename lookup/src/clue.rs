//! Clues: what of a text is looked up, and the terms that each may mean.

use std::collections::HashMap;

use crate::{
    QueryKind,
    analysis::{Analysis, Line, Span, TokenKind, informativeness, stem},
    index::Parts,
    thesaurus::concept_term,
};

/// The most clues of a text: of a log, those that say most.
const MAX_CLUES: usize = 64;
/// What a match through a concept keeps of a word's weight: another word is weaker evidence.
const CONCEPT: f32 = 0.6;
/// What a misspelt word keeps for each edit.
const TYPO: f32 = 0.75;
/// What an unfinished word keeps.
const UNFINISHED: f32 = 0.8;
/// What a second reading of an identifier keeps, beside its parts.
const COMPOUND: f32 = 0.6;
/// How much a word that no document has says, against one that a single document has.
const UNKNOWN: f32 = 0.6;
/// The most terms that an unfinished or misspelt word is taken for: the most frequent ones, nearest first.
const MAX_READINGS: usize = 8;
/// Shortest word that may be misspelt, and shortest that may be so twice, in characters.
const MIN_TYPO: usize = 4;
const MIN_TWO_TYPOS: usize = 8;

/// How a term is related to a clue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The word, unfinished or misspelt perhaps.
    Word,
    /// Another word for the same concept.
    Concept,
}

/// A term that a clue may mean.
pub(crate) struct Alternative {
    pub(crate) ordinal: u32,
    /// What it says: information times how sure the reading is.
    pub(crate) value: f32,
    /// The term's own information.
    pub(crate) information: f32,
    pub(crate) reading: Reading,
}

/// A word or phrase of a text.
pub(crate) struct Clue {
    /// How much it counts: its line's weight times its own.
    pub(crate) weight: f32,
    /// What it says at most: the information of the word, known or not.
    pub(crate) information: f32,
    pub(crate) span: Span,
    /// Best first.
    pub(crate) alternatives: Vec<Alternative>,
}

impl Clue {
    /// Weight times information.
    pub(crate) fn value(&self) -> f32 {
        self.weight * self.information
    }
}

/// A word before it is looked up.
struct Word<'a> {
    text: &'a str,
    weight: f32,
    span: Span,
    unfinished: bool,
    may_be_misspelt: bool,
}

/// The clues of a text, strongest first.
pub(crate) fn clues(parts: &Parts<'_>, analysis: &Analysis, typing: bool) -> Vec<Clue> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut known: HashMap<u32, usize> = HashMap::new();
    let last = typing.then(|| last_word(analysis)).flatten();
    for line in analysis.lines.iter().filter(|line| line.weight > 0.0) {
        let prose = line.prose || analysis.kind == QueryKind::Phrase;
        let tokens = analysis.tokens(line).iter().map(|token| (token, 1.0));
        let compounds = analysis.compounds(line).iter().map(|token| (token, COMPOUND));
        for (token, share) in tokens.chain(compounds).filter(|(token, _)| token.kind == TokenKind::Word) {
            let text = analysis.word(token);
            let unfinished = last == Some(token.span);
            let own = if unfinished { 1.0 } else { informativeness(text) };
            let weight = line.weight * own * share;
            if weight <= 0.0 {
                continue;
            }
            let word =
                Word { text, weight, span: token.span, unfinished, may_be_misspelt: prose && share == 1.0 };
            match known.get(&token.hash) {
                Some(place) if words[*place].weight >= weight => {}
                Some(place) => words[*place] = word,
                None => {
                    known.insert(token.hash, words.len());
                    words.push(word);
                }
            }
        }
    }
    let mut clues: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<Clue> = Vec::new();
    for word in words {
        let term = stem(word.text);
        match clues.get(&term) {
            Some(place) if found[*place].weight >= word.weight => {}
            place => {
                let clue = resolve(parts, &term, &word);
                match place {
                    Some(place) => found[*place] = clue,
                    None => {
                        clues.insert(term, found.len());
                        found.push(clue);
                    }
                }
            }
        }
    }
    concepts(parts, analysis, &clues, &mut found);
    found.sort_by(|one, other| other.value().total_cmp(&one.value()).then(one.span.cmp(&other.span)));
    found.truncate(MAX_CLUES);
    found
}

fn last_word(analysis: &Analysis) -> Option<Span> {
    analysis.tokens(analysis.lines.last()?).last().map(|token| token.span)
}

fn resolve(parts: &Parts<'_>, term: &str, word: &Word<'_>) -> Clue {
    let mut alternatives = Vec::new();
    if let Some(dictionary) = &parts.dictionary {
        let exact = dictionary.get(term);
        alternatives.extend(exact.and_then(|ordinal| alternative(parts, ordinal, 1.0)));
        let letters = term.chars().count();
        if word.unfinished && letters >= 2 {
            // What is being typed is no stem yet.
            let range = dictionary.beginning_with(word.text).unwrap_or_default();
            let readings = range.filter(|ordinal| Some(*ordinal) != exact).map(|ordinal| (ordinal, 0));
            alternatives.extend(most_frequent(parts, readings, UNFINISHED));
        }
        if alternatives.is_empty() && word.may_be_misspelt && letters >= MIN_TYPO {
            let mut near = dictionary.near(term, 1);
            if near.is_empty() && letters >= MIN_TWO_TYPOS {
                near = dictionary.near(term, 2);
            }
            alternatives.extend(most_frequent(parts, near.into_iter(), 1.0));
        }
    }
    let best = alternatives.iter().map(|alternative| alternative.value).fold(0.0, f32::max);
    let information = if best > 0.0 { best } else { UNKNOWN };
    Clue { weight: word.weight, information, span: word.span, alternatives }
}

fn alternative(parts: &Parts<'_>, ordinal: u32, factor: f32) -> Option<Alternative> {
    let term = parts.term(ordinal).filter(|term| term.documents > 0)?;
    let information = term.information;
    Some(Alternative { ordinal, value: information * factor, information, reading: Reading::Word })
}

/// The nearest terms, of equally near ones the most frequent.
fn most_frequent(
    parts: &Parts<'_>,
    readings: impl Iterator<Item = (u32, u8)>,
    factor: f32,
) -> Vec<Alternative> {
    let mut best: Vec<(u8, u32, u32)> = Vec::with_capacity(MAX_READINGS + 1);
    for (ordinal, edits) in readings {
        let documents = parts.term(ordinal).map_or(0, |term| term.documents);
        let reading = (edits, u32::MAX - documents, ordinal);
        if documents > 0 && (best.len() < MAX_READINGS || best.last().is_some_and(|last| reading < *last)) {
            let place = best.partition_point(|known| *known < reading);
            best.insert(place, reading);
            best.truncate(MAX_READINGS);
        }
    }
    let nearest = best.first().map_or(0, |(edits, ..)| *edits);
    best.into_iter()
        .filter(|(edits, ..)| *edits == nearest)
        .filter_map(|(edits, _, ordinal)| {
            let kept = (0..edits).fold(factor, |kept, _| kept * TYPO);
            alternative(parts, ordinal, kept).filter(|_| !parts.surface(ordinal).is_empty())
        })
        .collect()
}

/// Adds the concepts of the text: to the clue of a word that is one by itself, or as a clue of its own.
fn concepts(parts: &Parts<'_>, analysis: &Analysis, clues: &HashMap<String, usize>, found: &mut Vec<Clue>) {
    let mut phrases: HashMap<&str, usize> = HashMap::new();
    for line in analysis.lines.iter().filter(|line| line.weight > 0.0) {
        let tokens = analysis.tokens(line);
        let stems = stems(analysis, line);
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        parts.phrases.each_in(&stems, |concept, range| {
            let ordinal =
                parts.dictionary.as_ref().and_then(|dictionary| dictionary.get(&concept_term(concept)));
            let Some(found_one) = ordinal.and_then(|ordinal| alternative(parts, ordinal, CONCEPT)) else {
                return;
            };
            let concept_clue = Alternative { reading: Reading::Concept, ..found_one };
            if range.len() == 1 {
                if let Some(clue) = clues.get(stems[range.start]).and_then(|place| found.get_mut(*place))
                    && clue.alternatives.iter().all(|known| known.ordinal != concept_clue.ordinal)
                {
                    clue.information = clue.information.max(concept_clue.value);
                    clue.alternatives.push(concept_clue);
                }
                return;
            }
            let span = (tokens[range.start].span.0, tokens[range.end - 1].span.1);
            let weight = line.weight;
            match phrases.get(concept) {
                Some(place) if found[*place].weight >= weight => {}
                Some(place) => (found[*place].weight, found[*place].span) = (weight, span),
                None => {
                    phrases.insert(concept, found.len());
                    let information = concept_clue.value;
                    found.push(Clue { weight, information, span, alternatives: vec![concept_clue] });
                }
            }
        });
    }
    for clue in found {
        clue.alternatives
            .sort_by(|one, other| other.value.total_cmp(&one.value).then(one.ordinal.cmp(&other.ordinal)));
    }
}

fn stems(analysis: &Analysis, line: &Line) -> Vec<String> {
    let stem_of = |token: &crate::analysis::Token| {
        if token.kind == TokenKind::Word { stem(analysis.word(token)) } else { String::new() }
    };
    analysis.tokens(line).iter().map(stem_of).collect()
}
