//! The routes, and what all of them share.

use actix_cors::Cors;
use actix_web::{
    FromRequest, Handler, Resource, Responder,
    error::QueryPayloadError,
    http::{Method, header},
    middleware::DefaultHeaders,
    web,
};

use crate::{
    health, openapi, pages,
    problem::{Kind, Problem},
    respond::MAX_BODY,
    v1, widget,
};

/// Registers every route. What is configured here holds for all of them.
pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    let query = web::QueryConfig::default().error_handler(|error, _| {
        let reason = match &error {
            QueryPayloadError::Deserialize(reason) => reason.to_string(),
            other => other.to_string(),
        };
        Problem::new(Kind::BadRequest, format!("the query cannot be read: {reason}")).into()
    });
    cfg.app_data(query)
        .app_data(web::PayloadConfig::new(MAX_BODY))
        .configure(v1::configure)
        .configure(widget::configure)
        .configure(openapi::configure)
        .configure(health::configure)
        .configure(pages::configure);
}

/// A resource that is read, with or without its body.
pub(crate) fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}

/// Any page may ask and read the answer. Nothing here depends on who asks, so no credentials are taken.
pub(crate) fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allow_any_header()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::OPTIONS])
        .expose_headers([header::ETAG, header::LINK])
        .max_age(24 * 60 * 60)
}

/// What browsers are told about every answer that does not say otherwise: run only our own scripts and
/// the widget's WebAssembly, show us in no frame, guess no types, tell others no addresses.
pub(crate) fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
}
