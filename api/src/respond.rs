//! The one place where errors become responses.

use std::time::Duration;

use actix_web::{
    Error, ResponseError as _,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::{
        StatusCode,
        header::{self, Accept, Header as _, HeaderValue},
    },
    middleware::Next,
    rt::time::timeout,
};

use crate::{
    pages,
    problem::{Kind, PROBLEM_JSON, Problem},
};

/// The longest time from the end of a request's head to its answer. An answer takes milliseconds;
/// what takes this long is a body that does not come.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The longest body, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// What serves programs; everything else is for people, who get pages when they ask for them.
const PROGRAMS: [&str; 5] = ["/v1", "/widget", "/openapi.json", "/healthz", "/readyz"];

/// Turns whatever went wrong into a problem, for a program as JSON and for a browser as a page.
pub(crate) async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let as_page = reads_pages(&request);
    let answer = timeout(TIME_LIMIT, next.call(request)).await.map_err(|_| too_slow())??;
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        return Ok(answer.map_into_boxed_body());
    }
    let problem = problem(&answer);
    let (request, response) = answer.into_parts();
    let (mut response, _) = response.into_parts();
    *response.status_mut() = problem.kind.status();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_ENCODING);
    let (media_type, body) = if as_page {
        let page = pages::error_page(problem.kind.status(), problem.kind.title(), &problem.detail);
        ("text/html; charset=utf-8", page.into_string().boxed())
    } else {
        (PROBLEM_JSON, problem.error_response().into_body())
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(ServiceResponse::new(request, response.set_body(body)))
}

fn too_slow() -> Problem {
    Problem::new(
        Kind::RequestTimeout,
        format!("the whole request must arrive within {} seconds", TIME_LIMIT.as_secs()),
    )
}

fn reads_pages(request: &ServiceRequest) -> bool {
    let path = request.path();
    let for_programs = PROGRAMS
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    !for_programs
        && Accept::parse(request)
            .is_ok_and(|accept| accept.iter().any(|range| range.item.essence_str() == "text/html"))
}

/// The problem behind an error response: ours, or the framework's in our words.
fn problem<B>(answer: &ServiceResponse<B>) -> Problem {
    let error = answer.response().error();
    if let Some(problem) = error.and_then(|error| error.as_error::<Problem>()) {
        return problem.clone();
    }
    let (method, path) = (answer.request().method(), answer.request().path());
    // Its own words are about the inside of the framework.
    let unreadable = error.is_some_and(|error| error.as_error::<PayloadError>().is_some());
    let reason = || error.map_or_else(|| answer.status().to_string(), ToString::to_string);
    match answer.status() {
        StatusCode::NOT_FOUND => Problem::new(Kind::NotFound, format!("there is nothing at `{path}`")),
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(Kind::MethodNotAllowed, format!("{method} is not for `{path}`"))
        }
        StatusCode::NOT_ACCEPTABLE => {
            Problem::new(Kind::NotAcceptable, "the encodings on offer are identity, br, gzip and deflate")
        }
        StatusCode::REQUEST_TIMEOUT => too_slow(),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Kind::BodyTooLarge, format!("a body may have at most {} KiB", MAX_BODY / 1024))
                .limit(MAX_BODY as u64)
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(Kind::UnsupportedMediaType, reason()),
        StatusCode::BAD_REQUEST if unreadable => Problem::new(
            Kind::BadRequest,
            "the body cannot be read: it is cut short, or not what its Content-Encoding says",
        ),
        status if status.is_client_error() => Problem::new(Kind::BadRequest, reason()),
        _ => {
            log::error!("{method} {path}: {}", reason());
            Problem::new(Kind::Internal, "the request could not be answered")
        }
    }
}
