//! A block of code that can be copied.

use std::time::Duration;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use yew::{AttrValue, Component, Context, Html, Properties, html, platform::time::sleep};

use crate::{page, strings};

/// How long the button says what happened.
const SHOWN: Duration = Duration::from_secs(2);

#[derive(Debug, PartialEq, Properties)]
pub(crate) struct Code {
    pub(crate) text: AttrValue,
    /// The info string of the fenced block; empty for none.
    pub(crate) language: AttrValue,
}

#[derive(Debug)]
pub(crate) struct CodeBlock {
    label: &'static str,
}

#[derive(Debug)]
pub(crate) enum Message {
    Copy,
    Label(&'static str),
}

impl Component for CodeBlock {
    type Message = Message;
    type Properties = Code;

    fn create(_: &Context<Self>) -> Self {
        Self { label: strings::COPY }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Copy => {
                let text = ctx.props().text.clone();
                ctx.link().send_future(async move {
                    Message::Label(if copy(&text).await { strings::COPIED } else { strings::NOT_COPIED })
                });
                false
            }
            Message::Label(label) => {
                self.label = label;
                if label != strings::COPY {
                    ctx.link().send_future(async {
                        sleep(SHOWN).await;
                        Message::Label(strings::COPY)
                    });
                }
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Code { text, language } = ctx.props();
        html! {
            <div class="code">
                <span class="language">{ language }</span>
                <button type="button" aria-live="polite" onclick={ctx.link().callback(|_| Message::Copy)}>
                    { self.label }
                </button>
                // Scrolls sideways, with the keyboard too.
                <pre tabindex="0"><code>{ text }</code></pre>
            </div>
        }
    }
}

/// Whether the text is on the clipboard now. Pages that are not secure have none.
async fn copy(text: &str) -> bool {
    let Some(clipboard) = page::window().map(|window| window.navigator().clipboard()) else { return false };
    if AsRef::<JsValue>::as_ref(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
