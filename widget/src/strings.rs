//! Every word that is shown, in English: the one place to translate.

use remedy_data::{FixKind, Severity, Verified};
use remedy_lookup::WhyKind;

use crate::{client::ClientError, wire::Answer};

pub(crate) const NAME: &str = "Remedy";
pub(crate) const OPEN: &str = "Find a proven solution";
pub(crate) const TEASER_PROVEN: &str = "Proven solution for this page";
pub(crate) const TEASER: &str = "Possible solution for this page";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const BACK: &str = "Back to the list";
pub(crate) const SEARCH: &str = "Paste an error, or say what you see";
pub(crate) const FOR_THIS_PAGE: &str = "For this page";
pub(crate) const BEST: &str = "Best match";
pub(crate) const ALSO: &str = "Also possible";
pub(crate) const NEAREST: &str = "Nearest, but probably not yours";
pub(crate) const NO_SUGGESTION: &str = "No suggestion for this page.";
pub(crate) const NO_SUGGESTION_HINT: &str =
    "Paste an error or a log above, or say what you see in your own words.";
const NO_MATCH: &str = "No match: nothing known is likely enough.";
const NO_MATCH_HINT: &str = "The exact error line, or the name of the library, often helps.";
pub(crate) const LOADING: &str = "Looking…";
pub(crate) const RETRY: &str = "Try again";
pub(crate) const WHY: &str = "Why it matches";
pub(crate) const ROOT_CAUSE: &str = "Root cause";
pub(crate) const FIXES: &str = "Fixes";
pub(crate) const WHEN: &str = "When: ";
pub(crate) const TRADE_OFF: &str = "Trade-off: ";
pub(crate) const FULL_PAGE: &str = "Read the full solution";
pub(crate) const OFFLINE: &str = "Root cause and fixes are on the full page.";
pub(crate) const NOT_PROVEN: &str = "Not proven yet";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const NOT_COPIED: &str = "Not allowed here";

/// What is heard when results have changed.
pub(crate) fn announcement(answer: &Answer) -> String {
    match (answer.answered, answer.matches.len()) {
        (_, 0) => no_match(answer).0,
        (true, 1) => "1 solution.".to_owned(),
        (true, matches) => format!("{matches} solutions, the best match first."),
        (false, matches) => format!("{} {matches} nearest.", no_match(answer).0),
    }
}

/// What is said instead of a solution, and a hint.
pub(crate) fn no_match(answer: &Answer) -> (String, &str) {
    match &answer.elsewhere {
        Some(failure) => (format!("No solution here. It looks like: {}.", failure.title), &failure.hint),
        None => (NO_MATCH.to_owned(), NO_MATCH_HINT),
    }
}

/// Nothing is ever certain.
pub(crate) fn confidence(probability: f32) -> String {
    let percent = (probability * 100.0).round().clamp(0.0, 99.0) as u8;
    format!("{percent} % sure")
}

pub(crate) fn verified(verified: &Verified) -> String {
    format!("Proven with {} {}, {} runs", verified.runtime.name(), verified.version, verified.runs)
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "Low severity",
        Severity::Medium => "Medium severity",
        Severity::High => "High severity",
        Severity::Critical => "Critical",
    }
}

pub(crate) fn fix_kind(kind: FixKind) -> &'static str {
    match kind {
        FixKind::Mitigation => "Mitigation",
        FixKind::Durable => "Durable",
    }
}

pub(crate) fn why_kind(kind: WhyKind) -> &'static str {
    match kind {
        WhyKind::Signature => "error text",
        WhyKind::Symptom => "symptom",
        WhyKind::Term => "word",
        WhyKind::Concept => "meaning",
        WhyKind::Context => "context",
    }
}

/// What went wrong, for someone who cannot mend it.
pub(crate) fn error(error: &ClientError) -> String {
    match error {
        ClientError::Unreachable => "Remedy cannot be reached.".to_owned(),
        ClientError::Refused { status, detail } if detail.is_empty() => {
            format!("Remedy answered with an error ({status}).")
        }
        ClientError::Refused { detail, .. } => detail.clone(),
        ClientError::Unreadable => "Remedy gave an answer that this version cannot read.".to_owned(),
    }
}
