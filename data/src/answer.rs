//! The one answer type: JSON, pages, widget, chat and command line all show it.

use remedy_lookup::{Answer, QueryInfo, Why};
use serde::{Deserialize, Serialize};

use crate::SolutionSummary;

/// The answer to *this is what I see; what is wrong, and what fixes it?*
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupAnswer {
    /// Whether a solution is likely enough to be called the answer. When false, `matches` holds
    /// the nearest solutions, each with its low confidence, or nothing.
    pub answered: bool,
    /// Solutions, most likely first.
    pub matches: Vec<Match>,
    /// The known failure that the text is likely about, when no solution here answers it. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
    /// How the text was understood.
    pub query: QueryInfo,
    /// Which catalogue answered.
    pub catalogue: CatalogueInfo,
    /// Time the lookup took, in microseconds.
    pub took_us: u64,
}

/// A solution that matches, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Match {
    /// The solution in brief.
    pub solution: SolutionSummary,
    /// Calibrated probability, 0 to 1, that this solution is the right one.
    pub confidence: f32,
    /// The evidence, strongest first.
    pub why: Vec<Why>,
}

/// A failure that is known and answered elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Elsewhere {
    /// What it is, without a full stop.
    pub title: String,
    /// One sentence: what is behind it, and where to look; code stands between backticks.
    pub hint: String,
}

/// Which catalogue it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueInfo {
    /// Changes whenever any content changes: the first 12 hex digits of a SHA-256 over the content.
    pub version: String,
    /// The content's own date, RFC 3339 UTC: the last update of anything in it, so that the same
    /// content always compiles to the same bytes.
    pub built_at: String,
}

impl LookupAnswer {
    /// Joins what the index found with what it stored: each solution its [`SolutionSummary`] as JSON, each
    /// failure that is answered elsewhere an [`Elsewhere`]. What is stored and is not one is left out.
    #[must_use]
    pub fn new(answer: Answer<'_>, catalogue: CatalogueInfo, took_us: u64) -> Self {
        let matches = answer
            .hits
            .into_iter()
            .filter_map(|hit| {
                Some(Match {
                    solution: serde_json::from_str(hit.stored).ok()?,
                    confidence: hit.confidence,
                    why: hit.why,
                })
            })
            .collect();
        let elsewhere = answer.elsewhere.and_then(|stored| serde_json::from_str(stored).ok());
        Self { answered: answer.answered, matches, elsewhere, query: answer.query, catalogue, took_us }
    }
}
