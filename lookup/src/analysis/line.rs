//! What a line of a log or a traceback is, and how much it says about the failure.

use super::{Token, TokenKind, frame::is_frame};

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
    /// Begins with a time, or is indented.
    Detail,
    /// What a person wrote beside the output.
    Remark,
    /// Prose, or a line that gives no sign.
    Plain,
}

impl LineKind {
    /// How much a line of a log counts, when some line is a plain failure and when none is. These are
    /// the engine's own choices: evidence of the failure must outweigh hundreds of lines of routine.
    pub(super) fn weight(self, has_failure: bool) -> f32 {
        match (self, has_failure) {
            (Self::Failure | Self::Remark, _) => 1.0,
            (Self::Warning, false) => 0.8,
            (Self::Warning, true) => 0.6,
            (Self::Plain, false) => 0.7,
            (Self::Plain, true) => 0.6,
            (Self::Detail, false) => 0.5,
            (Self::Detail, true) => 0.3,
            (Self::Frame, _) => 0.25,
            (Self::Routine, false) => 0.3,
            (Self::Routine, true) => 0.1,
        }
    }
}

/// Words that lift a line of routine or detail: programs tell trouble at any level.
const TROUBLE: [&str; 36] = [
    "aborted",
    "aborting",
    "already",
    "blocked",
    "cannot",
    "closed",
    "conflict",
    "corrupt",
    "corrupted",
    "deadlock",
    "deadlocked",
    "denied",
    "disconnected",
    "discarding",
    "dropped",
    "dropping",
    "duplicate",
    "exceeded",
    "exhausted",
    "expired",
    "failed",
    "failing",
    "failure",
    "full",
    "invalid",
    "killed",
    "lost",
    "overflow",
    "refused",
    "rejected",
    "sigkill",
    "sigterm",
    "stale",
    "timeout",
    "timed",
    "unable",
];

/// How many of a line's first words may hold its level.
const LEVEL_WITHIN: usize = 6;

/// The kind of line that a level makes. Names of levels in syslog, Python, Java, .NET, Go and Node loggers,
/// and the words with which runtimes announce a failure.
pub(super) fn level(word: &str) -> Option<LineKind> {
    match word {
        "error" | "err" | "critical" | "crit" | "fatal" | "panic" | "panicked" | "exception" | "alert"
        | "emerg" | "emergency" | "severe" | "caused" | "unhandled" | "uncaught" | "fail" => {
            Some(LineKind::Failure)
        }
        "warn" | "warning" | "wrn" => Some(LineKind::Warning),
        "info" | "debug" | "trace" | "notice" | "verbose" | "information" | "inf" | "dbg" => {
            Some(LineKind::Routine)
        }
        _ => None,
    }
}

/// The kind of a message; `before` is that of the one before, `known` what its envelope says, and `word` gives the
/// folded word of a token.
pub(super) fn kind<'w>(
    message: &str,
    before: Option<LineKind>,
    known: Option<LineKind>,
    tokens: &[Token],
    word: impl Fn(&Token) -> &'w str,
) -> LineKind {
    let text = message.trim_end();
    let trimmed = text.trim_start();
    if is_frame(trimmed) {
        return LineKind::Frame;
    }
    if has_exception_name(trimmed) {
        return LineKind::Failure;
    }
    // The code of a frame stands below it.
    if before == Some(LineKind::Frame) && is_code(text) {
        return LineKind::Frame;
    }
    if is_remark(trimmed) {
        return LineKind::Remark;
    }
    let kind = known.unwrap_or_else(|| unnamed(text, trimmed, tokens, &word));
    let lifted = matches!(kind, LineKind::Routine | LineKind::Detail)
        && tokens.iter().any(|token| TROUBLE.binary_search(&word(token)).is_ok());
    if lifted { LineKind::Warning } else { kind }
}

/// The kind of a message by its own words.
fn unnamed<'w>(text: &str, trimmed: &str, tokens: &[Token], word: impl Fn(&Token) -> &'w str) -> LineKind {
    let masked = |token: &Token| matches!(token.kind, TokenKind::Masked | TokenKind::Redacted);
    let timed = tokens.first().is_some_and(masked);
    let structured = timed || trimmed.starts_with(['[', '{', '<']);
    for (position, token) in tokens.iter().filter(|token| !masked(token)).take(LEVEL_WITHIN).enumerate() {
        let word = word(token);
        let Some(kind) = level(word) else { continue };
        let upper = is_upper(trimmed, word);
        if position > 0 && !structured && !upper {
            continue;
        }
        let plain_word = kind == LineKind::Failure && position == 0 && !upper && !structured;
        return if plain_word && !trimmed.contains(':') { LineKind::Plain } else { kind };
    }
    let indented = text.len() - trimmed.len() >= 2;
    if timed || indented { LineKind::Detail } else { LineKind::Plain }
}

/// Whether a line reads like code: indented, or an expression.
fn is_code(text: &str) -> bool {
    text.starts_with("  ")
        || text.ends_with([')', '(', '{', ';', ',', ':'])
        || ["yield", "return ", "raise ", "await "].iter().any(|word| text.trim_start().starts_with(word))
}

/// Whether a person wrote a line beside the output: a comment of several words.
fn is_remark(trimmed: &str) -> bool {
    let comment =
        ["# ", "-- ", "// ", "<- ", "<-- ", "(note", "note: "].iter().any(|mark| trimmed.starts_with(mark));
    comment && trimmed.split_whitespace().nth(4).is_some()
}

/// Whether the line begins with the name of an exception: `sqlite3.OperationalError: …`,
/// `java.lang.IllegalStateException`, `RuntimeError: …`, `Error: …`, perhaps behind `Caused by:`.
fn has_exception_name(trimmed: &str) -> bool {
    let trimmed = ["Caused by: ", "Unhandled exception. ", "Uncaught ", "E   "]
        .iter()
        .find_map(|before| trimmed.strip_prefix(before))
        .unwrap_or(trimmed);
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

/// Whether a word stands in capitals.
fn is_upper(text: &str, word: &str) -> bool {
    word.len() > 2 && text.contains(&word.to_ascii_uppercase())
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
