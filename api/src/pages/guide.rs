//! `/guides/{id}`: root causes, patterns and checklists of a category.

use actix_web::web::{Data, Path};
use maud::{Markup, PreEscaped, html};

use super::{
    brief,
    layout::{Page, day},
    solution::sources,
    toc,
};
use crate::{
    problem::{Kind, Problem},
    served::Served,
};

pub(super) async fn get(served: Data<Served>, id: Path<String>) -> Result<Markup, Problem> {
    let store = &served.store;
    let guide = store.guide(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchGuide, &id))?;
    let body = store.guide_html(&id)?.unwrap_or_default();
    let category = store.category(&guide.category)?;
    let mut solutions = Vec::new();
    for id in &guide.solutions {
        solutions.extend(store.solution(id)?.map(|solution| solution.summary()));
    }
    let main = html! {
        nav.crumbs aria-label="Breadcrumb" {
            a href="/guides" { "All guides" }
            @if let Some(category) = &category { " / " a href=(category.url) { (category.title) } }
        }
        h1 { (guide.title) }
        p.lead { (guide.summary) }
        div.meta { span { "Updated " (day(&guide.updated)) } a href={ "/v1/guides/" (guide.id) } { "JSON" } }
        div.with-toc {
            nav.toc aria-label="On this page" {
                h2 { "On this page" }
                ol {
                    @for heading in toc::headings(&body) {
                        li {
                            a href={ "#" (heading.id) } { (PreEscaped(heading.html)) }
                            @if !heading.below.is_empty() {
                                ol { @for (id, html) in heading.below { li { a href={ "#" (id) } { (PreEscaped(html)) } } } }
                            }
                        }
                    }
                    @if !solutions.is_empty() { li { a href="#in-this-guide" { "Solutions" } } }
                    li { a href="#sources" { "Sources" } }
                }
            }
            div {
                div.prose { (PreEscaped(body.as_str())) }
                @if !solutions.is_empty() {
                    section.part #in-this-guide {
                        h2 { "Solutions in this guide" }
                        ul.items { @for solution in &solutions { (brief::item(solution)) } }
                    }
                }
                (sources(&guide.sources))
                p.meta { a href="/guides" { "All guides" } a href="/solutions" { "All solutions" } }
            }
        }
    };
    Ok(Page { title: &guide.title, description: &guide.summary, path: &guide.url }.render(&served, &main))
}
