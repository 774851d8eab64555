//! From any text to lines of tokens: noise stripped, varying parts masked, secrets out.
//!
//! Spans are bytes of the text as it came. Time is linear in the text.

mod chunk;
mod envelope;
mod fold;
mod frame;
mod line;
mod markup;
mod redact;
mod stop;
mod truncate;

use std::{collections::BTreeSet, ops::Range};

pub(crate) use self::{fold::stem, stop::informativeness};

use crate::{
    QueryKind, Redaction,
    bytes::{fnv, hash_word},
    work::Meter,
};
use line::LineKind;

/// Stands for a placeholder when a signature is analysed: U+FFFC, the object replacement character.
pub(crate) const PLACEHOLDER: char = '\u{FFFC}';

/// Bytes of the original text, `[start, end)`.
pub(crate) type Span = (usize, usize);

/// A word, or something that varies.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Where in [`Analysis::words`] its folded form stands; empty unless `kind` is a word.
    word: Range<usize>,
    /// The folded form's hash, by which signatures are compared.
    pub(crate) hash: u32,
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

/// A line, or a message inside a line of JSON, and how much it says about the failure.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// 0 to 1: an exception counts fully, a message that all is well hardly.
    pub(crate) weight: f32,
    /// Whether a person wrote it, so that words may be misspelt.
    pub(crate) prose: bool,
    tokens: Range<usize>,
    compounds: Range<usize>,
}

/// A text, understood.
#[derive(Debug, Clone)]
pub(crate) struct Analysis {
    pub(crate) kind: QueryKind,
    pub(crate) lines: Vec<Line>,
    pub(crate) redactions: Vec<Redaction>,
    /// Whether the text was too long and was cut.
    pub(crate) truncated: bool,
    /// What was done with the text.
    pub(crate) meter: Meter,
    tokens: Vec<Token>,
    /// Further readings of identifiers: `run_until_complete` as one word, `maxConnections` as two.
    compounds: Vec<Token>,
    /// All words, folded, one after another.
    words: String,
}

impl Analysis {
    pub(crate) fn tokens(&self, line: &Line) -> &[Token] {
        &self.tokens[line.tokens.clone()]
    }

    pub(crate) fn compounds(&self, line: &Line) -> &[Token] {
        &self.compounds[line.compounds.clone()]
    }

    pub(crate) fn word(&self, token: &Token) -> &str {
        &self.words[token.word.clone()]
    }

    fn push(&mut self, kind: TokenKind, text: &str, span: Span) {
        let token = self.token(kind, text, span);
        self.tokens.push(token);
    }

    fn push_compound(&mut self, text: &str, span: Span) {
        let token = self.token(TokenKind::Word, text, span);
        self.compounds.push(token);
    }

    fn token(&mut self, kind: TokenKind, text: &str, span: Span) -> Token {
        self.meter.tokens.add(1);
        let start = self.words.len();
        if kind == TokenKind::Word {
            fold::fold_onto(text, &mut self.words);
        }
        let word = start..self.words.len();
        Token { kind, hash: hash_word(&self.words[word.clone()]), word, span }
    }

    /// Takes back what was pushed since a line began.
    fn take_back(&mut self, tokens: usize, compounds: usize, words: usize) {
        self.tokens.truncate(tokens);
        self.compounds.truncate(compounds);
        self.words.truncate(words);
    }
}

/// Analyses any text; one that is too long is cut.
pub(crate) fn analyse(text: &str) -> Analysis {
    let meter = Meter::default();
    let (pieces, truncated) = truncate::truncate(text, &meter);
    let mut analysis = analyse_pieces(&pieces, meter);
    analysis.truncated = truncated;
    analysis
}

/// Analyses a text piece by piece: each piece is text and the byte at which it starts in the original.
fn analyse_pieces(pieces: &[(usize, &str)], meter: Meter) -> Analysis {
    let mut analysis = Analysis {
        kind: QueryKind::Phrase,
        lines: Vec::new(),
        redactions: Vec::new(),
        truncated: false,
        meter,
        tokens: Vec::new(),
        compounds: Vec::new(),
        words: String::new(),
    };
    let mut kinds = Vec::new();
    let mut redactor = redact::Redactor::default();
    let mut seen = BTreeSet::new();
    for (number, (base, piece)) in pieces.iter().enumerate() {
        if number > 0 {
            redactor.begin(piece);
        }
        let mut at = *base;
        for raw in piece.split_inclusive(['\n', '\r']) {
            // A line that differs from an earlier one in digits only says nothing more.
            analysis.meter.bytes.add(raw.len());
            if seen.insert(template(raw)) || redactor.must_read(raw) {
                read_line(raw, at, &mut analysis, &mut redactor, &mut kinds);
            }
            at += raw.len();
        }
    }
    if line::is_log(&kinds) {
        analysis.kind = QueryKind::Log;
        weigh(&mut analysis, &kinds);
    }
    analysis.redactions = redactor.found();
    analysis
}

/// Analyses one short text of a document.
pub(crate) fn analyse_text(text: &str) -> Analysis {
    analyse_pieces(&[(0, text)], Meter::default())
}

/// Adds the messages of a raw line that starts at byte `at` of the text.
fn read_line(
    raw: &str,
    at: usize,
    analysis: &mut Analysis,
    redactor: &mut redact::Redactor,
    kinds: &mut Vec<LineKind>,
) {
    let secrets = redactor.secrets(raw, &analysis.meter);
    let envelope = envelope::open(raw, &analysis.meter);
    for message in envelope.messages {
        let (tokens, compounds) = (analysis.tokens.len(), analysis.compounds.len());
        let words = analysis.words.len();
        chunk::tokens(raw, message.clone(), at, &secrets, analysis);
        if analysis.tokens.len() == tokens {
            analysis.take_back(tokens, compounds, words);
            continue;
        }
        analysis.meter.bytes.add(message.len());
        let found = &analysis.tokens[tokens..];
        let word = |token: &Token| &analysis.words[token.word.clone()];
        kinds.push(line::kind(&raw[message], kinds.last().copied(), envelope.level, found, word));
        analysis.lines.push(Line {
            weight: 1.0,
            prose: true,
            tokens: tokens..analysis.tokens.len(),
            compounds: compounds..analysis.compounds.len(),
        });
    }
}

/// A hash of a line without its digits.
fn template(raw: &str) -> u64 {
    fnv(raw.bytes().filter(|byte| !byte.is_ascii_digit() && !matches!(byte, b'\r' | b'\n')))
}

fn weigh(analysis: &mut Analysis, kinds: &[LineKind]) {
    let has_failure = kinds.contains(&LineKind::Failure);
    let mut seen = BTreeSet::new();
    for (place, kind) in kinds.iter().enumerate() {
        let line = &analysis.lines[place];
        let hash = analysis.tokens(line).iter().fold(0, |sum: u64, token| {
            (sum ^ u64::from(token.hash)).wrapping_mul(0x100_0000_01B3).rotate_left(5)
        });
        let repeated = !seen.insert(hash);
        let line = &mut analysis.lines[place];
        line.prose = matches!(kind, LineKind::Plain | LineKind::Remark);
        line.weight = if repeated { 0.0 } else { kind.weight(has_failure) };
    }
}
