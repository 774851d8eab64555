//! `/guides`: all of them.

use actix_web::web::Data;
use maud::{Markup, html};

use super::layout::Page;
use crate::{problem::Problem, served::Served};

pub(super) async fn get(served: Data<Served>) -> Result<Markup, Problem> {
    let guides = served.store.guides()?;
    let main = html! {
        h1 { "All guides" }
        p.lead { "What the failures of a category have in common: root causes, patterns that prevent them, and checklists." }
        ul.items {
            @for guide in guides {
                li {
                    h2 { a href=(guide.url) { (guide.title) } }
                    p { (guide.summary) }
                    div.meta { a href={ "/categories/" (guide.category) } { "The category and its solutions" } }
                }
            }
        }
        p.meta { a href="/solutions" { "All solutions" } }
    };
    let description =
        "Guides to whole categories of failures: root causes, prevention patterns and checklists.";
    Ok(Page { title: "All guides", description, path: "/guides" }.render(&served, &main))
}
