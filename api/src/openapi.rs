//! `/openapi.json`: the API described, from its code. `/docs`: the description to read and to try.

use std::sync::{Arc, LazyLock};

use actix_web::{HttpResponse, http::header, middleware::from_fn, web};
use utoipa::OpenApi;
use utoipa_swagger_ui::Config;

use crate::{
    health,
    problem::{Kind, Problem},
    revalidate::revalidate,
    service::{cors, read},
    v1::{categories, guides, lookup, solutions},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Remedy",
        description = "Paste a failure, get a proven solution.\n\n\
            Every error is a problem (RFC 9457) with a stable `code`; within v1 there are only additions. \
            A caller must accept fields that are not described here.",
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "lookup", description = "From what is seen to what fixes it."),
        (name = "catalogue", description = "Everything there is, to browse."),
        (name = "service", description = "For whoever runs it."),
    ),
    paths(
        lookup::get,
        lookup::post,
        solutions::list,
        solutions::one,
        categories::list,
        categories::one,
        guides::list,
        guides::one,
        health::alive,
        health::ready,
    )
)]
struct Api;

/// The description as JSON, the same for the same code, with a line end.
pub(crate) fn description() -> Result<String, serde_json::Error> {
    Ok(Api::openapi().to_pretty_json()? + "\n")
}

pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(read("/openapi.json", json).wrap(from_fn(revalidate)).wrap(cors()))
        .service(read("/docs", || docs("".to_owned().into())).wrap(from_fn(revalidate)))
        .service(read("/docs/{file:.*}", docs).wrap(from_fn(revalidate)));
}

/// Asking whether it changed is cheap, and it changes with every new program.
const ASK_AGAIN: &str = "public, no-cache";

async fn json() -> Result<HttpResponse, Problem> {
    let json = description().map_err(|error| {
        log::error!("{error}");
        Problem::new(Kind::Internal, "the description cannot be written")
    })?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, ASK_AGAIN))
        .body(json))
}

/// Swagger UI puts styles and images into its page itself.
const DOCS_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

static SWAGGER: LazyLock<Arc<Config<'_>>> =
    LazyLock::new(|| Arc::new(Config::new(["/openapi.json"]).try_it_out_enabled(true)));

async fn docs(file: web::Path<String>) -> Result<HttpResponse, Problem> {
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&SWAGGER)).map_err(|error| {
        log::error!("{error}");
        Problem::new(Kind::Internal, "the documentation cannot be shown")
    })?;
    let found = found
        .ok_or_else(|| Problem::new(Kind::NotFound, format!("the documentation has no file `{file}`")))?;
    let content = match file.as_str() {
        // So that it finds its files whether or not the address ends in a slash.
        "" => String::from_utf8_lossy(&found.bytes)
            .replacen("<head>", "<head><base href=\"/docs/\">", 1)
            .into_bytes(),
        _ => found.bytes.into_owned(),
    };
    Ok(HttpResponse::Ok()
        .content_type(found.content_type)
        .insert_header((header::CACHE_CONTROL, ASK_AGAIN))
        .insert_header((header::CONTENT_SECURITY_POLICY, DOCS_POLICY))
        .body(content))
}
