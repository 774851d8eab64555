//! Questions to a generated catalogue, each made from one of its documents.

use std::{fmt, fmt::Write as _};

use remedy_lookup::{Document, Field};

use super::{Catalogue, signature::instance};
use crate::Prng;

/// Sorts of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A symptom with some words dropped, moved and added.
    Phrase,
    /// The same with two misspelt words.
    Misspelt,
    /// 200 lines of a log, one of them an error text.
    Log,
    /// The beginning of a phrase, its last word unfinished.
    Typing,
}

impl Sort {
    /// All sorts, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Phrase, Self::Misspelt, Self::Log, Self::Typing];
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Phrase => "phrase",
            Self::Misspelt => "phrase, two typos",
            Self::Log => "log of 200 lines",
            Self::Typing => "while typing",
        })
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is looked up.
    pub text: String,
    /// Whether the last word is unfinished.
    pub typing: bool,
    /// The document that it was made from.
    pub id: String,
}

/// What people put between the words of a symptom.
const FILLERS: [&str; 10] = ["my", "the", "when", "it", "is", "and", "after", "why", "does", "then"];
const LOG_LINES: usize = 200;

impl Catalogue {
    /// The question of this sort and number; the same every time.
    #[must_use]
    pub fn asked(&self, sort: Sort, number: u64) -> Asked {
        let mut prng = Prng::of(self.seed ^ (0xA5 + sort as u64), number);
        let document = self.document(prng.below(self.documents()));
        let text = match sort {
            Sort::Phrase => phrase(&mut prng, &document).join(" "),
            Sort::Misspelt => misspelt(&mut prng, &document),
            Sort::Log => log(&mut prng, &document),
            Sort::Typing => unfinished(&mut prng, &document),
        };
        Asked { text, typing: sort == Sort::Typing, id: document.id }
    }
}

fn phrase(prng: &mut Prng, document: &Document) -> Vec<String> {
    let symptoms: Vec<&str> = document
        .fields
        .iter()
        .filter(|(field, _)| *field == Field::Symptom)
        .map(|(_, text)| text.as_str())
        .collect();
    let all: Vec<&str> = prng.pick(&symptoms).split(' ').collect();
    let mut words: Vec<String> = Vec::new();
    for word in &all {
        if prng.chance(0.7) {
            words.push((*word).to_owned());
        }
    }
    if words.len() < 3 {
        words = all.iter().map(|word| (*word).to_owned()).collect();
    }
    for _ in 0..2 {
        let at = prng.index(words.len() - 1);
        words.swap(at, at + 1);
    }
    for _ in 0..3 {
        words.insert(prng.index(words.len() + 1), (*prng.pick(&FILLERS)).to_owned());
    }
    words
}

fn misspelt(prng: &mut Prng, document: &Document) -> String {
    let mut words = phrase(prng, document);
    let mut long: Vec<usize> = (0..words.len()).filter(|at| words[*at].len() > 4).collect();
    prng.shuffle(&mut long);
    for at in long.into_iter().take(2) {
        words[at] = typo(prng, &words[at]);
    }
    words.join(" ")
}

/// One letter is lost, doubled, exchanged with the next, or another one. The first one stays.
fn typo(prng: &mut Prng, word: &str) -> String {
    let mut letters: Vec<u8> = word.bytes().collect();
    let at = prng.between(1, letters.len() - 2);
    match prng.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = b'a' + (letters[at] - b'a' + 1 + prng.below(24) as u8) % 26,
    }
    String::from_utf8_lossy(&letters).into_owned()
}

fn unfinished(prng: &mut Prng, document: &Document) -> String {
    let mut words = phrase(prng, document);
    words.truncate(prng.between(2, 5));
    if let Some(last) = words.last_mut() {
        let keep = prng.between(2, 4);
        last.truncate(keep);
    }
    words.join(" ")
}

fn log(prng: &mut Prng, document: &Document) -> String {
    let at = prng.between(LOG_LINES / 2, LOG_LINES - 1);
    let signature = prng.pick(&document.signatures).clone();
    let mut log = String::new();
    for line in 0..LOG_LINES {
        let (minute, second) = (line / 60, line % 60);
        let worker = prng.below(8);
        let said = if line == at {
            format!("ERROR worker-{worker} {}", instance(prng, &signature))
        } else {
            routine(prng, worker)
        };
        // Writing to a string cannot fail.
        let _ = writeln!(log, "2026-03-04T10:{minute:02}:{second:02}.{:03}Z {said}", prng.below(1_000));
    }
    log
}

fn routine(prng: &mut Prng, worker: u64) -> String {
    match prng.below(5) {
        0 => format!(
            "INFO  worker-{worker} picked task {:08x} from the queue (depth {})",
            prng.below(1 << 32),
            prng.below(50)
        ),
        1 => format!("DEBUG worker-{worker} GET /health 200 {} ms", prng.below(40)),
        2 => format!("INFO  worker-{worker} step {} of 7 finished in {} ms", prng.below(8), prng.below(900)),
        3 => format!("DEBUG worker-{worker} cache hit for key user:{}", prng.below(9_999)),
        _ => format!("INFO  scheduler next run in {} s", prng.below(60)),
    }
}
