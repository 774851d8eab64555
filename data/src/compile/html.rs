//! Markdown to HTML, once, when the catalogue is compiled: safe, with code highlighted by classes.

use std::fmt::Write as _;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html::push_html};
use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::SyntaxSet,
    util::LinesWithEndings,
};

use super::{
    markdown::options,
    slug::{Slugs, slug},
};
use crate::Fix;

/// Renders Markdown; holds the grammars, which are slow to load.
pub(super) struct Renderer {
    syntaxes: SyntaxSet,
}

impl Renderer {
    pub(super) fn new() -> Self {
        Self { syntaxes: SyntaxSet::load_defaults_newlines() }
    }

    /// HTML of expanded Markdown. Raw HTML in it comes out as text. Headings get an `id` from their words.
    pub(super) fn html(&self, markdown: &str) -> String {
        let mut events = Vec::new();
        let mut code: Option<(String, String)> = None;
        for event in Parser::new_ext(markdown, options()) {
            match (event, &mut code) {
                (Event::Start(Tag::CodeBlock(kind)), _) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => info.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    code = Some((info, String::new()));
                }
                (Event::End(TagEnd::CodeBlock), _) => {
                    if let Some((info, text)) = code.take() {
                        events.push(Event::Html(self.figure(&info, &text).into()));
                    }
                }
                (Event::Text(text), Some((_, code))) => code.push_str(&text),
                (Event::Html(html) | Event::InlineHtml(html), _) => events.push(Event::Text(html)),
                // A checklist is there to be worked through; nothing keeps the ticks.
                (Event::TaskListMarker(_), _) => {
                    events.push(Event::InlineHtml(r#"<input type="checkbox" aria-label="Done"> "#.into()));
                }
                (event, _) => events.push(event),
            }
        }
        name_headings(&mut events);
        let mut html = String::new();
        push_html(&mut html, events.into_iter());
        html
    }

    /// The five sections of a solution.
    pub(super) fn sections(&self, sections: &[(&str, &str)], fixes: &[Fix]) -> String {
        let mut html = String::new();
        for (title, markdown) in sections {
            let id = slug(title);
            let body = if *title == "Fixes" { self.fixes(fixes) } else { self.html(markdown) };
            // Writing to a string cannot fail; so below.
            let _ = write!(html, "<section id=\"{id}\"><h2>{}</h2>\n{body}</section>\n", escape(title));
        }
        html
    }

    fn fixes(&self, fixes: &[Fix]) -> String {
        let mut html = String::new();
        for (number, fix) in fixes.iter().enumerate() {
            let kind = fix.kind.name();
            let _ = write!(
                html,
                "<article class=\"fix\" id=\"fix-{}\"><h3>{} <span class=\"kind {kind}\">{kind}</span></h3>\n\
                 <div class=\"when\"><strong>When</strong> {}</div>\n{}\
                 <div class=\"trade-off\"><strong>Trade-off</strong> {}</div></article>\n",
                number + 1,
                escape(&fix.title),
                self.html(&fix.when),
                self.html(&fix.body),
                self.html(&fix.trade_off),
            );
        }
        html
    }

    /// A code block: the first word of the info string is the language, the second the file's name.
    fn figure(&self, info: &str, code: &str) -> String {
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or("text");
        let caption = words.next().map(|name| format!("<figcaption>{}</figcaption>", escape(name)));
        format!(
            "<figure class=\"code\">{}<pre tabindex=\"0\"><code class=\"language-{}\">{}</code></pre></figure>\n",
            caption.unwrap_or_default(),
            escape(language),
            self.highlight(language, code).unwrap_or_else(|| escape(code)),
        )
    }

    fn highlight(&self, language: &str, code: &str) -> Option<String> {
        let syntax = self.syntaxes.find_syntax_by_token(language)?;
        let style = ClassStyle::SpacedPrefixed { prefix: "hl-" };
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &self.syntaxes, style);
        for line in LinesWithEndings::from(code) {
            generator.parse_html_for_line_which_includes_newline(line).ok()?;
        }
        Some(generator.finalize())
    }
}

/// Gives each heading an id from its words, unique within the text.
fn name_headings(events: &mut [Event<'_>]) {
    let mut slugs = Slugs::default();
    let mut open = None;
    let mut text = String::new();
    for index in 0..events.len() {
        match &events[index] {
            Event::Start(Tag::Heading { .. }) => {
                open = Some(index);
                text.clear();
            }
            Event::Text(words) | Event::Code(words) if open.is_some() => text.push_str(words),
            Event::End(TagEnd::Heading(_)) => {
                let Some(Event::Start(Tag::Heading { id, .. })) = open.take().map(|start| &mut events[start])
                else {
                    continue;
                };
                *id = Some(CowStr::from(slugs.name(&text)));
            }
            _ => {}
        }
    }
}

fn escape(text: &str) -> String {
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut html, text);
    html
}
