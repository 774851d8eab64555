//! The headings of rendered HTML, for a table of contents.

/// A second-level heading, and the third-level headings below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// What it can be linked by.
    pub(super) id: &'a str,
    /// Its text, still escaped as HTML.
    pub(super) html: String,
    /// Ids and texts.
    pub(super) below: Vec<(&'a str, String)>,
}

/// The `<h2 id="…">` and `<h3 id="…">` of HTML that the catalogue's compiler wrote, in order. A
/// third-level heading before the first of the second level is left out.
pub(super) fn headings(html: &str) -> Vec<Heading<'_>> {
    let mut headings: Vec<Heading<'_>> = Vec::new();
    for rest in html.split("<h").skip(1) {
        let Some((level, id, html)) = heading(rest) else { continue };
        match (level, headings.last_mut()) {
            ("2", _) => headings.push(Heading { id, html, below: Vec::new() }),
            ("3", Some(parent)) => parent.below.push((id, html)),
            _ => {}
        }
    }
    headings
}

/// Level, id and text of what follows `<h`.
fn heading(rest: &str) -> Option<(&str, &str, String)> {
    let (level, rest) = rest.split_once(" id=\"")?;
    let (id, rest) = rest.split_once("\">")?;
    let (inner, _) = rest.split_once("</h")?;
    (level.len() == 1).then(|| (level, id, without_tags(inner)))
}

fn without_tags(html: &str) -> String {
    html.split('<').enumerate().fold(String::new(), |mut text, (part, piece)| {
        text.push_str(if part == 0 { piece } else { piece.split_once('>').map_or("", |(_, after)| after) });
        text
    })
}

#[cfg(test)]
#[path = "toc_tests.rs"]
mod toc_tests;
