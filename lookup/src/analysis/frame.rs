//! Frames of stacks: where a failure happened, not what it was.

/// Sentences between the exceptions of a chain (Python), and heads of stacks.
const CHAIN: [&str; 5] = [
    "Traceback (most recent call last)",
    "The above exception was the direct cause of the following exception",
    "During handling of the above exception, another exception occurred",
    "stack backtrace:",
    "--- End of",
];

/// Whether a line is a frame of a stack in Python, JavaScript, Java, .NET, Go or Rust, or stands between them.
pub(super) fn is_frame(text: &str) -> bool {
    let text = text.trim_start_matches(['|', '+', ' ', '\t']);
    text.starts_with("File \"")
        || CHAIN.iter().any(|sentence| text.starts_with(sentence))
        || (text.starts_with("at ") && text.contains([':', '(', '/', '.', '<']))
        || (text.starts_with("... ") && text.ends_with(" more"))
        || text.starts_with("created by ")
        || is_goroutine(text)
        || is_numbered(text)
        || text.bytes().all(|byte| matches!(byte, b'^' | b'~' | b' ' | b'-' | b'.'))
        || (text.contains(".go:") && text.contains(" +0x"))
}

/// `goroutine 1 [running]:`; what the goroutine waits for is said in the brackets, so others count.
fn is_goroutine(text: &str) -> bool {
    text.starts_with("goroutine ") && text.contains("[running")
}

/// `12: tokio::runtime::park`: a frame of Rust.
fn is_numbered(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && text[digits..].starts_with(": ") && text.contains("::")
}
