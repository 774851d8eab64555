//! What is kept of a text that is too long.

use crate::{MAX_TEXT_BYTES, work::Meter};

/// Bytes kept from the beginning of a long text of several lines.
const HEAD_BYTES: usize = MAX_TEXT_BYTES / 8;
/// Bytes kept from its end, where a program prints its reason.
const TAIL_BYTES: usize = MAX_TEXT_BYTES / 2;
/// Lines kept around one that names a failure.
const LINES_AROUND: usize = 2;
/// Longest line in the middle that is looked at.
const MAX_LINE_BYTES: usize = 2048;

/// What lines that name a failure have in them, in any case.
const SIGNS: [&[u8]; 9] =
    [b"error", b"exception", b"fatal", b"panic", b"critical", b"fail", b"killed", b"deadlock", b"traceback"];

/// The pieces of a text that are looked up, each with the byte at which it starts, and whether any
/// was left out. The rule stands at [`MAX_TEXT_BYTES`].
pub(super) fn truncate<'t>(text: &'t str, meter: &Meter) -> (Vec<(usize, &'t str)>, bool) {
    if text.len() <= MAX_TEXT_BYTES {
        return (vec![(0, text)], false);
    }
    let cut = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if !text.contains('\n') {
        return (vec![(0, &text[..cut(MAX_TEXT_BYTES)])], true);
    }
    let (head, tail) = (cut(HEAD_BYTES), cut(text.len() - TAIL_BYTES));
    let mut pieces = vec![(0, &text[..head])];
    failures(text, head, tail, &mut pieces, meter);
    pieces.push((tail, &text[tail..]));
    (pieces, true)
}

/// Adds the lines between head and tail that name a failure, the last ones first to be kept, in order.
fn failures<'t>(text: &'t str, head: usize, tail: usize, pieces: &mut Vec<(usize, &'t str)>, meter: &Meter) {
    let mut budget = MAX_TEXT_BYTES - HEAD_BYTES - TAIL_BYTES;
    let mut kept = Vec::new();
    let mut end = tail;
    let mut wanted = 0;
    let mut skipped: Vec<(usize, &str)> = Vec::new();
    while end > head {
        let before = text.as_bytes()[head..end - 1].iter().rposition(|byte| *byte == b'\n');
        let start = before.map_or(head, |before| head + before + 1);
        let line = &text[start..end];
        meter.bytes.add(line.len());
        let keep = |line: (usize, &'t str), kept: &mut Vec<_>, budget: &mut usize| {
            if line.1.len() <= *budget {
                *budget -= line.1.len();
                kept.push(line);
            }
        };
        if line.len() <= MAX_LINE_BYTES && is_failure(line) {
            for around in skipped.drain(..) {
                keep(around, &mut kept, &mut budget);
            }
            keep((start, line), &mut kept, &mut budget);
            wanted = LINES_AROUND;
        } else if wanted > 0 && line.len() <= MAX_LINE_BYTES {
            keep((start, line), &mut kept, &mut budget);
            wanted -= 1;
        } else {
            if skipped.len() == LINES_AROUND {
                skipped.remove(0);
            }
            if line.len() <= MAX_LINE_BYTES {
                skipped.push((start, line));
            }
        }
        end = start;
    }
    kept.reverse();
    pieces.extend(kept);
}

fn is_failure(line: &str) -> bool {
    let bytes = line.as_bytes();
    (0..bytes.len()).any(|at| {
        SIGNS.iter().any(|sign| {
            bytes[at].eq_ignore_ascii_case(&sign[0])
                && bytes.get(at..at + sign.len()).is_some_and(|word| word.eq_ignore_ascii_case(sign))
        })
    })
}
