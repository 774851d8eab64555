//! From any text to lines of tokens: noise stripped, varying parts masked, secrets out.
//!
//! Spans are bytes of the text as it came. Time is linear in the text.

mod chunk;
mod fold;
mod line;
mod redact;
mod stop;
mod truncate;

pub(crate) use self::{fold::stem, stop::informativeness, truncate::truncate};

use crate::{QueryKind, Redaction};
use line::LineKind;

/// Stands for a placeholder when a signature is analysed: U+FFFC, the object replacement character.
pub(crate) const PLACEHOLDER: char = '\u{FFFC}';

/// Bytes of the original text, `[start, end)`.
pub(crate) type Span = (usize, usize);

/// A word, or something that varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Folded, not stemmed; empty unless `kind` is a word.
    pub(crate) word: String,
    pub(crate) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word.
    Word,
    /// A number, id, path, address, time: it varies from run to run.
    Masked,
    /// A secret or personal data.
    Redacted,
    /// A placeholder of a signature.
    Placeholder,
}

/// An identifier of several words, such as `run_until_complete` or `maxConnections`, as one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compound {
    pub(crate) word: String,
    pub(crate) span: Span,
}

/// A line and how much it says about the failure.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// 0 to 1: an exception counts fully, a message that all is well hardly.
    pub(crate) weight: f32,
    pub(crate) tokens: Vec<Token>,
    pub(crate) compounds: Vec<Compound>,
}

/// A text, understood.
#[derive(Debug, Clone)]
pub(crate) struct Analysis {
    pub(crate) kind: QueryKind,
    pub(crate) lines: Vec<Line>,
    pub(crate) redactions: Vec<Redaction>,
}

/// Analyses a text piece by piece: each piece is text and the byte at which it starts in the original.
pub(crate) fn analyse(pieces: &[(usize, &str)]) -> Analysis {
    let mut lines = Vec::new();
    let mut kinds = Vec::new();
    let mut redactor = redact::Redactor::default();
    for (base, piece) in pieces {
        let mut at = *base;
        for raw in piece.split_inclusive(['\n', '\r']) {
            let mut line = Line { weight: 1.0, tokens: Vec::new(), compounds: Vec::new() };
            chunk::tokens(raw, at, &mut redactor, &mut line);
            at += raw.len();
            if line.tokens.is_empty() {
                continue;
            }
            kinds.push(line::kind(raw, &line.tokens));
            lines.push(line);
        }
    }
    let kind = if line::is_log(&kinds) { QueryKind::Log } else { QueryKind::Phrase };
    if kind == QueryKind::Log {
        weigh(&mut lines, &kinds);
    }
    Analysis { kind, lines, redactions: redactor.found() }
}

/// Analyses one short text of a document.
pub(crate) fn analyse_text(text: &str) -> Analysis {
    analyse(&[(0, text)])
}

fn weigh(lines: &mut [Line], kinds: &[LineKind]) {
    let has_failure = kinds.contains(&LineKind::Failure);
    let mut seen = std::collections::BTreeSet::new();
    for (line, kind) in lines.iter_mut().zip(kinds) {
        let words: Vec<&str> = line.tokens.iter().map(|token| token.word.as_str()).collect();
        let repeated = !seen.insert(words.join(" "));
        line.weight = if repeated { 0.0 } else { kind.weight(has_failure) };
    }
}
