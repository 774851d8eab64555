//! `/v1/categories`: kinds of failures.

use actix_web::{
    HttpResponse,
    web::{self, Data, Path},
};
use remedy_data::{Category, SolutionFilter};
use serde::Serialize;
use utoipa::ToSchema;

use super::solutions::{LIMIT, SolutionPage};
use crate::{
    problem::{Kind, Problem, ProblemBody},
    served::Served,
    service::read,
};

/// All categories, by title.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryList {
    categories: Vec<Category>,
}

/// A category and its first solutions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryDetail {
    /// The category.
    category: Category,
    #[serde(flatten)]
    page: SolutionPage,
}

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/categories", list)).service(read("/categories/{id}", one));
}

/// List categories
#[utoipa::path(get, path = "/v1/categories", operation_id = "listCategories", tag = "catalogue",
    responses(
        (status = 200, description = "All categories.", body = CategoryList, headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
    ))]
pub(crate) async fn list(served: Data<Served>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(CategoryList { categories: served.store.categories()? }))
}

/// Get a category
///
/// With its first solutions; `next_cursor` goes on at `/v1/solutions?category={id}`.
#[utoipa::path(get, path = "/v1/categories/{id}", operation_id = "getCategory", tag = "catalogue",
    params(("id" = String, Path, description = "Id of a category.", example = "concurrency")),
    responses(
        (status = 200, description = "The category.", body = CategoryDetail, headers(
            ("ETag" = String, description = "Changes with the content; send it as If-None-Match."))),
        (status = 304, description = "Nothing has changed since the ETag in If-None-Match."),
        (status = 404, description = "There is no category with this id.", body = ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn one(served: Data<Served>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let category = served.store.category(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchCategory, &id))?;
    let filter = SolutionFilter { category: Some(&id), ..SolutionFilter::default() };
    let page = SolutionPage::select(&served, &filter, None, LIMIT.max)?;
    Ok(HttpResponse::Ok().json(CategoryDetail { category, page }))
}
