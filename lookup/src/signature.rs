//! Signatures: error texts whose placeholders stand for anything.

use crate::analysis::{Line, PLACEHOLDER, Span, TokenKind, analyse_text};

/// One element of a signature's sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// Exactly this word.
    Word(String),
    /// A number, path, id: something that varies.
    Varies,
    /// A placeholder: up to [`MAX_GAP`] tokens, or none.
    Gap,
}

/// The most tokens that a placeholder stands for.
const MAX_GAP: usize = 24;

/// `{name}`: what people write in a signature for what varies.
fn with_placeholders(signature: &str) -> String {
    let mut text = String::new();
    let mut rest = signature;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) if is_name(name) => {
                text.push(PLACEHOLDER);
                rest = tail;
            }
            _ => {
                text.push('{');
                rest = after;
            }
        }
    }
    text + rest
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

/// The sequence of a signature; gaps at its ends say nothing and are left out.
pub(crate) fn sequence(signature: &str) -> Vec<Element> {
    let mut sequence = Vec::new();
    for line in analyse_text(&with_placeholders(signature)).lines {
        for token in line.tokens {
            let element = match token.kind {
                TokenKind::Word => Element::Word(token.word),
                TokenKind::Masked | TokenKind::Redacted => Element::Varies,
                TokenKind::Placeholder => Element::Gap,
            };
            if !(element == Element::Gap && sequence.last().is_none_or(|last| *last == Element::Gap)) {
                sequence.push(element);
            }
        }
    }
    while sequence.last() == Some(&Element::Gap) {
        sequence.pop();
    }
    sequence
}

/// Where in a line a signature occurs whose first element stands at token `at`; the span of all of it.
pub(crate) fn match_at(sequence: &[Element], line: &Line, at: usize) -> Option<Span> {
    let mut segments = sequence.split(|element| *element == Element::Gap);
    let first = segments.next()?;
    let mut position = segment_at(first, line, at)?;
    for segment in segments {
        let last = (position + MAX_GAP).min(line.tokens.len());
        position = (position..=last).find_map(|start| segment_at(segment, line, start))?;
    }
    let end = line.tokens.get(position.checked_sub(1)?)?.span.1;
    Some((line.tokens.get(at)?.span.0, end))
}

fn segment_at(segment: &[Element], line: &Line, at: usize) -> Option<usize> {
    let tokens = line.tokens.get(at..at + segment.len())?;
    let fits = segment.iter().zip(tokens).all(|(element, token)| match element {
        Element::Word(word) => token.kind == TokenKind::Word && token.word == *word,
        Element::Varies => {
            token.kind != TokenKind::Word || token.word.bytes().all(|byte| byte.is_ascii_digit())
        }
        Element::Gap => true,
    });
    fits.then_some(at + segment.len())
}

/// Whether a signature occurs in a text, placeholders standing for up to 24 words.
pub fn signature_matches(signature: &str, text: &str) -> bool {
    let sequence = sequence(signature);
    if sequence.is_empty() {
        return false;
    }
    let (pieces, _) = crate::analysis::truncate(text);
    crate::analysis::analyse(&pieces)
        .lines
        .iter()
        .any(|line| (0..line.tokens.len()).any(|at| match_at(&sequence, line, at).is_some()))
}

/// How many words of a signature are fixed, placeholders and varying parts (numbers, paths, ids) aside.
/// Fewer than two cannot tell one failure from another.
pub fn signature_words(signature: &str) -> usize {
    sequence(signature).iter().filter(|element| matches!(element, Element::Word(_))).count()
}
