//! `/solutions`: all of them, by category.

use actix_web::web::{Data, Query};
use maud::{Markup, html};
use remedy_data::{Severity, SolutionFilter};
use serde::Deserialize;

use super::{LIST, brief, layout::Page};
use crate::{problem::Problem, served::Served};

/// The filter's form. A choice that was left open arrives as an empty text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    language: String,
    framework: String,
    platform: String,
    severity: String,
}

const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

pub(super) async fn get(served: Data<Served>, choice: Query<Choice>) -> Result<Markup, Problem> {
    let filter = SolutionFilter {
        category: None,
        language: chosen(&choice.language),
        framework: chosen(&choice.framework),
        platform: chosen(&choice.platform),
        severity: SEVERITIES.into_iter().find(|severity| severity.name() == choice.severity),
    };
    let filtered =
        filter.language.or(filter.framework).or(filter.platform).is_some() || filter.severity.is_some();
    let mut groups = Vec::new();
    for category in served.store.categories()? {
        let of_category = SolutionFilter { category: Some(&category.id), ..filter.clone() };
        let solutions = served.store.solutions(&of_category, None, LIST)?;
        if !solutions.is_empty() {
            groups.push((category, solutions));
        }
    }
    let shown: usize = groups.iter().map(|(_, solutions)| solutions.len()).sum();
    let facets = |kind| served.store.facet_values(kind);
    let severities = SEVERITIES.map(|severity| severity.name().to_owned());
    let main = html! {
        h1 { "All solutions" }
        p.lead { "Failures of AI agents and their tools, each with its root cause and with fixes that have been run." }
        form.filters action="/solutions" method="get" aria-label="Filter" {
            (select("language", "Language", &choice.language, &facets("language")?))
            (select("framework", "Framework", &choice.framework, &facets("framework")?))
            (select("platform", "Platform", &choice.platform, &facets("platform")?))
            (select("severity", "Severity", &choice.severity, &severities))
            button.button type="submit" { "Filter" }
        }
        p.small role="status" {
            (count(shown, "solution"))
            @if filtered { " with this filter. " a href="/solutions" { "Show all" } }
        }
        @for (category, solutions) in groups {
            section aria-labelledby={ "category-" (category.id) } {
                div.group {
                    h2 #{ "category-" (category.id) } { (category.title) }
                    a href=(category.url) { "About this category" }
                    @if let Some(guide) = &category.guide { a href={ "/guides/" (guide) } { "Guide" } }
                }
                ul.items.wide { @for solution in &solutions { (brief::item(solution)) } }
                @if solutions.len() == LIST && !filtered {
                    p { a href=(category.url) { "All " (category.solutions) " of them" } }
                }
            }
        }
    };
    let description = "Every failure in the catalogue, by category, with its severity and its proof.";
    Ok(Page { title: "All solutions", description, path: "/solutions" }.render(&served, &main))
}

fn chosen(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.is_empty())
}

/// A number of things, such as `1 solution` or `28 solutions`.
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

fn select(name: &str, label: &str, chosen: &str, values: &[String]) -> Markup {
    html! {
        label {
            (label)
            select name=(name) {
                option value="" { "Any" }
                @for value in values { option value=(value) selected[value == chosen] { (value) } }
            }
        }
    }
}
