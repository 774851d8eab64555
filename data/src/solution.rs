//! A solution: what a failure looks like, why it happens, what fixes it, and the proof.

use serde::{Deserialize, Serialize};

/// A solution in brief, as lists and answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SolutionSummary {
    /// Stable slug; the permanent address is `/solutions/{id}`.
    pub id: String,
    /// The title.
    pub title: String,
    /// One sentence: what happens and why.
    pub summary: String,
    /// Id of the category.
    pub category: String,
    /// Path of the page for people, relative to the service's origin.
    pub url: String,
    /// How much damage the failure does.
    pub severity: Severity,
    /// What was run to prove it; absent until the proof has been recorded.
    #[serde(default)]
    pub verified: Option<Verified>,
}

/// How much damage a failure does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A nuisance.
    Low,
    /// Work is delayed or has to be repeated.
    Medium,
    /// Work or data is lost, or users notice.
    High,
    /// Data is corrupted or leaked, money is spent twice, or the service is down.
    Critical,
}

/// What was run: the broken proof failed and the fixed proof passed, every time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// `python` or `node`.
    pub runtime: Runtime,
    /// Version of the runtime, such as `3.11.7`.
    pub version: String,
    /// How often each program was run.
    pub runs: u32,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
}

/// What runs a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Runtime {
    /// CPython, standard library only (`.py`).
    Python,
    /// Node.js, standard library only (`.mjs`).
    Node,
}

/// A whole solution. Texts are Markdown unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Solution {
    /// Stable slug; the permanent address is `/solutions/{id}`.
    pub id: String,
    /// The title, plain text.
    pub title: String,
    /// One sentence, plain text: what happens and why.
    pub summary: String,
    /// Id of the category.
    pub category: String,
    /// Path of the page for people, relative to the service's origin.
    pub url: String,
    /// How much damage the failure does.
    pub severity: Severity,
    /// What people say when they have it, plain text; the lookup knows more.
    pub symptoms: Vec<String>,
    /// Exact error texts, with `{placeholders}` for what varies.
    pub signatures: Vec<String>,
    /// Where it occurs.
    pub applies_to: AppliesTo,
    /// What one sees, and when.
    pub description: String,
    /// The mechanism.
    pub root_cause: String,
    /// Fixes, the first choice first.
    pub fixes: Vec<Fix>,
    /// What keeps it from coming back.
    pub prevention: String,
    /// How to see that it is gone.
    pub how_to_verify: String,
    /// The programs that show the failure and the fix.
    pub proof: Proof,
    /// Other solutions, and how they relate to this one.
    pub related: Vec<Related>,
    /// What was read, and what each supports.
    pub sources: Vec<Source>,
    /// First written, `YYYY-MM-DD`.
    pub created: String,
    /// Last changed, `YYYY-MM-DD`.
    pub updated: String,
}

impl Solution {
    /// The solution in brief.
    #[must_use]
    pub fn summary(&self) -> SolutionSummary {
        SolutionSummary {
            id: self.id.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            category: self.category.clone(),
            url: self.url.clone(),
            severity: self.severity,
            verified: self.proof.verified.clone(),
        }
    }
}

/// Where a failure occurs. An empty list says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppliesTo {
    /// Programming languages, lower case.
    pub languages: Vec<String>,
    /// Frameworks and libraries, lower case.
    pub frameworks: Vec<String>,
    /// Platforms and services, lower case.
    pub platforms: Vec<String>,
    /// Components: databases, queues, protocols, lower case.
    pub components: Vec<String>,
    /// Version ranges in words, such as `python >= 3.7`.
    pub versions: Vec<String>,
}

/// One way to fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fix {
    /// What to do, plain text.
    pub title: String,
    /// Whether it cures or only relieves.
    pub kind: FixKind,
    /// When to use it.
    pub when: String,
    /// The explanation, with its code in fenced blocks. The code was run by the proof.
    pub body: String,
    /// What it costs, or how it can still fail.
    pub trade_off: String,
}

/// Whether a fix cures or only relieves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FixKind {
    /// Stops the bleeding; the failure can come back.
    Mitigation,
    /// The failure cannot recur where it is applied.
    Durable,
}

/// The programs that prove a solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proof {
    /// What runs them.
    pub runtime: Runtime,
    /// The error text, with `{placeholders}`, that the broken program ends in.
    pub fails_with: String,
    /// For a vendor's bug: which mechanism is modelled, and what is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What a person sees when the broken program fails, plain text.
    pub output: String,
    /// The programs.
    pub files: Vec<ProofFile>,
    /// What was run; absent until the proof has been recorded.
    #[serde(default)]
    pub verified: Option<Verified>,
}

/// A program of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProofFile {
    /// File name, such as `broken.py`.
    pub name: String,
    /// Source code.
    pub text: String,
}

/// A relation to another solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    /// Id of the other solution.
    pub id: String,
    /// Title of the other solution.
    pub title: String,
    /// Path of the other solution's page.
    pub url: String,
    /// How they relate.
    pub kind: RelationKind,
    /// For `confused-with`: how to tell which one you have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How two solutions relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// They look alike; the note says how to tell.
    ConfusedWith,
    /// This failure brings the other about.
    Causes,
    /// Worth reading too.
    SeeAlso,
}

/// Something that was read, and what it supports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Absolute `https` address.
    pub url: String,
    /// Title of the page.
    pub title: String,
    /// The claim that it supports.
    pub supports: String,
}
