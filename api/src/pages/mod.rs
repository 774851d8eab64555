//! Pages for people, rendered on the server, complete without JavaScript.
//!
//! A page is a file, named as its address. [`layout`] is what all of them share; [`brief`], [`evidence`],
//! [`proof`] and [`toc`] are parts that several use or that stand on their own. All text is escaped by
//! `maud`; the only HTML that is passed on as it is was rendered, sanitised, when the catalogue was compiled.

mod assets;
mod brief;
mod category;
mod error;
mod evidence;
mod guide;
mod guides;
mod home;
mod layout;
mod problems;
mod proof;
mod solution;
mod solutions;
mod toc;

use actix_web::{
    FromRequest, Handler, Resource, Responder,
    web::{self, FormConfig},
};

pub(crate) use error::error_page;

use crate::respond::MAX_BODY;

/// Items of a list on one page. A catalogue of today's size fits; a much larger one stays quick.
const LIST: usize = 500;

/// Registers every page and the files that they need.
pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    assets::configure(cfg);
    let home = page("/", home::get).route(web::post().to(home::post));
    cfg.service(home.app_data(FormConfig::default().limit(MAX_BODY)))
        .service(page("/solutions", solutions::get))
        .service(page("/solutions/{id}", solution::get))
        .service(page("/categories/{id}", category::get))
        .service(page("/guides", guides::get))
        .service(page("/guides/{id}", guide::get))
        .service(page("/problems", problems::get));
}

/// A resource that is read, with or without its body.
fn page<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}
