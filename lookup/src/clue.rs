//! Clues: what of a text is looked up, and the terms that each may mean.

use rustc_hash::FxHashMap;

use crate::{
    QueryKind,
    analysis::{Analysis, Line, Span, TokenKind, informativeness, stem},
    index::Parts,
    order::sort_by,
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
/// The most words of a text that are taken for misspelt ones: the first. No person mistypes more, and a walk over
/// the dictionary costs more than all else that is done with a word.
const MAX_MISSPELT: usize = 512;
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
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    weight: f32,
    span: Span,
    unfinished: bool,
    may_be_misspelt: bool,
}

/// A stem of the text.
struct Stem<'a> {
    text: String,
    /// Whether a phrase of the thesaurus begins with it.
    begins: bool,
    /// The word with this stem that counts most.
    word: Option<Word<'a>>,
    /// The clue that came of it.
    clue: Option<usize>,
}

/// The stems of a text, each once; a word is stemmed once, however often it occurs.
#[derive(Default)]
struct Stems<'a> {
    all: Vec<Stem<'a>>,
    by_word: FxHashMap<u32, usize>,
    by_text: FxHashMap<String, usize>,
}

impl<'a> Stems<'a> {
    fn of(&mut self, parts: &Parts<'_>, hash: u32, word: &'a str) -> usize {
        if let Some(place) = self.by_word.get(&hash) {
            return *place;
        }
        let text = stem(word);
        let place = match self.by_text.get(&text) {
            Some(place) => *place,
            None => {
                let begins = parts.phrases.begins(&text);
                self.by_text.insert(text.clone(), self.all.len());
                self.all.push(Stem { text, begins, word: None, clue: None });
                self.all.len() - 1
            }
        };
        self.by_word.insert(hash, place);
        place
    }
}

/// The clues of a text, strongest first.
pub(crate) fn clues(parts: &Parts<'_>, analysis: &Analysis, typing: bool) -> Vec<Clue> {
    let mut stems = Stems::default();
    // The stems of each line's tokens, for the phrases of the thesaurus; not of lines without one.
    let mut lines = Vec::new();
    let last = typing.then(|| last_word(analysis)).flatten();
    for line in analysis.lines.iter().filter(|line| line.weight > 0.0) {
        let prose = line.prose || analysis.kind == QueryKind::Phrase;
        let tokens = analysis.tokens(line);
        let all = tokens.iter().map(|token| (token, 1.0));
        let all = all.chain(analysis.compounds(line).iter().map(|token| (token, COMPOUND)));
        let mut of_line = Vec::with_capacity(tokens.len());
        let mut begins = false;
        for (at, (token, share)) in all.enumerate() {
            let mut place = None;
            if token.kind == TokenKind::Word {
                let text = analysis.word(token);
                let known = stems.of(parts, token.hash, text);
                place = Some(known);
                let unfinished = last == Some(token.span);
                let own = if unfinished { 1.0 } else { informativeness(text) };
                let weight = line.weight * own * share;
                let stem = &mut stems.all[known];
                begins |= stem.begins && at < tokens.len();
                if weight > stem.word.map_or(0.0, |word| word.weight) {
                    let may_be_misspelt = prose && at < tokens.len();
                    stem.word = Some(Word { text, weight, span: token.span, unfinished, may_be_misspelt });
                }
            }
            if at < tokens.len() {
                of_line.push(place);
            }
        }
        if begins {
            lines.push((line, of_line));
        }
    }
    let mut found = Vec::new();
    let mut misspelt = 0;
    for stem in &mut stems.all {
        if let Some(word) = &stem.word {
            stem.clue = Some(found.len());
            found.push(resolve(parts, &stem.text, word, &mut misspelt));
        }
    }
    concepts(parts, analysis, &stems, &lines, &mut found);
    sort_by(&mut found, |one, other| other.value().total_cmp(&one.value()).then(one.span.cmp(&other.span)));
    found.truncate(MAX_CLUES);
    found
}

fn last_word(analysis: &Analysis) -> Option<Span> {
    analysis.tokens(analysis.lines.last()?).last().map(|token| token.span)
}

fn resolve(parts: &Parts<'_>, term: &str, word: &Word<'_>, misspelt: &mut usize) -> Clue {
    parts.meter.words.add(1);
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
        let may_be_misspelt = word.may_be_misspelt && *misspelt < MAX_MISSPELT;
        if alternatives.is_empty() && may_be_misspelt && letters >= MIN_TYPO {
            *misspelt += 1;
            let mut near = dictionary.near(term, 1, &parts.meter);
            if near.is_empty() && letters >= MIN_TWO_TYPOS {
                near = dictionary.near(term, 2, &parts.meter);
            }
            alternatives.extend(most_frequent(parts, near.into_iter(), 1.0));
        }
    }
    sort_by(&mut alternatives, |one, other| {
        other.value.total_cmp(&one.value).then(one.ordinal.cmp(&other.ordinal))
    });
    let best = alternatives.first().map_or(0.0, |best| best.value);
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
        parts.meter.steps.add(1);
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
fn concepts(
    parts: &Parts<'_>,
    analysis: &Analysis,
    stems: &Stems<'_>,
    lines: &[(&Line, Vec<Option<usize>>)],
    found: &mut Vec<Clue>,
) {
    let mut phrases: FxHashMap<&str, usize> = FxHashMap::default();
    for (line, places) in lines {
        let texts: Vec<&str> =
            places.iter().map(|place| place.map_or("", |place| stems.all[place].text.as_str())).collect();
        let compared = parts.phrases.each_in(&texts, |concept, range| {
            let ordinal =
                parts.dictionary.as_ref().and_then(|dictionary| dictionary.get(&concept_term(concept)));
            let Some(meant) = ordinal.and_then(|ordinal| alternative(parts, ordinal, CONCEPT)) else {
                return;
            };
            let meant = Alternative { reading: Reading::Concept, ..meant };
            if range.len() == 1 {
                let clue = places[range.start].and_then(|place| stems.all[place].clue);
                if let Some(clue) = clue.and_then(|clue| found.get_mut(clue))
                    && clue.alternatives.iter().all(|known| known.ordinal != meant.ordinal)
                {
                    clue.information = clue.information.max(meant.value);
                    let place = clue.alternatives.partition_point(|known| known.value >= meant.value);
                    clue.alternatives.insert(place, meant);
                }
                return;
            }
            let tokens = analysis.tokens(line);
            let span = (tokens[range.start].span.0, tokens[range.end - 1].span.1);
            let weight = line.weight;
            match phrases.get(concept) {
                Some(place) if found[*place].weight >= weight => {}
                Some(place) => (found[*place].weight, found[*place].span) = (weight, span),
                None => {
                    phrases.insert(concept, found.len());
                    let information = meant.value;
                    found.push(Clue { weight, information, span, alternatives: vec![meant] });
                }
            }
        });
        parts.meter.comparisons.add(compared);
    }
}
