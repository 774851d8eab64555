//! `/v1/lookup`: what is wrong, and what fixes it?

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes, Data, Query},
};
use remedy_data::LookupAnswer;
use utoipa::IntoParams as _;

use super::{
    lookup_request::{Asked, Circumstances, LookupRequest},
    parameters::refuse_others,
};
use crate::{
    problem::{Kind, Problem, ProblemBody},
    served::Served,
    service::read,
};

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/lookup", get).route(web::post().to(post)));
}

/// Look a failure up
///
/// Answers with solutions, most likely first, each with the reasons why it matches. When nothing is
/// likely enough, `answered` is false and the matches are only the nearest there are.
#[utoipa::path(get, path = "/v1/lookup", operation_id = "lookup", tag = "lookup",
    params(Asked, Circumstances),
    responses(
        (status = 200, description = "The answer; also when nothing matches.", body = LookupAnswer),
        (status = 400, description = "A parameter is missing or wrong.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    request: HttpRequest,
    served: Data<Served>,
    asked: Query<Asked>,
    circumstances: Query<Circumstances>,
) -> Result<HttpResponse, Problem> {
    refuse_others(&request, &[Asked::into_params(|| None), Circumstances::into_params(|| None)])?;
    let question = LookupRequest::from_parameters(asked.into_inner(), circumstances.into_inner())?;
    Ok(answer(&served, &question))
}

/// Look a log up
///
/// As GET, for what is too long for an address: JSON, or the text itself as `text/plain`, with the
/// rest as query parameters. Text that is not UTF-8 is read as far as it is.
#[utoipa::path(post, path = "/v1/lookup", operation_id = "lookupText", tag = "lookup",
    params(Circumstances),
    request_body(description = "At most 256 KiB.", content(
        (LookupRequest = "application/json"),
        (String = "text/plain", example = "sqlite3.OperationalError: database is locked"),
    )),
    responses(
        (status = 200, description = "The answer; also when nothing matches.", body = LookupAnswer),
        (status = 400, description = "A field is missing, wrong or unknown.", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 413, description = "The body has more than 256 KiB.", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 415, description = "The body is neither JSON nor plain text.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn post(
    request: HttpRequest,
    served: Data<Served>,
    circumstances: Query<Circumstances>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let question = match request.content_type() {
        "application/json" => {
            refuse_others(&request, &[])?;
            LookupRequest::from_json(&body)?
        }
        "text/plain" => {
            refuse_others(&request, &[Circumstances::into_params(|| None)])?;
            LookupRequest::from_text(String::from_utf8_lossy(&body).into_owned(), circumstances.into_inner())?
        }
        other => return Err(unsupported(other)),
    };
    Ok(answer(&served, &question))
}

fn unsupported(media_type: &str) -> Problem {
    let sent = match media_type {
        "" => "the Content-Type header is missing".to_owned(),
        other => format!("`{}` is not understood", super::limit::shortened(other)),
    };
    Problem::new(Kind::UnsupportedMediaType, format!("{sent}; send application/json or text/plain"))
        .field("Content-Type")
}

/// A question can hold anything, so that neither it nor its answer is kept anywhere.
fn answer(served: &Served, question: &LookupRequest) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(served.lookup(&question.query()))
}
