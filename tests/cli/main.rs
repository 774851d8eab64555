//! The command line from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ask;
mod build;
mod serve;

use std::process::Output;

/// Standard output as text.
fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Standard error as text.
fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// One plain sentence, no trace of a panic.
fn one_sentence(output: &Output) -> String {
    let text = stderr(output);
    assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}
