//! The same tree as a complete CommonMark parser makes, for every text of the catalogue and for what
//! people write; and text for everything that could be markup.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};
use remedy_data::{Solution, Store, compile};

use super::{Node, parse};

/// The tree that the complete parser makes of a text, within what this one knows.
fn reference(text: &str) -> Vec<Node> {
    let mut open: Vec<(Option<Tag<'_>>, Vec<Node>)> = vec![(None, Vec::new())];
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let node = match event {
            Event::Start(tag) => {
                open.push((Some(tag), Vec::new()));
                continue;
            }
            Event::End(_) => {
                let (tag, children) = open.pop().unwrap();
                let in_head = matches!(open.last().unwrap().0, Some(Tag::TableHead));
                element(tag.unwrap(), children, in_head)
            }
            Event::Code(text) => vec![Node::Element("code", vec![Node::Text(text.to_string())])],
            Event::SoftBreak => vec![Node::Text(" ".into())],
            Event::HardBreak => vec![Node::Element("br", Vec::new())],
            Event::Rule => vec![Node::Element("hr", Vec::new())],
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                vec![Node::Text(text.to_string())]
            }
            other => panic!("{other:?}"),
        };
        open.last_mut().unwrap().1.extend(node);
    }
    open.pop().unwrap().1
}

fn element(tag: Tag<'_>, children: Vec<Node>, in_head: bool) -> Vec<Node> {
    let name = match tag {
        Tag::CodeBlock(kind) => {
            let language = match kind {
                CodeBlockKind::Fenced(language) => language.to_string(),
                CodeBlockKind::Indented => String::new(),
            };
            let text: String = children
                .into_iter()
                .map(|node| match node {
                    Node::Text(text) => text,
                    other => panic!("{other:?}"),
                })
                .collect();
            return vec![Node::Code { language, text: text.strip_suffix('\n').unwrap_or(&text).to_owned() }];
        }
        Tag::Link { dest_url, .. } => return vec![Node::Link { to: dest_url.to_string(), children }],
        Tag::Image { .. } => return children,
        Tag::Paragraph | Tag::HtmlBlock => "p",
        Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3, .. } => "h4",
        Tag::Heading { .. } => "h5",
        Tag::BlockQuote(_) => "blockquote",
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell if in_head => "th",
        Tag::TableCell => "td",
        other => panic!("{other:?}"),
    };
    vec![Node::Element(name, children)]
}

/// One line a node, so that a difference is readable. Whether the text of a list's item is a
/// paragraph is a matter of spacing, and neighbouring texts are one.
fn outline(nodes: &[Node]) -> String {
    fn write(nodes: &[Node], depth: usize, in_item: bool, out: &mut String) {
        let mut texts = String::new();
        for node in nodes {
            if let Node::Text(text) = node {
                texts.push_str(text);
                continue;
            }
            flush(&mut texts, depth, out);
            let pad = "  ".repeat(depth);
            match node {
                Node::Element("p", children) if in_item => write(children, depth, false, out),
                Node::Element(name, children) => {
                    out.push_str(&format!("{pad}{name}\n"));
                    write(children, depth + 1, *name == "li", out);
                }
                Node::Link { to, children } => {
                    out.push_str(&format!("{pad}a {to}\n"));
                    write(children, depth + 1, false, out);
                }
                Node::Code { language, text } => out.push_str(&format!("{pad}code {language} {text:?}\n")),
                Node::Text(_) => {}
            }
        }
        flush(&mut texts, depth, out);
    }
    fn flush(texts: &mut String, depth: usize, out: &mut String) {
        if !texts.trim().is_empty() {
            out.push_str(&format!("{}{:?}\n", "  ".repeat(depth), texts));
        }
        texts.clear();
    }
    let mut out = String::new();
    write(nodes, 0, false, &mut out);
    out
}

fn assert_as_reference(text: &str, place: &str) {
    let (ours, theirs) = (outline(&parse(text)), outline(&reference(text)));
    assert!(ours == theirs, "{place}\n--- text\n{text}\n--- read as\n{ours}\n--- should be\n{theirs}");
}

fn solutions() -> Vec<Solution> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let bytes = compile(&root.join("data")).expect("the catalogue has no mistakes");
    let store = Store::from_bytes(bytes.leak()).unwrap();
    let all = store.solutions(&Default::default(), None, usize::MAX >> 1).unwrap();
    all.iter().map(|brief| store.solution(&brief.id).unwrap().unwrap()).collect()
}

#[test]
fn the_whole_catalogue_reads_as_with_a_complete_parser() {
    let solutions = solutions();
    assert!(!solutions.is_empty());
    for solution in solutions {
        assert_as_reference(&solution.root_cause, &solution.id);
        assert_as_reference(&solution.description, &solution.id);
        assert_as_reference(&solution.prevention, &solution.id);
        assert_as_reference(&solution.how_to_verify, &solution.id);
        for fix in &solution.fixes {
            assert_as_reference(&fix.when, &solution.id);
            assert_as_reference(&fix.body, &solution.id);
            assert_as_reference(&fix.trade_off, &solution.id);
        }
    }
}

#[test]
fn what_people_write_reads_as_with_a_complete_parser() {
    let texts = [
        "One *two* **three** `four` five_six_seven __eight__ _nine_.",
        "**bold with `code * and **` inside** and *it*",
        "***both*** and ***strong** in it* and ***it* in strong**",
        "2 * 3 * 4 and a*b*c and ** not bold ** and snake_case_name and `__init__`",
        "[a [b] `]` c](/solutions/x) then [d](https://example.com/a_(b) \"title\") and <https://example.com>",
        "not a [link] and [not] (this) ![picture of *a* cat](cat.png)",
        "line one\nline two  \nline three\\\nline four",
        "\\*not emphasis\\* and \\[not a link\\](x) and C:\\path",
        "`` a ` b `` and ` c ` and `` ` ``",
        "- one\n- two\n  goes on\n- three\n\n  with a paragraph\n",
        "1. first\n2. second\n   - nested\n   - again\n3. third\n\nAfter.",
        "* a\n\n* b\n\n* c",
        "- a\n- b\n\ntext\n\n- c",
        "Text\n- list right after\n- more\nlazy",
        "> quote\n> goes on\nlazily\n\n> another\n> - with\n> - list",
        "# One\n## Two ##\n### Three\n#### Four\n#hash\n",
        "before\n```python\nif x:\n    y()\n\n# comment\n```\nafter",
        "~~~\n```\n~~~",
        "- item\n\n  ```text\n  a\n    b\n  ```\n\n- next",
        "| a | b |\n|---|:-:|\n| `1` | **2** |\n| x \\| y | z |\n\nafter",
        "a\n\n---\n\nb\n***\nc",
        "no end\n```\nof code",
        "한국어 *강조* `코드`",
    ];
    for text in texts {
        assert_as_reference(text, "");
    }
}

#[test]
fn html_is_text() {
    let text = "a <img src=x onerror=alert(1)> b <script>alert(1)</script>\n\n<div onclick=x>c</div>";
    assert_eq!(
        parse(text),
        [
            Node::Element(
                "p",
                vec![Node::Text("a <img src=x onerror=alert(1)> b <script>alert(1)</script>".into())]
            ),
            Node::Element("p", vec![Node::Text("<div onclick=x>c</div>".into())]),
        ]
    );
}

#[test]
fn every_text_can_be_read() {
    let pieces = [
        "*", "_", "`", "[", "](", ")", "\\", "<", ">", "\n", "- ", "1. ", "|", "-|-", "#", " ", "é", "```\n",
    ];
    // All texts of four pieces: every way in which marks can meet.
    for number in 0..pieces.len().pow(4) {
        let text: String =
            (0..4_u32).map(|digit| pieces[number / pieces.len().pow(digit) % pieces.len()]).collect();
        parse(&text);
    }
    for piece in pieces {
        parse(&piece.repeat(2000));
    }
}
