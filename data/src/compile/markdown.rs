//! Content Markdown: its blocks, its links, and the code that it shows by reference.

use std::{mem, ops::Range};

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::{mistake::SourceFile, place::Place, proof::region, slug::Slugs};
use crate::GuideSection;

/// The Markdown that content may use: CommonMark with tables and task lists.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS
}

/// A top-level block and the bytes it takes.
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) range: Range<usize>,
}

/// What a block is.
pub(super) enum BlockKind {
    /// Level and plain text.
    Heading(HeadingLevel, String),
    Paragraph,
    Other,
}

/// The top-level blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let kind = match tag {
                        Tag::Heading { level, .. } => BlockKind::Heading(level, String::new()),
                        Tag::Paragraph => BlockKind::Paragraph,
                        _ => BlockKind::Other,
                    };
                    blocks.push(Block { kind, range });
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(words) | Event::Code(words) => {
                if let Some(Block { kind: BlockKind::Heading(_, text), .. }) = blocks.last_mut()
                    && depth == 1
                {
                    text.push_str(&words);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// Markdown as it is served: code links replaced by the code, links to files by links to pages.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    /// How many code links there were.
    pub(super) code: usize,
    /// The solutions that each part links to, in order: what stands before the first heading, and the parts under one.
    pub(super) sections: Vec<GuideSection>,
}

/// Expands the part `range` of a file.
pub(super) fn expand(file: &SourceFile, range: Range<usize>, place: &Place<'_>) -> Expanded {
    let at = range.start;
    let source = file.text.get(range).unwrap_or_default();
    let mut expanded = Expanded::default();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut skip_until = 0;
    let mut slugs = Slugs::default();
    let mut heading: Option<String> = None;
    let mut section = GuideSection::default();
    for (event, span) in Parser::new_ext(source, options()).into_offset_iter() {
        if span.start < skip_until {
            continue;
        }
        match event {
            Event::Start(Tag::Paragraph) => {
                let Some(link) = code_link(source.get(span.clone()).unwrap_or_default()) else { continue };
                skip_until = span.end;
                expanded.code += 1;
                match code_block(place, link) {
                    Ok(block) => edits.push((span, block)),
                    Err(message) => file.mistake(at + span.start, message),
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                if let Some(page) = link(file, at + span.start, link_type, &dest_url, place) {
                    if let Some(id) = page.strip_prefix("/solutions/") {
                        let id = id.split('#').next().unwrap_or(id);
                        if let Err(place) = section.solutions.binary_search_by(|known| known.as_str().cmp(id))
                        {
                            section.solutions.insert(place, id.to_owned());
                        }
                    }
                    let Some(found) = source.get(span.clone()).and_then(|text| text.rfind(&*dest_url)) else {
                        continue;
                    };
                    let start = span.start + found;
                    edits.push((start..start + dest_url.len(), page));
                }
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(title) = &mut heading {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let title = heading.take().unwrap_or_default();
                let id = slugs.name(&title);
                expanded
                    .sections
                    .push(mem::replace(&mut section, GuideSection { id, title, solutions: Vec::new() }));
            }
            Event::Start(Tag::Image { .. }) => {
                file.mistake(at + span.start, "an image, draw with a `text` code block instead");
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                file.mistake(at + span.start, "raw HTML, write Markdown (or put it in backticks)");
            }
            _ => {}
        }
    }
    expanded.sections.push(section);
    let mut copied = 0;
    for (span, replacement) in edits {
        expanded.text.push_str(source.get(copied..span.start).unwrap_or_default());
        expanded.text.push_str(&replacement);
        copied = span.end;
    }
    expanded.text.push_str(source.get(copied..).unwrap_or_default());
    expanded.text = expanded.text.trim().to_owned();
    expanded
}

/// The page that a link leads to, when the link is to a content file.
fn link(file: &SourceFile, at: usize, link_type: LinkType, dest: &str, place: &Place<'_>) -> Option<String> {
    if dest.starts_with("https://") || dest.starts_with("http://") || dest.starts_with('#') {
        return None;
    }
    let page = (link_type == LinkType::Inline).then(|| place.page(dest)).flatten();
    if page.is_none() {
        file.mistake(
            at,
            format!("dead link `{dest}`, write the relative path of a solution.md, guide.md or category.md"),
        );
    }
    page
}

/// The destination of a paragraph that is `[code](…)` and nothing else.
fn code_link(paragraph: &str) -> Option<&str> {
    let link = paragraph.trim().strip_prefix("[code](")?.strip_suffix(')')?;
    (!link.contains([')', ' ', '\n'])).then_some(link)
}

fn code_block(place: &Place<'_>, link: &str) -> Result<String, String> {
    let example = "write [code](proof/fixed.py#region-name)";
    let (path, name) = link.split_once('#').ok_or_else(|| format!("`{link}` names no region, {example}"))?;
    let program =
        place.program(path).ok_or_else(|| format!("`{path}` is not a program of a proof, {example}"))?;
    let source = std::fs::read_to_string(&program)
        .map_err(|error| format!("`{path}` cannot be read ({error}), {example}"))?;
    let code = region(&source, name).ok_or_else(|| {
        format!(
            "no region `{name}` in {path}, write `# region: {name}` and `# endregion` around the code there"
        )
    })?;
    let file_name = program.file_name().unwrap_or_default().to_string_lossy();
    let language = if file_name.ends_with(".mjs") { "javascript" } else { "python" };
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    Ok(format!("{fence}{language} {file_name}\n{code}{fence}\n"))
}

/// The plain text of Markdown, for the lookup index: words only, code left out.
pub(super) fn plain_text(markdown: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(words) | Event::Code(words) if !in_code => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push('\n'),
            _ => {}
        }
    }
    text
}
