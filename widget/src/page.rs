//! The few things of the page that are needed in several places.

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, Window};

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// Records the time from the start of the entry until now, for the page's own measurements.
pub(crate) fn measure(name: &str) {
    if let Some(performance) = window().and_then(|window| window.performance()) {
        // The page may have cleared the mark; that is no error of ours.
        let _ = performance.measure_with_start_mark(name, "remedy:start");
    }
}

/// Tells the page, from the element on upwards and out of its shadow root.
pub(crate) fn dispatch(host: &HtmlElement, name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Whether the page cancelled it does not matter.
        let _ = host.dispatch_event(&event);
    }
}
