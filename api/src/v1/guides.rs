//! `/v1/guides`: root causes, prevention and checklists of a category.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, Path},
};
use remedy_data::{Guide, GuideSummary};
use serde::Serialize;
use utoipa::ToSchema;

use super::negotiate::json_or_markdown;
use crate::{
    problem::{Kind, Problem, ProblemBody},
    served::Served,
    service::read,
};

/// All guides, by title.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuideList {
    guides: Vec<GuideSummary>,
}

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/guides", list)).service(read("/guides/{id}", one));
}

/// List guides
#[utoipa::path(get, path = "/v1/guides", operation_id = "listGuides", tag = "catalogue",
    responses(
        (status = 200, description = "All guides.", body = GuideList, headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
    ))]
pub(crate) async fn list(served: Data<Served>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(GuideList { guides: served.store.guides()? }))
}

/// Get a guide
///
/// As JSON, or as one Markdown text when the Accept header prefers `text/markdown`.
#[utoipa::path(get, path = "/v1/guides/{id}", operation_id = "getGuide", tag = "catalogue",
    params(("id" = String, Path, description = "Id of a guide.", example = "concurrency")),
    responses(
        (status = 200, description = "The guide.",
         content((Guide = "application/json"), (String = "text/markdown")), headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
        (status = 404, description = "There is no guide with this id.", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 406, description = "Neither form fits the Accept header.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn one(
    request: HttpRequest,
    served: Data<Served>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let guide = served.store.guide(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchGuide, &id))?;
    json_or_markdown(&request, &guide, |guide| {
        format!("# {}\n\n{}\n\n{}\n", guide.title, guide.summary, guide.body.trim())
    })
}
