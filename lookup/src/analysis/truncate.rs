//! What is kept of a text that is too long.

use crate::MAX_TEXT_BYTES;

/// Bytes kept from the beginning of a text of several lines; the rest of the budget is its end.
const HEAD_BYTES: usize = MAX_TEXT_BYTES / 4;

/// The pieces of a text that are looked up, each with the byte at which it starts, and whether any
/// was left out. The rule stands at [`MAX_TEXT_BYTES`].
pub(crate) fn truncate(text: &str) -> (Vec<(usize, &str)>, bool) {
    if text.len() <= MAX_TEXT_BYTES {
        return (vec![(0, text)], false);
    }
    let cut = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if !text.contains('\n') {
        return (vec![(0, &text[..cut(MAX_TEXT_BYTES)])], true);
    }
    let tail = (text.len() - (MAX_TEXT_BYTES - HEAD_BYTES)..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    (vec![(0, &text[..cut(HEAD_BYTES)]), (tail, &text[tail..])], true)
}
