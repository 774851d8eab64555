//! Speed and size in generated catalogues.
//!
//! For each size every engine builds its index in a process of its own; then the engines are asked in turn, again
//! each in a process of its own, round after round, so that what else the machine does meets all of them. Of each
//! question, the fastest round counts.

mod child;
mod memory;
mod table;
mod timing;

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde::de::DeserializeOwned;

use self::child::{Answered, Built};
pub use self::child::{Task, run as run_child};
use crate::{engine::Engine, root};

/// Measure speed and size in generated catalogues.
///
/// Prints tables in Markdown: build time, size of the index, memory, cold start, and the time of a lookup for phrases,
/// misspelt phrases, logs of 200 lines and unfinished phrases, each beside how often the right document comes
/// first. The catalogues are generated, the same every time (`eval/src/generate/`).
#[derive(Debug, Args)]
pub struct Options {
    /// Sizes of the catalogues.
    #[arg(long, value_delimiter = ',', default_values_t = [28, 1_000, 100_000])]
    documents: Vec<u64>,
    /// Only these engines.
    #[arg(long, value_enum, value_delimiter = ',')]
    engines: Vec<Engine>,
    /// Questions of each sort.
    #[arg(long, default_value_t = 1_000)]
    queries: u64,
    /// The most time for each sort of question in a round, in seconds; at least 20 are asked.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How often the engines take turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Write the tables to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Keep the indexes in this folder, and use those that are there.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// The folder of the catalogue's sources.
    #[arg(long, default_value_os_t = root().join("data"), hide_default_value = true)]
    data: PathBuf,
}

/// One engine at one size.
#[derive(Debug)]
struct Measured {
    engine: Engine,
    built: Built,
    answered: Answered,
}

/// Measures and prints.
///
/// # Errors
/// When an engine fails.
pub fn run(options: &Options) -> anyhow::Result<()> {
    ensure!(options.rounds > 0 && options.queries > 0, "there is nothing to measure");
    let temporary = tempfile::tempdir()?;
    let folder = options.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    let engines = if options.engines.is_empty() { Engine::all() } else { options.engines.clone() };
    let mut report = table::head(options.rounds);
    print!("{report}");
    for documents in &options.documents {
        let mut measured = Vec::new();
        for engine in &engines {
            let own = folder.join(format!("{documents}-{engine}"));
            measured.push(Measured {
                engine: *engine,
                built: build(options, *engine, *documents, &own)?,
                answered: Answered::default(),
            });
        }
        let mut rounds: Vec<Vec<Answered>> = engines.iter().map(|_| Vec::new()).collect();
        for round in 1..=options.rounds {
            for (engine, rounds) in engines.iter().zip(&mut rounds) {
                eprintln!("{documents} documents: asking {engine}, round {round}");
                let own = folder.join(format!("{documents}-{engine}"));
                let (queries, seconds) = (options.queries.to_string(), options.seconds.to_string());
                let more = ["--queries", &queries, "--seconds", &seconds];
                rounds.push(child(options, "ask", *engine, *documents, &own, &more)?);
            }
        }
        for (measured, rounds) in measured.iter_mut().zip(rounds) {
            measured.answered = of_rounds(rounds);
        }
        let table = table::size(*documents, &measured);
        print!("{table}");
        report.push_str(&table);
        if options.keep.is_none() {
            for engine in &engines {
                fs::remove_dir_all(folder.join(format!("{documents}-{engine}")))?;
            }
        }
    }
    if let Some(out) = &options.out {
        fs::write(out, report).with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(())
}

/// Builds, or reads how it was built before.
fn build(options: &Options, engine: Engine, documents: u64, own: &std::path::Path) -> anyhow::Result<Built> {
    let record = own.with_extension("json");
    if let Ok(text) = fs::read_to_string(&record) {
        return Ok(serde_json::from_str(&text)?);
    }
    if own.exists() {
        fs::remove_dir_all(own)?;
    }
    fs::create_dir_all(own)?;
    eprintln!("{documents} documents: building {engine}");
    let built: Built = child(options, "build", engine, documents, own, &[])?;
    eprintln!("{documents} documents: built {engine} in {:.1} s", built.seconds);
    if options.keep.is_some() {
        fs::write(record, serde_json::to_string(&built)?)?;
    }
    Ok(built)
}

fn of_rounds(rounds: Vec<Answered>) -> Answered {
    let fastest = |mut one: Answered, other: Answered| {
        one.cold = one.cold.min(other.cold);
        for (one, other) in one.timings.iter_mut().zip(&other.timings) {
            one.fastest(other);
        }
        one
    };
    rounds.into_iter().reduce(fastest).unwrap_or_default()
}

/// Runs this program again for one engine and reads what it prints.
fn child<T: DeserializeOwned>(
    options: &Options,
    task: &str,
    engine: Engine,
    documents: u64,
    folder: &std::path::Path,
    more: &[&str],
) -> anyhow::Result<T> {
    let name = engine.to_string().to_lowercase();
    let output = Command::new(std::env::current_exe()?)
        .args(["child", task, "--engine", &name, "--documents", &documents.to_string()])
        .arg("--folder")
        .arg(folder)
        .arg("--data")
        .arg(&options.data)
        .args(more)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("{engine} with {documents} documents, {task}: {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
