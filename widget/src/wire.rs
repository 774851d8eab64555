//! The service's JSON, parsed by the browser, as the catalogue's types.
//!
//! Fields are read by name and what is missing is left out. A deserialiser for each of these types
//! would weigh more than all that the widget shows.

use js_sys::{Array, Object, Reflect};
use remedy_data::{Elsewhere, Fix, FixKind, Match, Runtime, Severity, SolutionSummary, Verified};
use remedy_lookup::{Why, WhyKind};
use wasm_bindgen::{JsCast, JsValue};

/// What is shown of a `LookupAnswer`.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) answered: bool,
    pub(crate) matches: Vec<Match>,
    pub(crate) elsewhere: Option<Elsewhere>,
}

/// What is shown of a `Solution`, besides what its summary has.
#[derive(Debug)]
pub(crate) struct Solution {
    pub(crate) root_cause: String,
    pub(crate) fixes: Vec<Fix>,
    /// For a vendor's bug: which mechanism the proof models.
    pub(crate) model: Option<String>,
}

/// An object with some fields; those without a value are left out.
pub(crate) fn object(fields: &[(&str, Option<JsValue>)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        if let Some(value) = value {
            // A plain object takes any field.
            let _ = Reflect::set(&object, &(*name).into(), value);
        }
    }
    object
}

/// A field of an object; `undefined` when it has none, or is no object.
pub(crate) fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}

/// A text in a field.
pub(crate) fn text(value: &JsValue, name: &str) -> Option<String> {
    field(value, name).as_string()
}

fn list<T>(value: &JsValue, name: &str, read: fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    let list: Array = field(value, name).dyn_into().ok()?;
    Some(list.iter().filter_map(|item| read(&item)).collect())
}

pub(crate) fn answer(value: &JsValue) -> Option<Answer> {
    Some(Answer {
        answered: field(value, "answered").as_bool()?,
        matches: list(value, "matches", found)?,
        elsewhere: elsewhere(&field(value, "elsewhere")),
    })
}

fn elsewhere(value: &JsValue) -> Option<Elsewhere> {
    Some(Elsewhere { title: text(value, "title")?, hint: text(value, "hint")? })
}

pub(crate) fn solution(value: &JsValue) -> Option<Solution> {
    Some(Solution {
        root_cause: text(value, "root_cause")?,
        fixes: list(value, "fixes", fix)?,
        model: text(&field(value, "proof"), "model"),
    })
}

fn found(value: &JsValue) -> Option<Match> {
    let solution = field(value, "solution");
    Some(Match {
        solution: SolutionSummary {
            id: text(&solution, "id")?,
            title: text(&solution, "title")?,
            summary: text(&solution, "summary")?,
            category: text(&solution, "category")?,
            url: text(&solution, "url")?,
            severity: [Severity::Low, Severity::Medium, Severity::High, Severity::Critical]
                .into_iter()
                .find(|severity| text(&solution, "severity").as_deref() == Some(severity.name()))?,
            verified: verified(&field(&solution, "verified")),
        },
        confidence: field(value, "confidence").as_f64()? as f32,
        why: list(value, "why", why)?,
    })
}

fn verified(value: &JsValue) -> Option<Verified> {
    Some(Verified {
        runtime: [Runtime::Python, Runtime::Node]
            .into_iter()
            .find(|runtime| text(value, "runtime").as_deref() == Some(runtime.name()))?,
        version: text(value, "version")?,
        runs: field(value, "runs").as_f64()? as u32,
        on: text(value, "on")?,
    })
}

fn why(value: &JsValue) -> Option<Why> {
    let kind = text(value, "kind")?;
    let kind = WhyKind::ALL.into_iter().find(|known| known.name() == kind)?;
    // Where it stands in the question is not shown.
    Some(Why { kind, text: text(value, "text")?, span: None })
}

fn fix(value: &JsValue) -> Option<Fix> {
    Some(Fix {
        title: text(value, "title")?,
        kind: [FixKind::Mitigation, FixKind::Durable]
            .into_iter()
            .find(|kind| text(value, "kind").as_deref() == Some(kind.name()))?,
        when: text(value, "when")?,
        body: text(value, "body")?,
        trade_off: text(value, "trade_off")?,
    })
}
