//! What a browser shows when there is no page.

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::layout::{Page, inline_code};

/// A page for an error; needs no catalogue, so that it can be shown whatever is wrong.
pub(crate) fn error_page(status: StatusCode, title: &str, detail: &str) -> Markup {
    let sentence = sentence(detail);
    let main = html! {
        p.small { (status.as_u16()) }
        h1 { (title) }
        p.lead { (inline_code(&sentence)) }
        p { a.button href="/" { "Look a failure up" } }
        p.meta { a href="/solutions" { "All solutions" } a href="/guides" { "All guides" } }
    };
    Page { title, description: &sentence, path: "" }.render_bare(&main)
}

/// A problem's detail is a clause; a page shows a sentence.
fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let stop = if detail.ends_with(['.', '!', '?']) { "" } else { "." };
    first.into_iter().chain(letters).chain(stop.chars()).collect()
}
