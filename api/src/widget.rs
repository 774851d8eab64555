//! `/widget/v1/…`: the widget's files, and the index for a widget that works without a server.

use actix_web::{HttpResponse, http::header, middleware::from_fn, web};

use crate::{
    embedded::WIDGET_FILES,
    problem::{Kind, Problem},
    revalidate::revalidate,
    served::Served,
    service::{cors, read},
};

/// A file whose name has its hash never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Any other file may change at any time; asking whether it did is cheap.
const ASK_AGAIN: &str = "public, no-cache";

pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(
        web::scope("/widget/v1")
            .wrap(from_fn(revalidate))
            .wrap(cors())
            .service(read("/index.bin", index))
            .service(read("/{name}", file)),
    );
}

async fn index(served: web::Data<Served>) -> HttpResponse {
    send("application/octet-stream", ASK_AGAIN, served.index_bytes())
}

async fn file(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let Some((_, content)) = WIDGET_FILES.iter().find(|(known, _)| *known == name.as_str()) else {
        return Err(match WIDGET_FILES {
            [] => Problem::new(Kind::WidgetNotBuilt, "this service has no widget"),
            _ => Problem::new(Kind::NotFound, format!("the widget has no file `{name}`")),
        });
    };
    let lifetime = if is_hashed(&name) { FOR_EVER } else { ASK_AGAIN };
    Ok(send(media_type(&name), lifetime, web::Bytes::from_static(content)))
}

/// Any page may load it: that is what a widget is for.
fn send(media_type: &'static str, lifetime: &'static str, content: web::Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CACHE_CONTROL, lifetime))
        .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
        .body(content)
}

/// Whether a name is of the form `stem-<at least 8 hexadecimal digits>.extension`.
fn is_hashed(name: &str) -> bool {
    let Some((stem, _)) = name.split_once('.') else { return false };
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("html") => "text/html; charset=utf-8",
        Some("ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[path = "widget_tests.rs"]
mod widget_tests;
