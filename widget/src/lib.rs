//! The Remedy widget: a custom element that suggests proven solutions.
//!
//! `js/remedy.js` defines the element and loads this crate, compiled to WebAssembly, when the first
//! element enters a page; all elements share it.
//!
//! | module | what it knows |
//! |---|---|
//! | `settings` | what the element's attributes say |
//! | `page_context` | what the page around the element is about |
//! | `client` | asks a service, or an index in this page (`offline`); `wire` reads what they answer |
//! | `engine` | answers from an index; the build makes a file of its own of it, which `js/remedy.js` loads when there is one |
//! | `app` | the state and how it changes; `request` keeps one thing that was asked for |
//! | `panel`, `results`, `solution_view` | what is seen |
//! | `markdown`, `prose`, `code_block` | texts of solutions, as nodes and never as HTML |
//! | `strings` | every word that is shown |

mod app;
mod client;
mod code_block;
mod engine;
mod markdown;
mod offline;
mod page;
mod page_context;
mod panel;
mod prose;
#[cfg(test)]
mod prose_tests;
mod request;
mod results;
mod settings;
mod solution_view;
mod strings;
mod wire;

use std::rc::Rc;

use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use web_sys::{Element, HtmlElement};
use yew::{AppHandle, Renderer};

use app::{App, Properties};
use settings::Settings;

/// Half as large as the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A widget in its element, from when the element enters the page until it leaves.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Widget {
    app: AppHandle<App>,
    host: HtmlElement,
}

#[wasm_bindgen]
impl Widget {
    /// Shows the widget of the element `host` in `place`, a child of the element's shadow root.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, place: Element, settings: &JsValue) -> Widget {
        let properties = Properties { host: host.clone(), settings: Rc::new(Settings::read(settings)) };
        Self { app: Renderer::<App>::with_root_and_props(place, properties).render(), host }
    }

    /// Takes over changed attributes.
    pub fn update(&mut self, settings: &JsValue) {
        let settings = Rc::new(Settings::read(settings));
        self.app.update(Properties { host: self.host.clone(), settings });
    }

    /// Takes the widget down.
    pub fn destroy(self) {
        self.app.destroy();
    }
}

/// Looks a text up, without any element; gives a `LookupAnswer` as a JavaScript object.
///
/// # Errors
/// When nobody answers, or the answer is an error.
#[wasm_bindgen]
pub async fn lookup(text: String, settings: JsValue) -> Result<JsValue, JsError> {
    Ok(client::lookup(&Settings::read(&settings), &text, false, None).await?.object)
}
