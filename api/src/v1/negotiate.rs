//! JSON or Markdown, as the Accept header prefers (RFC 9110, section 12.5.1).

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, Accept, Header as _, Quality},
};
use mime::Mime;
use serde::Serialize;

use crate::problem::{Kind, Problem};

/// Sends the form that the caller prefers. Without a preference that is JSON.
pub(super) fn json_or_markdown<T: Serialize>(
    request: &HttpRequest,
    content: &T,
    markdown: impl FnOnce(&T) -> String,
) -> Result<HttpResponse, Problem> {
    let accept = Accept::parse(request).unwrap_or_else(|_| Accept::star());
    let (json, text) = (quality(&accept, "application", "json"), quality(&accept, "text", "markdown"));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::VARY, "Accept"));
    if json.max(text) == Quality::ZERO {
        Err(Problem::new(Kind::NotAcceptable, "it can be had as application/json and as text/markdown"))
    } else if text > json {
        Ok(response.content_type("text/markdown; charset=utf-8").body(markdown(content)))
    } else {
        Ok(response.json(content))
    }
}

/// How much a media type is wanted: the most specific range that covers it decides.
fn quality(accept: &Accept, kind: &str, subtype: &str) -> Quality {
    let covers = |range: &Mime| match (range.type_().as_str(), range.subtype().as_str()) {
        (a, b) if a == kind && b == subtype => Some(3),
        (a, "*") if a == kind => Some(2),
        ("*", "*") => Some(1),
        _ => None,
    };
    // An empty header expresses no preference.
    if accept.is_empty() {
        return Quality::MAX;
    }
    accept
        .iter()
        .filter_map(|range| Some((covers(&range.item)?, range.quality)))
        .max_by_key(|(specificity, _)| *specificity)
        .map_or(Quality::ZERO, |(_, quality)| quality)
}

#[cfg(test)]
#[path = "negotiate_tests.rs"]
mod negotiate_tests;
