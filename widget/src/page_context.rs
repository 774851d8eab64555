//! What the page around the widget is about, in a few kilobytes of text.
//!
//! Read is, first that gives anything: the attribute `context`; what the user has selected; else
//! error texts that the page shows, with its heading and title. Never read is what anyone types:
//! form fields, passwords and editable parts, and anything that is not visible.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

use crate::{page, settings::Settings};

/// Most bytes that are taken from a page.
pub(crate) const MAX_BYTES: usize = 8 * 1024;

/// Most elements that are looked at, so that a page with thousands of code samples stays quick.
const MAX_ELEMENTS: u32 = 200;

/// Where pages show errors.
const PLACES: &str = "pre, code, [role=alert], .error";

/// The places that show anything else as well, and count only when they read like an error.
const CODE: &str = "pre, code";

/// What people write into.
const EDITABLE: &str = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

/// What error messages have in common, in lower case.
const ERROR_WORDS: [&str; 14] = [
    "error",
    "exception",
    "traceback",
    "panic",
    "fatal",
    "fail",
    "denied",
    "refused",
    "timed out",
    "timeout",
    "deadlock",
    "locked",
    "abort",
    "killed",
];

/// The page's text, with the most telling parts first; empty when there is none.
pub(crate) fn read(settings: &Settings) -> String {
    let Some(document) = page::window().and_then(|window| window.document()) else {
        return String::new();
    };
    let mut text = Text::default();
    match settings.context.as_deref() {
        Some(selector) if selector.starts_with(['#', '.']) => text.add_all(&document, selector, |_, _| true),
        Some(given) => text.add(given),
        None => match selection(&document) {
            Some(selected) => text.add(&selected),
            None => {
                text.add_all(&document, PLACES, |element, text| {
                    !element.matches(CODE).unwrap_or(false) || reads_like_an_error(text)
                });
                text.add_all(&document, "h1", |_, _| true);
                text.add(&document.title());
            }
        },
    }
    text.0
}

pub(crate) fn reads_like_an_error(text: &str) -> bool {
    // All of the words are ASCII; the browser's own function would not be there in the tests.
    let text = text.to_ascii_lowercase();
    ERROR_WORDS.iter().any(|word| text.contains(word))
}

/// Lines, up to [`MAX_BYTES`].
#[derive(Debug, Default)]
pub(crate) struct Text(pub(crate) String);

impl Text {
    /// Adds a line or several; of what is too long the end stays, because programs print their reason last.
    pub(crate) fn add(&mut self, text: &str) {
        let text = text.trim();
        let room = MAX_BYTES.saturating_sub(self.0.len() + 1);
        let mut start = text.len().saturating_sub(room);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let Some(text) = text.get(start..).filter(|text| !text.is_empty()) else { return };
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
    }

    /// Adds the visible text of each element that `selector` finds and `counts`. An element within
    /// another one that was found has been added with it.
    fn add_all(&mut self, document: &Document, selector: &str, counts: impl Fn(&Element, &str) -> bool) {
        // A selector of the page's author may be wrong; then it finds nothing.
        let Ok(elements) = document.query_selector_all(selector) else { return };
        for element in (0..elements.length().min(MAX_ELEMENTS)).filter_map(|i| elements.get(i)) {
            let Ok(element) = element.dyn_into::<HtmlElement>() else { continue };
            let within = element.parent_element().and_then(|parent| parent.closest(selector).ok()?);
            if self.0.len() >= MAX_BYTES {
                return;
            }
            if within.is_none() && is_visible(&element) && !is_editable(&element) {
                let text = element.inner_text();
                if counts(&element, &text) {
                    self.add(&text);
                }
            }
        }
    }
}

/// What is not laid out would give its hidden text.
fn is_visible(element: &HtmlElement) -> bool {
    element.offset_width() > 0 && element.offset_height() > 0
}

fn is_editable(element: &Element) -> bool {
    let within = element.closest(EDITABLE).ok().flatten();
    within.or_else(|| element.query_selector(EDITABLE).ok().flatten()).is_some()
}

/// What the user has selected, unless it is, or contains, something that people write into.
fn selection(document: &Document) -> Option<String> {
    let selection = document.get_selection().ok()??;
    let range = selection.get_range_at(0).ok()?;
    let around = range.common_ancestor_container().ok()?;
    let around = around.dyn_ref::<Element>().cloned().or_else(|| around.parent_element())?;
    if around.closest(EDITABLE).ok()?.is_some()
        || range.clone_contents().ok()?.query_selector(EDITABLE).ok()?.is_some()
    {
        return None;
    }
    // A range has the text of the page only, never that of a form field.
    let text = String::from(range.to_string());
    (!text.trim().is_empty()).then_some(text)
}
