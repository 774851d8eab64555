//! What can go wrong for a caller: a closed vocabulary, sent as RFC 9457 problem details.

mod kind;

use std::borrow::Cow;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use remedy_data::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use kind::Kind;

/// The media type of a problem (RFC 9457, section 3).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// One occurrence of a problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    pub(crate) detail: String,
    field: Option<Cow<'static, str>>,
    limit: Option<u64>,
}

impl Problem {
    /// A problem; `detail` says what is wrong with this request.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), field: None, limit: None }
    }

    /// Names the parameter or field that is wrong.
    pub(crate) fn field(self, field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    /// States the limit that was exceeded.
    pub(crate) fn limit(self, limit: u64) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// That nothing has this id.
    pub(crate) fn no_such(kind: Kind, id: &str) -> Self {
        Self::new(kind, format!("nothing has the id `{id}`"))
    }

    fn body(&self) -> ProblemBody {
        ProblemBody {
            r#type: format!("/problems#{}", self.kind.code()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.clone(),
            code: self.kind.code(),
            field: self.field.clone(),
            limit: self.limit,
            remedy: self.kind.remedy(),
        }
    }
}

/// Problem details as RFC 9457 defines them, with a stable `code` and a `remedy`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "/problems#invalid-limit",
    "title": "The limit is out of range",
    "status": 400,
    "detail": "`limit` is `99`; it must be a whole number from 1 to 20",
    "code": "invalid-limit",
    "field": "limit",
    "limit": 20,
    "remedy": "Send a whole number within the range, or leave the limit out."
}))]
pub(crate) struct ProblemBody {
    /// Identifies the kind of problem: the page that explains it, relative to the service's origin.
    #[schema(format = "uri-reference")]
    r#type: String,
    /// What the kind of problem is called.
    title: &'static str,
    /// The HTTP status, again.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// Stable code of the kind of problem.
    code: &'static str,
    /// The parameter or field that is wrong, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'static, str>>,
    /// The limit that was exceeded, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    /// What to do about it.
    remedy: &'static str,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.kind.status()).content_type(PROBLEM_JSON).json(self.body())
    }
}

/// A catalogue that was checked when it was opened and cannot be read now.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        log::error!("{error}");
        Self::new(Kind::Internal, "the catalogue cannot be read")
    }
}
