//! `/`: paste a failure, get a proven solution.

use actix_web::{
    Either, HttpRequest, Responder,
    http::header,
    web::{Data, Form, Query, Redirect},
};
use maud::{Markup, html};
use remedy_data::{LookupAnswer, Match, SolutionFilter, StoreError};
use serde::{Deserialize, Serialize};

use super::{brief, evidence, layout::Page};
use crate::{
    confidence::{in_words, percent},
    problem::Problem,
    served::Served,
};

/// As many as fit on a screen below the best one.
const MATCHES: usize = 5;
/// The longest text, in bytes, that goes into an address that can be shared and reloaded. Servers and
/// proxies take 8 KiB; one byte takes three when it is encoded.
const ADDRESS: usize = 2000;
/// Solutions of each category.
const SOLUTIONS: usize = 4;

/// The form.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Question {
    #[serde(default)]
    q: String,
}

impl Question {
    fn address(&self) -> String {
        // A struct of one string can always be encoded.
        format!("/?{}", serde_urlencoded::to_string(self).unwrap_or_default())
    }
}

pub(super) async fn get(
    request: HttpRequest,
    served: Data<Served>,
    question: Query<Question>,
) -> Result<Markup, Problem> {
    render(&request, &served, &question.q, served.lookup(&query(&question.q)))
}

/// The form is posted, so that a log of any length fits. A short text without secrets is sent on to
/// its own address, which can be shared and reloaded.
pub(super) async fn post(
    request: HttpRequest,
    served: Data<Served>,
    question: Form<Question>,
) -> Result<impl Responder, Problem> {
    let answer = served.lookup(&query(&question.q));
    if question.q.len() <= ADDRESS && answer.query.redactions.is_empty() {
        return Ok(Either::Left(Redirect::to(question.address()).see_other()));
    }
    let page = render(&request, &served, &question.q, answer)?;
    Ok(Either::Right(page.customize().insert_header((header::CACHE_CONTROL, "no-store"))))
}

fn query(text: &str) -> remedy_lookup::Query<'_> {
    remedy_lookup::Query { text, limit: MATCHES, ..remedy_lookup::Query::default() }
}

fn render(
    request: &HttpRequest,
    served: &Served,
    text: &str,
    answer: LookupAnswer,
) -> Result<Markup, Problem> {
    let asked = !text.trim().is_empty();
    let title = if asked { "What it looks like" } else { "Paste a failure, get a proven solution" };
    let main = html! {
        h1 { "Paste a failure. Get a proven solution." }
        @if !asked {
            p.lead {
                "Remedy knows how AI agents and their tools fail. Each of its solutions comes with a program that "
                "shows the failure and one that shows the fix, and both have been run."
            }
        }
        form.ask action="/#answer" method="post" role="search" {
            textarea #q name="q" rows="4" required spellcheck="false" autocomplete="off" autocapitalize="off"
                aria-label="What do you see? An error, a log, or a sentence"
                placeholder="An error message, a traceback, a log, or what you see in your own words"
                autofocus[!asked] { (text) }
            div {
                span { span data-needs-js hidden { kbd { "Ctrl" } " " kbd { "Enter" } " to send" } }
                button.button type="submit" { "Find the solution" }
            }
        }
        @if asked { (results(text, &answer)) } @else { (examples(served)?) }
        (catalogue(served)?)
        (usage(&origin(request)))
    };
    let description = "Paste an error, a log or a sentence; get the root cause and a fix that has been proven by running it.";
    Ok(Page { title, description, path: "/" }.render(served, &main))
}

fn results(text: &str, answer: &LookupAnswer) -> Markup {
    html! {
        section.results.unsure[!answer.answered] aria-labelledby="answer" {
            h2 #answer {
                @if answer.answered { "This is what it looks like" }
                @else { "No proven solution fits this" }
            }
            @if !answer.answered {
                div.notice { p { (no_answer(answer)) } }
            }
            @if answer.query.truncated {
                div.notice { p {
                    "The text was too long and was cut to " (remedy_lookup::MAX_TEXT_BYTES / 1024) " KiB. "
                    "Of a log, the beginning and the end were kept."
                } }
            }
            @if !answer.query.redactions.is_empty() {
                div.notice { p { "Your text holds what looks like secrets or personal data. They were left out of the lookup, and nothing is kept." } }
            }
            @for (place, found) in answer.matches.iter().enumerate() {
                (hit(text, found, answer.answered && place == 0))
            }
        }
    }
}

/// A text in which code stands between backticks.
fn with_code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

fn no_answer(answer: &LookupAnswer) -> Markup {
    let nearest = (!answer.matches.is_empty())
        .then_some("The nearest ones are below; most likely they are not yours. ");
    html! {
        @if let Some(failure) = &answer.elsewhere {
            "No solution here. It looks like: " strong { (failure.title) } ". " (with_code(&failure.hint)) " "
            (nearest.unwrap_or_default())
        } @else {
            "Nothing in the catalogue is likely enough to be the answer. "
            (nearest.unwrap_or("Nothing comes near it either. "))
            "The exact text of the error, with the lines around it, works best."
        }
    }
}

fn hit(text: &str, found: &Match, best: bool) -> Markup {
    let percent = percent(found.confidence);
    html! {
        article.match.best[best] {
            div.confidence {
                strong { (in_words(found.confidence)) }
                svg.gauge viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                    rect width=(percent) height="8" {}
                }
                span { (percent) " % sure" }
                (brief::severity(found.solution.severity))
                (brief::verified(found.solution.verified.as_ref()))
            }
            h3 { a href=(found.solution.url) { (found.solution.title) } }
            p { (found.solution.summary) }
            (evidence::reasons(&found.why))
            @if best {
                (evidence::excerpt(text, &found.why))
                p { a.button href={ (found.solution.url) "#fixes" } { "Go to the fix" } }
            }
        }
    }
}

/// Questions to try, taken from the solutions themselves: error texts and people's words in turn.
fn examples(served: &Served) -> Result<Markup, StoreError> {
    let mut examples = Vec::new();
    for brief in served.store.solutions(&SolutionFilter::default(), None, SOLUTIONS)? {
        let Some(solution) = served.store.solution(&brief.id)? else { continue };
        let said = solution.symptoms.into_iter().next();
        let printed = solution.signatures.into_iter().find(|signature| !signature.contains('{'));
        examples.extend(if examples.len() % 2 == 0 { printed.or(said) } else { said });
    }
    Ok(html! {
        @if !examples.is_empty() {
            p.try {
                "Try"
                @for q in examples { @let question = Question { q }; a href=(question.address()) { (question.q) } }
            }
        }
    })
}

fn catalogue(served: &Served) -> Result<Markup, StoreError> {
    let mut sections = Vec::new();
    for category in served.store.categories()? {
        let filter = SolutionFilter { category: Some(&category.id), ..SolutionFilter::default() };
        sections.push((served.store.solutions(&filter, None, SOLUTIONS)?, category));
    }
    Ok(html! {
        section {
            div.group { h2 { "The catalogue" } a href="/solutions" { "All solutions" } a href="/guides" { "All guides" } }
            @for (solutions, category) in sections {
                section.category {
                    div {
                        h3 { a href=(category.url) { (category.title) } }
                        p { (category.summary) }
                        div.meta {
                            a href=(category.url) { "All " (category.solutions) " solutions" }
                            @if let Some(guide) = &category.guide { a href={ "/guides/" (guide) } { "Guide" } }
                        }
                    }
                    ul.plain { @for solution in solutions { li { a href=(solution.url) { (solution.title) } } } }
                }
            }
        }
    })
}

fn usage(origin: &str) -> Markup {
    html! {
        section {
            div.group { h2 { "Ask from where it fails" } a href="/docs" { "The whole API" } }
            div.cards {
                (way("Over HTTP", "shell", "A log goes in as it is, JSON comes out.",
                    &format!("curl --data-binary @agent.log \\\n  -H 'content-type: text/plain' \\\n  {origin}/v1/lookup")))
                (way("In the terminal", "shell", "Pipe the output of what fails.", "python agent.py 2>&1 | remedy ask"))
                (way("On your page", "HTML", "The widget reads the error and suggests the solution.",
                    &format!("<script type=\"module\"\n  src=\"{origin}/widget/v1/remedy.js\"></script>\n<remedy-widget></remedy-widget>")))
            }
        }
    }
}

fn way(title: &str, language: &str, what: &str, code: &str) -> Markup {
    html! {
        div.card {
            h3 { (title) }
            p { (what) }
            figure.code { figcaption { (language) } pre tabindex="0" { code { (code) } } }
        }
    }
}

/// Where the reader reached this service, for examples that can be copied.
fn origin(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    format!("{}://{}", connection.scheme(), connection.host())
}
