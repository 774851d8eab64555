//! A guide: root causes, prevention patterns and checklists of a whole category.

use serde::{Deserialize, Serialize};

use crate::Source;

/// A guide in brief, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideSummary {
    /// Stable slug, the category's; the permanent address is `/guides/{id}`.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// One sentence, plain text.
    pub summary: String,
    /// Id of the category.
    pub category: String,
    /// Path of the page for people, relative to the service's origin.
    pub url: String,
}

/// A whole guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guide {
    /// Stable slug, the category's; the permanent address is `/guides/{id}`.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// One sentence, plain text.
    pub summary: String,
    /// Id of the category.
    pub category: String,
    /// Path of the page for people, relative to the service's origin.
    pub url: String,
    /// The guide, Markdown; links to solutions are paths of their pages.
    pub body: String,
    /// Ids of the solutions that it links to, sorted.
    pub solutions: Vec<String>,
    /// Its parts that link to solutions, in order: for a solution, the causes and patterns that concern it.
    pub sections: Vec<GuideSection>,
    /// What was read, and what each supports.
    pub sources: Vec<Source>,
    /// First written, `YYYY-MM-DD`.
    pub created: String,
    /// Last changed, `YYYY-MM-DD`.
    pub updated: String,
}

/// The text under one heading of a guide, up to the next heading of any level.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideSection {
    /// The heading's id: the address is the guide's `url` with `#` and this.
    pub id: String,
    /// The heading, plain text.
    pub title: String,
    /// Ids of the solutions that it links to, sorted.
    pub solutions: Vec<String>,
}

impl Guide {
    /// The guide in brief.
    #[must_use]
    pub fn summary(&self) -> GuideSummary {
        GuideSummary {
            id: self.id.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            category: self.category.clone(),
            url: self.url.clone(),
        }
    }
}
