//! The lookup of this repository.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::Context as _;
use memmap2::Mmap;
use remedy_lookup::{Concept, Document, Index, IndexBuilder, Query};

use super::{Found, Hit, Request, Searcher};

const FILE: &str = "lookup.index";

pub(super) fn build(
    folder: &Path,
    documents: &mut dyn Iterator<Item = Document>,
    concepts: &[Concept],
) -> anyhow::Result<()> {
    let mut builder = IndexBuilder::new("");
    for document in documents {
        builder.document(document);
    }
    for concept in concepts {
        builder.concept(concept.clone());
    }
    fs::write(folder.join(FILE), builder.build()?).context("cannot write the index")
}

/// An index mapped into memory: what no lookup needs is never read.
pub(super) fn open(folder: &Path) -> anyhow::Result<Index<Mmap>> {
    let file = File::open(folder.join(FILE)).context("cannot open the index")?;
    // Safety: the folder is this program's own and nothing writes to the file once it is built.
    #[allow(unsafe_code)]
    let bytes = unsafe { Mmap::map(&file) }?;
    Ok(Index::open(bytes)?)
}

impl<B: AsRef<[u8]>> Searcher for Index<B> {
    fn search(&mut self, request: &Request<'_>) -> anyhow::Result<Found> {
        let Request { text, context, limit, typing } = request;
        let answer = self.lookup(&Query { text, context: context.clone(), limit: *limit, typing: *typing });
        let hits = answer
            .hits
            .iter()
            .map(|hit| Hit { id: hit.id.to_owned(), confidence: Some(hit.confidence) })
            .collect();
        Ok(Found { hits, answered: Some(answer.answered) })
    }
}
