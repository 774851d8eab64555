//! SQLite's full-text search, as its documentation says to use it: `ORDER BY rank` is `bm25()`, computed
//! while the matches are read. All columns weigh the same, which is the default.
//!
//! The index keeps no copy of the texts (`content=''`), because no other engine here does; ids stand in a table
//! beside it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use super::{FIELDS, Found, Hit, Request, Searcher, field_text, words};

const FILE: &str = "fts5.sqlite";
/// As much of the file as SQLite may map instead of reading it page by page: all of it.
const MAPPED: i64 = 1 << 40;
const SELECT: &str = "SELECT document.id FROM text JOIN document ON document.number = text.rowid \
                      WHERE text MATCH ?1 ORDER BY text.rank LIMIT ?2";

pub(super) fn build(
    folder: &Path,
    documents: &mut dyn Iterator<Item = remedy_lookup::Document>,
) -> anyhow::Result<()> {
    let mut connection = Connection::open(folder.join(FILE))?;
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -200_000)?;
    let columns: Vec<&str> = FIELDS.iter().map(|(_, name)| *name).collect();
    let columns = columns.join(", ");
    connection.execute_batch(&format!(
        "CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
         CREATE VIRTUAL TABLE text USING fts5({columns}, content='', tokenize='porter unicode61');"
    ))?;
    let transaction = connection.transaction()?;
    {
        let mut id = transaction.prepare("INSERT INTO document VALUES (?1, ?2)")?;
        let mut text = transaction
            .prepare(&format!("INSERT INTO text(rowid, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"))?;
        for (number, document) in (1_i64..).zip(documents) {
            id.execute(params![number, document.id])?;
            let [title, summary, symptom, signature, keyword, body] =
                FIELDS.map(|(field, _)| field_text(&document, field));
            text.execute(params![number, title, summary, symptom, signature, keyword, body])?;
        }
    }
    transaction.execute("INSERT INTO text(text) VALUES ('optimize')", [])?;
    transaction.commit()?;
    connection.execute_batch("VACUUM")?;
    Ok(())
}

/// An opened index; its statement is prepared once.
pub(super) struct Fts5 {
    connection: Connection,
}

impl Fts5 {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(folder.join(FILE), flags)?;
        connection.pragma_update(None, "mmap_size", MAPPED)?;
        Ok(Self { connection })
    }
}

impl Searcher for Fts5 {
    fn search(&mut self, request: &Request<'_>) -> anyhow::Result<Found> {
        let mut terms: Vec<String> =
            words(request.text).into_iter().map(|word| format!("\"{word}\"")).collect();
        if request.typing
            && let Some(last) = terms.last_mut()
        {
            last.push('*');
        }
        if terms.is_empty() {
            return Ok(Found::default());
        }
        let mut statement = self.connection.prepare_cached(SELECT)?;
        let limit = i64::try_from(request.limit)?;
        let ids = statement.query_map(params![terms.join(" OR "), limit], |row| row.get(0))?;
        let hits = ids.map(|id| Ok(Hit { id: id?, confidence: None })).collect::<anyhow::Result<_>>()?;
        Ok(Found { hits, answered: None })
    }
}
