//! A category of failures.

use serde::{Deserialize, Serialize};

/// A category: a kind of failure, its solutions and its guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// Stable slug; the permanent address is `/categories/{id}`.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// One sentence, plain text.
    pub summary: String,
    /// Path of the page for people, relative to the service's origin.
    pub url: String,
    /// Introduction, Markdown.
    pub body: String,
    /// How many solutions it has.
    pub solutions: u32,
    /// Id of its guide, if it has one.
    pub guide: Option<String>,
}
