//! A `solution.md`: front matter and five sections, read into a [`Solution`].

use std::{ops::Range, path::Path};

use pulldown_cmark::HeadingLevel;

use super::{
    fields::{Fields, Located},
    markdown::{BlockKind, blocks, expand},
    mistake::{Report, SourceFile},
    parts::Parts,
    place::Place,
    proof::{ProofFolder, RUNTIMES},
    signature,
};
use crate::{AppliesTo, Fix, FixKind, Proof, Related, RelationKind, Severity, Solution, Source};

const SEVERITIES: [(&str, Severity); 4] = [
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];
const RELATIONS: [(&str, RelationKind); 3] = [
    ("confused-with", RelationKind::ConfusedWith),
    ("causes", RelationKind::Causes),
    ("see-also", RelationKind::SeeAlso),
];
const FIX_KINDS: [(&str, FixKind); 2] = [("durable", FixKind::Durable), ("mitigation", FixKind::Mitigation)];

/// The sections of a solution, in order.
pub(super) const SECTIONS: [&str; 5] = ["Symptoms", "Root cause", "Fixes", "Prevention", "How to verify"];

/// How few distinct symptoms and sources a solution may have.
const MIN_SYMPTOMS: usize = 10;
const MIN_SOURCES: usize = 3;

/// Reads a solution. `None` when something without which there is no solution is missing;
/// whatever is wrong is in the file's report.
pub(super) fn read(
    file: &SourceFile,
    id: &str,
    category: &str,
    place: &Place<'_>,
    report: &Report,
) -> Option<Solution> {
    let parts = Parts::split(file);
    let fields = Fields::parse(file, parts.front_matter, parts.front_matter_at);
    let title = fields.string("title");
    let summary = fields.string("summary");
    let severity = fields.one_of("severity", &SEVERITIES);
    let created = fields.date("created");
    let updated = fields.date("updated");
    if let (Some(created), Some(updated)) = (&created, &updated)
        && created.value > updated.value
    {
        file.mistake(updated.at, "`updated` is before `created`, write the later day");
    }
    let symptoms = fields.strings("symptoms");
    if symptoms.len() < MIN_SYMPTOMS {
        let found = symptoms.len();
        fields
            .mistake(format!("{found} symptoms, write at least {MIN_SYMPTOMS} ways in which people say it"));
    }
    let signatures = fields.strings("signatures");
    for text in &signatures {
        signature::check(file, text);
    }
    let applies_to = fields.table("applies_to", true).map(applies_to);
    let related =
        fields.tables("related").into_iter().filter_map(|table| relation(file, table, id, place)).collect();
    let sources = sources(&fields, file, MIN_SOURCES);
    let proof = fields.table("proof", true).and_then(|table| proof(file, table, place, report));
    fields.finish();

    let ranges = sections(file, &parts);
    let fixes = ranges[2].clone().map(|range| read_fixes(file, range, place));
    let [description, root_cause, _, prevention, how_to_verify] =
        ranges.map(|range| range.map(|range| expand(file, range, place).text));
    Some(Solution {
        id: id.to_owned(),
        title: title?.value,
        summary: summary?.value,
        category: category.to_owned(),
        url: format!("/solutions/{id}"),
        severity: severity?,
        symptoms: values(symptoms),
        signatures: values(signatures),
        applies_to: applies_to?,
        description: description?,
        root_cause: root_cause?,
        fixes: fixes?,
        prevention: prevention?,
        how_to_verify: how_to_verify?,
        proof: proof?,
        related,
        sources,
        created: created?.value,
        updated: updated?.value,
    })
}

fn values(list: Vec<Located<String>>) -> Vec<String> {
    list.into_iter().map(|item| item.value).collect()
}

fn applies_to(fields: Fields<'_>) -> AppliesTo {
    let applies_to = AppliesTo {
        languages: values(fields.strings("languages")),
        frameworks: values(fields.strings("frameworks")),
        platforms: values(fields.strings("platforms")),
        components: values(fields.strings("components")),
        versions: values(fields.strings("versions")),
    };
    let facets =
        [&applies_to.languages, &applies_to.frameworks, &applies_to.platforms, &applies_to.components];
    for name in facets.into_iter().flatten().filter(|name| name.to_lowercase() != **name) {
        fields.mistake(format!("`{name}` has capital letters, write `{}`", name.to_lowercase()));
    }
    fields.finish();
    applies_to
}

fn relation(file: &SourceFile, fields: Fields<'_>, own: &str, place: &Place<'_>) -> Option<Related> {
    let id = fields.string("id");
    let kind = fields.one_of("kind", &RELATIONS);
    let note = fields.optional_string("note");
    if kind == Some(RelationKind::ConfusedWith) && note.is_none() {
        fields.mistake("`confused-with` has no `note`, write in one line how to tell which one it is");
    }
    fields.finish();
    let id = id?;
    let Some(other) = place.known.solutions.get(&id.value).filter(|_| id.value != own) else {
        file.mistake(
            id.at,
            format!("dead relation: there is no other solution `{}`, write an existing id", id.value),
        );
        return None;
    };
    Some(Related {
        url: format!("/solutions/{}", id.value),
        title: other.title.clone(),
        id: id.value,
        kind: kind?,
        note: note.map(|note| note.value),
    })
}

/// Reads `[[sources]]`; fewer than `min` is a mistake.
pub(super) fn sources(fields: &Fields<'_>, file: &SourceFile, min: usize) -> Vec<Source> {
    let tables = fields.tables("sources");
    if tables.len() < min {
        fields
            .mistake(format!("{} sources, write at least {min} `[[sources]]` that were read", tables.len()));
    }
    tables.into_iter().filter_map(|table| source(file, table)).collect()
}

fn source(file: &SourceFile, fields: Fields<'_>) -> Option<Source> {
    let url = fields.string("url");
    let title = fields.string("title");
    let supports = fields.string("supports");
    fields.finish();
    let url = url?;
    let parsed = url::Url::parse(&url.value).ok().filter(|url| url.scheme() == "https" && url.has_host());
    if parsed.is_none() {
        file.mistake(url.at, format!("`{}` is not an address, write a full https:// URL", url.value));
    }
    Some(Source { url: url.value, title: title?.value, supports: supports?.value })
}

fn proof(file: &SourceFile, fields: Fields<'_>, place: &Place<'_>, report: &Report) -> Option<Proof> {
    let at = fields.at;
    let runtime = fields.one_of("runtime", &RUNTIMES);
    let fails_with = fields.string("fails_with");
    let model = fields.optional_string("model");
    fields.finish();
    let (runtime, fails_with) = (runtime?, fails_with?);
    signature::check(file, &fails_with);
    let folder = Path::new(place.catalogue).join(&place.folder).join("proof");
    let folder = ProofFolder::read(file, at, &folder, runtime, report);
    if !folder.output.is_empty() && !remedy_lookup::signature_matches(&fails_with.value, &folder.output) {
        file.mistake(
            fails_with.at,
            "`fails_with` does not occur in proof/broken.txt, write the line it fails with",
        );
    }
    Some(Proof {
        runtime,
        fails_with: fails_with.value,
        model: model.map(|model| model.value),
        output: folder.output,
        files: folder.files,
        verified: folder.verified,
    })
}

/// The byte ranges of the sections' contents, in the order of [`SECTIONS`].
fn sections(file: &SourceFile, parts: &Parts<'_>) -> [Option<Range<usize>>; 5] {
    let mut found: [Option<Range<usize>>; 5] = Default::default();
    let body_starts = parts.body_at + (parts.body.len() - parts.body.trim_start().len());
    let mut open: Option<usize> = None;
    let mut last = 0;
    for block in blocks(parts.body) {
        let at = parts.body_at + block.range.start;
        let BlockKind::Heading(HeadingLevel::H1 | HeadingLevel::H2, title) = &block.kind else {
            if open.is_none() && last == 0 {
                file.mistake(at, "text before the first section, write `## Symptoms` above it");
                last = 1;
            }
            continue;
        };
        if let Some(section) = open.take()
            && let Some(range) = &mut found[section]
        {
            range.end = at;
        }
        let Some(section) = SECTIONS.iter().position(|name| name == title) else {
            file.mistake(at, format!("unknown section `{title}`, write one of: {}", SECTIONS.join(", ")));
            last = last.max(1);
            continue;
        };
        if found[section].is_some() {
            file.mistake(at, format!("section `{title}` occurs twice, join them"));
        } else if section + 1 < last {
            file.mistake(at, format!("section `{title}` is out of order, write: {}", SECTIONS.join(", ")));
        }
        last = last.max(section + 1);
        open = Some(section);
        found[section] = Some(parts.body_at + block.range.end..file.text.len());
    }
    for (section, name) in found.iter().zip(SECTIONS) {
        match section {
            None => file.mistake(body_starts, format!("section `{name}` is missing, write `## {name}`")),
            Some(range) if file.text.get(range.clone()).is_none_or(|text| text.trim().is_empty()) => {
                file.mistake(
                    range.start.saturating_sub(1),
                    format!("section `{name}` is empty, write its text"),
                );
            }
            Some(_) => {}
        }
    }
    found
}

fn read_fixes(file: &SourceFile, range: Range<usize>, place: &Place<'_>) -> Vec<Fix> {
    let base = range.start;
    let text = file.text.get(range.clone()).unwrap_or_default();
    let mut starts = Vec::new();
    for block in blocks(text) {
        match block.kind {
            BlockKind::Heading(HeadingLevel::H3, title) => starts.push((title, block.range)),
            _ if starts.is_empty() => {
                file.mistake(
                    base + block.range.start,
                    "text before the first fix, write `### What to do` above it",
                );
            }
            _ => {}
        }
    }
    if !(2..=4).contains(&starts.len()) {
        file.mistake(base.saturating_sub(1), format!("{} fixes, write two to four", starts.len()));
    }
    let ends = starts.iter().skip(1).map(|(_, heading)| base + heading.start).chain([range.end]);
    starts
        .iter()
        .zip(ends)
        .map(|((title, heading), end)| fix(file, title, base + heading.end..end, place))
        .collect()
}

fn fix(file: &SourceFile, title: &str, range: Range<usize>, place: &Place<'_>) -> Fix {
    let heading_at = range.start.saturating_sub(1);
    let text = file.text.get(range.clone()).unwrap_or_default();
    let mut body = Vec::new();
    let mut labelled: [Option<Range<usize>>; 3] = Default::default();
    let labels = ["**Kind:**", "**When:**", "**Trade-off:**"];
    for block in blocks(text) {
        let raw = text.get(block.range.clone()).unwrap_or_default();
        let absolute = range.start + block.range.start..range.start + block.range.end;
        match labels.iter().position(|label| raw.starts_with(label)) {
            Some(label) => {
                labelled[label] = Some(absolute.start + labels[label].len()..absolute.end);
            }
            None => body.push(absolute),
        }
    }
    for (label, found) in labels.iter().zip(&labelled) {
        if found.is_none() {
            file.mistake(
                heading_at,
                format!("fix `{title}` has no {label}, write a paragraph that begins with it"),
            );
        }
    }
    let [kind, when, trade_off] = labelled.map(|range| range.map(|range| expand(file, range, place).text));
    let kind = kind.and_then(|word| {
        let found = FIX_KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        if found.is_none() {
            file.mistake(heading_at, format!("fix kind `{word}`, write durable or mitigation"));
        }
        found
    });
    let expanded: Vec<_> = body.into_iter().map(|range| expand(file, range, place)).collect();
    if expanded.iter().all(|block| block.code == 0) {
        file.mistake(
            heading_at,
            format!("fix `{title}` shows no code, write [code](proof/fixed.py#region-name)"),
        );
    }
    Fix {
        title: title.to_owned(),
        kind: kind.unwrap_or(FixKind::Mitigation),
        when: when.unwrap_or_default(),
        body: expanded.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n"),
        trade_off: trade_off.unwrap_or_default(),
    }
}
