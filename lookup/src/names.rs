//! The names that answers are written with.

use crate::{QueryKind, Redaction, WhyKind};

impl WhyKind {
    /// All of them, strongest first.
    pub const ALL: [Self; 5] = [Self::Signature, Self::Symptom, Self::Term, Self::Concept, Self::Context];

    /// `signature`, `symptom`, `term`, `concept` or `context`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Symptom => "symptom",
            Self::Term => "term",
            Self::Concept => "concept",
            Self::Context => "context",
        }
    }
}

impl QueryKind {
    /// `phrase` or `log`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phrase => "phrase",
            Self::Log => "log",
        }
    }
}

impl Redaction {
    /// `secret`, `email` or `ip_address`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Email => "email",
            Self::IpAddress => "ip_address",
        }
    }
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod names_tests;
