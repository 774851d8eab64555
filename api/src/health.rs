//! `/healthz`: is the process alive? `/readyz`: can it answer?

use actix_web::{HttpResponse, web};
use remedy_data::CatalogueInfo;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    problem::{Kind, Problem},
    served::Served,
    service::read,
};

/// That the process is alive.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `alive`.
    status: &'static str,
}

/// That the service can answer, and from what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Always `ready`; a service that is not answers 503.
    status: &'static str,
    /// Which catalogue answers.
    catalogue: CatalogueInfo,
    /// How many solutions can be found.
    solutions: usize,
}

pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/healthz", alive)).service(read("/readyz", ready));
}

/// Is the process alive?
#[utoipa::path(get, path = "/healthz", operation_id = "getHealth", tag = "service",
    responses((status = 200, description = "It is.", body = Health)))]
pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "alive" })
}

/// Can the service answer?
#[utoipa::path(get, path = "/readyz", operation_id = "getReadiness", tag = "service",
    responses(
        (status = 200, description = "It can.", body = Readiness),
        (status = 503, description = "It cannot, or not yet.", body = crate::problem::ProblemBody,
         content_type = "application/problem+json"),
    ))]
pub(crate) async fn ready(served: web::Data<Served>) -> Result<HttpResponse, Problem> {
    served.store.categories().map_err(|error| {
        log::error!("{error}");
        Problem::new(Kind::NotReady, "the catalogue cannot be read")
    })?;
    let solutions = served.solutions();
    Ok(HttpResponse::Ok().json(Readiness { status: "ready", catalogue: served.info().clone(), solutions }))
}
