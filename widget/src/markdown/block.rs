//! Paragraphs, lists and what else stands on lines of its own.

use super::{MAX_DEPTH, Node, inline};

/// Reads the blocks of some lines, `depth` containers deep.
pub(super) fn parse(lines: &[&str], depth: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let (node, remaining) = if line.trim().is_empty() {
            rest = after;
            continue;
        } else if let Some(fence) = Fence::open(line) {
            code(&fence, after)
        } else if let Some((name, title)) = heading(line) {
            (Node::Element(name, inline::parse(title)), after)
        } else if is_rule(line) {
            (Node::Element("hr", Vec::new()), after)
        } else if depth < MAX_DEPTH && quoted(line).is_some() {
            quote(rest, depth)
        } else if let Some(marker) = Marker::read(line).filter(|_| depth < MAX_DEPTH) {
            list(&marker, rest, depth)
        } else if after.first().is_some_and(|next| line.contains('|') && is_table_rule(next)) {
            table(rest)
        } else {
            paragraph(rest)
        };
        nodes.push(node);
        rest = remaining;
    }
    nodes
}

/// The lines as long as they pass, and the others.
fn split<'l, 't>(
    lines: &'l [&'t str],
    passes: impl FnMut(&&'t str) -> bool,
) -> (&'l [&'t str], &'l [&'t str]) {
    let count = lines.iter().copied().take_while(passes).count();
    lines.split_at(count.min(lines.len()))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The line without its first `width` spaces, or as many of them as there are.
fn dedent(line: &str, width: usize) -> &str {
    line.get(indent(line).min(width)..).unwrap_or_default()
}

struct Fence {
    mark: char,
    length: usize,
    indent: usize,
    language: String,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let text = line.trim_start();
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let length = text.len() - info.len();
        (length >= 3 && !(mark == '`' && info.contains('`'))).then(|| Self {
            mark,
            length,
            indent: indent(line),
            language: info.trim().to_owned(),
        })
    }

    fn closes(&self, line: &str) -> bool {
        let text = line.trim();
        text.len() >= self.length && text.trim_start_matches(self.mark).is_empty()
    }
}

fn code<'l, 't>(fence: &Fence, lines: &'l [&'t str]) -> (Node, &'l [&'t str]) {
    let (inner, rest) = split(lines, |line| !fence.closes(line));
    let inner: Vec<&str> = inner.iter().map(|line| dedent(line, fence.indent)).collect();
    let node = Node::Code { language: fence.language.clone(), text: inner.join("\n") };
    (node, rest.get(1..).unwrap_or_default())
}

/// The panel has its own headings above those of a text.
fn heading(line: &str) -> Option<(&'static str, &str)> {
    let text = line.trim();
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    let name = if level <= 3 { "h4" } else { "h5" };
    let title_follows = title.is_empty() || title.starts_with(' ');
    ((1..=6).contains(&level) && title_follows).then(|| (name, title.trim_end_matches('#').trim()))
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|mark| !mark.is_whitespace());
    let Some(first) = marks.next().filter(|mark| matches!(mark, '-' | '*' | '_')) else { return false };
    let mut count = 1;
    marks.all(|mark| {
        count += 1;
        mark == first
    }) && count >= 3
}

fn quoted(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix('>')?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

fn quote<'l, 't>(lines: &'l [&'t str], depth: usize) -> (Node, &'l [&'t str]) {
    let (inner, rest) = split(lines, |line| quoted(line).is_some() || continues_lazily(line));
    let inner: Vec<&str> = inner.iter().map(|line| quoted(line).unwrap_or(line)).collect();
    (Node::Element("blockquote", parse(&inner, depth + 1)), rest)
}

/// What begins an item of a list.
struct Marker {
    /// `-`, `*`, `+`, or `.` and `)` after a number.
    mark: char,
    /// The number of a numbered item.
    number: Option<u32>,
    /// Where the text of the item begins.
    offset: usize,
}

impl Marker {
    fn read(line: &str) -> Option<Self> {
        let text = line.trim_start_matches(' ');
        let number = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let digits = text.len() - number.len();
        let mark = number.chars().next()?;
        let is_marker = match digits {
            0 => matches!(mark, '-' | '*' | '+'),
            1..=9 => matches!(mark, '.' | ')'),
            _ => false,
        };
        let after = number.get(1..).filter(|_| is_marker)?;
        let spaces = indent(after);
        if spaces == 0 && !after.is_empty() {
            return None;
        }
        let marker = indent(line) + digits + 1;
        let offset = marker + if after.trim().is_empty() { 1 } else { spaces };
        Some(Self { mark, number: text.get(..digits)?.parse().ok(), offset })
    }
}

fn list<'l, 't>(first: &Marker, lines: &'l [&'t str], depth: usize) -> (Node, &'l [&'t str]) {
    let mut items = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let Some(marker) = Marker::read(line).filter(|marker| marker.mark == first.mark && !is_rule(line))
        else {
            break;
        };
        // Lines that are indented belong to the item, and those that go on with its paragraph.
        let mut after_blank = line.get(marker.offset..).is_none();
        let (inner, following) = split(after, |line| {
            let is_blank = line.trim().is_empty();
            let belongs =
                is_blank || indent(line) >= marker.offset || (!after_blank && continues_lazily(line));
            after_blank = is_blank;
            belongs
        });
        let mut content = vec![line.get(marker.offset..).unwrap_or_default()];
        content.extend(inner.iter().map(|line| dedent(line, marker.offset)));
        items.push(Node::Element("li", tight(parse(&content, depth + 1))));
        rest = following;
    }
    let name = if matches!(first.mark, '.' | ')') { "ol" } else { "ul" };
    (Node::Element(name, items), rest)
}

/// The text of an item needs no paragraph of its own.
fn tight(blocks: Vec<Node>) -> Vec<Node> {
    let paragraphs = blocks.iter().filter(|node| matches!(node, Node::Element("p", _))).count();
    let unwrap = |node| match node {
        Node::Element("p", children) if paragraphs == 1 => children,
        other => vec![other],
    };
    blocks.into_iter().flat_map(unwrap).collect()
}

/// Whether a line goes on with a paragraph without the indent or mark of what the paragraph is in.
fn continues_lazily(line: &str) -> bool {
    continues_paragraph(line) && Marker::read(line).is_none()
}

/// Whether a line, after one of a paragraph, belongs to that. A number there is rarely that of an
/// item, unless it is 1.
fn continues_paragraph(line: &str) -> bool {
    let begins_list = Marker::read(line).is_some_and(|marker| {
        let is_empty = line.get(marker.offset..).is_none_or(|text| text.trim().is_empty());
        !is_empty && marker.number.unwrap_or(1) == 1
    });
    let begins_another = Fence::open(line).is_some()
        || heading(line).is_some()
        || is_rule(line)
        || quoted(line).is_some()
        || begins_list;
    !begins_another && !line.trim().is_empty()
}

fn paragraph<'l, 't>(lines: &'l [&'t str]) -> (Node, &'l [&'t str]) {
    let mut is_first = true;
    let (inner, rest) = split(lines, |line| std::mem::take(&mut is_first) || continues_paragraph(line));
    // Spaces at the end of a line may mean a break.
    let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
    (Node::Element("p", inline::parse(inner.join("\n").trim_end())), rest)
}

fn is_table_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|mark| matches!(mark, '|' | '-' | ':' | ' '))
}

fn table<'l, 't>(lines: &'l [&'t str]) -> (Node, &'l [&'t str]) {
    let (inner, rest) = split(lines, |line| !line.trim().is_empty());
    let mut rows = inner.iter().enumerate().filter(|(place, _)| *place != 1).map(|(place, line)| {
        let name = if place == 0 { "th" } else { "td" };
        let cells = cells(line).into_iter().map(|cell| Node::Element(name, inline::parse(&cell)));
        Node::Element("tr", cells.collect())
    });
    (Node::Element("table", rows.by_ref().collect()), rest)
}

/// A bar that is escaped does not end a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for letter in line.strip_suffix('|').unwrap_or(line).chars() {
        match cells.last_mut() {
            Some(cell) if letter == '|' && is_escaped => {
                cell.pop();
                cell.push(letter);
            }
            Some(cell) if letter != '|' => cell.push(letter),
            _ => cells.push(String::new()),
        }
        is_escaped = letter == '\\';
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
