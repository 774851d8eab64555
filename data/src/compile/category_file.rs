//! `category.md` and `guide.md`.

use std::collections::BTreeSet;

use super::{
    fields::Fields, markdown::expand, mistake::SourceFile, parts::Parts, place::Place, solution_file::sources,
};
use crate::{Category, Guide};

/// Reads `category.md`. The number of solutions is filled in by the caller.
pub(super) fn category(file: &SourceFile, id: &str, place: &Place<'_>) -> Option<Category> {
    let parts = Parts::split(file);
    let fields = Fields::parse(file, parts.front_matter, parts.front_matter_at);
    let title = fields.string("title");
    let summary = fields.string("summary");
    fields.finish();
    let body = expand(file, parts.body_at..file.text.len(), place).text;
    Some(Category {
        id: id.to_owned(),
        title: title?.value,
        summary: summary?.value,
        url: format!("/categories/{id}"),
        body,
        solutions: 0,
        guide: place.known.guides.contains(id).then(|| id.to_owned()),
    })
}

/// Reads `guide.md`.
pub(super) fn guide(file: &SourceFile, category: &str, place: &Place<'_>) -> Option<Guide> {
    let parts = Parts::split(file);
    let fields = Fields::parse(file, parts.front_matter, parts.front_matter_at);
    let title = fields.string("title");
    let summary = fields.string("summary");
    let created = fields.date("created");
    let updated = fields.date("updated");
    let sources = sources(&fields, file, 1);
    fields.finish();
    let body = expand(file, parts.body_at..file.text.len(), place);
    let linked: BTreeSet<&String> = body.sections.iter().flat_map(|section| &section.solutions).collect();
    let linked = linked.into_iter().cloned().collect();
    Some(Guide {
        id: category.to_owned(),
        title: title?.value,
        summary: summary?.value,
        category: category.to_owned(),
        url: format!("/guides/{category}"),
        body: body.text,
        solutions: linked,
        sections: body
            .sections
            .into_iter()
            .filter(|section| !section.title.is_empty() && !section.solutions.is_empty())
            .collect(),
        sources,
        created: created?.value,
        updated: updated?.value,
    })
}
