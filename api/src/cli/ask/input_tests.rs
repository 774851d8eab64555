#![allow(clippy::unwrap_used)]

use std::io::{self, Read};

use super::{HEAD, TAIL, read};

#[test]
fn a_short_input_is_kept_whole() {
    assert_eq!(read(&b""[..]).unwrap(), "");
    assert_eq!(read("데이터베이스가 잠겼다".as_bytes()).unwrap(), "데이터베이스가 잠겼다");
}

#[test]
fn bytes_that_are_not_text_are_replaced() {
    assert_eq!(read(&b"a\xffb"[..]).unwrap(), "a\u{fffd}b");
}

#[test]
fn a_long_input_keeps_its_head_and_its_tail() {
    let middle = io::repeat(b'm').take(3 * HEAD as u64 + 17);
    let text = read(b"first ".as_slice().chain(middle).chain(b" last".as_slice())).unwrap();
    assert!(text.starts_with("first m") && text.ends_with("m last"));
    assert_eq!(text.len(), HEAD + TAIL);
}

#[test]
fn an_input_just_longer_than_the_head_loses_nothing() {
    let text = read(io::repeat(b'x').take(HEAD as u64 + 5)).unwrap();
    assert_eq!(text.len(), HEAD + 5);
}
