//! `cargo xtask eval`: how good the lookup is, on real queries.

use std::path::Path;

use clap::Args;

use crate::bench::measure;

/// Measure how good the answers are, on real queries, beside SQLite FTS5 and Tantivy.
///
/// Builds `remedy-eval` in release mode and runs its `quality`, which prints a report in Markdown. Without
/// arguments it reports on the half of the queries that may be tuned on; `--split hold` reports on the other.
/// `cargo xtask eval -- --help` lists all options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Passed on: `--split hold`, `--all`, `--engines remedy,fts5`, `--queries <FOLDER>`, …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the evaluation.
///
/// # Errors
/// When it cannot be built or fails.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    measure(root, "quality", &options.arguments)
}
