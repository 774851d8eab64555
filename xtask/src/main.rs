//! Build automation. `cargo xtask run` serves, `cargo xtask test` runs every check there is.

mod proofs;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Build, run and test Remedy.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run the proofs: each broken program must fail as it claims, each fixed one must pass, every time.
    Proofs(proofs::Options),
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Proofs(options) => proofs::run(&root(), &options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}
