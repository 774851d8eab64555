//! `remedy-eval quality`: how good the lookup is.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use remedy_eval::quality;

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
}

fn main() -> ExitCode {
    let result = match Cli::parse().measure {
        Measure::Quality(options) => quality::run(&options).map(|report| print!("{report}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
