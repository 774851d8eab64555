//! Reads what is piped in, however much it is.

use std::io::{self, Read};

/// How much is kept from the beginning of a long input, in bytes.
const HEAD: usize = 1024 * 1024;
/// How much is kept from its end: what the index looks at, with some to spare.
const TAIL: usize = remedy_lookup::MAX_TEXT_BYTES;

/// Reads to the end. Any bytes are text: what is not UTF-8 is replaced. What lies between the head and
/// the tail of a longer input is not kept; the index would cut it out as well.
pub(super) fn read(mut input: impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let mut tail: Vec<u8> = Vec::new();
    loop {
        let read = input.by_ref().take(TAIL as u64).read_to_end(&mut tail)?;
        if read == 0 {
            break;
        }
        tail.drain(..tail.len().saturating_sub(TAIL));
    }
    head.extend(tail);
    Ok(String::from_utf8_lossy(&head).into_owned())
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod input_tests;
