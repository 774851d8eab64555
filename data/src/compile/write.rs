//! Writes the compiled form: SQLite, byte for byte the same for the same content.

use std::fmt::Write as _;

use remedy_lookup::BuildError;
use rusqlite::{Connection, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Content, html::Renderer, lookup_index, solution_file::SECTIONS};
use crate::{
    CatalogueInfo, Solution,
    schema::{APPLICATION_ID, SCHEMA_VERSION, TABLES, checksum},
};

/// Why content without mistakes cannot be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("lookup index: {0}")]
    Index(#[from] BuildError),
}

/// Hexadecimal digits of a catalogue's version.
const VERSION_DIGITS: usize = 12;

/// The bytes of the SQLite file.
pub(super) fn write(content: &Content) -> Result<Vec<u8>, WriteError> {
    let info = info(content)?;
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    connection.execute_batch(TABLES)?;
    let transaction = connection.transaction()?;
    rows(&transaction, content)?;
    let index = lookup_index::build(content, &info)?;
    transaction.execute("INSERT INTO lookup_index VALUES (?1)", [index])?;
    let checksum = checksum(&transaction)?;
    for (key, value) in [("version", &info.version), ("built_at", &info.built_at), ("checksum", &checksum)] {
        transaction.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
    }
    transaction.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

fn rows(connection: &Connection, content: &Content) -> Result<(), WriteError> {
    let renderer = Renderer::new();
    for category in &content.categories {
        connection.execute(
            "INSERT INTO category VALUES (?1, ?2, ?3, ?4)",
            params![category.id, category.title, json(category)?, renderer.html(&category.body)],
        )?;
    }
    for solution in &content.solutions {
        connection.execute(
            "INSERT INTO solution VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                solution.id,
                solution.category,
                solution.severity.name(),
                json(&solution.summary())?,
                json(solution)?,
                html(&renderer, solution),
            ],
        )?;
        let applies_to = &solution.applies_to;
        let facets = [
            ("language", &applies_to.languages),
            ("framework", &applies_to.frameworks),
            ("platform", &applies_to.platforms),
        ];
        for (kind, values) in facets {
            for value in values {
                connection.execute("INSERT INTO facet VALUES (?1, ?2, ?3)", [kind, value, &solution.id])?;
            }
        }
    }
    for guide in &content.guides {
        connection.execute(
            "INSERT INTO guide VALUES (?1, ?2, ?3, ?4, ?5)",
            params![guide.id, guide.title, json(&guide.summary())?, json(guide)?, renderer.html(&guide.body)],
        )?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(value)
}

fn html(renderer: &Renderer, solution: &Solution) -> String {
    let texts =
        [&solution.description, &solution.root_cause, "", &solution.prevention, &solution.how_to_verify];
    let sections: Vec<(&str, &str)> = SECTIONS.into_iter().zip(texts).collect();
    renderer.sections(&sections, &solution.fixes)
}

/// Version and date of the content: of what people wrote, not of the program that compiled it.
fn info(content: &Content) -> Result<CatalogueInfo, WriteError> {
    let mut hasher = Sha256::new();
    let concepts: Vec<_> = content.concepts.iter().map(|concept| (&concept.id, &concept.words)).collect();
    for part in [
        json(&content.categories)?,
        json(&content.solutions)?,
        json(&content.symptoms)?,
        json(&content.guides)?,
        json(&concepts)?,
        json(&content.elsewhere)?,
    ] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut version = String::new();
    for byte in hasher.finalize().iter().take(VERSION_DIGITS / 2) {
        // Writing to a string cannot fail.
        let _ = write!(version, "{byte:02x}");
    }
    let recorded = content.solutions.iter().filter_map(|solution| solution.proof.verified.as_ref());
    let last = content
        .solutions
        .iter()
        .map(|solution| &solution.updated)
        .chain(content.guides.iter().map(|guide| &guide.updated))
        .chain(recorded.map(|verified| &verified.on))
        .max();
    let built_at = format!("{}T00:00:00Z", last.map_or("1970-01-01", String::as_str));
    Ok(CatalogueInfo { version, built_at })
}
