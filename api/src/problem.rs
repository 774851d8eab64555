//! What can go wrong for a caller: a closed vocabulary, sent as RFC 9457 problem details.

use std::borrow::Cow;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use remedy_data::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of a problem (RFC 9457, section 3).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// A kind of problem. Its code is stable; programs may branch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    BadRequest,
    MissingParameter,
    InvalidParameter,
    InvalidLimit,
    InvalidCursor,
    InvalidJson,
    UnknownField,
    UnknownParameter,
    NotFound,
    NoSuchSolution,
    NoSuchCategory,
    NoSuchGuide,
    WidgetNotBuilt,
    MethodNotAllowed,
    NotAcceptable,
    RequestTimeout,
    BodyTooLarge,
    UnsupportedMediaType,
    Internal,
    NotReady,
}

impl Kind {
    /// All kinds, in the order of their status.
    pub(crate) const ALL: [Self; 20] = [
        Self::BadRequest,
        Self::MissingParameter,
        Self::InvalidParameter,
        Self::InvalidLimit,
        Self::InvalidCursor,
        Self::InvalidJson,
        Self::UnknownField,
        Self::UnknownParameter,
        Self::NotFound,
        Self::NoSuchSolution,
        Self::NoSuchCategory,
        Self::NoSuchGuide,
        Self::WidgetNotBuilt,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::Internal,
        Self::NotReady,
    ];

    /// The stable code, which is also the fragment of the problem's type.
    pub(crate) fn code(self) -> &'static str {
        self.facts().0
    }

    /// What the kind is called; the same for all of its occurrences.
    pub(crate) fn title(self) -> &'static str {
        self.facts().2
    }

    /// The HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        self.facts().1
    }

    /// What the caller can do about it.
    pub(crate) fn remedy(self) -> &'static str {
        self.facts().3
    }

    fn facts(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::BadRequest => {
                ("bad-request", S::BAD_REQUEST, "Bad request", "Compare the request with /docs.")
            }
            Self::MissingParameter => (
                "missing-parameter",
                S::BAD_REQUEST,
                "A parameter is missing",
                "Send the parameter that `field` names.",
            ),
            Self::InvalidParameter => (
                "invalid-parameter",
                S::BAD_REQUEST,
                "A parameter has a wrong value",
                "Send a value of the kind that `detail` names, or leave the parameter out.",
            ),
            Self::InvalidLimit => (
                "invalid-limit",
                S::BAD_REQUEST,
                "The limit is out of range",
                "Send a whole number within the range, or leave the limit out.",
            ),
            Self::InvalidCursor => (
                "invalid-cursor",
                S::BAD_REQUEST,
                "The cursor is not one of ours",
                "Start again without a cursor, and pass on `next_cursor` unchanged.",
            ),
            Self::InvalidJson => (
                "invalid-json",
                S::BAD_REQUEST,
                "The body is not the JSON that is expected",
                "Send a JSON object in UTF-8.",
            ),
            Self::UnknownField => (
                "unknown-field",
                S::BAD_REQUEST,
                "The body has an unknown field",
                "Leave the field out, or correct its name.",
            ),
            Self::UnknownParameter => (
                "unknown-parameter",
                S::BAD_REQUEST,
                "The address has an unknown parameter",
                "Leave the parameter out, or correct its name.",
            ),
            Self::NotFound => (
                "not-found",
                S::NOT_FOUND,
                "There is nothing at this address",
                "Everything that the API offers is listed in /docs.",
            ),
            Self::NoSuchSolution => (
                "no-such-solution",
                S::NOT_FOUND,
                "There is no such solution",
                "GET /v1/solutions lists all ids; GET /v1/lookup finds one by its symptoms.",
            ),
            Self::NoSuchCategory => (
                "no-such-category",
                S::NOT_FOUND,
                "There is no such category",
                "GET /v1/categories lists all ids.",
            ),
            Self::NoSuchGuide => {
                ("no-such-guide", S::NOT_FOUND, "There is no such guide", "GET /v1/guides lists all ids.")
            }
            Self::WidgetNotBuilt => (
                "widget-not-built",
                S::NOT_FOUND,
                "This service was built without the widget",
                "Run `cargo xtask widget`, then build the service again.",
            ),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                S::METHOD_NOT_ALLOWED,
                "This method is not for this address",
                "Use one of the methods in the Allow header.",
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                S::NOT_ACCEPTABLE,
                "It cannot be had in a form that is accepted",
                "Accept one of the forms that `detail` names, or send no Accept header.",
            ),
            Self::RequestTimeout => (
                "request-timeout",
                S::REQUEST_TIMEOUT,
                "The request took too long",
                "Send the whole request without pausing.",
            ),
            Self::BodyTooLarge => (
                "body-too-large",
                S::PAYLOAD_TOO_LARGE,
                "The body is too large",
                "Send the part of the log around the failure; its end is usually the best part.",
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The body has a media type that is not understood",
                "Name the media type in the Content-Type header.",
            ),
            Self::Internal => (
                "internal",
                S::INTERNAL_SERVER_ERROR,
                "The service failed",
                "Try again; if it stays, tell whoever runs the service. Its log has the reason.",
            ),
            Self::NotReady => (
                "not-ready",
                S::SERVICE_UNAVAILABLE,
                "The service cannot answer yet",
                "Try again in a moment; if it stays, its log has the reason.",
            ),
        }
    }
}

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
