//! What every page has: head, header, footer, and the widget.

use maud::{DOCTYPE, Markup, html};

use super::assets::{ICON, SCRIPT, STYLE};
use crate::served::Served;

/// A page around its main content.
pub(crate) struct Page<'a> {
    /// What the page is about; the site's name is added.
    pub(crate) title: &'a str,
    /// One sentence for search engines and previews.
    pub(crate) description: &'a str,
    /// The page's own path, without a query.
    pub(crate) path: &'a str,
}

impl Page<'_> {
    /// The page with everything that the catalogue adds: its version, and the widget if there is one.
    pub(crate) fn render(&self, served: &Served, main: &Markup) -> Markup {
        self.document(Some(served), main)
    }

    /// The page for when there is nothing to show but a message.
    pub(crate) fn render_bare(&self, main: &Markup) -> Markup {
        self.document(None, main)
    }

    fn document(&self, served: Option<&Served>, main: &Markup) -> Markup {
        let widget = served.is_some_and(Served::has_widget);
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · Remedy" }
                    meta name="description" content=(self.description);
                    @if served.is_some() { link rel="canonical" href=(self.path); } @else { meta name="robots" content="noindex"; }
                    link rel="icon" type="image/svg+xml" href=(ICON.path);
                    link rel="stylesheet" href=(STYLE.path);
                    script type="module" src=(SCRIPT.path) {}
                    @if widget { script type="module" src="/widget/v1/remedy.js" {} }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.site-head { div {
                        a.brand href="/" { img src=(ICON.path) alt="" width="26" height="26"; "Remedy" }
                        nav aria-label="Site" {
                            (self.nav_link("/solutions", "Solutions"))
                            (self.nav_link("/guides", "Guides"))
                            (self.nav_link("/docs", "API"))
                        }
                    } }
                    main #main tabindex="-1" { (main) }
                    footer.site-foot { div {
                        @if let Some(served) = served {
                            @let info = served.info();
                            span { "Catalogue " code { (info.version) } " of " (day(&info.built_at)) }
                        } @else { span {} }
                        a href="/docs" { "API" }
                        a href="/openapi.json" { "OpenAPI" }
                        a href="/problems" { "Problem codes" }
                    } }
                    @if widget { remedy-widget {} }
                }
            }
        }
    }

    fn nav_link(&self, path: &str, name: &str) -> Markup {
        html! { a href=(path) aria-current=[self.path.starts_with(path).then_some("true")] { (name) } }
    }
}

/// Text with `code` in backticks.
pub(super) fn inline_code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A time stamp or a day as a `<time>` that shows the day alone.
pub(crate) fn day(rfc3339: &str) -> Markup {
    html! { time datetime=(rfc3339) { (rfc3339.split('T').next().unwrap_or(rfc3339)) } }
}
