//! The names that closed sets have in data, in JSON and on pages.

use crate::{FixKind, Runtime, Severity};

impl Severity {
    /// `low`, `medium`, `high` or `critical`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl FixKind {
    /// `mitigation` or `durable`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mitigation => "mitigation",
            Self::Durable => "durable",
        }
    }
}

impl Runtime {
    /// `python` or `node`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
        }
    }

    /// The extension of its programs, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Node => "mjs",
        }
    }
}
