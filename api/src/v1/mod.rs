//! `/v1`: the API for programs. Only additions are made within v1.

pub(crate) mod categories;
mod cursor;
pub(crate) mod guides;
mod limit;
pub(crate) mod lookup;
mod lookup_request;
mod negotiate;
mod parameters;
pub(crate) mod solutions;

use actix_web::{
    middleware::{DefaultHeaders, from_fn},
    web,
};

use crate::{revalidate::revalidate, service::cors};

/// How long the catalogue's content may be used without asking again. It changes a few times a day.
const LIFETIME: &str = "public, max-age=60";

pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(
        web::scope("/v1").wrap(cors()).configure(lookup::configure).service(
            web::scope("")
                .wrap(DefaultHeaders::new().add(("Cache-Control", LIFETIME)))
                .wrap(from_fn(revalidate))
                .configure(solutions::configure)
                .configure(categories::configure)
                .configure(guides::configure),
        ),
    );
}
