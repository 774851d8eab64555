//! The words of generated catalogues.

use std::collections::HashMap;

use remedy_lookup::Document;

use super::zipf::Zipf;
use crate::Prng;

/// Words by rank: those of the real catalogue, the most frequent first, then made-up ones.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    real: Vec<String>,
    zipf: Zipf,
    telling: Zipf,
}

/// Zipf's exponent: English text is found between 1.0 and 1.1.
const EXPONENT: f64 = 1.07;
/// Heaps' law, words new to the catalogue: 30 · documents^0.6.
const HEAPS: (f64, f64) = (30.0, 0.6);
/// Words of a higher rank are about something.
const TELLING: u64 = 60;

const ONSETS: [&str; 18] =
    ["b", "br", "d", "dr", "f", "g", "gl", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v"];
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
const CODAS: [&str; 9] = ["b", "d", "k", "l", "m", "n", "p", "r", "t"];
/// Number of different syllables.
const SYLLABLES: u64 = (ONSETS.len() * VOWELS.len()) as u64;

impl Vocabulary {
    /// The vocabulary of a catalogue with this many documents, on top of the words of real ones.
    #[must_use]
    pub fn new(real: &[Document], documents: u64) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for (_, text) in real.iter().flat_map(|document| &document.fields) {
            for word in text.split(|letter: char| !letter.is_ascii_alphabetic()) {
                if word.len() > 1 {
                    *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(String, u32)> = counts.into_iter().collect();
        ranked.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let real: Vec<String> = ranked.into_iter().map(|(word, _)| word).collect();
        let made_up = (HEAPS.0 * libm::pow(documents as f64, HEAPS.1)) as u64;
        let ranks = real.len() as u64 + made_up;
        let telling = Zipf::new(ranks.saturating_sub(TELLING), EXPONENT);
        Self { real, zipf: Zipf::new(ranks, EXPONENT), telling }
    }

    /// Any word, by Zipf's law.
    pub(super) fn word(&self, prng: &mut Prng) -> String {
        self.at(self.zipf.draw(prng))
    }

    /// A word that is about something: the most frequent ones left out, the others evenly over the magnitudes.
    pub(super) fn telling_word(&self, prng: &mut Prng) -> String {
        self.at(TELLING + self.telling.draw(prng))
    }

    /// The word of a rank, from 1.
    fn at(&self, rank: u64) -> String {
        let place = rank.saturating_sub(1);
        match self.real.get(usize::try_from(place).unwrap_or(usize::MAX)) {
            Some(word) => word.clone(),
            None => made_up(place - self.real.len() as u64),
        }
    }
}

/// A word that can be pronounced, of two to four syllables: another one for each number, up to 200,000.
fn made_up(number: u64) -> String {
    let syllables = 2 + number % 3;
    let words = SYLLABLES.pow(syllables as u32) * CODAS.len() as u64;
    // A factor that shares no divisor with the number of words visits each of them once.
    let mut place = (number / 3) * 7_368_787 % words;
    let mut word = String::new();
    for _ in 0..syllables {
        let syllable = (place % SYLLABLES) as usize;
        place /= SYLLABLES;
        word.push_str(ONSETS[syllable / VOWELS.len()]);
        word.push_str(VOWELS[syllable % VOWELS.len()]);
    }
    word.push_str(CODAS[place as usize % CODAS.len()]);
    word
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Vocabulary, made_up};

    #[test]
    fn made_up_words_differ() {
        let words: HashSet<String> = (0..200_000).map(made_up).collect();
        // Syllables run together in some: "g" + "la" is "gla".
        assert!(words.len() > 195_000, "{} of 200000", words.len());
    }

    #[test]
    fn the_vocabulary_grows_slower_than_the_catalogue() {
        let size = |documents| Vocabulary::new(&[], documents).zipf;
        let (small, large) = (format!("{:?}", size(1_000)), format!("{:?}", size(1_000_000)));
        assert!(small.contains("ranks: 1892"), "{small}");
        assert!(large.contains("ranks: 119432"), "{large}");
    }
}
