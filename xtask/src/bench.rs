//! `cargo xtask bench`: how fast the lookup is and how large, in catalogues of many sizes.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Args;

use crate::cargo;

/// Measure speed and size in generated catalogues, beside SQLite FTS5 and Tantivy.
///
/// Builds `remedy-eval` in release mode and runs its `scale`, which prints tables in Markdown; progress goes to
/// standard error. Without arguments it measures 28, 1,000 and 100,000 solutions; a million takes some minutes
/// and gigabytes of memory to build. `cargo xtask bench -- --help` lists all options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Passed on: `--documents 28,1000`, `--engines remedy,fts5`, `--queries 1000`, `--out <FILE>`, …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the benchmark.
///
/// # Errors
/// When it cannot be built or fails.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    measure(root, "scale", &options.arguments)
}

/// Builds the measuring program with the engines that are compared and runs one of its measures.
pub(crate) fn measure(root: &Path, what: &str, arguments: &[String]) -> anyhow::Result<()> {
    let status = cargo(root)
        .args(["run", "--quiet", "--release", "-p", "remedy-eval", "--features", "baselines", "--", what])
        .args(arguments)
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("remedy-eval {what}: {status}");
    }
    Ok(())
}
