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

use actix_web::web::{self, FormConfig};

pub(crate) use error::error_page;

use crate::{respond::MAX_BODY, service::read};

/// Items of a list on one page. A catalogue of today's size fits; a much larger one stays quick.
const LIST: usize = 500;

/// Registers every page and the files that they need.
pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    assets::configure(cfg);
    let home = read("/", home::get).route(web::post().to(home::post));
    cfg.service(home.app_data(FormConfig::default().limit(MAX_BODY)))
        .service(read("/solutions", solutions::get))
        .service(read("/solutions/{id}", solution::get))
        .service(read("/categories/{id}", category::get))
        .service(read("/guides", guides::get))
        .service(read("/guides/{id}", guide::get))
        .service(read("/problems", problems::get));
}
