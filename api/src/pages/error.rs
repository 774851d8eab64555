//! What a browser shows when there is no page.

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::layout::Page;

/// A page for an error; needs no catalogue, so that it can be shown whatever is wrong.
pub(crate) fn error_page(status: StatusCode, title: &str, detail: &str) -> Markup {
    let main = html! {
        p.small { (status.as_u16()) }
        h1 { (title) }
        p.lead { (detail) }
        p { a.button href="/" { "Look a failure up" } }
        p.meta { a href="/solutions" { "All solutions" } a href="/guides" { "All guides" } }
    };
    Page { title, description: detail, path: "" }.render_bare(&main)
}
