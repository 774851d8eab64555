//! A compiled catalogue, opened read-only.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, params, types::FromSql};
use serde::de::DeserializeOwned;

use crate::{CatalogueInfo, Category, Guide, GuideSummary, Severity, Solution, SolutionSummary, schema};

pub use crate::schema::SCHEMA_VERSION;

/// A compiled catalogue. It is immutable; a store holds one SQLite connection and is not shared
/// between threads: open one for each.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    info: CatalogueInfo,
}

/// Why a catalogue cannot be used. Each message is one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, or it cannot be read.
    #[error("cannot read the catalogue {path}: {reason}; build one with `remedy build`")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the operating system says.
        reason: String,
    },
    /// It is not a Remedy catalogue.
    #[error("{0} is not a Remedy catalogue; build one with `remedy build`")]
    NotACatalogue(String),
    /// It was compiled for another version of the schema.
    #[error(
        "the catalogue has schema version {found}, this program reads version {SCHEMA_VERSION}; rebuild it with `remedy build`"
    )]
    OtherVersion {
        /// The version found.
        found: u32,
    },
    /// It is truncated, or its content does not match its checksum.
    #[error("the catalogue is damaged ({0}); rebuild it with `remedy build`")]
    Damaged(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Which solutions to list. Absent parts do not restrict; facets are lower case.
#[derive(Debug, Clone, Default)]
pub struct SolutionFilter<'a> {
    /// Id of a category.
    pub category: Option<&'a str>,
    /// Programming language.
    pub language: Option<&'a str>,
    /// Framework or library.
    pub framework: Option<&'a str>,
    /// Platform or service.
    pub platform: Option<&'a str>,
    /// Exactly this severity.
    pub severity: Option<Severity>,
}

impl Store {
    /// Opens a catalogue file and checks all of it.
    ///
    /// # Errors
    /// [`StoreError`] when it is missing, not a catalogue, of another version or damaged.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let unreadable = |error: std::io::Error| StoreError::Unreadable {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        let mut magic = [0_u8; schema::SQLITE_MAGIC.len()];
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        if std::io::Read::read_exact(&mut file, &mut magic).is_err() || &magic != schema::SQLITE_MAGIC {
            return Err(StoreError::NotACatalogue(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::check(Connection::open_with_flags(path, flags)?, &path.display().to_string())
    }

    /// Opens a catalogue that is in memory already, without copying it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Self, StoreError> {
        let name = "the embedded catalogue";
        if !bytes.starts_with(schema::SQLITE_MAGIC) {
            return Err(StoreError::NotACatalogue(name.into()));
        }
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_bytes("main", bytes)?;
        Self::check(connection, name)
    }

    fn check(connection: Connection, name: &str) -> Result<Self, StoreError> {
        let pragma = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, u32>(0));
        if pragma("application_id")? != schema::APPLICATION_ID {
            return Err(StoreError::NotACatalogue(name.into()));
        }
        let found = pragma("user_version")?;
        if found != SCHEMA_VERSION {
            return Err(StoreError::OtherVersion { found });
        }
        let check: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if check != "ok" {
            return Err(StoreError::Damaged(check.lines().next().unwrap_or_default().to_owned()));
        }
        let meta = |key: &str| -> Result<String, rusqlite::Error> {
            connection.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
        };
        if schema::checksum(&connection)? != meta("checksum")? {
            return Err(StoreError::Damaged("the checksum does not match".into()));
        }
        let info = CatalogueInfo { version: meta("version")?, built_at: meta("built_at")? };
        Ok(Self { connection, info })
    }

    /// Which catalogue it is.
    #[must_use]
    pub fn info(&self) -> &CatalogueInfo {
        &self.info
    }

    /// The bytes of the lookup index, for [`remedy_lookup::Index::open`].
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when SQLite cannot read it.
    pub fn index(&self) -> Result<Vec<u8>, StoreError> {
        Ok(self.connection.query_row("SELECT bytes FROM lookup_index", [], |row| row.get(0))?)
    }

    /// A solution by id.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it cannot be read; so with all that follow.
    pub fn solution(&self, id: &str) -> Result<Option<Solution>, StoreError> {
        self.json("SELECT json FROM solution WHERE id = ?1", id)
    }

    /// The five sections of a solution as HTML: sanitised, code highlighted by classes.
    pub fn solution_html(&self, id: &str) -> Result<Option<String>, StoreError> {
        self.column("SELECT html FROM solution WHERE id = ?1", id)
    }

    /// Solutions by id, in order, after the id `after`; at most `limit`.
    pub fn solutions(
        &self,
        filter: &SolutionFilter<'_>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<SolutionSummary>, StoreError> {
        let mut statement = self.connection.prepare_cached(schema::SELECT_SOLUTIONS)?;
        let rows = statement.query_map(
            params![
                after.unwrap_or_default(),
                filter.category,
                filter.severity.map(Severity::name),
                filter.language,
                filter.framework,
                filter.platform,
                i64::try_from(limit).unwrap_or(i64::MAX)
            ],
            |row| row.get::<_, String>(0),
        )?;
        rows.map(|row| parse(&row?)).collect()
    }

    /// The values that solutions have in a facet, sorted: what [`SolutionFilter`] can ask for.
    /// `kind` is `language`, `framework` or `platform`.
    pub fn facet_values(&self, kind: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT value FROM facet WHERE kind = ?1 ORDER BY value";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([kind], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All categories, by title.
    pub fn categories(&self) -> Result<Vec<Category>, StoreError> {
        self.list("SELECT json FROM category ORDER BY title, id")
    }

    /// A category by id.
    pub fn category(&self, id: &str) -> Result<Option<Category>, StoreError> {
        self.json("SELECT json FROM category WHERE id = ?1", id)
    }

    /// The introduction of a category as sanitised HTML.
    pub fn category_html(&self, id: &str) -> Result<Option<String>, StoreError> {
        self.column("SELECT html FROM category WHERE id = ?1", id)
    }

    /// All guides, by title.
    pub fn guides(&self) -> Result<Vec<GuideSummary>, StoreError> {
        self.list("SELECT summary FROM guide ORDER BY title, id")
    }

    /// A guide by id.
    pub fn guide(&self, id: &str) -> Result<Option<Guide>, StoreError> {
        self.json("SELECT json FROM guide WHERE id = ?1", id)
    }

    /// A guide as HTML: sanitised, code highlighted by classes.
    pub fn guide_html(&self, id: &str) -> Result<Option<String>, StoreError> {
        self.column("SELECT html FROM guide WHERE id = ?1", id)
    }

    fn column<T: FromSql>(&self, sql: &str, id: &str) -> Result<Option<T>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
    }

    fn json<T: DeserializeOwned>(&self, sql: &str, id: &str) -> Result<Option<T>, StoreError> {
        self.column::<String>(sql, id)?.map(|text| parse(&text)).transpose()
    }

    fn list<T: DeserializeOwned>(&self, sql: &str) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| parse(&row?)).collect()
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}
