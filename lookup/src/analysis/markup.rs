//! What a copied page leaves in a text: HTML tags and character references.

use std::ops::Range;

use crate::work::Meter;

/// Elements that pages show texts and code in (<https://html.spec.whatwg.org/multipage/indices.html>).
/// Others are left alone: `<Task pending>` is an object that a program printed.
const ELEMENTS: [&str; 30] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "details",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "small",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Named character references that are common in escaped text.
const REFERENCES: [&str; 8] = ["lt", "gt", "amp", "quot", "apos", "nbsp", "hellip", "mdash"];

/// Longest tag that is looked for, in bytes: so that time stays linear in the text.
const MAX_TAG_BYTES: usize = 512;

/// The tags and character references of a part of a line, in order.
pub(super) fn ranges(raw: &str, part: Range<usize>, meter: &Meter) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = raw.as_bytes();
    let mut at = part.start;
    while at < part.end {
        meter.bytes.add(1);
        let length = match bytes[at] {
            b'<' => tag(&bytes[at..part.end], meter),
            b'&' => reference(&bytes[at..part.end], meter),
            _ => None,
        };
        if let Some(length) = length {
            found.push(at..at + length);
        }
        at += length.unwrap_or(1);
    }
    found
}

/// The length of the tag that the bytes begin with.
fn tag(bytes: &[u8], meter: &Meter) -> Option<usize> {
    let name_at = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    let name_length =
        bytes[name_at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    meter.bytes.add(name_length);
    let name = bytes.get(name_at..name_at + name_length)?;
    if !ELEMENTS.iter().any(|element| name.eq_ignore_ascii_case(element.as_bytes())) {
        return None;
    }
    if !matches!(bytes.get(name_at + name_length), Some(b' ' | b'/' | b'>')) {
        return None;
    }
    // What opens before it closes is no tag.
    let mut within = bytes[1..].iter().take(MAX_TAG_BYTES).inspect(|_| meter.bytes.add(1));
    let end = within.position(|byte| matches!(byte, b'<' | b'>'))? + 1;
    (bytes[end] == b'>').then_some(end + 1)
}

/// The length of the character reference that the bytes begin with.
fn reference(bytes: &[u8], meter: &Meter) -> Option<usize> {
    let end = bytes.iter().take(10).inspect(|_| meter.bytes.add(1)).position(|byte| *byte == b';')?;
    let name = &bytes[1..end];
    let numeric = name.first() == Some(&b'#') && name.len() > 1;
    (numeric || REFERENCES.iter().any(|known| name == known.as_bytes())).then_some(end + 1)
}
