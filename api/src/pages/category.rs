//! `/categories/{id}`: a kind of failure and its solutions.

use actix_web::web::{Data, Path, Query};
use maud::{Markup, PreEscaped, html};
use remedy_data::SolutionFilter;
use serde::Deserialize;

use super::{LIST, brief, layout::Page, solutions::count};
use crate::{
    problem::{Kind, Problem},
    served::Served,
};

/// Where a long list goes on.
#[derive(Debug, Deserialize)]
pub(super) struct Cursor {
    /// The id of the last solution of the page before.
    after: Option<String>,
}

pub(super) async fn get(
    served: Data<Served>,
    id: Path<String>,
    cursor: Query<Cursor>,
) -> Result<Markup, Problem> {
    let store = &served.store;
    let category = store.category(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchCategory, &id))?;
    let introduction = store.category_html(&id)?.unwrap_or_default();
    let filter = SolutionFilter { category: Some(&id), ..SolutionFilter::default() };
    let solutions = store.solutions(&filter, cursor.after.as_deref(), LIST)?;
    let next = solutions.last().filter(|_| solutions.len() == LIST);
    let guide = category.guide.as_ref().map(|guide| store.guide(guide)).transpose()?.flatten();
    let main = html! {
        nav.crumbs aria-label="Breadcrumb" { a href="/solutions" { "All solutions" } }
        h1 { (category.title) }
        p.lead { (category.summary) }
        div.intro {
            div.prose { (PreEscaped(introduction)) }
            @if let Some(guide) = guide {
                div.panel {
                    h2 { a href=(guide.url) { (guide.title) } }
                    p.small { (guide.summary) }
                }
            }
        }
        div.group { h2 { (count(category.solutions as usize, "solution")) } }
        ul.items.wide { @for solution in &solutions { (brief::item(solution)) } }
        @if let Some(last) = next { p { a.button rel="next" href={ "?after=" (last.id) } { "More" } } }
        p.meta { a href="/solutions" { "All solutions" } a href="/guides" { "All guides" } }
    };
    Ok(Page { title: &category.title, description: &category.summary, path: &category.url }
        .render(&served, &main))
}
