//! `/v1/solutions`: the catalogue, in pages and one by one.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Data, Path, Query},
};
use remedy_data::{Severity, Solution, SolutionFilter, SolutionSummary};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    cursor,
    limit::{Limit, shortened},
    negotiate::json_or_markdown,
    parameters::refuse_others,
};
use crate::{
    problem::{Kind, Problem, ProblemBody},
    served::Served,
    service::read,
};

/// Also of the lists of solutions within others.
pub(super) const LIMIT: Limit = Limit { max: 100, default: 50 };

/// Which solutions, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Selection {
    /// Id of a category.
    #[param(example = "concurrency")]
    category: Option<String>,
    /// Programming language.
    #[param(example = "python")]
    language: Option<String>,
    /// Framework or library.
    framework: Option<String>,
    /// Platform or service.
    platform: Option<String>,
    /// Exactly this severity.
    #[param(value_type = Option<Severity>)]
    severity: Option<String>,
    /// The most solutions to return.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before, unchanged.
    cursor: Option<String>,
}

/// A page of solutions, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolutionPage {
    /// The solutions in brief.
    pub(super) solutions: Vec<SolutionSummary>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    pub(super) next_cursor: Option<String>,
}

impl SolutionPage {
    /// The solutions that fit, after an id.
    pub(super) fn select(
        served: &Served,
        filter: &SolutionFilter<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Self, Problem> {
        // One more than wanted tells whether there are more.
        let mut solutions = served.store.solutions(filter, after, limit + 1)?;
        let more = solutions.len() > limit;
        solutions.truncate(limit);
        let last = solutions.last().filter(|_| more);
        Ok(Self { next_cursor: last.map(|last| cursor::encode(&last.id)), solutions })
    }
}

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/solutions", list)).service(read("/solutions/{id}", one));
}

/// List solutions
///
/// By id, in pages. While `next_cursor` is not null, there are more; the Link header has the whole
/// address of the next page.
#[utoipa::path(get, path = "/v1/solutions", operation_id = "listSolutions", tag = "catalogue",
    params(Selection),
    responses(
        (status = 200, description = "A page of solutions.", body = SolutionPage, headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."),
            ("Link" = Option<String>, description = "The next page, rel=\"next\" (RFC 8288)."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
        (status = 400, description = "A parameter is wrong.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    request: HttpRequest,
    served: Data<Served>,
    selection: Query<Selection>,
) -> Result<HttpResponse, Problem> {
    refuse_others(&request, &[Selection::into_params(|| None)])?;
    // Facets are lower case. A form sends a parameter that was left empty.
    let [language, framework, platform] = [&selection.language, &selection.framework, &selection.platform]
        .map(|facet| facet.as_deref().map(str::to_lowercase).filter(|facet| !facet.is_empty()));
    let filter = SolutionFilter {
        category: selection.category.as_deref().filter(|category| !category.is_empty()),
        language: language.as_deref(),
        framework: framework.as_deref(),
        platform: platform.as_deref(),
        severity: severity(selection.severity.as_deref())?,
    };
    let after = selection.cursor.as_deref().map(cursor::decode).transpose()?;
    let limit = LIMIT.read(selection.limit.as_deref())?;
    let page = SolutionPage::select(&served, &filter, after.as_deref(), limit)?;
    let mut response = HttpResponse::Ok();
    if let Some(next) = &page.next_cursor {
        let link = format!("<{}>; rel=\"next\"", next_address(request.query_string(), next));
        response.insert_header((header::LINK, link));
    }
    Ok(response.json(page))
}

/// The same selection, from another cursor on.
fn next_address(query: &str, cursor: &str) -> String {
    let mut address = String::from("/v1/solutions?");
    for parameter in
        query.split('&').filter(|parameter| !parameter.is_empty() && !parameter.starts_with("cursor="))
    {
        address.push_str(parameter);
        address.push('&');
    }
    address + "cursor=" + cursor
}

fn severity(name: Option<&str>) -> Result<Option<Severity>, Problem> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(None) };
    let all = [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
    let found = all.into_iter().find(|severity| severity.name() == name);
    found.map(Some).ok_or_else(|| {
        let detail = format!("`severity` is `{}`; it must be low, medium, high or critical", shortened(name));
        Problem::new(Kind::InvalidParameter, detail).field("severity")
    })
}

/// Get a solution
///
/// As JSON, or as one Markdown text when the Accept header prefers `text/markdown`.
#[utoipa::path(get, path = "/v1/solutions/{id}", operation_id = "getSolution", tag = "catalogue",
    params(("id" = String, Path, description = "Id of a solution.", example = "event-loop-already-running")),
    responses(
        (status = 200, description = "The solution.",
         content((Solution = "application/json"), (String = "text/markdown")), headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
        (status = 404, description = "There is no solution with this id.", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 406, description = "Neither form fits the Accept header.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn one(
    request: HttpRequest,
    served: Data<Served>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let solution = served.store.solution(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchSolution, &id))?;
    json_or_markdown(&request, &solution, Solution::to_markdown)
}

#[cfg(test)]
#[path = "solutions_tests.rs"]
mod solutions_tests;
