//! What of a solution is looked up.

use remedy_lookup::{BuildError, Document, Field, IndexBuilder};

use super::{Content, elsewhere::Failure, markdown::plain_text};
use crate::{CatalogueInfo, Solution};

/// Builds the lookup index. Its header is the [`CatalogueInfo`] as JSON; each solution stores its
/// [`crate::SolutionSummary`] as JSON, each failure that is answered elsewhere its [`crate::Elsewhere`].
///
/// # Errors
/// [`BuildError`] when the content exceeds the index's format.
pub(super) fn build(content: &Content, info: &CatalogueInfo) -> Result<Vec<u8>, BuildError> {
    // These types have no maps and no fallible parts, so that JSON of them cannot fail.
    let mut builder = IndexBuilder::new(serde_json::to_string(info).unwrap_or_default());
    for document in documents(content) {
        builder.document(document);
    }
    for concept in &content.concepts {
        builder.concept(concept.clone());
    }
    builder.build()
}

/// All documents: the solutions, and what competes with them.
pub(super) fn documents(content: &Content) -> Vec<Document> {
    let solutions = content.solutions.iter().map(|solution| {
        let further = content.symptoms.get(&solution.id).map(Vec::as_slice).unwrap_or_default();
        document(solution, further)
    });
    solutions.chain(content.elsewhere.iter().map(competitor)).collect()
}

/// A failure that is answered elsewhere, as the lookup sees it.
fn competitor(failure: &Failure) -> Document {
    let mut fields =
        vec![(Field::Title, failure.shown.title.clone()), (Field::Body, failure.shown.hint.clone())];
    fields.extend(failure.symptoms.iter().map(|symptom| (Field::Symptom, symptom.clone())));
    fields.extend(failure.signatures.iter().map(|signature| (Field::Signature, signature.clone())));
    Document {
        id: failure.id.clone(),
        stored: serde_json::to_string(&failure.shown).unwrap_or_default(),
        fields,
        signatures: failure.signatures.clone(),
        facets: Vec::new(),
        elsewhere: true,
    }
}

/// A solution as the lookup sees it: with symptoms beyond those that it shows.
fn document(solution: &Solution, further: &[String]) -> Document {
    let applies_to = &solution.applies_to;
    let facets: Vec<String> =
        [&applies_to.languages, &applies_to.frameworks, &applies_to.platforms, &applies_to.components]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
    let mut fields = vec![(Field::Title, solution.title.clone()), (Field::Summary, solution.summary.clone())];
    let symptoms = solution.symptoms.iter().chain(further);
    fields.extend(symptoms.map(|symptom| (Field::Symptom, symptom.clone())));
    fields.extend(solution.signatures.iter().map(|signature| (Field::Signature, signature.clone())));
    fields.extend(facets.iter().map(|facet| (Field::Keyword, facet.clone())));
    for markdown in [&solution.description, &solution.root_cause, &solution.prevention] {
        fields.push((Field::Body, plain_text(markdown)));
    }
    for fix in &solution.fixes {
        fields.push((Field::Body, format!("{}\n{}", fix.title, plain_text(&fix.when))));
    }
    Document {
        id: solution.id.clone(),
        stored: serde_json::to_string(&solution.summary()).unwrap_or_default(),
        fields,
        signatures: solution.signatures.clone(),
        facets,
        elsewhere: false,
    }
}
