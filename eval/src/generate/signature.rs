//! Error texts, with placeholders for what varies and with something in their place.

use super::Catalogue;
use crate::Prng;

/// How the names of errors end.
const ENDINGS: [&str; 6] = ["Error", "Exception", "Timeout", "Failure", "Fault", "Panic"];
/// What varies in an error text.
const PLACEHOLDERS: [&str; 5] = ["{id}", "{path}", "{seconds}", "{count}", "{name}"];
/// Share of words that vary.
const VARIES: f64 = 0.15;

impl Catalogue {
    /// An error text: a name, then words, some of which vary.
    pub(super) fn signature(&self, prng: &mut Prng, own: &[String]) -> String {
        let first = capital(own[prng.index(own.len())].as_str());
        let second = capital(&self.vocabulary.telling_word(prng));
        let mut text = format!("{first}{second}{}:", prng.pick(&ENDINGS));
        let words = prng.between(self.shape.signature * 2 / 3, self.shape.signature * 4 / 3);
        for _ in 0..words {
            text.push(' ');
            if prng.chance(VARIES) {
                text.push_str(PLACEHOLDERS[prng.index(PLACEHOLDERS.len())]);
            } else {
                text.push_str(&self.word(prng, own));
            }
        }
        text
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The error text as a program prints it: something in the place of each placeholder.
pub(super) fn instance(prng: &mut Prng, signature: &str) -> String {
    let words: Vec<String> = signature
        .split(' ')
        .map(|word| match word {
            "{id}" => format!("{:08x}", prng.below(1 << 32)),
            "{path}" => format!("/var/lib/app/{}.dat", prng.below(1_000)),
            "{seconds}" => format!("{}.{}s", prng.below(60), prng.below(10)),
            "{count}" => prng.below(10_000).to_string(),
            "{name}" => format!("worker-{}", prng.below(32)),
            word => word.to_owned(),
        })
        .collect();
    words.join(" ")
}
