//! The lookup engine, for a widget that works without a service.

use js_sys::{Array, JSON};
use remedy_lookup::{Context, Hit, Index, Query, QueryInfo, Why};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

use crate::wire::{field, object, text};

/// An exported index, opened.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine(Index<Vec<u8>>);

#[wasm_bindgen]
impl Engine {
    /// Opens the bytes of `index.bin`.
    ///
    /// # Errors
    /// When they are not an index that this version can read.
    #[wasm_bindgen(constructor)]
    pub fn new(index: Vec<u8>) -> Result<Engine, JsError> {
        Index::open(index).map(Self).map_err(|_| JsError::new("not an index that this version can read"))
    }

    /// The `LookupAnswer` that a service with the same index would give to the question. How long it took is for the
    /// caller to add, and a confidence is the number of 32 bits that it is in the engine.
    pub fn lookup(&self, question: &JsValue) -> JsValue {
        let words = text(question, "text").unwrap_or_default();
        let answer = self.0.lookup(&Query {
            text: &words,
            context: Context {
                language: text(question, "language"),
                framework: text(question, "framework"),
                platform: text(question, "platform"),
            },
            limit: field(question, "limit").as_f64().unwrap_or_default() as usize,
            typing: field(question, "typing").is_truthy(),
        });
        object(&[
            ("answered", Some(answer.answered.into())),
            ("matches", Some(list(&answer.hits, found))),
            ("elsewhere", answer.elsewhere.map(parsed)),
            ("query", Some(understood(&answer.query))),
            ("catalogue", Some(parsed(self.0.header()))),
        ])
        .into()
    }
}

fn found(hit: &Hit<'_>) -> JsValue {
    object(&[
        ("solution", Some(parsed(hit.stored))),
        ("confidence", Some(hit.confidence.into())),
        ("why", Some(list(&hit.why, reason))),
    ])
    .into()
}

fn reason(why: &Why) -> JsValue {
    object(&[
        ("kind", Some(why.kind.name().into())),
        ("text", Some(why.text.as_str().into())),
        ("span", why.span.map(|span| list(&span, |place| JsValue::from(*place)))),
    ])
    .into()
}

fn understood(query: &QueryInfo) -> JsValue {
    object(&[
        ("kind", Some(query.kind.name().into())),
        ("normalised", Some(query.normalised.as_str().into())),
        ("truncated", Some(query.truncated.into())),
        ("redactions", Some(list(&query.redactions, |redaction| redaction.name().into()))),
    ])
    .into()
}

fn list<T>(items: &[T], write: fn(&T) -> JsValue) -> JsValue {
    items.iter().map(write).collect::<Array>().into()
}

/// What an index stores is JSON.
fn parsed(json: &str) -> JsValue {
    JSON::parse(json).unwrap_or_default()
}
