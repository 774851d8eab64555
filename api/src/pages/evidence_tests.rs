#![allow(clippy::unwrap_used)]

use remedy_lookup::{Why, WhyKind};

use super::{excerpt, marked_lines};

fn why(text: &str, evidence: &str) -> Why {
    let start = text.find(evidence).unwrap();
    Why { kind: WhyKind::Signature, text: evidence.to_owned(), span: Some([start, start + evidence.len()]) }
}

fn shown(text: &str, why: &[Why]) -> Vec<String> {
    let line = |pieces: Vec<super::Piece<'_>>| {
        let piece = |piece: &super::Piece<'_>| {
            if piece.marked { format!("[{}]", piece.text) } else { piece.text.to_owned() }
        };
        pieces.iter().map(piece).collect()
    };
    marked_lines(text, why).into_iter().map(line).collect()
}

#[test]
fn the_line_of_a_log_that_counts_is_shown_with_its_evidence_marked() {
    let log = "starting\r\nError: database is locked (5)\r\nbye\r\n";
    assert_eq!(shown(log, &[why(log, "database is locked")]), ["Error: [database is locked] (5)"]);
}

#[test]
fn overlapping_evidence_is_marked_without_repeating_text() {
    let text = "first line\nthe database is locked again";
    let evidence = [why(text, "database is"), why(text, "is locked"), why(text, "database")];
    let line = shown(text, &evidence).join("");
    assert_eq!(line.replace(['[', ']'], ""), "the database is locked again");
    assert!(line.contains("[database") && line.contains("locked] again"), "{line}");
}

#[test]
fn of_many_lines_the_strongest_evidence_is_kept_in_the_order_of_the_text() {
    let text: String = (0..40).map(|line| format!("line-{line:02} word\n")).collect();
    let evidence: Vec<Why> = (0..40).rev().map(|line| why(&text, &format!("line-{line:02}"))).collect();
    assert_eq!(
        shown(&text, &evidence),
        ["[line-35] word", "[line-36] word", "[line-37] word", "[line-38] word", "[line-39] word"]
    );
}

#[test]
fn a_long_line_is_shortened_around_its_evidence() {
    let text = format!("{}needle{}\nend", "ä".repeat(5000), "ö".repeat(5000));
    let line = shown(&text, &[why(&text, "needle")]).join("");
    assert!(line.contains("[needle]") && line.len() < 200, "{}", line.len());
}

#[test]
fn spans_that_lie_outside_the_text_or_within_a_letter_do_no_harm() {
    let text = "äöü\nxyz";
    for span in [[0, 1], [1, 2], [5, 900], [900, 901], [3, 2], [usize::MAX, usize::MAX]] {
        let reason = Why { kind: WhyKind::Term, text: "x".into(), span: Some(span) };
        let _ = marked_lines(text, &[reason]);
    }
}

#[test]
fn markup_in_the_text_is_shown_as_text() {
    let text = "<script>alert(1)</script>\nboom & <b>";
    let html = excerpt(text, &[why(text, "alert"), why(text, "boom")]).into_string();
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;<mark>alert</mark>"), "{html}");
}
