//! `/solutions/{id}`: one failure, its cause, its fixes, and the proof.

use actix_web::web::{Data, Path};
use maud::{Markup, PreEscaped, html};
use remedy_data::{AppliesTo, Category, Guide, Related, RelationKind, Solution, Source};

use super::{
    brief,
    layout::{Page, day},
    proof,
};
use crate::{
    problem::{Kind, Problem},
    served::Served,
};

/// Error texts shown at once; the rest is folded away.
const SIGNATURES: usize = 4;

pub(super) async fn get(served: Data<Served>, id: Path<String>) -> Result<Markup, Problem> {
    let store = &served.store;
    let solution = store.solution(&id)?.ok_or_else(|| Problem::no_such(Kind::NoSuchSolution, &id))?;
    let sections = store.solution_html(&id)?.unwrap_or_default();
    let category = store.category(&solution.category)?;
    let guide = match category.as_ref().and_then(|category| category.guide.as_ref()) {
        Some(id) => store.guide(id)?,
        None => None,
    };
    let main = html! {
        article {
            (head(&solution, category.as_ref()))
            div.with-toc {
                (contents(&solution, category.as_ref(), guide.as_ref()))
                div {
                    (recognise(&solution))
                    div.prose { (PreEscaped(sections)) }
                    (reported(&solution))
                    (proof::section(&solution.proof))
                    (related(&solution.related))
                    @if let Some(guide) = &guide { (in_guide(&solution.id, guide)) }
                    (sources(&solution.sources))
                    p.meta {
                        a href="/solutions" { "All solutions" }
                        @if let Some(category) = &category { a href=(category.url) { (category.title) } }
                        a href="/guides" { "All guides" }
                    }
                }
            }
        }
    };
    Ok(Page { title: &solution.title, description: &solution.summary, path: &solution.url }
        .render(&served, &main))
}

fn head(solution: &Solution, category: Option<&Category>) -> Markup {
    html! {
        nav.crumbs aria-label="Breadcrumb" {
            a href="/solutions" { "All solutions" }
            @if let Some(category) = category { " / " a href=(category.url) { (category.title) } }
        }
        h1 { (solution.title) }
        p.lead { (solution.summary) }
        div.meta {
            (brief::severity(solution.severity))
            (brief::verified(solution.proof.verified.as_ref()))
            @if let Some(run) = &solution.proof.verified { span { (run.runs) " runs on " (day(&run.on)) } }
            span { "Updated " (day(&solution.updated)) }
            a href={ "/v1/solutions/" (solution.id) } { "JSON" }
        }
        (applies_to(&solution.applies_to))
    }
}

fn applies_to(applies: &AppliesTo) -> Markup {
    let lists = [
        ("Languages", &applies.languages),
        ("Frameworks", &applies.frameworks),
        ("Platforms", &applies.platforms),
        ("Components", &applies.components),
        ("Versions", &applies.versions),
    ];
    html! {
        dl.applies {
            @for (name, values) in lists {
                @if !values.is_empty() {
                    div { dt { (name) } dd.tags { @for value in values { span { (value) } } } }
                }
            }
        }
    }
}

fn contents(solution: &Solution, category: Option<&Category>, guide: Option<&Guide>) -> Markup {
    html! {
        nav.toc aria-label="On this page" {
            h2 { "On this page" }
            ol {
                li { a href="#symptoms" { "Symptoms" } }
                li { a href="#root-cause" { "Root cause" } }
                li {
                    a href="#fixes" { "Fixes" }
                    ol { @for (place, fix) in solution.fixes.iter().enumerate() { li { a href={ "#fix-" (place + 1) } { (fix.title) } } } }
                }
                li { a href="#prevention" { "Prevention" } }
                li { a href="#how-to-verify" { "How to verify" } }
                li { a href="#reported" { "As reported" } }
                li { a href="#proof" { "Proof" } }
                @if !solution.related.is_empty() { li { a href="#related" { "Related" } } }
                @if guide.is_some() { li { a href="#in-the-guide" { "In the guide" } } }
                li { a href="#sources" { "Sources" } }
            }
            @if let Some(category) = category {
                div.elsewhere {
                    a href=(category.url) { (category.title) }
                    @if let Some(guide) = guide { br; a href=(guide.url) { "Guide to this category" } }
                    br; a href="/solutions" { "All solutions" }
                }
            }
        }
    }
}

/// What lets a reader decide within seconds whether this page is theirs, and where the cure is.
fn recognise(solution: &Solution) -> Markup {
    let (first, rest) = solution.signatures.split_at(solution.signatures.len().min(SIGNATURES));
    let neighbours: Vec<&Related> =
        solution.related.iter().filter(|other| other.kind == RelationKind::ConfusedWith).collect();
    html! {
        @if !first.is_empty() {
            section.panel {
                h2 { "Error text" }
                (signatures(first))
                @if !rest.is_empty() { details { summary { (rest.len()) " more" } (signatures(rest)) } }
            }
        }
        @if !neighbours.is_empty() {
            section.panel.apart {
                h2 { "Not this one?" }
                ul.plain {
                    @for other in neighbours {
                        li { a href=(other.url) { (other.title) } @if let Some(note) = &other.note { br; (note) } }
                    }
                }
            }
        }
        section.panel {
            h2 { "The fix in short" }
            ol {
                @for (place, fix) in solution.fixes.iter().enumerate() {
                    li { a href={ "#fix-" (place + 1) } { (fix.title) } " " span.kind.(fix.kind.name()) { (fix.kind.name()) } }
                }
            }
        }
    }
}

fn signatures(signatures: &[String]) -> Markup {
    html! { ul.signatures { @for signature in signatures { li { code { (signature) } } } } }
}

fn reported(solution: &Solution) -> Markup {
    html! {
        section.part #reported {
            h2 { "As people report it" }
            ul.said { @for symptom in &solution.symptoms { li { (symptom) } } }
        }
    }
}

fn related(related: &[Related]) -> Markup {
    html! {
        @if !related.is_empty() {
            section.part #related {
                h2 { "Related" }
                ul.items {
                    @for other in related {
                        li {
                            h3 { a href=(other.url) { (other.title) } }
                            @if let Some(note) = &other.note { p { (note) } }
                            div.meta { (relation(other.kind)) }
                        }
                    }
                }
            }
        }
    }
}

/// The way back from a solution to what the guide says about it.
fn in_guide(id: &str, guide: &Guide) -> Markup {
    let sections = guide.sections.iter().filter(|section| section.solutions.iter().any(|known| known == id));
    html! {
        section.part #in-the-guide {
            h2 { "In the guide" }
            p { a href=(guide.url) { (guide.title) } ": causes, patterns and checklists of the whole category." }
            ul { @for section in sections { li { a href={ (guide.url) "#" (section.id) } { (section.title) } } } }
        }
    }
}

fn relation(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ConfusedWith => "Easily taken for this one",
        RelationKind::Causes => "Brought about by this one",
        RelationKind::SeeAlso => "Worth reading too",
    }
}

/// What was read, and what each supports.
pub(super) fn sources(sources: &[Source]) -> Markup {
    html! {
        section.part #sources {
            h2 { "Sources" }
            ol.sources {
                @for source in sources {
                    li { a href=(source.url) rel="noopener" { (source.title) } p { (source.supports) } }
                }
            }
        }
    }
}
