//! What stands within a line: code, emphasis, links, breaks.

use super::Node;

/// Reads the text of a paragraph, whose lines are separated by line feeds.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let mut reader = Reader { nodes: Vec::new(), plain: String::new() };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = reader.plain.chars().next_back();
        let read = match first {
            '`' => code(rest),
            '*' | '_' => emphasis(rest, first, before),
            '[' => link(rest),
            '!' => rest.strip_prefix('!').and_then(link).map(|(nodes, rest)| (image(nodes), rest)),
            '<' => autolink(rest),
            '\\' => escape(rest),
            '\n' => Some((reader.line_end(), rest.get(1..).unwrap_or_default())),
            _ => None,
        };
        rest = match read {
            Some((nodes, rest)) => {
                reader.add(nodes);
                rest
            }
            None => reader.take_plain(rest),
        };
    }
    reader.end_plain();
    reader.nodes
}

struct Reader {
    nodes: Vec<Node>,
    /// Text that is not yet a node.
    plain: String,
}

impl Reader {
    fn add(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            if let Node::Text(text) = &node {
                self.plain.push_str(text);
            } else {
                self.end_plain();
                self.nodes.push(node);
            }
        }
    }

    fn end_plain(&mut self) {
        if !self.plain.is_empty() {
            self.nodes.push(Node::Text(std::mem::take(&mut self.plain)));
        }
    }

    /// Takes a run of the same mark whole, so that what is no delimiter at its start is none within.
    fn take_plain<'t>(&mut self, text: &'t str) -> &'t str {
        let first = text.chars().next().unwrap_or_default();
        let length = if matches!(first, '`' | '*' | '_') { run(text, first) } else { first.len_utf8() };
        let (plain, rest) = text.split_at(length);
        self.plain.push_str(plain);
        rest
    }

    /// Two spaces before the end of a line break it.
    fn line_end(&mut self) -> Vec<Node> {
        let breaks = self.plain.ends_with("  ");
        self.plain.truncate(self.plain.trim_end_matches(' ').len());
        vec![if breaks { Node::Element("br", Vec::new()) } else { Node::Text(" ".into()) }]
    }
}

/// What was read, and the text after it.
type Read<'t> = Option<(Vec<Node>, &'t str)>;

/// How often a text begins with a mark of one byte.
fn run(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

/// The text in a code span, and the text after it.
fn code_span(text: &str) -> Option<(&str, &str)> {
    let length = run(text, '`');
    let inner = text.get(length..)?;
    let mut at = 0;
    while let Some(found) = inner.get(at..)?.find('`') {
        let end = at + found;
        let closing = run(inner.get(end..)?, '`');
        if closing == length {
            return Some((inner.get(..end)?, inner.get(end + closing..)?));
        }
        at = end + closing;
    }
    None
}

fn code(text: &str) -> Read<'_> {
    let (inner, rest) = code_span(text)?;
    let inner = inner.replace('\n', " ");
    // A span may begin or end with a backtick, set off by a space.
    let padded = inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
    let inner = padded.filter(|inner| !inner.trim().is_empty()).unwrap_or(&inner);
    Some((vec![Node::Element("code", vec![Node::Text(inner.to_owned())])], rest))
}

fn emphasis<'t>(text: &'t str, mark: char, before: Option<char>) -> Read<'t> {
    let in_word = |letter: Option<char>| letter.is_some_and(remedy_lookup::is_alphanumeric);
    let opening = run(text, mark);
    let length = match opening {
        // One for the outer element and two for the inner one, or the other way round: as it closes.
        3 => {
            let after = text.get(3..)?.trim_start_matches(|letter| letter != mark);
            if run(after, mark) == 1 { 2 } else { 1 }
        }
        _ => opening.min(2),
    };
    if opening > 3 || (mark == '_' && in_word(before)) {
        return None;
    }
    let inner = text.get(length..)?;
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let mut at = 0;
    while let Some(found) = inner.get(at..)?.find(['`', '\\', mark]) {
        let start = at + found;
        let here = inner.get(start..)?;
        at = start
            + match here.chars().next()? {
                // Marks within code and after a backslash are none.
                '`' => code_span(here).map_or(run(here, '`'), |(_, after)| here.len() - after.len()),
                '\\' => 1 + here.chars().nth(1).map_or(0, char::len_utf8),
                _ => {
                    let closing = run(here, mark);
                    let after = here.get(closing..)?;
                    let content = inner.get(..start + closing - length.min(closing))?;
                    let closes = (closing == length || closing == 3)
                        && !inner.get(..start)?.ends_with(char::is_whitespace)
                        && !(mark == '_' && in_word(after.chars().next()));
                    if closes && start > 0 {
                        let name = if length == 2 { "strong" } else { "em" };
                        return Some((vec![Node::Element(name, parse(content))], after));
                    }
                    closing
                }
            };
    }
    None
}

/// `[text](destination "title")`; the title is not shown.
fn link(text: &str) -> Read<'_> {
    let mut depth = 0_usize;
    let mut at = 0;
    let end = loop {
        let start = at + text.get(at..)?.find(['[', ']', '`', '\\'])?;
        let here = text.get(start..)?;
        at = start + 1;
        match here.chars().next()? {
            '[' => depth += 1,
            ']' if depth == 1 => break start,
            ']' => depth -= 1,
            '`' => at = start + code_span(here).map_or(run(here, '`'), |(_, after)| here.len() - after.len()),
            _ => at += here.chars().nth(1).map_or(0, char::len_utf8),
        }
    };
    let target = text.get(end + 1..)?.strip_prefix('(')?;
    let mut open = 0_usize;
    let close = target.find(|mark: char| {
        open += usize::from(mark == '(');
        let closes = mark == ')' && open == 0;
        open -= usize::from(mark == ')' && open > 0);
        closes
    })?;
    let to = target.get(..close)?.split_whitespace().next().unwrap_or_default();
    let to = to.strip_prefix('<').and_then(|to| to.strip_suffix('>')).unwrap_or(to);
    let children = parse(text.get(1..end)?);
    Some((vec![Node::Link { to: to.to_owned(), children }], target.get(close + 1..)?))
}

/// Nothing is loaded for a text; what an image shows is said in its place.
fn image(link: Vec<Node>) -> Vec<Node> {
    link.into_iter()
        .flat_map(|node| match node {
            Node::Link { children, .. } => children,
            other => vec![other],
        })
        .collect()
}

fn autolink(text: &str) -> Read<'_> {
    let (to, rest) = text.strip_prefix('<')?.split_once('>')?;
    let is_address =
        (to.starts_with("https://") || to.starts_with("http://")) && !to.contains(char::is_whitespace);
    is_address.then(|| (vec![Node::Link { to: to.into(), children: vec![Node::Text(to.into())] }], rest))
}

fn escape(text: &str) -> Read<'_> {
    let mut letters = text.chars();
    letters.next();
    match letters.next()? {
        '\n' => Some((vec![Node::Element("br", Vec::new())], letters.as_str())),
        mark if mark.is_ascii_punctuation() => Some((vec![Node::Text(mark.into())], letters.as_str())),
        _ => None,
    }
}
