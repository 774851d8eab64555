//! `remedy-eval quality`: how good the lookup is. `remedy-eval scale`: how fast and how large.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use remedy_eval::{quality, scale};

/// Measure the lookup beside SQLite FTS5 and Tantivy, on the same documents in the same run.
#[derive(Debug, Parser)]
#[command(name = "remedy-eval")]
struct Cli {
    #[command(subcommand)]
    measure: Measure,
}

#[derive(Debug, Subcommand)]
enum Measure {
    Quality(quality::Options),
    Scale(scale::Options),
    /// What `scale` runs for one engine and size.
    #[command(hide = true)]
    Child {
        #[command(subcommand)]
        task: scale::Task,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().measure {
        Measure::Quality(options) => quality::run(&options).map(|report| print!("{report}")),
        Measure::Scale(options) => scale::run(&options),
        Measure::Child { task } => scale::run_child(&task),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
