//! Texts of solutions as nodes of the page. No text ever becomes HTML.

use yew::{
    Html, html,
    virtual_dom::{AttributeOrProperty, Attributes, VTag},
};

use crate::{
    code_block::CodeBlock,
    markdown::{self, Node},
};

/// Renders a Markdown text; links that are paths lead to the service at `api`.
pub(crate) fn view(text: &str, api: Option<&str>) -> Html {
    html! { <div class="prose">{ for nodes(markdown::parse(text), api) }</div> }
}

fn nodes(nodes: Vec<Node>, api: Option<&str>) -> Vec<Html> {
    nodes.into_iter().map(|child| node(child, api)).collect()
}

fn node(node: Node, api: Option<&str>) -> Html {
    let (name, address, children) = match node {
        Node::Text(text) => return text.into(),
        Node::Code { language, text } => return html! { <CodeBlock {text} {language} /> },
        Node::Element(name, children) => (name, None, children),
        Node::Link { to, children } => match address(&to, api) {
            Some(address) => ("a", Some(address), children),
            None => ("span", None, children),
        },
    };
    let mut tag = VTag::new(name);
    if let Some(address) = address {
        let values = [address.into(), "_blank".into(), "noopener noreferrer".into()];
        tag.set_attributes(Attributes::Dynamic {
            keys: &["href", "target", "rel"],
            values: values.map(|value| Some(AttributeOrProperty::Attribute(value))).into(),
        });
    }
    tag.add_children(nodes(children, api));
    tag.into()
}

/// Where a link leads: to the web, or to a page of the service; nowhere else.
pub(crate) fn address(link: &str, api: Option<&str>) -> Option<String> {
    let start = link.get(..8).unwrap_or(link).to_ascii_lowercase();
    if start.starts_with("https://") || start.starts_with("http://") {
        return Some(link.to_owned());
    }
    let path = link.strip_prefix('/').filter(|path| !path.starts_with(['/', '\\']))?;
    api.map(|api| format!("{api}/{path}"))
}
