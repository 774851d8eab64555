//! Signatures: error texts whose placeholders stand for anything.
//!
//! ```text
//! record     hash of the anchor u32 │ document u32 │ offset u32, ordered by hash
//! signature  strength f32 │ place of the anchor │ elements: 0 gap, 1 varies, 2 word with its hash u32 │ text
//! ```
//!
//! A signature is looked for where its anchor stands: the fixed word that fewest signatures have.

use crate::{
    analysis::{Analysis, Line, PLACEHOLDER, Span, TokenKind, analyse, analyse_text},
    bytes::{Reader, put_str, put_varint},
};

/// One element of a signature's sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    /// The word with this hash.
    Word(u32),
    /// A number, path, id: something that varies.
    Varies,
    /// A placeholder: up to [`MAX_GAP`] tokens, or none.
    Gap,
}

/// The most tokens that a placeholder stands for.
const MAX_GAP: usize = 24;
/// The most elements that a signature has.
const MAX_ELEMENTS: usize = 256;
/// Bytes of a record.
pub(crate) const RECORD_BYTES: usize = 12;

/// A signature's elements, and its fixed words, in order.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    pub(crate) elements: Vec<Element>,
    pub(crate) words: Vec<String>,
}

impl Sequence {
    /// The sequence of a signature; gaps at its ends say nothing and are left out.
    pub(crate) fn of(signature: &str) -> Self {
        let mut sequence = Self::default();
        let analysis = analyse_text(&with_placeholders(signature));
        for token in analysis.lines.iter().flat_map(|line| analysis.tokens(line)).take(MAX_ELEMENTS) {
            let element = match token.kind {
                TokenKind::Word => Element::Word(token.hash),
                TokenKind::Masked | TokenKind::Redacted => Element::Varies,
                TokenKind::Placeholder => Element::Gap,
            };
            let last = sequence.elements.last();
            if element == Element::Gap && last.is_none_or(|last| *last == Element::Gap) {
                continue;
            }
            if token.kind == TokenKind::Word {
                sequence.words.push(analysis.word(token).to_owned());
            }
            sequence.elements.push(element);
        }
        while sequence.elements.last() == Some(&Element::Gap) {
            sequence.elements.pop();
        }
        sequence
    }
}

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

/// Where in a line a sequence occurs whose first element stands at token `at`; the span of all of it.
pub(crate) fn match_at(elements: &[Element], analysis: &Analysis, line: &Line, at: usize) -> Option<Span> {
    let tokens = analysis.tokens(line);
    let segment_at = |segment: &[Element], at: usize| {
        let fits = segment
            .iter()
            .zip(tokens.get(at..at + segment.len())?)
            .inspect(|_| analysis.meter.comparisons.add(1))
            .all(|(element, token)| match element {
                Element::Word(hash) => token.kind == TokenKind::Word && token.hash == *hash,
                Element::Varies => {
                    token.kind != TokenKind::Word
                        || analysis.word(token).bytes().all(|byte| byte.is_ascii_digit())
                }
                Element::Gap => true,
            });
        fits.then_some(at + segment.len())
    };
    let mut segments = elements.split(|element| *element == Element::Gap);
    let mut position = segment_at(segments.next()?, at)?;
    for segment in segments {
        let last = (position + MAX_GAP).min(tokens.len());
        position = (position..=last).find_map(|start| segment_at(segment, start))?;
    }
    let end = tokens.get(position.checked_sub(1)?)?.span.1;
    Some((tokens.get(at)?.span.0, end))
}

/// Whether a signature occurs in a text, placeholders standing for up to 24 words.
pub fn signature_matches(signature: &str, text: &str) -> bool {
    let sequence = Sequence::of(signature);
    if sequence.elements.is_empty() {
        return false;
    }
    let analysis = analyse(text);
    analysis.lines.iter().any(|line| {
        (0..analysis.tokens(line).len()).any(|at| match_at(&sequence.elements, &analysis, line, at).is_some())
    })
}

/// How many words of a signature are fixed, placeholders and varying parts (numbers, paths, ids) aside.
/// Fewer than two cannot tell one failure from another.
pub fn signature_words(signature: &str) -> usize {
    Sequence::of(signature).words.len()
}

/// A signature as it is stored.
pub(crate) struct Stored<'i> {
    pub(crate) document: u32,
    /// The information in its fixed words.
    pub(crate) strength: f32,
    /// Which element is the anchor.
    pub(crate) anchor: usize,
    pub(crate) elements: Vec<Element>,
    pub(crate) text: &'i str,
}

/// Appends a signature.
pub(crate) fn write(out: &mut Vec<u8>, strength: f32, anchor: usize, elements: &[Element], text: &str) {
    out.extend_from_slice(&strength.to_le_bytes());
    put_varint(out, anchor as u32);
    put_varint(out, elements.len() as u32);
    for element in elements {
        match element {
            Element::Gap => out.push(0),
            Element::Varies => out.push(1),
            Element::Word(hash) => {
                out.push(2);
                out.extend_from_slice(&hash.to_le_bytes());
            }
        }
    }
    put_str(out, text);
}

/// The signatures of an opened index.
#[derive(Clone, Copy)]
pub(crate) struct Signatures<'i> {
    pub(crate) table: &'i [u8],
    pub(crate) data: &'i [u8],
}

impl<'i> Signatures<'i> {
    fn hash(&self, record: usize) -> Option<u32> {
        Reader(self.table.get(record * RECORD_BYTES..)?).u32()
    }

    /// The records of the signatures that are anchored at a word.
    fn anchored(&self, hash: u32) -> std::ops::Range<usize> {
        let (mut low, mut high) = (0, self.table.len() / RECORD_BYTES);
        while low < high {
            let middle = low.midpoint(high);
            if self.hash(middle).is_some_and(|at| at < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut end = low;
        while self.hash(end) == Some(hash) {
            end += 1;
        }
        low..end
    }

    fn read(&self, record: usize) -> Option<Stored<'i>> {
        let mut reader = Reader(self.table.get(record * RECORD_BYTES + 4..)?);
        let (document, offset) = (reader.u32()?, reader.u32()?);
        let mut reader = Reader(self.data.get(offset as usize..)?);
        let (strength, anchor, count) = (reader.f32()?, reader.size()?, reader.size()?);
        if count > MAX_ELEMENTS || anchor >= count || !(0.0..=1e6).contains(&strength) {
            return None;
        }
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            elements.push(match reader.byte()? {
                0 => Element::Gap,
                1 => Element::Varies,
                _ => Element::Word(reader.u32()?),
            });
        }
        // Only an element of fixed width stands at a known distance from the anchor.
        let fixed = elements.first() != Some(&Element::Gap) && !elements[..anchor].contains(&Element::Gap);
        fixed.then_some(Stored { document, strength, anchor, elements, text: reader.str()? })
    }

    /// Gives every signature that occurs in the text, with where it does.
    pub(crate) fn each_in(&self, analysis: &Analysis, mut found: impl FnMut(Stored<'i>, Span)) {
        for line in &analysis.lines {
            for (at, token) in analysis.tokens(line).iter().enumerate() {
                if token.kind != TokenKind::Word {
                    continue;
                }
                for record in self.anchored(token.hash) {
                    analysis.meter.comparisons.add(1);
                    let Some(stored) = self.read(record) else { continue };
                    let Some(start) = at.checked_sub(stored.anchor) else { continue };
                    if let Some(span) = match_at(&stored.elements, analysis, line, start) {
                        found(stored, span);
                    }
                }
            }
        }
    }
}
