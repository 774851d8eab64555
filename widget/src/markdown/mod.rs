//! The Markdown that solutions are written in, as a tree.
//!
//! Paragraphs, headings (`#`), lists, quotes, fenced code, tables, rules; code spans, emphasis, links,
//! images (their text), line breaks and escapes, each as CommonMark has it. Anything else, HTML above
//! all, is shown as it is written. A complete CommonMark parser weighs more than the rest of the
//! widget together; the tests hold this one against such a parser, with the whole catalogue.

mod block;
mod inline;
#[cfg(test)]
mod markdown_tests;

/// Deepest nesting of quotes and lists that is shown as such: text has no business deeper, and what
/// reads and renders the tree recurses.
const MAX_DEPTH: usize = 16;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Plain text.
    Text(String),
    /// A block of code, with the language that its fence names.
    Code { language: String, text: String },
    /// A link, with its destination as written.
    Link { to: String, children: Vec<Node> },
    /// Any other element, by its HTML name.
    Element(&'static str, Vec<Node>),
}

/// Reads a text. Every text is one.
pub(crate) fn parse(text: &str) -> Vec<Node> {
    let lines: Vec<&str> = text.lines().collect();
    block::parse(&lines, 0)
}
