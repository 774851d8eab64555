//! The vocabulary of problems: code, status, title and remedy of each.

use actix_web::http::StatusCode;

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

#[cfg(test)]
#[path = "kind_tests.rs"]
mod kind_tests;
