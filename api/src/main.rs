//! `remedy`: look a failure up and get a proven solution, over HTTP, on pages and in the terminal.

mod cli;
mod confidence;
mod embedded;
mod health;
mod openapi;
mod pages;
mod problem;
mod respond;
mod revalidate;
mod served;
mod service;
mod v1;
mod widget;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Paste a failure, get a proven solution.
#[derive(Debug, Parser)]
#[command(
    name = "remedy",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  remedy ask \"database is locked\"         look up what you see
  python agent.py 2>&1 | remedy ask       look up what a program prints
  remedy serve                            pages, API and widget on http://127.0.0.1:8080"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages, the API and the widget over HTTP
    #[command(after_help = "\
Prints one line with the address when it is ready. RUST_LOG=info logs each request on standard error.
SIGTERM lets requests under way end first.

Examples:
  remedy serve
  remedy serve --port 0                         any free port
  remedy serve --host 0.0.0.0 --port 80         for everyone
  remedy serve --catalogue catalogue.sqlite     a catalogue from `remedy build`")]
    Serve(cli::serve::Options),
    /// Look a failure up in the terminal
    #[command(after_help = "\
Exit status: 0 answered, 1 no match, 2 wrong use or error.

Examples:
  remedy ask \"my agents hang after a tool call\"
  python agent.py 2>&1 | remedy ask
  remedy ask --language python --json < agent.log")]
    Ask(cli::ask::Options),
    /// Compile the knowledge in data/ to a catalogue
    #[command(after_help = "\
Exit status: 0 written, 1 mistakes in the knowledge, 2 wrong use or error.

Examples:
  remedy build
  remedy build --data ~/remedy/data --output /srv/catalogue.sqlite")]
    Build(cli::build::Options),
    /// List every mistake in the knowledge in data/
    #[command(after_help = "\
Each is a line `path:line: what is wrong, what to write instead`.
Exit status: 0 no mistakes, 1 mistakes, 2 wrong use or error.

Example:
  remedy check --data ~/remedy/data")]
    Check(cli::check::Options),
    /// Print the OpenAPI description of the API
    #[command(after_help = "\
Example:
  remedy openapi > openapi/v1.json")]
    Openapi,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(options) => cli::serve::run(&options),
        Command::Ask(options) => cli::ask::run(&options),
        Command::Build(options) => cli::build::run(&options),
        Command::Check(options) => cli::check::run(&options),
        Command::Openapi => cli::openapi::run(),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(cli::FAILED)
    })
}
