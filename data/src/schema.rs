//! The tables of a compiled catalogue.

use std::fmt::Write as _;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

/// Version of the schema, kept in SQLite's `user_version`. It changes with every change of
/// [`TABLES`] or of the JSON in them.
pub const SCHEMA_VERSION: u32 = 2;

/// `REMY`, kept in SQLite's `application_id` (<https://www.sqlite.org/pragma.html#pragma_application_id>).
pub(crate) const APPLICATION_ID: u32 = u32::from_be_bytes(*b"REMY");

/// The first bytes of every SQLite file (<https://www.sqlite.org/fileformat.html#the_database_header>).
pub(crate) const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// `json` and `summary` hold the types of this crate; `html` is rendered once, when compiled.
#[cfg(feature = "compile")]
pub(crate) const TABLES: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE category (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, json TEXT NOT NULL, html TEXT NOT NULL
) STRICT;
CREATE TABLE solution (
    id TEXT PRIMARY KEY, category TEXT NOT NULL REFERENCES category, severity TEXT NOT NULL,
    summary TEXT NOT NULL, json TEXT NOT NULL, html TEXT NOT NULL
) STRICT;
CREATE TABLE facet (
    kind TEXT NOT NULL, value TEXT NOT NULL, solution TEXT NOT NULL REFERENCES solution,
    PRIMARY KEY (kind, value, solution)
) STRICT, WITHOUT ROWID;
CREATE TABLE guide (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, json TEXT NOT NULL, html TEXT NOT NULL
) STRICT;
CREATE TABLE lookup_index (bytes BLOB NOT NULL) STRICT;
";

/// Parameters: after, category, severity, language, framework, platform, limit.
pub(crate) const SELECT_SOLUTIONS: &str = "
SELECT summary FROM solution
WHERE id > ?1
  AND (?2 IS NULL OR category = ?2)
  AND (?3 IS NULL OR severity = ?3)
  AND (?4 IS NULL OR EXISTS (SELECT 1 FROM facet WHERE kind = 'language' AND value = ?4 AND solution = id))
  AND (?5 IS NULL OR EXISTS (SELECT 1 FROM facet WHERE kind = 'framework' AND value = ?5 AND solution = id))
  AND (?6 IS NULL OR EXISTS (SELECT 1 FROM facet WHERE kind = 'platform' AND value = ?6 AND solution = id))
ORDER BY id LIMIT ?7";

/// Each selects one row's content as text or bytes, in an order that the content alone decides.
const CONTENT: [&str; 5] = [
    "SELECT id || char(0) || title || char(0) || json || char(0) || html FROM category ORDER BY id",
    "SELECT id || char(0) || category || char(0) || severity || char(0) || summary || char(0) || json || char(0) || html
     FROM solution ORDER BY id",
    "SELECT kind || char(0) || value || char(0) || solution FROM facet ORDER BY kind, value, solution",
    "SELECT id || char(0) || title || char(0) || summary || char(0) || json || char(0) || html FROM guide ORDER BY id",
    "SELECT bytes FROM lookup_index",
];

/// SHA-256 over all content, in hexadecimal.
///
/// # Errors
/// When SQLite cannot read a table.
pub(crate) fn checksum(connection: &Connection) -> Result<String, rusqlite::Error> {
    let mut hasher = Sha256::new();
    for sql in CONTENT {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let content = row.get_ref(0)?;
            let bytes = content.as_bytes().map_err(rusqlite::Error::from)?;
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
    }
    let mut hex = String::new();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
