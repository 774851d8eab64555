//! Splits a line into tokens: words, masks, and further readings of identifiers.

use std::ops::Range;

use super::{Analysis, PLACEHOLDER, TokenKind, markup};
use crate::unicode::{is_alphanumeric, is_lower_case, is_upper_case};

/// Adds the tokens of a message, a part of `raw`, which starts at byte `at` of the text. What must not be
/// repeated stands in `secrets`, in order.
pub(super) fn tokens(
    raw: &str,
    message: Range<usize>,
    at: usize,
    secrets: &[Range<usize>],
    analysis: &mut Analysis,
) {
    let skipped = markup::ranges(raw, message.clone(), &analysis.meter);
    let mut sink = Sink { raw, at, analysis };
    let mut from = message.start;
    for part in skipped {
        sink.chunks(from..part.start, secrets);
        from = part.end;
    }
    sink.chunks(from..message.end, secrets);
}

struct Sink<'a> {
    raw: &'a str,
    at: usize,
    analysis: &'a mut Analysis,
}

impl Sink<'_> {
    fn push(&mut self, kind: TokenKind, range: Range<usize>) {
        let span = (self.at + range.start, self.at + range.end);
        self.analysis.push(kind, &self.raw[range], span);
    }

    fn extra(&mut self, word: &str, range: Range<usize>) {
        self.analysis.push_compound(word, (self.at + range.start, self.at + range.end));
    }

    /// Runs without space, control characters and terminal escapes (ECMA-48 control sequences).
    fn chunks(&mut self, part: Range<usize>, secrets: &[Range<usize>]) {
        self.analysis.meter.bytes.add(part.len());
        let mut start = None;
        let mut letters = self.raw[part.clone()].char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let at = part.start + at;
            if !letter.is_whitespace() && !letter.is_control() {
                start.get_or_insert(at);
                continue;
            }
            if let Some(start) = start.take() {
                self.around_secrets(start..at, secrets);
            }
            if letter == '\u{1b}' && letters.peek().is_some_and(|(_, next)| *next == '[') {
                letters.next();
                for (_, next) in letters.by_ref() {
                    if matches!(next, '@'..='~') {
                        break;
                    }
                }
            }
        }
        if let Some(start) = start {
            self.around_secrets(start..part.end, secrets);
        }
    }

    fn around_secrets(&mut self, chunk: Range<usize>, secrets: &[Range<usize>]) {
        let mut from = chunk.start;
        let within = secrets.partition_point(|secret| secret.end <= chunk.start);
        for secret in secrets[within..].iter().take_while(|secret| secret.start < chunk.end) {
            if from < secret.start {
                self.chunk(from..secret.start);
            }
            let end = secret.end.min(chunk.end);
            self.push(TokenKind::Redacted, secret.start.max(from)..end);
            from = end.max(from);
        }
        if from < chunk.end {
            self.chunk(from..chunk.end);
        }
    }

    fn chunk(&mut self, range: Range<usize>) {
        let raw = self.raw;
        let text = &raw[range.clone()];
        self.analysis.meter.bytes.add(text.len());
        let is_edge = |letter: char| {
            !is_alphanumeric(letter) && !matches!(letter, '/' | '~' | '.' | '\\' | PLACEHOLDER)
        };
        let trimmed = text.trim_matches(is_edge);
        if varies(trimmed) {
            let start = range.start + (text.len() - text.trim_start_matches(is_edge).len());
            self.push(TokenKind::Masked, start..start + trimmed.len());
            return;
        }
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            let inside = is_alphanumeric(letter) || letter == '_' || letter == PLACEHOLDER;
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
        let raw = self.raw;
        let run = &raw[range.clone()];
        self.analysis.meter.bytes.add(run.len());
        if run.contains(PLACEHOLDER) {
            self.push(TokenKind::Placeholder, range);
            return;
        }
        if is_id(run) {
            self.push(TokenKind::Masked, range);
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
            self.extra(run.trim_matches('_'), range);
        }
    }

    fn part(&mut self, part: &str, range: Range<usize>) {
        self.analysis.meter.bytes.add(part.len());
        if part.chars().any(is_cjk) {
            self.bigrams(part, range.start);
        } else if is_number(part) && !is_code(part) || is_id(part) {
            self.push(TokenKind::Masked, range);
        } else {
            self.humps(part, range.start);
            self.push(TokenKind::Word, range);
        }
    }

    /// The words of `maxConnections`, beside the whole.
    fn humps(&mut self, part: &str, start: usize) {
        if !part.chars().skip(1).any(is_upper_case) {
            return;
        }
        let mut cuts = vec![0];
        let letters: Vec<(usize, char)> = part.char_indices().collect();
        for (index, window) in letters.windows(2).enumerate() {
            let (before, (at, after)) = (window[0].1, window[1]);
            let next_is_lower = letters.get(index + 2).is_some_and(|(_, next)| is_lower_case(*next));
            if is_upper_case(after) && (is_lower_case(before) || (is_upper_case(before) && next_is_lower)) {
                cuts.push(at);
            }
        }
        if cuts.len() > 1 {
            cuts.push(part.len());
            for window in cuts.windows(2) {
                let (from, to) = (window[0], window[1]);
                self.extra(&part[from..to], start + from..start + to);
            }
        }
    }

    /// Scripts without spaces between words are matched by pairs of characters.
    fn bigrams(&mut self, part: &str, start: usize) {
        let letters: Vec<(usize, char)> = part.char_indices().collect();
        for window in letters.windows(2) {
            let end = window[1].0 + window[1].1.len_utf8();
            self.push(TokenKind::Word, start + window[0].0..start + end);
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
