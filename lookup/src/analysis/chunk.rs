//! Splits a line into tokens: words, masks, and further readings of identifiers.

use std::ops::Range;

use super::{Compound, Line, PLACEHOLDER, Token, TokenKind, fold::fold, redact::Redactor};

/// Adds the tokens of `raw`, a line that starts at byte `at` of the text.
pub(super) fn tokens(raw: &str, at: usize, redactor: &mut Redactor, line: &mut Line) {
    let secrets = redactor.secrets(raw);
    let mut sink = Sink { raw, at, line };
    for chunk in chunks(raw) {
        let mut from = chunk.start;
        for secret in secrets.iter().filter(|secret| secret.start < chunk.end && secret.end > chunk.start) {
            if from < secret.start {
                sink.chunk(from..secret.start);
            }
            sink.push(TokenKind::Redacted, String::new(), secret.start.max(from)..secret.end.min(chunk.end));
            from = secret.end.min(chunk.end).max(from);
        }
        if from < chunk.end {
            sink.chunk(from..chunk.end);
        }
    }
}

/// Runs without space, control characters and terminal escapes (ECMA-48 control sequences).
fn chunks(raw: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut letters = raw.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !letter.is_whitespace() && !letter.is_control() {
            start.get_or_insert(at);
            continue;
        }
        found.extend(start.take().map(|start| start..at));
        if letter == '\u{1b}' && letters.peek().is_some_and(|(_, next)| *next == '[') {
            letters.next();
            for (_, next) in letters.by_ref() {
                if matches!(next, '@'..='~') {
                    break;
                }
            }
        }
    }
    found.extend(start.map(|start| start..raw.len()));
    found
}

struct Sink<'a> {
    raw: &'a str,
    at: usize,
    line: &'a mut Line,
}

impl Sink<'_> {
    fn push(&mut self, kind: TokenKind, word: String, range: Range<usize>) {
        self.line.tokens.push(Token { kind, word, span: (self.at + range.start, self.at + range.end) });
    }

    fn extra(&mut self, word: String, range: Range<usize>) {
        self.line.compounds.push(Compound { word, span: (self.at + range.start, self.at + range.end) });
    }

    fn chunk(&mut self, range: Range<usize>) {
        let text = &self.raw[range.clone()];
        let is_edge = |letter: char| {
            !letter.is_alphanumeric() && !matches!(letter, '/' | '~' | '.' | '\\' | PLACEHOLDER)
        };
        let trimmed = text.trim_matches(is_edge);
        if varies(trimmed) {
            let start = range.start + (text.len() - text.trim_start_matches(is_edge).len());
            self.push(TokenKind::Masked, String::new(), start..start + trimmed.len());
            return;
        }
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            let inside = letter.is_alphanumeric() || letter == '_' || letter == PLACEHOLDER;
            match (inside, start) {
                (true, None) => start = Some(at),
                (false, Some(begin)) => {
                    self.run(range.start + begin..range.start + at);
                    start = None;
                }
                _ => {}
            }
        }
    }

    /// A run of letters, digits and underscores.
    fn run(&mut self, range: Range<usize>) {
        let run = &self.raw[range.clone()];
        if run.contains(PLACEHOLDER) {
            self.push(TokenKind::Placeholder, String::new(), range);
            return;
        }
        if is_id(run) {
            self.push(TokenKind::Masked, String::new(), range);
            return;
        }
        let mut parts = 0;
        let mut at = range.start;
        for part in run.split('_') {
            if !part.is_empty() {
                self.part(part, at..at + part.len());
                parts += 1;
            }
            at += part.len() + 1;
        }
        if parts > 1 {
            self.extra(fold(run.trim_matches('_')), range);
        }
    }

    fn part(&mut self, part: &str, range: Range<usize>) {
        if part.chars().any(is_cjk) {
            self.bigrams(part, range.start);
        } else if is_number(part) && !is_code(part) || is_id(part) {
            self.push(TokenKind::Masked, String::new(), range);
        } else {
            self.humps(part, range.start);
            self.push(TokenKind::Word, fold(part), range);
        }
    }

    /// The words of `maxConnections`, beside the whole.
    fn humps(&mut self, part: &str, start: usize) {
        let mut cuts = vec![0];
        let letters: Vec<(usize, char)> = part.char_indices().collect();
        for (index, window) in letters.windows(2).enumerate() {
            let (before, (at, after)) = (window[0].1, window[1]);
            let next_is_lower = letters.get(index + 2).is_some_and(|(_, next)| next.is_lowercase());
            if after.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower)) {
                cuts.push(at);
            }
        }
        if cuts.len() > 1 {
            cuts.push(part.len());
            for window in cuts.windows(2) {
                let (from, to) = (window[0], window[1]);
                self.extra(fold(&part[from..to]), start + from..start + to);
            }
        }
    }

    /// Scripts without spaces between words are matched by pairs of characters.
    fn bigrams(&mut self, part: &str, start: usize) {
        let letters: Vec<(usize, char)> = part.char_indices().collect();
        for window in letters.windows(2) {
            let end = window[1].0 + window[1].1.len_utf8();
            self.push(TokenKind::Word, fold(&part[window[0].0..end]), start + window[0].0..start + end);
        }
    }
}

/// Whether a whole chunk varies from run to run: an address, a path, a time, a version 4 UUID and its kin.
fn varies(chunk: &str) -> bool {
    if chunk.contains("://") {
        return true;
    }
    let bytes = chunk.as_bytes();
    let separators = bytes.iter().filter(|byte| matches!(byte, b'/' | b'\\')).count();
    let rooted = chunk.starts_with(['/', '~']) || chunk.starts_with("./") || chunk.starts_with("../");
    let drive = bytes.get(1) == Some(&b':') && bytes.get(2) == Some(&b'\\');
    if chunk.len() > 2 && ((rooted && separators > 0) || drive || separators > 1) {
        return true;
    }
    let time = |byte: &u8| {
        byte.is_ascii_digit() || matches!(byte, b':' | b'-' | b'.' | b',' | b'T' | b'Z' | b'+' | b'/')
    };
    if chunk.len() > 4 && bytes.first().is_some_and(u8::is_ascii_digit) && bytes.iter().all(time) {
        return true;
    }
    chunk.len() == 36 && bytes.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

fn is_number(part: &str) -> bool {
    let digits = part.chars().take_while(char::is_ascii_digit).count();
    // With a unit: 300ms, 15s, 4kb.
    digits > 0 && part.chars().count() - digits <= 2
}

/// A status or exit code says something: 409, 429, 137.
fn is_code(part: &str) -> bool {
    part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Hexadecimal, or letters and many digits: an identifier that a program made up.
fn is_id(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || run.len() < 4 {
        return false;
    }
    let hexadecimal = run.strip_prefix("0x").unwrap_or(run);
    let all_hexadecimal = hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    (all_hexadecimal && (run.len() >= 6 || run.starts_with("0x")))
        || (digits >= 3 && digits < run.len() && run.len() >= 6)
}

fn is_cjk(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}
