//! Why a solution matches, shown in the reader's own text.

use maud::{Markup, html};
use remedy_lookup::{Why, WhyKind};

/// Enough lines to recognise the failure; a log has thousands.
const LINES: usize = 5;
/// Bytes shown before the first and after the last mark of a long line.
const AROUND: usize = 90;

/// The evidence as a list, strongest first.
pub(super) fn reasons(why: &[Why]) -> Markup {
    html! {
        ul.why aria-label="Why it matches" {
            @for reason in why { li { b { (name(reason.kind)) } span { (reason.text) } } }
        }
    }
}

fn name(kind: WhyKind) -> &'static str {
    match kind {
        WhyKind::Signature => "error text",
        WhyKind::Symptom => "symptom",
        WhyKind::Term => "word",
        WhyKind::Concept => "same meaning",
        WhyKind::Context => "context",
    }
}

/// The lines of the text that the evidence rests on, with the evidence marked. Nothing for text of
/// one short line: the reader has it before their eyes.
pub(super) fn excerpt(text: &str, why: &[Why]) -> Markup {
    if text.len() <= 2 * AROUND && text.trim().lines().count() <= 1 {
        return html! {};
    }
    let lines = marked_lines(text, why);
    html! {
        @if !lines.is_empty() {
            figure.code {
                figcaption { "In your text" }
                pre.wrap tabindex="0" { code {
                    @for pieces in lines {
                        @for piece in pieces {
                            @if piece.marked { mark { (piece.text) } } @else { (piece.text) }
                        }
                        "\n"
                    }
                } }
            }
        }
    }
}

/// A part of a line, marked as evidence or not.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    marked: bool,
}

/// The lines with the strongest evidence, in the order of the text.
fn marked_lines<'a>(text: &'a str, why: &[Why]) -> Vec<Vec<Piece<'a>>> {
    let spans: Vec<[usize; 2]> = why.iter().filter_map(|reason| reason.span).collect();
    let mut lines: Vec<usize> = Vec::new();
    for [start, _] in &spans {
        let line = text.get(..*start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        if lines.len() < LINES && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.sort_unstable();
    lines.into_iter().map(|start| pieces(text, start, &spans)).filter(|line| !line.is_empty()).collect()
}

/// The line that starts at `start`, cut where the spans begin and end; shortened when it is long.
fn pieces<'a>(text: &'a str, start: usize, spans: &[[usize; 2]]) -> Vec<Piece<'a>> {
    let end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| start + length);
    let mut marks: Vec<[usize; 2]> = spans
        .iter()
        .map(|[from, to]| [*from.max(&start), *to.min(&end)])
        .filter(|[from, to]| from < to)
        .collect();
    marks.sort_unstable();
    let (Some(first), Some(last)) = (marks.first(), marks.iter().map(|[_, to]| *to).max()) else {
        return Vec::new();
    };
    let shown = text.floor_char_boundary(first[0].saturating_sub(AROUND)).max(start);
    let hidden = text.ceil_char_boundary(last.saturating_add(AROUND)).min(end);
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, marked: bool| {
        if let Some(text) =
            text.get(from..to).map(|text| text.trim_end_matches('\r')).filter(|text| !text.is_empty())
        {
            pieces.push(Piece { text, marked });
        }
    };
    let mut at = shown;
    for [from, to] in marks {
        push(at, from, false);
        push(from.max(at), to, true);
        at = at.max(to);
    }
    push(at, hidden, false);
    pieces
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod evidence_tests;
