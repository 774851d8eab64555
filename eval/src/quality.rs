//! The evaluation: every engine answers the same queries from the same documents.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow, ensure};
use clap::Args;
use remedy_data::lookup_documents;
use remedy_lookup::{Concept, Document, Index, IndexBuilder};

use crate::{Outcome, Query, Split, engine::Engine, fit, outcome::ask, query, report, root};

/// Measure how good the answers are, on real queries.
///
/// Prints a report in Markdown: hits, answers and false answers for each engine; for the lookup of this
/// repository also by kind and solution, its calibration and its mistakes. Look at `hold` to report, never to
/// improve: there, single queries are shown only when asked for.
#[derive(Debug, Args)]
pub struct Options {
    /// Which half of the queries.
    #[arg(long, value_enum, default_value = "tune")]
    split: Split,
    /// Both halves together, in place of one.
    #[arg(long, conflicts_with = "split")]
    all: bool,
    /// Show the text of single queries of `hold`.
    #[arg(long)]
    show_queries: bool,
    /// Fit the model of confidence on `tune` and print it, in place of the report.
    #[arg(long)]
    fit: bool,
    /// Only these engines.
    #[arg(long, value_enum, value_delimiter = ',')]
    engines: Vec<Engine>,
    /// The folder of the query files.
    #[arg(long, default_value_os_t = root().join("eval/queries"), hide_default_value = true)]
    queries: PathBuf,
    /// The folder of the catalogue's sources.
    #[arg(long, default_value_os_t = root().join("data"), hide_default_value = true)]
    data: PathBuf,
}

/// Everything an engine was asked.
#[derive(Debug)]
pub struct Run<'q> {
    /// Which engine.
    pub engine: Engine,
    /// What came of each query, in the order of the queries.
    pub outcomes: Vec<Outcome<'q>>,
}

/// Evaluates and gives the report.
///
/// # Errors
/// When the queries or the catalogue cannot be read, or an engine fails.
pub fn run(options: &Options) -> anyhow::Result<String> {
    let queries = query::read(&options.queries)?;
    let (documents, concepts) = catalogue(&options.data)?;
    let known = |id: &str| documents.iter().any(|document| document.id == id);
    for query in &queries {
        let id = query.expected.as_deref().or(query.near.as_deref());
        ensure!(id.is_none_or(known), "{}: no solution has the id {}", query.place(), id.unwrap_or_default());
    }
    if options.fit {
        return Ok(fit::fit(&ours(&documents, &concepts)?, &documents, &queries));
    }
    let side = |query: &&Query| options.all || query.split == options.split;
    let queries: Vec<&Query> = queries.iter().filter(side).collect();
    ensure!(!queries.is_empty(), "there are no queries in {}", options.queries.display());
    let engines = if options.engines.is_empty() { Engine::all() } else { options.engines.clone() };
    let runs = engines
        .into_iter()
        .map(|engine| ask_engine(engine, &documents, &concepts, &queries))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let shown = report::Scope {
        name: if options.all { "tune and hold".into() } else { options.split.to_string() },
        single_queries: options.show_queries || (!options.all && options.split == Split::Tune),
    };
    Ok(report::report(&shown, &runs))
}

fn ask_engine<'q>(
    engine: Engine,
    documents: &[Document],
    concepts: &[Concept],
    queries: &[&'q Query],
) -> anyhow::Result<Run<'q>> {
    let folder = tempfile::tempdir()?;
    // What competes with the solutions is the lookup's own; a baseline would give it for an answer.
    let competes = |document: &&Document| engine == Engine::Remedy || !document.elsewhere;
    engine.build(folder.path(), &mut documents.iter().filter(competes).cloned(), concepts)?;
    let mut searcher = engine.open(folder.path())?;
    let outcomes = ask(&mut *searcher, queries).with_context(|| format!("{engine} failed"))?;
    Ok(Run { engine, outcomes })
}

fn ours(documents: &[Document], concepts: &[Concept]) -> anyhow::Result<Index<Vec<u8>>> {
    let mut builder = IndexBuilder::new("");
    for document in documents {
        builder.document(document.clone());
    }
    for concept in concepts {
        builder.concept(concept.clone());
    }
    Ok(Index::open(builder.build()?)?)
}

/// The documents and concepts of the catalogue.
///
/// # Errors
/// When the catalogue has mistakes: all of them.
pub fn catalogue(data: &std::path::Path) -> anyhow::Result<(Vec<Document>, Vec<Concept>)> {
    lookup_documents(data).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow!("the catalogue has mistakes:\n{}", lines.join("\n"))
    })
}
