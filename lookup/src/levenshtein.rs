//! A Levenshtein automaton, walked together with the dictionary.
//!
//! Its states are rows of the edit matrix, worked out as the walk reaches them, so that nothing is built
//! before it: of all prefixes in the dictionary only those are visited that are within the distance of a
//! prefix of the word. Two swapped neighbours count as one edit (optimal string alignment: Damerau, *A
//! technique for computer detection and correction of spelling errors*, CACM 7(3), 1964; Boytsov,
//! *Indexing methods for approximate dictionary searching*, ACM JEA 16, 2011, section 2.1). The first
//! letter must be right, as it nearly always is (Pollock and Zamora, CACM 27(4), 1984: 7.8 % of errors).

use fst::Automaton;

use crate::work::Meter;

/// Longest word that is compared, in characters. Longer ones are identifiers, not misspellings.
const MAX_CHARS: usize = 32;

/// What is above any distance that is asked for.
const FAR: u8 = 100;

/// Accepts every term within some distance of a word.
pub(crate) struct Levenshtein<'m> {
    word: [char; MAX_CHARS],
    length: usize,
    distance: u8,
    meter: &'m Meter,
}

/// Where a walk is.
#[derive(Clone)]
pub(crate) struct State {
    /// The row of the edit matrix after the characters read so far, and the one before it.
    row: [u8; MAX_CHARS + 1],
    before: [u8; MAX_CHARS + 1],
    /// Characters read.
    read: u8,
    /// The last character.
    last: char,
    /// Bits of a character whose bytes are not all read yet, and how many are missing.
    partial: u32,
    missing: u8,
}

impl<'m> Levenshtein<'m> {
    /// Accepts what is within `distance` of `word`; a word that is too long accepts nothing.
    pub(crate) fn new(word: &str, distance: u8, meter: &'m Meter) -> Self {
        let mut letters = ['\0'; MAX_CHARS];
        let mut length = 0;
        for letter in word.chars() {
            if length == MAX_CHARS {
                return Self { word: letters, length: 0, distance: 0, meter };
            }
            letters[length] = letter;
            length += 1;
        }
        Self { word: letters, length, distance, meter }
    }

    /// How far the term that led to this state is from the word.
    pub(crate) fn distance(&self, state: &State) -> u8 {
        state.row[self.length]
    }

    fn step(&self, state: &State, letter: char) -> State {
        let mut next = State {
            row: [FAR; MAX_CHARS + 1],
            before: state.row,
            read: state.read.saturating_add(1),
            last: letter,
            partial: 0,
            missing: 0,
        };
        if state.read == 0 && letter != self.word[0] {
            return next;
        }
        // Outside the band around the diagonal every entry is above the distance.
        let middle = usize::from(next.read);
        let band = usize::from(self.distance);
        if middle <= band {
            next.row[0] = next.read;
        }
        for column in middle.saturating_sub(band).max(1)..=(middle + band).min(self.length) {
            let expected = self.word[column - 1];
            let substituted = state.row[column - 1].saturating_add(u8::from(expected != letter));
            let mut cost = substituted.min(state.row[column] + 1).min(next.row[column - 1] + 1);
            if column > 1 && state.read > 0 && expected == state.last && self.word[column - 2] == letter {
                cost = cost.min(state.before[column - 2] + 1);
            }
            next.row[column] = cost.min(FAR);
        }
        next
    }
}

impl Automaton for &Levenshtein<'_> {
    type State = State;

    fn start(&self) -> State {
        let mut row = [FAR; MAX_CHARS + 1];
        for (column, cost) in row.iter_mut().enumerate().take(self.length.min(usize::from(self.distance)) + 1)
        {
            *cost = column as u8;
        }
        State { row, before: [FAR; MAX_CHARS + 1], read: 0, last: '\0', partial: 0, missing: 0 }
    }

    fn is_match(&self, state: &State) -> bool {
        state.missing == 0 && self.length > 0 && self.distance(state) <= self.distance
    }

    fn can_match(&self, state: &State) -> bool {
        self.length > 0 && state.row[..=self.length].iter().any(|cost| *cost <= self.distance)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        self.meter.steps.add(1);
        let (partial, missing) = match (state.missing, byte) {
            (0, 0x00..=0x7F) => return self.step(state, char::from(byte)),
            (0, 0xC0..=0xDF) => (u32::from(byte & 0x1F), 1),
            (0, 0xE0..=0xEF) => (u32::from(byte & 0x0F), 2),
            (0, _) => (u32::from(byte & 0x07), 3),
            (missing, _) => ((state.partial << 6) | u32::from(byte & 0x3F), missing - 1),
        };
        if missing == 0 {
            return self.step(state, char::from_u32(partial).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        State { partial, missing, ..state.clone() }
    }
}
