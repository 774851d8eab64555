//! What a lookup takes and what it gives.

use serde::{Deserialize, Serialize};

/// A question to the index.
#[derive(Debug, Clone, Default)]
pub struct Query<'a> {
    /// What the person or the program sees: a sentence, a log, a traceback. Any text at all.
    /// Longer than [`crate::MAX_TEXT_BYTES`], it is cut by the rule stated there.
    pub text: &'a str,
    /// Where it was seen. Evidence, never a filter.
    pub context: Context,
    /// The most hits to return; 0 gives none.
    pub limit: usize,
    /// The last word may be unfinished (search as you type).
    pub typing: bool,
}

/// Where a failure was seen. Every part may be absent; names are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// Programming language: `python`, `javascript`, …
    pub language: Option<String>,
    /// Framework or library: `asyncio`, `fastapi`, …
    pub framework: Option<String>,
    /// Platform or service: `telegram`, `windows`, `kubernetes`, …
    pub platform: Option<String>,
}

/// What the index answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<'i> {
    /// Whether the first hit is likely enough to be called the answer.
    pub answered: bool,
    /// Hits, best first; when `answered` is false, the nearest ones, if any share evidence at all.
    pub hits: Vec<Hit<'i>>,
    /// What was stored with the failure that the text is likely about, when it is one that is answered elsewhere
    /// ([`crate::Document::elsewhere`]).
    pub elsewhere: Option<&'i str>,
    /// How the question was understood.
    pub query: QueryInfo,
}

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'i> {
    /// The document's id.
    pub id: &'i str,
    /// What was stored with the document when the index was built.
    pub stored: &'i str,
    /// Calibrated probability, 0 to 1, that this document is the right one.
    pub confidence: f32,
    /// The evidence, strongest first.
    pub why: Vec<Why>,
}

/// One piece of evidence for a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Why {
    /// What sort of evidence it is.
    pub kind: WhyKind,
    /// The evidence as the document has it: a signature, a word, a concept's name, a context value.
    pub text: String,
    /// Where in the query it stands: `[start, end)` in bytes of the text as sent.
    /// Absent for context, which is not part of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<[usize; 2]>))]
    pub span: Option<[usize; 2]>,
}

/// Sorts of evidence, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyKind {
    /// An error text of the document stands in the query, placeholders aside.
    Signature,
    /// A symptom of the document, as people put it, is (almost) what the query says.
    Symptom,
    /// A word of the query, exact, unfinished or misspelt, is a word of the document.
    Term,
    /// Another word for the same concept.
    Concept,
    /// The language, framework or platform fits.
    Context,
}

/// How the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueryInfo {
    /// Whether it reads like a sentence or like the output of a program.
    pub kind: QueryKind,
    /// The words that were looked up, in order: noise stripped, varying parts masked, secrets out.
    /// At most [`crate::MAX_NORMALISED_BYTES`] bytes.
    pub normalised: String,
    /// Whether the text was too long and was cut.
    pub truncated: bool,
    /// The kinds of secrets and personal data that were masked, each once, sorted.
    pub redactions: Vec<Redaction>,
}

/// What a query reads like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueryKind {
    /// Words, a question, a sentence.
    Phrase,
    /// The output of a program: a log, a traceback.
    Log,
}

/// A kind of secret or personal data that was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Redaction {
    /// An API key, a token, a password, a private key.
    Secret,
    /// An e-mail address.
    Email,
    /// An IP address.
    IpAddress,
}
