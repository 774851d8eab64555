//! What the element's attributes say.

use js_sys::Function;
use remedy_lookup::Context;
use wasm_bindgen::{JsCast, JsValue};

use crate::wire::{field, text};

/// The settings of one widget, as the entry makes them of the element's attributes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Settings {
    /// Base address of the service, without a slash at the end. Absent where an index answers alone.
    pub(crate) api: Option<String>,
    /// Address of an exported index, which is then asked instead of the service.
    pub(crate) index: Option<String>,
    /// Answers a question from an index: takes its address and the question, gives a promise.
    pub(crate) engine: Option<Function>,
    /// What is in the search box at first.
    pub(crate) query: Option<String>,
    /// What the page is about: text, or a selector of elements to read. Nothing else is read then.
    pub(crate) context: Option<String>,
    /// Whether the panel stands in the page's flow, or opens from a button in the corner.
    pub(crate) inline: bool,
    /// Language, framework and platform that every question is asked with.
    pub(crate) hints: Context,
}

impl Settings {
    pub(crate) fn read(value: &JsValue) -> Self {
        Self {
            api: text(value, "api"),
            index: text(value, "index"),
            engine: field(value, "engine").dyn_into().ok(),
            query: text(value, "query"),
            context: text(value, "context"),
            inline: field(value, "inline").is_truthy(),
            hints: Context {
                language: text(value, "language"),
                framework: text(value, "framework"),
                platform: text(value, "platform"),
            },
        }
    }

    /// The address of a page of the service, by its path.
    pub(crate) fn page(&self, path: &str) -> Option<String> {
        self.api.as_ref().map(|api| format!("{api}{path}"))
    }

    /// Whether a question asked with these settings may have another answer than with `other`.
    pub(crate) fn asks_otherwise(&self, other: &Self) -> bool {
        self.api != other.api || self.index != other.index || self.hints != other.hints
    }
}
