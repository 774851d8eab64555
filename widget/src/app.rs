//! The component.

use web_sys::HtmlElement;
use yew::{Component, Context, Html, html};

#[derive(Debug)]
pub(crate) struct App;

#[derive(Debug, PartialEq, yew::Properties)]
pub(crate) struct Properties {
    pub(crate) host: HtmlElement,
}

impl Component for App {
    type Message = ();
    type Properties = Properties;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        html! { <button part="button">{ context.props().host.id() }</button> }
    }
}
