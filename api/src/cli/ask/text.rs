//! Markdown as a terminal shows it: paragraphs wrapped, code as it is.

use std::fmt::Write as _;

use owo_colors::OwoColorize as _;
use textwrap::{Options, WordSplitter};

/// Lines longer than this are hard to read, in columns.
const WIDEST: usize = 100;
/// Narrower than this nothing can be laid out, in columns.
const NARROWEST: usize = 20;

/// The columns to use.
pub(super) fn width() -> usize {
    textwrap::termwidth().clamp(NARROWEST, WIDEST)
}

/// Wraps plain text, each line indented. Line ends within it have no meaning.
pub(super) fn wrap(text: &str, indent: &str, width: usize) -> String {
    hang(text, indent, indent, width)
}

/// Wraps plain text, the first line indented in its own way.
pub(super) fn hang(text: &str, first: &str, indent: &str, width: usize) -> String {
    // Words with hyphens are often names of things, and commands.
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    let text: Vec<&str> = text.split_whitespace().collect();
    textwrap::fill(&text.join(" "), options) + "\n"
}

/// As many bytes of prose say what the matter is.
const BRIEF: usize = 200;

/// The beginning of Markdown: whole paragraphs of prose, until they say enough.
pub(super) fn brief(markdown: &str) -> String {
    let mut brief = String::new();
    let mut in_code = false;
    for block in markdown.split("\n\n") {
        let fences = block.lines().filter(|line| line.trim_start().starts_with("```")).count();
        let is_prose = !in_code && fences == 0 && !block.starts_with(['#', '|']);
        in_code ^= fences % 2 == 1;
        if is_prose && brief.len() < BRIEF {
            brief.push_str(block.trim());
            brief.push_str("\n\n");
        }
    }
    brief.trim_end().to_owned()
}

/// Lays Markdown out, indented. Inline marks stay as they were written: they read well.
pub(super) fn markdown(markdown: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, &mut out, indent, width);
            in_code = !in_code;
        } else if in_code {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{indent}  {}", line.cyan());
        } else if line.trim().is_empty() {
            flush(&mut paragraph, &mut out, indent, width);
            out.push('\n');
        } else if line.starts_with('|') {
            flush(&mut paragraph, &mut out, indent, width);
            let _ = writeln!(out, "{indent}{line}");
        } else {
            if is_item(line) {
                flush(&mut paragraph, &mut out, indent, width);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(&mut paragraph, &mut out, indent, width);
    out
}

/// Whether a line begins an item of a list: `- `, `* ` or `1. `.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    line.starts_with("- ")
        || line.starts_with("* ")
        || (digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". ")))
}

fn flush(paragraph: &mut String, out: &mut String, indent: &str, width: usize) {
    if paragraph.is_empty() {
        return;
    }
    let below = if is_item(paragraph) { format!("{indent}  ") } else { indent.to_owned() };
    out.push_str(&hang(paragraph, indent, &below, width));
    paragraph.clear();
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod text_tests;
