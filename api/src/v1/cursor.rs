//! Where a list goes on: the last id seen, in hexadecimal so that nobody relies on what it says.

use std::fmt::Write as _;

use crate::problem::{Kind, Problem};

/// The cursor after an id.
pub(super) fn encode(id: &str) -> String {
    id.bytes().fold(String::new(), |mut cursor, byte| {
        // Writing to a string cannot fail.
        let _ = write!(cursor, "{byte:02x}");
        cursor
    })
}

/// The id that a cursor comes after.
pub(super) fn decode(cursor: &str) -> Result<String, Problem> {
    read(cursor).filter(|id| !id.is_empty()).ok_or_else(|| {
        Problem::new(Kind::InvalidCursor, "`cursor` is not a `next_cursor` of this service").field("cursor")
    })
}

fn read(cursor: &str) -> Option<String> {
    let bytes = cursor
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
            _ => None,
        })
        .collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()
}

/// Upper case is not ours.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
#[path = "cursor_tests.rs"]
mod cursor_tests;
