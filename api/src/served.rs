//! What is served: a catalogue, its index, and a connection for each worker.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use actix_web::web::Bytes;
use remedy_data::{CatalogueInfo, LookupAnswer, Store, StoreError};
use remedy_lookup::{Index, Query};

use crate::embedded;

/// A catalogue that was opened and checked once, ready to be served by any number of workers.
#[derive(Debug, Clone)]
pub(crate) struct Catalogue {
    path: Option<PathBuf>,
    info: CatalogueInfo,
    index: Arc<Index<Bytes>>,
    index_bytes: Bytes,
}

/// Why a catalogue cannot be served. Each message is one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogueError {
    /// The file is missing, not a catalogue, of another version or damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lookup index in it cannot be used.
    #[error("{0}; rebuild the catalogue with `remedy build`")]
    Index(#[from] remedy_lookup::OpenError),
    /// Another catalogue took its place between two workers.
    #[error("the catalogue was replaced while the service started; start it again")]
    Replaced,
}

impl Catalogue {
    /// Opens and checks a catalogue file, or the one inside this program when there is no path.
    pub(crate) fn open(path: Option<&Path>, threshold: f32) -> Result<Self, CatalogueError> {
        let store = open_store(path)?;
        let index_bytes = Bytes::from(store.index()?);
        let index = Arc::new(Index::open(index_bytes.clone())?.with_threshold(threshold));
        Ok(Self { path: path.map(Path::to_owned), info: store.info().clone(), index, index_bytes })
    }

    /// What one thread needs to serve it.
    pub(crate) fn serve(&self) -> Result<Served, CatalogueError> {
        let store = open_store(self.path.as_deref())?;
        if *store.info() != self.info {
            return Err(CatalogueError::Replaced);
        }
        Ok(Served { store, index: Arc::clone(&self.index), index_bytes: self.index_bytes.clone() })
    }
}

fn open_store(path: Option<&Path>) -> Result<Store, StoreError> {
    match path {
        Some(path) => Store::open(path),
        None => Store::from_bytes(embedded::CATALOGUE),
    }
}

/// The catalogue as one worker has it: SQLite's connection is its own, the index is shared.
#[derive(Debug)]
pub(crate) struct Served {
    /// Solutions, categories and guides.
    pub(crate) store: Store,
    index: Arc<Index<Bytes>>,
    index_bytes: Bytes,
}

impl Served {
    /// Which catalogue it is.
    pub(crate) fn info(&self) -> &CatalogueInfo {
        self.store.info()
    }

    /// How many solutions can be found.
    pub(crate) fn solutions(&self) -> usize {
        self.index.documents()
    }

    /// Whether the widget is part of this program.
    pub(crate) fn has_widget(&self) -> bool {
        !embedded::WIDGET_FILES.is_empty()
    }

    /// The lookup index as it is, for a widget that works without a server.
    pub(crate) fn index_bytes(&self) -> Bytes {
        self.index_bytes.clone()
    }

    /// Looks a text up and measures how long that takes.
    pub(crate) fn lookup(&self, query: &Query<'_>) -> LookupAnswer {
        let started = Instant::now();
        let answer = self.index.lookup(query);
        let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        LookupAnswer::new(answer, self.info().clone(), took_us)
    }
}
