//! What a line of a log or a traceback is, and how much it says about the failure.

use super::{Token, TokenKind};

/// Kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// An exception, an error or a panic.
    Failure,
    /// A warning.
    Warning,
    /// A message at level information or below.
    Routine,
    /// A frame of a stack, or the head of a traceback.
    Frame,
    /// Begins with a time or a level, or is indented like the code below a frame.
    Detail,
    /// Prose, or a line that gives no sign.
    Plain,
}

impl LineKind {
    /// How much a line of a log counts, when some line is a plain failure and when none is. These are
    /// the engine's own choices: evidence of the failure must outweigh hundreds of lines of routine.
    pub(super) fn weight(self, has_failure: bool) -> f32 {
        match (self, has_failure) {
            (Self::Failure, _) => 1.0,
            (Self::Warning, false) => 0.7,
            (Self::Warning, true) => 0.3,
            (Self::Plain, false) => 0.6,
            (Self::Plain, true) => 0.4,
            (Self::Detail, _) => 0.2,
            (Self::Frame, _) => 0.05,
            (Self::Routine, false) => 0.15,
            (Self::Routine, true) => 0.03,
        }
    }
}

/// Words at which a line is a failure, when they stand at its beginning or as its level.
const FAILURE_WORDS: [&str; 14] = [
    "error",
    "err",
    "critical",
    "fatal",
    "panic",
    "panicked",
    "exception",
    "alert",
    "emerg",
    "emergency",
    "severe",
    "caused",
    "unhandled",
    "uncaught",
];
const WARNING_WORDS: [&str; 2] = ["warn", "warning"];
const ROUTINE_WORDS: [&str; 6] = ["info", "debug", "trace", "notice", "verbose", "information"];

/// How many of a line's first words may hold its level.
const LEVEL_WITHIN: usize = 6;

pub(super) fn kind(raw: &str, tokens: &[Token]) -> LineKind {
    let text = raw.trim_end();
    let trimmed = text.trim_start();
    if is_frame(trimmed) {
        return LineKind::Frame;
    }
    if has_exception_name(trimmed) {
        return LineKind::Failure;
    }
    let masked = |token: &Token| matches!(token.kind, TokenKind::Masked | TokenKind::Redacted);
    let timed = tokens.first().is_some_and(masked);
    let structured = timed || trimmed.starts_with(['[', '{', '<']) || trimmed.contains("level=");
    for (position, token) in tokens.iter().filter(|token| !masked(token)).take(LEVEL_WITHIN).enumerate() {
        let word = token.word.as_str();
        let is_level = position == 0 || structured || is_upper(raw, token);
        if !is_level {
            continue;
        }
        if FAILURE_WORDS.contains(&word) {
            let exact = position > 0 || trimmed.contains(':') || is_upper(raw, token) || structured;
            return if exact { LineKind::Failure } else { LineKind::Plain };
        }
        if WARNING_WORDS.contains(&word) {
            return LineKind::Warning;
        }
        if ROUTINE_WORDS.contains(&word) {
            return LineKind::Routine;
        }
    }
    let indented = text.len() - trimmed.len() >= 2;
    if timed || indented { LineKind::Detail } else { LineKind::Plain }
}

/// A frame of a stack in Python, JavaScript, Java, .NET, Go or Rust, or the head of a traceback.
fn is_frame(trimmed: &str) -> bool {
    trimmed.starts_with("File \"")
        || trimmed.starts_with("Traceback (most recent call last)")
        || trimmed.starts_with("goroutine ")
        || trimmed.starts_with("stack backtrace:")
        || (trimmed.starts_with("at ") && trimmed.contains([':', '(', '/']))
        || trimmed.chars().all(|letter| matches!(letter, '^' | '~' | ' '))
        || trimmed.starts_with("... ")
}

/// Whether the line begins with the name of an exception: `sqlite3.OperationalError: …`,
/// `java.lang.IllegalStateException`, `RuntimeError: …`, `Error: …`.
fn has_exception_name(trimmed: &str) -> bool {
    let name = trimmed.split([':', ' ', '(']).next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let named = ["Error", "Exception", "Exit", "Interrupt", "Warning", "Timeout", "Fault"]
        .iter()
        .any(|end| last.ends_with(end));
    let followed = trimmed
        .get(name.len()..)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']) || rest.starts_with(" ["));
    named && followed
}

fn is_upper(raw: &str, token: &Token) -> bool {
    // The span is of the whole text; the word's own letters are enough to find it in the line.
    let upper = token.word.to_ascii_uppercase();
    token.word.len() > 2 && raw.contains(&upper)
}

/// Whether lines of these kinds are the output of a program.
pub(super) fn is_log(kinds: &[LineKind]) -> bool {
    let signs = kinds.iter().filter(|kind| !matches!(kind, LineKind::Plain)).count();
    match kinds.len() {
        0 => false,
        1 => matches!(kinds[0], LineKind::Failure | LineKind::Frame | LineKind::Routine),
        lines => signs * 3 >= lines || kinds.contains(&LineKind::Frame) || kinds.contains(&LineKind::Failure),
    }
}
