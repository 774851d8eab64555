//! Build automation. `cargo xtask run` serves, `cargo xtask test` runs every check there is.

mod bench;
mod eval;
mod proofs;
mod run;
mod stage;
mod test;
mod tools;
mod widget;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

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
    /// Build everything and serve it on 127.0.0.1.
    Run(run::Options),
    /// Run every check there is: formatting, lints, tests, proofs, the service, the widget in a browser.
    Test,
    /// Build the widget into widget/dist/.
    Widget,
    /// Run the proofs: each broken program must fail as it claims, each fixed one must pass, every time.
    Proofs(proofs::Options),
    Eval(eval::Options),
    Bench(bench::Options),
    /// One run of one program of a proof, inside its fence. `proofs` starts it.
    #[command(hide = true)]
    ProofInside(proofs::Inside),
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Run(options) => run::run(&root(), &options),
        Task::Test => test::run(&root()),
        Task::Widget => widget::ensure_target().and_then(|()| widget::build(&root())),
        Task::Proofs(options) => proofs::run(&root(), &options),
        Task::Eval(options) => eval::run(&root(), &options),
        Task::Bench(options) => bench::run(&root(), &options),
        Task::ProofInside(options) => proofs::run_inside(&options),
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

/// Cargo itself, in the workspace.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
