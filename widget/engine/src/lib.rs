//! The lookup engine for a widget that works without a service.
//!
//! A module of its own, because a page whose widget asks a service never loads it.

use remedy_lookup::{Context, Index, Query};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

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
        Ok(Self(Index::open(index)?))
    }

    /// The `LookupAnswer` that a service with the same index would give, as JSON; how long it took is
    /// for the caller to add.
    pub fn lookup(
        &self,
        text: &str,
        limit: usize,
        typing: bool,
        language: Option<String>,
        framework: Option<String>,
        platform: Option<String>,
    ) -> String {
        let context = Context { language, framework, platform };
        let answer = self.0.lookup(&Query { text, context, limit, typing });
        // What the index stores is JSON already; reading it only to write it again would double the code.
        let mut json = format!(r#"{{"answered":{},"matches":["#, answer.answered);
        for (place, hit) in answer.hits.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let (confidence, why) = (written(&hit.confidence), written(&hit.why));
            json += &format!(r#"{comma}{{"solution":{},"confidence":{confidence},"why":{why}}}"#, hit.stored);
        }
        json += "],";
        if let Some(stored) = answer.elsewhere {
            json += &format!(r#""elsewhere":{stored},"#);
        }
        let (info, header) = (written(&answer.query), self.0.header());
        json + &format!(r#""query":{info},"catalogue":{header}}}"#)
    }
}

/// Everything in an answer can be written.
fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
